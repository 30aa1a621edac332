"""How a finding becomes a field: its value, its place on the paper and what its words and grammar say for it.

What that is worth is counted (calibrated.py).

Confidence = words x sureness. `words` is drawn from the recogniser's confidences: the weakest word counts as much as the
mean over letters, for one wrong letter makes a value wrong. `sureness` is what grammar and dictionary say (1 where the value
is one of a closed list or obeys the grammar in full, less for every repair and every doubt), set beside each rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.digitize.fields.layout import Placed, points
from pipeline.digitize.values import Field, ReadPage
from pipeline.digitize.wording.syllable import possible
from pipeline.text import same_spelling

_SURELY: Final = 0.9  # as the vote says it
_UNSPOKEN: Final = 0.6
_FOREIGN: Final = frozenset("Đăk Lăk Krông Ea Kon Pleiku Internet internet Web website logistics marketing".split())
_FULL_STOP: Final = re.compile(r"(?<=[^\W\d_]{2})\.(?=\s([^\W\d_]))")
_SIGNS: Final = ",.;:()-–\"'“”‘’/|"


def surely(words: Sequence[Placed]) -> list[bool]:
    """Of each word whether it was read so surely, and can be a syllable, that it stands as it was read."""
    return [w.word.confidence >= _SURELY and possible(same_spelling(w.text.strip(_SIGNS))) for w in words]


def spoken(text: str) -> float:
    """1.0, or less where a word in small letters can be no syllable of Vietnamese: a letter was lost, or it is a foreign name."""
    words = (word.strip(_SIGNS) for word in text.split())
    letters = (word for word in words if word.isalpha() and word[1:].islower() and word not in _FOREIGN)
    return 1.0 if all(possible(same_spelling(word)) for word in letters) else _UNSPOKEN


def commas(text: str) -> str:
    """The text with commas for the full stops that stand within it: no sentence begins with a small letter."""
    return _FULL_STOP.sub(lambda stop: "," if stop[1].islower() else ".", text)


def words_sure(words: Sequence[Placed]) -> float:
    """0 to 1; half the mean over letters and half the weakest word of two letters or more."""
    if not words:
        return 0.0
    letters = sum(len(w.text) for w in words)
    shares = [_letters_sure(w) for w in words]
    mean = sum(share * len(w.text) for share, w in zip(shares, words, strict=True)) / letters
    weakest = min((share for share, w in zip(shares, words, strict=True) if len(w.text) > 1), default=mean)
    return (mean + weakest) / 2


def _letters_sure(placed: Placed) -> float:
    """The word's confidence; where readings differed in a sign at its end alone, that of its letters."""
    word = placed.word
    core = word.text.strip(_SIGNS)
    same = word.change is not None and word.change.read.strip(_SIGNS) == core and word.text != core
    return max(word.confidence, _SURELY) if same and core.isalpha() else word.confidence


def field(value: str | list[str], page: ReadPage, words: Sequence[Placed], sureness: float = 1.0) -> Field:
    return Field(value, round(min(0.99, words_sure(words) * sureness), 3), page.number, points(page, words))
