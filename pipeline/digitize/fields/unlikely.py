"""Words that stand where the language expects another that looks much like them: a clerk looks.

Recognisers lose a mark or a letter and stay sure, and what is left mostly is a word, too ("phân bố" for "phân bổ", "chủ âu tư" for
"chủ đầu tư"). Nothing is changed here: what is printed may be as unlikely as it reads.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from pipeline.digitize.fields.words import mended
from pipeline.digitize.wording.channel import marks_apart
from pipeline.digitize.wording.language import EDGE, tokens, vietnamese
from pipeline.text import fold, same_spelling

UNLIKELY: Final = 0.6  # how sure a value with such a word is
# Nats. On 439 drawn documents subjects and lists that wait for this alone were 4 wrong and 1 right.
_LETTERS: Final = 10.5  # by which a word of other letters is likelier
_LANGUAGE: Final = 0.8  # what the language weighs beside the recognisers
_PAIR: Final = 3.0  # by which two words with their marks are likelier than without
_LEAST: Final = 0.3  # by which a word of other marks is likelier, all told
_TWO_MARKS: Final = 3.0  # small letters with two marks (ố, ổ) are taken for each other most
_WORN: Final = 1.0
_SELDOM: Final = -2.0  # a dot, a horn or a stroke
_APART: Final = 2.0  # from which marks are
_SUREST: Final = 0.9995  # whatever is said
_UNHEARD: Final = 0.9
_ALPHABET: Final = "abcdeghiklmnopqrstuvxy"
_SIGNS: Final = ",.;:()-–\"'“”‘’/|"


def unlikely(text: str, sure: Mapping[str, float]) -> bool:
    """Whether one word in small letters, between its neighbours, is much less likely than one that looks like it.

    `sure` says how surely words were read, by `spelling`. What a phrase of the lexicon vouches for is not doubted, what it has
    otherwise is ("xây dưng").
    """
    words = text.split()
    right, vouched = mended(words)
    if len(vouched) != len(words):
        return False
    if any(word.islower() and spelling(word) != spelling(other) for word, other in zip(words, right, strict=True)):
        return True
    parts = [tokens(word) for word in words]
    heard = [EDGE, *(token for part in parts for token in part), EDGE]
    at = 1
    for word, part, known in zip(words, parts, vouched, strict=True):
        place = next((n for n in range(at, at + len(part)) if heard[n].isalpha()), None)
        at += len(part)
        if place is None or known or not word.strip(_SIGNS).islower():
            continue
        if _doubted(heard[place - 1], heard[place], heard[place + 1], sure.get(spelling(word), _UNHEARD)):
            return True
        if place + 2 < len(heard) and _both_worn(heard[place - 1], heard[place], heard[place + 1], heard[place + 2]):
            return True
    return False


def spelling(word: str) -> str:
    return same_spelling(word.strip(_SIGNS))


def may_have_lost_marks(read: str, others: Iterable[str]) -> bool:
    """Whether one of the others is the word read before its marks wore off, or with the other tone above two marks."""
    own = spelling(read)
    alike = (other for other in others if other != own and fold(other) == fold(own))
    return any(wears_to(other, own) or (len(other) == len(own) and _one_of_two_marks(other, own)) for other in alike)


def wears_to(whole: str, read: str) -> bool:
    """Whether a word is the other with marks worn off, or the same."""
    letters, left = (normalize("NFD", text.replace("đ", "d\u0335")) for text in (whole, read))
    return fold(whole) == fold(read) and not Counter(left) - Counter(letters)


def _doubted(before: str, word: str, after: str, confidence: float) -> bool:
    language = vietnamese()
    own = language.cost(before, word) + language.cost(word, after)
    sure = min(confidence, _SUREST)
    misread = math.log(max(1 - sure, 1e-6) / max(sure, 1e-6))
    for other in _marked_otherwise(word):
        gain = own - language.cost(before, other) - language.cost(other, after)
        if _LANGUAGE * gain + misread + _easily(other, word) >= _LEAST:
            return True
    if own < _LETTERS:
        return False
    return any(
        own - language.cost(before, other) - language.cost(other, after) >= _LETTERS
        for other in _lettered_otherwise(word)
    )


def _both_worn(before: str, one: str, other: str, after: str) -> bool:
    """Whether two words beside each other may have lost their marks together ("phan mem"), where neither alone is odd."""
    language = vietnamese()

    def cost(a: str, b: str) -> float:
        return language.cost(before, a) + language.cost(a, b) + language.cost(b, after)

    first, second = ([whole for whole in _marked_otherwise(word) if wears_to(whole, word)] for word in (one, other))
    return any(cost(one, other) - cost(a, b) >= _PAIR for a in first for b in second)


def _easily(printed: str, read: str) -> float:
    """How easily a word is read for another that differs in marks alone."""
    if _one_of_two_marks(printed, read):
        return _TWO_MARKS
    return _WORN if marks_apart(printed, read) < _APART else _SELDOM


def _one_of_two_marks(one: str, other: str) -> bool:
    """Whether the words differ in the tone above one letter alone, that has a mark of its own under it (ố and ổ)."""
    unlike = [(normalize("NFD", a), normalize("NFD", b)) for a, b in zip(one, other, strict=True) if a != b]
    return len(unlike) == 1 and all(len(letter) == 3 for letter in unlike[0]) and unlike[0][0][:2] == unlike[0][1][:2]


@lru_cache(maxsize=2_000)
def _marked_otherwise(word: str) -> tuple[str, ...]:
    return tuple(other for other in vietnamese().variants(fold(word)) if other != word and len(other) == len(word))


@lru_cache(maxsize=2_000)
def _lettered_otherwise(word: str) -> tuple[str, ...]:
    """Words of the lexicon with one letter more, less or other, whatever their marks."""
    return tuple(other for plain in _one_off(fold(word)) for other in vietnamese().variants(plain))


def _one_off(plain: str) -> Iterator[str]:
    found: dict[str, None] = {}
    for at in range(len(plain) + 1):
        for letter in _ALPHABET:
            found[plain[:at] + letter + plain[at:]] = None
            if at < len(plain):
                found[plain[:at] + letter + plain[at + 1 :]] = None
        if at < len(plain):
            found[plain[:at] + plain[at + 1 :]] = None
    found.pop(plain, None)
    yield from found
