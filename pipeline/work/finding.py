"""Keeps the search index in step with the catalogue: fed with what changed, made anew where it is lost."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from django.db.models import F

from pipeline.archive.faults import INDEX_BUSY, INDEX_DAMAGED
from pipeline.archive.search import Entry, SearchIndex
from pipeline.errors import VanthuError
from pipeline.office import documents
from pipeline.office.models import Document
from pipeline.work.room import Room

LOG: Final = logging.getLogger(__name__)
HIDDEN: Final = {"received", "quarantined"}  # everything from `digitized` on is found
AT_ONCE: Final = 500


def index_of(room: Room) -> SearchIndex:
    return SearchIndex(room.office.index)


def feed(room: Room) -> int:
    """Brings the index up to date; returns how many documents it took. Busy elsewhere: it is left for the next time."""
    index = index_of(room)
    try:
        if index.needs_rebuild:
            rows = list(Document.objects.exclude(state__in=HIDDEN))
            index.rebuild(_entries(room, rows))
            _fed(rows)
            _fed(Document.objects.filter(state__in=HIDDEN))
            return len(rows)
        fed = 0
        while stale := list(Document.objects.exclude(indexed=F("revision")).order_by("taken_at")[:AT_ONCE]):
            seen = [row for row in stale if row.state not in HIDDEN]
            for row in stale:
                if row.state in HIDDEN and row.indexed >= 0:
                    index.remove(row.pk)
            if seen:
                index.put_many(list(_entries(room, seen)))
            _fed(stale)
            fed += len(stale)
        return fed
    except VanthuError as error:
        if error.fault not in (INDEX_BUSY, INDEX_DAMAGED):
            raise
        LOG.info("%s", error)
        return 0


def _fed(rows: Iterable[Any]) -> None:
    for row in rows:
        Document.objects.filter(pk=row.pk).update(indexed=row.revision)


def _entries(room: Room, rows: Iterable[Any]) -> Iterator[Entry]:
    for row in rows:
        record = documents.record_of(row)
        told = record.value("issued_date")
        yield Entry(
            id=row.pk, version=row.revision, direction=row.direction, code=record.code, type_name=record.value("type_name"),
            subject=record.value("subject"), issuer=record.value("issuer"),
            issued_date=date.fromisoformat(told) if told else None, pages=_pages(room, record),
        )  # fmt: skip


def _pages(room: Room, record: documents.Record) -> tuple[str, ...]:
    """The text page by page, as the archive keeps it."""
    try:
        path = room.archive.path_of(room.object_id(record.id), "pages.json", record.version)
        return tuple(json.loads(path.read_text("utf-8")))
    except (VanthuError, OSError, ValueError):
        return ()
