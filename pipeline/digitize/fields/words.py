"""The word lists of the lexicon folder, and how a misread phrase is led back to the one it must have been."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

from pipeline.text import fold, nfc, same_spelling

_LETTERS: Final = re.compile(r"[^a-z0-9]+")


def _lines(name: str) -> list[str]:
    text = (files(__package__) / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")
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
def places() -> frozenset[str]:
    return frozenset(_lines("provinces"))


@cache
def notation_groups() -> frozenset[str]:
    return (
        frozenset(_lines("notation_groups")) | {short for short in type_names().values() if short} | {"SY", "TrS", "SL"}
    )


@cache
def surnames() -> frozenset[str]:
    return frozenset(same_spelling(word) for line in _lines("surnames") for word in line.split())


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


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Phrases in capitals by their folded words; those that two phrases share are left out."""
    found: dict[tuple[str, ...], set[str]] = {}
    for phrase in (*_lines("phrases"), *(place.upper() for place in places())):
        words = [word for word in phrase.split() if bare(word)]
        if len(words) > 1:
            found.setdefault(tuple(bare(word) for word in words), set()).add(" ".join(words))
    return {key: tuple(next(iter(texts)).split()) for key, texts in found.items() if len(texts) == 1}


@cache
def _longest_phrase() -> int:
    return max(len(key) for key in _phrases())


def mended(words: Iterable[str]) -> tuple[list[str], int]:
    """Words in capitals with misread marks set right by the phrases, and how many words lie inside a known phrase.

    A stretch is mended where it equals exactly one phrase but for its marks; what is printed in the other placement of tone
    marks (HOÀ for HÒA) is left as printed.
    """
    out = list(words)
    keys = [bare(word) for word in out]
    real = [i for i, key in enumerate(keys) if key]
    known = 0
    at = 0
    while at < len(real):
        for count in range(min(_longest_phrase(), len(real) - at), 1, -1):
            places_of = real[at : at + count]
            phrase = _phrases().get(tuple(keys[i] for i in places_of))
            if phrase is None:
                continue
            for i, right in zip(places_of, phrase, strict=True):
                out[i] = _as_printed(out[i], right)
            known += count
            at += count
            break
        else:
            at += 1
    return out, known


def _as_printed(read: str, right: str) -> str:
    core = read.strip(",.;:")
    if same_spelling(core) == same_spelling(right.strip(",")):
        return read
    start = read.find(core)
    return read[:start] + right.strip(",") + read[start + len(core) :]
