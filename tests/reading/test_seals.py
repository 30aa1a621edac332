"""The rings of a seal on a scan without colours are taken out of the reading image; the print that they cross stays."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr_models.page import GreyImage
from pipeline.digitize.clean import ink
from pipeline.digitize.seals import without_rings
from tests.reading.paper import blank, write
from tests.samples.inks import press, seal

DPI = 200


def pages(x_mm: float, y_mm: float, size_mm: float) -> tuple[Image.Image, Image.Image]:
    """A closing without and with a seal whose upper left corner is at x, y."""
    page = blank(210, 120, DPI)
    write(page, 110, 20, "TM. ỦY BAN NHÂN DÂN", "Bold", 13, dpi=DPI)
    write(page, 124, 26, "CHỦ TỊCH", "Bold", 13, dpi=DPI)
    write(page, 118, 62, "Phạm Nhật Trâm", "Bold", 14, dpi=DPI)
    sealed = page.copy()
    drawn = seal("ỦY BAN NHÂN DÂN ★ TỈNH CAO BẰNG", random.Random(3), DPI, size_mm)
    press(sealed, drawn, round(x_mm * DPI / 25.4), round(y_mm * DPI / 25.4))
    return page, sealed


def scanned(page: Image.Image, bits: int) -> GreyImage:
    grey = np.asarray(page.convert("L"), np.uint8)
    return grey if bits == 8 else np.where(grey > 150, np.uint8(255), np.uint8(0))


@pytest.mark.parametrize("bits", [1, 8])
def test_a_ring_goes_and_the_name_under_it_stays(bits: int) -> None:
    plain, sealed = (scanned(page, bits) for page in pages(89, 30, 36))
    cleared = without_rings(sealed, ink(sealed), DPI)
    print_ = plain < 100
    away = cv2.dilate(print_.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    y, x = np.indices(plain.shape)
    middle, radius = np.array([107, 48]) * DPI / 25.4, 18 * DPI / 25.4
    ring = (abs(np.hypot(x - middle[0], y - middle[1]) - 0.97 * radius) < 0.05 * radius) & away
    assert (cleared[ring] < 128).sum() < 0.1 * (sealed[ring] < 128).sum()
    assert (cleared[print_] < 128).mean() > 0.98


def test_a_page_without_a_seal_is_left_alone() -> None:
    page = blank(210, 120, DPI)
    write(page, 40, 20, "O O O", "Bold", 60, dpi=DPI)
    cv2.rectangle(drawn := np.array(page.convert("L")), (300, 500), (700, 800), 0, 3)  # a cell of a table
    assert without_rings(drawn, ink(drawn), DPI) is drawn
    assert without_rings(drawn[:40, :40], ink(drawn[:40, :40]), DPI).shape == (40, 40)
