"""AsterOCR's net as a reader of lines: slower and surer than the others. An optional extra, asked where those are unsure.

As with trueocr the file is pinned and none of the package's code runs: that may fetch other weights from a network, and this may
not. What stands here between pixels and net does as asterocr 1.0.2 does (MIT), so that the net sees what it learnt.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.ctc import runs
from ocr_models.ink import LineInk
from ocr_models.net import State, opened, package_folder, state_of
from ocr_models.net_words import words_seen
from ocr_models.page import GreyImage, Word

VERSION: Final = "1.0.2"
PINNED: Final = {  # SHA-256 of the files of asterocr 1.0.2 (PyPI) that are loaded
    "asternet.onnx": "10c96b533e1f64031d73edfddafd7d4b13595544f11891f0531bcd72cb29be80",
    "vocab.json": "82c6df018ceca8c10876947e0f7df798ed321825276ed7f3bb12ae3ed6dc647b",
}
_HEIGHT: Final = 32  # pixels of a line's picture, its margins with it
_STRIDE: Final = 4  # the picture's width is a multiple of it
_WIDEST: Final = 1024  # columns; the net has places for 256 steps and refuses longer lines
_MIDDLE: Final = 6.0  # strip heights to both sides of a long line's middle: there it is cut, between two words


@cache
def state() -> State:
    """Whether the net can be used."""
    return state_of(_folder(), PINNED)


class AsterReader:
    """Pictures of lines to words, on one thread; only where `state()` is ready. 100 ms and more a line."""

    name = "asterocr"
    version = VERSION
    letter: float | None = None  # it brings every line to 32 pixels itself

    def __init__(self) -> None:
        folder = _folder()
        assert folder is not None
        letters = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["chars"]
        self._letters = ["", *(unicodedata.normalize("NFC", letter) for letter in letters[1:])]  # 0: no letter
        self._net = opened(folder / "asternet.onnx")

    def read_lines(self, strips: Sequence[GreyImage], dpi: float) -> tuple[tuple[Word, ...], ...]:
        """The words of each strip, a picture of one printed line; boxes are those of their ink, in pixels of that strip."""
        return tuple(self._line(255 - strip if np.median(strip) < 128 else strip) for strip in strips)

    def _line(self, strip: GreyImage) -> tuple[Word, ...]:
        wide = max(_HEIGHT, round(strip.shape[1] * _HEIGHT / strip.shape[0]))
        if wide > _WIDEST:
            cut = _between_words(strip)
            left, right = (self._line(np.ascontiguousarray(part)) for part in (strip[:, :cut], strip[:, cut:]))
            return (*left, *(word.moved(cut, 0) for word in right))
        said = self._net.run(["log_probs"], {"images": _picture(strip, wide)})[0][:, 0]
        columns = strip.shape[0] / _HEIGHT * _STRIDE  # of the strip, for each step of the net
        told = (
            (self._letters[letter], first * columns, last * columns, probability)
            for letter, first, last, probability in runs(said.argmax(axis=1), np.exp(said.max(axis=1)))
        )
        ink = LineInk(strip)
        texts, certain, spans = words_seen(told, ink)
        return tuple(
            Word(unicodedata.normalize("NFC", text), box, round(probability, 4))
            for text, box, probability in zip(texts, ink.word_boxes(spans), certain, strict=True)
        )


def _picture(strip: GreyImage, wide: int) -> npt.NDArray[np.float32]:
    """The line as the net takes it: 1 x 3 x 32 x columns, black -1, paper 1."""
    shrinks = strip.shape[0] > _HEIGHT
    small = cv2.resize(strip, (wide, _HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    pixels = np.ones((_HEIGHT, -(-wide // _STRIDE) * _STRIDE), np.float32)
    pixels[:, :wide] = small.astype(np.float32) / 127.5 - 1
    return np.repeat(pixels[None, None], 3, axis=1)


def _between_words(strip: GreyImage) -> int:
    """The column in the middle of the widest white gap near the middle of a line."""
    middle = strip.shape[1] // 2
    reach = min(round(_MIDDLE * strip.shape[0]), middle // 2)
    start, end = LineInk(strip).gap(middle - reach, middle + reach)
    return (start + end) // 2


def _folder() -> Path | None:
    return package_folder("asterocr", "assets")
