"""Tesseract's Vietnamese net as a recogniser: within this process where tesserocr is installed, else by the program."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

import numpy as np

from ocr_models.page import Box, GreyImage, Line, Word, line_of
from ocr_models.tesseract_library import library
from ocr_models.tesseract_program import program
from pipeline.text import nfc

LANGUAGE: Final = "vie"
_WHOLE_PAGE: Final = 3  # Tesseract's page segmentation modes: fully automatic ...
_ONE_BLOCK: Final = 6  # ... and a single uniform block of text
_STRIP_GAP: Final = 1.0  # white between two stacked strips, in strip heights: less and Tesseract joins lines
_TALLEST: Final = 12_000  # pixels of one stack; Tesseract refuses pictures above 32,767
_MARGIN: Final = 24  # pixels of white round the stack; letters at the very edge are lost


class Engine(Protocol):
    """What runs Tesseract: a picture in, its table (TSV) out."""

    version: str

    def table(self, image: GreyImage, dpi: int, segmentation: int, seconds: float) -> str:
        """Raises VanthuError: VT-OCR-001, -003, -004."""
        ...


class TesseractRecogniser:
    """Pixels to words with Tesseract's net `vie`. Raises VanthuError: VT-OCR-001 to 004.

    OpenMP inside Tesseract is switched off: on a shared machine it takes twice the time for the same page, and pages
    are read side by side anyway.
    """

    name = "tesseract-vie"
    letter: float | None = (
        15.0  # on true scans: as scanned 2.13 % CER, 15 px 1.92, 18 px 2.00, 26 px 2.25, and less time than larger
    )

    def __init__(self, engine: Engine | None = None) -> None:
        os.environ["OMP_THREAD_LIMIT"] = "1"  # for this process and for the program, which inherits it
        self._engine: Engine = engine or library(LANGUAGE) or program(LANGUAGE)
        self.version = self._engine.version

    def read(self, image: GreyImage, dpi: float) -> tuple[Line, ...]:
        """Lines of a whole upright page as Tesseract's own layout finds them; boxes in pixels of `image`."""
        return tuple(_lines(self._run(image, dpi, _WHOLE_PAGE)))

    def read_lines(self, strips: Sequence[GreyImage], dpi: float) -> tuple[tuple[Word, ...], ...]:
        """The words of each strip, a picture of one printed line; boxes in pixels of that strip.

        All strips are read in one go as one tall column: starting the program costs as much as reading five lines.
        """
        found: list[list[Line]] = [[] for _ in strips]
        for first, stack, tops in _stacks(strips):
            for line in _lines(self._run(stack, dpi, _ONE_BLOCK)):
                middle = (line.box.top + line.box.bottom) / 2
                at = max(0, int(np.searchsorted(tops, middle, side="right")) - 1)
                found[first + at].append(line_of([word.moved(-_MARGIN, -tops[at]) for word in line.words]))
        return tuple(_one_line(lines) for lines in found)

    def _run(self, image: GreyImage, dpi: float, segmentation: int) -> str:
        seconds = 60 + 20 * image.size // 1_000_000  # an A4 page at 200 dpi takes 3 s on an idle machine
        return self._engine.table(image, min(2400, max(70, round(dpi))), segmentation, seconds)


def _stacks(strips: Sequence[GreyImage]) -> Iterator[tuple[int, GreyImage, list[int]]]:
    """The strips in stacks that Tesseract takes: the first one's number, the stack, the rows at which strips begin."""
    first, height = 0, 0
    for at, strip in enumerate(strips):
        if height and height + 2 * strip.shape[0] > _TALLEST:
            yield first, *_stack(strips[first:at])
            first, height = at, 0
        height += 2 * strip.shape[0] + 8
    if first < len(strips):
        yield first, *_stack(strips[first:])


def _stack(strips: Sequence[GreyImage]) -> tuple[GreyImage, list[int]]:
    """One white column with the strips below each other, and the row at which each begins."""
    width = max(strip.shape[1] for strip in strips) + 2 * _MARGIN
    tops, row = [], _MARGIN
    for strip in strips:
        tops.append(row)
        row += strip.shape[0] + max(8, round(strip.shape[0] * _STRIP_GAP))
    stack = np.full((row + _MARGIN, width), 255, np.uint8)
    for strip, top in zip(strips, tops, strict=True):
        stack[top : top + strip.shape[0], _MARGIN : _MARGIN + strip.shape[1]] = strip
    return stack, tops


def _one_line(lines: Sequence[Line]) -> tuple[Word, ...]:
    """The strip's words where Tesseract saw several lines in it: the one with most letters, and what is beside it.

    Two printed lines whose letters touch may share a strip; both are surely read then, and stay, the upper one first.
    """
    printed = [line for line in lines if len(line.text) >= 8 and line.confidence >= 0.8]
    kept: list[Line] = []
    for line in sorted(lines, key=lambda line: -len(line.text)):
        if all(line.box.right <= other.box.left or line.box.left >= other.box.right for other in kept):
            kept.append(line)
    if any(line not in kept for line in printed):
        return tuple(word for line in sorted(printed, key=lambda line: line.box.top) for word in line.words)
    return tuple(word for line in sorted(kept, key=lambda line: line.box.left) for word in line.words)


def _lines(tsv: str) -> Iterator[Line]:
    """Tesseract's table, with its headings or without: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    line: list[Word] = []
    where: tuple[str, ...] = ()
    for row in tsv.splitlines():
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5":
            continue
        text = nfc("".join(cells[11].split()))
        if not text:
            continue
        if tuple(cells[1:5]) != where and line:
            yield line_of(line)
            line = []
        where = tuple(cells[1:5])
        left, top, width, height = map(int, cells[6:10])
        confidence = min(1.0, max(0.0, float(cells[10]) / 100))
        line.append(Word(text, Box(left, top, left + width, top + height), confidence))
    if line:
        yield line_of(line)
