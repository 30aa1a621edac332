"""Where documents are and why: `status`, `show`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline.office import documents, journal
from pipeline.office.models import Document, KeptFile, Signature
from pipeline.work.room import Room


def status(which: str | None = None) -> dict[str, Any]:
    """Everything, or all that an id or a dropped file's name stands for; urgent documents first."""
    rows = list(Document.objects.all()) if which is None else documents.find_all(which)
    counts = Counter(row.state for row in rows)
    return {"counts": dict(counts), "documents": [line(row) for row in rows]}


def line(row: Any) -> dict[str, Any]:
    """One document as `status` tells it."""
    return {
        "id": row.pk, "state": row.state, "direction": row.direction, "source": row.source, "sha256": row.sha256,
        "reason": row.reason or None, "waits_for": row.waits_for, "updated": row.updated_at, "urgency": row.urgency,
        "code": documents.record_of(row).code or None,
    }  # fmt: skip


def show(room: Room, which: str) -> dict[str, Any]:
    """One document whole: fields, pages, signatures, history, where its files lie."""
    row = documents.find(which)
    record = documents.record_of(row)
    kept = room.object_id(row.pk)
    return line(row) | {
        "fields": row.fields,
        "unsure": row.unsure,
        "pages": row.pages,
        "notes": row.notes,
        "signatures": [signature(one) for one in Signature.objects.filter(document=row)],
        "history": [
            {"number": act.number, "at": act.at, "actor": act.actor, "act": act.act, "detail": dict(act.detail)}
            for act in journal.acts(row.pk)
        ],
        "dossiers": [],
        "record": str(room.record_path(record)) if row.record_version else None,
        "versions": room.archive.head(kept),
        "files": [one.path for one in KeptFile.objects.filter(document=row).exclude(place="gone")],
        "fixity": row.fixity_at or None,
    }


def signature(one: Any) -> dict[str, Any]:
    return {
        "role": one.role, "field": one.field, "signer": one.signer, "organ": one.organ, "level": one.level,
        "signing_time": one.signing_time, "version": one.version, "notes": one.notes,
    }  # fmt: skip
