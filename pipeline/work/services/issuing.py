"""`issue`: the clerk numbers, dates and seals an outgoing document (Decree 30/2020, Art. 15, 17 and 18)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from pipeline import clock
from pipeline.archive.disk import fault_of
from pipeline.errors import VanthuError
from pipeline.office import documents, journal, registers
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document
from pipeline.text import same_spelling, tidy
from pipeline.work import crash, faults, placing
from pipeline.work.room import Room
from pipeline.work.services import keys
from pipeline.work.services.signing_desk import Told, failed, in_turn
from signing.appearance import COPIES, copy_appearance
from signing.fill import fill_fields
from signing.pin import Pin
from signing.profiles import Profile
from signing.tokens import AskPin, TokenKey


def issue(
    room: Room,
    ids: Sequence[str],
    token: str | Profile | None,
    pin: Pin | AskPin | None,
    told: Told,
    copy: str = COPIES[0],
) -> list[dict[str, Any]]:
    """Issues each document with one login of the agency's token; `copy`: the form of one that nobody else signs.

    A wrong PIN ends the call before any number is given.
    """
    rows = [_ready(room, which) for which in ids]
    results = {id(row): row for row in rows if isinstance(row, dict)}
    # first those whose paper names a number: else the next free number may be the one that a later paper already has
    left = sorted((row for row in rows if not isinstance(row, dict)), key=lambda row: _on_paper(room, row)[0] is None)
    if left:
        with keys.opened(room, "agency", token, pin) as key:
            results |= in_turn(left, lambda row: _one(room, row, key, copy), told)
    return [results[id(row)] for row in rows]


def _ready(room: Room, which: str) -> Any:
    try:
        row = documents.find(which)
        if row.direction == "outgoing" and row.waits_for in ("initials", "personal"):
            raise VanthuError(faults.NO_PERSON_YET, id=row.pk)
        if row.waits_for != "issue":
            waits = documents.WAITING.get(row.waits_for or "", documents.STATES[row.state]).lower()
            raise VanthuError(faults.NOT_YOURS, id=row.pk, waits=waits, waits_en=row.waits_for or row.state)
    except VanthuError as error:
        return failed(which, error)
    return row


def _one(room: Room, row: Any, key: TokenKey, copy: str) -> dict[str, Any]:
    try:
        with room.held(row.pk):
            row = Document.objects.get(pk=row.pk)
            if row.waits_for == "issue":
                _issue(room, row, key, copy)
            return _told(row)
    except VanthuError as error:
        return failed(row.pk, error)
    except OSError as error:
        return failed(row.pk, fault_of(error, room.office.root))


def _issue(room: Room, row: Any, key: TokenKey, copy: str) -> None:
    shown = keys.to_sign(room, row)
    pdf = shown.path.read_bytes()
    alone = row.state == "awaiting_signature"  # it was prepared as a copy (sao y), which nobody signs before
    if not alone:
        keys.require_person(room, row, pdf, key)
    _number(room, row)
    crash.point("issue:numbered")
    record = documents.record_of(row)
    values = placing.texts(record.fields, room.reading(record), _code(row), _day(row))
    base = keys.digest(pdf + json.dumps(values, sort_keys=True).encode())
    made = keys.left_by_a_crash(room, row, "agency", base)
    if made is None:
        name = room.office.settings.text("office.organ_name")
        appearance = copy_appearance(name, copy) if alone else keys.seal_appearance(room)
        made = keys.use_key(room, row, "agency", key, fill_fields(pdf, values), appearance, base)
    keys.keep(room, row, "agency", made)


@in_one_transaction
def _number(room: Room, row: Any) -> None:
    """Number and date: those on the paper where this office is its issuer and the number is free, else the next and today.

    A document that got its number before a crash, or before the token failed, keeps it.
    """
    if registers.standing(row, registers.OUTGOING) is not None:
        return
    wanted, day = _on_paper(room, row)
    on_paper = documents.record_of(row).code
    keeps = wanted is not None and registers.is_free(registers.OUTGOING, day.year, wanted)
    note = "" if keeps or "code_number" not in row.fields else f"trên giấy ghi {on_paper}"
    given = registers.allot(row, registers.OUTGOING, day if keeps else clock.today(), wanted if keeps else None, note)
    fields = dict(row.fields)
    if not keeps:
        found = {"confidence": 1.0, "page": None, "box": None, "given": True}
        fields["code_number"] = {"value": _two_digits(given.number), **found}
        fields["issued_date"] = {"value": given.day.isoformat(), **found}
    documents.change(row, fields=fields, triple=documents.triple_of(fields))
    journal.record(
        journal.who(room.office.settings), "numbered", row.pk, number=given.number, day=given.day.isoformat(), note=note,
        skipped=given.skipped,
    )  # fmt: skip


def _on_paper(room: Room, row: Any) -> tuple[int | None, date]:
    """The number and date printed on the paper, where this office issued it."""
    record = documents.record_of(row)
    number, day = record.value("code_number"), record.value("issued_date")
    names = [
        same_spelling(tidy(name)) for name in (record.value("issuer"), room.office.settings.text("office.organ_name"))
    ]
    ours = bool(names[0]) and (names[0] in names[1] or names[1] in names[0])
    if not (ours and registers.is_number(number) and day):
        return None, clock.today()
    return int(number), date.fromisoformat(day)


def _two_digits(number: int) -> str:
    """Numbers below 10 get a nought before them (Decree 30 Annex I.II.3)."""
    return f"{number:02}"


def _code(row: Any) -> tuple[str, str]:
    record = documents.record_of(row)
    return record.value("code_number"), record.value("code_notation")


def _day(row: Any) -> date:
    return date.fromisoformat(documents.record_of(row).value("issued_date"))


def _told(row: Any) -> dict[str, Any]:
    entry = registers.standing(row, registers.OUTGOING)
    number, notation = _code(row)
    return {
        "id": row.pk, "status": "issued", "code_number": number, "code_notation": notation,
        "issued_date": documents.record_of(row).value("issued_date"), "state": row.state,
        "note": (entry.note if entry else "") or None,
    }  # fmt: skip
