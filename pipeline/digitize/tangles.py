"""Places of a head where print lies over print: a stamp set across lines without a colour of its own is in no line then.

What the first recogniser surely read is explained; ink that is left and stands higher than a line of print is a tangle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import GreyImage
from pipeline.digitize import clean
from pipeline.digitize.layout import Print
from pipeline.digitize.read import Heard

_SURE: Final = 0.8
_OVERVIEW: Final = 2.0  # pixels a mm
_APART: Final = 2  # of a page's pixels one in so many each way is looked at
_INKED: Final = 40  # of 255, of such a pixel
_GAP: Final = (4.0, 1.2)  # mm across and down; letters of a stamp stand closer
_WIDE: Final = (9.0, 85.0)  # mm
_HIGH: Final = (5.5, 24.0)  # mm; a line of print with its marks has 5
_LEAST: Final = 6.0  # mm2 of ink; MẬT has 8
_MOST: Final = 4  # places
_STEEPEST: Final = 9.0  # degrees by which stamps are mostly askew
_LEVEL: Final = 1.5  # degrees that need no turning
_ROOM: Final = (1.5, 1.2)  # mm beside and above what is cut out
_FRAMED: Final = 9.0  # mm; a higher tangle has a frame or another line, and the mark in its middle ...
_MIDDLE: Final = 3.8  # ... mm up and down of it, at one of these angles
_ANGLES: Final = (-6.0, -3.0, 0.0, 3.0, 6.0)
_INCH: Final = 25.4

_Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Tangle:
    """Where its ink is, in pixels of the level page, and by how much its letters fall to the right."""

    across: _Reals
    down: _Reals
    angle: float


def tangles(page: Print, heard: Mapping[int, Heard], height: float, dpi: float, at: float) -> Iterator[GreyImage]:
    """Level pictures of the tangles above `height`, each some ways, of `at` dpi at most; `dpi` is that of the page."""
    mm = dpi / _INCH
    head = max(1, round(height))
    explained = [
        np.s_[max(0, box.top - 2) : max(0, box.bottom + 2), max(0, box.left - 2) : max(0, box.right + 2)]
        for line in heard.values()
        for word in line.words
        if word.confidence >= _SURE and (box := word.moved(line.strip.cut.left, line.strip.cut.top).box)
    ]
    found = _found(page.rows.parts[:head], explained, mm)
    if not found:
        return
    left = page.level[:head].copy()
    for area in explained:
        left[area] = 255
    for tangle in found:
        for picture in _cut(left, tangle, mm):
            yield clean.scaled(picture, min(1.0, at / dpi))


def _found(parts: npt.NDArray[np.int32], explained: Sequence[tuple[slice, slice]], mm: float) -> list[_Tangle]:
    """The largest first. `parts` is 0 where there is no ink."""
    ink = cv2.compare(np.ascontiguousarray(parts[::_APART, ::_APART]), 0, cv2.CMP_GT)
    for rows, columns in explained:
        ink[_thinned(rows), _thinned(columns)] = 0
    each = _APART * max(1, round(mm / _APART / _OVERVIEW))
    small = mm / each
    size = max(1, parts.shape[1] // each), max(1, parts.shape[0] // each)
    inked = cv2.compare(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), _INKED, cv2.CMP_GT)
    gap = np.ones((max(1, round(_GAP[1] * small)), max(1, round(_GAP[0] * small))), np.uint8)
    _, named, stats, _ = cv2.connectedComponentsWithStats(
        cv2.morphologyEx(inked, cv2.MORPH_CLOSE, gap), connectivity=8, ltype=cv2.CV_32S
    )
    places: list[_Tangle] = []
    for number, (x, y, width, height, _) in enumerate(stats[1:], 1):
        if not (_WIDE[0] <= width / small <= _WIDE[1] and _HIGH[0] <= height / small <= _HIGH[1]):
            continue
        part = np.s_[y : y + height, x : x + width]
        down, across = np.nonzero((named[part] == number) & (inked[part] > 0))
        if len(across) < _LEAST * small * small:
            continue
        slope = np.polyfit(across, down, 1)[0] if width > 1.5 * height else 0.0
        angle = float(np.clip(np.degrees(np.arctan(slope)), -_STEEPEST, _STEEPEST))
        places.append(_Tangle((across + x + 0.5) * each, (down + y + 0.5) * each, angle))
    return sorted(places, key=lambda place: -len(place.across))[:_MOST]


def _thinned(pixels: slice) -> slice:
    return slice(pixels.start // _APART, pixels.stop // _APART + 1)


def _cut(page: GreyImage, tangle: _Tangle, mm: float) -> Iterator[GreyImage]:
    for angle in {0.0, tangle.angle} if abs(tangle.angle) > _LEVEL else {0.0}:
        left, top, right, bottom = _box(tangle, angle)
        yield _levelled(
            page, angle, (left - _ROOM[0] * mm, top - _ROOM[1] * mm, right + _ROOM[0] * mm, bottom + _ROOM[1] * mm)
        )
    if float(np.ptp(tangle.down)) > _FRAMED * mm:
        for angle in _ANGLES:
            left, top, right, bottom = _box(tangle, angle)
            middle = (top + bottom) / 2
            yield _levelled(page, angle, (left, middle - _MIDDLE * mm, right, middle + _MIDDLE * mm))


def _box(tangle: _Tangle, angle: float) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of nearly all its ink, turned level about the page's corner."""
    turn = cv2.getRotationMatrix2D((0.0, 0.0), angle, 1.0)
    x, y = turn[:, :2] @ np.vstack([tangle.across, tangle.down])
    (left, right), (top, bottom) = np.percentile(x, (1, 99)), np.percentile(y, (4, 96))
    return float(left), float(top), float(right), float(bottom)


def _levelled(page: GreyImage, angle: float, box: tuple[float, float, float, float]) -> GreyImage:
    left, top, right, bottom = box
    turn = cv2.getRotationMatrix2D((0.0, 0.0), angle, 1.0)
    turn[:, 2] -= (left, top)
    size = (max(8, round(right - left)), max(8, round(bottom - top)))
    return np.asarray(cv2.warpAffine(page, turn, size, flags=cv2.INTER_LINEAR, borderValue=255.0), np.uint8)
