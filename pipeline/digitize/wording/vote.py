"""The words of one printed line out of what one or more recognisers read: votes, confidences and the language's counts."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from unicodedata import is_normalized

from ocr_models.page import Box, Cause, Change, Word
from pipeline.digitize.wording import channel
from pipeline.digitize.wording.align import aligned
from pipeline.digitize.wording.channel import Trust, trust
from pipeline.digitize.wording.forms import doubted, formed
from pipeline.digitize.wording.language import EDGE, NUMBER, Language, tokens, vietnamese
from pipeline.digitize.wording.spelling import frame_of, letters_of, marked_otherwise, parted
from pipeline.digitize.wording.tidy import tidied
from pipeline.text import nfc

SURE: Final = (
    0.004  # a word that is misread less often than this stays as printed, unless another reading says otherwise
)
_LANGUAGE: Final = 0.8  # what the language's word weighs beside the recognisers' (both in nats)
_COMMON_WORD: Final = 5.0  # nats of a common word, so that fewer words are not likelier by being fewer ...
_COMMON: Final = {EDGE: 2.0, NUMBER: 3.0}  # ... and of common classes
_NAME: Final = 2.0  # nats more for another reading of what may be a name
_HOPELESS: Final = 11.0  # nats behind the likeliest way: not weighed
_UNSURE: Final = 0.5  # confidence at most of digits that witnesses read differently
_RATHER: Final = 0.5  # misread more often than not: even what may be a name is held against the lexicon
_BOTH: Final = 0.3  # of words that either of two recognisers misreads, how much oftener than chance both do alike


_END: Final = "./."  # what closes a text (Decree 30 Annex I.II.5) is one sign
_LONGEST_FRAME: Final = 4  # signs; a leader of dots is no punctuation of a word


@dataclass(frozen=True)
class Witness:
    """What one recogniser read of a line: words from left to right, boxes in one picture's pixels for all witnesses."""

    recogniser: str
    words: tuple[Word, ...]
    shown: tuple[int, int] | None = None  # columns [left, right) of the line that it was shown; None is all of it


@dataclass(frozen=True)
class _Heard:
    """A witness's word with what is known of its recogniser."""

    word: Word
    misread: float
    habits: Trust
    name: bool  # capitalised, and a neighbour too: a name need not be a likely word


@dataclass(frozen=True)
class _Way:
    """One way in which a stretch may have been printed."""

    texts: tuple[str, ...]
    cost: float  # -ln of how likely the witnesses would have read it as they did
    by: Cause | None  # None: as the first witness has it
    source: int  # the witness whose words give the boxes
    row: tuple[str, ...]  # as the language knows it
    inner: float  # cost of the row's own pairs


_Said = Sequence[Sequence[_Heard]]  # of one stretch, the words of each witness


def voted(witnesses: Sequence[Witness], before: str = "") -> tuple[Word, ...]:
    """The line's words; `before` is the text of the line before or its last word, where prose runs on.

    Where the first witness's text stands, its word stands with its box; what differs says by what it was changed. A text
    comes from a witness, or differs from one's only in the marks of a word read unsurely, in spaces, or within a number's
    or a notation's grammar. Confidences of the result are shares of words read right.
    """
    heard = [witness for witness in witnesses if witness.words]
    if not heard:
        return ()
    language = vietnamese()
    at_stretch = [said for part in _parts(heard, before) for said in _stretches(part)]
    choices = [_ways(said, language) for said in at_stretch]
    last = [EDGE, *tokens(before)][-1]
    chosen = _best(choices, last, language)
    out: list[Word] = []
    for place, (said, at) in enumerate(zip(at_stretch, chosen, strict=True)):
        likely = min(_share(choices, chosen, place, last, language), _UNSURE if _digits_differ(said) else 1.0)
        out += _said(said, choices[place][at], likely, language)
    return doubted(formed(tidied(out), before))


def doubt(words: Sequence[Word], recogniser: str = "", before: str = "") -> float:
    """How many words of a line are likely still misread after its own mending: what a second recogniser could better."""
    return sum(1.0 - word.confidence for word in voted([Witness(recogniser, tuple(words))], before))


