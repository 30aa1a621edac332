"""Lines of a closing whose beginning lies under the seal, told by their ends and by the axis that the block is centred on.

The seal covers a third of the signature on its left (Decree 30 Annex I.II.8.a), and with it the first letters of what stands
above: on a scan without colours nothing brings them back. But competence and position are few phrases, they are centred over
each other and over the name (Annex I.II.7), and capitals of 13 to 14 points have a known width: so an end of a line, and how
far it reaches to the right of the axis, mostly leave one phrase.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from pipeline.digitize.fields.layout import Placed, Row
from pipeline.digitize.fields.leaders import may_stand
from pipeline.digitize.fields.words import bare, distance, head_phrases, nearly
from pipeline.text import fold

_EM: Final = {
    "I": 0.39,
    " ": 0.25,
    ".": 0.25,
    ",": 0.25,
    "-": 0.33,
    "M": 0.94,
    "E": 0.67,
    "T": 0.67,
    "P": 0.61,
    "J": 0.5,
}
_CAPITAL: Final = 0.73  # ems of any other in a bold Times
_SIZE: Final = 13.5  # points (Annex I.II.7: 13 to 14)
_OFF: Final = 0.24  # of ln(size): what else a line's end may be off by
_BEYOND: Final = 4.0  # points by which the boxes of two words are wider than their print
_LEAST: Final = 4  # letters that must be seen
_BLIND: Final = 4  # signs that may be covered where no name tells the axis
_COMPETENT: Final = re.compile(r"^\W*(?:(?:k?t|[ti]?l|t?m|q)\W+)?")  # what is left of KT., TL., TM., Q.
_SCRAP: Final = 3  # signs
_MINISTER: Final = ("thu truong", "bo truong")  # whose deputy has a name of his own
_GUESSED: Final = 0.6  # confidence at most, for a clerk's look ...
_BORNE_OUT: Final = 0.75  # ... and where the agency's own name bears the phrase out (agreement.py has the counts)
_STRANGE: Final = 0.1  # of ln(size) that a phrase must fit better by which the agency's name does not bear out
_BODIES: Final = ("uy ban", "hoi dong", "ban ", "quoc hoi", "chinh phu", "thuong truc", "doan ")
_HEADS: Final = (
    "bo truong", "thu truong", "giam doc", "pho ", "tong ", "chu tich", "cuc truong", "chi cuc truong", "vu truong", "vien truong",
    "hieu truong", "truong ", "chanh ", "thu tuong", "chu nhiem", "thong doc", "bi thu",
)  # fmt: skip


@cache
def _positions() -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for phrase in head_phrases() if fold(phrase).startswith(_HEADS)))


@cache
def _bodies() -> tuple[str, ...]:
    return tuple(phrase for phrase in head_phrases() if fold(phrase).startswith(_BODIES))


def may_end(row: Row) -> bool:
    """Whether the row can be the end of a competence or position."""
    return any(True for _ in _ending(row.text, (*_positions(), *_bodies())))


def uncovered(lines: Sequence[Row], axis: float | None, agency: str = "") -> tuple[Row, ...]:
    """The block's lines, upper first, with what the seal covers.

    `axis` is the name's middle, where a name is to be seen; `agency` who issues, as the head has it.
    """
    likely = may_stand(agency)
    done: list[Row] = []
    for at, line in reversed(list(enumerate(lines))):
        below = fold(nearly(done[0].text, _positions()) or done[0].text) if done else ""
        whole = line if done or not at else _whole(line, _deputies(lines[at - 1]), axis, likely)
        done.insert(0, whole if whole is not line else _whole(line, _possible(below, alone=at == 0), axis, likely))
    return _deputy(done, likely)


def _deputies(head: Row) -> tuple[str, ...]:
    """The positions of those who sign for the head that stands on the line above."""
    position = _COMPETENT.sub("", head.folded).strip()
    return tuple(one for one in _positions() if fold(one) == f"pho {position}" or (fold(one), position) == _MINISTER)


def _deputy(lines: Sequence[Row], likely: Sequence[str]) -> tuple[Row, ...]:
    """Nobody signs for himself: where the same head stands on both lines, the lower begins with "PHÓ" (Annex I.II.7.b)."""
    if len(lines) < 2:
        return tuple(lines)
    *others, head, own = lines
    deputies = _deputies(head)
    if own.folded.strip() != _COMPETENT.sub("", head.folded).strip() or not deputies:
        return tuple(lines)
    return (
        *others,
        _read_as(head, f"KT. {_COMPETENT.sub('', own.text)}", likely),
        _read_as(own, deputies[0], likely),
    )


def _whole(line: Row, possible: Sequence[str], axis: float | None, likely: Sequence[str]) -> Row:
    text = line.text
    known = {bare(phrase) for phrase in possible}
    if bare(text) in known and (axis is None or abs(_unlike(text, line, axis)) <= _OFF):
        return line
    scrap = _with_scrap(text, [phrase for phrase in likely if phrase in possible])
    if scrap is not None and (axis is None or abs(_unlike(scrap, line, axis)) <= _OFF):
        return _read_as(line, scrap, likely)
    near = nearly(text, possible)  # ",UHÁNH VĂN PHÒNG" is as long as it should be: no PHÓ is hidden
    if near and len(bare(near)) == len(bare(text)) and (axis is None or abs(_unlike(near, line, axis)) <= _OFF):
        return _read_as(line, near, likely)
    best: list[tuple[float, str]] = []
    for phrase in _ending(text, possible):
        hidden = len(phrase) - len(text)
        off = abs(_unlike(phrase, line, axis)) if axis is not None else 0.01 * hidden
        off += 0.0 if not likely or phrase in likely or phrase.startswith("TL. ") else _STRANGE
        if off <= _OFF and (axis is not None or hidden <= _BLIND):
            best.append((off, phrase))
    if not best:
        return line
    return _read_as(line, min(best)[1], likely)


def _with_scrap(text: str, phrases: Sequence[str]) -> str | None:
    """The phrase that the text is, but for letters before it that are the seal's and no end of "PHÓ"."""
    for phrase in phrases:
        scrap = text.removesuffix(phrase)
        if 0 < len(scrap) <= _SCRAP and " " not in scrap and not "pho".endswith(bare(scrap)):
            return phrase
    return None


