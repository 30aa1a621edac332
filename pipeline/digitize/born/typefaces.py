"""Typefaces that stand in for those a PDF names and does not hold: free ones of the same widths, cut to what is shown.

Liberation Serif, Sans and Mono were drawn to the widths of Times New Roman, Arial and Courier New, Carlito and Caladea to those of
Calibri and Cambria. For any other name a reader without that typeface shows one of its own, letters made as wide as the PDF says; so
do we, with Liberation, for letters alone: signs, bars and letters of other scripts are not guessed at.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from fontTools import subset
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from pipeline.digitize.born.content import Unconvertible

MARK: Final = "VANTHU+"  # before the name of a typeface that stands in for another
_TRUETYPE: Final = Path("/usr/share/fonts/truetype")
LIBERATION: Final = Path("/usr/share/fonts/truetype/liberation2")
DEJAVU: Final = Path("/usr/share/fonts/truetype/dejavu")  # the signs of Symbol and ZapfDingbats
_FAMILIES: Final = (
    (re.compile(r"^(times|timesnewroman|timesnewromanps|timesnewromanpsmt|liberationserif|nimbusromno9l|nimbusroman)$"), "LiberationSerif"),
    (re.compile(r"^(arial|arialmt|helvetica|helveticaneue|liberationsans|nimbussans|nimbussansl)$"), "LiberationSans"),
    (re.compile(r"^(courier|couriernew|couriernewps|couriernewpsmt|courierstd|liberationmono|nimbusmono|nimbusmonl)$"), "LiberationMono"),
)  # fmt: skip
_CROSEXTRA: Final = ((re.compile(r"^calibri$"), "Carlito"), (re.compile(r"^cambria$"), "Caladea"))
_NO_LETTERS: Final = re.compile(
    r"wing|webding|dingbat|symbol|bar ?code|code ?(39|128)|3 ?of ?9|ocr-?[ab]|micr|emoji|icon|music|math", re.I
)
_SERIFS: Final = re.compile(
    r"serif|roman|times|garamond|georgia|palatino|bookman|cambria|century(?!gothic)|antiqua|minion|caslon", re.I
)
_MONOSPACED: Final = re.compile(r"mono|courier|consolas|typewriter|terminal", re.I)
_FIXED_PITCH, _SERIF, _ITALIC, _FORCE_BOLD = 1 << 0, 1 << 1, 1 << 6, 1 << 18  # descriptor flags (ISO 32000-1 table 123)
_LAYOUT: Final = ("GPOS", "GSUB", "GDEF", "kern", "FFTM")
_SUBSET: Final = re.compile(r"^[A-Z]{6}\+")
_BOLD: Final = re.compile(r"bold|black|heavy", re.I)
_SLANTED: Final = re.compile(r"italic|oblique", re.I)
_STYLE: Final = re.compile(r"(bold|black|heavy|italic|oblique|regular|roman|normal|mt|ps)+$", re.I)


@dataclass(frozen=True)
class Cut:
    """A typeface cut to what is shown: the program, the glyph of each code, widths in thousandths of the size."""

    name: str
    program: bytes
    glyphs: Mapping[int, int]
    widths: Mapping[int, float]
    ascent: float
    descent: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class StandIn:
    """The file of a typeface; whether its letters are as wide as those of the one it stands in for."""

    path: Path
    as_wide: bool


def stand_in(name: str, flags: int = 0) -> StandIn:
    """The typeface for one that is not there, by its name and the flags of its descriptor.

    Raises Unconvertible where there is none, or it is not installed.
    """
    plain = _SUBSET.sub("", name.lstrip("/")).replace(" ", "")
    if plain.startswith(("Symbol", "ZapfDingbats")):
        return StandIn(_installed(DEJAVU / "DejaVuSans.ttf", plain), as_wide=True)
    family, _, style = plain.partition(",") if "," in plain else plain.partition("-")
    style += plain if "," not in plain and "-" not in plain else ""
    kind = ("Bold" if _BOLD.search(style) else "") + ("Italic" if _SLANTED.search(style) else "")
    for wanted in (family.lower(), _STYLE.sub("", family).lower()):
        for pattern, file in _FAMILIES:
            if pattern.match(wanted):
                return StandIn(_installed(LIBERATION / f"{file}-{kind or 'Regular'}.ttf", plain), as_wide=True)
        for pattern, file in _CROSEXTRA:
            path = _TRUETYPE / "crosextra" / f"{file}-{kind or 'Regular'}.ttf"
            if pattern.match(wanted) and path.is_file():
                return StandIn(path, as_wide=True)
    if _NO_LETTERS.search(plain) or not plain.isascii() or not plain[:1].isalpha():
        raise Unconvertible(f"font {plain[:40]}")
    if flags & _FORCE_BOLD and "Bold" not in kind:
        kind = "Bold" + kind
    if flags & _ITALIC and "Italic" not in kind:
        kind += "Italic"
    file = (
        "LiberationMono" if flags & _FIXED_PITCH or _MONOSPACED.search(plain)
        else "LiberationSerif" if flags & _SERIF or _SERIFS.search(plain)
        else "LiberationSans"
    )  # fmt: skip
    return StandIn(_installed(LIBERATION / f"{file}-{kind or 'Regular'}.ttf", plain), as_wide=False)


def _installed(path: Path, name: str) -> Path:
    if not path.is_file():
        raise Unconvertible(f"font {name[:40]} ({path.name})")
    return path


@lru_cache(maxsize=4)
def _characters(path: Path) -> Mapping[int, str]:
    with TTFont(path, lazy=True) as font:
        return dict(font.getBestCmap())


def cut(face: StandIn, texts: Mapping[int, str], widths: Mapping[int, float]) -> Cut:
    """The typeface with the glyphs of `texts` (by code) alone; `widths` are what the PDF says of codes, kept where told.

    Raises Unconvertible for a letter that the typeface has not.
    """
    path = face.path
    known = _characters(path)
    letters = {code: ord(text) for code, text in texts.items() if len(text) == 1}
    for code, text in texts.items():
        if letters.get(code) not in known and not text.isspace():
            raise Unconvertible(f"glyph U+{ord(text[0]):04X}")
    font = TTFont(path)
    for table in _LAYOUT:  # nine tenths of the time, were they read to be dropped
        if table in font:
            del font[table]
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=[], notdef_outline=True, glyph_names=False, recalc_bounds=False,
        drop_tables=[*subset.Options._drop_tables_default, "prep", "fpgm", "cvt "],
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted({*letters.values(), 0x20}))
    cutter.subset(font)
    best, order = font.getBestCmap(), font.getReverseGlyphMap()
    em = font["head"].unitsPerEm
    names = {code: best.get(letters.get(code, 0x20), best.get(0x20, ".notdef")) for code in texts}
    for code, width in widths.items():
        if code in names:  # readers set text by what the PDF says, and the program must say the same (6.2.11.5)
            advance, bearing = font["hmtx"][names[code]]
            if abs(advance * 1000 / em - width) > 1:
                if not face.as_wide and advance and width > 0:
                    bearing = _stretched(font, names[code], width * em / 1000 / advance)
                font["hmtx"][names[code]] = (round(width * em / 1000), bearing)
    map_codes(font, {code: name for code, name in names.items() if code < 256})
    out = io.BytesIO()
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    font.save(out)
    scale = 1000 / em
    return Cut(
        MARK + path.stem,
        out.getvalue(),
        {code: order[name] for code, name in names.items()},
        {code: font["hmtx"][name][0] * scale for code, name in names.items()},
        font["hhea"].ascent * scale,
        font["hhea"].descent * scale,
        tuple(round(getattr(font["head"], side) * scale) for side in ("xMin", "yMin", "xMax", "yMax")),
    )


def _stretched(font: Any, name: str, by: float) -> int:
    """Makes a glyph wider or narrower; its new left side bearing. What other glyphs are made of stays as it is for them."""
    pen = TTGlyphPen(None)
    glyphs = font.getGlyphSet()
    glyphs[name].draw(DecomposingFilterPen(TransformPen(pen, (by, 0, 0, 1, 0, 0)), glyphs))
    made = pen.glyph()
    made.recalcBounds(font["glyf"])
    font["glyf"].glyphs[name] = made
    return int(getattr(made, "xMin", 0))


def map_codes(font: Any, names: Mapping[int, str]) -> None:
    """One symbolic table, code to glyph: no encoding can be mistaken then (ISO 19005-2 6.2.11.6)."""
    table = CmapSubtable.newSubtable(4)
    table.platformID, table.platEncID, table.language = 3, 0, 0
    table.cmap = {0xF000 + code: name for code, name in names.items()} or {0xF020: ".notdef"}
    font["cmap"] = newTable("cmap")
    font["cmap"].tableVersion = 0
    font["cmap"].tables = [table]
