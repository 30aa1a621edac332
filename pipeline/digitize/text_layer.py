"""The invisible text of a page: every word over its ink, in reading order, copied with single spaces.

One string a word, a space behind it, stretched to its place (`Tz`), all on one base line a printed line, which is set to the
line's angle: readers that sort by position (poppler, pdfium) then find the words in the order read. Places are told from word to
word and no finer than a tenth of a point, a third of a pixel at 200 dpi: half the bytes of a matrix for every word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ocr_models.page import Box
from pipeline.digitize.font import ADVANCE, DESCENT, GlyphlessFont
from pipeline.digitize.pdf_objects import number
from pipeline.digitize.values import ReadPage
from pipeline.text import nfc

FONT: Final = "/F0"
_NARROWEST: Final = (
    0.15  # of the font size, a letter: poppler takes nearer equal letters for one printed twice (fake bold)
)
_SPACE: Final = 0.2  # of the font size, between words at least
_BESIDE: Final = 0.4  # of the lower word's height: words that share so much of it stand in one row
_TALLEST: Final = 2.5  # times the line's median word: higher is a stamp or a brace read into the line


@dataclass(frozen=True)
class _Placed:
    """A word along its line: pixels from the page's corner, measured along the base line and across it."""

    text: str
    start: float
    end: float
    top: float
    bottom: float


def text_operators(page: ReadPage, font: GlyphlessFont) -> str:
    """Content stream operators for the lines of a page, in points (ISO 32000-1 9.4; render mode 3 shows nothing)."""
    shown: list[str] = []
    before: _Placed | None = None
    for line in page.lines:
        angle = math.radians(line.angle)
        if placed := [_place(text, word.box, angle) for word in line.words if (text := readable(word.text))]:
            shown += _line(placed, _behind(before, placed[0]), angle, page, font)
            before = placed[-1]
    return "\n".join(["BT", "3 Tr", *shown, "ET"]) if shown else ""


def readable(text: str) -> str:
    """The letters of a word that a text layer can hold: NFC, no control characters, no spaces."""
    return "".join(letter for letter in nfc(text) if letter.isprintable() and not letter.isspace())


def _line(placed: list[_Placed], free: float, angle: float, page: ReadPage, font: GlyphlessFont) -> Iterator[str]:
    """The words of a line, none of them to the left of `free`."""
    top, bottom = _band(placed)
    scale = 72 / page.dpi
    size = round(max((bottom - top) * scale, 1.0), 1)
    base = bottom + (bottom - top) * DESCENT / 1000  # the descent lies under the base line
    cos, sin = math.cos(angle), math.sin(angle)
    turn = " ".join(number(value, 5) for value in (cos, -sin, sin, cos))
    yield f"{FONT} {number(size, 1)} Tf"
    at: float | None = None  # along the line, in points, as the numbers written so far tell it
    for word, start, end in _spaced(placed, bottom - top, free):
        if at is None:
            at = start * scale
            x, y = start * cos - base * sin, start * sin + base * cos
            move = f"{turn} {number(x * scale, 2)} {number((page.height - y) * scale, 2)} Tm"
        else:
            step = round(start * scale - at, 1)
            at += step
            move = f"{number(step, 1)} 0 Td"
        stretch = 100 * (end - start) * scale / (size * len(word) * ADVANCE / 1000)
        # the space stands in the word's own string: pdfium drops a string of one letter that has no ink
        yield f"{move} {number(max(stretch, 1), 0)} Tz {font.encode(word + ' ')} Tj"


def _behind(last: _Placed | None, first: _Placed) -> float:
    """Where a line may begin at the earliest: one that runs into the last word of the line before is joined to it by readers."""
    if last is None or not last.start <= first.start < last.end:
        return -math.inf
    beside = min(last.bottom, first.bottom) - max(last.top, first.top)
    least = min(last.bottom - last.top, first.bottom - first.top)
    return last.end + _SPACE * least if beside > _BESIDE * least else -math.inf


def _spaced(placed: list[_Placed], size: float, free: float) -> Iterator[tuple[str, float, float]]:
    """Words with start and end, moved apart where their boxes touch: a reader that sees no gap joins two words."""
    following = [word.start for word in placed[1:]] + [math.inf]
    for word, after in zip(placed, following, strict=True):
        start = max(word.start, free)
        end = max(min(word.end, after - _SPACE * size), start + _NARROWEST * size * len(word.text))
        free = end + _SPACE * size
        yield word.text, start, end


def _place(text: str, box: Box, angle: float) -> _Placed:
    """The word in its line's own axes: about the box's middle, as wide and high as the word is when level."""
    width, height = max(box.width, 1), max(box.height, 1)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    along = x * math.cos(angle) + y * math.sin(angle)
    across = y * math.cos(angle) - x * math.sin(angle)
    return _Placed(text, along - width / 2, along + width / 2, across - height / 2, across + height / 2)


def _band(placed: list[_Placed]) -> tuple[float, float]:
    """Top and bottom of a line, not drawn out by one word that is much too high."""
    heights = sorted(word.bottom - word.top for word in placed)
    tallest = _TALLEST * heights[len(heights) // 2]
    sound = [word for word in placed if word.bottom - word.top <= tallest] or placed
    return min(word.top for word in sound), max(word.bottom for word in sound)
