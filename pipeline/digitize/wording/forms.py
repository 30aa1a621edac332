"""The grammar of numbers, notations, dates and references to laws: what look-alikes are there, where only one reading can be meant.

Digits are never guessed: a sign is taken for the digit it looks like, nowhere else than where a number must stand, and a number
that has no sense stays as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ocr_models.page import Change, Word
from pipeline.digitize.wording.syllable import possible

_DIGIT: Final = str.maketrans("lI|]!OoSZ", "111110052")  # "l6", "1]", "2O25"
_NUMBERED: Final = {"điều": 999, "khoản": 99, "ngày": 31, "tháng": 12, "năm": 2199}
_ROMAN_NUMBERED: Final = frozenset("vực quý kỳ hạng loại nhóm chương phần mục lớp".split())
_STROKES: Final = re.compile(r"^[lI1|]{2,3}[.,;:]?$")
_LOOKS_LIKE_NUMBER: Final = re.compile(r"^(?![IOSZ]\W*$)([\dlI|\]!OoSZ]{1,4})([.,;:)/]*)$")
_NOTATION: Final = re.compile(r"^(\(?)(\d*)((?:/\d{4})?)/([^\W_][\w]*)(-[^\W\d_][\w&-]*)([^\w]*)$")
# Decree 30 Annex III.I: what a notation can begin with, by what it is misread as.
_KINDS: Final = {
    "7Tr": "TTr", "TTY": "TTr", "7TY": "TTr", "TTt": "TTr", "TIr": "TTr", "T1r": "TTr", "Tír": "TTr", "TTf": "TTr",
    "OĐ": "QĐ", "0Đ": "QĐ", "QD": "QĐ", "ỌĐ": "QĐ", "QÐ": "QĐ", "NÐ": "NĐ", "ND": "NĐ", "N0": "NQ", "NO": "NQ", "NỌ": "NQ",
    "CTf": "CTr", "CTt": "CTr", "CTY": "CTr", "SV": "SY", "TB0": "TBO",
}  # fmt: skip
_NUMBER_WORD: Final = re.compile(r"^[S5][oóòỏõọôốồổỗộơ6][:.;]$")
_ORDINAL: Final = re.compile(r"^\d{1,3},$")
_RUNS_ON: Final = re.compile(r"(?:[\d,]|\b(?:khoản|điều|điểm|mục|số|ngày|tháng|năm|và|hoặc))$", re.IGNORECASE)
_REGARDING: Final = ("Vv", "VIv", "V7v", "Vlv", "V/V", "Vív")
_DASHES: Final = frozenset("~¬—–-=_")
_NO_NUMBER: Final = 0.3
_NO_NOUGHT: Final = 0.5
_BY_HAND: Final = 0.75
_ADDRESS: Final = re.compile(r"^\W*https?:/\w")
_CLOSING: Final = re.compile(
    r"^([^\W\d_]+)(?:/|\./|/\.|\.J\.|\.I\.|\.1\.)$"
)  # ./. ends a text (Decree 30 Annex I.II.5)


def formed(words: Sequence[Word], before: str = "") -> tuple[Word, ...]:
    """The words of a line with look-alikes set right; doing it again changes nothing. `before` is the text before the line."""
    runs_on = bool(_RUNS_ON.search(before))
    texts = [_eth(word.text) for word in words]
    if texts and texts[0] == "số:" and before.split()[-1:] and before.split()[-1].isupper():
        texts[0] = "Số:"  # under the agency's name (Decree 30 Annex I.II.3), and no prose that runs on
    for at, text in enumerate(texts):
        texts[at] = _formed(text, texts[:at], texts[at + 1 :], runs_on)
    return tuple(
        word if word.text == text else replace(word, text=text, change=word.change or Change(word.text, "grammar"))
        for word, text in zip(words, texts, strict=True)
    )


def doubted(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a line, those unsure that stand where a number must and are none, or none that is written so.

    Handwriting is read as anything. Days and numbers below ten have a nought before them (Decree 30 Annex I.II.3.b, I.II.4.b),
    and a number that stands off its notation was written by hand into a gap.
    """
    found = list(words)
    for at, word in enumerate(words):
        before = words[at - 1].text.lower() if at else ""
        after = words[at + 1].text.lower() if at + 1 < len(words) else ""
        number = word.text.strip(".,;:").split("/")[0]
        day = before == "ngày" and after == "tháng"
        apart = before in ("số:", "số") and after[:1] == "/"
        numbered = apart or (before in ("số:", "số") and "/" in word.text)
        most = 1.0
        if (day or numbered) and not number.isdigit() and word.text[0] != "/":
            most = _NO_NUMBER
        elif (day or (numbered and before == "số:")) and len(number) == 1:
            most = _NO_NOUGHT
        elif apart:
            most = _BY_HAND
        if word.confidence > most:
            found[at] = replace(word, confidence=most)
    return tuple(found)


def _eth(text: str) -> str:
    """Đ is read as the Icelandic letter that looks like it, or as both."""
    return text.replace("ĐÐ", "Đ").replace("ÐĐ", "Đ").replace("Ð", "Đ")


def _formed(text: str, before: Sequence[str], after: Sequence[str], runs_on: bool) -> str:
    if not before:
        return _first(text, after, runs_on)
    previous = before[-1].lower()
    if len(before) == 1 and previous == "điều" and _ORDINAL.match(text) and after and after[0][:1].isupper():
        return text[:-1] + "."
    if previous in _ROMAN_NUMBERED and _STROKES.match(text) and "I" in text:
        return re.sub(r"[l1|]", "I", text)
    if previous in _NUMBERED and (found := _LOOKS_LIKE_NUMBER.match(text)) and not text.isdigit():
        number = found.group(1).translate(_DIGIT)
        if int(number) <= _NUMBERED[previous] and (previous != "năm" or len(number) == 4):
            return number + found.group(2).replace("]", "")
    if not after and (closing := _CLOSING.match(text)) and possible(closing.group(1)):
        return closing.group(1) + "./."
    return _notation(text)


def _first(text: str, after: Sequence[str], runs_on: bool) -> str:
    """What can stand at a line's head."""
    if not after:
        return _notation(text)
    if text not in "-–—" and set(text) <= _DASHES:
        return "-"
    if text == "L." and len(after[0]) > 1 and after[0].isupper():
        return "I."  # a chapter's number; the fiftieth is not written
    if text in _REGARDING and after[0][:1].islower():
        return "V/v"
    if not runs_on and _ORDINAL.match(text) and after[0][:1].isupper() and after[0][1:2].islower():
        return text[:-1] + "."
    if _NUMBER_WORD.match(text) and text[0] == "S" and _begins_number(after):
        return "Số:"
    return _notation(text)


def _begins_number(after: Sequence[str]) -> bool:
    return "/" in after[0] or (len(after) > 1 and after[1].startswith("/")) or after[0].isdigit()


def _notation(text: str) -> str:
    """ "7Tr" in 12/7Tr-UBND, and the second stroke of an address."""
    if _ADDRESS.match(text):
        return text.replace(":/", "://", 1)
    found = _NOTATION.match(text)
    if not found:
        return text
    opening, number, year, kind, rest, end = found.groups()
    return opening + number + year + "/" + _KINDS.get(kind, kind) + rest + end
