"""What the ink of a line tells a net that saw its letters only roughly: boxes of words, wide gaps, marks at both ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import Box, GreyImage, margin_of

# All in line heights, from the tops of high letters to the feet of low ones.
_REACH: Final = 0.9  # that a word's first and last letter may stretch beyond where they were seen
_DUST: Final = 0.04  # a speck smaller than a square of this is no part of a word
_LETTER: Final = 0.3  # ink as high as this is a letter and not a mark
_DASH_WIDTH: Final = (0.14, 0.9)
_DASH_HEIGHT: Final = 0.14
_DASH_LEVEL: Final = (0.35, 0.75)  # of its middle, from the top
_DASH_APART: Final = 0.12  # from the first letter
_BESIDE: Final = 0.03  # that a mark behind a letter, or a quotation mark before one, may overlap it
_MARK: Final = 0.33  # ink as high as this is a letter, and none of the marks below
_ROUND: Final = (0.6, 1.7)  # a dot's width to its height
_DOT: Final = (0.06, 0.22)  # width and height of a dot
_ON_BASE: Final = 0.07  # that a full stop may stand off the base line
_UPPER: Final = (0.2, 0.6)  # how far above the base line the upper dot of a colon or semicolon ends
_COMMA_BELOW: Final = 0.05  # that a comma goes below the base line at least ...
_COMMA_TOP: Final = (-0.02, 0.25)  # ... where it begins above it ...
_COMMA: Final = 0.14  # ... and its height at least
_STACKED: Final = 0.3  # share of the narrower of two dots that stands above the other
_QUOTE_FOOT: Final = 0.3  # how far above the base line a quotation mark ends at least
_QUOTE: Final = (0.1, 0.4)  # height of its strokes ...
_QUOTE_WIDTH: Final = 0.2  # ... their width at most ...
_QUOTE_LEVEL: Final = 0.08  # ... how far one may stand above the other ...
_QUOTE_REACH: Final = 0.35  # ... and how far they and the letter stand apart, left edge to left edge
_RAISED: Final = 0.15  # how far above the base line a raised 2 ends at least ...
_RAISED_HEIGHT: Final = (0.22, 0.55)  # ... and its height


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
        self._middles = self._pieces[:, 0] + self._pieces[:, 2] / 2
        self._by_middle = np.argsort(self._middles, kind="stable")
        self._high = self._pieces[self._pieces[:, 3] >= _MARK * self.height]
        self._known: tuple[Box, tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], float]] | None = (
            None  # of the word asked for last
        )

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

    def mark_behind(self, word: Box) -> str:
        """The mark behind a word's last letter, of full stop, comma, colon and semicolon; "" where there is none of them.

        A mark that touches its letter, and one of other form, is not told; a worn semicolon may be told as a colon.
        """
        mine, letters, base = self._of_word(word)
        if not len(letters):
            return ""
        edge = float((letters[:, 0] + letters[:, 2]).max()) - _BESIDE * self.height
        marks = mine[(mine[:, 3] < _MARK * self.height) & (mine[:, 0] >= edge)]
        if self._is_quote(marks[:2], base):
            marks = marks[2:]
        if len(marks) == 1:
            return self._foot(marks[0], base)
        if len(marks) != 2:
            return ""
        upper, lower = marks[np.argsort(marks[:, 1])]
        above = min(upper[0] + upper[2], lower[0] + lower[2]) - max(upper[0], lower[0])
        lifted = (base - upper[1] - upper[3]) / self.height
        if not (
            self._is_dot(upper) and _UPPER[0] <= lifted <= _UPPER[1] and above > _STACKED * min(upper[2], lower[2])
        ):
            return ""
        return {".": ":", ",": ";"}.get(self._foot(lower, base), "")

    def quoted(self, word: Box) -> tuple[bool, bool]:
        """Whether double quotation marks stand before and behind a word: two small strokes side by side, high and off its letters."""
        mine, letters, base = self._of_word(word)
        if not len(letters):
            return False, False
        slack = _BESIDE * self.height
        left, right = float(letters[:, 0].min()), float((letters[:, 0] + letters[:, 2]).max())
        small = mine[mine[:, 3] < _QUOTE[1] * self.height]
        if len(small) < 2:
            return False, False
        before = small[small[:, 0] + small[:, 2] <= left + slack]
        behind = small[small[:, 0] >= right - slack]
        return self._is_quote(before[-2:], base), self._is_quote(behind[:2], base)

    def raised(self, word: Box) -> bool:
        """Whether a small figure stands raised within the word, as the 2 of m² does."""
        mine, _, base = self._of_word(word)
        high = (base - mine[:, 1] - mine[:, 3]) / self.height >= _RAISED
        sized = (mine[:, 3] >= _RAISED_HEIGHT[0] * self.height) & (mine[:, 3] <= _RAISED_HEIGHT[1] * self.height)
        return bool((high & sized).any())

    def _of_word(self, word: Box) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], float]:
        """The pieces of a word, those of them that are letters, and the row of the base line under it."""
        if self._known is None or self._known[0] != word:
            first, last = np.searchsorted(self._middles[self._by_middle], (word.left, word.right))
            mine = self._pieces[np.sort(self._by_middle[first:last])]
            near = np.searchsorted(self._high[:, 0], word.right)
            feet = self._high[max(0, near - 9) : near + 3]
            base = float(np.median(feet[:, 1] + feet[:, 3])) if len(feet) else 0.0
            self._known = word, (mine, mine[mine[:, 3] >= _MARK * self.height], base)
        return self._known[1]

    def _is_quote(self, pieces: npt.NDArray[np.float64], base: float) -> bool:
        if len(pieces) != 2:
            return False
        one, two = pieces
        return bool(
            all(base - piece[1] - piece[3] >= _QUOTE_FOOT * self.height for piece in pieces)
            and all(_QUOTE[0] * self.height <= piece[3] <= _QUOTE[1] * self.height for piece in pieces)
            and all(piece[2] <= _QUOTE_WIDTH * self.height for piece in pieces)
            and abs(one[1] - two[1]) <= _QUOTE_LEVEL * self.height
            and one[0] + one[2] <= two[0] + 1
            and two[0] - one[0] <= _QUOTE_REACH * self.height
        )

    def _foot(self, piece: npt.NDArray[np.float64], base: float) -> str:
        """Whether a piece of ink is a full stop or a comma on the base line."""
        top, bottom = (base - piece[1]) / self.height, (piece[1] + piece[3] - base) / self.height
        if self._is_dot(piece) and abs(bottom) <= _ON_BASE:
            return "."
        low = bottom > _COMMA_BELOW and _COMMA_TOP[0] < top < _COMMA_TOP[1]
        if low and piece[3] >= _COMMA * self.height and _DOT[0] * self.height <= piece[2] < piece[3] / 1.1:
            return ","
        return ""

    def _is_dot(self, piece: npt.NDArray[np.float64]) -> bool:
        width, height = piece[2], piece[3]
        sides = all(_DOT[0] * self.height <= side <= _DOT[1] * self.height for side in (width, height))
        return bool(sides and _ROUND[0] <= width / height <= _ROUND[1])
