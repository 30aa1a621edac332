"""What kind of document it is and what it is about (Decree 30 Annex I.II.5, boxes 5a and 5b; Kính gửi, box 9a)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as default
from typing import Final

from pipeline.digitize.fields.findings import commas, field, spoken, surely
from pipeline.digitize.fields.grammar import type_of
from pipeline.digitize.fields.layout import Placed, Row, Sheet
from pipeline.digitize.fields.unlikely import UNLIKELY, spelling, unlikely
from pipeline.digitize.fields.words import bare, mended
from pipeline.digitize.values import Field

_TITLE_PART: Final = 0.6  # of the page's height
_WIDE: Final = 22.0  # points of white that part a centred line from a stamp beside it
_APART: Final = 8.0  # points of white before a dash that begins an entry
_OFF_CENTRE: Final = 14.0  # points between the middles of lines that are centred under each other
_LETTER_SUBJECT: Final = re.compile(r"^\W*(?:v\s?[/|il1í(]\s?v|v/|ve viec)\b[\s:.]*")
_ABOUT: Final = re.compile(r"^\W*(?:v\s?[/|il1]\s?v|(?:v?e\s|\S*[\d/|]\S*\s)?viec)\b[\s:.]*")
_LOST_VE: Final = re.compile(r"viec\s\w")
_DASHES: Final = "-–—−+•*~_"
_ADDRESSED: Final = re.compile(
    r"^(?:\W*|.{0,24}[\W\d])(?P<asked>k[a-z]nh\s*g[a-z]{1,2}i?\b\s*[:;.]*|[a-z]{0,3}h\s*g[a-z]i\s*:)\s*"
)
_BODY: Final = re.compile(
    r"^\W*(?:can cu|kinh g|theo de nghi|xet |dieu \d|phan [ivx\d]|chuong [ivx\d]|muc [ivx\d]|[ivx]{1,4}[.)]|\d{1,2}[.)]|[a-d]\)|"
    r"\(kem theo|\(ban hanh|kem theo|hom nay|ngay \d)"
)
_MAY_BE_BODY: Final = re.compile(r"^\W*(?:thuc hien|thoi gian|de |nham )")  # a subject begins so too, but is centred
_CENTRED: Final = 7.0  # points
_STAMPED_DAY: Final = re.compile(r"\d[/.:]|[/.:]\d")  # of a stamp ĐẾN beside the line
_OPENING_HALF: Final = 18.0, 27.0  # points; half of what "Về việc " takes in bold letters of 13 to 14
_STAMP_ABOUT: Final = 13.0  # points about a line's beginning in which the end of a stamp's row stands
_COVERED: Final = 0.75  # how sure a subject is whose first words lie under a stamp


@dataclass(frozen=True)
class Title:
    """What was found of box 5a; `level` is the title's own level in straight points."""

    type_name: str | None = None
    level: float | None = None
    fields: dict[str, Field] = default(default_factory=dict)


def read_title(sheet: Sheet) -> Title:
    """The name of the document in capitals and the subject under it."""
    rows = sheet.all_rows
    for index, row in enumerate(rows):
        if row.level > sheet.height * _TITLE_PART:
            break
        for piece in row.cut(_WIDE):
            named = _named(piece, sheet)
            if named is None:
                continue
            title, name, sureness = named
            fields = {"type_name": field(name, row.page, title.words, sureness)}
            if not row.text.rstrip().endswith(":"):
                below = [found for found in (_centred(r, title) for r in rows[index + 1 : index + 12]) if found]
                subject = _subject(title, below, _opening_covered(below[0], title, name, rows) if below else False)
                if subject is not None:
                    fields["subject"] = subject
            return Title(name, row.level, fields)
    return Title()


def _named(piece: Row, sheet: Sheet) -> tuple[Row, str, float] | None:
    """The piece where it is a document's name, freed of specks at its ends."""
    words = [w for w in piece.words if any(c.isalpha() for c in w.text)]
    for start in range(min(3, len(words))):
        for end in range(len(words), max(start, len(words) - 3), -1):
            row = Row(tuple(words[start:end]), piece.page)
            if end - start > 5 or row.upper < 0.8 or abs(row.middle - sheet.width / 2) > sheet.width * 0.17:
                continue
            found = type_of(row.text)
            if found is not None and (end - start > 1 or found[1] == 1.0):  # of words run together, nothing is guessed
                whole = end - start == len(words)
                return row, found[0], found[1] * (1.0 if whole else 0.9)
    return None


