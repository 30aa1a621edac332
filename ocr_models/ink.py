"""What the ink of a line tells a net that saw its letters only roughly: boxes of words, wide gaps, marks at both ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from ocr_models.page import Box, GreyImage, margin_of

# All in line heights, from the tops of high letters to the feet of low ones.
_REACH: Final = 0.9  # that a word's first and last letter may stretch beyond where they were seen
_DUST: Final = 0.04  # a speck smaller than a square of this is no part of a word
_LETTER: Final = 0.3  # ink as high as this is a letter and not a mark
_DASH_WIDTH: Final = (0.14, 0.9)
_DASH_HEIGHT: Final = 0.14
_DASH_LEVEL: Final = (0.35, 0.75)  # of its middle, from the top
_DASH_APART: Final = 0.12  # from the first letter
_DOT: Final = (0.065, 0.22)  # width and height of a full stop
_DOT_ROUND: Final = (0.55, 1.7)  # its width to its height
_DOT_LEVEL: Final = 0.09  # that it may stand off the base line
_DOT_APART: Final = 0.5  # from the last letter


class LineInk:
    """The ink of one strip, dust left out."""

    def __init__(self, strip: GreyImage) -> None:
        margin = margin_of(strip)
        self.height = strip.shape[0] - 2 * margin
        dark, paper = np.percentile(strip, (1, 75))
        dots = (strip < (dark + paper) / 2).astype(np.uint8)
        _, named, stats, _ = cv2.connectedComponentsWithStats(dots, connectivity=8)
        real = stats[:, cv2.CC_STAT_AREA] >= max(2.0, (_DUST * self.height) ** 2)
        real[0] = False
        self._ink = real[named]
        filled = self._ink.any(axis=0).astype(np.int8)
        self._filled = filled.astype(np.bool_)
        turns = np.flatnonzero(np.diff(1 - filled, prepend=0, append=0)).tolist()
        self._white = turns[::2], turns[1::2]  # where each white stretch begins, and where it ends
        pieces = stats[real][:, :4].astype(np.float64)  # left, top, width, height
        self._pieces = pieces[np.argsort(pieces[:, 0])]
        self._top = margin

    def gap(self, start: float, end: float) -> tuple[int, int]:
        """Where the longest white stretch between two columns begins and ends; halfway and empty where there is none."""
        first, last = max(0, round(start)), max(0, min(len(self._filled), round(end)))
        starts, ends = self._white
        stretches = [
            (max(first, starts[at]), min(last, ends[at]))
            for at in range(bisect_right(ends, first), bisect_left(starts, last))
        ]
        if not stretches or last <= first:
            return (first + last) // 2, (first + last) // 2
        return max(stretches, key=lambda stretch: stretch[1] - stretch[0])

    def word_boxes(self, seen: Sequence[tuple[float, float]]) -> list[Box]:
        """The ink of each word; `seen` are the columns in which its letters were seen, words from left to right.

        A word without ink gets a box of its columns.
        """
        if not seen:
            return []
        rows, columns = self._ink.shape
        edges = [max(0, round(seen[0][0] - _REACH * self.height))]
        for before, after in pairwise(seen):
            # Not from middle to middle: a word that was read without its space has a gap of its own there.
            start = max(sum(before) / 2, before[1] - _REACH * self.height)
            end = min(sum(after) / 2, after[0] + _REACH * self.height)
            edges.append(sum(self.gap(start, end)) // 2)
        edges.append(min(columns, round(seen[-1][1] + _REACH * self.height)))
        boxes = []
        for (left, right), (first, last) in zip(pairwise(edges), seen, strict=True):
            across = np.flatnonzero(self._filled[left:right])
            if not len(across):
                start = min(max(0, round(first)), columns - 1)
                boxes.append(Box(start, 0, min(columns, max(start + 1, round(last))), rows))
                continue
            left, right = left + int(across[0]), left + int(across[-1]) + 1
            down = np.flatnonzero(self._ink[:, left:right].any(axis=1))
            boxes.append(Box(left, int(down[0]), right, int(down[-1]) + 1))
        return boxes

    def leading_dash(self) -> tuple[float, float] | None:
        """The columns of a list's dash before the first letter."""
        if len(self._pieces) < 2:
            return None
        left, top, width, height = self._pieces[0] / self.height
        level = top + height / 2 - self._top / self.height
        apart = self._pieces[1:, 0].min() / self.height - left - width
        if not (_DASH_WIDTH[0] <= width <= _DASH_WIDTH[1] and height <= _DASH_HEIGHT and width >= 1.8 * height):
            return None
        if not (_DASH_LEVEL[0] <= level <= _DASH_LEVEL[1] and apart >= _DASH_APART):
            return None
        return float(self._pieces[0, 0]), float(self._pieces[0, 0] + self._pieces[0, 2])

    def closes_with_dot(self) -> bool:
        """Whether a full stop stands behind the last letter: round, on the base line, with nothing above it."""
        letters = self._pieces[self._pieces[:, 3] >= _LETTER * self.height]
        if len(letters) < 2:
            return False
        ends = self._pieces[:, 0] + self._pieces[:, 2]
        last = int(np.argmax(ends))
        left, top, width, height = self._pieces[last]
        others = np.delete(ends, last)
        base = float(np.median((letters[:, 1] + letters[:, 3])[-12:]))
        return bool(
            all(_DOT[0] * self.height <= side <= _DOT[1] * self.height for side in (width, height))
            and _DOT_ROUND[0] <= width / height <= _DOT_ROUND[1]
            and abs(top + height - base) <= _DOT_LEVEL * self.height
            and -0.02 * self.height <= left - others.max() <= _DOT_APART * self.height
        )
