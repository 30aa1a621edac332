"""Fonts of born-digital pages: embedded where they were not, with a Unicode value for every code that is shown."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Mapping
from typing import Any, Final

import pikepdf
from fontTools import agl
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.digitize.born import missing_glyphs, stand_ins, typefaces, unicode_maps, widths
from pipeline.digitize.born.content import Unconvertible
from pipeline.digitize.born.programs import as_font_says, program_of
from pipeline.digitize.born.stand_ins import SYMBOLIC

# Fonts of the time before Unicode (TCVN3, VNI, VPS): their codes say a Latin letter and their glyphs show a Vietnamese one.
_LEGACY: Final = re.compile(r"^/(?:[A-Z]{6}\+)?(?:\.?Vn[A-Z#]|VNI[-_ ]|VN[ITU]?[-_ ]|VPS ?)")
_ODD: Final = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    struct.error,
    TTLibError,
    AssertionError,
    EOFError,
    RuntimeError,
)
_TYPE3_KEYS: Final = frozenset((
    "/Type", "/Subtype", "/Name", "/FontBBox", "/FontMatrix", "/CharProcs", "/Encoding", "/FirstChar", "/LastChar", "/Widths",
    "/Resources", "/ToUnicode",
))  # fmt: skip
# Entries that the dictionaries of fonts have (tables 111, 117, 121, 122), without those that PDF/A wants to be exact where they are.
_SIMPLE_KEYS: Final = frozenset((
    "/Type", "/Subtype", "/Name", "/BaseFont", "/FirstChar", "/LastChar", "/Widths", "/FontDescriptor", "/Encoding", "/ToUnicode",
))  # fmt: skip
_COMPOSITE_KEYS: Final = frozenset(("/Type", "/Subtype", "/BaseFont", "/Encoding", "/DescendantFonts", "/ToUnicode"))
_CHILD_KEYS: Final = frozenset((
    "/Type", "/Subtype", "/BaseFont", "/CIDSystemInfo", "/FontDescriptor", "/DW", "/W", "/DW2", "/W2", "/CIDToGIDMap",
))  # fmt: skip
_DESCRIPTOR_KEYS: Final = frozenset((
    "/Type", "/FontName", "/FontFamily", "/FontStretch", "/FontWeight", "/Flags", "/FontBBox", "/ItalicAngle", "/Ascent", "/Descent",
    "/Leading", "/CapHeight", "/XHeight", "/StemV", "/StemH", "/AvgWidth", "/MaxWidth", "/MissingWidth", "/FontFile", "/FontFile2",
    "/FontFile3",
))  # fmt: skip
_BASES: Final = ("/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding")
_NONSYMBOLIC: Final = 1 << 5


def mend(pdf: pikepdf.Pdf, font: Any, codes: set[int]) -> int:
    """Makes one font fit; `codes` are those that are shown. Returns how many of them nobody can read.

    Raises Unconvertible with the reason.
    """
    subtype, name = str(font.get("/Subtype")), _name(font)
    font.Type = Name.Font
    if subtype == "/Type0":
        missing = _composite(pdf, font, codes)
    elif subtype == "/Type3":
        missing = _drawn(pdf, font, codes)
    elif subtype in ("/Type1", "/MMType1", "/TrueType"):
        missing = _simple(pdf, font, codes)
        if 0 in codes and str(font.Subtype) == "/TrueType":  # .notdef to veraPDF, whatever glyph it leads to
            raise Unconvertible(f"font {name[:40]} (code 0)")
    else:
        raise Unconvertible(f"font {subtype}")
    return missing


def _simple(pdf: pikepdf.Pdf, font: Any, codes: set[int]) -> int:
    told = unicode_maps.told(font.get("/ToUnicode"))
    descriptor = font.get("/FontDescriptor")
    file = _program(descriptor)
    if file is None:
        builtin = unicode_maps.standard(_builtin_of(_name(font)))
        texts, missing = unicode_maps.complete(codes, unicode_maps.of_encoding(font, builtin), told)
        if missing == len(codes) and not _legacy(font):
            raise Unconvertible(f"font {_name(font)[:40]}")
        stand_ins.for_simple(pdf, font, _name(font), texts)
        return missing
    _with_name(font, descriptor)
    as_font_says(descriptor, font, composite=False)
    _plain(font, _SIMPLE_KEYS)
    _plain_descriptor(descriptor)
    builtin = _builtin_unicode(file, descriptor)
    texts, missing = unicode_maps.complete(
        codes, {} if _legacy(font) else told, {} if _legacy(font) else unicode_maps.of_encoding(font, builtin)
    )
    font.ToUnicode = pdf.make_stream(unicode_maps.written(texts, wide=False))
    if str(font.Subtype) == "/TrueType" and "/FontFile2" in descriptor:
        _fit_truetype(font, descriptor, codes)
    elif "/FontFile3" in descriptor:
        _fit_outlines(font, descriptor, codes)
    return missing


def _composite(pdf: pikepdf.Pdf, font: Any, codes: set[int]) -> int:
    descendants = font.get("/DescendantFonts")
    if not isinstance(descendants, Array) or not len(descendants) or not isinstance(descendants[0], Dictionary):
        raise Unconvertible("Type0")
    child = descendants[0]
    child.Type = Name.Font
    told = {} if _legacy(font) else unicode_maps.told(font.get("/ToUnicode"))
    identity = str(font.get("/Encoding")) in ("/Identity-H", "/Identity-V")
    descriptor = child.get("/FontDescriptor")
    file = _program(descriptor)
    if file is None:
        texts, missing = unicode_maps.complete(codes, told)
        if missing or not identity:
            raise Unconvertible(f"font {_name(font)[:40]}")
        stand_ins.for_composite(pdf, font, child, _name(font), texts)
        return 0
    _with_name(font, descriptor, child)
    as_font_says(descriptor, child, composite=True)
    _plain(font, _COMPOSITE_KEYS)
    _plain(child, _CHILD_KEYS)
    if isinstance(child.get("/CIDSystemInfo"), Dictionary):  # the check wants what it tells to stand in it
        child.CIDSystemInfo = Dictionary(dict(child.CIDSystemInfo.items()))
        for key in ("/Registry", "/Ordering"):
            if isinstance(child.CIDSystemInfo.get(key), pikepdf.String):
                child.CIDSystemInfo[key] = pikepdf.String(bytes(child.CIDSystemInfo[key]))
    _plain_descriptor(descriptor)
    if str(child.get("/Subtype")) == "/CIDFontType2" and "/CIDToGIDMap" not in child:
        child.CIDToGIDMap = Name.Identity
    if not identity:  # codes are not two bytes of glyph number: what the file says of them must do
        if not told:
            raise Unconvertible(f"font {_name(font)[:40]} (CMap)")
        return 0
    derived = {} if _legacy(font) else _unicode_of_glyphs(file, descriptor, child)
    texts, missing = unicode_maps.complete(codes, told, derived)
    font.ToUnicode = pdf.make_stream(unicode_maps.written(texts, wide=True))
    if "/FontFile2" in descriptor:
        _fit_glyphs(pdf, child, descriptor, codes)
    return missing


def _drawn(pdf: pikepdf.Pdf, font: Any, codes: set[int]) -> int:
    """A Type 3 font: its glyphs are content, its widths may be anything, its codes need their Unicode."""
    for key in list(font.keys()):
        if key not in _TYPE3_KEYS:
            del font[key]
    names = _named_differently(font.get("/Encoding"))
    glyphs = font.get("/CharProcs", Dictionary())
    for name in {names.get(code) for code in codes}:
        if name is None:
            raise Unconvertible("Type3")
        if name not in glyphs:  # shows nothing, and PDF/A wants it all the same (ISO 19005-2 6.2.11.4.1)
            glyphs[name] = pdf.make_stream(b"0 0 d0")
    told = unicode_maps.told(font.get("/ToUnicode"))
    texts, missing = unicode_maps.complete(codes, told, unicode_maps.of_encoding(font, {}))
    font.ToUnicode = pdf.make_stream(unicode_maps.written(texts, wide=False))
    return missing


def _named_differently(encoding: Any) -> dict[int, str]:
    """The names of glyphs by code, as the differences of an encoding tell them (ISO 32000-1 table 114)."""
    names: dict[int, str] = {}
    code = 0
    for item in encoding.get("/Differences", Array()) if isinstance(encoding, Dictionary) else ():
        if isinstance(item, Name):
            names[code] = str(item)
            code += 1
        else:
            code = int(item)
    return names


def _name(font: Any) -> str:
    name = font.get("/BaseFont", Name("/?"))
    try:
        return str(name)
    except UnicodeDecodeError:  # in the letters of its writer's country
        return str(name.unparse().decode("latin-1"))


def _legacy(font: Any) -> bool:
    return bool(_LEGACY.match(_name(font)))


def _builtin_of(name: str) -> str:
    plain = name.split("+")[-1].lstrip("/")
    return (
        "/Symbol"
        if plain.startswith("Symbol")
        else "/ZapfDingbats"
        if plain.startswith("ZapfDingbats")
        else "/StandardEncoding"
    )


def _program(descriptor: Any) -> bytes | None:
    """The bytes of the embedded program; None where there is none worth the name."""
    try:
        return program_of(descriptor)
    except (pikepdf.PdfError, *_ODD) as error:
        raise Unconvertible("font program") from error


def _with_name(font: Any, *others: Any) -> None:
    """A name in UTF-8 (6.1.8) for a font that has none, or one in the letters of its writer's country."""
    name = _name(font)
    if isinstance(font.get("/BaseFont"), Name) and "#" not in name:
        return
    plain = Name(
        "/" + ("".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name[1:]) or "Font")
    )
    font.BaseFont = plain
    for other in others:
        other["/FontName" if other.get("/Type") == "/FontDescriptor" or "/FontBBox" in other else "/BaseFont"] = plain


