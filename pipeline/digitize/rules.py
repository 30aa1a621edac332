"""Straight lines on a page that are no letters: drawn rules and folds of the paper, parted from the print that runs across them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import GreyImage

_THICKEST: Final = 0.08  # of a rule's least length; a fold with its shade is 0.6 mm wide, a rule of 2 points 0.7
_BARS: Final = 1.6  # of a rule's least length: five T side by side
_STEMS: Final = 3  # under them; an underline has none below
_CORNER: Final = (0.1, 0.8)  # of a rule's least length: from and to how far off a corner's other side is looked for
_WHOLE: Final = 0.7  # share of that which is drawn
_AROUND: Final = np.ones((3, 3), np.uint8)
_EACH: Final = 4  # pixels in one of the overview in which upright rules are looked for
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
    flat = _without_bars(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)), ink, length)
    steep = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    rules = cv2.dilate(cv2.max(flat, steep), np.ones((3, 3), np.uint8))
    bare = cv2.subtract(ink, rules)
    across = np.zeros_like(ink)
    room = round(_THICKEST * length) + 4
    for band in _bands(flat, room):
        _cross(bare[band], rules[band], across[band], flat[band], steep[band], length)
    for band in _bands(steep.T, room):
        _cross(bare.T[band], rules.T[band], across.T[band], steep.T[band], flat.T[band], length)
    return np.asarray(cv2.max(bare, across), np.uint8), np.asarray(cv2.subtract(rules, across), np.uint8)


def _without_bars(flat: GreyImage, ink: GreyImage, length: int) -> GreyImage:
    """Level lines but for those that the bars of capitals make together: STTTT on its stems."""
    count, named, stats, _ = cv2.connectedComponentsWithStats(flat, connectivity=8, ltype=cv2.CV_32S)
    kept = flat
    for at in range(1, count):
        left, top, wide, high = stats[at, :4]
        below = ink[top + high + 1 : top + high + 3, left : left + wide] > 0
        stems = np.count_nonzero(np.diff(below.any(axis=0).astype(np.int8), prepend=0) > 0)
        if wide < _BARS * length and stems >= _STEMS:
            kept = kept.copy() if kept is flat else kept
            area = np.s_[top : top + high, left : left + wide]
            kept[area][named[area] == at] = 0
    return kept


def _bands(line: GreyImage, room: int) -> Iterator[slice]:
    """The rows that hold something of it, with so many more above and below; most of a page does not."""
    rows = np.flatnonzero(line.any(axis=1))
    for some in np.split(rows, np.flatnonzero(np.diff(rows) > 2 * room) + 1):
        if len(some):
            yield slice(max(0, int(some[0]) - room), int(some[-1]) + room + 1)


def _cross(
    bare: GreyImage, rules: GreyImage, across: GreyImage, line: GreyImage, other: GreyImage, length: int
) -> None:
    """Marks in `across` what lies between print above and below level rules, but for where upright ones cross."""
    near, line, other = (np.ascontiguousarray(each) for each in (rules, line, other))
    touching = cv2.min(np.ascontiguousarray(bare), cv2.dilate(near, _AROUND))
    reach = np.ones((round(_THICKEST * length) + 3, 3), np.uint8)
    above, below = (cv2.dilate(touching, reach, anchor=(1, at)) for at in (reach.shape[0] - 1, 0))
    here = cv2.dilate(cv2.subtract(line, cv2.dilate(other, _AROUND)), _AROUND)
    np.maximum(across, cv2.min(cv2.min(above, below), cv2.min(here, near)), out=across)


def without_folds(rules: GreyImage, ink: GreyImage, length: int) -> GreyImage:
    """Of the rules of a page with this print those that part it in cells: print runs across an upright fold."""
    size = max(1, rules.shape[1] // _EACH), max(1, rules.shape[0] // _EACH)
    small = cv2.threshold(cv2.resize(rules, size, interpolation=cv2.INTER_AREA), 0, 255, cv2.THRESH_BINARY)[1]
    gap = round(_LETTERS * length)
    whole = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((gap // _EACH + 1, 1), np.uint8))
    upright = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((length // _EACH, 1), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(upright, connectivity=8, ltype=cv2.CV_32S)
    if count == 1:
        return rules
    stats = stats[1:] * _EACH
    left, top, wide, high = (stats[:, at] for at in range(4))
    areas = [
        np.s_[y : y + h + _EACH, max(0, x - _EACH) : x + w + 2 * _EACH]
        for x, y, w, h in zip(left, top, wide, high, strict=True)
    ]
    column = np.ones((gap, 1), np.uint8)
    crossed = np.zeros(len(areas))
    for at, area in enumerate(areas):
        line = np.ascontiguousarray(rules[area])
        within = cv2.subtract(cv2.morphologyEx(line, cv2.MORPH_CLOSE, column), line)
        rows = np.flatnonzero(cv2.min(within, np.ascontiguousarray(ink[area])).any(axis=1))
        crossed[at] = 1 + np.count_nonzero(np.diff(rows) > _STROKE * length) if len(rows) else 0
    parting = rules
    for one in _in_line(stats, length):
        if crossed[one].sum() >= max(1.0, high[one].sum() / (_SELDOM * length)) and not _framing(
            small, stats[one], length
        ):
            parting = rules.copy() if parting is rules else parting
            for at in one:
                parting[areas[at]] = 0
    return parting


def _framing(small: GreyImage, pieces: npt.NDArray[np.int32], length: int) -> bool:
    """Whether an upright rule is a side of a frame, as a stamp has: from both ends another goes off to the same side."""
    near, far = max(1, round(_CORNER[0] * length / _EACH)), max(3, round(_CORNER[1] * length / _EACH))
    corners = []
    for left, row in ((pieces[0, 0], pieces[0, 1]), (pieces[-1, 0], pieces[-1, 1] + pieces[-1, 3])):
        x, y = int(left) // _EACH, int(row) // _EACH
        here = small[max(0, y - 2 * near) : y + 2 * near + 1]
        sides = here[:, max(0, x - far) : max(0, x - near)], here[:, x + 2 * near : x + far + near]
        corners.append({at for at, side in enumerate(sides) if side.size and np.mean(side.any(axis=0)) > _WHOLE})
    first, last = corners
    return bool(first & last) and len(first) + len(last) < 4  # two folds that cross go off to both sides


def _in_line(stats: npt.NDArray[np.int32], length: int) -> list[list[int]]:
    """Which upright pieces go on each other's way, from the top."""
    middle = stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH] / 2
    top, high = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_HEIGHT]
    chains: list[list[int]] = []
    for at in sorted(range(len(stats)), key=lambda at: int(top[at])):
        for chain in chains:
            last = chain[-1]
            below = max(0, int(top[at] - top[last] - high[last]))
            if abs(middle[at] - middle[last]) < _BESIDE * length + _LEANING * below:
                chain.append(at)
                break
        else:
            chains.append([at])
    return chains
