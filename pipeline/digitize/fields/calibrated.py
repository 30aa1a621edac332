"""From what words and grammar say of a finding to the share of such findings that are right.

Fitted by `benchmarks/fields --calibrate` on 100 drawn documents (`python -m tests.samples --count 50 --pages 2 --seed fxA`, and fxB):
of 1070 printed values 14 were wrong. What is taken is the lower end of what these allow, one standard deviation below the
likeliest curve, for 14 errors are few and drawn papers are kinder than real ones. Curves of single fields differ from it by less
than what is unknown of them (-0.5 to 0.3 logits), so there is one. On 40 others (seed fxC) 99.5 % of what was accepted was right.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from pipeline.digitize.values import Field

_SLOPE: Final = 1.8  # of logits
_BASE: Final = 0.25
_SAID: Final = 0.02, 0.985  # what lies beyond was hardly ever said
_MOST: Final = 0.99  # nothing read is certain
_COUNTED: Final = frozenset({"language", "page_amount"})  # counted, not read: they say what they are worth


def calibrated(fields: dict[str, Field]) -> dict[str, Field]:
    """The fields, each with the share of such findings that are right."""
    return {
        key: found if key in _COUNTED else replace(found, confidence=share_right(found.confidence))
        for key, found in fields.items()
    }


def share_right(said: float) -> float:
    low, high = _SAID
    held = min(max(said, low), high)
    return round(min(_MOST, 1 / (1 + math.exp(-_SLOPE * math.log(held / (1 - held)) - _BASE))), 3)
