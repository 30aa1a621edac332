"""The syllable lexicon and bigram counts of ocr_models/language/vie.counts: what follows what in Vietnamese office prose.

`script/language` counts them; ocr_models/cards/vie-counts.md says from what. Words are looked up in small letters with tone marks
in the new placement, so hòa and hoà are one word; nothing here ever changes a word.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.digitize.wording.syllable import possible
from pipeline.text import fold, same_spelling

MAGIC: Final = b"vanthu counts 1\n"
EDGE, NUMBER, CAPITALS, ODD = (
    "<edge>",
    "<number>",
    "<capitals>",
    "<odd>",
)  # punctuation or a line's end; digits; UBND; the rest
CLASSES: Final = (EDGE, NUMBER, CAPITALS, ODD)
STEPS: Final = 8  # codes an octave: a count is kept to 9 per cent
WEB: Final = 1.0  # what a pair weighs that is on a word list without a count
_DISCOUNT: Final = 0.75  # of absolute discounting (Ney, Essen, Kneser 1994); pairs seen once are most
_LAW_SHARE: Final = 0.4  # of the lone word's probability that law text decides; the rest is in how many pairs it stands
_UNSEEN: Final = 2e-7  # probability of a syllable that is possible and on no list
_NONSENSE: Final = 1e-9  # of letters that are no syllable
_REMEMBERED: Final = 50_000  # costs kept at hand

_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+(?:[.,/]\d+)*|[^\w\s]|_")


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """Words as the counts know them: syllables in small letters, and CLASSES for the rest."""
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        if token[0].isdigit():
            yield NUMBER
        elif not token[0].isalpha():
            if token not in "\"'“”‘’":
                yield EDGE
        else:
            key = same_spelling(token)
            if len(key) == 1 or possible(key):  # the letters of points (a, b, đ) are words too
                yield key
            else:
                yield CAPITALS if token.isupper() else ODD


@dataclass(frozen=True)
class Counts:
    """What the file holds. Pairs are sorted by (first, second); `many[i]` pairs begin with word i."""

    words: tuple[str, ...]  # CLASSES first
    law: npt.NDArray[np.uint32]  # times each word stands in the texts
    web: npt.NDArray[np.uint16]  # pairs of the word list that each word ends
    many: npt.NDArray[np.uint16]
    second: npt.NDArray[np.uint16]
    code: npt.NDArray[np.uint8]

    def packed(self) -> bytes:
        names = "\n".join(self.words).encode()
        head = {"words": len(self.words), "names": len(names), "pairs": len(self.second)}
        arrays = (self.law, self.web, self.many, self.second, self.code)
        body = names + b"".join(array.astype(array.dtype.newbyteorder("<")).tobytes() for array in arrays)
        return MAGIC + json.dumps(head).encode() + b"\n" + zlib.compress(body, 9)

    @classmethod
    def unpacked(cls, data: bytes) -> Counts:
        """Raises ValueError for anything else."""
        if not data.startswith(MAGIC):
            raise ValueError("not a file of counts")
        head, body = data[len(MAGIC) :].split(b"\n", 1)
        size = json.loads(head)
        body = zlib.decompress(body)
        at = size["names"]
        names, arrays = tuple(body[:at].decode().split("\n")), []
        for count, kind in (
            (size["words"], "<u4"), (size["words"], "<u2"), (size["words"], "<u2"), (size["pairs"], "<u2"), (size["pairs"], "u1"),
        ):  # fmt: skip
            arrays.append(np.frombuffer(body, kind, count, at))
            at += count * np.dtype(kind).itemsize
        return cls(names, *arrays)


class Language:
    """How likely words are after each other; costs are -ln of probabilities."""

    def __init__(self, counts: Counts) -> None:
        self._ids = {word: at for at, word in enumerate(counts.words)}
        self._keys: dict[str, list[str]] = {}
        for word in counts.words[len(CLASSES) :]:
            self._keys.setdefault(fold(word), []).append(word)
        self._starts = np.concatenate(([0], np.cumsum(counts.many, dtype=np.int64))).tolist()
        self._second = counts.second.tolist()
        weights = np.exp2(counts.code / STEPS) - 1.0
        self._weight = weights.tolist()
        sums = np.add.reduceat(np.append(weights, 0.0), np.minimum(self._starts[:-1], len(weights)))
        self._sum = np.where(counts.many > 0, sums, 0.0).tolist()
        law, web = counts.law / max(1, counts.law.sum()), counts.web / max(1, counts.web.sum())
        self._costs: dict[tuple[str, str], float] = {}
        self._alone = (_LAW_SHARE * law + (1 - _LAW_SHARE) * web).tolist()

    def knows(self, key: str) -> bool:
        return key in self._ids

    def variants(self, plain: str) -> list[str]:
        """The words of the lexicon whose letters without marks are `plain`."""
        return self._keys.get(plain, [])

    def cost(self, before: str, word: str) -> float:
        """-ln P(word | the word before); both as `tokens` gives them."""
        found = self._costs.get((before, word))
        if found is None:
            if len(self._costs) > _REMEMBERED:
                self._costs.clear()
            found = self._costs[before, word] = self._cost(before, word)
        return found

    def _cost(self, before: str, word: str) -> float:
        at = self._ids.get(word)
        alone = self._alone[at] if at is not None else 0.0
        alone = max(alone, _UNSEEN if at is not None or possible(word) else _NONSENSE)
        first = self._ids.get(before)
        if first is None:
            return -math.log(alone)
        start, end = self._starts[first], self._starts[first + 1]
        total = self._sum[first]
        if end == start or not total:
            return -math.log(alone)
        kept = 0.0
        if at is not None:
            place = bisect_left(self._second, at, start, end)
            if place < end and self._second[place] == at:
                kept = max(0.0, self._weight[place] - min(_DISCOUNT, self._weight[place] * 0.9))
        rest = min(0.9, _DISCOUNT * (end - start) / total)
        return -math.log(kept / total + rest * alone)


@cache
def vietnamese() -> Language:
    """The language of ocr_models/language/vie.counts."""
    return Language(Counts.unpacked((files("ocr_models") / "language" / "vie.counts").read_bytes()))
