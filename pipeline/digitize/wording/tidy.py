"""Spaces as a typist sets them: what recognisers join or part at punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ocr_models.page import Box, Change, Word

_JOINED: Final = re.compile(r"(?<=[^\W\d_])([,;:])(?=[^\W\d_]{2})")  # "nước,các"; not 1,5 nor 10:30 nor P,T
_DASHED: Final = re.compile(r"^[-–](?=[^\W\d_]{2})")  # "-Như" at a line's head is a list's dash


def tidied(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a line with lost spaces set after commas and a list's dash; doing it again changes nothing."""
    found: list[Word] = []
    for at, word in enumerate(words):
        found += _cut(word, _breaks(word.text, at == 0))
    return tuple(found)


def _breaks(text: str, first: bool) -> Iterator[int]:
    if first and _DASHED.match(text):
        yield 1
    if "/" not in text and "." not in text and "@" not in text:
        for match in _JOINED.finditer(text):
            yield match.end()


def _cut(word: Word, breaks: Iterator[int]) -> list[Word]:
    """The word cut at letters; each part's box has its share of the width."""
    edges = [0, *breaks, len(word.text)]
    if len(edges) == 2:
        return [word]
    box, length, found = word.box, len(word.text), []
    read = word.change or Change(word.text, "spacing")
    for start, end in pairwise(edges):
        part = Box(box.left + box.width * start // length, box.top, box.left + box.width * end // length, box.bottom)
        found.append(replace(word, text=word.text[start:end], box=part, change=read))
    return found
