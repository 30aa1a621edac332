"""One watched folder: which files in it have settled and are whole. Its periodic scan is the only truth."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import Fault
from watch_folders import faults
from watch_folders.claim import Snapshot, has_writer, open_still
from watch_folders.marks import Look, State, look
from watch_folders.mounts import Lost, Mount, mount_lost, mount_of
from watch_folders.names import passed_over, passed_over_folder

NETWORK_SETTLE: Final = 30.0  # seconds; no lease and late attributes there, so stillness is the only witness


@dataclass(frozen=True)
class Ready:
    """Settled and whole: to be claimed with `claim.copy_stable(path, ..., seen=seen)`."""

    path: Path
    size: int
    seen: Snapshot


@dataclass(frozen=True)
class Unfinished:
    """Still, but not to be taken yet. `since` (on the scan's clock) is when the file was last seen to change."""

    path: Path
    why: Fault
    since: float


@dataclass(frozen=True)
class Unusable:
    """Never to be taken as it is: to be put aside (`aside.put_aside`) with the fault's sentence and next step."""

    path: Path
    fault: Fault
    seen: Snapshot


@dataclass(frozen=True)
class Waiting:
    """Seen lately, or changed lately: settling."""

    path: Path


Finding = Ready | Unfinished | Unusable | Waiting


@dataclass(slots=True)
class _Seen:
    """What is remembered of a file from scan to scan."""

    path: Path
    snapshot: Snapshot
    since: float
    pause: float = 0.0  # the longest time this file stood still before it changed again
    verdict: Look | None = None
    final: bool = False  # the verdict was taken after the whole time of waiting


class WatchedFolder:
    """Looks through a folder and its direct sub-folders; deeper ones, links, FIFOs and devices are `overlooked`.

    path: the folder; it need not exist at every moment (`lost` tells).
    settle_seconds: how long size, mtime and inode must be unchanged; on a network file system at least NETWORK_SETTLE.
    incomplete_seconds: how much longer a file without its end marks is waited for before it is Unusable.
    look_seconds: the longest that one scan opens files; the others wait for the next scan, those seen first come first.
    """

    def __init__(
        self, path: Path, *, settle_seconds: float, incomplete_seconds: float, look_seconds: float = 0.5
    ) -> None:
        self.path = path
        self.lost: Lost | None = None
        self.overlooked: tuple[Path, ...] = ()
        self._settle = settle_seconds
        self._incomplete = incomplete_seconds
        self._look_seconds = look_seconds
        self._seen: dict[str, _Seen] = {}
        self._mount: Mount | None = None
        self._device: int | None = None
        self._pending = 0
        self._quiet: float | None = None

    @property
    def network(self) -> bool:
        return self._mount is not None and self._mount.network

    @property
    def settle_seconds(self) -> float:
        """Seconds of stillness asked of a file here."""
        return max(self._settle, NETWORK_SETTLE) if self.network else self._settle

    @property
    def pending(self) -> int:
        """How many files of the last scan time alone will decide. Those held open for long are not among them."""
        return self._pending

    def quiet_at(self) -> float | None:
        """The moment by which all pending files are decided if none changes again; None when nothing is pending."""
        return self._quiet

    def scan(self, now: float) -> tuple[Finding, ...]:
        """Looks at every file, oldest first. `now` is in seconds of a clock that never goes back (time.monotonic()).

        Ready and Unusable come again at every scan until the file is moved away. A folder that is not there gives no
        findings and sets `lost`.
        """
        self._pending, self._quiet = 0, None
        if self._is_lost():
            self._seen.clear()
            return ()
        files, self.overlooked = self._walk()
        before, self._seen = self._seen, {}
        until = time.perf_counter() + self._look_seconds
        findings: list[Finding] = []
        for name, snapshot in files:
            seen = self._seen[name] = self._remember(name, before.get(name), snapshot, now)
            finding = self._judge(seen, now, until)
            if finding is None:
                del self._seen[name]  # gone since
            else:
                findings.append(finding)
        return tuple(findings)

    def _is_lost(self) -> bool:
        try:
            device = self.path.stat().st_dev
        except OSError:
            device = None
        if device is None or device != self._device or self.lost:
            self.lost = mount_lost(self.path, self._mount)
            if self.lost is None:
                self._mount, self._device = mount_of(self.path), device
        return self.lost is not None

    def _walk(self) -> tuple[list[tuple[str, Snapshot]], tuple[Path, ...]]:
        """The files here and one folder down, the one changed first first, and what is not looked at."""
        files: list[tuple[str, Snapshot]] = []
        overlooked: list[Path] = []
        folders: list[str] = []
        _sort(self.path, files, folders, overlooked)
        deeper: list[str] = []
        for folder in folders:
            _sort(folder, files, deeper, overlooked)
        files.sort(key=lambda file: (file[1].mtime, file[0]))
        return files, (*overlooked, *map(Path, deeper))

    def _remember(self, name: str, seen: _Seen | None, snapshot: Snapshot, now: float) -> _Seen:
        if seen is None:
            return _Seen(Path(name), snapshot, now)
        if seen.snapshot == snapshot:
            return seen
        # A scanner that reopens its file for each page pauses alike before each: it is given twice its longest pause.
        return _Seen(seen.path, snapshot, now, max(seen.pause, min(now - seen.since, self._incomplete)))

    def _judge(self, seen: _Seen, now: float, until: float) -> Finding | None:
        path = seen.path
        settled = seen.since + max(self.settle_seconds, 2 * seen.pause)
        given_up = settled + self._incomplete
        if now < settled:
            return self._wait(Waiting(path), given_up)
        over = now >= given_up
        if seen.verdict is None or (over and not seen.final and seen.verdict.state in (State.CUT, State.MORE)):
            if time.perf_counter() > until:
                return self._wait(Waiting(path), now)
            try:
                verdict = _look(path, leases=not self.network)
            except FileNotFoundError:
                return None
            if verdict.fault in (faults.BUSY, faults.UNREADABLE):  # never given up, and asked anew each time
                finding = Unfinished(path, verdict.fault, seen.since)
                return finding if over else self._wait(finding, given_up)
            seen.verdict, seen.final = verdict, over
        state, fault = seen.verdict.state, seen.verdict.fault
        if fault is None or (state is State.MORE and over):
            return Ready(path, seen.snapshot.size, seen.snapshot)
        if state is State.FOREIGN or over:
            return Unusable(path, fault, seen.snapshot)
        return self._wait(Unfinished(path, fault, seen.since), given_up)

    def _wait(self, finding: Waiting | Unfinished, decided: float) -> Finding:
        self._pending += 1
        self._quiet = decided if self._quiet is None else max(self._quiet, decided)
        return finding


def _look(path: Path, *, leases: bool) -> Look:
    """Judges a still file: nobody writes it (where leases tell), and its marks. FileNotFoundError when it has gone."""
    try:
        handle = open_still(path)
        with os.fdopen(handle, "rb") as data:
            if leases and has_writer(handle):
                return Look(State.CUT, faults.BUSY)
            return look(data, path.name)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise
        # EWOULDBLOCK: Samba holds a lease of its own (kernel oplocks) and was just asked to give it back
        return Look(State.CUT, faults.BUSY if isinstance(error, BlockingIOError) else faults.UNREADABLE)


def _sort(folder: Path | str, files: list[tuple[str, Snapshot]], folders: list[str], overlooked: list[Path]) -> None:
    """Puts each entry where it belongs. Links are not followed, and what goes away meanwhile is left out."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            try:
                found = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISDIR(found.st_mode):
                if not passed_over_folder(entry.name):
                    folders.append(entry.path)
            elif passed_over(entry.name):
                continue
            elif stat.S_ISREG(found.st_mode):
                files.append((entry.path, Snapshot.of(found)))
            else:
                overlooked.append(Path(entry.path))
