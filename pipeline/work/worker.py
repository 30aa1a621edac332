"""The worker: watches the folders, hands stages to child processes, and ends when told to or when nothing is left."""

from __future__ import annotations

import fcntl
import logging
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

from pipeline.errors import VanthuError
from pipeline.office import database
from pipeline.office import faults as office_faults
from pipeline.office.models import Document
from pipeline.office.place import Office
from pipeline.work import child, effects, faults, finding, intake, tasks
from pipeline.work.outcome import Quarantine
from pipeline.work.room import Room, enter
from watch_folders import folder as watched
from watch_folders import overlap, wake

LOG: Final = logging.getLogger(__name__)
BEAT_SECONDS: Final = 10.0
SILENCE_SECONDS: Final = 100.0  # a page takes 1 to 20 s on two cores
INTAKE_AT_ONCE: Final = 50  # files taken before the loop looks at the running tasks again
_SPAWN: Final = multiprocessing.get_context(
    "spawn"
)  # never fork: PKCS#11 modules and SQLite connections do not survive it


@dataclass
class _Child:
    """One child process and the claim it works on."""

    process: Any
    pipe: Connection
    claim: tasks.Claim | None = None
    heard: float = 0.0  # when it last said something


@dataclass(frozen=True)
class Progress:
    """What the worker just did, for whoever watches: a file taken, a stage ended."""

    document: str
    stage: str


@dataclass(frozen=True)
class Ended:
    """How much there was: documents that moved on, that wait (for a person or a later retry), that were put aside, failed."""

    processed: int
    waiting: int
    quarantined: int
    failed: int


