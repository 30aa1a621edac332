"""Documents made to be changed after signing (shadow attacks, 2020), and certified ones written over (EAA and SSA, 2021)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, Final

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import MDPPerm

from signing.demo_authority import Certified, DemoAuthority, Holder
from signing.places import FieldPlan, Place
from signing.prepare import prepare_record
from signing.trust import Trust
from signing.verdict import judge
from tests.signing.attacks import ATTACKS
from tests.signing.attacks.forging import fields, first_page, tail_parts, update
from tests.signing.plain import plain_sign

pytestmark = pytest.mark.slow

SUM = (60, 690, 460, 730)  # where the sum is printed


@pytest.fixture(scope="module")
def person(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Phạm Văn Cường", "Sở Tài chính"))


@pytest.fixture(scope="module")
def insider(authority: DemoAuthority) -> Certified:
    """Another signer whom everybody trusts."""
    return authority.issue(Holder("Đỗ Thị Dung", "Sở Tài chính"))


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _cover(document: pikepdf.Pdf) -> Any:
    return document.make_stream(
        b"1 1 1 rg 0 0 400 40 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 400, 40]),
        Resources=Dictionary(),
    )


def overlay_in_the_page(document: pikepdf.Pdf) -> None:
    """A white form hides the sum while it is signed."""
    page = document.pages[0]
    name = page.add_resource(_cover(document), Name.XObject)
    page.contents_add(b"q 1 0 0 1 60 690 cm %s Do Q" % str(name).encode())
    document.Root.Bait = document.make_indirect(page.obj.Resources.XObject[name])


def overlay_removed(pdf: bytes) -> bytes:
    def strike(writer: Any) -> None:
        bait = writer.root["/Bait"]
        bait._data, bait._encoded_data = b"", None
        writer.update_container(bait)

    return update(pdf, strike)


def overlay_freed(pdf: bytes) -> bytes:
    start, size, root = tail_parts(pdf)
    number = int(re.findall(rb"/Bait (\d+) 0 R", pdf)[-1])
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start, len(pdf))
    return pdf + b"xref\n%d 1\n0000000000 00001 f \n" % number + trailer


def overlay_field(document: pikepdf.Pdf) -> None:
    """A text field whose looks hide the sum while it is signed."""
    field = document.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("An"), F=4, Rect=Array(SUM), V=String(""),
            AP=Dictionary(N=_cover(document)), P=document.pages[0].obj,
        )
    )  # fmt: skip
    document.pages[0].obj.Annots = Array([field])
    document.Root.AcroForm = document.make_indirect(Dictionary(Fields=Array([field])))


def field_hidden(pdf: bytes) -> bytes:
    def strike(writer: Any) -> None:
        field = next(field for field in fields(writer) if field.get("/T") == "An")
        field[pdf_name("/F")] = generic.NumberObject(2)
        writer.update_container(field)

    return update(pdf, strike)


def field_emptied(pdf: bytes) -> bytes:
    def strike(writer: Any) -> None:
        field = next(field for field in fields(writer) if field.get("/T") == "An")
        stream = generic.StreamObject(
            {pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form")}, stream_data=b""
        )
        stream[pdf_name("/BBox")] = generic.ArrayObject([generic.NumberObject(v) for v in (0, 0, 400, 40)])
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(stream)})
        writer.update_container(field)

    return update(pdf, strike)


def second_catalogue(document: pikepdf.Pdf) -> None:
    """Another document lies in the file, one trailer away."""
    page = Dictionary(
        Type=Name.Page, MediaBox=Array([0, 0, 595, 842]), Contents=document.make_stream(b"0 0 1 rg 0 0 99 99 re f")
    )
    pages = document.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([document.make_indirect(page)]), Count=1))
    document.Root.Bait = document.make_indirect(Dictionary(Type=Name.Catalog, Pages=pages))


def catalogue_swapped(pdf: bytes) -> bytes:
    start, size, _ = tail_parts(pdf)
    number = int(re.findall(rb"/Bait (\d+) 0 R", pdf)[-1])
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return pdf + b"xref\n0 0\n" + trailer % (size, number, start, len(pdf))


def other_content(document: pikepdf.Pdf) -> None:
    document.Root.Bait = document.make_stream(b"1 1 1 rg 0 0 600 850 re f")


def content_pointed_elsewhere(pdf: bytes) -> bytes:
    """Only a table is appended: it gives the page's content the place of other, signed bytes."""
    start, size, root = tail_parts(pdf)
    bait = int(re.findall(rb"/Bait (\d+) 0 R", pdf)[-1])
    content = int(re.findall(rb"/Contents (\d+) 0 R", pdf)[0])
    place = re.search(rb"(?<!\d)%d 0 obj" % bait, pdf)
    assert place is not None
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start, len(pdf))
    return pdf + b"xref\n%d 1\n%010d 00000 n \n" % (content, place.start()) + trailer


LATER: Final = 900  # the number of an object that nobody has written when it is signed


def content_to_come(pdf: bytes) -> bytes:
    """The page names a second content that is not there yet; readers take it for nothing."""

    def point(writer: Any) -> None:
        page = first_page(writer)
        later = generic.IndirectObject(LATER, 0, writer)
        page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), later])
        writer.update_container(page)

    return update(pdf, point)


