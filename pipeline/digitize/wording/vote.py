"""The words of one printed line out of what one or more recognisers read: votes, confidences and the language's counts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from ocr_models.page import Box, Cause, Change, Word
from pipeline.digitize.wording.align import Stretch, aligned
from pipeline.digitize.wording.language import CLASSES, EDGE, Language, tokens, vietnamese
from pipeline.digitize.wording.spelling import letters_of, marked_otherwise, parted, spelt_as
from pipeline.digitize.wording.tidy import tidied
from pipeline.text import fold

SURE: Final = 0.985  # a word read so surely stays as printed, unless another reading says otherwise
_LEAST, _MOST = 0.5, 0.995  # what a confidence is believed to be worth at most and at least
_MARKS: Final = 0.6  # of misread words, those with only their marks misread
_LETTER: Final = 0.12  # each misread letter more
_LOST, _MADE_UP = 0.03, 0.25  # shares of words that a recogniser misses, and of unsure ones that it makes up
_LANGUAGE: Final = 0.7  # what the language's word weighs beside the recognisers' (both in nats)
_COMMON: Final = 5.0  # nats of a common word, so that fewer words are not likelier by being fewer
_NAME: Final = (
    2.0  # times the cost of other marks for a capitalised word within a line: a name need not be a likely word
)


@dataclass(frozen=True)
class Witness:
    """What one recogniser read of a line: words from left to right, boxes in one picture's pixels for all witnesses."""

    recogniser: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class _Way:
    """One way in which a stretch may have been printed."""

    texts: tuple[str, ...]
    cost: float  # -ln of how likely the witnesses would have read it as they did
    by: Cause | None  # None: as the first witness has it
    source: int  # the witness whose words give the boxes


def voted(witnesses: Sequence[Witness], before: str = "") -> tuple[Word, ...]:
    """The line's words; `before` is the last word of the line before, where prose runs on.

    Where the first witness's text stands, its word stands with its box; what differs says by what it was changed. A text
    comes from a witness, or differs from one's only in the marks of a word read unsurely, in spaces, or within a number's
    or a notation's grammar.
    """
    heard = [replace(witness, words=tidied(witness.words)) for witness in witnesses if witness.words]
    if not heard:
        return ()
    language = vietnamese()
    stretches = aligned([[word.text for word in witness.words] for witness in heard])
    choices = [_ways(stretch, heard, language) for stretch in stretches]
    best = _best(choices, before, language)
    out: list[Word] = []
    for stretch, ways, chosen in zip(stretches, choices, best, strict=True):
        out += _said(stretch, heard, ways[chosen[0]], chosen[1])
    return tidied(out)


def doubt(words: Sequence[Word], before: str = "") -> float:
    """How many words of a line are likely misread: what a second recogniser could mend. Sum of 1 - confidence."""
    read = voted([Witness("", tuple(words))], before)
    return sum(1.0 - min(word.confidence, 0.8 if word.change else 1.0) for word in read)


def _ways(stretch: Stretch, heard: Sequence[Witness], language: Language) -> list[_Way]:
    """Every way worth weighing, the first witness's own first."""
    said = [heard[at].words[start:end] for at, (start, end) in enumerate(stretch.spans)]
    texts = [tuple(word.text for word in words) for words in said]
    found: dict[tuple[str, ...], tuple[Cause | None, int]] = {}
    for at, text in enumerate(texts):
        found.setdefault(text, ("vote" if at else None, at))
    if len(found) == 1 and min((word.confidence for words in said for word in words), default=0.0) >= SURE:
        return [_Way(texts[0], 0.0, None, 0)]
    for at, words in enumerate(said):
        for other, cause in _otherwise(words, language):
            found.setdefault(other, (cause, at))
    for other in _crossed(texts):
        found.setdefault(other, ("vote", 0))
    return [
        _Way(text, sum(_misreading(text, words) for words in said), cause, at) for text, (cause, at) in found.items()
    ]


def _otherwise(words: Sequence[Word], language: Language) -> Iterator[tuple[tuple[str, ...], Cause]]:
    """What a witness's words may have been: other marks where unsure, a space that was lost."""
    if len(words) == 1 and words[0].confidence < SURE:
        word = words[0]
        for text in marked_otherwise(word.text, language):
            yield (text,), "language"
        for pair in parted(word.text, language):
            yield pair, "spacing"


