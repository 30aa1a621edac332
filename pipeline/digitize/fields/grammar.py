"""The grammar of numbers, notations, dates and names of documents (Decree 30 Annex I.II.3 to 5, Annex III.I)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.digitize.fields.words import agency_heads, bare, distance, notation_groups, type_names
from pipeline.text import fold

_DASHES: Final = str.maketrans(dict.fromkeys("–—−‐‑_~", "-") | {"Ð": "Đ", "ð": "đ", "\\": "/", "⁄": "/"})
# Digits that recognisers write as letters, seen on scans; only used where every other sign is a digit.
_DIGITS: Final = str.maketrans(
    {"O": "0", "o": "0", "l": "1", "I": "1", "i": "1", "|": "1", "]": "1", "!": "1", "[": "1"}
)
_CONFUSED: Final = str.maketrans("0Q178562", "OOITBSGZ")
_LOOSE: Final = str.maketrans("TLJ", "III")
_GROUP: Final = re.compile(r"[A-ZĐĂÂÊÔƠƯ][A-Za-zĐđĂÂÊÔƠƯăâêôơư&]*(?:\d{1,2})?")


@dataclass(frozen=True)
class Digits:
    """A number as read, and how sure its reading is apart from the words' own confidences."""

    text: str
    sureness: float


def digits(text: str, longest: int) -> Digits | None:
    """Digits where the text is a number of at most `longest` digits, else nothing."""
    core = text.strip(" .,:;…_'`\"*")
    packed = core.replace(" ", "")
    sureness = 1.0 if packed == core else 0.6
    if not packed.isascii() or not packed.isdigit():
        if not any(c in "0123456789" for c in packed):
            return None  # a stroke of a pen reads like 1
        packed, sureness = packed.translate(_DIGITS), sureness * 0.75
    if not (packed.isascii() and packed.isdigit() and len(packed) <= longest):
        return None
    return Digits(packed, sureness)


# ---- number and notation (Annex I.II.3; Annex III)