def _plain(holder: Any, keys: frozenset[str]) -> None:
    for key in list(holder.keys()):
        if key not in keys:
            del holder[key]


def _plain_descriptor(descriptor: Any) -> None:
    _plain(descriptor, _DESCRIPTOR_KEYS)
    if "/FontFamily" in descriptor and not isinstance(descriptor.FontFamily, pikepdf.String):
        del descriptor["/FontFamily"]
    if "/FontStretch" in descriptor and not isinstance(descriptor.FontStretch, Name):
        del descriptor["/FontStretch"]


def _builtin_unicode(file: bytes, descriptor: Any) -> Mapping[int, str]:
    """Unicode by code of the encoding within a font program."""
    try:
        if "/FontFile" in descriptor:
            return unicode_maps.of_type1(file)
        if "/FontFile3" in descriptor:
            return _of_cff(file)
        return _of_truetype(file)
    except _ODD:
        return unicode_maps.standard("/StandardEncoding")


def _of_cff(file: bytes) -> Mapping[int, str]:
    if file[:4] == b"OTTO":
        with TTFont(io.BytesIO(file), lazy=True) as font:
            cff = font["CFF "].cff
            return _named(cff[0].Encoding)
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(file), None)
    return _named(fonts[0].Encoding)


def _named(encoding: Any) -> Mapping[int, str]:
    if isinstance(encoding, str):
        return unicode_maps.standard("/StandardEncoding")
    return {
        code: text for code, name in enumerate(encoding) if name != ".notdef" and (text := unicode_maps.of_name(name))
    }


