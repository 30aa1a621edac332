"""Files with two cross-reference tables, as Word writes them: good ones pass, those whose tables say otherwise do not."""

from __future__ import annotations

import struct

import pytest

from signing.demo_authority import Certified, DemoAuthority, Holder
from signing.trust import Trust
from signing.verdict import judge
from tests.signing.attacks.forging import content_object, tail_parts
from tests.signing.plain import plain_sign


@pytest.fixture(scope="module")
def person(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Phạm Văn Cường", "Sở Tài chính"))


def with_second_table(pdf: bytes, number: int | None = None, body: bytes = b"(an)") -> bytes:
    """An increment whose own table is empty and whose second one names the object `number`, a new one where None."""
    start, size, root = tail_parts(pdf)
    trailer = b"/Root " + root
    own = number if number is not None else size
    at = len(pdf) + 1
    hidden = b"%d 0 obj\n%s\nendobj\n" % (own, body)
    place = struct.pack(">BIH", 1, at, 0)
    second_at = at + len(hidden)
    stream = (
        b"%d 0 obj\n<< /Type /XRef /W [1 4 2] /Index [%d 1] /Size %d /Length %d %s >>\nstream\n"
        % (size + 1, own, size + 2, len(place), trailer)
    ) + place + b"\nendstream\nendobj\n"  # fmt: skip
    table_at = second_at + len(stream)
    table = b"xref\n0 0\ntrailer\n<< /Size %d /Prev %d /XRefStm %d %s >>\nstartxref\n%d\n%%%%EOF\n"
    return pdf + b"\n" + hidden + stream + table % (size + 2, start, second_at, trailer, table_at)


def test_one_that_was_there_before_the_first_signature_passes(record: bytes, person: Certified, trust: Trust) -> None:
    verdict = judge(plain_sign(with_second_table(record), person, strict=False), trust)
    assert verdict.verdict == "TOTAL-PASSED", verdict


def test_one_that_came_after_the_signature_does_not(record: bytes, person: Certified, trust: Trust) -> None:
    signed = plain_sign(record, person)
    assert judge(with_second_table(signed), trust).verdict != "TOTAL-PASSED"
    number, _ = content_object(signed)
    assert (
        judge(with_second_table(signed, number, b"<< /Length 0 >>\nstream\n\nendstream"), trust).verdict
        != "TOTAL-PASSED"
    )


def test_one_that_shows_old_and_new_viewers_two_pages_does_not(record: bytes, person: Certified, trust: Trust) -> None:
    number, _ = content_object(record)
    two_faced = with_second_table(record, number, b"<< /Length 0 >>\nstream\n\nendstream")
    verdict = judge(plain_sign(two_faced, person, strict=False), trust)
    assert verdict.verdict == "INDETERMINATE"
    assert any("không theo chuẩn" in reason for reason in verdict.reasons)
