"""Font programs as PDFs embed them: what they are by their bytes, and tables that were cut too short made whole.

Word, Distiller and others cut tables of the glyphs that a page does not show; readers go on with what is there. The keys under
which a program lies often say something else than it is (ISO 32000-1 table 126 wants the two to agree).
"""

from __future__ import annotations

import io
import struct
from typing import Any, Final

from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Dictionary, Name, Stream

FILES: Final = ("/FontFile", "/FontFile2", "/FontFile3")
# What fontTools and pikepdf raise over broken programs and the dictionaries around them.
ODD: Final = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, struct.error, TTLibError, AssertionError, EOFError, RuntimeError,
)  # fmt: skip
_KEYS: Final = frozenset(
    ("/Length", "/Length1", "/Length2", "/Length3", "/Subtype", "/Filter", "/DecodeParms")
)  # table 127
_TRUETYPE: Final = (b"\0\1\0\0", b"true")
_OPENTYPE: Final = b"OTTO"
_THOUSANDTHS: Final = [0.001, 0, 0, 0.001, 0, 0]
_SAME: Final = [1, 0, 0, 1, 0, 0]
_TABLE: Final = 16  # bytes of an entry of the table of tables (OpenType: Table Directory)
_FIRST: Final = 12


def program_of(descriptor: Any) -> bytes | None:
    """The bytes of the embedded program, with its tables whole; None where there is none worth the name.

    Raises pikepdf.PdfError or RuntimeError where its stream cannot be read.
    """
    if not isinstance(descriptor, Dictionary):
        return None
    for key in FILES:
        stream = descriptor.get(key)
        if isinstance(stream, Stream):
            data = bytes(stream.read_bytes())
            if data:
                return _put_right(descriptor, key, data)
    return None


def _put_right(descriptor: Any, key: str, data: bytes) -> bytes:
    """The program under the key and the subtype that are its own."""
    kind, sound = key, data
    if data.startswith(_TRUETYPE):
        kind, sound = "/FontFile2", _whole(data)
    elif data.startswith(_OPENTYPE):
        kind, sound = "/FontFile3", _outlines(data)
    elif data.startswith((b"%!", b"\x80\x01")):
        kind = "/FontFile"
    elif data.startswith(b"\1\0"):
        kind = "/FontFile3"
    stream = descriptor[key]
    for other in list(stream.keys()):
        if other not in _KEYS:
            del stream[other]
    if kind == key and sound is data and kind != "/FontFile3":
        return data
    if sound is not data or kind != key:
        stream.write(sound)
        for length in ("/Length1", "/Length2", "/Length3"):
            if length in stream and kind != "/FontFile":
                del stream[length]
        if kind == "/FontFile2":
            stream.Length1 = len(sound)
    if kind != key:
        descriptor[kind] = stream
        del descriptor[key]
        if "/Subtype" in stream and kind != "/FontFile3":
            del stream["/Subtype"]
    return sound


def as_font_says(descriptor: Any, font: Any, *, composite: bool) -> None:
    """Gives font and program the subtypes that go with what the program is; `font` is the descendant of a composite one."""
    if "/FontFile3" in descriptor:
        if composite:
            _plain_matrices(descriptor.FontFile3)
        descriptor.FontFile3.Subtype = Name.CIDFontType0C if composite else Name.Type1C
        if composite and str(font.get("/Subtype")) == "/CIDFontType2" and _is_by_glyph(descriptor, font):
            font.Subtype = Name.CIDFontType0
            if "/CIDToGIDMap" in font:
                del font["/CIDToGIDMap"]
        elif not composite and str(font.get("/Subtype")) == "/TrueType":
            font.Subtype = Name.Type1
    elif "/FontFile2" in descriptor and composite:
        font.Subtype = Name.CIDFontType2
    elif "/FontFile2" in descriptor and str(font.get("/Subtype")) == "/Type1":
        font.Subtype = Name.TrueType


