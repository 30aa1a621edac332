"""Vietnamese text: NFC everywhere, folding for search and comparison where đ is a letter and not d with a mark."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MARKS = dict.fromkeys(range(768, 880))


def _fold_table() -> dict[int, str]:
    table: dict[int, str] = {ord("Đ"): "d", ord("đ"): "d"}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)):
        base = unicodedata.normalize("NFD", chr(code)).translate(_MARKS)
        if len(base) == 1 and code not in table:
            table[code] = base.lower()
    return table


_FOLD: Final = _fold_table()
_SPACE: Final = re.compile(r"\s+")
# hoà/hòa, uỷ/ủy: the decree itself writes both (Annex I); matching must not care, display keeps what is printed.
_OLD_TO_NEW: Final = dict(
    zip(
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        strict=True,
    )
)
# Only open syllables have two ways (hoà, but hoàn), and the u of qu belongs to the consonant (quý).
_PLACEMENT: Final = re.compile(rf"(?<!q)(?:{'|'.join(_OLD_TO_NEW)})(?!\w)")


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """NFC with white space folded to single spaces."""
    return _SPACE.sub(" ", nfc(text)).strip()


def fold(text: str) -> str:
    """Lower case without marks, đ as d; one code point stays one, so offsets in the folded text are offsets in NFC `text`."""
    return nfc(text).translate(_FOLD)


def same_spelling(text: str) -> str:
    """Lower case NFC with tone marks in the new placement (hoà becomes hòa), for comparing what is printed either way."""
    return _PLACEMENT.sub(lambda m: _OLD_TO_NEW[m.group()], nfc(text).lower())
