"""Lines as recognisers give them, and lines misread at random from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from ocr_models.page import Box, Word
from pipeline.digitize.wording import Witness, voted
from tests.samples.drafts import Paragraph, Wish, draft

TESSERACT, TRUEOCR = "tesseract-vie", "trueocr-vi-r01"


def words(text: str, confidence: float = 0.9) -> tuple[Word, ...]:
    """The words of a line, each ten pixels a letter, a space between."""
    found, left = [], 0
    for word in text.split():
        found.append(Word(word, Box(left, 0, left + 10 * len(word), 20), confidence))
        left += 10 * len(word) + 10
    return tuple(found)


def read(
    *texts: str, confidence: float = 0.9, by: tuple[str, ...] = (TRUEOCR, TESSERACT), before: str = ""
) -> tuple[Word, ...]:
    return voted([Witness(name, words(text, confidence)) for name, text in zip(by, texts, strict=False)], before)


def text(found: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in found)


@cache
def office_lines(documents: int = 60) -> tuple[str, ...]:
    """Lines of ten words of letters and decisions that tests/samples writes; none of them was counted."""
    found = []
    for number in range(documents):
        for block in draft(random.Random(f"wording:{number}"), Wish()).blocks:
            if isinstance(block, Paragraph):
                row = block.text.split()
                found += [" ".join(row[at : at + 10]) for at in range(0, len(row), 10)]
    return tuple(dict.fromkeys(found))


_FAMILIES = ("aàáảãạăằắẳẵặâầấẩẫậ", "eèéẻẽẹêềếểễệ", "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự", "iìíỉĩị", "yỳýỷỹỵ", "dđ")


def misread(line: str, chance: random.Random) -> Iterator[Word]:
    """The line's words with exchanged marks, wrong letters, lost spaces and signs; those are less sure."""
    left, held = 0, ""
    for word in line.split():
        said, wrong = held + word, bool(held)
        held = ""
        if chance.random() < 0.15:
            said, wrong = "".join(_other(letter, chance) if chance.random() < 0.5 else letter for letter in said), True
        if chance.random() < 0.03:
            at = chance.randrange(len(said))
            said, wrong = said[:at] + chance.choice("abcxlI10|~'") + said[at + 1 :], True
        if chance.random() < 0.05:
            said, wrong = said.rstrip(".,;:") or said, True
        if chance.random() < 0.03:
            held = said
            continue
        sure = chance.uniform(0.3, 0.96) if wrong else chance.uniform(0.85, 0.999)
        yield Word(said, Box(left, 0, left + 10 * len(said), 20), round(sure, 3))
        left += 10 * len(said) + 10
    if held:
        yield Word(held, Box(left, 0, left + 10 * len(held), 20), 0.9)


def _other(letter: str, chance: random.Random) -> str:
    for family in _FAMILIES:
        if letter in family:
            return chance.choice(family)
    return letter
