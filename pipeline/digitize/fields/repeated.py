"""What a document says twice: its subject comes again in the text, and where the marks of a word differ one of the two is misread.

Bold and slanted print of a title is read worse than that of the body, and no language tells "phân bổ" from "phân bố" by two words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.digitize.fields.words import mended
from pipeline.digitize.values import Field, ReadPage
from pipeline.text import fold, same_spelling

_CLEARLY: Final = 0.03  # of summed confidences by which another spelling is the surer one
_HEARD: Final = 0.9  # confidence with which a word must be read to have a say
_DIFFERS: Final = 0.6  # confidence at most where neither is surer: a clerk looks
_SIGNS: Final = ",.;:()-–\"'“”‘’/|"
_Place = tuple[str, str, str]  # a word between its neighbours, without marks


def held_against_text(subject: Field, pages: Sequence[ReadPage]) -> Field:
    """The subject with its words spelt as the text spells them in the same company, where that is clearly surer.

    What a phrase of the lexicon vouches for stays as it is.
    """
    words = str(subject.value).split()
    _, vouched = mended(words)
    places = _places(words)
    said: dict[_Place, Counter[str]] = {place: Counter() for place in places[1:-1]}  # its ends have but one neighbour
    for text, confidence, place in _read(pages):
        if place in said and confidence >= _HEARD:
            said[place][text] += confidence  # type: ignore[assignment]
    doubtful = False
    for at, place in enumerate(places):
        own, others = _bare(words[at]), said.get(place, Counter())
        best = max(others, key=lambda text: others[text], default=own)
        if vouched[at] or (best == own and len(others) < 2):
            continue
        if best != own and others[best] >= others[own] + _CLEARLY and own.islower():
            words[at] = words[at].replace(words[at].strip(_SIGNS), best)
        else:
            doubtful = doubtful or any(others[own] < others[text] + _CLEARLY for text in others if text != own)
    confidence = min(subject.confidence, _DIFFERS) if doubtful else subject.confidence
    return replace(subject, value=" ".join(words), confidence=confidence)


def _read(pages: Sequence[ReadPage]) -> list[tuple[str, float, _Place]]:
    """Every word of the prose with its confidence and company; lines run on."""
    words = [word for page in pages for line in page.lines for word in line.words]
    places = _places([word.text for word in words])
    return [(_bare(word.text), word.confidence, place) for word, place in zip(words, places, strict=True)]


def _places(words: Sequence[str]) -> list[_Place]:
    folded = ["", *(fold(word.strip(_SIGNS)) for word in words), ""]
    return [(folded[at - 1], folded[at], folded[at + 1]) for at in range(1, len(folded) - 1)]


def _bare(word: str) -> str:
    return same_spelling(word.strip(_SIGNS))
