"""Embeds the typeface in a PDF that has no signature yet (ISO 19005-2 §6.2.11: embedded, with widths and ToUnicode)."""

from __future__ import annotations

from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from signing.typeface import NAME, typeface

RESOURCE: Final = "/VanThu"  # the font's name in AcroForm's /DR; signatures and filled fields made later find it there


def embed(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The Type 0 font, an indirect object of `pdf`."""
    face = typeface()
    program = pdf.make_stream(face.program, Length1=len(face.program))
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/" + NAME), Flags=4, FontBBox=Array(face.box), ItalicAngle=0,
            Ascent=face.ascent, Descent=face.descent, CapHeight=face.cap_height, StemV=80, FontFile2=program,
        )
    )  # fmt: skip
    descendant = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/" + NAME), FontDescriptor=descriptor, DW=500,
            CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
            W=Array([part for letter, width in face.widths.items() for part in (ord(letter), Array([width]))]),
            CIDToGIDMap=pdf.make_stream(_glyph_numbers(face.glyphs)),
        )
    )  # fmt: skip
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/" + NAME), Encoding=Name("/Identity-H"),
            DescendantFonts=Array([descendant]), ToUnicode=pdf.make_stream(_to_unicode(list(face.glyphs))),
        )
    )  # fmt: skip


def _glyph_numbers(glyphs: dict[str, int]) -> bytes:
    table = bytearray(2 * (max(ord(letter) for letter in glyphs) + 1))
    for letter, glyph in glyphs.items():
        table[2 * ord(letter) : 2 * ord(letter) + 2] = glyph.to_bytes(2, "big")
    return bytes(table)


def _to_unicode(letters: list[str]) -> bytes:
    pairs = [f"<{ord(letter):04X}> <{ord(letter):04X}>" for letter in letters]
    blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]  # at most 100 in a block (Adobe TN 5014)
    mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{mapped}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
