"""The security store after a signature: its proofs may be written anew, and nothing else comes in under their name."""

from __future__ import annotations

from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signing.demo_authority import DemoAuthority, Holder
from signing.trust import Trust
from signing.verdict import judge
from tests.signing.attacks.forging import first_page, update, white
from tests.signing.plain import plain_sign, stamper
from tests.signing.test_good_files import context


@pytest.fixture(scope="module")
def archived(authority: DemoAuthority, record: bytes) -> bytes:
    """Signed at LTA, with an entry of /VRI for the signature."""
    person, clock = (
        authority.issue(Holder("Phạm Văn Cường", "Sở Tài chính")),
        authority.issue(Holder("Dấu thời gian", "Ban Cơ yếu", time_stamps=True)),
    )
    return plain_sign(
        record, person, stamps=stamper(clock), embed_validation_info=True, validation_context=context(authority), use_pades_lta=True
    )  # fmt: skip


def entry(writer: Any) -> tuple[Any, str, Any]:
    """The dictionary /VRI, the name of its first entry, and a copy of that."""
    every = writer.root["/DSS"]["/VRI"]
    name = next(iter(every))
    return every, name, generic.DictionaryObject(dict(every[name].items()))


def put(writer: Any, every: Any, name: str, value: Any) -> None:
    every[pdf_name(name)] = writer.add_object(value)
    writer.update_container(every)


def written_anew(writer: Any) -> None:
    every, name, copy = entry(writer)
    put(writer, every, name, copy)


def taken_out(writer: Any) -> None:
    every, name, _ = entry(writer)
    del every[name]
    writer.update_container(every)


def with_a_drawing_in_it(writer: Any) -> None:
    every, name, copy = entry(writer)
    copy[pdf_name("/Cert")] = generic.ArrayObject([white(writer)])
    put(writer, every, name, copy)
    page = first_page(writer)
    page[pdf_name("/Contents")] = copy["/Cert"].raw_get(0)
    writer.update_container(page)


def with_another_key(writer: Any) -> None:
    every, name, copy = entry(writer)
    copy[pdf_name("/Contents")] = white(writer)
    put(writer, every, name, copy)


def with_a_page_rewritten_under_its_name(writer: Any) -> None:
    every, name, copy = entry(writer)
    page = first_page(writer)
    page[pdf_name("/Rotate")] = generic.NumberObject(90)
    writer.update_container(page)
    copy[pdf_name("/Cert")] = generic.ArrayObject([generic.IndirectObject(page.container_ref.idnum, 0, writer)])
    put(writer, every, name, copy)


@pytest.mark.parametrize("change", [written_anew, taken_out])
def test_proofs_may_be_written_anew(archived: bytes, change: Any, trust: Trust) -> None:
    verdict = judge(update(archived, change), trust)
    assert verdict.verdict == "TOTAL-PASSED", verdict


@pytest.mark.parametrize("change", [with_a_drawing_in_it, with_another_key, with_a_page_rewritten_under_its_name])
def test_nothing_else_comes_in_with_them(archived: bytes, change: Any, trust: Trust) -> None:
    verdict = judge(update(archived, change), trust)
    assert verdict.verdict == "TOTAL-FAILED", verdict
