"""How recognisers misread: how likely each reads what it read, where something else is printed.

The rates were counted on drawn pages of law text and office letters beside their truth (`benchmarks/wording --rates`). Costs are -ln of
probabilities.
"""

from __future__ import annotations

import math
import re
import string
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pipeline.text import fold


@dataclass(frozen=True)
class Trust:
    """One recogniser's habits. `wrong` is the share of words misread at each confidence (rising), between them linear."""

    wrong: tuple[tuple[float, float], ...]
    marks: float  # of misread words, those with wrong marks alone
    punctuation: float  # cost of each sign added, lost or taken for another
    space: float  # cost of each space added or lost
    doubtful: Mapping[str, tuple[float, float]] = field(
        default_factory=dict
    )  # share misread of a letter, unsure and sure
    lacking: tuple[tuple[re.Pattern[str], float], ...] = ()  # what it makes of signs unknown to it: share misread
    hookless: tuple[re.Pattern[str], float] | None = None  # words that lose their mark however sure: share misread

    def misread(self, text: str, confidence: float) -> float:
        """The share of words read as `text` with such confidence that are misread."""
        shares = [self._of_all(confidence), self.lacks(text)]
        if self.hookless and self.hookless[0].search(text):
            shares.append(self.hookless[1])
        for letter in text:
            if letter in self.doubtful:
                unsure, sure = self.doubtful[letter]
                shares.append(sure if confidence > _SURE else unsure)
        return max(shares)

    def lacks(self, text: str) -> float:
        """The share of words of such form that hold a sign it does not know, whatever the confidence; 0 for most."""
        return max((share for form, share in self.lacking if form.search(text)), default=0.0)

    def _of_all(self, confidence: float) -> float:
        at = bisect_right(self.wrong, (confidence, 1.0))
        if at == 0:
            return self.wrong[0][1]
        if at == len(self.wrong):
            return self.wrong[-1][1]
        (a, x), (b, y) = self.wrong[at - 1], self.wrong[at]
        return x + (y - x) * (confidence - a) / (b - a)


TESSERACT: Final = Trust(
    ((0.0, 0.9), (0.3, 0.4), (0.65, 0.3), (0.75, 0.2), (0.83, 0.14), (0.9, 0.1), (0.935, 0.02), (0.96, 0.002), (1.0, 0.0003)),
    marks=0.8, punctuation=3.6, space=5.2, doubtful={"ỉ": (0.8, 0.17), "ố": (0.6, 0.04), "ế": (0.6, 0.03)},
)  # fmt: skip
TRUEOCR: Final = Trust(
    ((0.0, 0.95), (0.27, 0.57), (0.42, 0.35), (0.55, 0.115), (0.65, 0.105), (0.75, 0.065), (0.84, 0.045), (0.9, 0.026),
     (0.935, 0.02), (0.96, 0.008), (0.975, 0.003), (1.0, 0.0012)),
    marks=0.95, punctuation=3.0, space=4.5,
    # Small letters with two marks become one with a tilde; the tilde itself is seldom printed.
    doubtful={
        "ẽ": (0.98, 0.8), "õ": (0.95, 0.8), "ã": (0.7, 0.3), "ỡ": (0.8, 0.1), "ẵ": (0.6, 0.3), "Ẽ": (0.98, 0.95), "Ễ": (0.95, 0.8),
        "Ẫ": (0.95, 0.5), "Õ": (0.95, 0.9), "Ã": (0.5, 0.04), "Ú": (0.98, 0.9), "Ì": (0.7, 0.5), "Ê": (0.9, 0.4), "Ế": (0.6, 0.2),
        "Ô": (0.3, 0.2), "Ố": (0.15, 0.08), "U": (0.17, 0.03), "ế": (0.48, 0.12), "ố": (0.4, 0.13), "ổ": (0.5, 0.3), "ể": (0.35, 0.2),
        "ô": (0.33, 0.05), "ê": (0.18, 0.011), "ấ": (0.43, 0.14), "ầ": (0.32, 0.2), "ẩ": (0.5, 0.2), "ẫ": (0.6, 0.08),
    },
    lacking=(
        (re.compile(r"^\d[\d.,]*6\W*$"), 0.3),  # 95%
        (re.compile(r"^\d+[P0]?C\W*$"), 0.8),  # 8°C
        (re.compile(r"['+]\w|\w['+]|^['+*]$"), 0.8),  # quotation marks
    ),
    hookless=(re.compile(r"^(?:ch|ngh)i\W*$", re.IGNORECASE), 0.2),  # chỉ, nghỉ: the hook on an i is the smallest mark
)  # fmt: skip
ASTEROCR: Final = Trust(
    ((0.0, 0.9), (0.27, 0.45), (0.5, 0.15), (0.6, 0.075), (0.75, 0.06), (0.85, 0.03), (0.925, 0.028), (0.96, 0.016), (0.98, 0.013),
     (0.995, 0.004), (1.0, 0.0005)),
    marks=0.7, punctuation=3.0, space=4.5, doubtful={"ồ": (0.7, 0.17), "ề": (0.57, 0.09), "ầ": (0.5, 0.05)},
)  # fmt: skip
UNKNOWN: Final = Trust(((0.0, 0.9), (0.5, 0.5), (1.0, 0.003)), marks=0.6, punctuation=3.0, space=4.5)
_KNOWN: Final = {"trueocr": TRUEOCR, "tesseract": TESSERACT, "asterocr": ASTEROCR}
_LETTER: Final = 2.3  # cost of each misread letter or digit
_USUAL: Final = 0.01  # share misread at which a recogniser's cost of punctuation holds ...
_SIGNS: Final = 0.5  # ... how far it falls with more, in nats a nat ...
_LEAST_SIGN: Final = 2.0  # ... and where that ends
_OTHER_MARKS: Final = 0.2  # a misread word's chance to be read as one certain other, beside what `_mark` says
_SURE: Final = 0.8  # confidence
_DIRT: Final = 4.0  # cost of a sign that is seldom printed and often made of rules, frames and dirt
_TWO_STOPS: Final = re.compile(r"(?<!\.)\.\.(?!\.)")  # nobody prints two: they are ./. or ...
_PRINTED: Final = frozenset('.,;:-–/()“”"%+…&*?!§°=’‘²³½')
_LETTERS: Final = frozenset(string.ascii_letters) | {
    unicodedata.normalize("NFC", case(base + tone))
    for base in "aăâeêioôơuưyđ"
    for tone in ("", *"\u0300\u0301\u0303\u0309\u0323")
    if base != "đ" or not tone
    for case in (str.lower, str.upper)
}
_MISSED: Final = 5.0  # cost of a word not seen at all
_MADE_UP: Final = 1.5  # cost of a word made of dirt, beside its confidence


