"""What records managers ask of the archive: `search`, `export`, `register print`, `fixity`, `audit`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q

from pipeline import clock, durable
from pipeline.archive.fixity import check_object
from pipeline.archive.package import export_pdf, safe_name
from pipeline.archive.query import Query
from pipeline.archive.register_book import Book, RegisterRow, write_book
from pipeline.axis.write import write_document
from pipeline.errors import VanthuError
from pipeline.office import documents, journal, registers
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document, KeptFile, Part
from pipeline.work import effects, faults, finding, messages
from pipeline.work.room import Room


def search(room: Room, query: Query, limit: int, offset: int) -> dict[str, Any]:
    """Fields and full text of everything from `digitized` on; what changed since the last look is taken in first."""
    start = time.perf_counter()
    finding.feed(room)
    found = finding.index_of(room).search(query, limit, offset)
    return {
        "total": found.total,
        "seconds": round(time.perf_counter() - start, 4),
        "hits": [
            {
                "id": hit.id, "score": round(hit.score, 3), "code": hit.code, "type_name": hit.type_name,
                "subject": hit.subject, "issuer": hit.issuer, "page": hit.page, "snippet": hit.snippet,
                "issued_date": hit.issued_date.isoformat() if hit.issued_date else None, "direction": hit.direction,
            }
            for hit in found.hits
        ],
    }  # fmt: skip


def export(room: Room, ids: Sequence[str], target: Path, package: str, to: Sequence[str]) -> dict[str, Any]:
    """Packages of documents: `pdf` the current record of each, `edxml` one message each for the axis."""
    rows = [documents.find(which) for which in ids]
    for row in rows:
        if not row.record_version:
            raise VanthuError(faults.NO_SIGNED_COPY, id=row.pk)
        if damages := check_object(room.archive, room.object_id(row.pk)).damages:
            raise VanthuError(faults.DAMAGED, id=row.pk, files=len(damages))  # nothing damaged is handed on
    if package == "edxml":
        files = [_edxml(room, row, target, to) for row in rows]
    else:
        files = export_pdf([messages.named_record(room, row) for row in rows], target)
    _journal(room, "exported", package, [row.pk for row in rows])
    return {"files": [str(path) for path in files]}


def _edxml(room: Room, row: Any, target: Path, to: Sequence[str]) -> Path:
    message = messages.document_message(room, row, to)
    path = target / f"{safe_name(messages.named_record(room, row))}.edxml"
    durable.write_bytes(path, write_document(message))
    return path


@in_one_transaction
def _journal(room: Room, act: str, package: str, ids: list[str]) -> None:
    for key in ids:
        journal.record(journal.who(room.office.settings), act, key, package=package)


def print_register(room: Room, book: Book, year: int, target: Path) -> dict[str, Any]:
    """The register book with the columns of Decree 30 Annex IV."""
    rows = [_row(book, entry, documents.record_of(row)) for entry, row in registers.rows(book, year)]
    count = write_book(rows, book, year, room.office.settings.text("office.organ_name"), target)
    return {"rows": count, "file": str(target), "gaps": registers.gaps(book, year)}


def _row(book: str, entry: Any, record: documents.Record) -> RegisterRow:
    incoming = book == registers.INCOMING
    told = record.value("issued_date") if incoming else entry.day
    issued_as = "/".join(part for part in (f"{entry.number:02}", record.value("code_notation")) if part)
    return RegisterRow(
        number=entry.number,
        code=record.code if incoming else issued_as,
        issued_date=date.fromisoformat(told) if told else None,
        type_and_subject=" ".join(part for part in (record.value("type_name"), record.value("subject")) if part),
        arrival_date=date.fromisoformat(entry.day) if incoming else None,
        author=record.value("issuer"),
        signer=record.value("signer_name"),
        recipients=record.value("recipients"),
        note=entry.note,
        void=entry.void,
    )


def fixity(room: Room, budget: int | None) -> dict[str, Any]:
    """Re-hashes archive objects, those checked longest ago first, `budget` of them; then lets taken files go that may."""
    keys = Document.objects.filter(version__gt=0).order_by("fixity_at", "id").values_list("pk", flat=True)
    damaged: list[dict[str, Any]] = []
    checked = 0
    for key in list(keys[:budget] if budget else keys):
        result = check_object(room.archive, room.object_id(key))
        checked += 1
        damaged += [{"id": key, "what": str(damage)} for damage in result.damages]
        if result.intact:
            Document.objects.filter(pk=key).update(fixity_at=clock.iso(clock.now()))
    _noted(room, checked, len(damaged))
    release_taken(room)
    return {"checked": checked, "damaged": damaged}


@in_one_transaction
def _noted(room: Room, checked: int, damaged: int) -> None:
    journal.record(journal.who(room.office.settings), "fixity", checked=checked, damaged=damaged)


def release_taken(room: Room) -> int:
    """Removes taken files whose archived copy passed fixity and whose days are over; the archive keeps their bytes."""
    until = clock.iso(clock.now() - timedelta(days=room.office.settings.number("folders.taken_days")))
    on_their_way = Part.objects.exclude(document__state="archived").values("whole")
    kept = Q(document__state="archived") | Q(document__state="parted") & ~Q(document__in=on_their_way)
    over = KeptFile.objects.filter(kept, place="taken", settled=True, since__lt=until)
    count = int(over.exclude(document__fixity_at="").update(place="gone", settled=False))
    effects.carry_out(room)
    return count


def audit_show(which: str | None, limit: int | None) -> dict[str, Any]:
    """The newest acts of the journal, oldest first."""
    key = documents.find(which).pk if which else None
    return {
        "entries": [
            {
                "number": act.number, "at": act.at, "actor": act.actor, "act": act.act, "document": act.document or None,
                "detail": dict(act.detail),
            }
            for act in journal.acts(key, limit)
        ]
    }  # fmt: skip


def audit_verify() -> dict[str, Any]:
    chain = journal.verify()
    return {"intact": chain.intact, "entries": chain.entries, "first_broken": chain.first_broken}
