"""Evil annotations and sneaky signatures (2021): what is laid over a page, or drawn anew, without touching it."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from tests.signing.attacks.forging import annotate, attack, fields, form, rectangle, signed_fields, update


@attack
def evil_annotation(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        look = generic.DictionaryObject({pdf_name("/N"): form(writer)})
        entries = {
            "/Type": pdf_name("/Annot"),
            "/Subtype": pdf_name("/FreeText"),
            "/Rect": rectangle(60, 690, 460, 730),
            "/AP": look,
        }
        annotate(
            writer,
            {**entries, "/F": generic.NumberObject(4), "/Contents": generic.TextStringObject("999.000.000 đồng")},
        )

    return update(pdf, change)


@attack
def stamp_annotation(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        look = generic.DictionaryObject({pdf_name("/N"): form(writer)})
        entries = {
            "/Type": pdf_name("/Annot"),
            "/Subtype": pdf_name("/Stamp"),
            "/Rect": rectangle(60, 690, 460, 730),
            "/AP": look,
        }
        annotate(writer, {**entries, "/F": generic.NumberObject(4)})

    return update(pdf, change)


def _new_widget(writer: Any, kind: str, rect: tuple[float, float, float, float]) -> None:
    entries = {
        "/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Widget"), "/FT": pdf_name(kind), "/Rect": rectangle(*rect),
        "/T": generic.TextStringObject("OThem"), "/F": generic.NumberObject(132),
        "/AP": generic.DictionaryObject({pdf_name("/N"): form(writer)}),
    }  # fmt: skip
    reference = annotate(writer, entries)
    writer.root["/AcroForm"]["/Fields"].append(reference)
    writer.update_container(writer.root["/AcroForm"]["/Fields"])
    writer.update_container(writer.root["/AcroForm"])


@attack
def empty_signature_field_over_text(pdf: bytes) -> bytes:
    """Sneaky signature: a field nobody has signed, whose looks cover the sum."""
    return update(pdf, lambda writer: _new_widget(writer, "/Sig", (60, 690, 460, 730)))


@attack
def empty_signature_field_on_blank_place(pdf: bytes) -> bytes:
    return update(pdf, lambda writer: _new_widget(writer, "/Sig", (60, 100, 460, 140)))


@attack
def text_field_over_text(pdf: bytes) -> bytes:
    return update(pdf, lambda writer: _new_widget(writer, "/Tx", (60, 690, 460, 730)))


@attack
def signature_moved(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        field = signed_fields(writer)[-1]
        field[pdf_name("/Rect")] = rectangle(60, 690, 460, 730)
        writer.update_container(field)

    return update(pdf, change)


@attack
def signature_redrawn(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        field = signed_fields(writer)[-1]
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form(writer)})
        writer.update_container(field)

    return update(pdf, change)


@attack
def signature_appearance_overwritten(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        look = signed_fields(writer)[-1]["/AP"]["/N"]
        look._data, look._encoded_data = b"1 1 1 rg 0 0 400 400 re f", None
        writer.update_container(look)

    return update(pdf, change)


@attack
def text_field_filled_after_all(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        for field in fields(writer):
            if field.get("/FT") == "/Tx":
                field[pdf_name("/V")] = generic.TextStringObject("999/QĐ-UBND")
                field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form(writer)})
                writer.update_container(field)

    return update(pdf, change)


@attack
def fields_drawn_by_the_viewer(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
        writer.update_container(form)

    return update(pdf, change)