def _of_truetype(file: bytes) -> Mapping[int, str]:
    """By the program's own tables: (3,1) reversed over what (3,0) or (1,0) give for a code."""
    with TTFont(io.BytesIO(file), lazy=True) as font:
        unicode_of = {
            name: chr(code)
            for code, name in sorted((font.getBestCmap() or {}).items(), reverse=True)
            if not 0xE000 <= code < 0xF900
        }
        found: dict[int, str] = {}
        for table in font["cmap"].tables if "cmap" in font else ():
            if (table.platformID, table.platEncID) in ((3, 0), (1, 0)):
                for code, name in table.cmap.items():
                    text = unicode_of.get(name) or unicode_maps.of_name(name)
                    if text:
                        found.setdefault(code & 0xFF, text)
        return found or dict(unicode_maps.standard("/StandardEncoding"))


def _unicode_of_glyphs(file: bytes, descriptor: Any, child: Any) -> Mapping[int, str]:
    """Unicode by CID of a composite font in Identity encoding, from its program's own tables and glyph names."""
    try:
        if "/FontFile2" in descriptor:
            with TTFont(io.BytesIO(file), lazy=True) as font:
                order = font.getReverseGlyphMap()
                by_glyph = {
                    order[name]: chr(code)
                    for code, name in sorted((font.getBestCmap() or {}).items(), reverse=True)
                    if name in order
                }
            if child.get("/CIDToGIDMap") == Name.Identity:
                return by_glyph
            table = child.CIDToGIDMap.read_bytes()
            glyphs = struct.unpack(f">{len(table) // 2}H", table[: len(table) // 2 * 2])
            return {cid: by_glyph[glyph] for cid, glyph in enumerate(glyphs) if glyph in by_glyph}
        fonts = CFFFontSet()
        if file[:4] == b"OTTO":
            with TTFont(io.BytesIO(file), lazy=True) as font:
                fonts = font["CFF "].cff
        else:
            fonts.decompile(io.BytesIO(file), None)
        if hasattr(fonts[0], "ROS"):
            return {}
        return {number: text for number, name in enumerate(fonts[0].charset) if (text := unicode_maps.of_name(name))}
    except _ODD:
        return {}


# --- glyphs


def _glyph_of(child: Any, cid: int) -> int:
    table = child.get("/CIDToGIDMap")
    if not isinstance(table, Stream):
        return cid
    data = table.read_bytes()
    return int.from_bytes(data[2 * cid : 2 * cid + 2], "big")


def _fit_glyphs(pdf: pikepdf.Pdf, child: Any, descriptor: Any, codes: set[int]) -> None:
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
                rewritten(stream, program)
    except _ODD:
        return  # the check says what it thinks of such a program


def rewritten(stream: Stream, font: TTFont) -> None:
    out = io.BytesIO()
    font.save(out)
    data = out.getvalue()
    stream.write(data)
    stream.Length1 = len(data)


def _fit_truetype(font: Any, descriptor: Any, codes: set[int]) -> None:
    """A simple TrueType font made symbolic, each shown code leading straight to the glyph that readers choose for it.

    PDF/A leaves only some ways to encode them (6.2.11.6), and programs write all others.
    """
    stream = descriptor.FontFile2
    try:
        with TTFont(io.BytesIO(stream.read_bytes()), recalcTimestamp=False, recalcBBoxes=False) as program:
            names = _chosen_glyphs(font, descriptor, program, codes)
            nothing = program.getGlyphOrder()[0]
            names |= missing_glyphs.lend(program, {code: True for code in codes if names[code] == nothing})
            em = program["head"].unitsPerEm
            widths.tell_all(font, codes, {code: program["hmtx"][names[code]][0] * 1000 / em for code in codes})
            typefaces.map_codes(program, names)
            widths.fit_truetype(program, {names[code]: width for code, width in widths.of_codes(font, codes).items()})
            rewritten(stream, program)
    except _ODD as error:
        raise Unconvertible(f"font {_name(font)[:40]}") from error
    if "/Encoding" in font:
        del font["/Encoding"]
    descriptor.Flags = int(descriptor.get("/Flags", 0)) & ~_NONSYMBOLIC | SYMBOLIC


def _fit_outlines(font: Any, descriptor: Any, codes: set[int]) -> None:
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
    except _ODD:
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
