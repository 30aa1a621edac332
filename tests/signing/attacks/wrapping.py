"""Universal signature forgery and signature wrapping (2018): the signature's own dictionary is bent."""

from __future__ import annotations

import re
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from tests.signing.attacks.forging import annotate, attack, content_object, rectangle, signed_fields, update


def _range_replaced(pdf: bytes, new: bytes) -> bytes:
    found = list(re.finditer(rb"/ByteRange\s*\[[^\]]*\]", pdf))[-1]
    size = found.end() - found.start()
    return pdf[: found.start()] + (b"/ByteRange " + new).ljust(size)[:size] + pdf[found.end() :]


@attack
def range_null(pdf: bytes) -> bytes:
    return _range_replaced(pdf, b"null")


@attack
def range_empty(pdf: bytes) -> bytes:
    return _range_replaced(pdf, b"[]")


@attack
def range_of_zeros(pdf: bytes) -> bytes:
    return _range_replaced(pdf, b"[0 0 0 0]")


@attack
def range_negative(pdf: bytes) -> bytes:
    return _range_replaced(pdf, b"[0 -1 0 0]")


@attack
def range_renamed(pdf: bytes) -> bytes:
    place = pdf.rindex(b"/ByteRange")
    return pdf[:place] + b"/ByteRangX" + pdf[place + 10 :]


@attack
def contents_of_zeros(pdf: bytes) -> bytes:
    start = pdf.rindex(b"/Contents <") + 11
    end = pdf.index(b">", start)
    return pdf[:start] + b"0" * (end - start) + pdf[end:]


@attack
def contents_renamed(pdf: bytes) -> bytes:
    place = pdf.rindex(b"/Contents <")
    return pdf[:place] + b"/Contentx <" + pdf[place + 11 :]


@attack
def signed_part_wrapped(pdf: bytes) -> bytes:
    """SWA: the second signed part is moved down, content of one's own is put into the gap."""
    found = list(re.finditer(rb"/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)\s*\]", pdf))[-1]
    _, second, rest = (int(value) for value in found.groups())
    forged = content_object(pdf)[1]
    moved = b"[0 %s %d %d]" % (found.group(1), second + len(forged), rest)
    opened = _range_replaced(pdf, moved)
    return opened[:second] + forged + opened[second:]


@attack
def signature_copied_to_another_field(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        signed = signed_fields(writer)[-1]
        entries = {
            "/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Widget"), "/FT": pdf_name("/Sig"), "/Rect": rectangle(0, 0, 0, 0),
            "/T": generic.TextStringObject("ChuKyThem"), "/V": signed.raw_get("/V"), "/F": generic.NumberObject(132),
        }  # fmt: skip
        reference = annotate(writer, entries)
        writer.root["/AcroForm"]["/Fields"].append(reference)
        writer.update_container(writer.root["/AcroForm"]["/Fields"])
        writer.update_container(writer.root["/AcroForm"])

    return update(pdf, change)


@attack
def unknown_subfilter(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        value = signed_fields(writer)[-1]["/V"]
        value[pdf_name("/SubFilter")] = pdf_name("/Nobody.Knows")
        writer.update_container(value)

    return update(pdf, change)


@attack
def signature_field_emptied(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        field = signed_fields(writer)[0]
        del field["/V"]
        writer.update_container(field)

    return update(pdf, change)


@attack
def form_removed(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        del writer.root["/AcroForm"]
        writer.update_root()

    return update(pdf, change)


@attack
def fields_unlisted(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name("/Fields")] = generic.ArrayObject()
        writer.update_container(form)

    return update(pdf, change)
