"""What a recogniser is given and what it gives back: a page image in; lines, words, boxes and confidences out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

GreyImage = npt.NDArray[np.uint8]  # height x width, 0 black to 255 white
ColourImage = npt.NDArray[np.uint8]  # height x width x 3, BGR as OpenCV has it

MARGIN: Final = 0.2  # line heights that a strip shows round its line


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels from the top left of the upright page image; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def around(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


Cause = Literal[
    "vote", "language", "grammar", "spacing"
]  # another reading; the syllable counts; a number's form; spaces


@dataclass(frozen=True, slots=True)
class Change:
    """What a word was before its wording was mended, and what mended it."""

    read: str  # as the first recogniser read it; empty where only another saw it
    by: Cause


@dataclass(frozen=True, slots=True)
class Word:
    text: str  # NFC, no white space inside
    box: Box
    confidence: float  # 0 to 1
    change: Change | None = None  # where the text is not what the recogniser gave

    def moved(self, right: int, down: int) -> Word:
        box = self.box
        return replace(self, box=Box(box.left + right, box.top + down, box.right + right, box.bottom + down))


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; its words from left to right."""

    words: tuple[Word, ...]
    box: Box
    angle: float = 0.0  # degrees, the base line's slope, positive when it falls to the right

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean over letters, so that a long word counts more than a dash."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0


def line_of(words: Sequence[Word], angle: float = 0.0) -> Line:
    """One word at least, from left to right, in the box that holds them all."""
    box = words[0].box
    for word in words[1:]:
        box = box.around(word.box)
    return Line(tuple(words), box, angle)


def margin_of(strip: GreyImage) -> int:
    """Pixels of a strip's margin on each side, by its height."""
    height: int = strip.shape[0]
    return round(height * MARGIN / (1 + 2 * MARGIN))


class LineReader(Protocol):
    """Pictures of lines to words. `name` and `version` go into every record that it read."""

    name: str
    version: str
    letter: float | None  # pixels: height of small letters on strips beyond which it reads no better; None: any

    def read_lines(self, strips: Sequence[GreyImage], dpi: float) -> tuple[tuple[Word, ...], ...]:
        """The words of each strip, in order: a picture of one printed line with MARGIN round it; boxes are in its pixels."""
        ...


class Recogniser(LineReader, Protocol):
    """Pixels to words."""

    def read(self, image: GreyImage, dpi: float) -> tuple[Line, ...]:
        """Lines of a whole upright page in reading order; boxes are in pixels of `image`."""
        ...


class LikelyReader(Protocol):
    """What tells how likely its readings of one line's picture are. `name` and `version` go into every record that it read."""

    name: str
    version: str

    def readings(self, strip: GreyImage) -> list[tuple[str, float]]:
        """The likeliest texts with their probabilities, best first."""
        ...


class LineFinder(Protocol):
    """A net that sees where print stands, whatever stamps, seals and dirt are about it."""

    def find_lines(self, image: GreyImage) -> tuple[Box, ...]:
        """The boxes of an upright, level page's printed lines, in no order, in pixels of `image`."""
        ...
