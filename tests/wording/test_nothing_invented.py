"""Properties over many lines: nothing is invented, what is right stays, doing it again changes nothing."""

import random
import unicodedata
from functools import cache

import pytest

from ocr_models.page import Word
from pipeline.digitize.wording import Witness, voted
from pipeline.digitize.wording.forms import formed
from pipeline.digitize.wording.tidy import tidied
from pipeline.text import fold
from tests.wording.printed import TESSERACT, TRUEOCR, misread, office_lines, text, words


def _letters(found: str) -> str:
    return "".join(letter for letter in found if letter.isalpha())


@cache
def _pairs() -> list[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    chance = random.Random("misread")
    lines = chance.sample(office_lines(), 80)
    return [(tuple(misread(line, chance)), tuple(misread(line, chance))) for line in lines]


@pytest.mark.slow
def test_every_word_comes_from_a_reading_or_differs_from_it_in_marks_of_an_unsure_word() -> None:
    changed = 0
    for first, other in _pairs():
        heard = [_letters(text(words)) for words in (first, other)]
        both = voted([Witness(TRUEOCR, first), Witness(TESSERACT, other)])
        for word in (*both, *voted([Witness(TRUEOCR, first)]), *voted([Witness(TESSERACT, other)])):
            letters = _letters(word.text)
            if word.change is None or word.change.by in ("vote", "spacing"):
                assert any(letters in one for one in heard), word
            elif word.change.by == "language":
                changed += 1
                assert any(fold(letters) in fold(one) for one in heard), word
            else:
                assert any(sign.isdigit() or not sign.isalpha() for sign in word.text) or letters == "Số", word
    assert changed > 20


def test_digits_come_from_a_reading() -> None:
    for first, other in _pairs():
        heard = [
            ["".join(filter(str.isdigit, word.text)) for word in formed(tidied(words))] for words in (first, other)
        ]
        for word in voted([Witness(TRUEOCR, first), Witness(TESSERACT, other)]):
            digits = "".join(filter(str.isdigit, word.text))
            assert not digits or any(digits in "".join(one) for one in heard), word


def test_doing_it_again_changes_nothing() -> None:
    for first, other in _pairs():
        assert tidied(tidied(first)) == tidied(first)
        assert formed(formed(first)) == formed(first)
        once = voted([Witness(TESSERACT, first), Witness(TESSERACT, other)])
        assert text(formed(tidied(once))) == text(once)


def test_a_reading_is_mended_more_often_than_spoilt() -> None:
    chance = random.Random("mended")
    before = after = 0
    for line in chance.sample(office_lines(), 100):
        read = tuple(misread(line, chance))
        printed = line.split()
        for found, right in ((text(read), "before"), (text(voted([Witness(TRUEOCR, read)])), "after")):
            wrong = len(set(printed) - set(found.split()))
            before, after = (before + wrong, after) if right == "before" else (before, after + wrong)
    assert after < 0.7 * before


@pytest.mark.slow
def test_right_readings_stay_as_they_are() -> None:
    """As sure as Tesseract is of right words, of which one in twelve has 0.93."""
    chance, spoilt, count = random.Random("right"), [], 0
    for line in office_lines():
        read = [Word(w.text, w.box, 0.93 if chance.random() < 0.08 else 0.965) for w in words(line)]
        for word in voted([Witness(TESSERACT, tuple(read))]):
            count += 1
            if word.change and word.change.by != "spacing":
                spoilt.append(word)
    assert count > 4000
    assert len(spoilt) < 0.0005 * count, spoilt


def test_all_text_is_nfc_without_spaces_and_in_its_box() -> None:
    for first, other in _pairs()[:40]:
        for word in voted([Witness(TRUEOCR, first), Witness(TESSERACT, other)]):
            assert unicodedata.is_normalized("NFC", word.text) and word.text.split() == [word.text]
            assert word.box.width > 0 and word.box.height > 0 and 0.0 <= word.confidence <= 1.0
