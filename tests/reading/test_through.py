"""What shows through from the other side is taken out of the reading image; what is printed pale on this side is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr_models.page import GreyImage
from pipeline.digitize.clean import ink
from pipeline.digitize.through import without_show_through
from tests.reading.paper import DPI, blank, write

TEXTS = (
    "Trong thời gian qua, công tác tổ chức",
    "cán bộ trên địa bàn đã đạt được nhiều",
    "kết quả tích cực, tuy nhiên vẫn còn",
)


def print_at(y_mm: float) -> GreyImage:
    """Three lines, 0 ink to 255 paper."""
    page = blank(150, 70)
    for at, text in enumerate(TEXTS):
        write(page, 20, y_mm + 7 * at, text)
    return np.asarray(page.convert("L"), np.uint8)


def laid_over(front: GreyImage, other: GreyImage, strength: float) -> GreyImage:
    """Scanned, with `other` so strong."""
    seen = front / 255 * (1 - strength * (1 - other / 255))
    grain = np.random.default_rng(2).normal(0, 3, front.shape)
    return np.clip(25 + 215 * cv2.GaussianBlur(seen, (0, 0), 0.4) + grain, 0, 255).astype(np.uint8)


def mirrored(page: GreyImage) -> GreyImage:
    return np.asarray(cv2.GaussianBlur(page[:, ::-1], (0, 0), 0.18 * DPI / 25.4), np.uint8)


@pytest.mark.parametrize("strength", [0.4, 0.55])
def test_the_other_side_goes_and_print_stays_as_it_is(strength: float) -> None:
    front, back = print_at(10), mirrored(print_at(37))
    scan = laid_over(front, back, strength)
    cleared = without_show_through(scan, ink(scan), DPI)
    shown = (back < 150) & (cv2.erode(front, np.ones((9, 9), np.uint8)) > 250)
    assert (ink(scan)[shown] > 0).mean() > 0.3
    assert (ink(cleared)[shown] > 0).mean() < 0.02
    assert (cleared[front < 128] == scan[front < 128]).all()


def test_a_page_printed_on_one_side_is_left_alone() -> None:
    scan = laid_over(print_at(10), np.full_like(print_at(10), 255), 0.5)
    assert without_show_through(scan, ink(scan), DPI) is scan


def test_pale_print_on_this_side_stays() -> None:
    scan = laid_over(print_at(10), print_at(37), 0.4)
    assert without_show_through(scan, ink(scan), DPI) is scan
