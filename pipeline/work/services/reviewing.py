"""The clerk's answers to what recognition was unsure of: `review list`, `confirm`, `correct`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.office import documents, journal, review
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document
from pipeline.work import tasks, way
from pipeline.work.room import Room
from pipeline.work.services.standing import line


def waiting() -> dict[str, Any]:
    """The documents that wait for a clerk, with what to look at."""
    rows = Document.objects.filter(waits_for="review")
    return {"documents": [line(row) | {"unsure": row.unsure, "fields": row.fields} for row in rows]}


@in_one_transaction
def confirm(room: Room, which: str) -> dict[str, Any]:
    """Accepts what was read; what is absent stays absent, and the register shows it empty."""
    row = documents.find(which)
    documents.require(row, {"needs_review"}, "xác nhận", "confirm")
    fields = {key: found | {"confidence": 1.0} for key, found in row.fields.items() if key not in _unusable(row)}
    _go_on(room, row, fields)
    journal.record(journal.who(room.office.settings), "review_confirmed", row.pk, keys=row.unsure)
    return {"documents": [line(row)]}


@in_one_transaction
def correct(room: Room, which: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """Takes the clerk's values (exit 2 for an unfit one); with nothing left in doubt the document goes on.

    A value typed empty removes the field. The journal tells which fields were changed, not what they said.
    """
    values = {key: review.typed(key, value) for key, value in typed.items()}
    row = documents.find(which)
    documents.require(row, {"needs_review"}, "sửa", "correct")
    fields = dict(row.fields)
    for key, value in values.items():
        if value:
            fields[key] = {"value": value, "confidence": 1.0, "page": None, "box": None}
        else:
            fields.pop(key, None)
    left = review.unsure(fields, row.direction, room.office.settings.number("review.threshold"))
    doubts = [key for key in row.unsure if key in left and key not in values]
    documents.change(row, triple=documents.triple_of(fields))
    if doubts or documents.twins(row):
        documents.change(row, fields=fields, unsure=doubts)
    else:
        _go_on(room, row, fields)
    journal.record(journal.who(room.office.settings), "review_corrected", row.pk, keys=sorted(values))
    return {"documents": [line(row) | {"unsure": row.unsure}]}


def _unusable(row: Any) -> set[str]:
    """A doubtful stamp ĐẾN is not made true by a confirmation: its number must be typed, or the office gives its own."""
    return {"arrival_number", "arrival_date"} if "arrival_number" in row.unsure else set()


def _go_on(room: Room, row: Any, fields: dict[str, Any]) -> None:
    documents.change(
        row, state="digitized", waits_for=None, reason="", unsure=[], fields=fields, triple=documents.triple_of(fields)
    )
    following = way.follows("describe", row.direction)
    assert following is not None
    tasks.add(row, following)
