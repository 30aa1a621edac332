"""A word's letters apart from its punctuation and capitals: what may be spelt otherwise, and what stays as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pipeline.digitize.wording.language import Language
from pipeline.digitize.wording.syllable import possible
from pipeline.text import fold, same_spelling

_LETTERS: Final = re.compile(r"^([^\w]*)([^\W\d_]+)([^\w]*)$")


def letters_of(text: str) -> str:
    """The letters of a word with punctuation at its edges alone; "" where there are digits or signs within."""
    found = _LETTERS.match(text)
    return found.group(2) if found else ""


def frame_of(text: str) -> tuple[str, str] | None:
    """The punctuation before and after a word's letters; None where it has digits or signs within."""
    found = _LETTERS.match(text)
    return (found.group(1), found.group(3)) if found else None


@lru_cache(maxsize=10_000)
def marked_otherwise(text: str, language: Language, rather: bool) -> tuple[str, ...]:
    """The words of the lexicon with the same letters and other marks, in the capitals and placement of the word as read.

    An abbreviation (UBND), a number and a notation have none, nor has a name outside the lexicon, unless it is `rather`
    misread than not.
    """
    letters, frame = letters_of(text), frame_of(text)
    if frame is None or len(letters) < 2:
        return ()
    key = same_spelling(letters)
    if letters.istitle() and not language.knows(key) and not rather:
        return ()
    others = (other for other in language.variants(fold(letters)) if other != key)
    return tuple(frame[0] + in_capitals_of(letters, other) + frame[1] for other in others)


def in_capitals_of(letters: str, other: str) -> str:
    return "".join(b.upper() if a.isupper() else b for a, b in zip(letters, other, strict=True))


def parted(text: str, language: Language) -> Iterator[tuple[str, str]]:
    """The word as two syllables of the lexicon, where it can be none itself."""
    letters = letters_of(text)
    if len(letters) < 3 or possible(letters) or not (letters[1:].islower() or letters.isupper()):
        return
    before, _, after = text.partition(letters)
    for at in range(1, len(letters)):
        one, two = letters[:at], letters[at:]
        if language.knows(same_spelling(one)) and language.knows(same_spelling(two)):
            yield before + one, two + after
