"""The word lists of the lexicon folder, and how a misread phrase is led back to the one it must have been."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from pipeline.digitize.wording.channel import marks_apart
from pipeline.text import fold, nfc, same_spelling

_EDGES: Final = ",.;:()-–\"'“”‘’/|"
_POINTS: Final = ",.;:"
_SELDOM: Final = 2.0  # nats; a dot below, a horn or a stroke through is seldom seen where there is none
_LETTERS: Final = re.compile(r"[^a-z0-9]+")


def _lines(name: str) -> list[str]:
    text = (files("pipeline.digitize.fields.lexicon") / f"{name}.txt").read_text(encoding="utf-8")
    return [nfc(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def type_names() -> dict[str, str]:
    """Names of documents to their abbreviations, "" where there is none (Decree 30 Annex III.I and the law on legal documents)."""
    pairs = (line.split("\t") for line in _lines("types"))
    return {name: "" if short == "-" else short for name, short in pairs}


@cache
def agency_heads() -> tuple[str, ...]:
    return tuple(sorted((fold(line) for line in _lines("agency_heads")), key=len, reverse=True))


@cache
def agency_words() -> dict[str, str]:
    """The single words of them by their letters without marks."""
    return {fold(line): line for line in _lines("agency_heads") if " " not in line}


@cache
def leaders_by_agency() -> dict[str, tuple[str, ...]]:
    """How an agency's name begins, to the positions of its head."""
    rows = (line.split("\t") for line in _lines("leaders"))
    return {name: tuple(positions) for name, *positions in rows}


@cache
def places() -> frozenset[str]:
    return frozenset(_lines("provinces"))


@cache
def namesakes() -> frozenset[str]:
    """Persons after whom schools and wards are named."""
    return frozenset(_lines("namesakes"))


@cache
def notation_groups() -> frozenset[str]:
    return (
        frozenset(_lines("notation_groups")) | {short for short in type_names().values() if short} | {"SY", "TrS", "SL"}
    )


@cache
def surnames() -> frozenset[str]:
    return frozenset(same_spelling(word) for line in _lines("surnames") for word in line.split())


@cache
def frequent_surnames() -> frozenset[str]:
    """The family names of about 95 in 100 people, but for those that are more often a middle name (Kim, Ngọc)."""
    return frozenset(same_spelling(word) for line in _lines("frequent_surnames") for word in line.split())


@cache
def name_syllables() -> frozenset[str]:
    return surnames() | {same_spelling(word) for line in _lines("given_names") for word in line.split()}


def bare(text: str) -> str:
    """Letters and digits alone, folded: what stays when marks, spaces and punctuation are misread."""
    return _LETTERS.sub("", fold(text))


def distance(a: str, b: str, limit: int) -> int:
    """Levenshtein distance, or limit + 1 where it is more than the limit."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            now.append(min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (x != y)))
        if min(now) > limit:
            return limit + 1
        before = now
    return min(before[-1], limit + 1)


_KINDS: Final = ("TỈNH", "THÀNH PHỐ", "HUYỆN", "QUẬN", "THỊ XÃ", "PHƯỜNG", "THỊ TRẤN", "ĐẶC KHU")
_BODIES: Final = ("", "ỦY BAN NHÂN DÂN", "UBND", "HỘI ĐỒNG NHÂN DÂN", "CÔNG AN", "THANH TRA", "BỆNH VIỆN ĐA KHOA")


Phrases = dict[tuple[str, ...], tuple[str, ...]]


def _by_letters(texts: Iterable[str]) -> Phrases:
    """Phrases by their folded words; those whose letters without marks are two phrases' are left out."""
    found: dict[tuple[str, ...], set[str]] = {}
    for phrase in texts:
        words = [word for word in phrase.split() if bare(word)]
        if len(words) > 1:
            found.setdefault(tuple(bare(word) for word in words), set()).add(" ".join(words))
    return {key: tuple(next(iter(texts)).split()) for key, texts in found.items() if len(texts) == 1}


@cache
def _head_phrases() -> Phrases:
    """Phrases that stand in capitals."""
    texts = [*_lines("phrases"), *(name.upper() for name in (*places(), *namesakes()))]
    texts += [f"{body} {kind}" for body in _BODIES[1:] for kind in (*_KINDS, "XÃ")]
    texts += [f"{body} {kind} {place.upper()}" for body in _BODIES for kind in _KINDS[:2] for place in places()]
    return _by_letters(text.strip() for text in texts)


@cache
def _prose_phrases() -> Phrases:
    """Phrases that stand in small letters."""
    institutions = (line for line in _lines("phrases") if len(line.split()) > 2)
    return _by_letters(
        [
            *(line.upper() for line in _lines("office_phrases")),
            *(line for line in _lines("agency_heads") if " " in line),
            *institutions,
            *(name.upper() for name in (*places(), *namesakes())),
        ]
    )


@cache
def _name_phrases() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(name.upper().split()) for name in (*places(), *namesakes()))


@cache
def _head_phrases_by_length() -> dict[int, list[tuple[str, tuple[str, ...]]]]:
    found: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
    for key in _head_phrases():
        found.setdefault(len(key), []).append(("".join(key), key))
    return found


