"""Our own line net: the weights of the card and no others, the letters of Vietnamese documents, a day written by hand."""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_models import ctc, line_net, net, trueocr
from ocr_models.letters import LETTERS, numbered, spelt
from pipeline.digitize import readers
from tests.samples import inks

CARD = Path(line_net.__file__).parent / "cards/vanthu-lines.md"
WITHOUT = pytest.mark.skipif(net.find_spec("onnxruntime") is None, reason="onnxruntime is not installed")


@pytest.fixture(autouse=True)
def _unknown():
    remembered = (line_net.state, trueocr.state, readers.default_readers)
    for one in remembered:
        one.cache_clear()
    yield
    for one in remembered:
        one.cache_clear()


def test_every_vietnamese_letter_can_be_said_and_comes_back():
    vowels = "aăâeêioôơuưy"
    tones = ("", *(chr(0x300 + at) for at in (0x00, 0x09, 0x03, 0x01, 0x23)))
    marked = [unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones]
    small = {*"bcdghklmnpqrstvxđ", *marked}
    assert len(small) == 89
    assert len({letter for letter in small if letter not in "abcdefghijklmnopqrstuvwxyz"}) == 67  # 134 in both cases
    text = "".join(sorted(small)) + "".join(sorted(small)).upper() + '0123456789 .,:;/-–—"“”‘’%§½()[]'
    said = numbered(text)
    assert said is not None and spelt(said) == text
    assert len(set(LETTERS)) == len(LETTERS) and numbered("한") is None


def test_texts_are_worth_what_all_their_ways_over_the_columns_are_worth():
    chance = np.random.default_rng(5)
    likely = chance.dirichlet(np.ones(3), 5).astype(np.float32)
    ways: dict[tuple[int, ...], float] = {}
    for path in itertools.product(range(3), repeat=5):
        said = tuple(at for at, _ in itertools.groupby(path) if at)
        ways[said] = ways.get(said, 0.0) + float(np.prod([likely[n, at] for n, at in enumerate(path)]))
    found = ctc.texts(likely, 100)
    assert [said for said, _ in found[:5]] == sorted(ways, key=lambda said: -ways[said])[:5]
    assert {said: pytest.approx(share, rel=1e-4) for said, share in found} == ways


@WITHOUT
def test_the_weights_are_those_of_the_card_and_as_small_as_it_says():
    card = CARD.read_text(encoding="utf-8")
    data = line_net.WEIGHTS.read_bytes()
    assert hashlib.sha256(data).hexdigest() == line_net.PINNED and line_net.PINNED in card
    assert re.search(rf"\b{len(data):,} bytes", card)
    assert line_net.state() == "ready"
    assert f"vanthu-lines {line_net.VERSION}" in readers.default_readers().told


@WITHOUT
def test_other_weights_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    other = tmp_path / "vanthu-lines.onnx"
    other.write_bytes(line_net.WEIGHTS.read_bytes()[:-1] + b"\0\0")
    monkeypatch.setattr(line_net, "WEIGHTS", other)
    assert line_net.state() == "foreign"
    assert readers.default_readers().pen is None


def test_an_office_without_onnxruntime_reads_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(net, "find_spec", lambda name: None)
    assert line_net.state() == trueocr.state() == "absent"
    assert readers.default_readers().pen is None
    assert readers.default_readers().first.name.startswith("tesseract")


@WITHOUT
def test_a_day_and_a_number_written_by_hand_are_read():
    import random

    net, right = line_net.LineNetReader(), 0
    chance = random.Random(20261130)
    for number in range(10):
        written = f"{chance.randint(1, 31):02d}"
        if number % 2:
            strip = _line(("ngày", written, " tháng 11 năm 2026"), "i", chance)
            wanted = f"ngày {written} tháng 11 năm 2026"
        else:
            strip = _line(("Số:", written, "/QĐ"), "", chance)
            wanted = f"Số: {written}/QĐ"
        right += net.readings(strip)[0][0] == wanted
    assert right >= 8


@WITHOUT
def test_words_stand_where_they_were_seen():
    strip = _line(("ngày", "", " tháng 11 năm 2026"), "i", None)
    words = line_net.LineNetReader().read_lines([strip], 150)[0]
    assert [word.text for word in words] == ["ngày", "tháng", "11", "năm", "2026"]
    lefts = [word.box.left for word in words]
    assert lefts == sorted(lefts) and words[-1].box.right <= strip.shape[1]
    assert all(0 < word.confidence <= 1 for word in words)


def _line(parts, style, chance):
    """Print, a gap with handwriting in it, print; an em is 24 of 40 pixels."""
    face = inks.font(style, 48)
    image = Image.new("RGB", (1200, 80), "white")
    pen = ImageDraw.Draw(image)
    pen.text((12, 53), parts[0], "black", font=face, anchor="ls")
    x = 12 + int(face.getlength(parts[0]))
    if parts[1]:
        ink = inks.handwriting(parts[1], chance, 46)
        inks.press(image, ink, x + 4, 0)
        x += ink.width
    else:
        x += 60
    pen.text((x, 53), parts[2], "black", font=face, anchor="ls")
    x += int(face.getlength(parts[2])) + 12
    return np.asarray(image.crop((0, 0, x, 80)).convert("L").resize((x // 2, 40)))
