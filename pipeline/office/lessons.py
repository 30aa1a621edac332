"""What clerks confirmed and corrected, kept as this office's own lessons: how sure a reading is here, by what it was worth here.

The confidences that come with a reading were fitted on drawn papers. An office has its own printers, stamps and hands, so what
its clerks found is laid over them: each field has a shift, in logits, by which its confidences are taken to be lower or higher
than said. It is the likeliest one under a normal prior about 0 (as if nothing were known), so few lessons move little; where it
would raise confidence, one standard deviation of what is still unknown is taken off first, so that review is never given up on
a handful of lessons. The same lessons give the same shift. Lessons never leave the office, and those of a secret paper are erased.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline import clock
from pipeline.office.models import Lesson

_NEWEST: Final = 500  # of each field: an office changes its printers
_SPREAD: Final = 0.7  # of the prior, logits: what is said to be 0.80 may be 0.67 or 0.89 here
_LOWEST, _HIGHEST = -3.0, 1.0  # of a shift
_STEPS: Final = 40  # halvings
_CERTAIN: Final = 0.995  # what a clerk said stays so


@dataclass(frozen=True)
class Learned:
    """Of one field: how often a clerk looked, how often it was right, how sure it had been, and what follows."""

    looked_at: int
    right: int
    said: float  # mean confidence
    shift: float  # logits


def keep(row: Any, answers: Mapping[str, Any]) -> None:
    """What a clerk made of fields of `row` as it stood; None where there is nothing on paper. A later answer stands for both."""
    for key, value in answers.items():
        found = row.fields.get(key, {})
        known = Lesson.objects.filter(document=row, key=key).first()
        read = known.read if known else found.get("value")
        Lesson.objects.update_or_create(
            document=row,
            key=key,
            defaults={
                "read": read,
                "confidence": known.confidence if known else found.get("confidence"),
                "became": value,
                "right": read == value,
                "at": clock.iso(clock.now()),
            },
        )


def forget(row: Any) -> None:
    Lesson.objects.filter(document=row).delete()


def learned() -> dict[str, Learned]:
    """By field, of those that were ever read and then looked at."""
    by_key: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    rows = Lesson.objects.filter(confidence__isnull=False).order_by("-id")
    for key, confidence, right in rows.values_list("key", "confidence", "right").iterator():
        if len(by_key[key]) < _NEWEST:
            by_key[key].append((confidence, right))
    return {
        key: Learned(
            len(told), sum(right for _, right in told), sum(said for said, _ in told) / len(told), shift_of(told)
        )
        for key, told in sorted(by_key.items())
    }


def shifts() -> dict[str, float]:
    """By field, logits to add to its confidences."""
    return {key: one.shift for key, one in learned().items()}


def shift_of(told: Sequence[tuple[float, bool]]) -> float:
    """Logits to add to a field's confidences, from (confidence, right) pairs in any order."""
    groups = Counter((round(min(max(said, 0.02), 0.98), 2), right) for said, right in told)

    def slope(shift: float) -> float:
        return sum(n * (right - _moved(said, shift)) for (said, right), n in groups.items()) - shift / _SPREAD**2

    low, high = _LOWEST, -_LOWEST
    for _ in range(_STEPS):  # the slope falls all the way
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    best = (low + high) / 2
    if best <= 0:
        return round(best, 3)
    chances = ((_moved(said, best), n) for (said, _), n in groups.items())
    unknown = 1 / math.sqrt(sum(n * p * (1 - p) for p, n in chances) + 1 / _SPREAD**2)
    return round(min(_HIGHEST, max(0.0, best - unknown)), 3)


def heard(confidence: float, shift: float) -> float:
    """The confidence as this office has learned to take it."""
    return confidence if confidence >= _CERTAIN or not shift else _moved(min(max(confidence, 0.001), 0.999), shift)


def _moved(said: float, shift: float) -> float:
    return 1 / (1 + math.exp(-(math.log(said / (1 - said)) + shift)))
