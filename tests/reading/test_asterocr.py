"""AsterOCR's net as the umpire of `--quality best`: the measured file or none, asked for lines that leave two readers unsure."""

from __future__ import annotations

import hashlib
import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ocr_models import asterocr
from ocr_models.asterocr import AsterReader
from ocr_models.page import Box, GreyImage, Word
from pipeline.digitize import readers
from pipeline.digitize.readers import Readers, read_strips
from tests.reading.paper import DPI, line

CARD = Path(asterocr.__file__).parent / "cards" / "asterocr.md"
pytestmark = pytest.mark.skipif(asterocr.state() == "absent", reason="asterocr is not installed (script/setup best)")


@pytest.fixture(scope="module")
def net() -> AsterReader:
    return AsterReader()


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The installed net in a folder of the test's own."""
    installed = asterocr._folder()
    assert installed is not None
    for name in asterocr.PINNED:
        shutil.copy(installed / name, tmp_path / name)
    monkeypatch.setattr(asterocr, "_folder", lambda: tmp_path)
    asterocr.state.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    asterocr.state.cache_clear()


@pytest.mark.slow
def test_lines_are_read_with_the_boxes_of_their_words(net: AsterReader) -> None:
    strips = [line("Ủy ban nhân dân tỉnh Phú Thọ"), 255 - line("Điều 2")]
    read = net.read_lines(strips, DPI)
    assert [" ".join(word.text for word in words) for words in read] == ["Ủy ban nhân dân tỉnh Phú Thọ", "Điều 2"]
    for strip, words in zip((strips[0], 255 - strips[1]), read, strict=True):
        for word in words:
            box = word.box
            assert (strip[box.top : box.bottom, box.left : box.right] < 128).any(axis=0).mean() > 0.5, word
        assert all(a.box.right <= b.box.left for a, b in itertools.pairwise(words))


@pytest.mark.slow
def test_a_line_that_is_too_long_for_the_net_is_read_in_pieces(net: AsterReader) -> None:
    text = "Căn cứ Luật Tổ chức chính quyền địa phương"
    strip = np.hstack([line(text)] * 5)
    assert strip.shape[1] * 32 / strip.shape[0] > 1024
    [words] = net.read_lines([strip], DPI)
    said = " ".join(word.text for word in words)
    assert said.count("Tổ chức chính quyền") == 5
    assert all(a.box.left < b.box.left for a, b in itertools.pairwise(words))


@pytest.mark.slow
def test_a_strip_without_print_says_next_to_nothing(net: AsterReader) -> None:
    [words] = net.read_lines([np.full((40, 4000), 255, np.uint8)], DPI)
    assert sum(len(word.text) for word in words) < 4


def test_the_net_is_that_of_the_card(folder: Path) -> None:
    card = CARD.read_text(encoding="utf-8")
    for name, digest in asterocr.PINNED.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        assert re.search(rf"`{re.escape(name)}` \| `{digest}`", card)
    assert asterocr.state() == "ready"


def test_another_net_is_not_used(folder: Path) -> None:
    (folder / "vocab.json").write_bytes((folder / "vocab.json").read_bytes() + b"\n")
    assert asterocr.state() == "foreign"
    (folder / "vocab.json").unlink()
    asterocr.state.cache_clear()
    assert asterocr.state() == "foreign"


class Says:
    """A recogniser that reads every strip as the same words, and counts what it was shown."""

    version, letter = "0", None

    def __init__(self, name: str, text: str, confidence: float) -> None:
        self.name, self.shown = name, 0
        self._text, self._confidence = text, confidence

    def read_lines(self, strips: list[GreyImage], dpi: float) -> tuple[tuple[Word, ...], ...]:
        self.shown += len(strips)
        words, left = [], 0
        for text in self._text.split():
            words.append(Word(text, Box(left, 0, left + 20 * len(text), 30), self._confidence))
            left += 20 * len(text) + 20
        return (tuple(words),) * len(strips)

    def read(self, image: GreyImage, dpi: float) -> tuple[()]:
        return ()


@pytest.mark.parametrize(
    ("second", "confidence", "asked", "result"),
    [
        ("Trung tâm dạy nghề", 0.99, 0, "Trung tâm dạy nghề"),
        ("Trung tâm day nghé", 0.6, 1, "Trung tâm dạy nghề"),
    ],
)
def test_a_third_reader_is_asked_where_two_leave_doubt(second: str, confidence: float, asked: int, result: str) -> None:
    one = Says("trueocr", "Trung tâm dạy nghề" if not asked else "Trung tâm dấy nghệ", confidence)
    two, umpire = Says("tesseract", second, confidence), Says("asterocr", "Trung tâm dạy nghề", 0.999)
    strip = np.full((30, 400), 255, np.uint8)
    words = read_strips(Readers(one, one, second=two, umpire=umpire, quality="best"), [strip], 14.0, DPI)[0]
    assert umpire.shown == asked
    assert " ".join(word.text for word in words) == result


def test_only_the_best_quality_has_it() -> None:
    assert readers.default_readers().umpire is None
    assert "asterocr 1.0.2" in readers.default_readers("best").told
