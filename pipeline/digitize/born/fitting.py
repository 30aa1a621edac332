"""Glyphs fitted to what a PDF says of them: each shown code leads to its glyph, as wide as the PDF tells it."""

from __future__ import annotations

import io
from typing import Any, Final

import pikepdf
from fontTools import agl
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name, Stream

from pipeline.digitize.born import missing_glyphs, typefaces, unicode_maps, widths
from pipeline.digitize.born.programs import ODD
from pipeline.digitize.born.stand_ins import SYMBOLIC

_BASES: Final = ("/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding")
_NONSYMBOLIC: Final = 1 << 5


def _glyph_of(child: Any, cid: int) -> int:
    table = child.get("/CIDToGIDMap")
    if not isinstance(table, Stream):
        return cid
    data = table.read_bytes()
    return int.from_bytes(data[2 * cid : 2 * cid + 2], "big")


def composite(pdf: pikepdf.Pdf, child: Any, descriptor: Any, codes: set[int]) -> None:
    """Widths as the PDF tells them; codes that lead to no glyph lead to one of their own that looks the same."""
    stream = descriptor.FontFile2
    try:
        with TTFont(io.BytesIO(stream.read_bytes()), recalcTimestamp=False) as program:
            count, order = len(program.getGlyphOrder()), program.getGlyphOrder()
            led = {code: _glyph_of(child, code) for code in codes}
            lost = {code for code, glyph in led.items() if code and not 0 < glyph < count}
            told = {order[glyph]: widths.of_cid(child, code) for code, glyph in led.items() if 0 < glyph < count}
            changed = widths.fit_truetype(program, told)
            if lost:
                added = missing_glyphs.lend(program, {code: led[code] == 0 for code in lost})
                widths.fit_truetype(program, {added[code]: widths.of_cid(child, code) for code in lost})
                led |= {code: program.getGlyphID(added[code]) for code in lost}
                child.CIDToGIDMap = pdf.make_stream(missing_glyphs.map_of(child, led))
            if changed or lost:
                _write(stream, program)
    except ODD:
        return  # the check says what it thinks of such a program


def _write(stream: Stream, font: TTFont) -> None:
    out = io.BytesIO()
    font.save(out)
    data = out.getvalue()
    stream.write(data)
    stream.Length1 = len(data)


def truetype(font: Any, descriptor: Any, codes: set[int]) -> None:
    """A simple TrueType font made symbolic, each shown code leading straight to the glyph that readers choose for it.

    PDF/A leaves only some ways to encode them (6.2.11.6), and programs write all others. Raises ODD of a broken program.
    """
    stream = descriptor.FontFile2
    with TTFont(io.BytesIO(stream.read_bytes()), recalcTimestamp=False, recalcBBoxes=False) as program:
        names = _chosen_glyphs(font, descriptor, program, codes)
        nothing = program.getGlyphOrder()[0]
        names |= missing_glyphs.lend(program, {code: True for code in codes if names[code] == nothing})
        em = program["head"].unitsPerEm
        widths.tell_all(font, codes, {code: program["hmtx"][names[code]][0] * 1000 / em for code in codes})
        typefaces.map_codes(program, names)
        widths.fit_truetype(program, {names[code]: width for code, width in widths.of_codes(font, codes).items()})
        _write(stream, program)
    if "/Encoding" in font:
        del font["/Encoding"]
    descriptor.Flags = int(descriptor.get("/Flags", 0)) & ~_NONSYMBOLIC | SYMBOLIC


def outlines(font: Any, descriptor: Any, codes: set[int]) -> None:
    """The same for a Type 1C program, by the glyph names of codes (ISO 32000-1 9.6.6.2)."""
    try:
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(descriptor.FontFile3.read_bytes()), None)
        names = _names_of_codes(font, fonts[0])
        known = widths.of_outlines(fonts, set(names.values()))
        widths.tell_all(font, codes, {code: known.get(name, 0.0) for code, name in names.items()})
        told = widths.of_codes(font, codes)
        fitted = widths.fit_outlines(fonts, {names[code]: told[code] for code in codes if code in names})
        if fitted is not None:
            descriptor.FontFile3.write(fitted)
    except ODD:
        return  # the check says what it thinks of such a program


def _names_of_codes(font: Any, outlines: Any) -> dict[int, str]:
    encoding = font.get("/Encoding")
    base = encoding.get("/BaseEncoding") if isinstance(encoding, Dictionary) else encoding
    names: dict[int, str]
    if isinstance(base, Name) and str(base) in _BASES:
        names = {code: agl.UV2AGL.get(ord(text), "") for code, text in unicode_maps.standard(str(base)).items()}
    elif isinstance(outlines.Encoding, str):
        names = dict(enumerate(StandardEncoding))
    else:
        names = dict(enumerate(outlines.Encoding))
    names |= unicode_maps.differences(encoding) if isinstance(encoding, Dictionary) else {}
    return {code: name for code, name in names.items() if name and name != ".notdef"}


def _chosen_glyphs(font: Any, descriptor: Any, program: TTFont, codes: set[int]) -> dict[int, str]:
    """The glyph of each code as readers find it (ISO 32000-1 9.6.6.4)."""
    tables = (
        {(table.platformID, table.platEncID): table.cmap for table in program["cmap"].tables}
        if "cmap" in program
        else {}
    )
    unicodes = tables.get((3, 1)) or tables.get((0, 3)) or tables.get((3, 10)) or tables.get((0, 1)) or {}
    symbols, mac = tables.get((3, 0), {}), tables.get((1, 0), {})
    order = program.getGlyphOrder()
    there = set(order)
    encoding = font.get("/Encoding")
    names = unicode_maps.differences(encoding) if isinstance(encoding, Dictionary) else {}
    texts = unicode_maps.of_encoding(font, unicode_maps.standard("/StandardEncoding"))
    symbolic = int(descriptor.get("/Flags", 0)) & SYMBOLIC and symbols
    chosen: dict[int, str] = {}
    for code in codes:
        glyph = None
        if encoding is not None and not symbolic:
            text = texts.get(code, "")
            glyph = unicodes.get(ord(text)) if len(text) == 1 else None
            glyph = glyph or (mac.get(_mac_code(text)) if text else None)
            glyph = glyph or (names[code] if names.get(code) in there else None)
        for at in (0xF000 + code, code, 0xF100 + code):
            glyph = glyph or symbols.get(at)
        glyph = glyph or mac.get(code) or unicodes.get(ord(texts.get(code, "\0")[0])) or unicodes.get(code)
        if glyph is None and not tables and code < len(order):
            glyph = order[code]
        chosen[code] = glyph if glyph is not None and glyph in there else order[0]
    return chosen


def _mac_code(text: str) -> int:
    try:
        return text.encode("mac_roman")[0]
    except (UnicodeEncodeError, IndexError):
        return -1
