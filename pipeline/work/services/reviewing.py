"""The clerk's answers to what recognition was unsure of: `review list`, `confirm`, `correct`."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from pipeline import clock, durable
from pipeline.digitize.crops import crops
from pipeline.errors import VanthuError
from pipeline.office import documents, journal, lessons, registers, review
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document
from pipeline.work import effects, tasks, way
from pipeline.work.faults import SECRET
from pipeline.work.room import Room
from pipeline.work.services.standing import line

LOG: Final = logging.getLogger(__name__)


def waiting() -> dict[str, Any]:
    """The documents that wait for a clerk, with what to look at."""
    rows = Document.objects.filter(waits_for="review")
    return {"documents": [line(row) | {"unsure": row.unsure, "fields": row.fields} for row in rows]}


def shown(room: Room, which: str) -> dict[str, Any]:
    """One document that waits for a clerk, with a picture of what each doubtful field was read from."""
    row = documents.find(which)
    documents.require(row, {"needs_review"}, "soát", "review")
    pictures = {key: str(path) for key, path in _pictures(room, row, row.unsure).items()}
    return {"documents": [line(row) | {"unsure": row.unsure, "fields": row.fields, "pictures": pictures}]}


def learned(room: Room) -> dict[str, Any]:
    """What the office's own reviews say of its readings: by field, and what becomes of a confidence at the threshold."""
    threshold = room.office.settings.number("review.threshold")
    told = {
        key: {
            "looked_at": one.looked_at, "right": one.right, "said": round(one.said, 3), "shift": one.shift,
            "at_threshold": round(lessons.heard(threshold, one.shift), 3),
        }
        for key, one in lessons.learned().items()
    }  # fmt: skip
    return {"threshold": threshold, "fields": told}


def confirm(room: Room, which: str) -> dict[str, Any]:
    """Accepts what was read; what is absent stays absent, and the register shows it empty."""
    row = documents.find(which)
    documents.require(row, {"needs_review"}, "xác nhận", "confirm")
    _pictures(room, row, row.unsure)
    return _confirm(room, which)


@in_one_transaction
def _confirm(room: Room, which: str) -> dict[str, Any]:
    row = documents.find(which)
    documents.require(row, {"needs_review"}, "xác nhận", "confirm")
    looked_at = [key for key in row.unsure if key not in _unusable(row)]
    lessons.keep(row, {key: row.fields.get(key, {}).get("value") for key in looked_at})
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
    if values.get("secrecy"):
        told = _secret(room, which)
    else:
        row = documents.find(which)
        documents.require(row, {"needs_review"}, "sửa", "correct")
        _pictures(room, row, values)
        told = _correct(room, which, values)
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
    lessons.keep(row, {key: value or None for key, value in values.items()})
    fields = dict(row.fields)
    for key, value in values.items():
        if value:  # where it was read is kept: signatures are placed by it
            fields[key] = {"page": None, "box": None, **fields.get(key, {}), "value": value, "confidence": 1.0}
        else:
            fields.pop(key, None)
    if "arrival_number" in values:
        _require_free(fields)
    threshold = room.office.settings.number("review.threshold")
    left = review.unsure(fields, row.direction, threshold, lessons.shifts())
    doubts = [key for key in row.unsure if key in left and key not in values]
    documents.change(row, unsure=doubts, **documents.told_by(fields, row.urgency))
    twins = documents.twins(row)
    if doubts or twins:
        documents.change(row, reason=review.reason(doubts, review.doubled(twins)))
    else:
        _go_on(row, fields)
    journal.record(journal.who(room.office.settings), "review_corrected", row.pk, keys=sorted(values))
    return {"documents": [line(row) | {"unsure": row.unsure}]}


def _pictures(room: Room, row: Any, keys: Iterable[str]) -> dict[str, Path]:
    """Where the pictures of these fields lie, cut out where they are not there yet; a scan that is away costs them alone."""
    folder = room.office.lessons(row.pk)
    places = {key: folder / f"{key}.png" for key in keys}
    lacking = {key for key, place in places.items() if not place.exists()}
    if lacking and row.version:
        try:
            reading = room.reading(documents.record_of(row))
            for key, picture in crops(room.scan_path(row.pk), reading, lacking).items():
                folder.mkdir(parents=True, exist_ok=True)
                durable.write_bytes(places[key], picture)
        except (VanthuError, OSError):
            LOG.warning("%s: chưa cắt được ảnh để soát / no pictures to look at yet", row.pk)
    return {key: place for key, place in places.items() if place.exists()}


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
