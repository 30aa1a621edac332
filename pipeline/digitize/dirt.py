"""Words that nobody printed: what a recogniser makes of seals, pen strokes, creases and dust."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ocr_models.page import Line, Word

_FEW: Final = 6  # letters and digits; a line with more of them that is garbage throughout is rare
_SURE_OF_FEW: Final = 0.68  # on five true scans: seal fragments 0 to 0.67, short printed lines from 0.7
_SURE_OF_NUMBER: Final = (
    0.45  # page and row numbers stand alone; two recognisers that differ in a digit leave it at 0.5
)
_SURE_OF_ONE_WORD: Final = (
    0.5  # a longer line stays for one such word: a hand-written number may have spoilt the others
)
_SURE_OF_MARK: Final = 0.7  # a mark without letters at a line's end
_BULLETS: Final = {"~": "-", "¬": "-"}  # no office prints these; it is how the Vietnamese net misreads a short dash
_PRINTED_MARKS: Final = frozenset("-–—+*•./:;%=")


def without_dirt(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines without such words, and without lines that have no others."""
    kept = []
    for line in lines:
        words = _trimmed(line.words)
        if words and _is_print(words):
            box = words[0].box
            for word in words[1:]:
                box = box.around(word.box)
            kept.append(Line(tuple(words), box, line.angle))
    return tuple(kept)


def _is_print(words: Sequence[Word]) -> bool:
    letters = "".join(char for word in words for char in word.text if char.isalnum())
    if not letters:
        return False
    if len(letters) > _FEW:
        return max(word.confidence for word in words) >= _SURE_OF_ONE_WORD or len(words) == 1
    confidence = Line(tuple(words), words[0].box).confidence
    return confidence >= (_SURE_OF_NUMBER if letters.isdigit() else _SURE_OF_FEW)


def _trimmed(words: Sequence[Word]) -> list[Word]:
    """Without unsure marks at both ends; a bullet at the beginning is what it was printed as."""
    kept = list(words)
    if kept and kept[0].text in _BULLETS:
        kept[0] = Word(_BULLETS[kept[0].text], kept[0].box, kept[0].confidence)
    while kept and _is_stray(kept[-1]):
        kept.pop()
    while kept and _is_stray(kept[0]):
        kept.pop(0)
    return kept


def _is_stray(word: Word) -> bool:
    if any(char.isalnum() for char in word.text):
        return False
    marks = word.text.strip("()")  # "(%)" heads a column
    return not marks or not set(marks) <= _PRINTED_MARKS or (word.confidence < _SURE_OF_MARK and word.text not in "-–—")
