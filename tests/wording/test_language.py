"""The counted language: what it knows, its size, and that its file is what the card says."""

import hashlib
import re
import runpy
from pathlib import Path

import pytest

from pipeline.digitize.wording.language import EDGE, NUMBER, Counts, tokens, vietnamese

FILE = Path("ocr_models/language/vie.counts")
CARD = Path("ocr_models/cards/vie-counts.md")


def test_prose_is_likelier_than_the_same_letters_with_other_marks() -> None:
    language = vietnamese()
    for right, wrong in (
        ("tổ chức", "tố chức"),
        ("chỉ đạo", "chi đạo"),
        ("đề nghị", "để nghị"),
        ("phổ thông", "phố thông"),
    ):
        (a, b), (c, d) = right.split(), wrong.split()
        assert language.cost(EDGE, a) + language.cost(a, b) < language.cost(EDGE, c) + language.cost(c, d)


def test_a_possible_syllable_that_was_never_seen_is_likelier_than_letters_that_are_none() -> None:
    language = vietnamese()
    assert not language.knows("khuỳu") and not language.knows("xkcd")
    assert language.cost("và", "khuỳu") < language.cost("và", "xkcd")


def test_both_placements_of_a_tone_mark_are_one_word() -> None:
    assert list(tokens("hoà thuỷ Hòa")) == ["hòa", "thủy", "hòa"]


def test_punctuation_and_numbers_are_classes() -> None:
    assert list(tokens("khoản 2, Điều 5;")) == ["khoản", NUMBER, EDGE, "điều", NUMBER, EDGE]


def test_the_file_is_small_and_the_one_that_the_card_names() -> None:
    data = FILE.read_bytes()
    assert len(data) < 1_000_000
    named = re.search(r"\b[0-9a-f]{64}\b", CARD.read_text(encoding="utf-8"))
    assert named is not None and named.group() == hashlib.sha256(data).hexdigest()


def test_packing_loses_nothing() -> None:
    data = FILE.read_bytes()
    assert Counts.unpacked(data).packed() == data


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="not a file of counts"):
        Counts.unpacked(b"PK\x03\x04")


def test_counting_gives_the_same_bytes_again(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "law.txt").write_text("Điều 1. Cơ quan, tổ chức thi hành Luật này.\n", encoding="utf-8")
    (texts / "list.pairs").write_text("tổ chức\nwww.example x\n", encoding="utf-8")
    counting = runpy.run_path("script/language")
    packed = [counting["counted"]([texts / "law.txt"], [texts / "list.pairs"], []).packed() for _ in range(2)]
    assert packed[0] == packed[1]
    assert "luật" in Counts.unpacked(packed[0]).words