def _possible(below: str, alone: bool) -> tuple[str, ...]:
    """What may stand over a line: nothing under it is a position; over a deputy the head signed for; else a body, or an order.

    A deputy never stands alone.
    """
    if not below:
        return tuple(one for one in _positions() if not (alone and fold(one).startswith(("pho ", "thu truong"))))
    if below.startswith(("pho ", "thu truong")):
        return tuple(f"KT. {phrase}" for phrase in _positions())
    if below.startswith("kt"):
        return tuple(f"TM. {phrase}" for phrase in _bodies())
    heads = tuple(f"TL. {phrase}" for phrase in _positions())
    return (*(f"TM. {phrase}" for phrase in _bodies()), *heads)


def _ending(text: str, phrases: Sequence[str]) -> Iterator[str]:
    """The phrases that end as the text does, but for one letter in eight."""
    seen = bare(text)
    if len(seen) < _LEAST:
        return
    for phrase in phrases:
        whole = bare(phrase)
        if len(whole) > len(seen) and distance(whole[-len(seen) :], seen, 1) <= len(seen) // 8:
            yield phrase


def _unlike(phrase: str, line: Row, axis: float) -> float:
    """How far the line's end is from where the phrase would end, as ln of the type size it would need."""
    ems = sum(_EM.get(sign, _EM.get(fold(sign).upper(), _CAPITAL)) for sign in phrase)
    width = 2 * (line.right - axis) - _BEYOND
    return math.log(max(width, 1.0) / ems / _SIZE)


def _read_as(line: Row, phrase: str, likely: Sequence[str]) -> Row:
    """The line as the phrase; words that were not seen stand where the line begins."""
    words, seen = phrase.split(), list(line.words)
    placed: list[Placed] = []
    for at, text in enumerate(words):
        under = seen[max(0, at - (len(words) - len(seen)))] if len(seen) <= len(words) else seen[-1]
        sure = min(_BORNE_OUT if phrase in likely else _GUESSED, under.word.confidence)
        placed.append(replace(under, word=replace(under.word, text=text, confidence=sure)))
    return Row(tuple(placed), line.page)
