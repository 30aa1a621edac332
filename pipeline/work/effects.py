"""Carries out on disk what the catalogue says of dropped files: moved to da-nhan, cach-ly or mat, or erased. Repeatable."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.db.models import Q

from pipeline import clock, durable
from pipeline.errors import VanthuError
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document, KeptFile
from pipeline.office.place import Office
from pipeline.work import crash, faults
from pipeline.work.room import Room
from watch_folders import aside, claim
from watch_folders.claim import Snapshot
from watch_folders.names import plain_name

LOG: Final = logging.getLogger(__name__)


def carry_out(room: Room) -> int:
    """Moves every file that is not where it belongs; returns how many still are not (trouble that may pass)."""
    left = 0
    with _one_mover(room.office):
        for row in KeptFile.objects.filter(settled=False).select_related("document").order_by("id"):
            try:
                _move(room, row)
            except OSError as error:
                left += 1
                LOG.warning("chưa chuyển được một tệp đã nhận / a taken file cannot be moved yet: %s", error.strerror)
        secret = Document.objects.filter(fault=faults.SECRET.code).filter(Q(version__gt=0) | Q(record_version__gt=0))
        for document in secret:
            try:
                _erase(room, document)
            except VanthuError as error:
                left += 1
                LOG.warning("%s", error)
    return left


@contextmanager
def _one_mover(office: Office) -> Iterator[None]:
    """The worker and a command never move the same file at once; the kernel frees the lock when a process dies."""
    office.internal.mkdir(exist_ok=True)
    handle = os.open(office.internal / "files.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _move(room: Room, row: Any) -> None:
    source = durable.path_from_text(row.current)
    seen = _as_dropped(row) if row.current == row.origin else None
    if row.place == "taken":
        path = claim.put_in_taken(source, room.office.taken, day=clock.today(), seen=seen)
    elif row.place == "aside":
        path = aside.put_aside(
            source, room.office.quarantine, sentence=row.reason, next_step=row.next_step, code=row.code, now=clock.now(),
            seen=seen,
        )  # fmt: skip
    elif row.place == "secret":
        path = claim.move_beside(source, room.office.secret, plain_name(source), seen=seen)
    else:
        _discard(row, source)
        path = source
    if path is None:
        path = _found(room, row)
        if path is not None and row.place == "secret" and path.parent != room.office.secret:
            path = claim.move_beside(path, room.office.secret, plain_name(path))
    if row.place in ("taken", "secret"):
        source.with_name(source.name + aside.REASON_SUFFIX).unlink(missing_ok=True)
    crash.point("intake:moved")
    _settled(row, path)


def _as_dropped(row: Any) -> Snapshot:
    """The file as it was taken: a new drop under the same name, after a crash, is another file and stays."""
    _, inode, size, mtime = (int(part) for part in row.stamp.split(":"))
    return Snapshot(size, mtime, inode)


def _found(room: Room, row: Any) -> Path | None:
    """Where a file lies that was moved just before a crash, known by its bytes; None where a person took it away."""
    size = int(row.stamp.split(":")[2])
    folders = {
        "taken": (room.office.taken,),
        "aside": (room.office.quarantine,),
        "secret": (room.office.secret, room.office.taken, room.office.quarantine),
    }
    for folder in folders[row.place]:
        for path in folder.rglob("*"):
            now = claim.snapshot(path)
            if now and now.size == size and durable.sha256_of(path) == row.document.sha256:
                return path
    return None


def _discard(row: Any, path: Path) -> None:
    """Deletes the very bytes that were taken: what came to lie under the name since is somebody's other paper."""
    if claim.snapshot(path) is None or durable.sha256_of(path) == row.document.sha256:
        aside.discard(path)


@in_one_transaction
def _settled(row: Any, path: Path | None) -> None:
    """The file lies at `path`; where the catalogue has sent it on meanwhile, that move is still to be made."""
    if path is None:
        KeptFile.objects.filter(pk=row.pk).update(place="gone", settled=True)
        return
    text = durable.path_to_text(path)
    KeptFile.objects.filter(pk=row.pk).update(path=text, current=text)
    KeptFile.objects.filter(pk=row.pk, place=row.place).update(settled=True)


def _erase(room: Room, document: Any) -> None:
    room.archive.erase(room.object_id(document.pk))
    room.clear(document.pk)
    shutil.rmtree(room.office.lessons(document.pk), ignore_errors=True)
    _erased(document.pk)


@in_one_transaction
def _erased(key: str) -> None:
    Document.objects.filter(pk=key).update(version=0, record_version=0, prepared="")
