"""What was put aside: each file with NAME.ly-do.txt beside it: in Vietnamese, what is wrong and what to do."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pipeline import durable
from pipeline.clock import iso
from pipeline.text import tidy
from watch_folders import faults
from watch_folders.claim import Snapshot, move_beside, snapshot
from watch_folders.names import numbered, passed_over, plain_name

REASON_SUFFIX: Final = ".ly-do.txt"
_FILE, _WHY, _NEXT, _CODE, _SINCE = "Tệp", "Lý do", "Cần làm", "Mã", "Lúc"


@dataclass(frozen=True)
class Aside:
    """One file that was put aside and why. `since` is ISO 8601 with +07:00, empty where no reason lies beside it."""

    path: Path
    sentence: str
    next_step: str
    code: str
    since: str

    @property
    def name(self) -> str:
        return plain_name(self.path)


def put_aside(
    source: Path, folder: Path, *, sentence: str, next_step: str, code: str, now: datetime, seen: Snapshot | None = None
) -> Path | None:
    """Moves `source` to `folder`/NAME with its reason beside it, and tells where. None when it is gone or not `seen`.

    The reason is written before the move, so after a crash between the two the next call finds its place again.
    Nothing that lies there is overwritten; the same bytes put aside again keep their place and get the new reason.
    """
    here = snapshot(source)
    if here is None or (seen is not None and here != seen):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    name = plain_name(source)
    number = 1
    while _taken_by_another(source, here, folder / numbered(name, number)):
        number += 1
    place = folder / numbered(name, number)
    _write_reason(place, {_FILE: place.name, _WHY: sentence, _NEXT: next_step, _CODE: code, _SINCE: iso(now)})
    return move_beside(source, folder, place.name, seen=here)


def list_aside(folder: Path) -> tuple[Aside, ...]:
    """All files put aside, by name; one without a reason beside it says so. A folder that is not there holds none."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False))
    except OSError:
        return ()
    return tuple(_read(folder / name) for name in names if not name.endswith(REASON_SUFFIX) and not passed_over(name))


def take_back(path: Path, folder: Path) -> Path | None:
    """Moves a file that was put aside back into the watched `folder`, to be tried again; its reason goes after it."""
    moved = move_beside(path, folder, plain_name(path))
    _reason(path).unlink(missing_ok=True)
    return moved


def discard(path: Path) -> None:
    """Deletes a file that was put aside, and its reason. May be repeated."""
    path.unlink(missing_ok=True)
    _reason(path).unlink(missing_ok=True)
    if path.parent.exists():
        durable.sync_folder(path.parent)


def _taken_by_another(source: Path, here: Snapshot, place: Path) -> bool:
    there = snapshot(place)
    if there is None:
        return os.path.lexists(place)
    return there.size != here.size or durable.sha256_of(place) != durable.sha256_of(source)


def _reason(path: Path) -> Path:
    return path.with_name(path.name + REASON_SUFFIX)


def _write_reason(path: Path, lines: dict[str, str]) -> None:
    # with a byte order mark and CRLF: clerks open it with Notepad, which before Windows 10 1903 needs both
    text = "".join(f"{key}: {tidy(value)}\r\n" for key, value in lines.items())
    durable.write_bytes(_reason(path), text.encode("utf-8-sig"))


def _read(path: Path) -> Aside:
    try:
        text = _reason(path).read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        text = ""
    told = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    if _WHY not in told:
        fault = faults.NO_REASON
        return Aside(path, fault.vi, fault.next_vi, fault.code, "")
    return Aside(path, told[_WHY], told.get(_NEXT, ""), told.get(_CODE, ""), told.get(_SINCE, ""))
