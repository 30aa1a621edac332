"""Tesseract as a recogniser: strips in, words out; what is missing is said with the package that brings it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ocr_models import tesseract
from ocr_models.page import GreyImage
from ocr_models.tesseract import LANGUAGE, TesseractRecogniser
from ocr_models.tesseract_library import library
from ocr_models.tesseract_program import TesseractProgram, program
from pipeline.errors import Exit, VanthuError
from tests.reading.paper import DPI, blank, write

CARD = Path(tesseract.__file__).parent / "cards" / "tesseract-vie.md"


@pytest.fixture(params=["library", "program"])
def reader(request: pytest.FixtureRequest) -> TesseractRecogniser:
    """Both ways to run Tesseract: within this process, and as the program."""
    engine = library(LANGUAGE) if request.param == "library" else program(LANGUAGE)
    assert engine is not None
    return TesseractRecogniser(engine)


@pytest.fixture
def asked_anew() -> Iterator[None]:
    for remembered in (library, program):
        remembered.cache_clear()
    yield
    for remembered in (library, program):
        remembered.cache_clear()


def strip(text: str) -> GreyImage:
    page = blank(120, 12)
    write(page, 3, 2, text)
    return np.asarray(page.convert("L"), np.uint8)


def test_each_strip_gets_its_own_words_in_its_own_pixels(reader: TesseractRecogniser) -> None:
    strips = [strip("Ủy ban nhân dân"), np.full((30, 200), 255, np.uint8), strip("Điều 2. Hiệu lực")]
    read = reader.read_lines(strips, DPI)
    assert [" ".join(word.text for word in words) for words in read] == ["Ủy ban nhân dân", "", "Điều 2. Hiệu lực"]
    for words, picture in zip(read, strips, strict=True):
        for word in words:
            assert 0 <= word.box.left < word.box.right <= picture.shape[1]
            assert 0 <= word.box.top < word.box.bottom <= picture.shape[0]
            assert 0.5 < word.confidence <= 1


def test_both_ways_read_the_same() -> None:
    strips = [strip("Độc lập - Tự do - Hạnh phúc"), strip("Hà Nội, ngày 07 tháng 11 năm 2026")]
    within = library(LANGUAGE)
    assert within is not None
    one, other = (TesseractRecogniser(engine).read_lines(strips, DPI) for engine in (within, program(LANGUAGE)))
    assert [[(word.text, word.box) for word in words] for words in one] == [
        [(word.text, word.box) for word in words] for words in other
    ]


def test_what_was_read_before_changes_nothing(reader: TesseractRecogniser) -> None:
    first = reader.read_lines([strip("Kính gửi: Sở Nội vụ")], DPI)
    reader.read_lines([strip("Số: 12/UBND-VX"), np.full((30, 200), 255, np.uint8)], 300)
    assert reader.read_lines([strip("Kính gửi: Sở Nội vụ")], DPI) == first


def test_more_strips_than_one_picture_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "_TALLEST", 300)
    read = TesseractRecogniser().read_lines([strip("Hà Nội"), strip("Hải Phòng"), strip("Đà Nẵng")], DPI)
    assert [[word.text for word in words] for words in read] == [["Hà", "Nội"], ["Hải", "Phòng"], ["Đà", "Nẵng"]]


def test_no_strips_no_words() -> None:
    assert TesseractRecogniser().read_lines([], DPI) == ()


def test_a_whole_page_is_read_too(reader: TesseractRecogniser) -> None:
    assert [line.text for line in reader.read(strip("Nơi nhận: Như trên"), DPI)] == ["Nơi nhận: Như trên"]


def test_tesseract_runs_on_one_thread() -> None:
    TesseractRecogniser()
    assert os.environ["OMP_THREAD_LIMIT"] == "1"


def test_without_tesserocr_the_program_reads(monkeypatch: pytest.MonkeyPatch, asked_anew: None) -> None:
    monkeypatch.setattr("ocr_models.tesseract_library.find_spec", lambda name: None)
    reader = TesseractRecogniser()
    assert reader.version == TesseractProgram(LANGUAGE).version
    assert reader.read_lines([strip("Hà Nội")], DPI)[0][0].text == "Hà"


def test_without_tesseract_the_packages_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked_anew: None
) -> None:
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(tmp_path / "tesseract"))
    monkeypatch.setattr("ocr_models.tesseract_library.find_spec", lambda name: None)
    with pytest.raises(VanthuError) as caught:
        TesseractRecogniser().read_lines([strip("x")], DPI)
    assert (caught.value.code, caught.value.exit) == ("VT-OCR-001", Exit.CONFIGURATION)
    assert "tesseract-ocr tesseract-ocr-vie" in caught.value.next_step()


def test_without_vietnamese_data_the_package_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked_anew: None
) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(VanthuError) as caught:
        TesseractRecogniser()
    assert (caught.value.code, caught.value.exit) == ("VT-OCR-002", Exit.CONFIGURATION)


def test_a_page_that_takes_too_long_is_given_up() -> None:
    within = library(LANGUAGE)
    assert within is not None
    with pytest.raises(VanthuError) as caught:
        within.table(np.tile(strip("Hà Nội"), (60, 2)), 150, 6, seconds=0.02)
    assert caught.value.code == "VT-OCR-003"
    assert within.table(strip("Hà Nội"), 150, 6, seconds=60).rstrip().endswith("Nội")


def test_the_card_is_of_the_net_that_is_installed() -> None:
    nets = sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata/vie.traineddata"))
    if not nets:
        pytest.skip("Tesseract's data is not where Debian puts it")
    found = re.search(r"`([0-9a-f]{64})`", CARD.read_text(encoding="utf-8"))
    assert found is not None
    assert found.group(1) == hashlib.sha256(nets[0].read_bytes()).hexdigest()
