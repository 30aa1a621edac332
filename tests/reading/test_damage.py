"""What befell the paper costs few letters: the other side showing through, folds, a copier's edges, a pen, stamps over print.

Limits are in per cent of letters (order-free, benchmarks/scoring.py), some above what is read today; beside each stands what plain
`tesseract -l vie` misreads of the same pages.
"""

from __future__ import annotations

import pytest

from benchmarks.scoring import score_page
from pipeline.digitize.read import read_page
from pipeline.digitize.readers import default_readers
from tests.samples.damage import damaged

pytestmark = pytest.mark.slow

LIMITS = (  # kind, image, per cent at the most; Tesseract's
    ("through", "grey", 0.5),  # 1.4
    ("creases", "colour", 1.5),  # 35; 61 before folds were told from the borders of cells
    ("creases", "1-bit", 2.0),  # 37
    ("edges", "grey", 0.5),  # 1.7
    ("edges", "1-bit", 0.8),  # 1.8
    ("pen", "colour", 0.5),  # 7.1
    ("pen", "grey", 4.0),  # 6.5
    ("stamps", "colour", 0.3),  # 3.4
    ("stamps", "grey", 2.0),  # 2.5
    ("stamps", "1-bit", 2.5),  # 3.8
)


@pytest.mark.parametrize(("kind", "mode", "most"), LIMITS)
def test_damage_costs_few_letters(kind: str, mode: str, most: float) -> None:
    image, lines = damaged(kind, mode, "1")
    read = read_page(image, number=1, dpi=200, readers=default_readers())
    told = [{"text": line.text, "kind": line.kind, "optional": line.optional} for line in lines]
    assert score_page(told, read.text).cer <= most


def test_a_subject_under_the_frame_of_a_stamp_is_read_whole() -> None:
    image, lines = damaged("arrival", "colour", "1")
    read = read_page(image, number=1, dpi=200, readers=default_readers()).text.split("\n")
    assert {line.text for line in lines if line.kind == "subject"} <= set(read)
