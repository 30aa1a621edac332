"""The typeface vanthu writes on documents with: Liberation Serif cut down to Vietnamese, as a PDF/A-2u font.

The letters stand under their own Unicode numbers (CID = code point), so that a signature or a filled field made later, by
another run of the program, can use the font embedded before the first signature. pyHanko's own embedder breaks PDF/A
(rule 6.2.11.5) with a font of 2048 units to the em, as Liberation is (measured).
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont

from pipeline.errors import VanthuError
from pipeline.text import nfc
from signing.faults import FONT_MISSING

FONT_FILE: Final = Path(
    "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
)  # metrics of Times New Roman
NAME: Final = "VANTHU+LiberationSerif"  # six capitals mark a subset (ISO 32000-1 §9.6.4)
_PLAIN: Final = "".join(chr(c) for c in range(0x20, 0x7F)) + "–—‘’“”…•°§«»×"
_VOWELS: Final = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
LETTERS: Final = frozenset(_PLAIN) | frozenset("đĐ") | frozenset(
    unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
)  # fmt: skip


@dataclass(frozen=True)
class Typeface:
    """A font program and what a PDF must say of it; widths, ascent and the box in thousandths of the size."""

    program: bytes
    widths: dict[str, float]
    glyphs: dict[str, int]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int

    def width(self, text: str, size: float) -> float:
        """Width of `text` in points."""
        return sum(self.widths[letter] for letter in self.writable(text)) * size / 1000

    def writable(self, text: str) -> str:
        """NFC `text` with `?` for each letter the typeface has not."""
        return "".join(letter if letter in self.widths else "?" for letter in nfc(text).replace("\u00a0", " "))

    def code(self, text: str) -> bytes:
        """`text` as a hexadecimal string object of a content stream."""
        return b"<" + self.writable(text).encode("utf-16-be").hex().encode() + b">"


@lru_cache(maxsize=1)
def typeface() -> Typeface:
    """The cut-down typeface. Raises VanthuError (VT-SIGN-027) where it is not installed."""
    try:
        font = TTFont(FONT_FILE, recalcTimestamp=False)
    except OSError as error:
        raise VanthuError(FONT_MISSING) from error
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[1, 2, 4, 6])
    options.drop_tables += ["FFTM", "GDEF", "GPOS", "GSUB", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in LETTERS])
    cutter.subset(font)
    program = io.BytesIO()
    font.save(program)
    scale = 1000 / font["head"].unitsPerEm
    named, advances = font.getBestCmap(), font["hmtx"]
    glyphs = {letter: font.getGlyphID(named[ord(letter)]) for letter in sorted(LETTERS)}
    head, os2 = font["head"], font["OS/2"]
    return Typeface(
        program.getvalue(),
        {letter: round(advances[named[ord(letter)]][0] * scale, 3) for letter in glyphs},
        glyphs,
        (round(head.xMin * scale), round(head.yMin * scale), round(head.xMax * scale), round(head.yMax * scale)),
        round(font["hhea"].ascent * scale),
        round(font["hhea"].descent * scale),
        round(getattr(os2, "sCapHeight", 0) * scale) or 660,
    )


def wrapped(lines: tuple[str, ...], width: float, height: float, size: float) -> tuple[list[str], float]:
    """`lines` broken between words to fit a box in points, and the size at which they do: `size`, or less, never under 3."""
    face = typeface()
    while True:
        broken = [part for line in lines for part in _broken(face, line, width, size)]
        fits = len(broken) * size * LEADING <= height and all(face.width(line, size) <= width for line in broken)
        if fits or size <= 3:
            return broken, size
        size = max(3.0, size - 0.25)


LEADING: Final = 1.15


def _broken(face: Typeface, line: str, width: float, size: float) -> list[str]:
    done: list[str] = []
    for word in line.split(" "):
        if done and face.width(f"{done[-1]} {word}", size) <= width:
            done[-1] += f" {word}"
        else:
            done.append(word)
    return done
