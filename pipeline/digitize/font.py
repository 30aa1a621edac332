"""The font of the invisible text: one empty glyph for every letter; what a letter means stands in its ToUnicode map."""

from __future__ import annotations

import functools
import io
from typing import Final

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject, TextStringObject

from pipeline.digitize.pdf_objects import dictionary, flate

NAME: Final = "VanthuGlyphless"
ADVANCE: Final = 500  # thousandths of the font size, every letter
ASCENT: Final = 800  # the text box reaches from here ...
DESCENT: Final = -200  # ... to here, and is as high as the font size
_EPOCH: Final = 2_082_844_800  # 1970 in the seconds since 1904 that OpenType counts
MOST_PER_BLOCK: Final = 100  # entries of one bfchar block (Adobe TN 5014); Ghostscript drops maps that have more


class GlyphlessFont:
    """Hands out character codes as letters are met, so that the same text always gives the same bytes."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._codes)

    def encode(self, text: str) -> str:
        """The PDF string of a text, in hexadecimal with its brackets."""
        codes = (self._codes.setdefault(letter, len(self._codes) + 1) for letter in text)
        return "<" + "".join(f"{code:04X}" for code in codes) + ">"

    def write(self, writer: PdfWriter) -> DictionaryObject:
        """The Type 0 font of all that was encoded so far (ISO 32000-1 9.7), embedded with its map back to Unicode."""
        program = font_program()
        descriptor = dictionary(
            Type=NameObject("/FontDescriptor"),
            FontName=NameObject(f"/{NAME}"),
            Flags=NumberObject(4),  # symbolic
            FontBBox=ArrayObject([NumberObject(n) for n in (0, DESCENT, ADVANCE, ASCENT)]),
            ItalicAngle=NumberObject(0),
            Ascent=NumberObject(ASCENT),
            Descent=NumberObject(DESCENT),
            CapHeight=NumberObject(ASCENT),
            StemV=NumberObject(80),
            FontFile2=_added(writer, flate(program, Length1=NumberObject(len(program)))),
        )
        descendant = dictionary(
            Type=NameObject("/Font"),
            Subtype=NameObject("/CIDFontType2"),
            BaseFont=NameObject(f"/{NAME}"),
            CIDSystemInfo=dictionary(
                Registry=TextStringObject("Adobe"), Ordering=TextStringObject("Identity"), Supplement=NumberObject(0)
            ),
            DW=NumberObject(ADVANCE),
            FontDescriptor=_added(writer, descriptor),
            # code 0 is .notdef, which PDF/A forbids to show (ISO 19005-2 6.2.11.8); every other code is glyph 1
            CIDToGIDMap=_added(writer, flate(b"\0\0" + b"\0\1" * len(self._codes))),
        )
        return dictionary(
            Type=NameObject("/Font"),
            Subtype=NameObject("/Type0"),
            BaseFont=NameObject(f"/{NAME}"),
            Encoding=NameObject("/Identity-H"),
            DescendantFonts=ArrayObject([_added(writer, descendant)]),
            ToUnicode=_added(writer, flate(self._to_unicode().encode("ascii"))),
        )

    def _to_unicode(self) -> str:
        rows = [f"<{code:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for letter, code in self._codes.items()]
        blocks = [rows[start : start + MOST_PER_BLOCK] for start in range(0, len(rows), MOST_PER_BLOCK)]
        return "\n".join(
            [
                "/CIDInit /ProcSet findresource begin",
                "12 dict begin",
                "begincmap",
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
                "/CMapName /Adobe-Identity-UCS def",
                "/CMapType 2 def",
                "1 begincodespacerange",
                "<0000> <FFFF>",
                "endcodespacerange",
                *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
                "endcmap",
                "CMapName currentdict /CMap defineresource pop",
                "end",
                "end",
            ]
        )


@functools.cache
def font_program() -> bytes:
    """A TrueType font of under a kilobyte: .notdef and one empty glyph, the same bytes every time."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "letter"])
    builder.setupCharacterMap({0x20: "letter"})
    builder.setupGlyf({".notdef": Glyph(), "letter": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (ADVANCE, 0), "letter": (ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": "Vanthu Glyphless", "styleName": "Regular", "psName": NAME})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT, fsType=0)
    builder.setupPost(isFixedPitch=1, keepGlyphNames=False)
    builder.setupHead(unitsPerEm=1000, created=_EPOCH, modified=_EPOCH)
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def _added(writer: PdfWriter, value: DictionaryObject) -> IndirectObject:
    return writer._add_object(value)
