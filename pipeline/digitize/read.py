"""One page image to words: cleaned, its printed lines found and read, all put back to its place on the scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from ocr_models.page import Box, ColourImage, GreyImage, Line, Word, line_of
from pipeline.digitize import clean, orientation
from pipeline.digitize.colour import without_seals
from pipeline.digitize.dirt import without_dirt
from pipeline.digitize.lines import lines_in, overlooked, within
from pipeline.digitize.order import reading_order
from pipeline.digitize.readers import Readers, read_alike, read_strips
from pipeline.digitize.rows import Rows, find_rows, without_rules
from pipeline.digitize.seals import without_rings
from pipeline.digitize.values import ReadPage

_SOME_PRINT: Final = 0.3  # a picture or noise: below what print gives even upside down
_RULE: Final = 0.4  # inches; a straight stroke longer than 10 mm is a drawn line and not a letter


def read_page(image: ColourImage | GreyImage, *, number: int, dpi: float, readers: Readers) -> ReadPage:
    """Reads one stored page: rows x columns (x 3, BGR), 8 bit, from one pixel up. Raises VanthuError VT-OCR-003, -004.

    Boxes of the result are in pixels of the upright page: `image` turned by `rotation`, not straightened.
    """
    told = clean.likely_dpi(image, dpi)
    small, scale = clean.reduced(image, told)
    dots = told * scale
    grey = without_seals(small, dots)
    down, across = image.shape[:2]
    del image, small  # 24 MB in colour, which nobody needs while the page is read
    ink = clean.ink(grey)
    turn, slope = 0, 0.0
    lines: tuple[Line, ...] = ()
    blank = clean.is_blank(ink, dots)
    if not blank:
        grey = without_rings(grey, ink, dots)
        turn = orientation.upright_turn(grey, dots, readers.stamps) if orientation.lies_sideways(ink) else 0
        slope, lines = _read(orientation.turned(grey, turn), dots, readers)
        if turn == 0 and _looks_misread(lines):
            turn = orientation.upright_turn(grey, dots, readers.stamps)
            if turn:
                slope, lines = _read(orientation.turned(grey, turn), dots, readers)
    height, width = (down, across) if turn in (0, 180) else (across, down)
    placed = tuple(_enlarged(line, 1 / scale, width, height) for line in without_dirt(lines))
    return ReadPage(number, width, height, dpi, turn, slope, placed, blank)


def looks_blank(image: ColourImage | GreyImage, dpi: float) -> bool:
    """Whether read_page would find nothing on the page but dust."""
    told = clean.likely_dpi(image, dpi)
    small, scale = clean.reduced(image, told)
    dots = told * scale
    return clean.is_blank(clean.ink(without_seals(small, dots)), dots)


def _looks_misread(lines: Sequence[Line]) -> bool:
    """Print read upside down gives words of 0.2 to 0.5; dirty pages still give most words above."""
    words = [word for line in lines for word in line.words]
    return 0 < orientation.mean_confidence(words) < orientation.SURE


def _read(grey: GreyImage, dpi: float, readers: Readers) -> tuple[float, tuple[Line, ...]]:
    """The slope of an upright page, and its lines in reading order; boxes in pixels of `grey`, not straightened."""
    level, back = grey, np.eye(2, 3)
    ink, rules = without_rules(clean.ink(grey), round(_RULE * dpi))
    rows = find_rows(ink, dpi)
    slope = rows.skew if rows else 0.0
    if abs(slope) >= clean.SKEW_THAT_MATTERS:
        level, back = clean.straightened(grey, slope)
        ink, rules = without_rules(clean.ink(level), round(_RULE * dpi))
        rows = find_rows(ink, dpi)
    if rows is None or not rows.boxes:
        return slope, ()
    if rows.crowded and orientation.mean_confidence(orientation.sample(grey, dpi, readers.stamps)) < _SOME_PRINT:
        return slope, ()
    level = np.where(rules > 0, np.uint8(255), level)
    found = _found(level, rules, dpi, rows, readers) if readers.finder is not None else _by_ink(level, rows)
    order = reading_order([each.box for each in found], rules, rows.letter)
    found = [found[at] for at in order]
    read = read_strips(readers, [each.picture for each in found], rows.letter, dpi)
    return slope, tuple(_placed(words, each.cut, back, slope) for words, each in zip(read, found, strict=True) if words)


@dataclass(frozen=True)
class _Strip:
    """One printed line: its box, the picture of it alone, and where that was cut."""

    box: Box
    picture: GreyImage
    cut: Box


def _by_ink(level: GreyImage, rows: Rows) -> list[_Strip]:
    return [_Strip(box, *rows.strip(level, at)) for at, box in enumerate(rows.boxes)]


def _found(level: GreyImage, rules: GreyImage, dpi: float, rows: Rows, readers: Readers) -> list[_Strip]:
    """The lines that the net sees, and rows of ink that it overlooked where both recognisers read the same in them."""
    assert readers.finder is not None
    lines = lines_in(readers.finder.find_lines(level), rows, rules, dpi)
    more = [(rows.boxes[at], *rows.strip(level, at)) for at in overlooked(rows, lines)]
    alike = read_alike(readers, [picture for _, picture, _ in more], rows.letter, dpi)
    added = [_Strip(*each) for each, words in zip(more, alike, strict=True) if words]
    kept = [each for each in _by_ink(level, lines) if not any(within(each.box, row.box) for row in added)]
    return kept + added


def _placed(words: Sequence[Word], cut: Box, back: npt.NDArray[np.float64], slope: float) -> Line:
    """A strip's words on the page before it was straightened: each word's middle is taken back, its size stays."""
    placed = []
    for word in words:
        box = word.moved(cut.left, cut.top).box
        x, y = back @ np.array([(box.left + box.right) / 2, (box.top + box.bottom) / 2, 1.0])
        left, top = round(x - box.width / 2), round(y - box.height / 2)
        placed.append(replace(word, box=Box(left, top, left + box.width, top + box.height)))
    return line_of(placed, slope)


def _enlarged(line: Line, scale: float, width: int, height: int) -> Line:
    """The line in pixels of the image as stored; every box holds a pixel of it at least."""
    words = []
    for word in line.words:
        left, top = (
            min(max(0, round(v * scale)), end - 1) for v, end in ((word.box.left, width), (word.box.top, height))
        )
        right, bottom = min(round(word.box.right * scale), width), min(round(word.box.bottom * scale), height)
        words.append(replace(word, box=Box(left, top, max(left + 1, right), max(top + 1, bottom))))
    return line_of(words, line.angle)
