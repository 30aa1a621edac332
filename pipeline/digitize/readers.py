"""Who reads a page's lines: one recogniser all of them, another those that the first is unsure of; then their words are voted on."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np

from ocr_models import asterocr, line_net, trueocr
from ocr_models.page import Box, GreyImage, LikelyReader, LineFinder, LineReader, Recogniser, Word
from ocr_models.tesseract import TesseractRecogniser
from pipeline.digitize.values import Quality
from pipeline.digitize.wording import Witness, voted
from pipeline.digitize.wording.syllable import possible
from pipeline.text import fold, same_spelling

# A word is read by the second recogniser too where it is this likely misread, when the language has been heard, or where it was
# read less surely than this.
_DOUBT: Final = 0.13
_UNSURE: Final = 0.4
_UNSURE_NAME: Final = 0.7  # of a capitalised word: what is likely in the language tells little of names
_WHOLE: Final = 0.6  # share of a line; where more of it is to be read again, all of it is
_SURE: Final = 0.85  # as recognisers say
_CONTESTED: Final = 0.7  # below the fields' threshold of review, 0.8
_LEFT_UNSURE: Final = 0.9  # share of such words that are right; a line with one below it is worth another reader's time
_FEW: Final = 4  # letters and digits; fewer are alike by chance
_ALIKE: Final = 0.65  # share of letters that two recognisers read alike in print, and not in dirt
_NONE: Final[Mapping[int, tuple[Word, ...]]] = MappingProxyType({})


@dataclass(frozen=True)
class Readers:
    """The recognisers of an office. `first` reads every line, `second` what it is asked, `stamps` what is no line of prose.

    `umpire` reads lines that leave the two unsure, `pen` the gaps of the head that a hand fills in.
    """

    first: Recogniser
    stamps: Recogniser
    finder: LineFinder | None = None
    second: Recogniser | None = None
    umpire: LineReader | None = None
    quality: Quality = "default"
    pen: LikelyReader | None = None

    @property
    def told(self) -> str:
        """Names and versions, for the record."""
        names = [
            f"{one.name} {one.version}" for one in (self.first, self.second, self.umpire, self.pen) if one is not None
        ]
        return " + ".join(names)


@cache
def default_readers(quality: Quality = "default") -> Readers:
    """Tesseract, and before it trueocr's nets where they are installed; our own for what a hand wrote, where it can run.

    For the best quality AsterOCR too, where it is installed: a tenth to a sixth of the lines, at 100 ms each.

    Raises VanthuError VT-OCR-001, VT-OCR-002.
    """
    tesseract = TesseractRecogniser()
    pen = line_net.LineNetReader() if line_net.state() == "ready" else None
    if trueocr.state() != "ready":
        return Readers(tesseract, tesseract, quality=quality, pen=pen)
    nets = trueocr.TrueOcrRecogniser()
    umpire = asterocr.AsterReader() if quality == "best" and asterocr.state() == "ready" else None
    return Readers(nets, tesseract, finder=nets, second=tesseract, umpire=umpire, quality=quality, pen=pen)


def first_reading(
    readers: Readers, strips: Sequence[GreyImage], letter: float, dpi: float
) -> tuple[tuple[Word, ...], ...]:
    """What the first recogniser alone makes of each strip, for read_strips."""
    return _read(readers.first, strips, letter, dpi)


def read_strips(
    readers: Readers,
    strips: Sequence[GreyImage],
    letter: float,
    dpi: float,
    known: Mapping[int, tuple[Word, ...]] = _NONE,
) -> tuple[tuple[Word, ...], ...]:
    """The words of each strip, in reading order; boxes in pixels of that strip. `letter` is a small letter's height on them.

    Of a line that the first recogniser is unsure of here and there, the second is shown these places with a word on each
    side: it takes twice the time for twice the width. `known` is what `first_reading` gave of some strips, by their place.
    """
    new = [at for at in range(len(strips)) if at not in known]
    read_now = first_reading(readers, [strips[at] for at in new], letter, dpi)
    of_all = {**known, **dict(zip(new, read_now, strict=True))}
    first = [of_all[at] for at in range(len(strips))]
    alone = [voted([Witness(readers.first.name, words)], _before(first, at)) for at, words in enumerate(first)]
    places = [_places(readers, words, mended) for words, mended in zip(first, alone, strict=True)]
    shown = [
        (at, *_columns(first[at], place, strips[at].shape[1])) for at, of_line in enumerate(places) for place in of_line
    ]
    again: list[list[Witness]] = [[] for _ in strips]
    if readers.second is not None and shown:
        cut = [np.ascontiguousarray(strips[at][:, left:right]) for at, left, right in shown]
        read = _read(readers.second, cut, letter, dpi)
        for words, (at, left, right) in zip(read, shown, strict=True):
            some = None if right - left == strips[at].shape[1] else (left, right)
            again[at].append(Witness(readers.second.name, tuple(word.moved(left, 0) for word in words), some))
    lines: list[tuple[Word, ...]] = []
    for at, (words, others) in enumerate(zip(first, again, strict=True)):
        whole = Witness(readers.first.name, words)
        before = _before(lines, at)
        line = voted([whole, *others], before) if others or before != _before(first, at) else alone[at]
        if readers.umpire is not None and any(word.confidence < _LEFT_UNSURE for word in line):
            [heard] = _read(readers.umpire, [strips[at]], letter, dpi)
            others = [*others, Witness(readers.umpire.name, heard)]
            line = voted([whole, *others], before)
        lines.append(tuple(_contested(word, whole, others) for word in line))
    return tuple(lines)


def _places(readers: Readers, words: Sequence[Word], mended: Sequence[Word]) -> list[tuple[int, int]]:
    """Which of a line's words the second recogniser shall read: [start, end) each, from left to right.

    `mended` is what the language makes of the words.
    """
    if readers.second is None or not words:
        return []
    if readers.quality == "best":
        return [(0, len(words))]
    doubted = [word.box for word in mended if 1 - word.confidence > _DOUBT]
    places: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        named = word.text.istitle() and word.confidence < _UNSURE_NAME
        unsure = word.confidence < _UNSURE or _is_no_word(word.text)
        unsure = unsure or any(box.left < word.box.right and word.box.left < box.right for box in doubted)
        if not (named or unsure):
            continue
        start, end = max(0, at - 1), min(len(words), at + 2)
        if places and start <= places[-1][1]:
            places[-1] = (places[-1][0], end)
        else:
            places.append((start, end))
    letters = sum(len(word.text) for word in words)
    again = sum(len(word.text) for start, end in places for word in words[start:end])
    return [(0, len(words))] if again > _WHOLE * letters else places


def _contested(word: Word, first: Witness, others: Sequence[Witness]) -> Word:
    """The word, less sure where a recogniser surely read other letters there: one of two that do not doubt is wrong."""
    middle = (word.box.left + word.box.right) / 2
    asked = [other for other in others if other.shown is None or other.shown[0] <= middle < other.shown[1]]
    both = (read for witness in (first, *asked) for read in witness.words) if asked else ()
    for read in both:
        there = read.box.left <= middle < read.box.right
        if there and read.confidence >= _SURE and same_spelling(_plain(read.text)) != same_spelling(_plain(word.text)):
            return replace(word, confidence=min(word.confidence, _CONTESTED))
    return word


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _is_no_word(text: str) -> bool:
    """Whether a word of letters alone can be neither a Vietnamese syllable nor an abbreviation: a letter was lost or taken."""
    letters = text.strip(string.punctuation + "“”‘’–…")
    return letters.isalpha() and not letters.isupper() and not possible(same_spelling(letters))


def _columns(words: Sequence[Word], place: tuple[int, int], width: int) -> tuple[int, int]:
    """From the middle of the gap before the words to the middle of that behind them; the strip's ends are a line's."""
    start, end = place
    left = (words[start - 1].box.right + words[start].box.left) // 2 if start else 0
    right = (words[end - 1].box.right + words[end].box.left) // 2 if end < len(words) else width
    return left, max(left + 1, right)


def read_alike(
    readers: Readers, strips: Sequence[GreyImage], letter: float, dpi: float
) -> tuple[tuple[Word, ...], ...]:
    """The words of strips that may hold no print at all: () where the recognisers do not see much the same letters."""
    if readers.second is None or not strips:
        return ((),) * len(strips)
    first = _read(readers.first, strips, letter, dpi)
    some = [at for at, words in enumerate(first) if len(_letters(words)) >= _FEW]
    second = (
        dict(zip(some, _read(readers.second, [strips[at] for at in some], letter, dpi), strict=True)) if some else {}
    )
    return tuple(
        voted([Witness(readers.first.name, words), Witness(readers.second.name, second[at])])
        if at in second and _alike(words, second[at])
        else ()
        for at, words in enumerate(first)
    )


def _letters(words: Sequence[Word]) -> str:
    return "".join(char for word in words for char in fold(word.text) if char.isalnum())


def _alike(one: Sequence[Word], other: Sequence[Word]) -> bool:
    a, b = _letters(one), _letters(other)
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE


def _before(lines: Sequence[Sequence[Word]], at: int) -> str:
    return lines[at - 1][-1].text if at and lines[at - 1] else ""


def _read(
    recogniser: LineReader, strips: Sequence[GreyImage], letter: float, dpi: float
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
