"""Files that were put aside: `quarantine list`, `retry`, `discard`."""

from __future__ import annotations

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


def _find(name: str) -> Any:
    wanted = nfc(name)
    place = nfc(str(Path(name).absolute()))  # where a clerk's own folder makes the path shorter
    rows = KeptFile.objects.filter(place="aside").select_related("document")
    for row in rows:
        path = nfc(row.path)
        if place == path or wanted in (row.path, path, path.rsplit("/", 1)[-1], row.document_id, row.document.source):
            return row
    raise VanthuError(faults.NO_ASIDE, file=name)


def retry(room: Room, name: str) -> dict[str, Any]:
    """Moves a file back into the folder it was dropped in; the worker tries it again."""
    row = _find(name)
    folder = room.office.incoming if row.document.direction == "incoming" else room.office.outgoing
    # the move comes first: a crash behind it leaves a file that was dropped, before it one that was put aside
    moved = aside.take_back(durable.path_from_text(row.path), folder)
    if moved is None:
        raise VanthuError(faults.NO_ASIDE, file=name)
    _forget(row.pk, journal.who(room.office.settings), "quarantine_retried", row.document_id)
    return {"file": str(moved), "id": row.document_id, "status": "retried"}


def discard(room: Room, name: str, reason: str) -> dict[str, Any]:
    """Deletes a file that was put aside, for a reason that the journal keeps."""
    if not reason.strip():
        raise VanthuError(REASON_NEEDED)
    row = _find(name)
    _discard(row, reason, journal.who(room.office.settings))
    effects.carry_out(room)
    return {"file": row.path, "id": row.document_id, "status": "discarded"}


@in_one_transaction
def _forget(key: int, actor: str, act: str, document: str) -> None:
    KeptFile.objects.filter(pk=key).update(place="gone", settled=True)
    journal.record(actor, act, document)


def _put_aside(document: Any) -> list[Any]:
    """What a file lies aside for: its document, or those of its papers that went no further."""
    if document.state != "parted":
        return [document]
    return [part for part in documents.parts_of(document) if part.state == "quarantined"]


@in_one_transaction
def _discard(row: Any, reason: str, actor: str) -> None:
    KeptFile.objects.filter(pk=row.pk).update(place="gone", settled=False)
    if not KeptFile.objects.filter(document=row.document, place="aside").exists():
        for document in _put_aside(row.document):
            documents.change(document, state="voided", reason=reason)
    journal.record(actor, "quarantine_discarded", row.document_id, reason=reason)
