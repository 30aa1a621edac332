"""Spaces as a typist sets them: what recognisers run together at punctuation and digits, or tear apart within a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ocr_models.page import Box, Change, Word
from pipeline.digitize.wording.syllable import possible

_BREAKS: Final = (
    re.compile(
        r"(?<=[^\W\d_])[,;:](?=\w)|(?<=\d)[;:](?=[^\W\d_])|(?<=\d),(?=[^\W\d_])"
    ),  # "nước,các", "Số:2605"; not 1,5, 10:30
    re.compile(r"(?<=\))[,;:.](?=\w)|(?<=\w)[,;](?=[(“])"),
    re.compile(
        r"^(?:KT|TM|TL|TUQ|Q)\.(?=[^\W\d_])"
    ),  # Decree 30 Annex I.II.7a: the competence stands before the position
    re.compile(r"^(?:\d{1,2}|[IVX]{1,4})\.(?=[^\W\d_]{2})"),  # "1.Hợp", "I.MỤC"
    re.compile(r"^[-–+](?=[^\W\d_]{2})"),  # a list's dash, at a line's head only
)
_SENTENCES: Final = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})\.(?=([^\W\d_]{2,}))")  # "tạo.Hệ"
_DIGITS: Final = re.compile(
    r"^(?:ngày|tháng|năm|số|khoản|điều|mục|chương|quý)(?=\d{1,4}\W*$)", re.IGNORECASE
)  # "ngày16"
_MONTHS: Final = re.compile(r"^\d{1,2}(?=(?:tháng|năm)$)")  # "12tháng"
_NAMES: Final = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])")  # "HoàngQuốc"


def tidied(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a line with lost spaces set; doing it again changes nothing."""
    found: list[Word] = []
    for at, word in enumerate(words):
        found += _cut(word, sorted(set(_breaks(word.text, at == 0))))
    return tuple(_joined(found))


def _breaks(text: str, first: bool) -> Iterator[int]:
    """Where spaces are missing within a word."""
    letters = text.rstrip(".,;:)")
    if len(text) < 3 or (letters.isalpha() and (letters[1:].islower() or (len(letters) > 3 and letters.isupper()))):
        return  # one word, as most are
    if "://" in text or "@" in text or "www." in text:
        return
    for pattern in _BREAKS if first else _BREAKS[:-2]:
        for match in pattern.finditer(text):
            yield match.end()
    for match in _SENTENCES.finditer(text):
        before, after = match.groups()
        if before.islower() and after.istitle() and possible(before) and possible(after):
            yield match.end()
    digits = _DIGITS.match(text)
    if digits:
        yield digits.end()
    month = _MONTHS.match(text)
    if month:
        yield month.end()
    for match in _NAMES.finditer(text):
        one, two = text[: match.start()], text[match.start() :].rstrip(".,;:)")
        if one[-1].islower() and two.istitle() and one.istitle() and possible(one) and possible(two):
            yield match.start()


def _cut(word: Word, breaks: Sequence[int]) -> list[Word]:
    """The word cut at letters; each part's box has its share of the width."""
    if not breaks:
        return [word]
    box, length, found = word.box, len(word.text), []
    change = word.change or Change(word.text, "spacing")
    for start, end in pairwise([0, *breaks, length]):
        part = Box(box.left + box.width * start // length, box.top, box.left + box.width * end // length, box.bottom)
        found.append(replace(word, text=word.text[start:end], box=part, change=change))
    return found


_YEAR: Final = re.compile(r"^(?:19|20)\d\d\W*$")


def _joined(words: Sequence[Word]) -> Iterator[Word]:
    """A year, a day or a number that was torn apart: "năm 201 1.", "ngày 1 6 tháng", "Số: 2 1 /2026"."""
    at = 0
    while at < len(words):
        word = words[at]
        before = words[at - 1].text.lower() if at else ""
        if before in ("năm", "ngày", "số:") and at + 1 < len(words) and word.text.isdigit():
            other = words[at + 1]
            after = words[at + 2].text.lower() if at + 2 < len(words) else ""
            whole = word.text + other.text
            day = before == "ngày" and after == "tháng" and len(whole) == 2
            number = before == "số:" and after.startswith("/")
            if (before == "năm" and _YEAR.match(whole)) or ((day or number) and whole.isdigit()):
                change = Change(f"{word.text} {other.text}", "spacing")
                sure = min(word.confidence, other.confidence)
                yield Word(whole, word.box.around(other.box), sure, change)
                at += 2
                continue
        yield word
        at += 1
