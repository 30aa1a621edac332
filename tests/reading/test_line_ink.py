"""What the ink of a line tells of words whose letters a net saw only roughly."""

from __future__ import annotations

import numpy as np

from ocr_models.ink import LineInk
from ocr_models.page import MARGIN

_HIGH = 20


def _line(*inked: tuple[int, int]) -> LineInk:
    margin = round(_HIGH * MARGIN)
    strip = np.full((_HIGH + 2 * margin, 200), 255, np.uint8)
    for left, right in inked:
        strip[margin : margin + _HIGH, left:right] = 0
    return LineInk(strip)


def test_each_word_has_the_ink_up_to_the_gap_beside_it() -> None:
    boxes = _line((10, 40), (52, 90)).word_boxes([(12, 38), (55, 88)])
    assert [(box.left, box.right) for box in boxes] == [(10, 40), (52, 90)]


def test_a_word_read_without_its_space_keeps_its_second_half() -> None:
    boxes = _line((10, 45), (65, 80), (88, 120)).word_boxes([(10, 80), (88, 120)])
    assert [(box.left, box.right) for box in boxes] == [(10, 80), (88, 120)]
