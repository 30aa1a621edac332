"""Round seals on scans without colours: their rings are taken out of the reading image, the print they cross stays.

The seal covers about a third of the signature on its left (Decree 30 Annex I.II.8.a), and its ring the first letters of what stands
above and below. Nothing but its shape tells it from black print there: a circle of 34 to 42 mm.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import GreyImage

_INCH: Final = 25.4
_OVERVIEW: Final = 3.0  # pixels a mm, about 75 dpi
_RADIUS: Final = (13.0, 23.0)  # mm; agencies' seals are 32 to 42 across
_WORN: Final = 1.0  # mm; gaps in a ring that took little ink
_WHOLE: Final = 0.6  # share of a ring that must be inked: print round a place gives 0.3 at most
_THICK: Final = 2.2  # mm; the line of a ring with its blur
_ROUND: Final = 1.5  # mm by which a rubber ring is off a circle, and its middle off the first guess
_WAVES: Final = 3  # of a ring's shape round the circle: its middle, squeezed, bent
_INNER: Final = 0.45  # of the radius: no ring is smaller
_BEYOND: Final = 0.4  # mm by which a stroke that runs across a ring reaches out of it on either side
_SLOPES: Final = (-1.6, -1.1, -0.7, -0.35, 0.0, 0.35, 0.7, 1.1, 1.6)  # of such strokes to the ring's radius
_GREY: Final = 60  # a ring at least as light is told from print by its tone ...
_DARKER: Final = 30  # ... which is that much darker
_PAPER: Final = np.uint8(255)


def without_rings(grey: GreyImage, ink: GreyImage, dpi: float) -> GreyImage:
    """The reading image with the rings of black seals as paper; the same object where there is none.

    `ink` is what of it is ink (255).
    """
    mm = dpi / _INCH
    cleared: GreyImage | None = None
    for x, y, radius in _circles(ink, mm):
        if cleared is None:
            cleared = grey.copy()
        _clear(cleared, ink, (x, y), radius, mm)
    return grey if cleared is None else cleared


def _circles(ink: GreyImage, mm: float) -> Iterator[tuple[float, float, float]]:
    """Middles and radii of large circles, in pixels, to about a mm."""
    each = max(1, int(mm / _OVERVIEW))
    rows, columns = (side // each for side in ink.shape)
    if rows < 2 * _RADIUS[0] * mm / each or columns < 2 * _RADIUS[0] * mm / each:
        return
    small = cv2.resize(ink[: rows * each, : columns * each], (columns, rows), interpolation=cv2.INTER_AREA)
    small = np.asarray((small > 80).astype(np.uint8) * 255, np.uint8)
    dot = mm / each  # pixels a mm there
    reach = max(1, round(_WORN * dot)) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8, ltype=cv2.CV_32S)
    least = 1.6 * _RADIUS[0] * dot
    for left, top, width, height, _ in stats[1:count]:
        if width < least or height < least or height > 4 * _RADIUS[1] * dot:
            continue
        room = round(2 * dot)
        x0, y0 = max(0, left - room), max(0, top - room)
        part = small[y0 : top + height + room, x0 : left + width + room]
        found = cv2.HoughCircles(
            cv2.GaussianBlur(part, (3, 3), 0), cv2.HOUGH_GRADIENT, 1.0, 2 * _RADIUS[0] * dot, param1=100, param2=40,
            minRadius=round(_RADIUS[0] * dot), maxRadius=round(_RADIUS[1] * dot),
        )  # fmt: skip
        if found is not None:
            for x, y, radius in np.asarray(found, np.float64).reshape(-1, 3)[:2]:
                yield (x0 + x + 0.5) * each, (y0 + y + 0.5) * each, radius * each


def _clear(grey: GreyImage, ink: GreyImage, middle: tuple[float, float], radius: float, mm: float) -> None:
    """Makes paper of the rings round `middle`, where they are no stroke of print that runs across."""
    angles = max(360, round(2 * np.pi * radius))
    turn = np.linspace(0, 2 * np.pi, angles, endpoint=False)
    reach = round(radius + 2 * _ROUND * mm)
    shape = np.full(angles, 0.0)
    for _ in range(2):
        rolled = _rolled(ink, middle, turn, shape, reach)
        shape = shape + _bend(rolled, radius, turn, mm)
    inked = _rolled(ink, middle, turn, shape, reach) > 127
    mask = np.zeros(inked.shape, np.bool_)
    for inner, outer in _bands(inked.mean(axis=0), round(_INNER * radius), mm):
        mask[:, inner:outer] |= inked[:, inner:outer] & ~_crossing(inked, inner, outer, mm)
    if not mask.any():
        return
    _erase(grey, mask, middle, turn, shape)


def _rolled(
    ink: GreyImage,
    middle: tuple[float, float],
    turn: npt.NDArray[np.float64],
    shape: npt.NDArray[np.float64],
    reach: int,
) -> npt.NDArray[np.uint8]:
    """The ink round a place: a row for each angle, a column for each pixel of distance, straight where the ring is `shape` off."""
    away = np.arange(reach)[None, :] + shape[:, None]
    x = (middle[0] + away * np.cos(turn)[:, None]).astype(np.float32)
    y = (middle[1] + away * np.sin(turn)[:, None]).astype(np.float32)
    return np.asarray(cv2.remap(ink, x, y, cv2.INTER_NEAREST, borderValue=0.0), np.uint8)


def _bend(
    rolled: npt.NDArray[np.uint8], radius: float, turn: npt.NDArray[np.float64], mm: float
) -> npt.NDArray[np.float64]:
    """By how much the outer ring is off a circle at each angle, as a few waves."""
    low, high = round(radius - _ROUND * mm), min(rolled.shape[1], round(radius + _ROUND * mm) + 1)
    near = cv2.blur(rolled[:, low:high], (max(1, round(0.5 * mm)) | 1, max(3, round(2 * mm)) | 1))
    best = near.argmax(axis=1).astype(np.float64)
    sure = near.max(axis=1) > 128
    if sure.mean() < _WHOLE / 2:
        return np.zeros(len(turn))
    waves = [np.ones_like(turn)]
    for n in range(1, _WAVES + 1):
        waves += [np.cos(n * turn), np.sin(n * turn)]
    form = np.column_stack(waves)
    off = best + low - radius
    kept = sure
    fitted = np.zeros(len(turn))
    for _ in range(4):
        fitted = form @ np.linalg.lstsq(form[kept], off[kept], rcond=None)[0]
        kept = sure & (np.abs(off - fitted) < max(2.0, 0.4 * mm))
        if kept.sum() < len(turn) // 4:
            return np.zeros(len(turn))
    return np.asarray(fitted, np.float64)


def _bands(share: npt.NDArray[np.float64], least: int, mm: float) -> Iterator[tuple[int, int]]:
    """From and to which distance a ring's line lies; with the blur at its edges."""
    high = share > _WHOLE
    high[:least] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[0], high.astype(np.int8), [0]])))
    for start, end in edges.reshape(-1, 2):
        if end - start > _THICK * mm:
            continue
        blur = max(1, round(0.25 * mm))
        yield max(0, int(start) - blur), min(len(share), int(end) + blur)


