"""Fonts that a PDF names and does not hold become free ones, with the codes and widths that its content needs."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from pipeline.digitize.born import typefaces, unicode_maps, widths

SYMBOLIC: Final = 1 << 2  # descriptor flags (ISO 32000-1 table 123)


def for_simple(pdf: pikepdf.Pdf, font: Any, name: str, texts: Mapping[int, str]) -> None:
    """The font becomes a TrueType one of another program; its codes and widths stay as the content needs them.

    Raises Unconvertible where no typeface may stand in.
    """
    told = widths.of_codes(font, set(texts))
    made = typefaces.cut(typefaces.stand_in(name, _flags(font.get("/FontDescriptor"))), texts, told)
    first, last = (min(texts), max(texts)) if texts else (0, 0)
    for key in list(font.keys()):
        del font[key]
    font.Type, font.Subtype, font.BaseFont = Name.Font, Name.TrueType, Name("/" + made.name)
    font.FirstChar, font.LastChar = first, last
    font.Widths = Array([round(made.widths.get(code, 0), 2) for code in range(first, last + 1)])
    font.FontDescriptor = _descriptor(pdf, made)
    font.ToUnicode = pdf.make_stream(unicode_maps.written(texts, wide=False))


def for_composite(pdf: pikepdf.Pdf, font: Any, child: Any, name: str, texts: Mapping[int, str]) -> None:
    """The same for a composite font whose codes are glyph numbers. Raises Unconvertible."""
    told = {code: widths.of_cid(child, code) for code in texts}
    made = typefaces.cut(typefaces.stand_in(name, _flags(child.get("/FontDescriptor"))), texts, told)
    table = bytearray(2 * (max(texts, default=0) + 1))
    for code, glyph in made.glyphs.items():
        struct.pack_into(">H", table, 2 * code, glyph)
    child.Subtype = Name.CIDFontType2
    child.BaseFont = font.BaseFont = Name("/" + made.name)
    child.CIDToGIDMap = pdf.make_stream(bytes(table))
    child.CIDSystemInfo = Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0)
    child.FontDescriptor = _descriptor(pdf, made)
    font.ToUnicode = pdf.make_stream(unicode_maps.written(texts, wide=True))


def _flags(descriptor: Any) -> int:
    return int(descriptor.get("/Flags", 0)) if isinstance(descriptor, Dictionary) else 0


def _descriptor(pdf: pikepdf.Pdf, made: typefaces.Cut) -> Any:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/" + made.name), Flags=SYMBOLIC, FontBBox=Array(list(made.box)), ItalicAngle=0,
            Ascent=round(made.ascent), Descent=round(made.descent), CapHeight=round(made.ascent), StemV=80,
            FontFile2=pdf.make_stream(made.program, Length1=len(made.program)),
        )
    )  # fmt: skip
