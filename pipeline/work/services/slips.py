"""A clerk's slips undone: `void`, `recall`, `move`."""

from __future__ import annotations

from typing import Any, Final

from pipeline.errors import VanthuError
from pipeline.office import documents, journal, registers
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Signature, Task
from pipeline.work import tasks
from pipeline.work.faults import INITIALLED, REASON_NEEDED
from pipeline.work.messages import ISSUED
from pipeline.work.room import Room

BEFORE_SIGNATURE: Final = {"received", "digitized", "needs_review", "registered", "awaiting_signature"}


def void(room: Room, which: str, reason: str) -> dict[str, Any]:
    """Takes a document out of the way that was taken by mistake; its number stays in the book, marked void."""
    row = documents.find(which)
    with room.held(row.pk):  # a signature being made comes first, and the act then sees it
        return _end(room, row.pk, ("hủy", "void"), {*BEFORE_SIGNATURE, "signed", "rejected", *ISSUED}, "voided", reason)


def recall(room: Room, which: str, reason: str) -> dict[str, Any]:
    """Calls an issued document back (Decree 30/2020, Art. 18.4): frozen, its number kept as void, what is known stays."""
    row = documents.find(which)
    allowed = ISSUED if row.direction == "outgoing" else set()
    with room.held(row.pk):
        return _end(room, row.pk, ("thu hồi", "recall"), allowed, "recalled", reason)


@in_one_transaction
def _end(room: Room, key: str, act: tuple[str, str], allowed: set[str], state: str, reason: str) -> dict[str, Any]:
    row = documents.find(key)
    documents.require(row, allowed, *act)
    why = told_reason(reason)
    numbers = registers.void(row, why)
    documents.change(row, state=state, waits_for=None, reason=why)
    Task.objects.filter(document=row, state__in=["todo", "doing"]).update(state="dead")
    journal.record(journal.who(room.office.settings), state, row.pk, reason=why, numbers=numbers)
    return {"id": row.pk, "state": row.state}


def move(room: Room, which: str, to: str) -> dict[str, Any]:
    """Brings a paper dropped into the wrong folder to the other side; a number it was given stays in its book as void."""
    row = documents.find(which)
    with room.held(row.pk):
        return _move(room, row.pk, to)


@in_one_transaction
def _move(room: Room, key: str, to: str) -> dict[str, Any]:
    row = documents.find(key)
    documents.require(row, BEFORE_SIGNATURE, "chuyển", "move")
    if Signature.objects.filter(document=row).exists():  # initialled: what was signed is not composed anew
        raise VanthuError(INITIALLED, id=row.pk)
    actor = journal.who(room.office.settings)
    if row.direction == to:
        return {"id": row.pk, "state": row.state}
    numbers = registers.void(row, "chuyển sang sổ khác")
    fields = {
        key: found
        for key, found in row.fields.items()
        if key not in ("arrival_number", "arrival_date") and not found.get("given")  # numbers that are void now
    }
    Task.objects.filter(document=row, state__in=["todo", "doing"]).update(state="dead")
    first = row.state == "received"
    state = "received" if first else "digitized"
    documents.change(
        row,
        direction=to,
        state=state,
        waits_for=None,
        reason="",
        fields=fields,
        prepared="",
        unsure=[],
        triple=documents.triple_of(fields),
    )
    tasks.add(row, "digitize" if first else "describe")
    journal.record(actor, "moved", row.pk, to=to, numbers=numbers)
    return {"id": row.pk, "state": row.state}


def told_reason(reason: str) -> str:
    if not reason.strip():
        raise VanthuError(REASON_NEEDED)
    return reason.strip()
