"""Takes a page apart: quiet paper, boxes of ink that keeps its pixels, and a mask of black ink, in the order of painting."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from PIL import Image

from pipeline.digitize.layers.dots import black_dots
from pipeline.digitize.layers.ink import Ink, ink_on
from pipeline.digitize.layers.mask import coded_mask
from pipeline.digitize.layers.paper import PATCH, Mask, Pixels, paper_under, quiet_paper, resized
from pipeline.digitize.stored import StoredImage
from pipeline.digitize.values import LEAST_DPI

# JPEG quantisation of paper, brightness and colour (ITU-T T.81 B.2.4.1): even tones fine, lest patches show; detail coarse.
_PAPER_TABLES: Final = [
    [18 if not row + column else min(80, 36 + 8 * (row + column)) for row in range(8) for column in range(8)],
    [24 if not row + column else min(99, 50 + 16 * (row + column)) for row in range(8) for column in range(8)],
]
INK_QUALITY: Final = 48  # JPEG, 4:4:4
_ROUND_INK: Final = 0.4  # mm; the soft edge of black strokes, which is no paper
_BETWEEN_BOXES: Final = 4.0  # mm; ink that lies nearer shares a box
_MOST_BOXES: Final = 40
_INCH: Final = 25.4

Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Layer:
    """One image on a page. `box` is left, top, right, bottom as shares of the upright page; a stencil is painted in `ink`."""

    image: StoredImage
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    ink: tuple[int, int, int] | None = None  # RGB


def layers_of(pixels: Pixels, dpi: float, paper_dpi: float = LEAST_DPI) -> tuple[Layer, ...]:
    """The layers of an upright page, height x width grey or height x width x 3 BGR, bottom first."""
    if pixels.ndim == 2 and _is_bilevel(pixels):
        return (Layer(coded_mask(pixels < 128)),)
    height, width = pixels.shape[:2]
    scale = min(1.0, paper_dpi / dpi)
    if scale > 0.9:  # a few dots more cost less than making them fewer
        scale = 1.0
    # OpenCV averages whole patches many times faster than broken ones: the paper is looked at in a whole number of them
    across, down = (-(-round(side * scale) // PATCH) * PATCH for side in (width, height))
    small = resized(pixels, across, down, cv2.INTER_LINEAR)
    guess = paper_under(small)
    ink = ink_on(small, guess, dpi * scale)
    own = resized(ink.own, width, height, cv2.INTER_NEAREST)
    black = black_dots(pixels, guess, ink, own, dpi)
    patches = resized(guess, across // PATCH, down // PATCH)
    del guess  # as large as the page: of A2 at 600 dpi 160 MB, and so is `small`
    paper = quiet_paper(small, _covered(black, ink, small.shape[:2], dpi * scale), patches)
    del small
    found = [Layer(_jpeg(paper, qtables=_PAPER_TABLES[: 1 if paper.ndim == 2 else 2], subsampling=2))]
    found += _boxes(pixels, own, paper, dpi)
    if black.any():
        found.append(Layer(coded_mask(black > 0), ink=ink.colour))
    return tuple(found)


def _is_bilevel(grey: Pixels) -> bool:
    if ((grey[::7, ::7] > 0) & (grey[::7, ::7] < 255)).any():
        return False
    return not cv2.calcHist([grey], [0], None, [256], [0, 256]).ravel()[1:255].any()


def _covered(black: Mask, ink: Ink, shape: tuple[int, ...], dpi: float) -> Mask:
    """Where the paper cannot be seen, at the size of the paper layer."""
    height, width = shape
    # any ink in a pixel makes it no paper
    touched = cv2.compare(cv2.resize(black, (width, height), interpolation=cv2.INTER_AREA), 0, cv2.CMP_GT)
    side = 2 * max(1, round(_ROUND_INK * dpi / _INCH)) + 1
    covered = cv2.max(touched, resized(ink.own, width, height, cv2.INTER_NEAREST))
    return np.asarray(cv2.dilate(covered, np.ones((side, side), np.uint8)), np.uint8)


def _boxes(pixels: Pixels, own: Mask, paper: Pixels, dpi: float) -> Iterator[Layer]:
    """The ink that keeps its pixels; round it each box is paper, so that nobody sees where it ends."""
    height, width = own.shape
    down, across = paper.shape[0] / height, paper.shape[1] / width
    for left, top, right, bottom in _around(own, dpi):
        if own[top:bottom, left:right].any():
            # the paper as viewers show it: each of its pixels over its share of the page
            rows = ((np.arange(top, bottom) + 0.5) * down).astype(np.intp)
            columns = ((np.arange(left, right) + 0.5) * across).astype(np.intp)
            filled = np.ascontiguousarray(paper[np.ix_(rows, columns)])
            cv2.copyTo(pixels[top:bottom, left:right], own[top:bottom, left:right], filled)
            yield Layer(
                _jpeg(filled, quality=INK_QUALITY, subsampling=0),
                (left / width, top / height, right / width, bottom / height),
            )


def _around(own: Mask, dpi: float) -> Sequence[Box]:
    """Boxes that together hold all such ink, apart from one another."""
    height, width = own.shape
    step = max(1, round(dpi / _INCH))  # a millimetre
    coarse = resized(
        cv2.dilate(own, np.ones((step, step), np.uint8)), -(-width // step), -(-height // step), cv2.INTER_NEAREST
    )
    reach = round(_BETWEEN_BOXES)
    while True:
        spread = cv2.dilate(coarse, np.ones((reach, reach), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(spread, connectivity=8, ltype=cv2.CV_32S)
        boxes = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:]]
        boxes = _united(boxes)
        if len(boxes) <= _MOST_BOXES:
            break
        reach *= 2
    return [
        (left * step, top * step, min(width, right * step), min(height, bottom * step))
        for left, top, right, bottom in boxes
    ]


def _united(boxes: list[Box]) -> list[Box]:
    """Boxes that overlap become one, until none do."""
    apart: list[Box] = []
    for box in boxes:
        while met := next((other for other in apart if _meet(box, other)), None):
            apart.remove(met)
            box = (min(box[0], met[0]), min(box[1], met[1]), max(box[2], met[2]), max(box[3], met[3]))
        apart.append(box)
    return sorted(apart, key=lambda box: (box[1], box[0]))


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _jpeg(image: Pixels, **how: object) -> StoredImage:
    """A JPEG inside Flate: long stretches of even paper are one bit a block in a JPEG, and next to nothing packed."""
    out = io.BytesIO()
    size = (image.shape[1], image.shape[0])
    picture = (
        Image.fromarray(image)
        if image.ndim == 2
        else Image.frombuffer("RGB", size, np.ascontiguousarray(image), "raw", "BGR", 0, 1)
    )
    picture.save(out, "JPEG", optimize=True, **how)
    channels = len(picture.getbands())
    stored = StoredImage("DCTDecode", out.getvalue(), *picture.size, channels=channels, bits=8)
    packed = zlib.compress(stored.data, 9)
    return replace(stored, data=packed, packed=True) if len(packed) < len(stored.data) else stored
