"""A secrecy mark in the head of the first page is found however it was stamped, and nothing else is taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from ocr_models.page import Box, Word
from pipeline.digitize.marks import head_marks, mark_in
from pipeline.digitize.readers import default_readers
from tests.reading.paper import BLACK, BLUE, letter_head, one_bit, scanned, stamped


def mark(image: np.ndarray) -> str | None:
    return head_marks(image, dpi=150, recogniser=default_readers().stamps).secrecy


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(word, Box(0, 0, 1, 1), 0.9) for word in text.split())


@pytest.mark.parametrize(
    ("text", "stamp", "mark"),
    [
        ("MẬT", False, "MẬT"),
        ("TỐI MẬT", False, "TỐI MẬT"),
        ("TUYỆT MẬT", False, "TUYỆT MẬT"),
        ("| MẬT |", True, "MẬT"),
        ("TÓI MẠT", True, "TỐI MẬT"),  # marks are the first thing that a worn stamp loses
        ("TUYÊT MÂT.", True, "TUYỆT MẬT"),
        ("Tối mật", True, "TỐI MẬT"),
        ("[ TốI MậT |", False, "TỐI MẬT"),  # capitals with marks are misread small
        ("Tối Mật", False, None),
        ("mật", False, None),  # the last word of a paragraph
        ("tối mật", False, None),
        ("BẢO MẬT", True, None),
        ("BÍ MẬT", True, None),
        ("MẬT ĐỘ", False, None),
        ("MẮT", False, None),  # BỆNH VIỆN / MẮT
        ("HỎA TỐC", True, None),
        ("TÀI LIỆU MẬT VỤ", False, None),
        ("Số: 12/MẬT", False, None),
        ("", True, None),
    ],
)
def test_a_mark_is_a_line_of_nothing_else(text: str, stamp: bool, mark: str | None) -> None:
    assert mark_in(words(text), stamp) == mark


@pytest.mark.slow
def test_a_red_boxed_stamp() -> None:
    assert mark(scanned(stamped(letter_head(), "MẬT"), skew=0.4)) == "MẬT"


@pytest.mark.slow
def test_prose_about_secrets_and_an_urgency_stamp_are_no_mark() -> None:
    assert mark(scanned(stamped(letter_head(), "HỎA TỐC", tilt=3))) is None


def test_a_blank_page_has_no_mark() -> None:
    assert mark(np.full((400, 300), 255, np.uint8)) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("TỐI MẬT", {"tilt": 6}),
        ("TUYỆT MẬT", {"tilt": -8, "points": 18}),
        ("TỐI MẬT", {"frame": False, "tilt": 4}),
        ("MẬT", {"color": BLUE}),
        ("MẬT", {"color": BLACK, "frame": False, "x_mm": 185, "y_mm": 12}),
        ("TUYỆT MẬT", {"y_mm": 40, "x_mm": 60, "points": 18}),  # red over the printed number
        (
            "TUYỆT MẬT",
            {"y_mm": 23, "x_mm": 140, "points": 16, "frame": False, "tilt": 2},
        ),  # over Quốc hiệu and Tiêu ngữ
    ],
)
def test_stamps_askew_coloured_bare_and_over_print(text: str, how: dict[str, float]) -> None:
    assert mark(scanned(stamped(letter_head(), text, **how), skew=0.5)) == text  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_stamps_on_one_bit_scans(text: str) -> None:
    page = scanned(stamped(letter_head(200), text, color=BLACK, tilt=3, dpi=200))
    assert head_marks(one_bit(page), dpi=200, recogniser=default_readers().stamps).secrecy == text


@pytest.mark.slow
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_stamps_on_pages_fed_the_wrong_way_round(quarters: int) -> None:
    page = scanned(stamped(letter_head(), "TỐI MẬT"))
    assert mark(np.ascontiguousarray(np.rot90(page, quarters))) == "TỐI MẬT"
