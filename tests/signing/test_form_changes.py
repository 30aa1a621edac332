"""A form that was signed and is filled before the next one signs: what was there stays, what is printed stays seen."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, append_signature_field

from signing.demo_authority import Certified, DemoAuthority, Holder
from signing.trust import Trust
from signing.verdict import judge
from tests.signing.attacks.forging import Quiet, fields, form, update
from tests.signing.plain import plain_sign

pytestmark = pytest.mark.slow

SUM = (60, 690, 460, 730)  # where the sum is printed
CHANGED, REDRAWN, HIDDEN = "bị đổi sau đó", "bị vẽ lại", "che mất"


@pytest.fixture(scope="module")
def person(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Phạm Văn Cường", "Sở Tài chính"))


@pytest.fixture(scope="module")
def second(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Đỗ Thị Dung", "Sở Tài chính"))


@pytest.fixture(scope="module")
def blank_form(record: bytes) -> bytes:
    """A filled field, an empty one beside it, an empty one over the printed sum, and a box to tick."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(record)) as document:
        font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))

        def look(content: bytes) -> Any:
            resources = Dictionary(Font=Dictionary(H=font))
            return document.make_stream(
                content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 200, 20]), Resources=resources
            )

        def field(name: str, box: tuple[float, ...], **entries: Any) -> Any:
            widget = Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, T=String(name), F=4, Rect=Array(box), P=document.pages[0].obj,
                **{"FT": Name.Tx, "DA": String("/H 10 Tf 0 g"), **entries},
            )  # fmt: skip
            return document.make_indirect(widget)

        text = look(b"BT /H 10 Tf 2 5 Td (125) Tj ET")
        states = Dictionary(Yes=look(b"0 0 20 20 re f"), Off=look(b""))
        listed = [
            field("Filled", (60, 300, 260, 320), V=String("125"), AP=Dictionary(N=text)),
            field("Empty", (60, 260, 260, 280)),
            field("OverPrint", SUM),
            field("Tick", (60, 340, 80, 360), FT=Name.Btn, V=Name.Off, AS=Name.Off, AP=Dictionary(N=states)),
        ]
        document.pages[0].obj.Annots = Array(listed)
        resources = document.make_indirect(Dictionary(Font=Dictionary(H=font)))
        document.Root.AcroForm = document.make_indirect(Dictionary(Fields=Array(listed), DR=resources))
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def filled(
    name: str, value: str | None, drawing: bytes | None = None, state: str | None = None
) -> Callable[[Any], None]:
    def change(writer: Any) -> None:
        field = next(field for field in fields(writer) if field["/T"] == name)
        if value is not None:
            field[pdf_name("/V")] = pdf_name(value) if state else generic.TextStringObject(value)
        if state is not None:
            field[pdf_name("/AS")] = pdf_name(state)
        if drawing is not None:
            stream = form(writer)
            shape = stream.get_object()
            shape._data, shape._encoded_data = drawing, None
            shape[pdf_name("/Resources")] = writer.root["/AcroForm"].raw_get("/DR")
            field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): stream})
        writer.update_container(field)

    return change


WHITE = b"1 1 1 rg 0 0 400 40 re f"
TEXT = b"BT /H 10 Tf 2 5 Td (999) Tj ET"
BETWEEN: dict[str, tuple[Callable[[Any], None], str]] = {
    "an empty field filled": (filled("Empty", "999", TEXT), ""),
    "an empty field over print filled with text": (filled("OverPrint", "999", TEXT), ""),
    "a box ticked": (filled("Tick", "/Yes", state="/Yes"), ""),
    "a filled field changed": (filled("Filled", "999", TEXT), CHANGED),
    "a filled field emptied": (filled("Filled", "", b""), CHANGED),
    "a value changed under the old look": (filled("Filled", "999"), CHANGED),
    "another look for the same value": (filled("Filled", None, TEXT), REDRAWN),
    "an empty field drawn without a value": (filled("Empty", None, TEXT), REDRAWN),
    "a box that shows a tick nobody made": (filled("Tick", None, state="/Yes"), REDRAWN),
    "print hidden by an empty field's white ground": (filled("OverPrint", "999", WHITE + b" " + TEXT), HIDDEN),
}  # fmt: skip


@pytest.mark.parametrize("what", BETWEEN)
def test_what_is_filled_between_two_signatures(
    what: str, blank_form: bytes, person: Certified, second: Certified, trust: Trust
) -> None:
    change, said = BETWEEN[what]
    verdict = judge(plain_sign(update(plain_sign(blank_form, person), change), second, "Signature2"), trust)
    reasons = " ".join([*verdict.reasons, *(reason for one in verdict.signatures for reason in one.reasons)])
    assert verdict.verdict == ("INDETERMINATE" if said else "TOTAL-PASSED"), reasons
    assert said in reasons
    assert verdict.signatures[0].modified_after


@pytest.mark.parametrize("what", ["certified for filling", "locked but for these fields"])
def test_what_is_left_to_be_filled_is_what_was_empty(
    what: str, blank_form: bytes, person: Certified, second: Certified, trust: Trust
) -> None:
    """EU DSS fails a filled field that is filled anew, certified or not."""
    writer = Quiet(io.BytesIO(blank_form))
    free = ["Filled", "Empty", "B"]
    lock = FieldMDPSpec(FieldMDPAction.EXCLUDE, free) if what.startswith("locked") else None
    for name in ("A", "B"):
        append_signature_field(writer, SigFieldSpec(name, field_mdp_spec=lock if name == "A" else None))
    out = io.BytesIO()
    writer.write(out)
    allowed = {} if lock else {"certify": True, "docmdp_permissions": MDPPerm.FILL_FORMS}
    signed = plain_sign(out.getvalue(), person, "A", **allowed)
    for how, verdict in (
        ("an empty field filled", "TOTAL-PASSED"),
        ("a filled field changed", "INDETERMINATE"),
        ("another look for the same value", "INDETERMINATE"),
    ):
        assert judge(plain_sign(update(signed, BETWEEN[how][0]), second, "B"), trust).verdict == verdict, how


def looks_of_all(writer: Any) -> None:
    form_ = writer.root["/AcroForm"]
    form_[pdf_name("/DA")] = generic.TextStringObject("/H 0 Tf 1 g")
    writer.update_container(form_)


def structure(writer: Any) -> None:
    writer.root[pdf_name("/MarkInfo")] = generic.DictionaryObject({pdf_name("/Suspects"): generic.BooleanObject(True)})
    writer.update_root()


@pytest.mark.parametrize("change", [looks_of_all, structure])
def test_what_stands_for_the_whole_file_stays(
    change: Callable[[Any], None], blank_form: bytes, person: Certified, trust: Trust
) -> None:
    signed = plain_sign(blank_form, person)
    assert judge(signed, trust).verdict == "TOTAL-PASSED"
    assert judge(update(signed, change), trust).verdict == "INDETERMINATE"
