"""The signs that our own line net knows: those of Vietnamese office documents, in the net's order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

_VOWELS: Final = "aăâeêioôơuưy"
_TONES: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # level, huyền, hỏi, ngã, sắc, nặng
_SMALL: Final = "".join(
    sorted({unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES} | set("đ"))
)
_LATIN: Final = "bcdfghjklmnpqrstvwxz"
_DIGITS: Final = "0123456789"
_SIGNS: Final = " .,:;!?'\"“”‘’–—-_/\\()[]{}<>=+*%&@#§½²³°…•|~$"

LETTERS: Final[tuple[str, ...]] = tuple(
    _DIGITS + _SIGNS + _LATIN + _LATIN.upper() + _SMALL + _SMALL.upper()
)  # the net's answer 0 is "no letter", answer n is LETTERS[n - 1]
_NUMBER: Final = {letter: at for at, letter in enumerate(LETTERS, 1)}


def numbered(text: str) -> list[int] | None:
    """The net's answers that make an NFC text, or None where it has a sign that the net does not know."""
    found = [_NUMBER.get(letter, 0) for letter in text]
    return None if 0 in found else found


def spelt(answers: Iterable[int]) -> str:
    """The text of answers, as they stand: repeats and "no letter" were dropped before."""
    return "".join(LETTERS[at - 1] for at in answers)