def content_come(pdf: bytes) -> bytes:
    start, _, root = tail_parts(pdf)
    body = b"%d 0 obj\n<< /Length 25 >>\nstream\n1 1 1 rg 0 0 600 850 re f\nendstream\nendobj\n" % LATER
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    table = b"xref\n%d 1\n%010d 00000 n \n" % (LATER, len(pdf))
    return pdf + body + table + trailer % (LATER + 1, root, start, len(pdf) + len(body))


def test_an_object_that_comes_after_the_signature_that_names_it(
    record: bytes, person: Certified, insider: Certified, trust: Trust
) -> None:
    signed = plain_sign(content_to_come(record), person, strict=False)
    come = content_come(signed)
    assert judge(come, trust).verdict in ("TOTAL-FAILED", "INDETERMINATE")
    again = plain_sign(come, insider, "Signature2", strict=False)
    assert judge(again, trust).verdict in ("TOTAL-FAILED", "INDETERMINATE")


SHADOWS = {
    "hide: the overlay's stream emptied": (overlay_in_the_page, overlay_removed),
    "hide: the overlay freed": (overlay_in_the_page, overlay_freed),
    "hide: the overlaying field made unseen": (overlay_field, field_hidden),
    "replace: the overlaying field redrawn": (overlay_field, field_emptied),
    "hide and replace: another catalogue": (second_catalogue, catalogue_swapped),
    "hide and replace: another content": (other_content, content_pointed_elsewhere),
}


@pytest.mark.parametrize("name", SHADOWS)
def test_no_shadow_passes(name: str, record: bytes, person: Certified, trust: Trust) -> None:
    lay, strike = SHADOWS[name]
    signed = plain_sign(changed(record, lay), person)
    assert judge(signed, trust).verdict == "TOTAL-PASSED"  # nothing is wrong yet
    assert judge(strike(signed), trust).verdict in ("TOTAL-FAILED", "INDETERMINATE")


@pytest.mark.parametrize("strike", [field_hidden, field_emptied])
def test_a_shadow_is_seen_under_a_later_signature_too(
    strike: Callable[[bytes], bytes], record: bytes, person: Certified, insider: Certified, trust: Trust
) -> None:
    """pyHanko takes it for a form that was filled in between."""
    signed = plain_sign(changed(record, overlay_field), person)
    verdict = judge(plain_sign(strike(signed), insider, "Signature2"), trust)
    assert verdict.verdict == "INDETERMINATE"
    assert any("vẽ lại" in reason for reason in verdict.reasons)


@pytest.mark.parametrize("lay", [second_catalogue, other_content, overlay_field])
def test_what_we_sign_holds_no_bait_of_that_kind(record: bytes, lay: Callable[[pikepdf.Pdf], None]) -> None:
    """Preparing writes the file anew: foreign fields, scripts and what nothing points to are left behind."""

    def detached(document: pikepdf.Pdf) -> None:
        lay(document)
        if "/Bait" in document.Root:
            del document.Root["/Bait"]

    prepared = prepare_record(changed(record, detached), FieldPlan(agency=Place(1, (400, 10, 560, 50))))
    with pikepdf.open(io.BytesIO(prepared)) as document:
        assert [str(field.T) for field in document.Root.AcroForm.Fields] == ["DauCoQuan"]
        assert sum(isinstance(o, Dictionary) and o.get("/Type") == Name.Catalog for o in document.objects) == 1
        assert len(document.pages[0].obj.Annots) == 1


EVIL = (
    "evil_annotation", "stamp_annotation", "empty_signature_field_over_text", "content_painted_over", "signature_redrawn",
    "signature_moved", "page_added", "script_added", "layers_added", "increment_with_empty_table", "info_changed",
)  # fmt: skip


@pytest.mark.parametrize("allowed", [MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
@pytest.mark.parametrize("name", EVIL)
def test_certified_documents_stay_as_certified(
    name: str, allowed: MDPPerm, record: bytes, person: Certified, trust: Trust
) -> None:
    certified = plain_sign(record, person, box=(60, 60, 260, 120), certify=True, docmdp_permissions=allowed)
    assert judge(certified, trust).verdict == "TOTAL-PASSED"
    assert judge(ATTACKS[name](certified), trust).verdict in ("TOTAL-FAILED", "INDETERMINATE")


@pytest.mark.parametrize("allowed", [MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
def test_a_sneaky_signature_by_somebody_trusted(
    allowed: MDPPerm, record: bytes, person: Certified, insider: Certified, trust: Trust
) -> None:
    certified = plain_sign(record, person, certify=True, docmdp_permissions=allowed)
    sneaky = plain_sign(certified, insider, "Signature2", box=SUM)
    assert judge(sneaky, trust).verdict in ("TOTAL-FAILED", "INDETERMINATE")


def test_a_forger_who_signs_after_forging_is_not_helped_by_being_trusted(
    record: bytes, person: Certified, insider: Certified, trust: Trust
) -> None:
    signed = plain_sign(record, person)
    for name in ("content_painted_over", "evil_annotation", "page_added", "metadata_changed", "resources_swapped"):
        forged = plain_sign(ATTACKS[name](signed), insider, "Signature2")
        assert judge(forged, trust).verdict == "TOTAL-FAILED", name
