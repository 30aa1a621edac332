"""trueocr's nets as a recogniser: what stands on the page is found and read, with boxes of its ink; other files are not used."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ocr_models import trueocr
from ocr_models.page import Box
from ocr_models.trueocr import TrueOcrRecogniser
from pipeline.digitize import readers
from pipeline.text import fold
from tests.reading.paper import DPI, letter_head, line

CARD = Path(trueocr.__file__).parent / "cards" / "trueocr-vi-r01.md"


@pytest.fixture(scope="module")
def nets() -> TrueOcrRecogniser:
    return TrueOcrRecogniser()


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The installed nets in a folder of the test's own."""
    installed = trueocr._folder()
    assert installed is not None
    for name in trueocr.PINNED:
        shutil.copy(installed / name, tmp_path / name)
    monkeypatch.setattr(trueocr, "_folder", lambda: tmp_path)
    for remembered in (trueocr.state, readers.default_readers):
        remembered.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    for remembered in (trueocr.state, readers.default_readers):
        remembered.cache_clear()


def said(nets: TrueOcrRecogniser, text: str) -> str:
    return " ".join(word.text for word in nets.read_lines([line(text)], DPI)[0])


def test_strips_are_read_each_in_its_place(nets: TrueOcrRecogniser) -> None:
    texts = ["Ủy ban nhân dân tỉnh Phú Thọ", "Điều 2", "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6"]
    read = nets.read_lines([line(text) for text in texts], DPI)
    assert [fold(" ".join(word.text for word in words)) for words in read] == [fold(text) for text in texts]
    assert all(0.3 < word.confidence <= 1 for words in read for word in words)


def test_boxes_are_those_of_the_ink(nets: TrueOcrRecogniser) -> None:
    strip = line("Ủy ban nhân dân thành phố Hải Phòng")
    words = nets.read_lines([strip], DPI)[0]
    ink = strip < 128
    for word in words:
        rows, columns = np.nonzero(ink[:, word.box.left : word.box.right])
        drawn = Box(
            word.box.left + int(columns.min()),
            int(rows.min()),
            word.box.left + int(columns.max()) + 1,
            int(rows.max()) + 1,
        )
        assert max(
            abs(word.box.left - drawn.left), abs(word.box.right - drawn.right),
            abs(word.box.top - drawn.top), abs(word.box.bottom - drawn.bottom),
        ) <= 2, word  # fmt: skip
    for before, after in pairwise(words):
        assert before.box.right <= after.box.left
        assert not ink[:, before.box.right + 2 : after.box.left - 2].any()


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Nơi nhận và lưu trữ hồ sơ.", "Nơi nhận và lưu trữ hồ sơ."),
        ("– Các đơn vị trực thuộc", "- Các đơn vị trực thuộc"),
        ("ngày  16 tháng  9", "ngày 16 tháng 9"),
        ("Lưu: VT", "Lưu: VT"),
        ("Kho bạc Nhà nước khu vực III", "Kho bạc Nhà nước khu vực III"),
        ("II. Nội dung; nhiệm vụ;", "II. Nội dung; nhiệm vụ;"),
        ("quỹ “Vì người nghèo”,", 'quỹ "Vì người nghèo",'),
        ("rộng 25 km², dài", "rộng 25 km², dài"),
    ],
)
def test_the_ink_tells_what_the_net_drops(nets: TrueOcrRecogniser, printed: str, read: str) -> None:
    assert fold(said(nets, printed)) == fold(read)  # marks are what the vote is for


def test_nothing_is_read_where_nothing_is_printed(nets: TrueOcrRecogniser) -> None:
    empty = np.full((40, 300), 255, np.uint8)
    assert nets.read_lines([empty, empty[:1, :1]], DPI) == ((), ())
    assert nets.read_lines([], DPI) == ()
    assert nets.find_lines(np.full((600, 400), 255, np.uint8)) == ()


def test_lines_of_a_page_are_found_in_both_columns(nets: TrueOcrRecogniser) -> None:
    page = np.asarray(letter_head().convert("L"), np.uint8)
    texts = {fold(each.text) for each in nets.read(page, DPI)}
    assert {"cuc quan ly cong san", "cong hoa xa hoi chu nghia viet nam", "so: 123/qlcs-vp"} <= texts


def test_white_on_black_is_read(nets: TrueOcrRecogniser) -> None:
    assert [word.text for word in nets.read_lines([255 - line("Đơn vị tính")], DPI)[0]] == ["Đơn", "vị", "tính"]


def test_the_same_page_is_read_the_same_beside_others(nets: TrueOcrRecogniser) -> None:
    strips = [line(text) for text in ("Điều 1. Ban hành kèm theo Quyết định này", "Hải Phòng", "Nơi nhận:")]
    alone = [nets.read_lines([strip], DPI)[0] for strip in strips]
    assert [[word.text for word in words] for words in nets.read_lines(strips, DPI)] == [
        [word.text for word in words] for words in alone
    ]


def test_the_nets_are_those_of_the_card(folder: Path) -> None:
    card = CARD.read_text(encoding="utf-8")
    for name, digest in trueocr.PINNED.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        assert re.search(rf"`{re.escape(name)}` \| `{digest}`", card)
    assert trueocr.state() == "ready"


def test_other_nets_are_not_used(folder: Path) -> None:
    (folder / "rec.onnx").write_bytes((folder / "rec.onnx").read_bytes() + b"\0")
    assert trueocr.state() == "foreign"
    assert readers.default_readers().told.startswith("tesseract-vie ")


def test_an_office_without_the_package_reads_by_tesseract(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trueocr, "_folder", lambda: None)
    assert trueocr.state() == "absent"
    assert readers.default_readers().told.startswith("tesseract-vie ")


def test_nothing_of_the_package_is_imported(nets: TrueOcrRecogniser) -> None:
    assert "onnxruntime" in sys.modules
    assert "trueocr" not in sys.modules
