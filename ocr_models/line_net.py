"""Our own line net, taught here (ocr_models/training): short lines with numbers and dates that a pen filled in.

An office without onnxruntime, or with other weights than were measured, works without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models import ctc
from ocr_models.letters import LETTERS, spelt
from ocr_models.net import State, opened, state_of
from ocr_models.page import Box, GreyImage, Word
from pipeline.text import nfc

VERSION: Final = "2"
WEIGHTS: Final = Path(__file__).parent / "nets/vanthu-lines.onnx"
PINNED: Final = "1e77cea17b5e5e360680e1eb7b5017ef14256f7cefa7d0e9d91ec98e7ad93f35"
HEIGHT: Final = 40  # pixels of a line's picture, its margins with it
STRIDE: Final = 4  # columns of it for each column of the answer
_LEAST_CONTRAST: Final = 60  # grey levels; less is a blank strip, which must not become noise
_BEAM: Final = 12


@cache
def state() -> State:
    """Whether the net can be used."""
    return state_of(WEIGHTS.parent, {WEIGHTS.name: PINNED})


class LineNetReader:
    """Pictures of single lines to words, on one thread; a LineReader."""

    name = "vanthu-lines"
    version = VERSION

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._net: Any = opened(weights)

    def likely(self, strip: GreyImage) -> ctc.Likely:
        """How likely each column of a line's picture is each answer."""
        said = self._net.run(None, {"pixels": prepared(strip)[None, None]})[0][0].astype(np.float64)
        shares = np.exp(said - said.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)

    def readings(self, strip: GreyImage) -> list[tuple[str, float]]:
        """The likeliest texts of a line's picture with their probabilities, best first."""
        return [(nfc(spelt(said)).strip(), share) for said, share in ctc.texts(self.likely(strip), _BEAM)]

    def read_lines(self, strips: Sequence[GreyImage], dpi: float) -> tuple[tuple[Word, ...], ...]:
        """The words of each strip, in order; boxes are in its pixels."""
        return tuple(self._words(strip) for strip in strips)

    def _words(self, strip: GreyImage) -> tuple[Word, ...]:
        scale = strip.shape[0] / HEIGHT * STRIDE
        words: list[Word] = []
        apart = True
        for answer, start, end, share in ctc.spans(self.likely(strip)):
            letter = LETTERS[answer - 1]
            if letter == " ":
                apart = True
                continue
            box = Box(round(start * scale), 0, max(round(end * scale), round(start * scale) + 1), strip.shape[0])
            if apart or not words:
                words.append(Word(letter, box, share))
            else:
                before = words[-1]
                words[-1] = Word(before.text + letter, before.box.around(box), before.confidence * share)
            apart = False
        return tuple(words)


def prepared(strip: GreyImage) -> npt.NDArray[np.float32]:
    """The strip as the net takes it: 40 pixels high, ink 1, paper 0."""
    wide = max(8, round(strip.shape[1] * HEIGHT / strip.shape[0]))
    small = cv2.resize(strip, (wide, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    dark, light = np.percentile(small, (1, 85))
    return np.asarray(np.clip((light - small) / max(light - dark, _LEAST_CONTRAST), 0, 1), np.float32)
