"""What a pen wrote, put among the words of its page: the page's text says what the fields say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from ocr_models.page import Box, Change, Line, Word, line_of
from pipeline.digitize.values import Field, Fields, ReadPage
from pipeline.text import fold

_SURE: Final = 0.8  # the fields' threshold of review: what a clerk may yet change stays as it was read
_LEVEL: Final = 0.6  # of a field's height by which words of one row stand off it
_MOST: Final = 3  # words that handwriting is read as
_LONG: Final = 10  # heights of a word; no gap is wider
_NUMBER: Final = re.compile(r"^so\s?[:.;,]?$")
_DAY: Final = re.compile(r"^\W*n?gay$")
_MONTH: Final = re.compile(r"^th.ng$")


def with_written(page: ReadPage, before: Fields, told: Fields) -> ReadPage:
    """The page with number and day in their gaps as `told` has them and `before` had not, where they are sure."""
    number, dated = _new("code_number", before, told), _new("issued_date", before, told)
    notation = told.get("code_notation")
    lines = list(page.lines)
    if number is not None and notation is not None and notation.page == page.number:
        row = _row(lines, notation, page)
        behind = [word for word in row if notation.box and abs(word.box.left - notation.box[0] * page.dpi / 72) < 3]
        label = [word for word in row if _NUMBER.match(fold(word.text)) and not word.text.isupper()]
        if label and behind and "/" not in behind[0].text[1:]:
            lines = _filled(lines, row, label[0], behind[0], str(number.value), number.confidence)
    if dated is not None and dated.page == page.number:
        row = _row(lines, dated, page)
        label = [word for word in row if _DAY.match(fold(word.text))]
        behind = [word for word in row if _MONTH.match(fold(word.text))]
        if label and behind:
            day = f"{date.fromisoformat(str(dated.value)).day:02d}"  # as the decree writes it (Annex I.II.4.b)
            lines = _filled(lines, row, label[0], behind[0], day, dated.confidence)
    return replace(page, lines=tuple(lines))


def _row(lines: list[Line], field: Field, page: ReadPage) -> list[Word]:
    """The words on a level with the field, from left to right."""
    if field.box is None:
        return []
    middle, height = ((field.box[3] + sign * field.box[1]) * page.dpi / 72 for sign in (1, -1))
    words = [word for line in lines for word in line.words]
    row = [word for word in words if abs(word.box.top + word.box.bottom - middle) / 2 < _LEVEL * height]
    return sorted(row, key=lambda word: word.box.left)


def _new(key: str, before: Fields, told: Fields) -> Field | None:
    found, old = told.get(key), before.get(key)
    if found is None or found.confidence < _SURE or (old is not None and old.value == found.value):
        return None
    return found


def _filled(lines: list[Line], row: list[Word], first: Word, last: Word, text: str, sure: float) -> list[Line]:
    """The lines with `text` between two words of one row, in the place of what was read there."""
    gap = first.box.right, last.box.left
    inside = [word for word in row if word is not last and gap[0] <= (word.box.left + word.box.right) / 2 <= gap[1]]
    read = " ".join(word.text for word in inside)
    if read == text or len(inside) > _MOST or not 0 < gap[1] - gap[0] < _LONG * first.box.height:
        return lines
    box = Box(gap[0] + 1, first.box.top, max(gap[0] + 2, gap[1] - 1), first.box.bottom)
    if inside:
        box = line_of(inside).box
    return _with(lines, first, inside, Word(text, box, sure, Change(read, "vote")))


def _with(lines: list[Line], first: Word, gone: list[Word], new: Word) -> list[Line]:
    filled = []
    for line in lines:
        words = [word for word in line.words if not any(word is other for other in gone)]
        if any(word is first for word in words):
            at = next(n for n, word in enumerate(words) if word is first)
            words.insert(at + 1, new)
        if words:
            filled.append(line if words == list(line.words) else line_of(words, line.angle))
    return filled
