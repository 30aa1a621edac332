"""How a finding becomes a field: its value, its place on the paper and what its words and grammar say for it.

What that is worth is counted (calibrated.py).

Confidence = words x sureness. `words` is drawn from the recogniser's confidences: the weakest word counts as much as the
mean over letters, for one wrong letter makes a value wrong. `sureness` is what grammar and dictionary say (1 where the value
is one of a closed list or obeys the grammar in full, less for every repair and every doubt), set beside each rule.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.digitize.fields.layout import Placed, points
from pipeline.digitize.values import Field, ReadPage


def words_sure(words: Sequence[Placed]) -> float:
    """0 to 1; half the mean over letters and half the weakest word of two letters or more."""
    if not words:
        return 0.0
    letters = sum(len(w.text) for w in words)
    mean = sum(w.word.confidence * len(w.text) for w in words) / letters
    weakest = min((w.word.confidence for w in words if len(w.text) > 1), default=mean)
    return (mean + weakest) / 2


def field(value: str | list[str], page: ReadPage, words: Sequence[Placed], sureness: float = 1.0) -> Field:
    return Field(value, round(min(0.99, words_sure(words) * sureness), 3), page.number, points(page, words))
