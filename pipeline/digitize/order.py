"""The order in which a page's lines are read: columns of head and foot one after the other, tables row by row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ocr_models.page import Box, GreyImage


def reading_order(boxes: Sequence[Box], rules: GreyImage, letter: float) -> list[int]:
    """Indices of `boxes` as a person reads them. `rules` are the page's drawn lines: one stands between table cells.

    Decree 30 Annex I.II sets head and foot in two columns (agency and number left, Quốc hiệu and date right; Nơi nhận
    left, signer right): the left is read to its end before the right. A line that crosses the gutter ends the columns.
    """
    order: list[int] = []
    left: list[int] = []
    right: list[int] = []
    gutter: tuple[int, int] | None = None
    for level in _levels(boxes):
        if gutter is not None:
            near = [i for i in level if boxes[i].right <= gutter[1]]
            far = [i for i in level if boxes[i].left >= gutter[0] and i not in near]
            inner = (
                max([gutter[0], *(boxes[i].right for i in near)]),
                min([gutter[1], *(boxes[i].left for i in far)]),
            )
            if len(near) + len(far) == len(level) and inner[1] - inner[0] >= letter and not _ruled(level, boxes, rules):
                left, right, gutter = left + near, right + far, inner
                continue
            order, left, right, gutter = order + left + right, [], [], None
        gap = _gutter(level, boxes, rules, letter)
        if gap is None:
            order += level
            continue
        gutter = gap
        left = [i for i in level if boxes[i].right <= gap[0]]
        right = [i for i in level if boxes[i].right > gap[0]]
    return order + left + right


def _levels(boxes: Sequence[Box]) -> list[list[int]]:
    """Lines that stand beside each other, from the top; within a level from the left."""
    levels: list[list[int]] = []
    for i in sorted(range(len(boxes)), key=lambda i: (boxes[i].top + boxes[i].bottom, boxes[i].left)):
        middle = (boxes[i].top + boxes[i].bottom) / 2
        if levels and all(boxes[j].top <= middle <= boxes[j].bottom for j in levels[-1]):
            levels[-1].append(i)
        else:
            levels.append([i])
    return [sorted(level, key=lambda i: boxes[i].left) for level in levels]


def _gutter(level: Sequence[int], boxes: Sequence[Box], rules: GreyImage, letter: float) -> tuple[int, int] | None:
    """The widest gap of a level, where it parts the level in two columns and is not a table's cell border."""
    if len(level) < 2 or _ruled(level, boxes, rules):
        return None
    gaps = [(boxes[b].left - boxes[a].right, boxes[a].right, boxes[b].left) for a, b in pairwise(level)]
    width, near, far = max(gaps)
    return (near, far) if width >= letter else None


def _ruled(level: Sequence[int], boxes: Sequence[Box], rules: GreyImage) -> bool:
    """Whether a drawn upright line stands between two neighbours."""
    for a, b in pairwise(level):
        top, bottom = max(boxes[a].top, boxes[b].top), min(boxes[a].bottom, boxes[b].bottom)
        between = rules[max(0, top) : max(0, bottom), boxes[a].right : boxes[b].left]
        if between.size and bool((np.count_nonzero(between, axis=0) >= 0.9 * between.shape[0]).any()):
            return True
    return False
