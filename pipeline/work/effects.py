"""Carries out on disk what the catalogue says of dropped files: moved to da-nhan, cach-ly or mat, or erased. Repeatable."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Final

from django.db.models import Q

from pipeline import clock, durable
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document, KeptFile
from pipeline.work import crash, faults
from pipeline.work.room import Room
from watch_folders import aside, claim
from watch_folders.claim import Snapshot

LOG: Final = logging.getLogger(__name__)


def carry_out(room: Room) -> int:
    """Moves every file that is not where it belongs; returns how many still are not (trouble that may pass)."""
    left = 0
    for row in KeptFile.objects.filter(settled=False).select_related("document").order_by("id"):
        try:
            _move(room, row)
        except OSError as error:
            left += 1
            LOG.warning("cannot move a dropped file: %s", error)
    secret = Document.objects.filter(fault=faults.SECRET.code).filter(Q(version__gt=0) | Q(record_version__gt=0))
    for document in secret:
        _erase(room, document)
    return left


def _move(room: Room, row: Any) -> None:
    source = durable.path_from_text(row.current)
    there = source.is_file()
    seen = _as_dropped(row) if row.current == row.origin else None
    if row.place == "taken":
        path = claim.put_in_taken(source, room.office.taken, day=clock.today(), seen=seen) or source
        source.with_name(source.name + aside.REASON_SUFFIX).unlink(missing_ok=True)
    elif row.place == "aside":
        path = _aside(room, row, source, seen) or _found_aside(room, row)
    elif row.place == "secret":
        path = room.office.secret / source.name
        if there and source != path:
            path = path if not path.exists() else path.with_name(f"{row.document_id} {path.name}")
            durable.move(source, path)
        source.with_name(source.name + aside.REASON_SUFFIX).unlink(missing_ok=True)
    else:
        aside.discard(source)
        path = source
    crash.point("intake:moved")
    _settled(row.pk, path)


def _as_dropped(row: Any) -> Snapshot:
    """The file as it was taken: a new drop under the same name, after a crash, is another file and stays."""
    _, inode, size, mtime = (int(part) for part in row.stamp.split(":"))
    return Snapshot(size, mtime, inode)


def _aside(room: Room, row: Any, source: Path, seen: Snapshot | None) -> Path | None:
    return aside.put_aside(
        source,
        room.office.quarantine,
        sentence=row.reason,
        next_step=row.next_step,
        code=row.code,
        now=clock.now(),
        seen=seen,
    )


def _found_aside(room: Room, row: Any) -> Path:
    """Where a file lies that was moved just before a crash: the same name, the same bytes."""
    for put in room.office.quarantine.glob("*"):
        if (
            put.is_file()
            and put.stat().st_size == int(row.stamp.split(":")[2])
            and durable.sha256_of(put) == row.document.sha256
        ):
            return put
    return durable.path_from_text(row.current)


@in_one_transaction
def _settled(key: int, path: Path) -> None:
    KeptFile.objects.filter(pk=key).update(
        path=durable.path_to_text(path), current=durable.path_to_text(path), settled=True
    )


def _erase(room: Room, document: Any) -> None:
    room.archive.erase(room.object_id(document.pk))
    room.clear(document.pk)
    _erased(document.pk)


@in_one_transaction
def _erased(key: str) -> None:
    Document.objects.filter(pk=key).update(version=0, record_version=0, prepared="")
