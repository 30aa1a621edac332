"""Lines that a net has found: parted at rules, joined where one line was parted, each with ink of its own."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_models.page import Box, GreyImage
from pipeline.digitize.lines import lines_in, overlooked, within
from pipeline.digitize.rows import Rows, find_rows

DPI, LETTER = 200.0, 16.0
NO_RULES = np.zeros((300, 800), np.uint8)


def ink(*letters: tuple[int, int, int, int]) -> GreyImage:
    """Left, top, width, height of each piece of ink; 255 where there is ink."""
    page = np.zeros((300, 800), np.uint8)
    for left, top, width, height in letters:
        page[top : top + height, left : left + width] = 255
    return page


def word(left: int, top: int, letters: int = 5) -> list[tuple[int, int, int, int]]:
    return [(left + 20 * at, top, 12, 16) for at in range(letters)]


def lines(boxes: list[Box], page: GreyImage, rules: GreyImage = NO_RULES) -> Rows:
    rows = find_rows(page, DPI, LETTER)
    assert rows is not None
    return lines_in(boxes, rows, rules, DPI)


def test_a_line_is_as_wide_as_its_ink_and_as_high_as_the_net_says() -> None:
    found = lines([Box(110, 96, 195, 122)], ink(*word(100, 100)))
    assert found.boxes == (Box(100, 96, 192, 122),)


def test_two_cells_of_a_table_are_two_lines() -> None:
    rules = NO_RULES.copy()
    rules[50:200, 210:213] = 255
    found = lines([Box(95, 96, 330, 122)], ink(*word(100, 100), *word(230, 100)), rules)
    assert found.boxes == (Box(100, 96, 192, 122), Box(230, 96, 322, 122))


def test_words_that_a_pen_stroke_parted_are_one_line_and_columns_are_two() -> None:
    page = ink(*word(100, 100), *word(205, 100), *word(500, 100))
    found = lines([Box(95, 96, 195, 122), Box(203, 97, 300, 123), Box(495, 96, 600, 122)], page)
    assert [(box.left, box.right) for box in found.boxes] == [(100, 297), (500, 592)]


def test_marks_and_stops_go_to_the_line_they_stand_at() -> None:
    page = ink(*word(100, 100), (104, 88, 8, 4), (198, 112, 4, 4), (134, 114, 6, 9), *word(100, 126))
    found = lines([Box(98, 95, 194, 120), Box(98, 121, 194, 146)], page)
    assert found.boxes == (Box(100, 95, 202, 120), Box(100, 121, 192, 146))
    upper, cut = found.strip(255 - page, 0)
    assert (upper[: 92 - cut.top] < 128).any()  # the mark above the first letter
    lower, cut = found.strip(255 - page, 1)
    assert cut.top < 120
    assert (lower[: 125 - cut.top] == 255).all()  # nothing of the upper line's tail


def test_a_seal_belongs_to_no_line() -> None:
    page = ink(*word(100, 100))
    cv2.circle(page, (400, 110), 70, 255, 3)
    found = lines([Box(98, 95, 194, 120), Box(330, 95, 470, 120)], page)
    assert found.boxes == (Box(100, 95, 192, 120),)


def test_ink_that_the_net_took_for_no_line_is_told() -> None:
    page = ink(*word(100, 100, 8), *word(100, 200, 8))
    rows = find_rows(page, DPI)
    assert rows is not None and len(rows.boxes) == 2
    seen = lines([Box(98, 95, 254, 120)], page)
    assert [rows.boxes[at].top for at in overlooked(rows, seen)] == [200]
    assert overlooked(rows, lines([Box(98, 95, 254, 120), Box(98, 195, 254, 220)], page)) == []


def test_a_part_of_a_row_lies_within_it() -> None:
    row = Box(100, 100, 400, 130)
    assert within(Box(300, 95, 395, 128), row)
    assert not within(Box(300, 125, 395, 155), row)
    assert not within(Box(380, 100, 600, 130), row)
