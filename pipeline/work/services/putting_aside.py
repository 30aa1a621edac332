"""Files that were put aside: `quarantine list`, `retry`, `discard`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pipeline import durable
from pipeline.errors import VanthuError
from pipeline.office import documents, faults, journal
from pipeline.office.database import in_one_transaction
from pipeline.office.models import KeptFile
from pipeline.text import nfc
from pipeline.work import effects
from pipeline.work.faults import REASON_NEEDED
from pipeline.work.room import Room
from watch_folders import aside


def listed() -> dict[str, Any]:
    """Every file that lies apart, with its reason; those with a secrecy mark too, of which nothing more is told."""
    rows = (
        KeptFile.objects.filter(place__in=["aside", "secret"])
        .select_related("document")
        .order_by("-document__urgency", "since")
    )
    return {
        "files": [
            {
                "file": row.path, "reason": row.reason or row.document.reason, "code": row.code, "since": row.since,
                "id": row.document_id, "next": row.next_step or None,
            }
            for row in rows
        ]
    }  # fmt: skip


def _find(name: str) -> list[Any]:
    """The rows of the one file that lies apart under a path, a name, an id or the name it was dropped under, in that order.

    Usually one; the same bytes dropped twice lie there once and have two.
    """
    wanted = nfc(name)
    place = nfc(str(Path(name).absolute()))  # where a clerk's own folder makes the path shorter
    rows = list(KeptFile.objects.filter(place="aside").select_related("document"))
    told: tuple[Callable[[Any], bool], ...] = (
        lambda row: nfc(row.path) in (wanted, place),
        lambda row: nfc(row.path).rsplit("/", 1)[-1] == wanted,
        lambda row: row.document_id == wanted,
        lambda row: row.document.source == wanted,
    )
    for fits in told:
        if found := [row for row in rows if fits(row)]:
            if any(row.path != found[0].path for row in found):  # scanners use their names again
                raise VanthuError(faults.SEVERAL_ASIDE, file=name, count=len({row.path for row in found}))
            return found
    raise VanthuError(faults.NO_ASIDE, file=name)


def retry(room: Room, name: str) -> dict[str, Any]:
    """Moves a file back into the folder it was dropped in; the worker tries it again."""
    rows = _find(name)
    row = rows[0]
    folder = room.office.incoming if row.document.direction == "incoming" else room.office.outgoing
    # the move comes first: a crash behind it leaves a file that was dropped, before it one that was put aside
    moved = aside.take_back(durable.path_from_text(row.path), folder)
    if moved is None:
        raise VanthuError(faults.NO_ASIDE, file=name)
    _forget(rows, journal.who(room.office.settings), "quarantine_retried", row.document_id)
    return {"file": str(moved), "id": row.document_id, "status": "retried"}


def discard(room: Room, name: str, reason: str) -> dict[str, Any]:
    """Deletes a file that was put aside, for a reason that the journal keeps."""
    if not reason.strip():
        raise VanthuError(REASON_NEEDED)
    rows = _find(name)
    _discard(rows, reason, journal.who(room.office.settings))
    effects.carry_out(room)
    row = rows[0]
    return {"file": row.path, "id": row.document_id, "status": "discarded"}


@in_one_transaction
def _forget(rows: Sequence[Any], actor: str, act: str, document: str) -> None:
    KeptFile.objects.filter(pk__in=[row.pk for row in rows]).update(place="gone", settled=True)
    journal.record(actor, act, document)


def _put_aside(document: Any) -> list[Any]:
    """What a file lies aside for: its document, or those of its papers that went no further."""
    if document.state != "parted":
        return [document]
    return [part for part in documents.parts_of(document) if part.state == "quarantined"]


@in_one_transaction
def _discard(rows: Sequence[Any], reason: str, actor: str) -> None:
    KeptFile.objects.filter(pk__in=[row.pk for row in rows]).update(place="gone", settled=False)
    row = rows[0]
    if not KeptFile.objects.filter(document=row.document, place="aside").exists():
        for document in _put_aside(row.document):
            documents.change(document, state="voided", reason=reason)
    journal.record(actor, "quarantine_discarded", row.document_id, reason=reason)
