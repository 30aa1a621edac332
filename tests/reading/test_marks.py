"""Urgency and the stamp ĐẾN are read from the head of the first page, in whatever ink they were stamped."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PIL import Image

from ocr_models.page import Box, Line, Word
from pipeline.digitize.fields.find import find_fields
from pipeline.digitize.marks import HeadMarks, look, urgency_in
from pipeline.digitize.readers import default_readers
from pipeline.digitize.values import Fields, ReadPage
from tests.reading.paper import BLACK, DPI, letter_head, one_bit, scanned, stamped
from tests.samples import inks


def marks(image: np.ndarray) -> HeadMarks:
    return look(image, dpi=DPI, readers=default_readers()).marks


def fields(image: np.ndarray, found: HeadMarks) -> Fields:
    """What is told by the stamps alone: the page itself has but one word, at its foot."""
    word = Word("Trang", Box(100, image.shape[0] - 60, 160, image.shape[0] - 40), 0.9)
    page = ReadPage(1, image.shape[1], image.shape[0], DPI, found.rotation, 0.0, (Line((word,), word.box),))
    return find_fields([page], found)


def arrived(by_pen: bool) -> np.ndarray:
    """A letter with the stamp ĐẾN of Annex IV below its number."""
    ink, _ = inks.arrival("SỞ NỘI VỤ", "1428", "28/4/2026", by_pen, random.Random(3), DPI)
    page: Image.Image = letter_head()
    inks.press(page, ink, round(22 * DPI / 25.4), round(46 * DPI / 25.4))
    return scanned(page, skew=0.4)


@pytest.mark.parametrize(
    ("text", "stamp", "rank"),
    [
        ("KHẨN", False, 0),
        ("| KHÂN |", True, 0),
        ("[ HỏA TỐC |", False, 2),
        ("THƯỢNG KHẨN", True, 1),
        ("HÓA TÓC", True, 2),
        ("HỎA TỐC HẸN GIỜ", True, 3),
        ("khẩn", False, None),  # the last word of a paragraph
        ("KHẨN TRƯƠNG", True, None),
        ("CÔNG ĐIỆN KHẨN", False, None),
        ("MẬT", True, None),
        ("", True, None),
    ],
)
def test_urgency_is_a_line_of_nothing_else(text: str, stamp: bool, rank: int | None) -> None:
    words = [Word(word, Box(0, 0, 1, 1), 0.9) for word in text.split()]
    assert urgency_in(words, stamp) == rank


@pytest.mark.slow
def test_a_red_stamp_of_urgency_is_a_field_with_its_place() -> None:
    image = scanned(stamped(letter_head(), "HỎA TỐC", tilt=2), skew=0.4)
    found = marks(image)
    assert found.secrecy is None
    urgency = fields(image, found)["urgency"]
    assert urgency.value == "HỎA TỐC"
    assert urgency.confidence >= 0.9
    assert urgency.box is not None
    left, top, right, bottom = (edge * 25.4 / 72 for edge in urgency.box)
    assert left < 60 < right and top < 60 < bottom  # where it was pressed, in mm
    assert right - left < 32 and bottom - top < 10


@pytest.mark.slow
def test_a_letter_without_stamps_tells_none() -> None:
    image = scanned(letter_head())
    assert marks(image) == HeadMarks()
    assert not {"urgency", "arrival_number", "arrival_date"} & set(fields(image, marks(image)))


@pytest.mark.slow
def test_urgency_on_a_one_bit_scan_fed_on_its_head() -> None:
    page = one_bit(scanned(stamped(letter_head(), "THƯỢNG KHẨN", color=BLACK)))
    found = marks(np.ascontiguousarray(np.rot90(page, 2)))
    assert found.rotation == 180
    assert fields(page, found)["urgency"].value == "THƯỢNG KHẨN"


@pytest.mark.slow
def test_a_stamp_den_filled_in_by_machine_is_taken_over_and_one_by_pen_is_not() -> None:
    image = arrived(by_pen=False)
    told = fields(image, marks(image))
    assert (told["arrival_number"].value, told["arrival_date"].value) == ("1428", "2026-04-28")
    assert min(told[key].confidence for key in ("arrival_number", "arrival_date")) >= 0.8
    by_pen = arrived(by_pen=True)
    assert not {"arrival_number", "arrival_date"} & set(fields(by_pen, marks(by_pen)))