@dataclass
class Worker:
    """The one worker of an office. `notify` is called after each step; `stop` may be set by a signal handler."""

    office: Office
    jobs: int
    notify: Callable[[Progress], None] = lambda progress: None
    stop: bool = False
    _children: list[_Child] = field(default_factory=list)
    _touched: set[str] = field(default_factory=set)
    _failed: set[str] = field(default_factory=set)
    _lost: set[Path] = field(default_factory=set)

    def run(self, until_idle: bool) -> Ended:
        """Works until stopped, or until nothing is left to do; exit 9 when another worker is at it, 3 for bad folders."""
        database.connect(self.office)
        refuse_overlaps(self.office)
        with _alone(self.office):
            room = enter(self.office, self.jobs)
            for path in self.office.folders().values():
                path.mkdir(parents=True, exist_ok=True)
            tasks.release_all()
            room.archive.sweep()
            _sweep_intake(self.office)
            try:
                self._loop(room, until_idle)
            finally:
                self._end_children()
            finding.feed(room)
        return self._ended()

    def _loop(self, room: Room, until_idle: bool) -> None:
        folders = [
            (direction, watched.WatchedFolder(
                path,
                settle_seconds=self.office.settings.number("folders.settle_seconds"),
                incomplete_seconds=self.office.settings.number("folders.incomplete_seconds"),
            ))
            for direction, path in (("incoming", self.office.incoming), ("outgoing", self.office.outgoing))
        ]  # fmt: skip
        pause = self.office.settings.number("folders.scan_seconds")
        with wake.Waker([self.office.incoming, self.office.outgoing]) as waker:
            beat = next_look = 0.0
            while not self.stop:
                now = time.monotonic()
                if now >= next_look:
                    settling = self._look(room, folders)
                    left = effects.carry_out(room)
                    next_look = now + (0.25 if settling == "more" else pause if settling != "soon" else min(pause, 0.5))
                self._hand_out()
                self._collect(0.1 if self._busy() else 0.0)
                if now - beat > BEAT_SECONDS:
                    tasks.heartbeat([one.claim for one in self._children if one.claim])
                    finding.feed(room)
                    beat = now
                if self._busy() or settling == "more":
                    continue
                due, _ = tasks.live()
                if until_idle and settling == "none" and not due and not left:
                    return
                if not due:
                    waker.wait(min(pause, 0.5) if settling == "soon" else pause)
                    next_look = 0.0

    def _look(self, room: Room, folders: list[tuple[str, watched.WatchedFolder]]) -> str:
        """Takes what is ready. `more` when files are ready still, `soon` when some are settling, `none` otherwise."""
        if not self._has_room():
            return "none"
        state = "none"
        taken = 0
        for direction, one in folders:
            self._tell_lost(one)
            for found in one.scan(time.monotonic()):
                if taken >= INTAKE_AT_ONCE:
                    return "more"
                match found:
                    case watched.Ready():
                        key = intake.take(room, found.path, direction, found.seen)
                        taken += 1
                        if key is None:
                            state = "soon"  # it changed under our hands
                    case watched.Unusable():
                        key = intake.refuse(room, found.path, direction, found.fault)
                        taken += 1
                    case _:
                        key = None
                if key:
                    self._touched.add(key)
                    effects.carry_out(room)
                    self.notify(Progress(key, "received"))
            if one.pending:
                state = "soon"
        return state

    def _tell_lost(self, one: watched.WatchedFolder) -> None:
        """A share that went away is reported once; the scan goes on and finds it when it is back."""
        if one.lost and one.path not in self._lost:
            LOG.warning("%s", VanthuError(one.lost.fault, path=one.path))
            self._lost.add(one.path)
        elif not one.lost:
            self._lost.discard(one.path)

    def _has_room(self) -> bool:
        wanted = self.office.settings.number("storage.min_free_mb")
        free = shutil.disk_usage(self.office.root).free / 1e6
        if free < wanted:
            error = VanthuError(faults.LITTLE_ROOM, free=int(free), wanted=int(wanted))
            LOG.warning("%s", error)
            return False
        return True

    def _busy(self) -> bool:
        return any(one.claim for one in self._children)

    def _hand_out(self) -> None:
        """Gives every free child a task; children are started when there is work for them."""
        while not self.stop:
            free = next((one for one in self._children if one.claim is None), None)
            if free is None and len(self._children) >= self.jobs:
                return
            claim = tasks.claim()
            if claim is None:
                return
            if free is None:
                free = self._start_child()
            free.claim, free.heard = claim, time.monotonic()
            free.pipe.send(claim)

    def _start_child(self) -> _Child:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=child.main, args=(self.office.root, self.jobs, theirs), daemon=True)
        database.close()
        process.start()
        theirs.close()
        one = _Child(process, ours)
        self._children.append(one)
        return one

    def _collect(self, seconds: float) -> None:
        """Takes the answers of children; one that died has its task given back, or its document put aside."""
        ready = wait([one.pipe for one in self._children if one.claim], seconds) if self._busy() else []
        for one in list(self._children):
            if one.claim is None:
                continue
            if one.pipe not in ready:
                self._end_if_silent(one)
                continue
            try:
                said = one.pipe.recv()
                one.heard = time.monotonic()
                if said == child.BEAT:
                    continue
                claim, error = said
            except (EOFError, OSError):
                claim, error = one.claim, f"child ended with {one.process.exitcode}"
                one.process.join(1)
                self._children.remove(one)
            one.claim = None
            self._touched.add(claim.document)
            if error:
                self._failure(claim, error)
            self.notify(Progress(claim.document, claim.stage))

    def _end_if_silent(self, one: _Child) -> None:
        """A page that takes so long is not going to end: its document is put aside, from where it can be tried again."""
        if one.claim is None or time.monotonic() - one.heard < SILENCE_SECONDS:
            return
        one.process.kill()
        one.process.join()
        self._children.remove(one)
        tasks.settle(
            one.claim, Quarantine(VanthuError(faults.TOO_SLOW, seconds=int(SILENCE_SECONDS))), self.office.settings
        )
        self._touched.add(one.claim.document)
        self.notify(Progress(one.claim.document, one.claim.stage))

    def _failure(self, claim: tasks.Claim, error: str) -> None:
        LOG.error("%s: %s", claim.document, error)
        times = tasks.count_failure(claim, error)
        if times >= tasks.MOST_FAILURES:
            self._failed.add(claim.document)
            held = tasks.claim_again(claim)
            died = VanthuError(faults.CHILD_DIED, times=times, stage=claim.stage)
            if held:
                tasks.settle(held, Quarantine(died), self.office.settings)

    def _end_children(self) -> None:
        for one in self._children:
            one.pipe.close()
        for one in self._children:
            one.process.join(0 if self.stop else 5)
            if one.process.is_alive():
                one.process.kill()
                one.process.join()
        self._children.clear()

    def _ended(self) -> Ended:
        rows = dict(Document.objects.filter(pk__in=self._touched).values_list("pk", "state"))
        aside = sum(state == "quarantined" for state in rows.values())
        due, later = tasks.live()
        waiting = Document.objects.exclude(waits_for=None).count() + due + later
        return Ended(len(rows) - aside, waiting, aside, len(self._failed))


def refuse_overlaps(office: Office) -> None:
    """One agency's folders never feed themselves (exit 3)."""
    found = overlap.check_apart(office.folders(), *overlap.program_folders())
    if found:
        raise VanthuError(office_faults.OVERLAP, folders="; ".join(f"{one.first} – {one.second}" for one in found))


@contextmanager
def _alone(office: Office) -> Iterator[None]:
    """Holds the office's worker lock; it goes with the process, however that ends."""
    office.internal.mkdir(exist_ok=True)
    handle = os.open(office.internal / "worker.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise VanthuError(faults.ANOTHER_WORKER) from None
        yield
    finally:
        os.close(handle)


def _sweep_intake(office: Office) -> None:
    """Half-made copies of a worker that died; what they were copied from still lies in its folder."""
    shutil.rmtree(office.intake, ignore_errors=True)
