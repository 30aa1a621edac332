"""Which way up a page lies. A wrong turn is worse than none: only reading decides, words come out the right way up."""

from __future__ import annotations

from typing import Final

import numpy as np

from ocr_models.page import GreyImage, Recogniser, Word
from pipeline.digitize import clean
from pipeline.digitize.rows import find_rows
from pipeline.digitize.rules import without_rules

SURE: Final = (
    0.75  # mean confidence of upright print; Tesseract gives 0.2 to 0.5 for print that lies on its head or side
)
_LEAD: Final = 0.25  # by how much a turn must be read better than the page as it lies
_SAMPLE: Final = 5  # lines; enough letters to judge by, and a fifth of a second to read


def lies_sideways(ink: GreyImage) -> bool:
    """Whether lines of print run up and down the stored image. Ink alone tells that, but not head from foot."""
    small = clean.shrunk(ink, 1000)
    across, along = clean.levelness(small), clean.levelness(np.ascontiguousarray(small.T))
    return along > 2.0 * across


def turned(image: GreyImage, degrees: int) -> GreyImage:
    """The image turned clockwise by a multiple of 90 degrees; works for colour as well."""
    return np.ascontiguousarray(np.rot90(image, -(degrees // 90)))


def upright_turn(grey: GreyImage, dpi: float, recogniser: Recogniser) -> int:
    """Degrees clockwise (0, 90, 180, 270) that set the page upright; 0 where no turn is read clearly better."""
    turns = (90, 270, 180) if lies_sideways(clean.ink(grey)) else (180, 90, 270)
    as_it_lies = mean_confidence(sample(grey, dpi, recogniser))
    if as_it_lies >= SURE:
        return 0
    for turn in turns:
        confidence = mean_confidence(sample(turned(grey, turn), dpi, recogniser))
        if confidence >= SURE and confidence >= as_it_lies + _LEAD:
            return turn
    return 0


def sample(grey: GreyImage, dpi: float, recogniser: Recogniser) -> list[Word]:
    """The words of a few long lines, read as they lie."""
    ink, _ = without_rules(clean.ink(grey), round(0.4 * dpi))
    rows = find_rows(ink, dpi)
    if rows is not None and abs(rows.skew) >= clean.SKEW_THAT_MATTERS:
        grey, _ = clean.straightened(grey, rows.skew)
        ink, _ = without_rules(clean.ink(grey), round(0.4 * dpi))
        rows = find_rows(ink, dpi)
    if rows is None:
        return []
    longest = sorted(range(len(rows.boxes)), key=lambda i: -rows.boxes[i].width)[: 2 * _SAMPLE : 2]
    read = recogniser.read_lines([rows.strip(grey, row)[0] for row in longest], dpi)
    return [word for words in read for word in words]


def mean_confidence(words: list[Word]) -> float:
    """Weighted by letters; 0.0 for too few letters to tell."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters >= 12 else 0.0