def _plain_matrices(stream: Stream) -> None:
    """Thousandths of the size said once: some programs say one and leave the rest to the fonts within (Adobe TN 5176, 19)."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(stream.read_bytes()), None)
    told = [one.rawDict for one in (fonts[0], *getattr(fonts[0], "FDArray", ()))]
    if (
        len(told) > 1
        and told[0].get("FontMatrix") == _THOUSANDTHS
        and all(one.get("FontMatrix") == _SAME for one in told[1:])
    ):
        for one in (fonts[0], *fonts[0].FDArray):
            one.rawDict.pop("FontMatrix", None)
            one.__dict__.pop("FontMatrix", None)  # what fontTools has read of it
        stream.write(compiled(fonts))


def compiled(fonts: CFFFontSet) -> bytes:
    """Outlines as the bytes of a program."""
    out = io.BytesIO()
    fonts.compile(out, _Alone())
    return out.getvalue()


class _Alone:
    """What fontTools asks of the font around outlines, where there is none."""

    recalcBBoxes = False  # noqa: N815, its name for it
    lazy = False


def _is_by_glyph(descriptor: Any, font: Any) -> bool:
    """Whether codes lead to the same glyphs of these outlines either way: by their numbers (ISO 32000-1 9.7.4.2)."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(descriptor.FontFile3.read_bytes()), None)
    return font.get("/CIDToGIDMap", Name.Identity) == Name.Identity and not hasattr(fonts[0], "ROS")


def _outlines(data: bytes) -> bytes:
    """The outlines of an OpenType program: all that a PDF needs of it."""
    with TTFont(io.BytesIO(data), lazy=True) as font:
        return bytes(font.reader["CFF "]) if "CFF " in font.reader else data


def _whole(data: bytes) -> bytes:
    """A TrueType program whose widths and outlines reach as far as its glyphs; what was cut off is empty."""
    try:
        tables = _tables(data)
        glyphs = struct.unpack_from(">H", tables[b"maxp"], 4)[0]
        told = min(glyphs, struct.unpack_from(">H", tables[b"hhea"], 34)[0])
        narrow = 4 * told + 2 * (glyphs - told) - len(tables[b"hmtx"])
        short = _reach(tables) - len(tables[b"glyf"])
    except (KeyError, struct.error):
        return data
    if told == 0 or short > len(data) or (narrow <= 0 and short <= 0):
        return data
    tables[b"hmtx"] += bytes(max(0, narrow))
    tables[b"glyf"] += bytes(max(0, short))
    return _assembled(data[:4], tables)


def _reach(tables: dict[bytes, bytes]) -> int:
    """Where the last outline ends, as the table of places has it (OpenType: loca)."""
    wide = struct.unpack_from(">h", tables[b"head"], 50)[0]
    places = tables[b"loca"]
    count = len(places) // (4 if wide else 2)
    return max(struct.unpack(f">{count}{'I' if wide else 'H'}", places[: count * (4 if wide else 2)]), default=0) * (
        1 if wide else 2
    )


def _tables(data: bytes) -> dict[bytes, bytes]:
    count = struct.unpack_from(">H", data, 4)[0]
    found = {}
    for at in range(_FIRST, _FIRST + _TABLE * count, _TABLE):
        tag, _, start, length = struct.unpack_from(">4sIII", data, at)
        found[tag] = data[start : start + length]
    return found


def _assembled(version: bytes, tables: dict[bytes, bytes]) -> bytes:
    """Tables as a program; checksums are left out, which nobody who reads a PDF asks for."""
    directory, body = io.BytesIO(), io.BytesIO()
    start = _FIRST + _TABLE * len(tables)
    power = max(0, len(tables).bit_length() - 1)
    directory.write(version + struct.pack(">HHHH", len(tables), 16 << power, power, 16 * len(tables) - (16 << power)))
    for tag, table in sorted(tables.items()):
        directory.write(struct.pack(">4sIII", tag, 0, start + body.tell(), len(table)))
        body.write(table + bytes(-len(table) % 4))
    return directory.getvalue() + body.getvalue()
