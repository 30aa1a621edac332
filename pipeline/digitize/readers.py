"""Who reads a page's lines: one recogniser all of them, another those that the first is unsure of; then their words are voted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Final

import cv2
import numpy as np

from ocr_models import trueocr
from ocr_models.page import Box, GreyImage, LineFinder, Recogniser, Word
from ocr_models.tesseract import TesseractRecogniser
from pipeline.digitize.values import Quality
from pipeline.digitize.wording import Witness, doubt, voted
from pipeline.text import fold

# A line is read by the second recogniser too where more of its words are likely misread, or one was read less surely.
# Of the lines of generated and true pages these are 30 %, two fifths of their print.
_DOUBT: Final = 0.3  # words
_UNSURE: Final = 0.4
_UNSURE_NAME: Final = 0.7  # of a capitalised word: what is likely in the language tells little of names
_FEW: Final = 4  # letters and digits; fewer are alike by chance
_ALIKE: Final = 0.65  # share of letters that two recognisers read alike in print, and not in dirt


@dataclass(frozen=True)
class Readers:
    """The recognisers of an office. `first` reads every line, `second` what it is asked, `stamps` what is no line of prose."""

    first: Recogniser
    stamps: Recogniser
    finder: LineFinder | None = None
    second: Recogniser | None = None
    quality: Quality = "default"

    @property
    def told(self) -> str:
        """Names and versions, for the record."""
        both = [self.first, *([self.second] if self.second else [])]
        return " + ".join(f"{one.name} {one.version}" for one in both)


@cache
def default_readers(quality: Quality = "default") -> Readers:
    """Tesseract, and before it trueocr's nets where they are installed. Raises VanthuError VT-OCR-001, VT-OCR-002."""
    tesseract = TesseractRecogniser()
    if trueocr.state() != "ready":
        return Readers(tesseract, tesseract, quality=quality)
    nets = trueocr.TrueOcrRecogniser()
    return Readers(nets, tesseract, finder=nets, second=tesseract, quality=quality)


def read_strips(
    readers: Readers, strips: Sequence[GreyImage], letter: float, dpi: float
) -> tuple[tuple[Word, ...], ...]:
    """The words of each strip, in reading order; boxes in pixels of that strip. `letter` is a small letter's height on them."""
    first = _read(readers.first, strips, letter, dpi)
    second: dict[int, tuple[Word, ...]] = {}
    if readers.second is not None:
        asked = list(range(len(strips)))
        if readers.quality == "default":
            asked = [at for at in asked if _is_unsure(readers.first, first[at], _before(first, at))]
        read = _read(readers.second, [strips[at] for at in asked], letter, dpi)
        second = dict(zip(asked, read, strict=True))
    lines: list[tuple[Word, ...]] = []
    for at, words in enumerate(first):
        witnesses = [Witness(readers.first.name, words)]
        if readers.second is not None and at in second:
            witnesses.append(Witness(readers.second.name, second[at]))
        lines.append(voted(witnesses, _before(lines, at)))
    return tuple(lines)


def read_alike(
    readers: Readers, strips: Sequence[GreyImage], letter: float, dpi: float
) -> tuple[tuple[Word, ...], ...]:
    """The words of strips that may hold no print at all: () where the recognisers do not see much the same letters."""
    if readers.second is None or not strips:
        return ((),) * len(strips)
    first = _read(readers.first, strips, letter, dpi)
    second = _read(readers.second, strips, letter, dpi)
    return tuple(
        voted([Witness(readers.first.name, one), Witness(readers.second.name, other)]) if _alike(one, other) else ()
        for one, other in zip(first, second, strict=True)
    )


def _alike(one: Sequence[Word], other: Sequence[Word]) -> bool:
    a, b = ("".join(char for word in words for char in fold(word.text) if char.isalnum()) for words in (one, other))
    if min(len(a), len(b)) < _FEW:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE


def _is_unsure(recogniser: Recogniser, words: Sequence[Word], before: str) -> bool:
    if any(word.confidence < (_UNSURE_NAME if word.text.istitle() else _UNSURE) for word in words):
        return True
    return doubt(words, recogniser.name, before) > _DOUBT


def _before(lines: Sequence[Sequence[Word]], at: int) -> str:
    return lines[at - 1][-1].text if at and lines[at - 1] else ""


def _read(
    recogniser: Recogniser, strips: Sequence[GreyImage], letter: float, dpi: float
) -> tuple[tuple[Word, ...], ...]:
    """The strips at the size that the recogniser reads best, its boxes in pixels of the strips as given."""
    scale = min(1.0, recogniser.letter / letter) if recogniser.letter else 1.0
    if scale == 1.0:
        return recogniser.read_lines(strips, dpi)
    read = recogniser.read_lines([_scaled(strip, scale) for strip in strips], dpi * scale)
    return tuple(tuple(_enlarged(word, 1 / scale) for word in words) for words in read)


def _scaled(strip: GreyImage, scale: float) -> GreyImage:
    size = (max(1, round(strip.shape[1] * scale)), max(1, round(strip.shape[0] * scale)))
    return np.asarray(cv2.resize(strip, size, interpolation=cv2.INTER_AREA), np.uint8)


def _enlarged(word: Word, scale: float) -> Word:
    left, top, right, bottom = (
        round(edge * scale) for edge in (word.box.left, word.box.top, word.box.right, word.box.bottom)
    )
    return Word(word.text, Box(left, top, max(left + 1, right), max(top + 1, bottom)), word.confidence, word.change)
