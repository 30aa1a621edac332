"""What befell the paper costs few letters: the other side showing through, folds, a copier's edges, a pen, stamps over print.

Limits are in per cent of letters (order-free, benchmarks/scoring.py), some above what is read today; beside each stands what plain
`tesseract -l vie` misreads of the same pages.
"""

from __future__ import annotations

import pytest

from benchmarks.scoring import score_page
from pipeline.digitize.read import read_page
from pipeline.digitize.readers import default_readers
from tests.samples.damage import MODES, damaged

pytestmark = pytest.mark.slow

LIMITS = {  # colour, grey, 1-bit; Tesseract
    "none": (0.2, 0.5, 0.7),  # 1.3, 1.5, 2.0
    "through": (0.3, 0.5, 0.8),  # 1.3, 1.4, 1.5
    "creases": (1.5, 1.5, 1.5),  # 35, 35, 37
    "edges": (0.3, 0.5, 0.7),  # 1.2, 1.7, 1.8
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", LIMITS)
def test_damage_costs_few_letters(kind: str, mode: str) -> None:
    image, lines = damaged(kind, mode, "1")
    read = read_page(image, number=1, dpi=200, readers=default_readers())
    told = [{"text": line.text, "kind": line.kind, "optional": line.optional} for line in lines]
    assert score_page(told, read.text).cer <= LIMITS[kind][MODES.index(mode)]