def trust(recogniser: str) -> Trust:
    """The habits of a recogniser by its `name`."""
    return next((habits for name, habits in _KNOWN.items() if recogniser.startswith(name)), UNKNOWN)


def dirt(texts: Sequence[str]) -> float:
    """-ln of how seldom the signs of these words are printed: | and ~ are rules and dashes misread, Ÿ is no letter of ours."""
    return _DIRT * sum(_strange(text) + bool(_TWO_STOPS.search(text)) for text in texts)


@lru_cache(maxsize=20_000)
def _strange(text: str) -> int:
    letters, _, signs = _parts(text)
    return sum(sign not in _PRINTED for sign in signs) + sum(
        letter not in _LETTERS for letter in letters if letter.isalpha()
    )


def cost(printed: Sequence[str], read: Sequence[str], misread: float, habits: Trust) -> float:
    """-ln P(read | printed) for words at one place; `misread` is the share of words of such confidence that are misread."""
    if not read:
        return _MISSED * len(printed)
    if not printed:
        return sum(_MADE_UP - math.log(misread) for _ in read)
    truth, seen = " ".join(printed), " ".join(read)
    if truth == seen:
        return -math.log1p(-misread)
    (a, bare, signs), (b, other, others) = _parts(truth), _parts(seen)
    if a == b:
        found = -math.log1p(-misread)
    elif bare == other:
        found = -math.log(misread * habits.marks) + _OTHER_MARKS + marks_apart(a, b)
    else:
        found = -math.log(misread * (1 - habits.marks)) + _LETTER * edits(bare, other)
    if signs == others:
        return found
    # Who is unsure of a word is unsure of the signs at it, too.
    off = max(_LEAST_SIGN, habits.punctuation - _SIGNS * math.log(misread / _USUAL))
    return found + _apart(signs, others, round(off, 1), habits.space)


@lru_cache(maxsize=20_000)
def _parts(text: str) -> tuple[str, str, str]:
    """Letters and digits, the same without marks in small letters, and what stands between."""
    letters = "".join(filter(str.isalnum, text))
    return letters, fold(letters), "".join(sign for sign in text if not sign.isalnum())


@lru_cache(maxsize=5_000)
def _apart(printed: str, read: str, punctuation: float, space: float) -> float:
    """Weighted edit distance; a sign for a space is one slip."""
    before = [0.0]
    for sign in read:
        before.append(before[-1] + (space if sign == " " else punctuation))
    for one in printed:
        off = space if one == " " else punctuation
        now = [before[0] + off]
        for at, other in enumerate(read):
            on = space if other == " " else punctuation
            now.append(min(before[at + 1] + off, now[at] + on, before[at] + (punctuation if one != other else 0.0)))
        before = now
    return before[-1]


def edits(a: str, b: str) -> int:
    """Levenshtein distance."""
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            now.append(min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (x != y)))
        before = now
    return before[-1]


@lru_cache(maxsize=20_000)
def marks_apart(printed: str, read: str) -> float:
    """How unlike two words are that differ in marks alone, in nats: worn marks above are taken for each other soonest."""
    return sum(_mark(a, b) for a, b in zip(printed.lower(), read.lower(), strict=True) if a != b)


_DOT: Final = "\u0323"
_HORN: Final = "\u031b"
_TILDE: Final = "\u0303"  # what two marks above each other are taken for when they are small


@lru_cache(maxsize=5_000)
def _mark(a: str, b: str) -> float:
    if "đ" in (a, b):
        return 2.5
    one, other = (unicodedata.normalize("NFD", letter)[1:] for letter in (a, b))
    found = 0.0
    if (_DOT in one) != (_DOT in other):
        found += 2.2
    if (_HORN in one) != (_HORN in other):
        found += 2.0
    above, over = ("".join(m for m in marks if m not in (_DOT, _HORN)) for marks in (one, other))
    if above != over:
        found += (0.3 if over == _TILDE and len(above) > 1 else 1.0) if above and over else 1.5
    return found
