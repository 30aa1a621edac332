"""Readings of one printed line laid beside each other, word for word, where one may have split or joined what another did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Final

from pipeline.digitize.wording.channel import edits
from pipeline.text import fold

_SPANS: Final = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))  # words of one reading that can stand for the other's
_ALONE: Final = 1.0  # cost of a word that only one reading has; unlike words cost up to 2, so they pair when half alike
_UNEVEN: Final = 0.15  # a split or joined word, so that equal words pair first
_SIGNS: Final = 0.3  # how unlike two words without letters are: one dash for another
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
    """The cheapest pairing of stretches of one to three words; words that are alike but for their marks are pairs."""
    found: list[tuple[int, int, int, int]] = []
    i = j = 0
    alike = SequenceMatcher(None, [fold(word) for word in first], [fold(word) for word in other], autojunk=False)
    for block in alike.get_matching_blocks():
        between = _between(first[i : block.a], other[j : block.b])
        found += [(i + a, i + b, j + c, j + d) for a, b, c, d in between]
        found += [(block.a + n, block.a + n + 1, block.b + n, block.b + n + 1) for n in range(block.size)]
        i, j = block.a + block.size, block.b + block.size
    return tuple(found)


def _between(first: tuple[str, ...], other: tuple[str, ...]) -> _Pairing:
    """The same for words of which none are alike."""
    best: list[list[tuple[float, int, int]]] = [[(0.0, 0, 0)] * (len(other) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first) + 1):
        for j in range(len(other) + 1):
            if i or j:
                best[i][j] = min(_ways(best, first[:i], other[:j]))
    found, i, j = [], len(first), len(other)
    while i or j:
        _, a, b = best[i][j]
        found.append((i - a, i, j - b, j))
        i, j = i - a, j - b
    return tuple(reversed(found))


def _ways(
    best: list[list[tuple[float, int, int]]], first: tuple[str, ...], other: tuple[str, ...]
) -> Iterator[tuple[float, int, int]]:
    """How the ends of both can stand beside each other: cost in all, words of the first, words of the other."""
    i, j = len(first), len(other)
    if i:
        yield best[i - 1][j][0] + _ALONE, 1, 0
    if j:
        yield best[i][j - 1][0] + _ALONE, 0, 1
    for a, b in _SPANS:
        if a <= i and b <= j:
            unlike = _unlike("".join(first[i - a :]), "".join(other[j - b :]))
            yield best[i - a][j - b][0] + unlike * 2 * max(a, b) + _UNEVEN * (a + b - 2), a, b


@lru_cache(maxsize=50_000)
def _unlike(one: str, other: str) -> float:
    """0 for the same, 1 for nothing in common; marks count a tenth."""
    if one == other:
        return 0.0
    a, b = fold(one), fold(other)
    if not any(map(str.isalnum, a + b)):
        return _SIGNS
    if a == b:
        return _SAME_MARKS
    return _SAME_MARKS + (1 - _SAME_MARKS) * edits(a, b) / max(len(a), len(b))
