"""Where signatures, number and date go on one document's pages, from what was read where (regulations: Annex I.II.7-8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from pipeline.office.documents import Record
from pipeline.office.settings import Settings
from signing.places import FieldPlan, PageSize, Place, plan_incoming, plan_outgoing

# The top margin is 20 to 25 mm by Annex I.I.5 and empty on page 1: number and date stand there where the paper left no gap.
_NUMBER_BOX: Final = (24.0, 10.0, 260.0, 25.0)
_DATE_BOX: Final = (24.0, 25.0, 260.0, 40.0)
_GAP: Final = 30.0  # points left free before the notation of an unnumbered draft: `Số:         /QĐ-UBND`
_SLASH: Final = 5.0  # points that the stroke before the notation takes


def page_sizes(record: Record) -> tuple[PageSize, ...]:
    return tuple(PageSize(page["width"] * 72 / page["dpi"], page["height"] * 72 / page["dpi"]) for page in record.pages)


def plan(record: Record, settings: Settings, *, personal: bool) -> FieldPlan:
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
    return replace(made, number=Place(1, gap_for_number(record.fields) or _NUMBER_BOX), date=Place(1, _DATE_BOX))


def _side_by_side(made: FieldPlan) -> FieldPlan:
    """The seal stands over a third of the signature where both are images; words over words could not be read."""
    if made.personal is None or made.agency is None or made.personal.box is None or made.agency.box is None:
        return made
    left, top, right, bottom = made.agency.box
    shift = min(right - made.personal.box[0] + 4, left)
    return replace(made, agency=replace(made.agency, box=(left - shift, top, right - shift, bottom)))


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


def number_text(record: Record, number: str, notation: str) -> str:
    """What is written in the number's field: the number alone in a draft's gap, else the whole line."""
    return number if gap_for_number(record.fields) else f"Số: {number}/{notation}" if notation else f"Số: {number}"


def date_text(day: date) -> str:
    """`ngày 05 tháng 01 năm 2026`: days below 10 and the months 1 and 2 get a nought (Annex I.II.4)."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"Ngày {day.day:02} tháng {month} năm {day.year}"