def _crossed(texts: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """One witness's letters with another's punctuation."""
    single = [text[0] for text in texts if len(text) == 1]
    for one in single:
        for other in single:
            if letters_of(one) != letters_of(other):
                crossed = spelt_as(other, letters_of(one))
                if crossed:
                    yield (crossed,)


def _misreading(text: tuple[str, ...], read: Sequence[Word]) -> float:
    """-ln of how likely a witness reads `read` where `text` is printed."""
    if not read:
        return -math.log(_LOST) * len(text)
    sure = min(_MOST, max(_LEAST, min(word.confidence for word in read)))
    if not text:
        return sum(-math.log((1 - min(_MOST, max(_LEAST, word.confidence))) * _MADE_UP) for word in read)
    printed, seen = " ".join(text), " ".join(word.text for word in read)
    if printed == seen:
        return -math.log(sure)
    cost = -math.log(1 - sure)
    if fold(printed) == fold(seen):
        names = sum(word.text[:1].isupper() and not word.text.isupper() for word in read)
        different = sum(a != b for a, b in zip(printed, seen, strict=True))
        return cost * (_NAME if names else 1.0) - math.log(_MARKS) + 0.7 * (different + 1)
    return cost - math.log(_LETTER) * _edits(fold(printed), fold(seen))


def _edits(a: str, b: str) -> int:
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            now.append(min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (x != y)))
        before = now
    return before[-1]


def _best(choices: Sequence[Sequence[_Way]], before: str, language: Language) -> list[tuple[int, float]]:
    """For each stretch the way of the likeliest line, and how likely it is beside the others with its neighbours as they are."""
    last = [EDGE, *tokens(before)][-1]
    states: dict[str, tuple[float, tuple[int, ...]]] = {last: (0.0, ())}
    for ways in choices:
        after: dict[str, tuple[float, tuple[int, ...]]] = {}
        for at, way in enumerate(ways):
            row = [token for text in way.texts for token in tokens(text)]
            inner = _run(row, language)
            for context, (cost, path) in states.items():
                total = cost + way.cost + inner
                end = row[-1] if row else context
                if row:
                    total += _weighed(context, row[0], language)
                if end not in after or total < after[end][0]:
                    after[end] = (total, (*path, at))
        states = after
    chosen = min(states.values())[1]
    return [(at, _share(choices, chosen, place, last, language)) for place, at in enumerate(chosen)]


def _share(
    choices: Sequence[Sequence[_Way]], chosen: Sequence[int], place: int, first: str, language: Language
) -> float:
    ways = choices[place]
    if len(ways) == 1:
        return 1.0
    left, right = first, EDGE
    for at in range(place - 1, -1, -1):
        row = [token for text in choices[at][chosen[at]].texts for token in tokens(text)]
        if row:
            left = row[-1]
            break
    for at in range(place + 1, len(choices)):
        row = [token for text in choices[at][chosen[at]].texts for token in tokens(text)]
        if row:
            right = row[0]
            break
    costs = [
        way.cost + _run([left, *(token for text in way.texts for token in tokens(text)), right], language)
        for way in ways
    ]
    return math.exp(-costs[chosen[place]]) / sum(math.exp(-cost) for cost in costs)


def _run(row: Sequence[str], language: Language) -> float:
    return sum(_weighed(a, b, language) for a, b in pairwise(row))


def _weighed(before: str, word: str, language: Language) -> float:
    if word in CLASSES:
        return _LANGUAGE * min(6.0, language.cost(before, word)) - _COMMON / 2
    return _LANGUAGE * (language.cost(before, word) - _COMMON)


def _said(stretch: Stretch, heard: Sequence[Witness], way: _Way, likely: float) -> list[Word]:
    """The chosen words with boxes, confidences and what changed them."""
    said = [heard[at].words[start:end] for at, (start, end) in enumerate(stretch.spans)]
    first = said[0]
    read = " ".join(word.text for word in first)
    if way.by is None:
        agreed = sum(tuple(word.text for word in words) == way.texts for words in said)
        return [replace(word, confidence=_agreed(word.confidence, likely, agreed)) for word in first]
    boxed = first if len(first) == len(way.texts) else said[way.source]
    boxes = [word.box for word in boxed] if len(boxed) == len(way.texts) else _parts([w.box for w in boxed], way.texts)
    changed = Change(read, way.by)
    return [
        Word(text, box, round(likely, 4), changed if text != old else None)
        for text, box, old in zip(way.texts, boxes, _olds(first, way.texts), strict=True)
    ]


def _olds(first: Sequence[Word], texts: tuple[str, ...]) -> list[str]:
    return [word.text for word in first] if len(first) == len(texts) else [""] * len(texts)


def _agreed(confidence: float, likely: float, witnesses: int) -> float:
    sure = 1 - (1 - confidence) ** min(witnesses, 2) if witnesses > 1 else confidence
    return round(min(sure, likely) if likely < 1.0 else sure, 4)


def _parts(boxes: Sequence[Box], texts: Sequence[str]) -> list[Box]:
    """One box cut where the letters of the texts fall."""
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.around(box)
    letters, at, found = sum(len(text) for text in texts), 0, []
    for text in texts:
        left, at = at, at + len(text)
        found.append(
            Box(
                whole.left + whole.width * left // letters,
                whole.top,
                whole.left + whole.width * at // letters,
                whole.bottom,
            )
        )
    return found
