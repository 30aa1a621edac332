"""Readings of one printed line laid beside each other, word for word, where one may have split or joined what another did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from pipeline.text import fold

_SPAN: Final = 3  # words of one reading that can stand for one of the other
_ALONE: Final = 1.0  # cost of a word that only one reading has; unlike words cost up to 2, so they pair when half alike
_UNEVEN: Final = 0.15  # a split or joined word, so that equal words pair first
_SAME_MARKS: Final = 0.1  # what marks count beside letters


@dataclass(frozen=True)
class Stretch:
    """The words that each reading has for the same print: [start, end) for each, in the order of the readings."""

    spans: tuple[tuple[int, int], ...]


def aligned(readings: Sequence[Sequence[str]]) -> tuple[Stretch, ...]:
    """The shortest stretches that hold the same print in all readings, from left to right; each reading is a line's words."""
    first = readings[0]
    pairings = [_paired(tuple(first), tuple(other)) for other in readings[1:]]
    cuts = set(range(len(first) + 1))
    for pairing in pairings:
        for start, end, _, _ in pairing:
            cuts -= set(range(start + 1, end))
    found = []
    for start, end in pairwise(sorted(cuts)):
        found.append(_gap(start, pairings))
        found.append(_span(start, end, pairings))
    found.append(_gap(len(first), pairings))
    return tuple(stretch for stretch in found if any(a != b for a, b in stretch.spans))


_Pairing = tuple[tuple[int, int, int, int], ...]  # start, end of the first; start, end of the other


def _gap(at: int, pairings: Sequence[_Pairing]) -> Stretch:
    """Words that others have before word `at` of the first."""
    spans = []
    for pairing in pairings:
        inside = [(a, b) for start, end, a, b in pairing if start == end == at]
        spans.append((inside[0][0], inside[-1][1]) if inside else (0, 0))
    return Stretch(((at, at), *spans))


def _span(start: int, end: int, pairings: Sequence[_Pairing]) -> Stretch:
    spans = []
    for pairing in pairings:
        inside = [(c, d) for a, b, c, d in pairing if (start <= a and b <= end and a < b) or (start < a == b < end)]
        spans.append((inside[0][0], inside[-1][1]) if inside else (0, 0))
    return Stretch(((start, end), *spans))


def _paired(first: tuple[str, ...], other: tuple[str, ...]) -> _Pairing:
    """The cheapest pairing of stretches of one to three words."""
    best: list[list[tuple[float, int, int]]] = [[(0.0, 0, 0)] * (len(other) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first) + 1):
        for j in range(len(other) + 1):
            if i == j == 0:
                continue
            ways = []
            if i:
                ways.append((best[i - 1][j][0] + _ALONE, 1, 0))
            if j:
                ways.append((best[i][j - 1][0] + _ALONE, 0, 1))
            for a in range(1, min(_SPAN, i) + 1):
                for b in range(1, min(_SPAN, j) + 1):
                    if a > 1 and b > 1:
                        continue
                    unlike = _unlike("".join(first[i - a : i]), "".join(other[j - b : j]))
                    ways.append((best[i - a][j - b][0] + unlike * 2 * max(a, b) + _UNEVEN * (a + b - 2), a, b))
            best[i][j] = min(ways)
    found, i, j = [], len(first), len(other)
    while i or j:
        _, a, b = best[i][j]
        found.append((i - a, i, j - b, j))
        i, j = i - a, j - b
    return tuple(reversed(found))


@lru_cache(maxsize=50_000)
def _unlike(one: str, other: str) -> float:
    """0 for the same, 1 for nothing in common; marks count a tenth."""
    if one == other:
        return 0.0
    a, b = fold(one), fold(other)
    if a == b:
        return _SAME_MARKS
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            now.append(min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (x != y)))
        before = now
    return _SAME_MARKS + (1 - _SAME_MARKS) * before[-1] / max(len(a), len(b))
