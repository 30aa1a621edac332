"""A born-digital page as it was read: its own words, and by OCR what stands in its pictures or in no known letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ocr_models.page import Box, Line, Word
from pipeline.digitize.values import ReadPage


def own_lines(
    lines: Sequence[Sequence[tuple[str, tuple[float, float, float, float]]]], dpi: float, width: int, height: int
) -> tuple[Line, ...]:
    """Lines of words with boxes in points as lines with boxes in pixels, none outside the page."""
    scale, made = dpi / 72, []
    for line in lines:
        words = []
        for text, (left, top, right, bottom) in line:
            x, y = (min(max(0, round(value * scale)), most - 1) for value, most in ((left, width), (top, height)))
            words.append(
                Word(
                    text,
                    Box(
                        x,
                        y,
                        min(max(x + 1, round(right * scale)), width),
                        min(max(y + 1, round(bottom * scale)), height),
                    ),
                    1.0,
                )
            )
        if words:
            made.append(Line(tuple(words), _around(words)))
    return tuple(made)


def turned_lines(lines: Sequence[Line], degrees: int, width: int, height: int) -> tuple[Line, ...]:
    """Lines of a page of width x height pixels when it is turned clockwise by 90, 180 or 270 degrees."""

    def turn(box: Box) -> Box:
        if degrees == 90:
            return Box(height - box.bottom, box.left, height - box.top, box.right)
        if degrees == 180:
            return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
        return Box(box.top, width - box.right, box.bottom, width - box.left)

    made = [tuple(replace(word, box=turn(word.box)) for word in line.words) for line in lines]
    return tuple(Line(words, _around(words)) for words in made)


def read_sheet(
    number: int, width: int, height: int, dpi: float, own: tuple[Line, ...], look: Callable[[], ReadPage] | None
) -> ReadPage:
    """The page with its own lines, and with what `look` sees of it beside them."""
    page = ReadPage(number, width, height, dpi, 0, 0.0, own, blank=not own, origin="born")
    if look is None:
        return page
    seen = look()
    if not own:  # it may even lie on its side
        return replace(seen, origin="born")
    if seen.rotation:
        return page
    others = tuple(_beside(seen.lines, [word.box for line in own for word in line.words]))
    return replace(page, lines=(*own, *others), skew=seen.skew)


def added_lines(page: ReadPage, own: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of a read page that are not in its own text."""
    known = {(line.text, line.box) for line in own}
    return tuple(line for line in page.lines if (line.text, line.box) not in known)


def _beside(lines: Sequence[Line], taken: Sequence[Box]) -> Iterator[Line]:
    """Words read where the page has no words of its own."""
    for line in lines:
        words = tuple(word for word in line.words if not any(_meet(word.box, box) for box in taken))
        if words:
            yield Line(words, _around(words), line.angle)


def _meet(one: Box, other: Box) -> bool:
    x, y = (one.left + one.right) / 2, (one.top + one.bottom) / 2
    across, down = (other.left + other.right) / 2, (other.top + other.bottom) / 2
    within = other.left <= x <= other.right and other.top <= y <= other.bottom
    return within or (one.left <= across <= one.right and one.top <= down <= one.bottom)


def _around(words: Sequence[Word]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.around(word.box)
    return box
