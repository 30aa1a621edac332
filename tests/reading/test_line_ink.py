"""What the ink of a line tells of words whose letters a net saw only roughly."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_models.ink import LineInk
from ocr_models.page import MARGIN, Box
from tests.reading.paper import font

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


def _printed(text: str, dpi: int, one_bit: bool = False) -> tuple[LineInk, list[Box]]:
    """A line of 13 point as a strip shows it, and the boxes of its words."""
    face = font(13, dpi=dpi)
    top, bottom = face.getbbox("Ập")[1::2]
    margin = round((bottom - top) * MARGIN / (1 + MARGIN))
    strip = Image.new("L", (round(face.getlength(text)) + 80, round(bottom - top) + 2 * margin), 255)
    ImageDraw.Draw(strip).text((40, margin - top), text, 0, face)
    blurred = cv2.GaussianBlur(np.asarray(strip), (0, 0), dpi / 300)
    ink = LineInk(np.asarray(np.where(blurred < 128, 0, 255) if one_bit else blurred, np.uint8))
    spans, left = [], 40.0
    for word in text.split():
        spans.append((left, left + face.getlength(word)))
        left += face.getlength(word + " ")
    return ink, ink.word_boxes(spans)


@pytest.mark.parametrize("one_bit", [False, True])
@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("mark", ["", ".", ",", ";"])
def test_the_mark_behind_a_word_is_told_by_its_ink(mark: str, dpi: int, one_bit: bool) -> None:
    ink, boxes = _printed(f"Như trên{mark} phần sách{mark}", dpi, one_bit)
    assert [ink.mark_behind(box) for box in boxes] == ["", mark, "", mark]


@pytest.mark.parametrize("dpi", [200, 300])
def test_quotation_marks_are_told_by_their_ink_and_accents_are_none(dpi: int) -> None:
    ink, boxes = _printed('hưởng “Vì người nghèo”, "Sạch đẹp". Tí lỗ', dpi)
    found = [ink.quoted(box) for box in boxes]
    assert found == [
        (False, False), (True, False), (False, False), (False, True), (True, False), (False, True), (False, False), (False, False),
    ]  # fmt: skip
    assert [ink.mark_behind(box) for box in boxes][3:6] == [",", "", "."]


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_raised_two_is_told_from_one_on_the_line(dpi: int) -> None:
    ink, (plain, raised, closed, _) = _printed("m2 m² km²; H", dpi)
    assert (ink.raised(plain), ink.raised(raised), ink.raised(closed)) == (False, True, True)
