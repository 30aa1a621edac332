"""Where signatures, number and date go on one document's pages, from what was read where (regulations: Annex I.II.7-8)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ocr_models.page import Word
from pipeline.digitize.values import Reading
from pipeline.office.documents import Record
from pipeline.office.settings import Settings
from pipeline.text import same_spelling
from signing.places import (
    DATE,
    DAY,
    MONTH,
    NUMBER,
    Box,
    FieldPlan,
    PageSize,
    Place,
    initial_boxes,
    plan_incoming,
    plan_outgoing,
)

# The top margin is 20 to 25 mm by Annex I.I.5 and empty on page 1: number and date stand there where the paper left no gap.
_NUMBER_BOX: Final = (24.0, 10.0, 260.0, 25.0)
_DATE_BOX: Final = (24.0, 25.0, 260.0, 40.0)
_GAP: Final = 30.0  # points left free before the notation of an unnumbered draft: `Số:         /QĐ-UBND`
_HEAD: Final = 0.4  # of the first page: where the date of a document stands (Annex I.II.4)
_BLANK: Final = 11.0  # points: two digits of 13 points are 13 wide, and the words are often set closer than meant
_END_OF_TEXT: Final = re.compile(r"\.\s?/\s?\.?\s*$")  # `./.` (Annex I.II.6)
_LAST_RECIPIENT: Final = re.compile(r"^[\s\-–.]*Lưu\s?:", re.IGNORECASE)
_SLASH: Final = 5.0  # points that the stroke before the notation takes


def page_sizes(record: Record) -> tuple[PageSize, ...]:
    return tuple(PageSize(page["width"] * 72 / page["dpi"], page["height"] * 72 / page["dpi"]) for page in record.pages)


def plan(record: Record, reading: Reading, settings: Settings, *, personal: bool) -> FieldPlan:
    """Every field the record will ever have, before its first signature; `personal`: an authorised person signs it."""
    pages = page_sizes(record)
    if record.direction == "incoming":
        return plan_incoming(pages)
    made = plan_outgoing(
        pages,
        position=_place(record.fields, "signer_position") or _place(record.fields, "competence"),
        name=_place(record.fields, "signer_name"),
        personal=personal,
        seal_mm=settings.number("signing.seal_mm"),
    )
    if not (settings.text("signing.personal_image") and settings.text("signing.seal_image")):
        made = _side_by_side(made)
    blanks = blanks_of_date(reading)
    return replace(
        made,
        initials=initials_of(reading, pages, record.initials, made),
        number=Place(1, gap_for_number(record.fields) or _NUMBER_BOX),
        date=Place(1, _DATE_BOX),
        day=Place(1, blanks.day) if blanks else None,
        month=Place(1, blanks.month) if blanks else None,
    )


def _side_by_side(made: FieldPlan) -> FieldPlan:
    """The seal stands over a third of the signature where both are images; words over words could not be read."""
    if made.personal is None or made.agency is None or made.personal.box is None or made.agency.box is None:
        return made
    left, top, right, bottom = made.agency.box
    shift = min(right - made.personal.box[0] + 4, left)
    return replace(made, agency=replace(made.agency, box=(left - shift, top, right - shift, bottom)))


def initials_of(
    reading: Reading, pages: Sequence[PageSize], roles: Sequence[str], made: FieldPlan
) -> tuple[tuple[str, Place], ...]:
    """Where each one initials: drafter and unit behind the end of the text (`./.`), the office behind the last recipient (`Lưu: VT`).

    That is where offices have them on paper; Decree 30 names who checks (Art. 10.4 and 12) and no place. Where no such line was
    read, or a signature stands there, the initials are signed unseen.
    """
    found: list[tuple[str, Place]] = []
    taken = (made.personal, made.agency)
    for line_roles, ending in ((("drafter", "department"), _END_OF_TEXT), (("office",), _LAST_RECIPIENT)):
        wanted = [role for role in roles if role in line_roles]
        line = _last_line(reading, ending)
        if line is None or line[0] > len(pages):
            found += [(role, Place(1, None)) for role in wanted]
            continue
        page, box = line
        rows = initial_boxes(box, pages[page - 1], len(wanted))
        free = [row for row in rows if not any(_overlap(Place(page, at), other) for at in row for other in taken)]
        places = [Place(page, at) for at in free[0]] if free else [Place(page, None)] * len(wanted)
        found += zip(wanted, places, strict=True)
    return tuple(found)


def _last_line(reading: Reading, pattern: re.Pattern[str]) -> tuple[int, Box] | None:
    """The last printed line that fits: its page and its box in points."""
    for page in reversed(reading.pages):
        for line in reversed(page.lines):
            if pattern.search(line.text):
                box, scale = line.box, 72 / page.dpi
                return page.number, (box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)
    return None


def _overlap(one: Place, other: Place | None) -> bool:
    if other is None or one.box is None or other.box is None or one.page != other.page:
        return False
    (a, b, c, d), (e, f, g, h) = one.box, other.box
    return a < g and e < c and b < h and f < d


def _place(fields: Mapping[str, Mapping[str, Any]], key: str) -> Place | None:
    found = fields.get(key)
    if not found or not found.get("box") or not found.get("page"):
        return None
    left, top, right, bottom = found["box"]
    return Place(found["page"], (left, top, right, bottom))


def gap_for_number(fields: Mapping[str, Mapping[str, Any]]) -> tuple[float, float, float, float] | None:
    """The blank before the notation of a draft without a number; None where a number is printed or no gap is known."""
    notation = _place(fields, "code_notation")
    printed = "code_number" in fields and not fields["code_number"].get("given")  # `given`: by this office's register
    if printed or notation is None or notation.box is None or notation.page != 1:
        return None
    left, top, _, bottom = notation.box
    return (left - _SLASH - _GAP, top - 3, left - _SLASH, bottom + 3) if left > 3 * _GAP else None


@dataclass(frozen=True)
class Blanks:
    """The room a draft leaves in `ngày    tháng    năm 2026`, on page 1."""

    day: Box
    month: Box
    year: int


def blanks_of_date(reading: Reading) -> Blanks | None:
    """Where a draft wants day and month written; None where a date is printed whole or no blanks are seen."""
    page = reading.pages[0]
    head = [word for line in page.lines for word in line.words if word.box.bottom < _HEAD * page.height]
    words = [word for word in head if word.text.strip(".…")]  # `ngày ... tháng ...` leaves its dots
    for first, second, third, year in zip(words, words[1:], words[2:], words[3:], strict=False):
        said = [same_spelling(word.text) for word in (first, second, third)]
        printed = re.fullmatch(r"(20\d\d)[.,]?", year.text)
        if said != ["ngày", "tháng", "năm"] or printed is None or second.box.top > first.box.bottom:
            continue
        day, month = _between(page.dpi, first, second), _between(page.dpi, second, third)
        if min(day[2] - day[0], month[2] - month[0]) >= _BLANK:
            return Blanks(day, month, int(printed[1]))
    return None


def _between(dpi: float, first: Word, second: Word) -> Box:
    """The room between two words of a line, in points; a point is left free at both."""
    top, bottom = min(first.box.top, second.box.top), max(first.box.bottom, second.box.bottom)
    left, right = first.box.right * 72 / dpi + 1, second.box.left * 72 / dpi - 1
    return (left, top * 72 / dpi - 3, right, bottom * 72 / dpi + 3)


def texts(
    fields: Mapping[str, Mapping[str, Any]], reading: Reading, code: tuple[str, str], day: date
) -> dict[str, str]:
    """What is written in which field when a document is issued: its number, alone in a draft's gap, and its date."""
    number, notation = code
    whole = f"Số: {number}/{notation}" if notation else f"Số: {number}"
    written = {NUMBER: number if gap_for_number(fields) else whole}
    blanks = blanks_of_date(reading)
    if blanks is not None and blanks.year == day.year:  # else the printed year is wrong and the whole date stands above
        return written | {DAY: f"{day.day:02}", MONTH: _month(day)}
    return written | {DATE: date_text(day)}


def date_text(day: date) -> str:
    """`ngày 05 tháng 01 năm 2026`: days below 10 and the months 1 and 2 get a nought (Annex I.II.4)."""
    return f"Ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month < 3 else str(day.month)
