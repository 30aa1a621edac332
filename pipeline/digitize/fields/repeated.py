"""What a document says twice: its subject comes again in the text, and where the marks of a word differ one of the two is misread.

Bold and slanted print of a title is read worse than that of the body, and no language tells "phân bổ" from "phân bố" by two words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.digitize.fields.unlikely import spelling, unlikely, wears_to
from pipeline.digitize.fields.words import mended, places
from pipeline.digitize.values import Field, Fields, ReadPage
from pipeline.text import fold, same_spelling

_CLEARLY: Final = 0.03  # of summed confidences by which another spelling is the surer one
_HEARD: Final = 0.9  # confidence with which a word must be read to have a say
# Confidence at most where neither is surer: a clerk looks. Where one is the other with marks worn off, the one with them is right: 8 of 8,
# with 7 of 8 of those subjects right as a whole.
_DIFFERS: Final = 0.6
_WORN: Final = 0.68
_SIGNS: Final = ",.;:()-–\"'“”‘’/|"
_LISTED: Final = 1.0  # what a province's name in the list counts, in readings
_DECIDED: Final = (1.8, 0.9)  # readings that a spelling must have, and by how many more than any other
_BORNE_OUT: Final = 0.8  # confidence of a name that two others spell otherwise than it was read
_Place = tuple[str, str, str]  # a word between its neighbours, without marks


def held_against_text(subject: Field, pages: Sequence[ReadPage]) -> Field:
    """The subject with its words spelt as the text spells them in the same company, where that is clearly surer.

    What a phrase of the lexicon vouches for stays as it is.
    """
    words = str(subject.value).split()
    _, vouched = mended(words)
    around = _places(words)
    said: dict[_Place, Counter[str]] = {place: Counter() for place in around[1:-1]}  # its ends have but one neighbour
    read = _read(pages)
    for text, confidence, place in read:
        if place in said and confidence >= _HEARD:
            said[place][text] += confidence  # type: ignore[assignment]
    confidence = subject.confidence
    for at, place in enumerate(around):
        own, others = spelling(words[at]), said.get(place, Counter())
        best = max(others, key=lambda text: others[text], default=own)
        if vouched[at] or (best == own and len(others) < 2):
            continue
        if best != own and others[best] >= others[own] + _CLEARLY and own.islower():
            words[at] = words[at].replace(words[at].strip(_SIGNS), best)
            continue
        rivals = [text for text in others if text != own and others[own] < others[text] + _CLEARLY]
        whole = next((text for text in (own, *rivals) if all(wears_to(text, one) for one in (own, *rivals))), None)
        if rivals and whole is not None and (whole == own or own.islower()):
            words[at] = words[at].replace(words[at].strip(_SIGNS), _cased(whole, words[at].strip(_SIGNS)))
            confidence = min(confidence, _WORN)
        elif rivals:
            confidence = min(confidence, _DIFFERS)
    if unlikely(" ".join(words), _surest(words, read)):
        confidence = min(confidence, _DIFFERS)
    return replace(subject, value=" ".join(words), confidence=confidence)


def _surest(words: Sequence[str], read: Sequence[tuple[str, float, _Place]]) -> dict[str, float]:
    """How surely each word was read where it is spelt so, after or before the same neighbour."""
    found: dict[str, float] = {}
    around = {spelling(word): place for word, place in zip(words, _places(words), strict=True)}
    for text, confidence, (before, _, after) in read:
        place = around.get(text)
        if place is not None and ((before and before == place[0]) or (after and after == place[2])):
            found[text] = max(found.get(text, 0.0), confidence)
    return found


def _cased(text: str, printed: str) -> str:
    return text.capitalize() if printed[:1].isupper() else text


def localities_as_told(fields: Fields, pages: Sequence[ReadPage]) -> dict[str, Field]:
    """Place and agencies' names with the locality spelt as most readings of it have it, where they do not agree.

    An agency's locality stands in its name, before the date (Annex I.II.4.a) and in the text. Where nothing decides, all stay as read.
    """
    place = fields.get("place")
    if place is None:
        return {}
    town = str(place.value)
    named = {key: fields[key] for key in ("issuer", "parent_organ") if key in fields and _ends(fields[key], town)}
    tails = {key: str(found.value)[-len(town) :] for key, found in named.items()}
    if not named or all(same_spelling(tail) == same_spelling(town) for tail in tails.values()):
        return {}
    right = [_most(votes) for votes in _spellings(town, pages)]
    if not all(right):
        return {}
    told: dict[str, Field] = {}
    for key, found, read in (("place", place, town), *((key, named[key], tails[key]) for key in named)):
        spelt = " ".join(str(word) for word in right)
        if same_spelling(read) == spelt:
            continue
        words = [word.upper() if read.isupper() else word.capitalize() for word in spelt.split()]
        value = str(found.value)[: -len(read)] + " ".join(words)
        told[key] = replace(found, value=value, confidence=min(found.confidence, _BORNE_OUT))
    return told


def _ends(found: Field, town: str) -> bool:
    """Whether the name ends with the town, but for marks, as words of its own."""
    name = str(found.value)
    before = len(name) - len(town)
    return before > 0 and name[before - 1] == " " and fold(name[before:]) == fold(town)


def _spellings(town: str, pages: Sequence[ReadPage]) -> list[dict[str, float]]:
    """Of each word of the town, how it is spelt wherever the town's letters stand, and how surely that was read."""
    folded = fold(town).split()
    words = [(spelling(word.text), word) for page in pages for line in page.lines for word in line.words]
    votes: list[dict[str, float]] = [defaultdict(float) for _ in folded]
    for at in range(len(words) - len(folded) + 1):
        stretch = words[at : at + len(folded)]
        if [fold(text) for text, _ in stretch] != folded or not all(one.text[:1].isupper() for _, one in stretch):
            continue
        for counter, (text, word) in zip(votes, stretch, strict=True):
            counter[text] += word.confidence
    listed = [same_spelling(name).split() for name in places() if fold(name).split() == folded]
    if len(listed) == 1:
        for counter, text in zip(votes, listed[0], strict=True):
            counter[text] += _LISTED
    return votes


def _most(votes: Mapping[str, float]) -> str | None:
    ranked = sorted(votes.items(), key=lambda vote: -vote[1])
    least, ahead = _DECIDED
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return ranked[0][0] if ranked and ranked[0][1] >= least and ranked[0][1] - second >= ahead else None


def _read(pages: Sequence[ReadPage]) -> list[tuple[str, float, _Place]]:
    """Every word of the prose with its confidence and company; lines run on."""
    words = [word for page in pages for line in page.lines for word in line.words]
    around = _places([word.text for word in words])
    return [(spelling(word.text), word.confidence, place) for word, place in zip(words, around, strict=True)]


def _places(words: Sequence[str]) -> list[_Place]:
    folded = ["", *(fold(word.strip(_SIGNS)) for word in words), ""]
    return [(folded[at - 1], folded[at], folded[at + 1]) for at in range(1, len(folded) - 1)]