NUMBER_START: Final = re.compile(
    r"^\W*(?:(?:luat|phap lenh|nghi quyet|lenh|bo luat)\s*)?(?:[s5$][o06](?:\s?[:.;,]+|\b)|s\S?\s?:(?=\s?\d{1,5}\s?/))\s*",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(r"[/|\\]")
_NO_SLASH: Final = re.compile(r"^(?P<number>\d{0,5})\s?(?P<notation>[A-ZĐ][A-Za-zĐđ]+-\S+)$")
_PARTY: Final = re.compile(r"^(?P<number>\d{1,4})\s*-\s*(?P<notation>[A-ZĐ][A-Za-zĐđ]{1,4}/[A-ZĐ][\wĐđ]*(?:-[\wĐđ]+)*)")


@dataclass(frozen=True)
class Code:
    """Number and notation; the number is None where it is blank or cannot be read."""

    number: Digits | None
    notation: str | None
    sureness: float  # of the notation, apart from the words' own confidences


def code_of(text: str, initials: Iterable[str] = (), type_name: str | None = None) -> Code:
    """What stands after "Số:", e.g. `15/QĐ-BNV`, ` /QĐ-UBND`, `21 /2026/TT-BCT`, `14-KL/TW`."""
    text = text.translate(_DASHES).strip()
    party = _PARTY.match(text)
    if party:
        return Code(Digits(party["number"], 1.0), party["notation"].rstrip("-"), 0.9)
    for cut in _SPLIT.finditer(text):
        notation, sureness = notation_of(text[cut.end() :], initials, type_name)
        if notation is not None:
            return Code(digits(text[: cut.start()], 5), notation, sureness)
    lost = _NO_SLASH.match(text)
    if lost:
        notation, sureness = notation_of(lost["notation"], initials, type_name)
        groups = re.split("[-/]", notation or "")
        if notation is not None and len(groups) > 1 and (notation_groups() | set(initials)).issuperset(groups):
            number = Digits(lost["number"], 0.75) if lost["number"] else None
            return Code(number, notation, 0.85 * sureness)
    return Code(None, None, 0.0)


def notation_of(text: str, initials: Iterable[str] = (), type_name: str | None = None) -> tuple[str | None, float]:
    """A notation with its confusions set right where the grammar has exactly one reading, and how sure that is."""
    packed = (
        re.sub(r"\s*([-/])\s*", r"\1", text.translate(_DASHES).strip(" .,:;'\"`*")).split(" ")[0].rstrip(".,:;-/'\"`")
    )
    if not packed:
        return None, 0.0
    year, rest = "", packed
    dated = re.match(r"([12][0-9OoIl|]{3})/", packed)
    if dated:
        year, rest = dated[1].translate(_DIGITS) + "/", packed[dated.end() :]
        if not 1945 <= int(year[:-1]) <= 2100:
            return None, 0.0
    own = set(initials)
    known = notation_groups() | own
    expected = type_names().get(type_name or "", "")
    groups: list[str] = []
    sureness = 1.0
    if expected and rest.startswith(expected) and rest[len(expected) :] in known:  # the dash was lost
        rest, sureness = f"{expected}-{rest[len(expected) :]}", 0.95
    parts = re.split(r"([-/])", rest)
    for index, part in enumerate(parts):
        if index % 2:
            groups.append(part)
            continue
        told = own & set(groups)  # the agency stands once: another group that looks like its initials is a unit's
        group, share = _group(part, known, set() if told else own, expected if index == 0 else "")
        if group is None:
            return None, 0.0
        groups.append(group)
        sureness *= share
    if len(parts) == 1 and not year:
        sureness *= 0.5  # a notation has two groups or a year (Annex I.II.3.b)
    return year + "".join(groups), sureness


def _group(read: str, known: Set[str], initials: Set[str], expected: str) -> tuple[str | None, float]:
    if read == expected:
        return read, 1.0
    if expected and distance(_key(read), _key(expected), 1) <= 1:  # the title is larger print: TTr and TT, TB and TT
        return expected, 0.97
    if read in known:
        return read, 1.0
    # The issuer's own initials vouch for more confusions than the whole list could tell apart.
    for own in ({g for g in initials if _loose(g) == _loose(read)}, {g for g in initials if _one_off(g, read)}):
        if len(own) == 1:
            return own.pop(), 0.95
    right = {group for group in known if _key(group) == _key(read)}
    if len(right) == 1:
        return right.pop(), 0.97
    if _GROUP.fullmatch(read):
        return read, 0.84 if len(read) > 1 else 0.6
    return None, 0.0


def _key(group: str) -> str:
    return fold(group).upper().translate(_CONFUSED)


def _loose(group: str) -> str:
    return _key(group).translate(_LOOSE)


def _one_off(group: str, read: str) -> bool:
    return 3 < len(group) <= len(read) and distance(_loose(group), _loose(read), 1) <= 1


def initials_of(agency: str) -> set[str]:
    """Abbreviations that an agency's name suggests: SỞ GIÁO DỤC VÀ ĐÀO TẠO gives SGDĐT and GDĐT."""
    words = [word.strip(",.;-") for word in agency.upper().split()]
    letters = [word[0] for word in words if word and word[0].isalpha() and word not in ("VÀ", "VA", "CỦA")]
    letters = ["Đ" if c == "Đ" else fold(c).upper() for c in letters]
    whole = "".join(letters)
    head = next((head for head in agency_heads() if fold(agency).startswith(head + " ")), "")
    found = {part for part in (whole, whole[len(head.split()) :]) if len(part) > 2}
    return found | {"TTr"} if "THANH TRA" in agency.upper() else found


# ---- date (Annex I.II.4)

_DATE: Final = re.compile(
    r"(?:n[gq][a-z]{0,2}[yv]|nga[a-z]|n[aá]y)[\s.:…_]*(?P<day>[^\s,]{0,3}(?:\s[^\s,]{1,2})?)[\s.…_,]*"
    r"t[a-z]{0,2}[aăâ]n[gq][\s.:…_]*(?P<month>[^\s,]{0,3}(?:\s[^\s,]{1,2})?)[\s.…_,]*"
    r"n[a-z]{1,2}m\b[\s.:…_]*(?P<year>[\doil|\]]{4})?"
)


@dataclass(frozen=True)
class Dated:
    """Where a date stands in a text and what it says; `day` is None where it is blank, unreadable or impossible."""

    start: int
    end: int
    day: date | None
    sureness: float


def date_of(text: str) -> Dated | None:
    """The first `ngày 05 tháng 01 năm 2020` of a text."""
    found = _DATE.search(fold(text))
    if found is None:
        return None
    day, month, year = (digits(found[part] or "", 4 if part == "year" else 2) for part in ("day", "month", "year"))
    if day is None or month is None or year is None:
        return Dated(found.start(), found.end(), None, 0.0)
    sureness = day.sureness * month.sureness * year.sureness
    # Days below 10 and months 1 and 2 carry a 0, other months none (Annex I.II.4.b): a form that the decree does not have
    # may be a lost digit, though older papers write so.
    if len(day.text) == 1:
        sureness *= 0.85
    if len(month.text) == 1 and month.text in "12":
        sureness *= 0.85
    try:
        whole = date(int(year.text), int(month.text), int(day.text))
    except ValueError:
        return Dated(found.start(), found.end(), None, 0.0)
    if not 1945 <= whole.year <= 2100:
        return Dated(found.start(), found.end(), None, 0.0)
    return Dated(found.start(), found.end(), whole, sureness)


# ---- names of documents (Article 7, Annex III.I)


def type_of(text: str) -> tuple[str, float] | None:
    """The name of a document that a line in capitals is, and how sure that is."""
    letters = bare(text)
    if not 4 <= len(letters) <= 24:
        return None
    best: tuple[int, str] | None = None
    for name in type_names():
        target = bare(name)
        slack = 1 if len(target) >= 7 else 0
        off = distance(letters, target, slack)
        if off <= slack and (best is None or off < best[0]):
            best = (off, name)
    return None if best is None else (best[1], 1.0 if best[0] == 0 else 0.9)


def type_of_notation(notation: str) -> str | None:
    """The name that a notation's first group stands for; nothing where it is an agency's (an official letter) or shared."""
    group = re.sub(r"^\d{4}/", "", notation).split("-")[0]
    names = [name for name, short in type_names().items() if short == group]
    return names[0] if len(names) == 1 and "-" in notation else None