def _parts(heard: Sequence[Witness], before: str) -> Iterator[list[tuple[_Heard, ...]]]:
    """The line where it has the same witnesses, from left to right: what each of them read of it."""
    first, *others = heard
    words, done = _hearing(first, before), 0
    if first.shown or not any(other.shown for other in others):
        yield [words, *(_hearing(other, before) for other in others)]
        return
    middles = [(one.word.box.left + one.word.box.right) / 2 for one in words]
    for other in sorted(others, key=lambda other: other.shown or (0, 0)):
        left, right = other.shown or (0, 0)
        start = max(done, bisect_left(middles, left))
        end = max(start, bisect_left(middles, right))
        yield [words[done:start]]
        yield [words[start:end], _hearing(other, "")]
        done = end
    yield [words[done:]]


def _stretches(part: Sequence[tuple[_Heard, ...]]) -> list[_Said]:
    stretches = aligned([[one.word.text for one in words] for words in part])
    return [[part[at][start:end] for at, (start, end) in enumerate(stretch.spans)] for stretch in stretches]


def _hearing(witness: Witness, before: str) -> tuple[_Heard, ...]:
    habits, words = trust(witness.recogniser), tidied([_composed(word) for word in witness.words])
    if witness.shown is None:
        words = formed(words, before)  # what stands at a line's head or end tells of its form; a piece has neither
    capital = [letters_of(word.text).istitle() for word in words]
    return tuple(
        _Heard(
            word,
            habits.misread(word.text, word.confidence),
            habits,
            capital[at] and any(capital[max(0, at - 1) : at] + capital[at + 1 : at + 2]),
        )
        for at, word in enumerate(words)
    )


def _composed(word: Word) -> Word:
    return word if is_normalized("NFC", word.text) else replace(word, text=nfc(word.text))


def _ways(said: _Said, language: Language) -> list[_Way]:
    """Every way worth weighing, the first witness's own first."""
    texts = [tuple(one.word.text for one in words) for words in said]
    found: dict[tuple[str, ...], tuple[Cause | None, int]] = {}
    for at, text in enumerate(texts):
        found.setdefault(text, ("vote" if at else None, at))
    if len(found) > 1 or any(one.misread > SURE for words in said for one in words):
        for at, words in enumerate(said):
            for other, cause in _otherwise(words, language, len(found) > 1):
                found.setdefault(other, (cause, at))
        for other, cause in _crossed(texts, found):
            found.setdefault(other, (cause, 0))
    costs = [channel.dirt(text) + sum(_cost(text, words) for words in said) for text in found]
    least = min(costs)
    return [
        _way(text, cost, cause, at, language)
        for (text, (cause, at)), cost in zip(found.items(), costs, strict=True)
        if cost <= least + _HOPELESS
    ]


def _way(text: tuple[str, ...], cost: float, cause: Cause | None, at: int, language: Language) -> _Way:
    row = tuple(token for word in text for token in tokens(word.replace(_END, ".")))
    return _Way(text, cost, cause, at, row, _run(row, language))


def _cost(text: tuple[str, ...], words: Sequence[_Heard]) -> float:
    read = [one.word.text for one in words]
    if not words:
        return channel.cost(text, read, 0.0, channel.UNKNOWN)
    found = channel.cost(text, read, max(one.misread for one in words), words[0].habits)
    if len(text) == len(read) == 1 and text[0] != read[0] and words[0].name:
        found += _NAME
    return found


def _otherwise(words: Sequence[_Heard], language: Language, disputed: bool) -> Iterator[tuple[tuple[str, ...], Cause]]:
    """What a witness's words may have been: other marks where unsure, a space that was lost."""
    if len(words) == 1 and (disputed or words[0].misread > SURE):
        text = words[0].word.text
        for other in _other_marks(words[0], language):
            yield (other,), "language"
        for pair in parted(text, language):
            yield pair, "spacing"


def _crossed(
    texts: Sequence[tuple[str, ...]], found: Mapping[tuple[str, ...], tuple[Cause | None, int]]
) -> list[tuple[tuple[str, ...], Cause]]:
    """One way's letters with another witness's punctuation."""
    frames = {frame for text in texts if len(text) == 1 and (frame := frame_of(text[0]))}
    if len(frames) < 2:
        return []
    letters = {letters_of(text[0]): cause or "vote" for text, (cause, _) in found.items() if len(text) == 1}
    some = [(one, other) for one, other in sorted(frames) if len(one + other) <= _LONGEST_FRAME]
    return [((one + word + other,), cause) for word, cause in letters.items() if word for one, other in some]


