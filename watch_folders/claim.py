"""Claiming a dropped file: a copy known to be of one moment, and a move to the taken ones that a crash may repeat."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import stat
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pipeline import durable
from watch_folders.mounts import on_network
from watch_folders.names import numbered, plain_name

_NOT_OPENED: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Snapshot:
    """What tells that a file is still the same and untouched."""

    size: int  # bytes
    mtime: int  # nanoseconds since 1970
    inode: int

    @classmethod
    def of(cls, found: os.stat_result) -> Snapshot:
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


@dataclass(frozen=True)
class Changed:
    """The file is not what it was, is being written, or is gone: look again at the next scan. `why` is for the log."""

    why: str


def snapshot(path: Path) -> Snapshot | None:
    """What stands at `path` now; None when there is no ordinary file (symbolic links are not followed)."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return Snapshot.of(found) if stat.S_ISREG(found.st_mode) else None


def open_still(path: Path | str) -> int:
    """A descriptor for reading an ordinary file; OSError for a link, FIFO or device, which are never read."""
    handle = os.open(path, _NOT_OPENED)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError("not an ordinary file")
    return handle


def has_writer(handle: int) -> bool | None:
    """Whether anybody has this file open for writing; None where the file system or our rights cannot tell.

    Not to be asked on a network file system: there a client refuses leases for reasons of its own (fs/smb/client/cifsfs.c,
    fs/nfs/nfs4proc.c: EAGAIN without an oplock or a delegation), and every file would seem to be written for ever.

    A read lease is refused while there is a writer (fcntl(2), F_SETLEASE): the one sign that Samba gives while a slow
    client pauses. A writer that comes while we hold the lease makes the kernel signal us, by default with SIGIO, which
    would end the process: SIGURG is ignored by default.
    """
    try:
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    return False


def copy_stable(source: Path, target: Path, *, seen: Snapshot | None = None) -> str | Changed:
    """Copies `source` durably to `target`; returns the SHA-256 of the bytes in hexadecimal.

    Changed, with `target` untouched, when the file differs from `seen` (what the scan judged), has a writer, or was not
    one and the same before and after the copy. Trouble with writing `target` (disk full) is an OSError.
    """
    try:
        handle = open_still(source)
    except OSError as error:
        return Changed(f"cannot be opened: {error.strerror or error}")
    with os.fdopen(handle, "rb") as data:
        before = Snapshot.of(os.fstat(data.fileno()))
        if seen is not None and before != seen:
            return Changed("other than it was when it was judged")
        leases = not on_network(source)
        if leases and has_writer(data.fileno()):
            return Changed("open for writing")
        digest = hashlib.sha256()
        try:
            with durable.replacing(target) as out:
                while block := _read(data.fileno()):
                    digest.update(block)
                    out.write(block)
                same = out.tell() == before.size and snapshot(source) == before
                if not same or (leases and has_writer(data.fileno())):
                    raise _ChangedMeanwhile("written to, replaced or removed while it was copied")
        except _ChangedMeanwhile as change:
            return Changed(str(change))
    return digest.hexdigest()


class _ChangedMeanwhile(Exception):
    """Leaves durable.replacing without publishing."""


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, durable.BLOCK)
    except OSError as error:  # the share went away; a fault of the source and not of our disk
        raise _ChangedMeanwhile(f"cannot be read: {error.strerror}") from error


def put_in_taken(source: Path, taken_folder: Path, *, day: date, seen: Snapshot | None = None) -> Path | None:
    """Moves a claimed file to `taken_folder`/YYYY-MM-DD/NAME, NAME in NFC, with ` (2)` before the suffix after a clash.

    May be repeated after a crash: the same bytes that are there already are the file itself. None when `source` is
    gone or no longer the file that was claimed (`seen`): what was dropped since under the same name stays there.
    """
    return move_beside(source, taken_folder / day.isoformat(), plain_name(source), seen=seen)


def move_beside(source: Path, folder: Path, name: str, *, seen: Snapshot | None = None) -> Path | None:
    """Moves `source` into `folder` under `name` or the next free number of it and overwrites nothing; None as above."""
    now = snapshot(source)
    if now is None or (seen is not None and now != seen):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        target = folder / numbered(name, number)
        there = snapshot(target)
        if there is None and not os.path.lexists(target):
            if _moved(source, target):
                return target
        elif there is not None and there.size == now.size and _same_bytes(source, target):
            source.unlink(missing_ok=True)  # moved before, and then the power failed
            durable.sync_folder(source.parent)
            return target
        else:
            number += 1


def _moved(source: Path, target: Path) -> bool:
    """Whether the move was made; False when somebody made `target` in the meantime."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError:  # another file system, or one without hard links
        durable.move(source, target)
        return True
    durable.sync_folder(target.parent)
    source.unlink()
    durable.sync_folder(source.parent)
    return True


def _same_bytes(one: Path, other: Path) -> bool:
    return durable.sha256_of(one) == durable.sha256_of(other)
