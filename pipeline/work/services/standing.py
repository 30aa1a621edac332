"""Where documents are and why: `status`, `show`."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import Any

from pipeline import clock
from pipeline.office import documents, journal, levels
from pipeline.office.models import Document, KeptFile, Lift, Signature
from pipeline.work import received
from pipeline.work.room import Room


def status(which: str | None = None) -> dict[str, Any]:
    """Everything, or all that an id or a dropped file's name stands for; urgent documents first."""
    rows = list(Document.objects.select_related("part__whole")) if which is None else documents.find_all(which)
    counts = Counter(row.state for row in rows)
    return {"counts": dict(counts), "documents": [line(row) for row in rows]}


def line(row: Any) -> dict[str, Any]:
    """One document as `status` tells it."""
    return {
        "id": row.pk, "state": row.state, "direction": row.direction, "source": row.source,
        "sha256": documents.whole_of(row).sha256, "part": _part(row),
        "reason": row.reason or None, "waits_for": row.waits_for, "updated": row.updated_at, "urgency": row.urgency,
        "code": documents.record_of(row).code or None,
    }  # fmt: skip


def _part(row: Any) -> dict[str, Any] | None:
    """Which paper of which file it is, where the file held several."""
    if not hasattr(row, "part"):
        return None
    return {"of": row.part.whole_id, "number": row.part.number, "pages": row.part.pages}


def show(room: Room, which: str) -> dict[str, Any]:
    """One document whole: fields, pages, signatures, history, where its files lie."""
    row = documents.find(which)
    record = documents.record_of(row)
    kept = room.object_id(row.pk)
    came = received.told(record, room)
    return line(row) | {
        "fields": row.fields,
        "unsure": row.unsure,
        "pages": row.pages,
        "notes": row.notes,
        "signatures": [
            *(came["signatures"] if came else ()),
            *(signature(one) for one in Signature.objects.filter(document=row)),
        ],
        "received_signed": {key: came[key] for key in ("verdict", "reasons", "checked_at")} if came else None,
        "history": [
            {"number": act.number, "at": act.at, "actor": act.actor, "act": act.act, "detail": dict(act.detail)}
            for act in journal.acts(row.pk)
        ],
        "dossiers": [],
        "attachments": [_attached(room, row, one, told) for one, told in levels.attached(row)],
        "parts": [part.pk for part in documents.parts_of(row)],
        "records": records(room, row) if row.record_version else [],
        **_level(levels.standing(row)),
        "record": str(room.record_path(record)) if row.record_version else None,
        "versions": room.archive.head(kept),
        "files": [one.path for one in KeptFile.objects.filter(document=documents.whole_of(row)).exclude(place="gone")],
        "fixity": row.fixity_at or None,
    }


def signature(one: Any) -> dict[str, Any]:
    return {
        "role": one.role, "field": one.field, "signer": one.signer, "organ": one.organ, "level": one.level,
        "signing_time": one.signing_time, "version": one.version, "notes": one.notes, "wanted": one.wanted or one.level,
        "authority": one.authority or None,
    }  # fmt: skip


def records(room: Room, row: Any) -> list[dict[str, Any]]:
    """Every version of the archive that brought another record.pdf: what was issued stays beside what was lifted since."""
    inventory = room.archive.inventory(room.object_id(row.pk))
    signed = {one.version: one for one in Signature.objects.filter(document=row)}
    lifted = {one.version: one.level for one in Lift.objects.filter(document=row)}
    found: list[dict[str, Any]] = []
    before = None
    for number, version in enumerate(inventory.versions[: row.version], 1):
        digest = version.state.get("record.pdf")
        if digest is None or digest == before:
            continue
        before = digest
        made = signed.get(number)
        found.append({
            "version": number, "created": version.created, "what": version.message,
            "level": lifted.get(number) or (made.level if made else None),
            "issued": made is not None and made.role == "agency", "current": number == row.record_version,
            "file": str(room.archive.path_of(room.object_id(row.pk), "record.pdf", number)),
        })  # fmt: skip
    return found


def _attached(room: Room, row: Any, one: Any, told: levels.Standing) -> dict[str, Any]:
    """A file that goes out with the document: as it is kept now, and as it was sent."""
    kept = room.object_id(row.pk)
    return {
        "name": PurePath(one.path).name, "file": str(room.archive.path_of(kept, one.path, row.version)),
        "sent": str(room.archive.path_of(kept, one.path, one.version)), "signer": one.signer, "organ": one.organ,
        "signing_time": one.signing_time, "version": one.version, "notes": one.notes, **_level(told),
    }  # fmt: skip


def _level(told: levels.Standing | None) -> dict[str, Any]:
    if told is None:
        return {"level": None, "level_wanted": None, "renew_by": None}
    return {
        "level": told.level, "level_wanted": told.wanted,
        "renew_by": clock.iso(told.renew_by) if told.renew_by else None,
    }  # fmt: skip
