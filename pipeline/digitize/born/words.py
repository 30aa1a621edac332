"""The words of a born-digital page, from its own text, each with its box; read by pdfium, as the proof reads them back."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

_HYPHENS: Final = (0x02, 0xFFFE)  # pdfium's sign for a hyphen at a line's end
_MOST_CHARACTERS: Final = 200_000
_COLUMN: Final = 1.5  # heights of a line that part one column from the next
Rectangle = tuple[float, float, float, float]  # points from the page's top left: left, top, right, bottom


@dataclass
class _Growing:
    text: str = ""
    left: float = math.inf
    top: float = math.inf
    right: float = -math.inf
    bottom: float = -math.inf

    def take(self, letter: str, box: Rectangle) -> None:
        self.text += letter
        left, top, right, bottom = box
        if right > left or bottom > top:
            self.left, self.top = min(self.left, left), min(self.top, top)
            self.right, self.bottom = max(self.right, right), max(self.bottom, bottom)

    @property
    def box(self) -> Rectangle | None:
        return (self.left, self.top, self.right, self.bottom) if self.right > -math.inf else None


def lines_of(page: pypdfium2.PdfPage) -> list[list[tuple[str, Rectangle]]]:
    """Lines of words as they stand in the page's content; a gap that parts columns parts lines too."""
    height = page.get_height()
    with closing(page.get_textpage()) as text:
        return [line for words in _rows(text, height) for line in _columns(words)]


def _rows(text: Any, height: float) -> Iterator[list[tuple[str, Rectangle]]]:
    row: list[tuple[str, Rectangle]] = []
    word = _Growing()

    def end_of_word() -> None:
        nonlocal word
        spelt = unicodedata.normalize("NFC", word.text)
        spelt = "".join(letter for letter in spelt if letter.isprintable() and not letter.isspace())
        if spelt and word.box is not None:
            row.append((spelt, word.box))
        elif spelt and row:
            row.append((spelt, row[-1][1]))
        word = _Growing()

    high = 0  # the first half of a letter that pdfium gives in two (UTF-16)
    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + (high - 0xD800 << 10) + code - 0xDC00
        high = 0
        letter = chr(code) if code < 0x110000 else "\ufffd"
        if letter in "\r\n":
            end_of_word()
            if row:
                yield row
            row = []
        elif code in _HYPHENS:
            word.take("-", _box(text, index, height))
            end_of_word()
        elif letter.isspace():
            end_of_word()
        else:
            word.take(letter, _box(text, index, height))
    end_of_word()
    if row:
        yield row


def _box(text: Any, index: int, height: float) -> Rectangle:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        return 0.0, 0.0, 0.0, 0.0
    return left.value, height - top.value, right.value, height - bottom.value


def _columns(words: list[tuple[str, Rectangle]]) -> Iterator[list[tuple[str, Rectangle]]]:
    tall = max(bottom - top for _, (_, top, _, bottom) in words)
    line = [words[0]]
    for word in words[1:]:
        before, (left, top, _, bottom) = line[-1][1], word[1]
        apart = left - before[2] > _COLUMN * tall or left < before[0] - tall
        beside = min(bottom, before[3]) - max(top, before[1]) > -tall
        if apart or not beside:
            yield line
            line = []
        line.append(word)
    yield line
