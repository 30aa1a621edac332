"""Keeps the search index in step with the catalogue: fed with what changed, made anew where it is lost."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from pipeline.archive.faults import INDEX_BUSY, INDEX_DAMAGED
from pipeline.archive.search import Entry, SearchIndex
from pipeline.errors import VanthuError
from pipeline.office import documents
from pipeline.office.models import Document
from pipeline.work.faults import SECRET
from pipeline.work.room import Room

LOG: Final = logging.getLogger(__name__)
HIDDEN: Final = {"received", "parted", "quarantined"}  # everything from `digitized` on is found
AT_ONCE: Final = 500


def index_of(room: Room) -> SearchIndex:
    return SearchIndex(room.office.index)


def feed(room: Room) -> int:
    """Brings the index up to date; returns how many documents it took. Busy elsewhere: it is left for the next time."""
    index = index_of(room)
    try:
        if index.needs_rebuild or _holds_a_secret():
            return _rebuild(room, index)
        fed = 0
        while stale := list(_stale().order_by("taken_at")[:AT_ONCE]):
            for row in stale:
                if row.state in HIDDEN and row.indexed >= 0:
                    index.remove(row.pk)
            if seen := [row for row in stale if row.state not in HIDDEN]:
                index.put_many(list(_entries(room, seen)))
            _fed((row.pk, row.revision) for row in stale)
            fed += len(stale)
        return fed
    except VanthuError as error:
        if error.fault not in (INDEX_BUSY, INDEX_DAMAGED):
            raise
        LOG.info("%s", error)
        return 0


def _stale() -> Any:
    return Document.objects.exclude(indexed=F("revision"))


def _holds_a_secret() -> bool:
    """Whether words of a paper that was found to be secret may still lie in the index: removing leaves them in its files."""
    return bool(_stale().filter(fault=SECRET.code, indexed__gte=0).exists())


def _rebuild(room: Room, index: SearchIndex) -> int:
    """The index anew. What changes meanwhile has another revision than the one noted here and is fed the next time."""
    noted = list(Document.objects.values_list("pk", "revision"))
    count = index.rebuild(_entries(room, Document.objects.exclude(state__in=HIDDEN).iterator(AT_ONCE)))
    _fed(noted)
    return count


def _fed(taken: Iterable[tuple[str, int]]) -> None:
    with transaction.atomic():  # one write to the disk and not one a document
        for key, revision in taken:
            Document.objects.filter(pk=key).update(indexed=revision)


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
