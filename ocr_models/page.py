"""What a recogniser is given and what it gives back: a page image in; lines, words, boxes and confidences out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

GreyImage = npt.NDArray[np.uint8]  # height x width, 0 black to 255 white
ColourImage = npt.NDArray[np.uint8]  # height x width x 3, BGR as OpenCV has it


@dataclass(frozen=True)
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


Cause = Literal["vote", "language", "grammar", "spacing"]  # another reading; the syllable counts; a number's form; spaces


@dataclass(frozen=True)
class Change:
    """What a word was before its wording was mended, and what mended it."""

    read: str  # as the first recogniser read it; empty where only another saw it
    by: Cause


@dataclass(frozen=True)
class Word:
    text: str  # NFC, no white space inside
    box: Box
    confidence: float  # 0 to 1
    change: Change | None = None  # where the text is not what the recogniser gave


@dataclass(frozen=True)
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


class Recogniser(Protocol):
    """Pixels to words. `name` and `version` go into every record that it read."""

    name: str
    version: str

    def read(self, image: GreyImage, dpi: float) -> tuple[Line, ...]:
        """Lines of a whole upright page in reading order; boxes are in pixels of `image`."""
        ...

    def read_lines(self, strips: Sequence[GreyImage], dpi: float) -> tuple[tuple[Word, ...], ...]:
        """The words of each strip, a picture of one printed line, in order; boxes are in pixels of that strip."""
        ...
