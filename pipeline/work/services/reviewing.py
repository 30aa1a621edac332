"""The clerk's answers to what recognition was unsure of: `review list`, `confirm`, `correct`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipeline import clock
from pipeline.errors import VanthuError
from pipeline.office import documents, journal, registers, review
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document
from pipeline.work import effects, tasks, way
from pipeline.work.faults import SECRET
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
    journal.record(journal.who(room.office.settings), "review_confirmed", row.pk, keys=row.unsure)
    _go_on(row, fields)
    return {"documents": [line(row)]}


def correct(room: Room, which: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """Takes the clerk's values (exit 2 for an unfit one); with nothing left in doubt the document goes on.

    A value typed empty removes the field; a secrecy mark that the clerk has seen ends everything, as one that was read.
    The journal tells which fields were changed, not what they said.
    """
    values = {key: review.typed(key, value) for key, value in typed.items()}
    told = _secret(room, which) if values.get("secrecy") else _correct(room, which, values)
    effects.carry_out(room)
    return told


@in_one_transaction
def _secret(room: Room, which: str) -> dict[str, Any]:
    row = documents.find(which)
    documents.require(row, {"needs_review"}, "sửa", "correct")
    tasks.forget(row, VanthuError(SECRET).sentence(), journal.who(room.office.settings))
    return {"documents": [line(row) | {"unsure": row.unsure}]}


@in_one_transaction
def _correct(room: Room, which: str, values: Mapping[str, str | list[str]]) -> dict[str, Any]:
    row = documents.find(which)
    documents.require(row, {"needs_review"}, "sửa", "correct")
    fields = dict(row.fields)
    for key, value in values.items():
        if value:  # where it was read is kept: signatures are placed by it
            fields[key] = {"page": None, "box": None, **fields.get(key, {}), "value": value, "confidence": 1.0}
        else:
            fields.pop(key, None)
    if "arrival_number" in values:
        _require_free(fields)
    left = review.unsure(fields, row.direction, room.office.settings.number("review.threshold"))
    doubts = [key for key in row.unsure if key in left and key not in values]
    documents.change(row, unsure=doubts, **documents.told_by(fields, row.urgency))
    twins = documents.twins(row)
    if doubts or twins:
        documents.change(row, reason=review.reason(doubts, review.doubled(twins)))
    else:
        _go_on(row, fields)
    journal.record(journal.who(room.office.settings), "review_corrected", row.pk, keys=sorted(values))
    return {"documents": [line(row) | {"unsure": row.unsure}]}


def _require_free(fields: Mapping[str, Any]) -> None:
    """A number typed from a stamp ĐẾN must be free in its year's book (exit 2): no other is given in its place unseen."""
    number, day = (fields.get(key, {}).get("value", "") for key in ("arrival_number", "arrival_date"))
    year = date.fromisoformat(day).year if day else clock.today().year
    if number and not (registers.is_number(number) and registers.is_free(registers.INCOMING, year, int(number))):
        raise review.unfit(
            "arrival_number", number, "một số còn trống trong sổ đến", "a number that is free in the book"
        )


def _unusable(row: Any) -> set[str]:
    """A doubtful stamp ĐẾN is not made true by a confirmation: its number must be typed, or the office gives its own."""
    return {"arrival_number", "arrival_date"} if "arrival_number" in row.unsure else set()


def _go_on(row: Any, fields: dict[str, Any]) -> None:
    told = documents.told_by(fields, row.urgency)
    documents.change(row, state="digitized", waits_for=None, reason="", unsure=[], **told)
    following = way.follows("describe", row.direction)
    assert following is not None
    tasks.add(row, following)
