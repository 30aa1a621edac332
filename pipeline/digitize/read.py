"""One page image to words: cleaned, its printed lines found and read, all put back to its place on the scan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import Box, ColourImage, GreyImage, Line, Recogniser, Word
from ocr_models.tesseract import TesseractRecogniser
from pipeline.digitize import clean, orientation
from pipeline.digitize.colour import without_seals
from pipeline.digitize.dirt import without_dirt
from pipeline.digitize.order import reading_order
from pipeline.digitize.rows import find_rows, without_rules
from pipeline.digitize.values import ReadPage

_MARGIN: Final = 6  # pixels left round a line's picture
_LETTER: Final = 15.0  # pixels that a small letter is read at; larger is no better and takes longer
_SOME_PRINT: Final = 0.3  # a picture or noise: below what print gives even upside down
_RULE: Final = 0.4  # inches; a straight stroke longer than 10 mm is a drawn line and not a letter


@cache
def default_recogniser() -> Recogniser:
    """The recogniser that an office has without choosing one. Raises VanthuError VT-OCR-001, VT-OCR-002."""
    return TesseractRecogniser()


def read_page(image: ColourImage | GreyImage, *, number: int, dpi: float, recogniser: Recogniser) -> ReadPage:
    """Reads one stored page: rows x columns (x 3, BGR), 8 bit, from one pixel up. Raises VanthuError VT-OCR-003, -004.

    Boxes of the result are in pixels of the upright page: `image` turned by `rotation`, not straightened.
    """
    told = clean.likely_dpi(image, dpi)
    small, scale = clean.reduced(image, told)
    dots = told * scale
    grey = without_seals(small, dots)
    ink = clean.ink(grey)
    turn, slope = 0, 0.0
    lines: tuple[Line, ...] = ()
    blank = clean.is_blank(ink, dots)
    if not blank:
        turn = orientation.upright_turn(grey, dots, recogniser) if orientation.lies_sideways(ink) else 0
        slope, lines = _read(orientation.turned(grey, turn), dots, recogniser)
        if turn == 0 and _looks_misread(lines):
            turn = orientation.upright_turn(grey, dots, recogniser)
            if turn:
                slope, lines = _read(orientation.turned(grey, turn), dots, recogniser)
    height, width = image.shape[:2] if turn in (0, 180) else image.shape[1::-1]
    placed = tuple(_enlarged(line, 1 / scale, width, height) for line in without_dirt(lines))
    return ReadPage(number, width, height, dpi, turn, slope, placed, blank)


def _looks_misread(lines: Sequence[Line]) -> bool:
    """Print read upside down gives words of 0.2 to 0.5; dirty pages still give most words above."""
    words = [word for line in lines for word in line.words]
    return 0 < orientation.mean_confidence(words) < orientation.SURE


def _read(grey: GreyImage, dpi: float, recogniser: Recogniser) -> tuple[float, tuple[Line, ...]]:
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
    if rows.crowded and orientation.mean_confidence(orientation.sample(grey, dpi, recogniser)) < _SOME_PRINT:
        return slope, ()
    level = np.where(rules > 0, np.uint8(255), level)
    order = reading_order(rows.boxes, rules, rows.letter)
    cuts = [rows.strip(level, row, _MARGIN) for row in order]
    scale = min(1.0, _LETTER / rows.letter)
    read = recogniser.read_lines([_scaled(picture, scale) for picture, _ in cuts], dpi * scale)
    return slope, tuple(
        _placed(words, cut, scale, back, slope) for words, (_, cut) in zip(read, cuts, strict=True) if words
    )


def _scaled(strip: GreyImage, scale: float) -> GreyImage:
    if scale == 1.0:
        return strip
    size = (max(1, round(strip.shape[1] * scale)), max(1, round(strip.shape[0] * scale)))
    return np.asarray(cv2.resize(strip, size, interpolation=cv2.INTER_AREA), np.uint8)


def _placed(words: Sequence[Word], cut: Box, scale: float, back: npt.NDArray[np.float64], slope: float) -> Line:
    """A strip's words on the page before it was straightened: each word's middle is taken back, its size stays."""
    placed = []
    for word in words:
        left, right = word.box.left / scale + cut.left, word.box.right / scale + cut.left
        top, bottom = word.box.top / scale + cut.top, word.box.bottom / scale + cut.top
        x, y = back @ np.array([(left + right) / 2, (top + bottom) / 2, 1.0])
        half_width, half_height = (right - left) / 2, (bottom - top) / 2
        box = Box(round(x - half_width), round(y - half_height), round(x + half_width), round(y + half_height))
        placed.append(Word(word.text, box, word.confidence))
    return Line(tuple(placed), _around(placed), angle=slope)


def _enlarged(line: Line, scale: float, width: int, height: int) -> Line:
    """The line in pixels of the image as stored; every box holds a pixel of it at least."""
    words = []
    for word in line.words:
        left, top = (
            min(max(0, round(v * scale)), end - 1) for v, end in ((word.box.left, width), (word.box.top, height))
        )
        right, bottom = min(round(word.box.right * scale), width), min(round(word.box.bottom * scale), height)
        words.append(Word(word.text, Box(left, top, max(left + 1, right), max(top + 1, bottom)), word.confidence))
    return Line(tuple(words), _around(words), line.angle)


def _around(words: Sequence[Word]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.around(word.box)
    return box
