"""Tesseract as a recogniser: strips in, words out; what is missing is said with the package that brings it."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import numpy as np
import pytest

from ocr_models import tesseract
from ocr_models.page import GreyImage
from ocr_models.tesseract import TesseractRecogniser
from pipeline.errors import Exit, VanthuError
from tests.reading.paper import DPI, blank, write

CARD = Path(tesseract.__file__).parent / "cards" / "tesseract-vie.md"


def strip(text: str) -> GreyImage:
    page = blank(120, 12)
    write(page, 3, 2, text)
    return np.asarray(page.convert("L"), np.uint8)


def test_each_strip_gets_its_own_words_in_its_own_pixels() -> None:
    strips = [strip("Ủy ban nhân dân"), np.full((30, 200), 255, np.uint8), strip("Điều 2. Hiệu lực")]
    read = TesseractRecogniser().read_lines(strips, DPI)
    assert [" ".join(word.text for word in words) for words in read] == ["Ủy ban nhân dân", "", "Điều 2. Hiệu lực"]
    for words, picture in zip(read, strips, strict=True):
        for word in words:
            assert 0 <= word.box.left < word.box.right <= picture.shape[1]
            assert 0 <= word.box.top < word.box.bottom <= picture.shape[0]
            assert 0.5 < word.confidence <= 1


def test_more_strips_than_one_picture_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "_TALLEST", 300)
    read = TesseractRecogniser().read_lines([strip("Hà Nội"), strip("Hải Phòng"), strip("Đà Nẵng")], DPI)
    assert [[word.text for word in words] for words in read] == [["Hà", "Nội"], ["Hải", "Phòng"], ["Đà", "Nẵng"]]


def test_no_strips_no_words() -> None:
    assert TesseractRecogniser().read_lines([], DPI) == ()


def test_a_whole_page_is_read_too() -> None:
    assert [line.text for line in TesseractRecogniser().read(strip("Nơi nhận: Như trên"), DPI)] == [
        "Nơi nhận: Như trên"
    ]


def test_tesseract_runs_on_one_thread() -> None:
    TesseractRecogniser()
    assert os.environ["OMP_THREAD_LIMIT"] == "1"


def test_without_tesseract_the_packages_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tesseract.pytesseract.pytesseract, "tesseract_cmd", str(tmp_path / "tesseract"))
    tesseract._version.cache_clear()
    try:
        with pytest.raises(VanthuError) as caught:
            TesseractRecogniser().read_lines([strip("x")], DPI)
    finally:
        tesseract._version.cache_clear()
    assert (caught.value.code, caught.value.exit) == ("VT-OCR-001", Exit.CONFIGURATION)
    assert "tesseract-ocr tesseract-ocr-vie" in caught.value.next_step()


def test_without_vietnamese_data_the_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    tesseract._version.cache_clear()
    try:
        with pytest.raises(VanthuError) as caught:
            TesseractRecogniser()
    finally:
        tesseract._version.cache_clear()
    assert (caught.value.code, caught.value.exit) == ("VT-OCR-002", Exit.CONFIGURATION)


def test_the_card_is_of_the_net_that_is_installed() -> None:
    nets = sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata/vie.traineddata"))
    if not nets:
        pytest.skip("Tesseract's data is not where Debian puts it")
    found = re.search(r"`([0-9a-f]{64})`", CARD.read_text(encoding="utf-8"))
    assert found is not None
    assert found.group(1) == hashlib.sha256(nets[0].read_bytes()).hexdigest()
