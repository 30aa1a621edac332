"""Straight lines on a page that are no letters: drawn rules and folds of the paper, parted from the print that runs across them."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import GreyImage

_THICKEST: Final = 0.08  # of a rule's least length; a fold with its shade is 0.6 mm wide, a rule of 2 points 0.7
_LETTERS: Final = 0.5  # of a rule's least length: 5 mm, as high as a line of print with its marks
_BESIDE: Final = 0.1  # of a rule's least length by which pieces of one fold stand off each other sideways
_LEANING: Final = 0.03  # of what is between them, more: a fold is a little askew
_STROKE: Final = 0.1  # of a rule's least length; nearer places are one letter's
_SELDOM: Final = (
    5  # of a rule's least lengths: a fold runs through a letter at least as often, a cell's border through none
)


def without_rules(ink: GreyImage, length: int) -> tuple[GreyImage, GreyImage]:
    """Ink without straight lines longer than `length` pixels (grids, underlines, boxes, folds), and those lines alone.

    Where a stroke of print reaches out of a line on both sides, it is print there.
    """
    flat = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    steep = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    rules = cv2.dilate(cv2.max(flat, steep), np.ones((3, 3), np.uint8))
    bare = cv2.subtract(ink, rules)
    touching = cv2.min(bare, cv2.dilate(rules, np.ones((3, 3), np.uint8)))
    across = cv2.min(_between(touching, flat, steep, length), rules)
    return np.asarray(cv2.max(bare, across), np.uint8), np.asarray(cv2.subtract(rules, across), np.uint8)


def _between(touching: GreyImage, flat: GreyImage, steep: GreyImage, length: int) -> GreyImage:
    """What lies between print on either side of a rule, but for where rules cross."""
    reach = round(_THICKEST * length) + 3
    found = np.zeros_like(touching)
    for line, other, kernel in ((flat, steep, (reach, 3)), (steep, flat, (3, reach))):
        if not cv2.countNonZero(line):
            continue
        down = kernel[0] == reach
        first, last = ((1, reach - 1), (1, 0)) if down else ((reach - 1, 1), (0, 1))
        one, two = (cv2.dilate(touching, np.ones(kernel, np.uint8), anchor=at) for at in (first, last))
        here = cv2.dilate(cv2.subtract(line, cv2.dilate(other, np.ones((3, 3), np.uint8))), np.ones((3, 3), np.uint8))
        found = cv2.max(found, cv2.min(cv2.min(one, two), here))
    return np.asarray(found, np.uint8)


def without_folds(rules: GreyImage, ink: GreyImage, length: int) -> GreyImage:
    """Of the rules of a page with this print those that part it in cells: print runs across an upright fold."""
    gap = round(_LETTERS * length)
    whole = cv2.morphologyEx(rules, cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8))
    upright = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    count, named, stats, _ = cv2.connectedComponentsWithStats(upright, connectivity=8, ltype=cv2.CV_32S)
    if count == 1:
        return rules
    crossing = (ink > 0) & (rules == 0) & (named > 0)
    crossed, long = np.zeros(count), stats[:, cv2.CC_STAT_HEIGHT].astype(np.float64)
    for at in range(1, count):
        left, top, wide, high = stats[at, :4]
        rows = np.flatnonzero(crossing[top : top + high, left : left + wide].any(axis=1))
        crossed[at] = 1 + np.count_nonzero(np.diff(rows) > _STROKE * length) if len(rows) else 0
    fold = np.zeros(count, np.bool_)
    for one in _in_line(stats, length):
        fold[one] = crossed[one].sum() >= max(1.0, long[one].sum() / (_SELDOM * length))
    if not fold.any():
        return rules
    folded = np.where(fold[named], np.uint8(255), np.uint8(0))
    edges = np.ones((1, 2 * round(_THICKEST * length) + 1), np.uint8)  # of one that leans
    return np.asarray(cv2.subtract(rules, cv2.dilate(folded, edges)), np.uint8)


def _in_line(stats: npt.NDArray[np.int32], length: int) -> list[list[int]]:
    """Which upright pieces go on each other's way, from the top."""
    middle = stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH] / 2
    top, high = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_HEIGHT]
    chains: list[list[int]] = []
    for at in sorted(range(1, len(stats)), key=lambda at: int(top[at])):
        for chain in chains:
            last = chain[-1]
            below = max(0, int(top[at] - top[last] - high[last]))
            if abs(middle[at] - middle[last]) < _BESIDE * length + _LEANING * below:
                chain.append(at)
                break
        else:
            chains.append([at])
    return chains
