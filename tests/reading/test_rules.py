"""Drawn rules and folds are taken out of the print; what runs across them stays, and only drawn rules part cells."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_models.page import GreyImage
from pipeline.digitize.clean import ink
from pipeline.digitize.rules import without_folds, without_rules
from tests.reading.paper import DPI, blank, write

LENGTH = round(0.4 * DPI)
TEXTS = (
    "Trong thời gian qua, công tác tổ chức",
    "cán bộ trên địa bàn đã đạt được nhiều",
    "kết quả tích cực, tuy nhiên vẫn còn",
)


def page(x_mm: tuple[float, ...]) -> GreyImage:
    """Three lines of print, once in each column."""
    paper = blank(210, 60)
    for x in x_mm:
        for at, text in enumerate(TEXTS):
            write(paper, x, 15 + 8 * at, text)
    return np.asarray(paper.convert("L"), np.uint8).copy()


def upright(picture: GreyImage, x_mm: float, lean: float = 0.0) -> GreyImage:
    """With a line down the page."""
    x, high = x_mm * DPI / 25.4, picture.shape[0]
    return np.asarray(cv2.line(picture.copy(), (round(x), 0), (round(x + lean * high), high), 0, 3), np.uint8)


def test_a_fold_through_words_parts_no_line() -> None:
    print_, rules = without_rules(ink(upright(page((30,)), 66, 0.01)), LENGTH)
    assert rules.any()
    assert not without_folds(rules, print_, LENGTH).any()


def test_the_border_of_cells_does() -> None:
    print_, rules = without_rules(ink(upright(page((10, 112)), 107)), LENGTH)
    assert (without_folds(rules, print_, LENGTH) == rules).all()


def test_a_stamps_frame_parts_its_lines_from_those_it_lies_on() -> None:
    picture = page((30,))
    frame = [round(edge * DPI / 25.4) for edge in (12, 8, 66, 44)]
    cv2.rectangle(picture, (frame[0], frame[1]), (frame[2], frame[3]), 0, 3)
    print_, rules = without_rules(ink(picture), LENGTH)
    assert (without_folds(rules, print_, LENGTH) == rules).all()


def test_letters_that_a_line_runs_through_stay_whole() -> None:
    plain = page((30,))
    level = round(18.2 * DPI / 25.4)  # through the middle of the first line's letters
    struck = np.asarray(cv2.line(plain.copy(), (60, level), (1200, level), 0, 3), np.uint8)
    print_, rules = without_rules(ink(struck), LENGTH)
    left = np.where(rules > 0, np.uint8(255), struck) < 128
    area = np.s_[level - 2 : level + 3, :]
    printed = (plain < 128)[area]
    assert (left[area] & printed).sum() > 0.6 * printed.sum()
    assert (left[area] & ~printed).sum() < 0.7 * printed.sum()  # as thick as the line
    assert rules.any() and print_.any()


def test_the_bars_of_capitals_side_by_side_are_no_rule() -> None:
    paper = blank(100, 20)
    write(paper, 10, 5, "Số: 02/BC-STTTT", points=13)
    inked = ink(np.asarray(paper.convert("L"), np.uint8))
    closed = np.asarray(cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8)), np.uint8)  # as toner runs
    assert cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, LENGTH), np.uint8)).any()
    print_, rules = without_rules(closed, LENGTH)
    assert (print_ == closed).all() and not rules.any()