def _centred(row: Row, title: Row) -> Row | None:
    """The part of a row that stands centred under the title, without stamps at its sides."""
    if row.level <= title.level + 2:
        return None
    pieces = [piece for piece in row.cut(_WIDE) if piece.left <= title.right and piece.right >= title.left]
    if not pieces:
        return None
    words = [w for w in pieces[0].words if any(c.isalnum() for c in w.text) or w.text in "-–,"]
    while len(words) > 1 and _STAMPED_DAY.search(words[0].text):
        words.pop(0)
    if not any(c.isalpha() for w in words for c in w.text):
        return None
    whole = Row(tuple(words), row.page)
    if abs(whole.middle - title.middle) <= _OFF_CENTRE:
        return whole
    # A stamp's words run into the line: what is left without them stands in the middle again.
    for start in range(1, min(6, len(words) - 1)):
        part = Row(tuple(words[start:]), row.page)
        off = abs(part.middle - title.middle)
        torn = words[start].left - words[start - 1].right > 5 or any(c.isdigit() for c in words[start - 1].text)
        if torn and off <= _CENTRED:
            return part
        if _LOST_VE.match(part.folded) and off <= _OFF_CENTRE:  # a stamp lies on the first word
            return part
    # A stamp's day lies on "Về việc": what is left stands as far to the right as that is half wide.
    for start in range(1, min(6, len(words) - 1)):
        part = Row(tuple(words[start:]), row.page)
        dated = any(_STAMPED_DAY.search(word.text) for word in words[max(0, start - 2) : start])
        if dated and part.text[0].islower() and _OPENING_HALF[0] <= part.middle - title.middle <= _OPENING_HALF[1]:
            return part
    return whole


def _opening_covered(first: Row, title: Row, name: str, rows: Sequence[Row]) -> bool:
    """Whether "Về việc" lies under a stamp that ends where the line begins: without it the line stands so far to the right."""
    low, high = _OPENING_HALF
    if name != "Quyết định" or not first.text[0].islower() or not low <= first.middle - title.middle <= high:
        return False
    beside = (word for row in rows if abs(row.level - first.level) < _STAMP_ABOUT for word in row.words)
    return any(word.left < first.left - 2 and abs(first.left - word.right) <= _STAMP_ABOUT for word in beside)


def _subject(title: Row, below: Sequence[Row], covered: bool) -> Field | None:
    lines: list[Row] = []
    for row in below:
        last = lines[-1] if lines else title
        pitch = row.level - last.level
        if not lines and pitch > 60:
            break
        if lines and pitch > max(24.0, 1.5 * _pitch(lines)):
            break
        off = abs(row.middle - title.middle)
        if row.upper > 0.8 or _BODY.match(row.folded) or (off > _CENTRED and _MAY_BE_BODY.match(row.folded)):
            break
        if off > _OFF_CENTRE and (lines or not covered):
            break
        lines.append(row)
        if len(lines) > 7:
            return None
    return _joined(lines, _ABOUT, _COVERED if covered else 0.95)


def _pitch(lines: Sequence[Row]) -> float:
    if len(lines) < 2:
        return 17.0  # 13 to 14 points at single spacing (Annex I.II.5.b)
    return (lines[-1].level - lines[0].level) / (len(lines) - 1)


def _joined(lines: Sequence[Row], opening: re.Pattern[str], sureness: float) -> Field | None:
    """The lines as one value without its opening words."""
    if not lines:
        return None
    words = [word for line in lines for word in line.words]
    whole = Row(tuple(words), lines[0].page)
    start = opening.match(whole.folded)
    parts = whole.text[start.end() if start else 0 :].split()
    texts, _ = mended(parts, surely(words[len(words) - len(parts) :]))
    value = commas(" ".join(texts).strip(" ;,_'`‘’|").rstrip("."))
    if len(value) < 4:
        return None
    return field(value, lines[0].page, words, sureness * spoken(value))


