"""Where words stand: pages straightened into points, columns and rows cut out of the lines a recogniser gave.

Recognisers merge the two columns of a head into one line and tear one line into two, so nothing here trusts a line as it
came: a region of the page is asked for, its words are taken and put into rows anew.

Straight coordinates: points of an A4 page (595 wide upright, 842 lying), turned by the page's skew about its centre. They
do not depend on the dpi told, which scanners often tell wrongly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from ocr_models.page import Line, Word
from pipeline.digitize.values import ReadPage
from pipeline.text import fold

_A4_SHORT, _A4_LONG = 595.3, 841.9
COLUMN_GAP = 13.0  # points of white that stand between columns of a closing and not between words
_SAME_ROW = 0.55  # of a word's height: base lines nearer than this are one row


@dataclass(frozen=True)
class Placed:
    """A word and where it stands, in straight coordinates."""

    word: Word
    left: float
    top: float
    right: float
    bottom: float

    @property
    def text(self) -> str:
        return self.word.text

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def level(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Row:
    """Words that stand beside each other on one page, from left to right."""

    words: tuple[Placed, ...]
    page: ReadPage

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def left(self) -> float:
        return self.words[0].left

    @cached_property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @cached_property
    def level(self) -> float:
        return median(word.level for word in self.words)

    @cached_property
    def height(self) -> float:
        return median(word.height for word in self.words)

    @cached_property
    def upper(self) -> float:
        """Share of capitals among the letters."""
        letters = [c for c in self.text if c.isalpha()]
        return sum(c.isupper() for c in letters) / len(letters) if letters else 0.0

    def part(self, start: int, end: int | None = None) -> Row | None:
        words = self.words[start:end]
        return Row(words, self.page) if words else None

    def word_at(self, offset: int) -> int:
        """Index of the word that holds a character offset of `text`."""
        end = 0
        for index, word in enumerate(self.words):
            end += len(word.text) + 1
            if offset < end:
                return index
        return len(self.words) - 1

    def between(self, start: int, end: int) -> tuple[Placed, ...]:
        """The words touched by the characters start to end of `text`."""
        return self.words[self.word_at(start) : self.word_at(max(start, end - 1)) + 1]

    def cut(self, gap: float) -> list[Row]:
        """The row torn wherever the white between two words is wider than `gap` points."""
        pieces: list[list[Placed]] = []
        right = -math.inf  # of all so far: a speck may begin last and end first
        for word in self.words:
            if word.left - right > gap:
                pieces.append([])
            pieces[-1].append(word)
            right = max(right, word.right)
        return [Row(tuple(piece), self.page) for piece in pieces]


class Sheet:
    """One read page with its words in straight coordinates."""

    def __init__(self, page: ReadPage) -> None:
        self.page = page
        lying = page.width > page.height
        self.width = _A4_LONG if lying else _A4_SHORT
        self._scale = self.width / max(1, page.width)
        self.height = page.height * self._scale
        self._sine = math.sin(math.radians(page.skew))
        self._cosine = math.cos(math.radians(page.skew))
        self.lines: list[tuple[Placed, ...]] = [self._placed(line) for line in page.lines if line.words]

    def _placed(self, line: Line) -> tuple[Placed, ...]:
        placed = []
        for word in line.words:
            box = word.box
            across = (box.left + box.right - self.page.width) / 2
            down = (box.top + box.bottom - self.page.height) / 2
            x = (across * self._cosine + down * self._sine + self.page.width / 2) * self._scale
            y = (down * self._cosine - across * self._sine + self.page.height / 2) * self._scale
            half_wide, half_high = box.width * self._scale / 2, box.height * self._scale / 2
            placed.append(Placed(word, x - half_wide, y - half_high, x + half_wide, y + half_high))
        return tuple(sorted(placed, key=lambda p: p.left))

    @cached_property
    def all_rows(self) -> list[Row]:
        return self.rows()

    def rows(
        self, left: float = -math.inf, right: float = math.inf, top: float = -math.inf, bottom: float = math.inf
    ) -> list[Row]:
        """The words whose middle lies in the region, as rows from top to bottom."""
        pieces: list[list[Placed]] = []
        for line in self.lines:
            kept = [w for w in line if left <= w.middle < right and top <= w.level < bottom]
            if kept:
                pieces.append(kept)
        pieces.sort(key=_level)
        rows: list[list[Placed]] = []
        for piece in pieces:
            beside = next((row for row in reversed(rows[-6:]) if _beside(row, piece)), None)
            if beside is None:
                rows.append(piece)
            else:
                beside.extend(piece)
        done = [Row(tuple(sorted(row, key=lambda w: w.left)), self.page) for row in rows]
        return sorted(done, key=lambda row: row.level)


def _level(words: Sequence[Placed]) -> float:
    return median(word.level for word in words)


def _beside(row: Sequence[Placed], piece: Sequence[Placed]) -> bool:
    height = min(median(w.height for w in row), median(w.height for w in piece))
    if abs(_level(row) - _level(piece)) > _SAME_ROW * max(height, 5.0):
        return False
    return all(a.right <= b.left + 2 or b.right <= a.left + 2 for a in row for b in piece)


def points(page: ReadPage, words: Iterable[Placed]) -> tuple[float, float, float, float] | None:
    """The box round the words in PDF points from the top left of the page as scanned."""
    boxes = [placed.word.box for placed in words]
    if not boxes:
        return None
    scale = 72 / page.dpi
    return (
        round(min(b.left for b in boxes) * scale, 1),
        round(min(b.top for b in boxes) * scale, 1),
        round(max(b.right for b in boxes) * scale, 1),
        round(max(b.bottom for b in boxes) * scale, 1),
    )
