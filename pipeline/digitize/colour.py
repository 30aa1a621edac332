"""Coloured ink on a page: which of it is writing that belongs to the lines, and which is seal, signature and stamp frame.

A number and day written by pen, the letters of a stamp ĐẾN or KHẨN are small and lie in lines; a round seal and a signature
are large. The reading image keeps the first and loses the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import ColourImage, GreyImage

_COLOURED: Final = 40  # difference of channels from which ink is coloured; below lie paper tint and JPEG's colour noise
_BLACK: Final = 120  # no channel of black print is brighter; red or blue ink on paper has one that is
_STROKE: Final = 0.7  # mm; black strokes of 12 and 13 point bold are 0.4 to 0.6 wide
_INCH: Final = 25.4
_ROWS_AT_ONCE: Final = 64
_NEAR: Final = 1.2  # mm; strokes of one seal or signature lie closer than this, words of a stamp are a group as well
_ROOM: Final = 4.0  # mm; more than what coloured ink has to do with what is round it
_LINE_HIGH: Final = 6.5  # mm; a pen's digits are 3 to 6 high, a signature or a seal's ring of letters more
_STAMP_HIGH: Final = 12.0  # mm; within a drawn frame even large letters are print
_FRAME: Final = (12.0, 5.0, 100.0, 60.0)  # mm; from KHẨN (20 x 8, Annex I.II.11) to ĐẾN (50 x 35, Annex IV)


def without_seals(image: ColourImage | GreyImage, dpi: float) -> GreyImage:
    """The reading image, grey: large coloured ink becomes paper, black print and small coloured writing stay.

    The brightest channel of coloured ink is nearly as bright as paper; what saturation it has is added to that. Black
    under a seal stays black in every channel. (Measured on colour pages: signers' names 63.5 -> 11.5 % CER.)
    """
    if image.ndim == 2:
        return image
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    brightest, darkest = _extremes(image)
    saturation = cv2.subtract(brightest, darkest)
    coloured = cv2.threshold(saturation, _COLOURED, 255, cv2.THRESH_BINARY)[1]
    cv2.morphologyEx(coloured, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8), coloured)  # scanners' colour fringes are thin
    mm = dpi / _INCH
    around = _around(np.asarray(coloured, np.uint8), round(_ROOM * mm))  # most pages have colour in one part of them
    if around is None:
        return grey
    large = _large(np.ascontiguousarray(coloured[around]), mm)
    reach = max(3, round(1.0 * mm)) | 1
    near = cv2.dilate(large, np.ones((reach, reach), np.uint8))
    dropped = cv2.add(brightest[around], cv2.subtract(saturation[around], 30.0))
    np.copyto(grey[around], np.asarray(dropped, np.uint8), where=near > 0)
    return grey


def _around(coloured: GreyImage, room: int) -> tuple[slice, slice] | None:
    """The part of the page that holds all coloured ink with `room` pixels round it, or None where there is none."""
    left, top, width, height = cv2.boundingRect(coloured)
    if not width:
        return None
    return slice(max(0, top - room), top + height + room), slice(max(0, left - room), left + width + room)


def coloured_ink(image: ColourImage | GreyImage, dpi: float) -> GreyImage | None:
    """Coloured ink alone, dark on white, or None where the page has none worth looking at.

    Where a stamp lies over black print its strokes are black too: black between coloured ink a stroke's width apart is
    taken for the stamp's.
    """
    if image.ndim == 2:
        return None
    brightest, darkest = _extremes(image)
    saturation = cv2.subtract(brightest, darkest)
    coloured = cv2.threshold(saturation, _COLOURED, 255, cv2.THRESH_BINARY)[1]
    if cv2.countNonZero(coloured) < 0.00005 * saturation.size:
        return None
    reach = max(3, round(_STROKE * dpi / _INCH)) | 1
    bridged = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    crossed = cv2.min(bridged, cv2.threshold(brightest, _BLACK, 255, cv2.THRESH_BINARY_INV)[1])
    return np.asarray(255 - cv2.max(cv2.add(saturation, saturation), crossed), np.uint8)


def all_ink(image: ColourImage | GreyImage) -> GreyImage:
    """The darkest channel: red and blue ink are as dark there as black."""
    return image if image.ndim == 2 else _extremes(image)[1]


def saturation(image: ColourImage) -> GreyImage:
    """How far apart each pixel's channels are."""
    brightest, darkest = _extremes(image)
    return np.asarray(cv2.subtract(brightest, darkest), np.uint8)


def _extremes(image: ColourImage) -> tuple[GreyImage, GreyImage]:
    """The brightest and the darkest channel of each pixel."""
    brightest, darkest = np.empty(image.shape[:2], np.uint8), np.empty(image.shape[:2], np.uint8)
    for top in range(
        0, len(image), _ROWS_AT_ONCE
    ):  # what stays in the processor's cache: the page's planes are never all there
        rows = slice(top, top + _ROWS_AT_ONCE)
        blue, green, red = cv2.split(image[rows])
        cv2.max(cv2.max(blue, green, brightest[rows]), red, brightest[rows])
        cv2.min(cv2.min(blue, green, darkest[rows]), red, darkest[rows])
    return brightest, darkest


def _large(coloured: GreyImage, mm: float) -> GreyImage:
    """Those coloured pixels that belong to a seal, a signature or a frame."""
    frames = np.zeros_like(coloured)
    rest = coloured.copy()
    outlines, _ = cv2.findContours(coloured, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        _, _, width, height = cv2.boundingRect(outline)
        if not (_FRAME[0] * mm <= width <= _FRAME[2] * mm and _FRAME[1] * mm <= height <= _FRAME[3] * mm):
            continue
        _, sides, _ = cv2.minAreaRect(outline)
        if cv2.contourArea(outline) >= 0.88 * sides[0] * sides[1]:  # a circle fills 0.79 of its square
            cv2.drawContours(frames, [outline], -1, 255, cv2.FILLED)
            cv2.drawContours(rest, [outline], -1, 0, max(3, round(0.8 * mm)))
    span = max(3, round(_NEAR * mm)) | 1
    grouped = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((span, span), np.uint8))
    count, groups, stats, middles = cv2.connectedComponentsWithStats(grouped, connectivity=8, ltype=cv2.CV_32S)
    large = [
        group
        for group in range(1, count)
        if stats[group, cv2.CC_STAT_HEIGHT] > (_STAMP_HIGH if _in(frames, middles[group]) else _LINE_HIGH) * mm
    ]
    # A lower agency's name stands in straight lines inside its seal.
    within = _hulls(_masked(groups, stats, large))
    large += [
        group
        for group in range(1, count)
        if _in(within, middles[group]) and not _in(frames, middles[group]) and group not in large
    ]
    kept = cv2.min(coloured, _masked(groups, stats, large))
    return np.asarray(cv2.max(cv2.subtract(coloured, rest), kept), np.uint8)


def _in(mask: GreyImage, middle: npt.NDArray[np.float64]) -> bool:
    return bool(mask[int(middle[1]), int(middle[0])])


def _masked(groups: npt.NDArray[np.int32], stats: npt.NDArray[np.int32], some: Sequence[int]) -> GreyImage:
    """255 where one of these groups is."""
    mask = np.zeros(groups.shape, np.uint8)
    for group in some:
        left, top, width, height = stats[group, :4]
        area = np.s_[top : top + height, left : left + width]
        mask[area][groups[area] == group] = 255
    return mask


def _hulls(mask: GreyImage) -> GreyImage:
    """The convex hull of each thing in the mask, filled; a worn ring of a seal is open at some places."""
    filled = np.zeros_like(mask)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        cv2.drawContours(filled, [cv2.convexHull(outline)], -1, 255, cv2.FILLED)
    return filled
