"""Takes a dropped file up once and for all: hash, copy into the archive, one transaction, then the file moves to da-nhan."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any, Final

from pipeline import clock, durable
from pipeline.archive.disk import told
from pipeline.errors import Fault
from pipeline.office import documents, journal
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document, KeptFile
from pipeline.text import fold
from pipeline.work import crash, tasks, way
from pipeline.work.room import SCAN, Room
from watch_folders import claim
from watch_folders.claim import Snapshot
from watch_folders.names import plain_name

# Before a page is read its file name is the only hint that it is urgent; the stamp decides later.
_URGENT: Final = ((re.compile(r"\bhoa toc\b"), 3), (re.compile(r"\bthuong khan\b"), 2), (re.compile(r"\bkhan\b"), 1))


def stamp_of(path: Path) -> str:
    """Device, inode, size and mtime: one drop of one file, recognised again after a crash."""
    seen = path.stat()
    return f"{seen.st_dev}:{seen.st_ino}:{seen.st_size}:{seen.st_mtime_ns}"


def take(room: Room, path: Path, direction: str, seen: Snapshot | None = None) -> str | None:
    """Takes a settled, complete file, as it was `seen` by the scan. Returns the document's id, None when it changed or went.

    Trouble with our own disk is a storage fault (exit 11); the file stays where it was dropped.
    """
    staged = room.office.intake / secrets.token_hex(8)
    with told(room.office.intake):
        try:
            stamp = stamp_of(path)
            if drop := KeptFile.objects.filter(stamp=stamp, settled=False, origin=durable.path_to_text(path)).first():
                return str(drop.document_id)  # taken before, only its move is left
            staged.parent.mkdir(parents=True, exist_ok=True)
            digest = claim.copy_stable(path, staged, seen=seen)
            if not isinstance(digest, str):
                return None
            crash.point("intake:copied")
            key = documents.id_of(digest)
            version = _archived(room, key, staged, plain_name(path))
            crash.point("intake:archived")
            _take_up(key, digest, path, direction, stamp, version)
            crash.point("intake:entered")
            return key
        except FileNotFoundError:
            return None
        finally:
            staged.unlink(missing_ok=True)


def _archived(room: Room, key: str, staged: Path, name: str) -> int:
    """The version of the document's object that holds the scan and what the row knows; made where there is no object."""
    if not room.archive.exists(room.object_id(key)):
        return room.archive.add_version(
            room.object_id(key), {f"{SCAN}/{name}": staged}, message="bản quét như đã nhận", user=journal.WORKER,
            created=clock.now(), expect_head=0,
        )  # fmt: skip
    return max(1, Document.objects.filter(pk=key).values_list("version", flat=True).first() or 0)


@in_one_transaction
def _take_up(key: str, digest: str, path: Path, direction: str, stamp: str, version: int) -> None:
    row = Document.objects.select_for_update().filter(pk=key).first()
    if row is None:
        row = _new_row(key, digest, path, direction, version)
        row.save(force_insert=True)
        journal.record(journal.WORKER, "received", key, source=row.source, sha256=digest, direction=direction)
        tasks.add(row, way.FIRST)
    elif _may_be_tried_again(row):
        KeptFile.objects.filter(document=row, place="aside").update(place="taken", settled=False)
        documents.change(
            row, state="received", reason="", fault="", direction=direction, version=version, source=plain_name(path)
        )
        journal.record(journal.WORKER, "received_again", key, source=plain_name(path))
        tasks.add(row, way.FIRST)
    else:
        journal.record(journal.WORKER, "dropped_again", key, source=plain_name(path), direction=direction)
    _keep(row, path, stamp, place="taken")


def _may_be_tried_again(row: Any) -> bool:
    """What was put aside, one of its papers too, and what was discarded or voided before it was ever read."""
    if row.state == "parted":
        return any(part.state == "quarantined" for part in documents.parts_of(row))
    return bool(row.state == "quarantined" or (row.state == "voided" and row.record_version == 0))


def refuse(room: Room, path: Path, direction: str, fault: Fault, seen: Snapshot) -> str | None:
    """Records a file that cannot be taken and has it put aside; the same bytes may be tried again later. None as above."""
    with told(path):
        try:
            stamp, digest = stamp_of(path), durable.sha256_of(path)
        except FileNotFoundError:
            return None
    if claim.snapshot(path) != seen:
        return None
    _refuse(documents.id_of(digest), digest, path, direction, stamp, fault)
    return documents.id_of(digest)


@in_one_transaction
def _refuse(key: str, digest: str, path: Path, direction: str, stamp: str, fault: Fault) -> None:
    row = Document.objects.select_for_update().filter(pk=key).first()
    if row is None:
        row = _new_row(key, digest, path, direction, 0)
        row.state, row.reason, row.fault = "quarantined", fault.vi, fault.code
        row.save(force_insert=True)
    elif _may_be_tried_again(row):
        documents.change(row, state="quarantined", reason=fault.vi, fault=fault.code)
    if not KeptFile.objects.filter(document=row, stamp=stamp, settled=False).exists():
        journal.record(journal.WORKER, "quarantined", key, source=plain_name(path), code=fault.code)
        _keep(row, path, stamp, place="aside", code=fault.code, reason=fault.vi, next_step=fault.next_vi)


def _new_row(key: str, digest: str, path: Path, direction: str, version: int) -> Any:
    at, name = clock.iso(clock.now()), plain_name(path)
    urgency = next((rank for pattern, rank in _URGENT if pattern.search(re.sub(r"[\W_]+", " ", fold(name)))), 0)
    return Document(
        id=key, sha256=digest, source=name, direction=direction, state="received", urgency=urgency, version=version,
        taken_at=at, updated_at=at,
    )  # fmt: skip


def _keep(row: Any, path: Path, stamp: str, **columns: str) -> None:
    where = durable.path_to_text(path)
    KeptFile.objects.create(
        document=row, origin=where, current=where, path=where, stamp=stamp, since=clock.iso(clock.now()), **columns
    )
