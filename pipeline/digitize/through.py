"""Print of the other side that shows through thin paper: taken out of the reading image, where it would be read backwards."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from ocr_models.page import GreyImage

_INCH: Final = 25.4
_EACH: Final = 4  # pixels in one of the overview in which paper is told from print
_ROOM: Final = 15  # pixels of that: wider than strokes, narrower than shadows
_FAINT: Final = 0.62  # of the depth of print: through the paper comes a quarter to three fifths
_BESIDE: Final = 0.25  # mm round a stroke of print that are its own soft edge
_LEAST: Final = 10.0  # mm2 of faint ink, that of some ten letters
_FEW: Final = 20  # faint pieces as large as letters
_SMALL_LETTER: Final = 2.0  # mm
_SOFT: Final = 0.85  # of the sharpness of print: paper scatters light (drawn: 0.6 to 0.7; pale print on top has 0.95)

_MOSTLY: Final = 0.6  # share of faint pieces that are soft: pale print on top is not
_PALE: Final = 0.7  # of the depth of print: print that fades over a page has letters between this and faint ones
_BETWEEN: Final = 0.1  # as many of them as of those


def without_show_through(grey: GreyImage, ink: GreyImage, dpi: float) -> GreyImage:
    """The reading image with print that shows through as paper; the same object where there is none.

    `ink` is what of it is ink (255). Show-through is much fainter than print, with nothing between, and blurred.
    """
    mm = dpi / _INCH
    reach = 2 * max(1, round(_BESIDE * mm)) + 1
    if not _suspected(grey[::2, ::2].copy(), ink[::2, ::2].copy(), reach // 2, mm / 2):
        return grey
    paper = _paper(grey)
    depth = np.asarray(cv2.subtract(paper, grey), np.uint8)
    deepest = _deepest(grey, ink, depth, mm)
    if deepest is None:
        return grey
    kept = cv2.dilate(np.asarray(depth > deepest, np.uint8), np.ones((reach, reach), np.uint8))
    return np.where(kept > 0, grey, paper)


def _suspected(grey: GreyImage, ink: GreyImage, reach: int, mm: float) -> bool:
    """Whether there is faint ink away from print; most pages have none, and every second pixel tells."""
    depth = np.asarray(cv2.subtract(_paper(grey), grey), np.uint8)
    strong = np.asarray(depth > _FAINT * _print_depth(depth, ink), np.uint8) * np.uint8(255)
    faint = cv2.subtract(ink, cv2.dilate(strong, np.ones((reach | 1, reach | 1), np.uint8)))
    return cv2.countNonZero(faint) > _LEAST * mm * mm


def _print_depth(depth: GreyImage, ink: GreyImage) -> float:
    """How much darker than paper print is."""
    inked = depth[ink > 0]
    return float(np.percentile(inked[::3], 90)) if inked.size else 255.0


def _paper(grey: GreyImage) -> GreyImage:
    """What the page would be without print."""
    size = max(1, grey.shape[1] // _EACH), max(1, grey.shape[0] // _EACH)
    small = cv2.dilate(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.ones((_ROOM, _ROOM), np.uint8))
    level = cv2.resize(cv2.blur(small, (_ROOM, _ROOM)), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(level, np.uint8)


def _deepest(grey: GreyImage, ink: GreyImage, depth: GreyImage, mm: float) -> float | None:
    """How much darker than paper show-through is at the most, or None where there is none."""
    count, named, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    high, wide = (stats[:, side] / (_SMALL_LETTER * mm) for side in (cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH))
    letters = (high > 0.5) & (high < 3.2) & (wide > 0.2) & (wide < 14)
    letters[0] = False
    here = np.flatnonzero(ink)
    name = named.ravel()[here]
    here, name = here[letters[name]], name[letters[name]]
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    deep, steep = np.zeros(count), np.zeros(count)
    np.maximum.at(deep, name, depth.ravel()[here])
    np.maximum.at(steep, name, edges.ravel()[here])
    sharp = steep / np.maximum(1.0, deep)
    faint = letters & (deep <= _FAINT * _print_depth(depth, ink))
    printed = letters & ~faint
    if not printed.any():
        return None
    soft = faint & (sharp < _SOFT * np.median(sharp[printed]))
    if soft.sum() < max(_FEW, _MOSTLY * faint.sum()):
        return None
    deepest = float(np.percentile(deep[soft], 99)) * 1.05
    between = letters & (deep > deepest) & (deep < _PALE * np.median(deep[printed]))
    return None if between.sum() > _BETWEEN * soft.sum() else deepest