def _best(choices: Sequence[Sequence[_Way]], before: str, language: Language) -> tuple[int, ...]:
    """For each stretch the way of the likeliest line (Viterbi)."""
    states: dict[str, tuple[float, tuple[int, ...]]] = {before: (0.0, ())}
    for ways in choices:
        after: dict[str, tuple[float, tuple[int, ...]]] = {}
        for at, way in enumerate(ways):
            for context, (cost, path) in states.items():
                total = cost + way.cost + way.inner
                if way.row:
                    total += _weighed(context, way.row[0], language)
                end = way.row[-1] if way.row else context
                if end not in after or total < after[end][0]:
                    after[end] = (total, (*path, at))
        states = after
    return min(states.values())[1]


def _share(
    choices: Sequence[Sequence[_Way]], chosen: Sequence[int], place: int, first: str, language: Language
) -> float:
    """How likely the chosen way is beside the others, its neighbours being as they are."""
    ways = choices[place]
    if len(ways) == 1:
        return 1.0
    rows = [ways[at].row for ways, at in zip(choices, chosen, strict=True)]
    left = next((row[-1] for row in reversed(rows[:place]) if row), first)
    right = next(
        (row[:1] for row in rows[place + 1 :] if row), ()
    )  # as for the choice, what follows the line is not known
    costs = [way.cost + _run((left, *way.row, *right), language) for way in ways]
    least = min(costs)
    return math.exp(least - costs[chosen[place]]) / sum(math.exp(least - cost) for cost in costs)


def _run(row: Sequence[str], language: Language) -> float:
    return sum(_weighed(a, b, language) for a, b in pairwise(row))


def _weighed(before: str, word: str, language: Language) -> float:
    return _LANGUAGE * (language.cost(before, word) - _COMMON.get(word, _COMMON_WORD))


def _said(said: _Said, way: _Way, likely: float, language: Language) -> list[Word]:
    """The chosen words with boxes, confidences and what changed them."""
    first = [one.word for one in said[0]]
    if way.by is None:
        agreed = [words for words in said if tuple(one.word.text for one in words) == way.texts]
        return [
            replace(word, confidence=round(likely * (1 - _misread([words[at] for words in agreed], language)), 4))
            for at, word in enumerate(first)
        ]
    boxed = first if len(first) == len(way.texts) else [one.word for one in said[way.source]]
    boxes = [word.box for word in boxed] if len(boxed) == len(way.texts) else _shares([w.box for w in boxed], way.texts)
    reads = [word.change.read if word.change else word.text for word in first]
    if len(first) != len(way.texts):
        reads = [" ".join(dict.fromkeys(reads))] * len(way.texts)
    return [
        Word(text, box, round(likely, 4), Change(read, way.by) if text != read else None)
        for text, box, read in zip(way.texts, boxes, reads, strict=True)
    ]


def _digits_differ(said: _Said) -> bool:
    """Whether witnesses read digits otherwise (28 as 2 or 2Ệ): no language tells which are right."""
    heard = {"".join(sign for one in words for sign in one.word.text if sign.isalnum()) for words in said if words}
    return len(heard) > 1 and any(sign.isdigit() for one in heard for sign in one)


def _misread(agreed: Sequence[_Heard], language: Language) -> float:
    """How likely a word is misread that one or more witnesses read alike."""
    chances = [one.misread * (1 - one.habits.marks if _marks_weighed(one, language) else 1.0) for one in agreed]
    return chances[0] if len(chances) == 1 else max(0.0005, min(chances) * max(_BOTH, sorted(chances)[1]))


def _marks_weighed(one: _Heard, language: Language) -> bool:
    """Whether marks are no reason for doubt any more: the language has weighed others, or there are none, as on digits."""
    if any(map(str.isdigit, one.word.text)):
        return not one.habits.lacks(one.word.text)
    return bool(_other_marks(one, language))


def _other_marks(one: _Heard, language: Language) -> tuple[str, ...]:
    """The word with other marks, as far as the language can weigh them: none of a name that it does not know.

    Nor of a word in doubt for a sign beside its letters.
    """
    text = one.word.text
    return () if one.habits.lacks(text) else marked_otherwise(text, language, one.misread > _RATHER)


def _shares(boxes: Sequence[Box], texts: Sequence[str]) -> list[Box]:
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
