"""One page laid out to words: its printed lines read in order, all put back to its place on the scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from ocr_models.page import Box, ColourImage, GreyImage, Line, Word, line_of
from pipeline.digitize import orientation
from pipeline.digitize.dirt import without_dirt
from pipeline.digitize.layout import Layout, Print, Strip, laid_out, turned
from pipeline.digitize.lines import overlooked, within
from pipeline.digitize.order import reading_order
from pipeline.digitize.readers import Readers, first_reading, read_alike, read_strips
from pipeline.digitize.values import ReadPage

_SOME_PRINT: Final = 0.3  # a picture or noise: below what print gives even upside down


@dataclass(frozen=True)
class Heard:
    """A line of print that the first recogniser has read already; boxes are in pixels of the strip."""

    strip: Strip
    words: tuple[Word, ...]


_NOTHING: Final[Mapping[int, Heard]] = MappingProxyType({})


def read_page(image: ColourImage | GreyImage, *, number: int, dpi: float, readers: Readers) -> ReadPage:
    """Reads one stored page: rows x columns (x 3, BGR), 8 bit, from one pixel up. Raises VanthuError VT-OCR-003, -004.

    Boxes of the result are in pixels of the upright page: `image` turned by `rotation`, not straightened.
    """
    return read_laid_out(laid_out(image, dpi=dpi, readers=readers), number=number, dpi=dpi, readers=readers)


def read_laid_out(
    page: Layout, *, number: int, dpi: float, readers: Readers, heard: Mapping[int, Heard] = _NOTHING
) -> ReadPage:
    """As read_page: `page` is laid out, `heard` are lines of it that were read already, by their number."""
    lines = _read(page, readers, heard)
    if page.turn == 0 and _looks_misread(lines):
        turn = orientation.upright_turn(page.image.grey, page.image.dpi, readers.stamps)
        if turn:
            page = turned(page.image, turn, readers.finder)
            lines = _read(page, readers, _NOTHING)
    height, width = page.image.height, page.image.width
    if page.turn in (90, 270):
        height, width = width, height
    placed = tuple(_enlarged(line, 1 / page.image.scale, width, height) for line in without_dirt(lines))
    return ReadPage(number, width, height, dpi, page.turn, page.slope, placed, page.blank)


def heard_above(page: Print, height: float, dpi: float, readers: Readers) -> dict[int, Heard]:
    """What the first recogniser makes of the lines that begin above `height`, in pixels of the level page."""
    numbers = [at for at, box in enumerate(page.lines.boxes) if box.top < height]
    strips = [page.strip(at) for at in numbers]
    read = first_reading(readers, [strip.picture for strip in strips], page.rows.letter, dpi)
    return {at: Heard(strip, words) for at, strip, words in zip(numbers, strips, read, strict=True)}


def _looks_misread(lines: Sequence[Line]) -> bool:
    """Print read upside down gives words of 0.2 to 0.5; dirty pages still give most words above."""
    words = [word for line in lines for word in line.words]
    return 0 < orientation.mean_confidence(words) < orientation.SURE


def _read(page: Layout, readers: Readers, heard: Mapping[int, Heard]) -> tuple[Line, ...]:
    """The lines in reading order; boxes in pixels of the upright reading image, not straightened."""
    if page.print is None:
        return ()
    image, seen = page.image, page.print
    if seen.rows.crowded:
        upright = orientation.turned(image.grey, page.turn)
        if orientation.mean_confidence(orientation.sample(upright, image.dpi, readers.stamps)) < _SOME_PRINT:
            return ()
    found = _strips(seen, image.dpi, readers, heard)
    order = reading_order([strip.box for strip, _ in found], seen.rules, seen.rows.letter)
    found = [found[at] for at in order]
    known = {at: words for at, (_, words) in enumerate(found) if words is not None}
    read = read_strips(readers, [strip.picture for strip, _ in found], seen.rows.letter, image.dpi, known)
    placed = zip(read, found, strict=True)
    return tuple(_placed(words, strip.cut, seen.back, page.slope) for words, (strip, _) in placed if words)


def _strips(
    page: Print, dpi: float, readers: Readers, heard: Mapping[int, Heard]
) -> list[tuple[Strip, tuple[Word, ...] | None]]:
    """The lines, those that were read already with their words; rows of ink that the net overlooked are lines, too, where
    both recognisers read the same in them."""
    added: list[Strip] = []
    if page.lines is not page.rows:
        more = [(page.rows.boxes[at], *page.rows.strip(page.level, at)) for at in overlooked(page.rows, page.lines)]
        alike = read_alike(readers, [picture for _, picture, _ in more], page.rows.letter, dpi)
        added = [Strip(*each) for each, words in zip(more, alike, strict=True) if words]
    kept: list[tuple[Strip, tuple[Word, ...] | None]] = []
    for at, box in enumerate(page.lines.boxes):
        if not any(within(box, row.box) for row in added):
            known = heard.get(at)
            kept.append((page.strip(at), None) if known is None else (known.strip, known.words))
    return kept + [(strip, None) for strip in added]


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
