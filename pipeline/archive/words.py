"""Words of Vietnamese text for search: as folded (no marks, đ as d) and as printed, with their place in the text."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline import text

_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST: Final = 120  # letters; longer runs are scanner noise and no words


class Word(NamedTuple):
    """`start` and `end` are offsets in the NFC form of the text."""

    folded: str
    marked: str  # lower case, tone marks in the new placement
    start: int
    end: int

    @property
    def has_marks(self) -> bool:
        return self.marked != self.folded


def words_of(value: str) -> list[Word]:
    """Syllables, numbers and the parts of notations, in order: `2432/UBND-KSTTHC` is three words."""
    printed = text.nfc(value)
    folded, marked = text.fold(printed).lower(), text.same_spelling(printed)
    if not len(folded) == len(marked) == len(printed):  # a foreign letter that is two in lower case (İ)
        printed = text.nfc("".join(c if len(c.lower()) == 1 else " " for c in printed))
        folded, marked = text.fold(printed).lower(), text.same_spelling(printed)
    return [
        Word(folded[start:end], marked[start:end], start, end)
        for start, end in (m.span() for m in _WORD.finditer(printed))
        if end - start <= _LONGEST
    ]


def pairs(folded: list[str]) -> list[str]:
    """Neighbouring words as one term each: phrases without a model of Vietnamese words, and fast ones."""
    return [f"{one}_{other}" for one, other in pairwise(folded)]


def without_zeros(folded: list[str]) -> list[str]:
    """`05` as `5`: numbers below ten are printed with a zero (Decree 30 Annex I.II.3) and asked for without."""
    return [word.lstrip("0") or "0" if word.isdigit() else word for word in folded]
