"""Fonts of born-digital pages: embedded where they were not, with a Unicode value for every code that is shown."""

from __future__ import annotations

import re
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from pipeline.digitize.born import fitting, program_texts, stand_ins, unicode_maps
from pipeline.digitize.born.cid_keyed import key_by_cid
from pipeline.digitize.born.content import Unconvertible
from pipeline.digitize.born.programs import ODD, as_font_says, program_of

# Fonts of the time before Unicode (TCVN3, VNI, VPS): their codes say a Latin letter and their glyphs show a Vietnamese one.
_LEGACY: Final = re.compile(r"^/(?:[A-Z]{6}\+)?(?:\.?Vn[A-Z#]|VNI[-_ ]|VN[ITU]?[-_ ]|VPS ?)")
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
    builtin = program_texts.of_codes(file, descriptor)
    texts, missing = unicode_maps.complete(
        codes, {} if _legacy(font) else told, {} if _legacy(font) else unicode_maps.of_encoding(font, builtin)
    )
    font.ToUnicode = pdf.make_stream(unicode_maps.written(texts, wide=False))
    if str(font.Subtype) == "/TrueType" and "/FontFile2" in descriptor:
        try:
            fitting.truetype(font, descriptor, codes)
        except ODD as error:
            raise Unconvertible(f"font {_name(font)[:40]}") from error
    elif "/FontFile3" in descriptor:
        fitting.outlines(font, descriptor, codes)
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
    if "/FontFile3" in descriptor and str(child.get("/Subtype")) == "/CIDFontType0":
        key_by_cid(descriptor.FontFile3)
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
    derived = {} if _legacy(font) else program_texts.of_glyphs(file, descriptor, child)
    texts, missing = unicode_maps.complete(codes, told, derived)
    font.ToUnicode = pdf.make_stream(unicode_maps.written(texts, wide=True))
    if "/FontFile2" in descriptor:
        fitting.composite(pdf, child, descriptor, codes)
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
    except (pikepdf.PdfError, *ODD) as error:
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
