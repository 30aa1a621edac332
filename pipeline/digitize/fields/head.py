"""The head of the first page: agency, number and notation, place and date (Decree 30 Annex I.II.1 to 4; boxes 1 to 4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as default
from typing import Final

from pipeline.digitize.fields.findings import field, surely
from pipeline.digitize.fields.grammar import NUMBER_START, code_of, date_of, initials_of
from pipeline.digitize.fields.layout import Placed, Row, Sheet
from pipeline.digitize.fields.unlikely import spelling, unlikely
from pipeline.digitize.fields.words import agency_heads, agency_words, bare, distance, mended, places, unlike
from pipeline.digitize.values import Field
from pipeline.digitize.wording.syllable import possible
from pipeline.text import fold, same_spelling

_NATION: Final = ("conghoaxahoichunghiavietnam", "dangcongsanvietnam")
_MOTTO: Final = "doclaptudohanhphuc"
_HEAD_PART: Final = 0.45  # of the page's height: no head reaches lower (Annex I.IV, boxes 1 to 5)
_COLUMN_GAP: Final = 9.0  # points of white that no two words of one column have between them in a head
_PLACE: Final = re.compile(r"[^\W\d_]+(?:[ \-–][^\W\d_]+|\s-\s[^\W\d_]+)*")


@dataclass(frozen=True)
class Head:
    """Where the head lies, in straight points, and what it says."""

    split: float  # between the two columns
    number_level: float | None
    bottom: float  # the level under which subject and body begin
    fields: dict[str, Field] = default(default_factory=dict)


def read_head(sheet: Sheet, type_name: str | None = None) -> Head:
    """Finds the head of a first page; `type_name` is what the title says, against which the notation is checked."""
    limit = sheet.height * _HEAD_PART
    rows = [row for row in sheet.all_rows if row.level < limit]
    nation, nation_words = _window(rows, _NATION, 6)
    motto, motto_words = _window(rows, (_MOTTO,), 4)
    fields: dict[str, Field] = {}
    dated = _date_row(rows)
    split = _split(sheet, nation_words, motto_words, dated)
    if dated is not None:
        fields.update(dated.fields)
    number = _number_row(sheet, split, limit, dated)
    top = min((row.level - 1.5 * row.height for row in (nation, motto) if row is not None), default=0.0)
    lowest = number.level if number else dated.row.level if dated else None
    if lowest is None and motto is not None:
        lowest = motto.level + 3.5 * motto.height
    initials: set[str] = set()
    if lowest is not None:
        agency = _agency(sheet, split, top, lowest - 4)
        fields.update(agency)
        for key in ("issuer", "parent_organ"):
            if key in agency:
                initials |= initials_of(str(agency[key].value))
    if number is not None:
        fields.update(_code(number, initials, type_name))
        fields.update(_committee(fields))
    levels = [row.level for row in (number, dated.row if dated else None, motto, nation) if row is not None]
    return Head(split, number.level if number else None, max(levels, default=0.0) + 5, fields)


def _window(rows: Sequence[Row], targets: Sequence[str], limit: int) -> tuple[Row | None, tuple[Placed, ...]]:
    """The row and its words that read most like one of the targets, within `limit` misread letters."""
    best: tuple[int, Row, tuple[Placed, ...]] | None = None
    for row in rows:
        keys = [bare(word.text) for word in row.words]
        for target in targets:
            for start in range(len(keys)):
                joined = ""
                for end in range(start, len(keys)):
                    joined += keys[end]
                    if len(joined) < len(target) - limit:
                        continue
                    if len(joined) > len(target) + limit:
                        break
                    # Letters that are not there at all are errors at least: spares the dear comparison nearly always.
                    if sum((Counter(target) - Counter(joined)).values()) > limit:
                        continue
                    off = distance(joined, target, limit)
                    if off <= limit and keys[start] and (best is None or off < best[0]):
                        best = (off, row, row.words[start : end + 1])
    return (None, ()) if best is None else (best[1], best[2])


# ---- place and date


@dataclass(frozen=True)
class _DateRow:
    row: Row
    before: tuple[Placed, ...]  # the words to the left of the place: the number, where lines were merged
    left: float
    fields: dict[str, Field]


def _date_row(rows: Sequence[Row]) -> _DateRow | None:
    for row in rows:
        dated = date_of(row.text)
        if dated is None or row.text[: dated.start].count(" ") > 12:
            continue
        first = row.word_at(dated.start)
        start = first
        while start > 0 and _may_be_place(row, start, first):
            start -= 1
        words = row.words[start:first]
        # In the body a date follows other words; in the head it stands in the right half with a place before it.
        if row.words[first].left < row.words[-1].right * 0.4 or row.right < 300:
            continue
        fields: dict[str, Field] = {}
        place = _place(row, words)
        if place is not None:
            fields["place"] = place
        elif sum(word.text[0].islower() for word in words) > 1:
            continue  # "Căn cứ Luật ... ngày 22 tháng 6 năm 2023": words of a sentence, not a place
        if dated.day is not None:
            fields["issued_date"] = field(
                dated.day.isoformat(), row.page, row.between(dated.start, dated.end), dated.sureness
            )
        left = words[0].left if words else row.words[first].left
        return _DateRow(row, row.words[:start], left, fields)
    return None


def _may_be_place(row: Row, start: int, first: int) -> bool:
    word, after = row.words[start - 1], row.words[start]
    if after.left - word.right > _COLUMN_GAP and start < first:
        return False
    if after.left - word.right > 3 * _COLUMN_GAP:
        return False
    core = word.text.strip(",.;:")
    return bool(core) and "/" not in core and not any(c.isdigit() for c in core) and first - start < 7


def _place(row: Row, words: Sequence[Placed]) -> Field | None:
    text = " ".join(word.text for word in words).strip(" ,.;:'`")
    if not _PLACE.fullmatch(text) or not text[0].isupper() or len(text) < 2:
        return None
    known = {same_spelling(place) for place in places()}
    short = re.sub(r"^(?:thành phố|tp\.?|thị xã|quận|huyện|tỉnh|phường|xã|thị trấn)\s+", "", same_spelling(text))
    if same_spelling(text) in known or short in known:
        return field(text, row.page, words, 1.0)
    alike = {place for place in places() if fold(place) == fold(text)}
    kept = surely(words)
    if len(alike) == 1 and not any(
        sure and unlike(word.text, part)
        for sure, word, part in zip(kept, words, next(iter(alike)).split(), strict=False)
    ):
        return field(alike.pop(), row.page, words, 0.95)
    if all(part[:1].isupper() for part in re.split(r"[\s\-–]+", text) if part) and len(text) > 3:
        return field(text, row.page, words, 0.9 if " " in text else 0.6)  # of one syllable a second may be lost
    return None


def _split(sheet: Sheet, nation: Sequence[Placed], motto: Sequence[Placed], dated: _DateRow | None) -> float:
    """Where the right column begins: at the Quốc hiệu, or where the motto and date under it let it be expected."""
    if nation:
        return nation[0].left - 3
    if motto:
        return motto[0].left - 45  # the motto is centred under a Quốc hiệu some 80 points wider (12 pt against 13 pt)
    if dated:
        return dated.left - 8
    return sheet.width * 0.45


# ---- number and notation

# Numbers that stand apart from their slash and were read with less: 2 of 3 wrong on 85 generated documents, all written by
# hand; typed ones, read in one word with their notation: 10 of 10 right, so half of it does for them.
_LEGIBLE: Final = 0.55
_BARE_CODE: Final = re.compile(r"^\W*(?:\d{1,5}\s?)?/\s?(?:\d{4}/)?[A-ZĐ][\wĐđ]+-[A-ZĐ]")


def _number_row(sheet: Sheet, split: float, limit: float, dated: _DateRow | None) -> Row | None:
    """The row of the number, its words alone: those that begin with "Số" and end before the date."""
    right = split + 12
    if dated and dated.before:
        right = max(right, dated.before[-1].right + 1)
    for row in sheet.rows(right=right, bottom=limit):
        words = tuple(
            w for w in row.words if dated is None or w.right <= dated.left + 2 or w.level < dated.row.level - 12
        )
        for start in range(min(len(words), 4)):
            if words[start].text.upper() == "SỞ":  # SỞ QUY HOẠCH - KIẾN TRÚC
                break
            rest = Row(words[start:], row.page)
            if NUMBER_START.match(rest.folded) and re.search(r"[/|\\]|-\s?[A-ZĐ]{2}", rest.text[2:]):
                return rest
        if words and _BARE_CODE.match(Row(words, row.page).text):
            return Row(words, row.page)
    return None


def _code(row: Row, initials: set[str], type_name: str | None) -> dict[str, Field]:
    start = NUMBER_START.match(row.folded)
    offset = start.end() if start else 0
    code = code_of(row.text[offset:], initials, type_name)
    if code.notation is None:
        return {}
    words = row.between(offset, len(row.text))
    slash = next((i for i, word in enumerate(words) if re.search(r"[/|\\]", word.text)), 0)
    notation = tuple(w for w in words[slash:] if w.left - words[slash].right < 60)
    fields = {"code_notation": field(code.notation, row.page, notation, code.sureness)}
    if code.number is not None:
        at = [w for w in words[: slash + 1] if any(c.isalnum() for c in w.text.split("/")[0])]
        # A number written by hand or stamped stands apart from its slash; typed ones do not (Annex I.II.3.c).
        apart = bool(at) and at[-1] is not words[slash]
        sure = code.number.sureness * (0.6 if apart else 1.0)
        found = field(code.number.text, row.page, at or notation, sure)
        if found.confidence >= (_LEGIBLE if apart else _LEGIBLE / 2):
            fields["code_number"] = found
    return fields


# ---- agency

_SHORT: Final = frozenset(
    "UBND HĐND UBMTTQ THPT THCS TH TP TTYT BQL BCH TNHH MTV CP PCCC KCN KKT QLDA TW VNPT EVN".split()
)
UNSPEAKABLE: Final = 0.6  # a letter was lost, or the name is a foreign one
_COMMITTEE: Final = re.compile(r"^(?:uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd)\b")
_TERRITORY: Final = re.compile(r"^(?:tinh|thanh pho|tp|huyen|quan|thi xa|xa|phuong|thi tran|dac khu|thu do)\b")
# What stands behind these is a name, which is what it is.
_LOCALITY: Final = re.compile(
    r"\b(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu|phổ thông|cơ sở|tiểu học|mầm non|mẫu giáo|nội trú) .*$"
)
_OUTER: Final = re.compile(r"^[\W_]+|[\W_]+$")
_JOINS: Final = re.compile(r"(?:\bva|\bda|\bcua|\bthuoc|\bcac|\btrung hoc co|,|-)$")


def _agency(sheet: Sheet, split: float, top: float, bottom: float) -> dict[str, Field]:
    rows = [_cleaned(row) for row in sheet.rows(right=split, top=top - 6, bottom=bottom)]
    lines = [row for row in rows if row is not None]
    while len(lines) > 1 and lines[-1].level - lines[-2].level > 3.2 * lines[-1].height + 14:
        lines = lines[-1:] if len(lines) == 2 else lines[1:]
    names = _names(lines)
    if not names:
        return {}
    fields = {"issuer": _agency_field(names[-1])}
    if len(names) > 1:
        fields["parent_organ"] = _agency_field(names[-2])
    return fields


def _cleaned(row: Row) -> Row | None:
    """The row without the specks, rules and stamps' figures at its ends; nothing where no capitals stay."""
    words = list(row.words)
    for at in range(len(words)):
        rest = fold(" ".join(one.text for one in words[at:]))
        if any(_starts(rest, head) for head in agency_heads()):
            if any(c.isdigit() for one in words[:at] for c in one.text):
                words = words[at:]
            break
    while words and not _is_capital_word(words[0]):
        words.pop(0)
    while words and not _is_capital_word(words[-1]):
        words.pop()
    kept = Row(tuple(words), row.page) if words else None
    if kept is None or kept.upper < 0.75 or len(bare(kept.text)) < 3:
        return None
    return kept