def read_letter_subject(sheet: Sheet, split: float, top: float) -> Field | None:
    """The subject of an official letter: under the number, after "V/v" (box 5b)."""
    rows = sheet.rows(right=split + 14, top=top, bottom=top + 190)
    for index, row in enumerate(rows):
        if not _LETTER_SUBJECT.match(row.folded):
            continue
        lines = [row]
        for below in rows[index + 1 :]:
            if _ADDRESSED.match(below.folded) or below.level - lines[-1].level > 1.6 * _letter_pitch(lines):
                break
            if below.upper > 0.8 or not any(c.isalpha() for c in below.text):
                break
            lines.append(below)
        return _joined(lines, _LETTER_SUBJECT, 0.95)
    return None


def _letter_pitch(lines: Sequence[Row]) -> float:
    return 15.0 if len(lines) < 2 else max(13.0, (lines[-1].level - lines[0].level) / (len(lines) - 1))


def read_addressees(sheet: Sheet, top: float) -> tuple[Field | None, float | None]:
    """Those named after "Kính gửi" and the level of that line; one on the line itself, or several under it, each with a dash."""
    rows = [row for row in sheet.all_rows if row.level > top]
    for index, row in enumerate(rows):
        start = _ADDRESSED.match(row.folded)
        if start is None or row.level > sheet.height * 0.7:
            continue
        first = row.words[row.word_at(start.end()) :] if start.end() < len(row.text) else ()
        if row.text[: start.end()].count(" ") > 3 and not row.text[: start.end()].rstrip().endswith(":"):
            continue
        entries: list[list[Placed]] = [list(first)] if first else []
        margin = row.words[row.word_at(start.start("asked"))].left - 20
        ended = bool(first) and first[-1].text.endswith((".", ";"))
        body = min((r.left for r in rows[index + 1 :]), default=row.left)
        last = row
        dash_left: float | None = None
        for below in rows[index + 1 : index + 25]:
            if below.level - last.level > 2.1 * 17:
                break
            entry = _without_stamp(below, margin, dash_left)
            if entry is None:
                continue
            below = entry
            dashed = below.words[0].text[0] in _DASHES and below.left > body + 20
            if dashed:
                entries.append(list(below.words))
                dash_left = below.left
            elif (
                ended or below.left < body + 40 or (dash_left is not None and below.left < dash_left - 4) or not entries
            ):
                # The body follows at a line's distance, so that no line of the list was lost: its full stop was read as a comma.
                ended = ended or last.text.rstrip().endswith(",")
                break
            else:
                entries[-1].extend(below.words)
            ended = below.text.rstrip().endswith(".")
            last = below
            if ended:
                break
        values = [_entry(entry) for entry in entries]
        values = [value for value in values if len(bare(value)) > 2]
        if not values:
            return None, row.level
        sureness = 0.6 if entries[-1][-1].text.endswith(";") else 0.9  # after a semicolon another should have come
        if len(entries) > 1 and not ended:  # the last of a list ends with a full stop: a line of it may be lost
            sureness = min(sureness, 0.7)
        if any(char.isdigit() for value in values for char in value):
            sureness *= 0.65  # a stamp's number among them
        sure = {spelling(word.text): word.word.confidence for entry in entries for word in entry}
        if any(unlikely(value, sure) for value in values):
            sureness *= UNLIKELY
        return field(values, row.page, [w for entry in entries for w in entry], sureness), row.level
    return None, None


def _without_stamp(row: Row, left: float, dash_left: float | None) -> Row | None:
    """The row from its dash on, where a stamp stands before it; None where there is nothing but a stamp, left of the list."""
    for at, word in enumerate(row.words[1:], 1):
        before = Row(row.words[:at], row.page)
        stamped = before.upper > 0.9 or word.left - before.right > _APART
        if word.text[0] in _DASHES and word.left > left and stamped and before.left < left:
            return Row(row.words[at:], row.page)
    if dash_left is not None and row.right < dash_left:
        return None
    pieces = row.cut(_WIDE)
    beside = dash_left is not None and len(pieces) > 1 and abs(pieces[1].left - dash_left) <= _APART
    if pieces[0].left < left and (pieces[0].upper > 0.9 or (beside and pieces[0].right < pieces[1].left)):
        rest = tuple(word for piece in pieces[1:] for word in piece.words)
        return Row(rest, row.page) if rest else None
    return row


def _entry(words: Sequence[Placed]) -> str:
    printed = [word for word in words if any(c.isalnum() or c in "-–(" for c in word.text)]
    texts, _ = mended((word.text for word in printed), surely(printed))
    return commas(" ".join(texts).strip(" -–—−+•*~_;:,.|'`"))
