"""The printed lines of a page where a net has found them: parted at drawn rules, each given the ink that is its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import Box, GreyImage
from pipeline.digitize.rows import Rows

_ABOVE: Final = 0.45  # line heights by which a mark's middle may stand over or under its line's box
_ASIDE: Final = 0.5  # line heights; a full stop or comma at the end, a dash at the beginning
_HIGHEST: Final = 1.5  # line heights; higher ink is a seal, a bracket, letters grown together: it is no line's own
_WIDEST: Final = 14.0  # line heights
_ALIKE: Final = 0.7  # share of the higher box's height that words of one line have ...
_LEVEL: Final = 0.25  # ... line heights by which their middles stand apart ...
_WORD_GAP: Final = 0.9  # ... and line heights between them: columns stand further apart
_RULED: Final = 0.9  # share of a line's height that a rule between two cells crosses
_WORD: Final = 2.5  # small letters; no shorter row is worth a second look
_LOW: Final = 0.8  # small letters
_COVERED: Final = 0.5  # share of a row
_PART: Final = 0.7  # share of a line that lies in a row it is a part of
_LEAST: Final = 0.3  # line heights; a cell's part of a line is no narrower


def lines_in(boxes: Sequence[Box], rows: Rows, rules: GreyImage, dpi: float) -> Rows:
    """The lines that stand in `boxes`, from the net's heights and the ink's widths; `rows` are those of the same ink."""
    stats = rows.stats
    cells = [cell for box in _joined(boxes) for cell in _cells(box, rules)]
    owner = _owners(cells, stats, least=max(2.0, (dpi / 200) ** 2 * 3))
    kept: list[Box] = []
    number = np.full(len(cells) + 1, -1, np.int32)  # the last stands for -1
    for at, cell in enumerate(cells):
        mine = np.flatnonzero(owner == at)
        if len(mine):
            number[at] = len(kept)
            left, right = stats[mine, cv2.CC_STAT_LEFT], stats[mine, cv2.CC_STAT_LEFT] + stats[mine, cv2.CC_STAT_WIDTH]
            kept.append(Box(int(left.min()), cell.top, int(right.max()), cell.bottom))
    return replace(rows, boxes=tuple(kept), skew=0.0, owner=number[owner])


def overlooked(rows: Rows, lines: Rows) -> list[int]:
    """Rows found by their ink that the net's lines leave uncovered: print under a black seal, if it is print at all."""
    seen = np.zeros(lines.parts.shape, np.uint8)
    for box in lines.boxes:
        seen[box.top : box.bottom, box.left : box.right] = 1
    return [
        at
        for at, box in enumerate(rows.boxes)
        if box.width > _WORD * rows.letter
        and box.height > _LOW * rows.letter
        and float(seen[box.top : box.bottom, box.left : box.right].mean()) < _COVERED
    ]


def within(box: Box, row: Box) -> bool:
    """Whether a line found by the net is a part of a row found by its ink."""
    across = min(box.right, row.right) - max(box.left, row.left)
    down = min(box.bottom, row.bottom) - max(box.top, row.top)
    return across > _PART * box.width and down > _PART * min(box.height, row.height)


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """The boxes with those made one that stand side by side as words of one line do: nets part a line at a pen stroke."""
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.left):
        for at, before in enumerate(joined):
            height = max(box.height, before.height)
            level = abs((box.top + box.bottom) - (before.top + before.bottom)) / 2
            alike = min(box.height, before.height) > _ALIKE * height and level < _LEVEL * height
            if alike and -_WORD_GAP * height < box.left - before.right < _WORD_GAP * height:
                joined[at] = before.around(box)
                break
        else:
            joined.append(box)
    return joined


def _cells(box: Box, rules: GreyImage) -> Iterator[Box]:
    """The box in parts where upright rules cross it."""
    area = rules[box.top : box.bottom, box.left : box.right]
    crossed = np.count_nonzero(area, axis=0) >= _RULED * box.height
    left = box.left
    for at in [*(np.flatnonzero(crossed) + box.left), box.right]:
        if at - left >= _LEAST * box.height:
            yield Box(left, box.top, int(at), box.bottom)
        left = int(at) + 1


def _owners(boxes: Sequence[Box], stats: npt.NDArray[np.int32], least: float) -> npt.NDArray[np.int32]:
    """The line that each piece of ink belongs to, or -1: the one it stands in, or nearest to by its middle."""
    left, top, width, height, area = (stats[:, i].astype(np.float64) for i in range(5))
    across, down = left + width / 2, top + height / 2
    owner, best = np.full(len(stats), -1, np.int32), np.full(len(stats), np.inf)
    for at, box in enumerate(boxes):
        outside = np.maximum(np.maximum(box.top - down, down - box.bottom) / box.height, 0.0)
        aside = np.maximum(np.maximum(box.left - across, across - box.right) / box.height, 0.0)
        cost = outside + 0.5 * aside + 0.1 * np.abs(down - (box.top + box.bottom) / 2) / box.height
        fits = (outside < _ABOVE) & (aside < _ASIDE) & (height < _HIGHEST * box.height) & (width < _WIDEST * box.height)
        nearer = fits & (cost < best)
        owner[nearer], best[nearer] = at, cost[nearer]
    owner[area < least] = -1
    owner[0] = -1  # the paper
    return owner
