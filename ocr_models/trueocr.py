"""trueocr's nets as a recogniser: one finds printed lines on a page, one reads a line's letters. An optional extra.

The package is small and young, so its nets are pinned: others than those that were measured are not used, and none of its
code runs. What stands here between pixels and nets does as trueocr 0.1.1 does (Apache-2.0), so that they see what they learnt.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
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
from ocr_models.page import MARGIN, Box, GreyImage, Line, Word, line_of, margin_of

VERSION: Final = "0.1.1"
PINNED: Final = {  # SHA-256 of the files of trueocr 0.1.1 (PyPI) that are loaded
    "det.onnx": "f2bd4cba23e9c328cf7ec824634e423e191a2c6aacbbf35c62bd79dd70f62f59",
    "rec.onnx": "360b800dcbebd1099270f703ac35a43a6c86b40de049c4be78a130184b3bfef0",
    "meta.json": "934c619f2b8579aa0fa0ead0ec20afc79fd92966be0255ebaf821142fe8740cd",
}
_HEIGHT: Final = (
    32  # pixels of a line with its margins in the reading net's picture, which shows as much above and below
)
_PAD_ACROSS: Final = 0.3  # line heights at both ends; above and below it is MARGIN
_HALO: Final = 8  # empty columns behind the widest line of a batch
_STRIDE: Final = 4  # columns of a 32-pixel line for each step of the net
_WIDEST: Final = 1024  # columns; a longer line is pressed together, as the net was trained
_BATCH: Final = 32  # lines at most
_BATCH_COLUMNS: Final = 64 * 640  # onnxruntime keeps its largest allocation
_UNEVEN: Final = 1.3  # a batch's widest line beside its narrowest
_BLUR: Final = 0.025  # line heights; 1-bit edges confuse the net (true scans: 1.80 to 1.67 % CER, 6.05 to 5.57 % WER)
_SMALL: Final = 9.0  # pixels; where lines are lower ...
_GROWN: Final = 12.0  # ... they are looked for again at this height
_LONGEST: Final = 2048  # pixels of the picture in which lines are looked for
_TILE: Final = 32  # the finding net takes multiples of it ...
_HALVED: Final = 2  # ... and answers at half the size
_CORE: Final = 0.15  # line heights by which a line is longer at each end than the net's core of it
_BULLETS: Final = frozenset("-+*•.")
_ROMAN: Final = re.compile(
    r"(?<![^\W_])(?=[Il]*I)[Il]{2,4}(?![^\W_])"
)  # I and l are one in print; no syllable is made of them
_CLOSING: Final = frozenset(".,;:")
_BEFORE_MARK: Final = frozenset(")\"'/%")
_SQUARED: Final = re.compile(r"^[kdcm]?m[23]\W?$")
_BY_INK: Final = 0.97  # confidence in what the ink tells
_MOST_LINES: Final = 1000  # a full A3 table has 300; more is noise

_Reals = npt.NDArray[np.float64]


@cache
def state() -> State:
    """Whether the nets can be used."""
    return state_of(_folder(), PINNED)


class TrueOcrRecogniser:
    """Pixels to words with trueocr's nets, on one thread; only where `state()` is ready."""

    name = "trueocr-vi-r01"
    version = VERSION
    letter: float | None = None  # it brings every line to 32 pixels itself

    def __init__(self) -> None:
        folder = _folder()
        assert folder is not None
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self._letters = ["", *(unicodedata.normalize("NFC", letter) for letter in meta["charset"])]  # 0: no letter
        self._side = int(meta["det_long_side"])
        self._finding = opened(folder / "det.onnx")
        self._reading = opened(folder / "rec.onnx")

    def read(self, image: GreyImage, dpi: float) -> tuple[Line, ...]:
        """Lines of a whole upright, level page from the top; boxes in pixels of `image`."""
        boxes = sorted(self.find_lines(image), key=lambda box: (box.top + box.bottom, box.left))
        framed = [_grown(box, image.shape) for box in boxes]
        strips = [image[cut.top : cut.bottom, cut.left : cut.right] for cut in framed]
        lines = []
        for words, cut in zip(self.read_lines(strips, dpi), framed, strict=True):
            if words:
                lines.append(line_of([word.moved(cut.left, cut.top) for word in words]))
        return tuple(lines)

    def find_lines(self, image: GreyImage) -> tuple[Box, ...]:
        """The boxes of a level page's printed lines, in no order: from the tops of high letters to the feet of low ones."""
        found, scale = self._found(image, self._side)
        if len(found) >= 8:
            height = float(np.median(found[:, 3] - found[:, 1]))
            side = int(min(_LONGEST, self._side * _GROWN / max(height, 1.0))) // 32 * 32
            if height < _SMALL and side > self._side:
                found, scale = self._found(image, side)
        rows, columns = image.shape
        boxes = []
        for left, top, right, bottom in found[:_MOST_LINES, :4] / scale:
            box = Box(
                max(0, int(np.floor(left))),
                max(0, int(np.floor(top))),
                min(columns, int(np.ceil(right))),
                min(rows, int(np.ceil(bottom))),
            )
            if box.width > 0 and box.height > 0:
                boxes.append(box)
        return tuple(boxes)

    def read_lines(self, strips: Sequence[GreyImage], dpi: float) -> tuple[tuple[Word, ...], ...]:
        """The words of each strip, a picture of one printed line; boxes are those of their ink, in pixels of that strip."""
        strips = [
            255 - strip if np.median(strip) < 128 else strip for strip in strips
        ]  # a table's head in white on blue
        pictures = [_line_picture(strip) for strip in strips]
        words: list[tuple[Word, ...]] = [()] * len(strips)
        for batch in _batches([picture.shape[1] for picture in pictures]):
            widths = np.array([pictures[at].shape[1] for at in batch], np.int64)
            pixels = np.zeros((len(batch), 1, 3 * _HEIGHT, -(-int(widths.max()) // 8) * 8 + _HALO), np.float32)
            for row, at in enumerate(batch):
                pixels[row, 0, _HEIGHT : 2 * _HEIGHT, : widths[row]] = pictures[at]
            ids, sure, lengths = self._reading.run(["ids", "conf", "lengths"], {"x": pixels, "widths": widths})
            for row, at in enumerate(batch):
                steps = int(lengths[row])
                words[at] = self._words(strips[at], ids[row, :steps], sure[row, :steps], int(widths[row]))
        return tuple(words)

    def _found(self, image: GreyImage, side: int) -> tuple[_Reals, float]:
        """Left, top, right, bottom of each line in pixels of the net's picture, and that picture's scale."""
        rows, columns = image.shape
        scale = side / max(rows, columns)
        size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        pixels = np.zeros((-(-size[1] // _TILE) * _TILE, -(-size[0] // _TILE) * _TILE), np.float32)
        pixels[: size[1], : size[0]] = 1.0 - small.astype(np.float32) / 255.0
        core, above, below = self._finding.run(None, {"x": pixels[None, None]})[0][0][:3]
        count, named, stats, _ = cv2.connectedComponentsWithStats((core > 0).astype(np.uint8), connectivity=4)
        here = np.flatnonzero(named)
        line = named.ravel()[here]
        level = (here // named.shape[1] + 0.5) * _HALVED
        many = np.maximum(np.bincount(line, minlength=count), 1)
        top = np.bincount(line, level - above.ravel()[here], count) / many
        bottom = np.bincount(line, level + below.ravel()[here], count) / many
        more = np.minimum(_CORE * np.maximum(1.0, bottom - top), 0.5 * np.maximum(1.0, bottom - top))
        left = stats[:, cv2.CC_STAT_LEFT] * _HALVED - more
        right = (stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]) * _HALVED + more
        kept = stats[:, cv2.CC_STAT_AREA] >= 2
        kept[0] = False
        return np.column_stack([left, top, right, bottom])[kept], scale

    def _words(
        self, strip: GreyImage, ids: npt.NDArray[np.int64], sure: npt.NDArray[np.float32], width: int
    ) -> tuple[Word, ...]:
        """The letters as words, with what the ink tells and the net does not: spaces it missed, a dash, a full stop.

        The net has no – and — and drops them; a full stop at a line's end it sees two times of three.
        """
        ink = LineInk(strip)
        margin = margin_of(strip)
        start = margin - _PAD_ACROSS * ink.height
        columns = (strip.shape[1] - 2 * start) / width * _STRIDE  # of the strip, for each step of the net
        told = (
            (self._letters[letter], start + first * columns, start + last * columns, probability)
            for letter, first, last, probability in runs(ids, sure)
        )
        texts, certain, spans = words_seen(told, ink)
        texts = [_ROMAN.sub(lambda ones: "I" * len(ones.group()), text) for text in texts]
        if texts:
            dash = ink.leading_dash()
            if dash is not None and texts[0][0] not in _BULLETS:
                texts, certain, spans = ["-", *texts], [_BY_INK, *certain], [dash, *spans]
        boxes = ink.word_boxes(spans)
        for at, (text, box) in enumerate(zip(texts, boxes, strict=True)):
            seen = _quoted(text, *ink.quoted(box))
            if _SQUARED.match(seen) and ink.raised(box):
                seen = seen.replace("2", "²").replace("3", "³")
            texts[at] = _closed(seen, ink.mark_behind(box), first=at == 0, last=at == len(texts) - 1)
            certain[at] *= _BY_INK if texts[at] != text else 1.0
        return tuple(
            Word(unicodedata.normalize("NFC", text), box, round(probability, 4))
            for text, box, probability in zip(texts, boxes, certain, strict=True)
        )


def _quoted(text: str, before: bool, behind: bool) -> str:
    """The word with the quotation marks that its ink shows, which the net drops or takes for ' and +."""
    if before and text[0] != '"':
        text = '"' + (text.lstrip("'+*") or text)
    if behind and '"' not in text[1:]:
        said = text[-1] if text[-1] in _CLOSING else ""
        letters = text[: len(text) - len(said)]
        text = (letters.rstrip("'+*") or letters) + '"' + said
    return text


def _closed(text: str, mark: str, first: bool, last: bool) -> str:
    """The word with the mark that its ink shows behind it, where the net dropped that or took it for another.

    A colon of the ink may be a semicolon worn below. A speck within a line looks like a full stop, so none is added there but
    to what begins a line and is a number or in capitals ("2.", "II.", "KT.").
    """
    said = text[-1] if text[-1] in _CLOSING else ""
    letters = text[: len(text) - len(said)]
    if not mark or mark == said or not letters or not (letters[-1].isalnum() or letters[-1] in _BEFORE_MARK):
        return text
    stops = last or (first and (letters.isdigit() or letters.isupper()))
    if (mark == ":" and said) or (mark == "." and not said and not stops):
        return text
    return letters + mark


def _line_picture(strip: GreyImage) -> npt.NDArray[np.float32]:
    """The line with its margins at the net's height, 0 paper to 1 ink."""
    margin = margin_of(strip)
    height = strip.shape[0] - 2 * margin
    across = max(0, round(_PAD_ACROSS * height) - margin)
    framed = cv2.copyMakeBorder(strip, 0, 0, across, across, cv2.BORDER_CONSTANT, value=255.0)
    soft = cv2.GaussianBlur(framed, (0, 0), max(0.1, _BLUR * height))
    scale = _HEIGHT / soft.shape[0]
    size = (max(8, min(_WIDEST, round(soft.shape[1] * scale))), _HEIGHT)
    small = cv2.resize(soft, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    return np.asarray(1.0 - small.astype(np.float32) / 255.0, np.float32)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Lines of like widths together, the narrowest first: little is spent on the empty ends of short ones."""
    batch: list[int] = []
    for at in sorted(range(len(widths)), key=lambda at: widths[at]):
        width = max(64, widths[at])
        full = len(batch) == _BATCH or (len(batch) + 1) * width > _BATCH_COLUMNS
        if batch and (full or width > _UNEVEN * max(64, widths[batch[0]])):
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _grown(box: Box, shape: tuple[int, ...]) -> Box:
    """The box with the margin that a strip has, as far as the page goes."""
    margin = round(MARGIN * box.height)
    return Box(
        max(0, box.left - margin),
        max(0, box.top - margin),
        min(shape[1], box.right + margin),
        min(shape[0], box.bottom + margin),
    )


def _folder() -> Path | None:
    return package_folder("trueocr", "models")