def _crossing(rolled: npt.NDArray[np.bool_], inner: int, outer: int, mm: float) -> npt.NDArray[np.bool_]:
    """What of the band belongs to strokes that run through it: straight pieces of ink that reach beyond it on both sides."""
    beyond = max(2, round(_BEYOND * mm))
    left, right = max(0, inner - beyond), min(rolled.shape[1], outer + beyond)
    part = np.asarray(
        cv2.morphologyEx(rolled[:, left:right].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8
    )
    long = right - left
    kept = np.zeros_like(part)
    for slope in _SLOPES:
        rise = round(slope * long)
        line = np.zeros((abs(rise) + 1, long), np.uint8)
        cv2.line(line, (0, 0 if rise >= 0 else -rise), (long - 1, rise if rise >= 0 else 0), 1)
        kept |= np.asarray(
            cv2.morphologyEx(part, cv2.MORPH_OPEN, line, borderType=cv2.BORDER_CONSTANT, borderValue=0), np.uint8
        )
    return np.asarray(kept[:, inner - left : outer - left] > 0, np.bool_)


def _erase(
    grey: GreyImage,
    mask: npt.NDArray[np.bool_],
    middle: tuple[float, float],
    turn: npt.NDArray[np.float64],
    shape: npt.NDArray[np.float64],
) -> None:
    """Makes paper of what the mask has, which is rolled; of a grey ring only what is as light as the ring."""
    reach = mask.shape[1] + int(np.abs(shape).max()) + 2
    left, top = max(0, int(middle[0]) - reach), max(0, int(middle[1]) - reach)
    part = grey[top : int(middle[1]) + reach, left : int(middle[0]) + reach]
    y, x = np.indices(part.shape, np.float32)
    x, y = x + (left - middle[0]), y + (top - middle[1])
    at = np.rint(np.arctan2(y, x) % (2 * np.pi) * len(turn) / (2 * np.pi)).astype(np.int64) % len(turn)
    column = np.rint(np.hypot(x, y) - shape[at]).astype(np.int64)
    inside = (column >= 0) & (column < mask.shape[1])
    gone = np.zeros(part.shape, bool)
    gone[inside] = mask[at[inside], column[inside]]
    level = float(np.median(part[gone])) if gone.any() else 0.0
    if level > _GREY:
        gone &= part > level - _DARKER
    part[gone] = _PAPER
