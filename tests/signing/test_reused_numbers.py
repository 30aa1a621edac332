"""Files that give the number of a cross-reference stream to another object, as linearised ones do: good before the first signature."""

from __future__ import annotations

import re
import struct

import pytest

from signing.demo_authority import Certified, DemoAuthority, Holder
from signing.trust import Trust
from signing.verdict import judge
from tests.signing.attacks.forging import tail_parts
from tests.signing.plain import plain_sign
from tests.signing.test_good_files import with_object_streams


@pytest.fixture(scope="module")
def person(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Phạm Văn Cường", "Sở Tài chính"))


def with_its_number_reused(pdf: bytes) -> bytes:
    """An increment in which the number of the file's cross-reference stream is a string."""
    start, size, root = tail_parts(pdf)
    stream = re.match(rb"(\d+) 0 obj", pdf[start:])
    assert stream is not None
    number, at = int(stream[1]), len(pdf) + 1
    other = b"%d 0 obj\n(khac)\nendobj\n" % number
    table_at = at + len(other)
    places = struct.pack(">BIH", 1, at, 0) + struct.pack(">BIH", 1, table_at, 0)
    table = (
        b"%d 0 obj\n<< /Type /XRef /W [1 4 2] /Index [%d 1 %d 1] /Size %d /Prev %d /Root %s /Length %d >>\nstream\n"
        % (size, number, size, size + 1, start, root, len(places))
    ) + places + b"\nendstream\nendobj\n"  # fmt: skip
    return pdf + b"\n" + other + table + b"startxref\n%d\n%%%%EOF\n" % table_at


def test_before_the_first_signature_it_says_nothing(record: bytes, person: Certified, trust: Trust) -> None:
    verdict = judge(plain_sign(with_its_number_reused(with_object_streams(record)), person, strict=False), trust)
    assert verdict.verdict == "TOTAL-PASSED", verdict


def test_after_it_nobody_knows_what_it_was(record: bytes, person: Certified, trust: Trust) -> None:
    signed = plain_sign(with_object_streams(record), person)
    verdict = judge(with_its_number_reused(signed), trust)
    assert verdict.verdict != "TOTAL-PASSED"
