"""What a font program itself says its codes and glyphs stand for: Unicode by code, and by CID."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from typing import Any

from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont
from pikepdf import Name

from pipeline.digitize.born import unicode_maps
from pipeline.digitize.born.programs import ODD


def of_codes(file: bytes, descriptor: Any) -> Mapping[int, str]:
    """Unicode by code of the encoding within a font program."""
    try:
        if "/FontFile" in descriptor:
            return unicode_maps.of_type1(file)
        if "/FontFile3" in descriptor:
            return _of_cff(file)
        return _of_truetype(file)
    except ODD:
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


def of_glyphs(file: bytes, descriptor: Any, child: Any) -> Mapping[int, str]:
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
    except ODD:
        return {}