def _is_capital_word(word: Placed) -> bool:
    letters = [c for c in word.text if c.isalpha()]
    if not letters or sum(c.isupper() for c in letters) / len(letters) < 0.6:
        return False
    return len(letters) > 1 or word.word.confidence > 0.6 or word.text.isdigit()


def _names(lines: Sequence[Row]) -> list[list[Row]]:
    """The head's lines as agency names, upper first: a line that begins like an agency's name begins one."""
    names: list[list[Row]] = []
    for line in lines:
        folded = _OUTER.sub("", line.folded)
        if not names:
            names.append([line])
            continue
        last = names[-1][-1].folded.strip(" .'`")
        territory = (
            bool(_TERRITORY.match(folded)) and len(names[-1]) == 1 and bool(_COMMITTEE.match(names[-1][0].folded))
        )
        joined = bool(_JOINS.search(last)) or last in agency_heads() or folded.startswith("va ")
        if not territory and not joined and any(_starts(folded, head) for head in agency_heads()):
            names.append([line])
        else:
            names[-1].append(line)
    return names


def _starts(folded: str, head: str) -> bool:
    return folded == head or folded.startswith(head + " ")


def _committee(fields: dict[str, Field]) -> dict[str, Field]:
    """A stamp over "ỦY BAN" leaves "NHÂN DÂN TỈNH ...": where the notation says UBND that is a People's Committee."""
    issuer, notation = fields.get("issuer"), fields.get("code_notation")
    if issuer is None or notation is None or "UBND" not in re.split("[-/]", str(notation.value)):
        return {}
    rest = re.search(r"NH[ÂA]N D[ÂA]N\W+(?=(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ|PHƯỜNG|XÃ|ĐẶC KHU)\b)", str(issuer.value))
    if rest is None or _COMMITTEE.match(fold(str(issuer.value))):
        return {}
    value = f"ỦY BAN NHÂN DÂN {str(issuer.value)[rest.end() :]}"
    return {"issuer": Field(value, 0.85 * notation.confidence, issuer.page, issuer.box)}


def _agency_field(lines: Sequence[Row]) -> Field:
    words = [word for line in lines for word in line.words]
    texts, known = mended((word.text.strip("'`‘’\"“”") for word in words), surely(words))
    value = _OUTER.sub("", " ".join(texts))
    first = value.split(" ")[0]
    head = agency_words().get(fold(first), first)
    if known[:2] == [False, True] and head != first:  # "SỐ GIÁO DỤC VÀ ĐÀO TẠO" is no agency
        value = head + value[len(first) :]
    share = sum(known) / max(1, len(known))
    sure = {spelling(word.text): word.word.confidence for word in words}
    doubtful = not speakable(value) or unlikely(_LOCALITY.sub("", value.lower()), sure)
    return field(value, lines[0].page, words, (0.85 + 0.15 * share) * (UNSPEAKABLE if doubtful else 1.0))


def speakable(name: str) -> bool:
    """Whether all its words can be syllables, or are abbreviations of one consonant group as offices have them."""
    words = (_OUTER.sub("", word) for word in re.split(r"[\s,–-]+", name))
    return all(possible(word.lower()) or word in _SHORT or not word.isalpha() for word in words)
