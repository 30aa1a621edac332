"""One recogniser reads all, another what is in doubt, and words are voted on: with readers of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from ocr_models.page import Box, GreyImage, Line, Word
from pipeline.digitize.readers import Readers, read_alike, read_strips
from pipeline.digitize.values import Quality

STRIP = np.full((40, 600), 255, np.uint8)
FAR_FROM_ANY_NETWORK = """
import socket, sys
def nowhere(*_, **__):
    sys.exit("asked the network")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = nowhere
import cv2, numpy as np
from pipeline.digitize.read import read_page
from pipeline.digitize.readers import default_readers
page = np.full((400, 1200), 255, np.uint8)
cv2.putText(page, "QUYET DINH 2026", (100, 200), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 4)
readers = default_readers("best")
if readers.pen is not None:
    readers.pen.readings(page[100:260])
print(read_page(page, number=1, dpi=200, readers=readers).text)
"""


@dataclass
class Told:
    """Says what it is told, a hundred pixels a word, and remembers what it was shown."""

    name: str
    texts: list[str]
    confidence: dict[str, float] = field(default_factory=dict)
    letter: float | None = None
    version: str = "1"
    shown: list[tuple[int, ...]] = field(default_factory=list)

    def read(self, image: GreyImage, dpi: float) -> tuple[Line, ...]:
        raise NotImplementedError

    def read_lines(self, strips: Sequence[GreyImage], dpi: float) -> tuple[tuple[Word, ...], ...]:
        self.shown += [strip.shape for strip in strips]
        return tuple(
            tuple(
                Word(text, Box(100 * at, 8, 100 * at + 80, 32), self.confidence.get(text, 0.999))
                for at, text in enumerate(line.split())
            )
            for line in self.texts[: len(strips)]
        )


def read(first: Told, second: Told | None, strips: int = 1, quality: Quality = "default") -> list[str]:
    readers = Readers(first, first, second=second, quality=quality)
    return [" ".join(word.text for word in words) for words in read_strips(readers, [STRIP] * strips, 18.0, 300)]


def test_what_is_surely_read_is_not_read_again() -> None:
    second = Told("tesseract", [])
    assert read(Told("trueocr", ["Ủy ban nhân dân tỉnh"]), second) == ["Ủy ban nhân dân tỉnh"]
    assert second.shown == []


def test_the_second_is_shown_the_word_in_doubt_with_its_neighbours() -> None:
    first = Told("trueocr", ["Căn cứ Nghỉ định của Chính phủ"], {"Nghỉ": 0.2})
    second = Told("tesseract", ["cứ Nghị định"])
    assert read(first, second) == ["Căn cứ Nghị định của Chính phủ"]
    assert second.shown == [(40, 300)]


def test_boxes_of_the_second_come_back_to_their_place_on_the_strip() -> None:
    first = Told("trueocr", ["Căn cứ đmh của Chính phủ"], {"đmh": 0.02})
    second = Told("tesseract", ["cứ định của"])
    words = read_strips(Readers(first, first, second=second), [STRIP], 18.0, 300)[0]
    assert [word.text for word in words] == ["Căn", "cứ", "định", "của", "Chính", "phủ"]
    assert [word.box.left for word in words] == sorted(word.box.left for word in words)
    assert 180 <= words[2].box.left <= 300


def test_a_line_mostly_in_doubt_is_shown_whole() -> None:
    first = Told("trueocr", ["Nghỉ đinh cua"], dict.fromkeys(("Nghỉ", "đinh", "cua"), 0.3))
    second = Told("tesseract", ["Nghị định của"])
    assert read(first, second) == ["Nghị định của"]
    assert second.shown == [STRIP.shape]


def test_at_best_quality_every_line_is_read_twice() -> None:
    second = Told("tesseract", ["Ủy ban nhân dân", "Điều 2"])
    read(Told("trueocr", ["Ủy ban nhân dân", "Điều 2"]), second, strips=2, quality="best")
    assert second.shown == [STRIP.shape, STRIP.shape]


def test_a_word_that_both_read_surely_and_otherwise_is_for_a_person_to_see() -> None:
    first = Told("trueocr", ["trong dịp nghi lễ"], {"nghi": 0.95, "dịp": 0.3})
    second = Told("tesseract", ["trong dịp nghỉ lễ"], {"nghỉ": 0.96})
    words = read_strips(Readers(first, first, second=second), [STRIP], 18.0, 300)[0]
    assert words[2].text in ("nghi", "nghỉ") and words[2].confidence < 0.8
    assert words[3].confidence > 0.9


def test_a_recogniser_alone_is_enough() -> None:
    assert read(Told("tesseract", ["Ủy ban nhân dân"]), None) == ["Ủy ban nhân dân"]


def test_large_print_is_shown_at_the_size_that_is_read_best() -> None:
    first = Told("tesseract", ["Điều 2"], letter=9.0)
    words = read_strips(Readers(first, first), [STRIP], 18.0, 300)[0]
    assert first.shown == [(20, 300)]
    assert words[1].box == Box(200, 16, 360, 64)


def test_what_two_recognisers_see_alike_is_print_and_the_rest_is_dirt() -> None:
    first, second = Told("trueocr", ["GIÁM DOC", "6ƠN1", "x"]), Told("tesseract", ["GIÁM ĐỐC", "Se—ờZ", "x"])
    readers = Readers(first, first, second=second)
    assert [bool(words) for words in read_alike(readers, [STRIP] * 3, 18.0, 300)] == [True, False, False]
    assert read_alike(Readers(second, second), [STRIP], 18.0, 300) == ((),)


@pytest.mark.slow
def test_no_model_is_fetched(tmp_path: Path) -> None:
    """Every net reads with an empty home folder and no network."""
    done = subprocess.run(
        [sys.executable, "-c", FAR_FROM_ANY_NETWORK],
        capture_output=True,
        text=True,
        env=os.environ | {"HOME": str(tmp_path)},
    )
    assert (done.returncode, "2026" in done.stdout) == (0, True), done.stderr
    assert list(tmp_path.rglob("*.onnx")) == []
