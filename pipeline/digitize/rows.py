"""Where print stands on a page, found from its ink before anything is read: rules set apart, one box a printed line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import Box, GreyImage

_MOST_PARTS: Final = 60_000  # a full A3 page of print has some 15,000 pieces of ink; more than this is noise


@dataclass(frozen=True)
class Rows:
    """The printed lines of a level page. `parts` numbers a pixel's piece of ink, `owner` a piece's row (-1: none)."""

    boxes: tuple[Box, ...]
    letter: float  # height of a small letter, pixels
    parts: npt.NDArray[np.int32]
    owner: npt.NDArray[np.int32]

    def strip(self, grey: GreyImage, row: int, margin: int) -> tuple[GreyImage, Box]:
        """The picture of one row, other rows' ink painted over, and where on the page it was cut."""
        box = self.boxes[row]
        height, width = grey.shape
        cut = Box(
            max(0, box.left - margin),
            max(0, box.top - margin),
            min(width, box.right + margin),
            min(height, box.bottom + margin),
        )
        area = np.s_[cut.top : cut.bottom, cut.left : cut.right]
        picture = grey[area].copy()
        owner = self.owner[self.parts[area]]
        foreign = ((owner >= 0) & (owner != row)).astype(np.uint8)
        if foreign.any():  # a pixel more than the ink itself: its soft edge
            own = cv2.dilate((owner == row).astype(np.uint8), np.ones((3, 3), np.uint8))
            picture[(cv2.dilate(foreign, np.ones((3, 3), np.uint8)) > own) | (foreign > 0)] = 255
        return picture, cut


def without_rules(ink: GreyImage, length: int) -> tuple[GreyImage, GreyImage]:
    """Ink without straight lines longer than `length` pixels (grids, underlines, boxes), and those lines alone."""
    flat = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    steep = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    rules = cv2.dilate(cv2.max(flat, steep), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.subtract(ink, rules), np.uint8), np.asarray(rules, np.uint8)


def find_rows(ink: GreyImage, dpi: float) -> Rows | None:
    """The printed lines of a level page without rules, or None where the ink is noise and not print."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    if count > _MOST_PARTS:
        return None
    left, top, width, height, area = (stats[:, i].astype(np.int64) for i in range(5))
    expected = 2.0 * dpi / 25.4  # a small letter of 13 point is 2.0 mm high (Decree 30 Annex I.II: body 13 to 14 point)
    plausible = (
        (height > 0.5 * expected) & (height < 2.2 * expected) & (width > 0.2 * expected) & (width < 4 * expected)
    )
    plausible[0] = False
    letter = float(np.median(height[plausible])) if plausible.sum() >= 5 else expected
    letter = min(max(letter, 0.6 * expected), 2 * expected)
    body = (height > 0.45 * letter) & (height < 3.2 * letter) & (width < 14 * letter) & (width > 0.12 * letter)
    body[0] = False
    owner = np.full(count, -1, np.int32)
    found, named, spans, _ = cv2.connectedComponentsWithStats(
        _bands(ink.shape, stats, body, letter), connectivity=8, ltype=cv2.CV_32S
    )
    if found == 1:
        return Rows((), letter, parts, owner)
    core = np.flatnonzero(body)
    middles = np.minimum(ink.shape[0] - 1, top[core] + height[core] // 2)
    owner[core] = named[middles, left[core] + width[core] // 2] - 1
    real = ~_marks_only(spans[1:], letter)
    slope, base = _base_lines(left[core] + width[core] / 2, top[core] + height[core], owner[core], found - 1)
    near, far = spans[1:, 0], spans[1:, 0] + spans[1:, 2]
    small = (height < 3.2 * letter) & (width < 14 * letter) & (area >= max(2, (dpi / 200) ** 2 * 3))
    small[0] = False
    loose = small & (~body | ~np.where(owner >= 0, real[owner], False))
    for i in np.flatnonzero(loose):
        middle, centre = top[i] + height[i] / 2, left[i] + width[i] / 2
        below = (
            middle - base - slope * centre
        ) / letter  # letters under the base line; from -1 to 0 between the letters
        # Vietnamese stacks two accents up to 1.2 letters high; under the base line stand only dots and commas.
        cost = np.maximum(below / 0.6, (-1 - below) / 1.3)
        # A dash or a full stop at the height of the letters may stand further off than an accent.
        aside = np.maximum(near - centre, centre - far) / letter
        cost[(aside > np.where(cost <= 0, 2.0, 0.7)) | ~real] = np.inf
        nearest = int(np.argmin(cost))
        owner[i] = nearest if cost[nearest] < 1 else -1
    boxes: list[Box] = []
    kept = np.full(found, -1, np.int32)
    for row in range(found - 1):
        mine = np.flatnonzero(owner == row)
        if not len(mine):
            continue
        kept[row] = len(boxes)
        boxes.append(
            Box(
                int(left[mine].min()), int(top[mine].min()),
                int((left + width)[mine].max()), int((top + height)[mine].max()),
            )
        )  # fmt: skip
    return Rows(tuple(boxes), letter, parts, kept[owner])


def _bands(
    shape: tuple[int, ...], stats: npt.NDArray[np.int32], body: npt.NDArray[np.bool_], letter: float
) -> GreyImage:
    """The middle of each letter, tied to its neighbours; accents and tails would tie two lines together."""
    bands = np.zeros(shape, np.uint8)
    for left, top, width, height, _ in stats[body]:
        middle, half = top + height / 2, max(1.0, min(height, 2 * letter) * 0.3)
        bands[int(middle - half) : int(middle + half) + 1, left : left + width] = 255
    gap = np.ones((1, max(3, round(2.2 * letter))), np.uint8)
    return np.asarray(cv2.morphologyEx(bands, cv2.MORPH_CLOSE, gap), np.uint8)


def _base_lines(
    centre: npt.NDArray[np.float64], bottom: npt.NDArray[np.int64], owner: npt.NDArray[np.int32], rows: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Slope and height at x = 0 of the line that each row's letters stand on."""
    slope, base = np.zeros(rows), np.zeros(rows)
    for row in range(rows):
        mine = owner == row
        x, y = centre[mine], bottom[mine].astype(np.float64)
        if len(x) >= 10 and x.max() - x.min() > 0:
            slope[row] = float(np.clip(np.polyfit(x, y, 1)[0], -0.02, 0.02))
        base[row] = float(np.median(y - slope[row] * x)) if len(x) else 0.0
    return slope, base


def _marks_only(spans: npt.NDArray[np.int32], letter: float) -> npt.NDArray[np.bool_]:
    """Which rows are but accents or commas: short, and close above or below a longer row that runs past them."""
    left, top, width, height = (spans[:, i].astype(np.int64) for i in range(4))
    marks = np.zeros(len(spans), bool)
    for row in np.flatnonzero(width < 4 * letter):
        apart = np.maximum(top - (top + height)[row], top[row] - (top + height))
        covers = (left <= left[row] + letter) & (left + width >= left[row] + width[row] - letter)
        marks[row] = bool((covers & (apart < 0.55 * letter) & (width > 2 * width[row])).any())
    return marks