@cache
def _run_together() -> Phrases:
    return {("".join(key),): right for key, right in _head_phrases().items() if len("".join(key)) >= 10}


_LONGEST: Final = 9  # words
_LONG: Final = 4


@cache
def head_phrases() -> tuple[str, ...]:
    """The phrases of heads and closings, in capitals."""
    return tuple(_lines("phrases"))


def nearly(text: str, phrases: Iterable[str]) -> str | None:
    """The one phrase that the text is but for one letter, or for two where it has twelve or more."""
    letters = bare(text)
    found = {}
    for phrase in phrases:
        target = bare(phrase)
        limit = 2 if len(target) >= 12 else 1 if len(target) >= 7 else 0
        if limit and (off := distance(letters, target, limit)) <= limit:
            found[phrase] = off
    best = [phrase for phrase, off in found.items() if off == min(found.values())]
    return best[0] if len(best) == 1 else None


def mended(words: Iterable[str], sure: Sequence[bool] = ()) -> tuple[list[str], list[bool]]:
    """Words with misread letters set right by the phrases, and for each whether it lies in a known phrase.

    `sure` says of each word whether it was read surely: then its letters stay (TRỒNG is not TRƯỞNG), and of its marks those that
    are seldom misread (THẠNH HÓA is not THANH HÓA). Marks above are misread as surely as read: there phrases know better.

    A stretch is mended where it equals exactly one phrase but for its marks, or, in capitals, for one letter in
    ten; what is printed in the other placement of tone marks (HOÀ for HÒA) is left as printed, and so are capitals. Names
    are told by their capitals.
    """
    out: list[str] = []
    stays: list[bool] = []
    for at, word in enumerate(words):
        together = _run_together().get((bare(word),)) if word.isupper() else None
        out.extend(together or (word,))
        stays.extend([bool(sure) and sure[at] and together is None] * len(together or (word,)))
    keys = [bare(word) for word in out]
    real = [i for i, key in enumerate(keys) if key]
    known: set[int] = set()
    for at in range(len(real)):
        for count in range(min(_LONGEST, len(real) - at), 1, -1):
            stretch = real[at : at + count]
            if known.issuperset(stretch):
                break
            phrase = _phrase([out[i] for i in stretch], tuple(keys[i] for i in stretch))
            kept = [i for i, right in zip(stretch, phrase or (), strict=False) if stays[i] and unlike(out[i], right)]
            # So long a phrase is met by no chance: a mark of one word of it was misread, however surely.
            vouched = (
                phrase is not None
                and len(kept) == 1
                and count >= _LONG
                and keys[kept[0]] == bare(phrase[stretch.index(kept[0])])
            )
            if phrase is None or (kept and not vouched):
                continue
            for i, right in zip(stretch, phrase, strict=True):
                out[i] = _as_printed(out[i], right)
                if i != stretch[-1]:
                    out[i] = _pointed(out[i], right)
                keys[i] = bare(out[i])
            known.update(stretch)
            break
    return out, [i in known for i in range(len(out))]


def unlike(read: str, right: str) -> bool:
    """Whether two words differ in more than the marks above their letters: those are worn off and taken for each other."""
    one, other = same_spelling(read.strip(_EDGES)), same_spelling(right.strip(_EDGES))
    return fold(one) != fold(other) or marks_apart(other, one) >= _SELDOM


def _phrase(words: Sequence[str], read: tuple[str, ...]) -> tuple[str, ...] | None:
    """The one phrase that these words are."""
    if not all(word.upper() == word for word in words):
        phrase = _prose_phrases().get(read)
        if phrase in _name_phrases() and not all(_initial(word).isupper() for word in words):
            return None
        return phrase
    exact = _head_phrases().get(read) or _prose_phrases().get(read)
    letters = "".join(read)
    limit = (len(letters) + 2) // 10  # one misread letter from eight letters on, two from eighteen
    if exact is not None or not limit:
        return exact
    near = [
        key
        for joined, key in _head_phrases_by_length().get(len(read), ())
        if abs(len(joined) - len(letters)) <= limit
        and sum(a == b for a, b in zip(read, key, strict=True)) * 2 >= len(key)
        and distance(letters, joined, limit) <= limit
    ]
    return _head_phrases()[near[0]] if len(near) == 1 else None


def _pointed(read: str, right: str) -> str:
    """A word within a phrase with the phrase's sign behind it, where another was read: a comma read as a full stop."""
    core = read.rstrip(_POINTS)
    return core + right[len(right.rstrip(_POINTS)) :] if core and core != read else read


def _initial(word: str) -> str:
    return next((c for c in word if c.isalpha()), "")


def _as_printed(read: str, right: str) -> str:
    """The right word with the read one's punctuation and case, or the read one where only the placement of marks differs."""
    core, printed = read.strip(_EDGES), right.strip(_EDGES)
    if not core or not printed or same_spelling(core) == same_spelling(printed):
        return read
    start = read.find(core)
    if sum(c.isupper() for c in core) < 2 and len(core) > 1:
        printed = printed.capitalize() if _initial(core).isupper() else printed.lower()
    return read[:start] + printed + read[start + len(core) :]
