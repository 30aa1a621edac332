"""What of a line nobody printed, and what stands alone and was printed all the same."""

from __future__ import annotations

import pytest

from ocr_models.page import Box, Word, line_of
from pipeline.digitize.dirt import without_dirt


def _kept(*words: tuple[str, float]) -> str:
    line = line_of([Word(text, Box(30 * at, 0, 30 * at + 20, 20), sure) for at, (text, sure) in enumerate(words)])
    return " ".join(kept.text for kept in without_dirt([line]))


def test_the_unit_that_heads_a_column_stays() -> None:
    assert _kept(("Tỷ", 0.9), ("lệ", 0.9), ("(%)", 0.95)) == "Tỷ lệ (%)"


@pytest.mark.parametrize("stray", ["(", ")", "|", "»", "()"])
def test_marks_without_letters_at_a_lines_ends_go(stray: str) -> None:
    assert _kept((stray, 0.9), ("Tỷ", 0.9), ("lệ", 0.9), (stray, 0.9)) == "Tỷ lệ"


def test_a_cells_number_stays_where_recognisers_differ_in_a_digit_and_goes_where_nobody_is_sure() -> None:
    assert _kept(("393", 0.499)) == "393"
    assert _kept(("393", 0.4)) == ""
