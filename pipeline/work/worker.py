"""The worker: watches the folders, hands stages to child processes, and ends when told to or when nothing is left."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.db.utils import DatabaseError

from pipeline.errors import Exit, VanthuError
from pipeline.office import database
from pipeline.office import faults as office_faults
from pipeline.office.models import Document
from pipeline.office.place import Office
from pipeline.work import effects, faults, finding, intake, lifting, tasks
from pipeline.work.crew import Crew
from pipeline.work.room import Room, enter
from watch_folders import folder as watched
from watch_folders import overlap, wake

LOG: Final = logging.getLogger(__name__)
BEAT_SECONDS: Final = 10.0
RENEWALS_SECONDS: Final = 3600.0  # between two looks for time stamps that age; there are months to do it
INTAKE_AT_ONCE: Final = 50  # files taken before the loop looks at the running tasks again
UNSTEADY_LOOKS: Final = 20  # a file that changes under our hands so often does not keep `--until-idle` any longer
TROUBLE_SECONDS: Final = 30.0  # `--until-idle` ends when the disk or the catalogue has failed for so long
# nothing is made from the work folders of these
OVER: Final = ("archived", "parted", "quarantined", "rejected", "recalled", "voided")


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
    """The one worker of an office. `notify` is called after each step; `stop` may be set by a signal handler, before the start too."""

    office: Office
    jobs: int
    notify: Callable[[Progress], None] = lambda progress: None
    stop: threading.Event = field(default_factory=threading.Event)
    _touched: set[str] = field(default_factory=set)
    _told_once: set[object] = field(default_factory=set)  # lost shares, files too deep, troubles
    _unsteady: Counter[Path] = field(default_factory=Counter)
    _trouble: VanthuError | None = None
    _trouble_since: float | None = None

    def run(self, until_idle: bool) -> Ended:
        """Works until stopped, or until nothing is left to do.

        Exit 9 when another worker is at it, 3 for bad folders, 11 when `until_idle` and the disk fails and fails.
        """
        database.connect(self.office)
        refuse_overlaps(self.office)
        with _alone(self.office):
            room = enter(self.office, self.jobs)
            for path in self.office.folders().values():
                path.mkdir(parents=True, exist_ok=True)
            tasks.release_all()
            room.archive.sweep()
            _sweep(room)
            crew = Crew(self.office, self.jobs, self._step)
            try:
                self._loop(room, crew, until_idle)
            finally:
                crew.end(0 if self.stop.is_set() else 5)
            finding.feed(room)
        return self._ended(crew)

    def _loop(self, room: Room, crew: Crew, until_idle: bool) -> None:
        """Looks, hands out, listens. Only a look that finds nothing after the last task has ended is the end."""
        folders = _watched(self.office)
        pause = self.office.settings.number("folders.scan_seconds")
        with wake.Waker([self.office.incoming, self.office.outgoing]) as waker:
            beat = next_look = next_renewals = 0.0
            settling = "none"
            while not self.stop.is_set():
                looks = time.monotonic() >= next_look
                try:
                    if looks:
                        settling = self._look(room, folders)
                        effects.carry_out(room)
                        next_look = time.monotonic() + {"more": 0.25, "soon": min(pause, 0.5)}.get(settling, pause)
                    if self._has_room():
                        crew.hand_out()
                    if crew.collect(0.1):
                        next_look = 0.0  # what a stage ended with may have files to move
                    if time.monotonic() >= next_renewals:
                        lifting.remember()
                        next_renewals = time.monotonic() + RENEWALS_SECONDS
                    if time.monotonic() - beat > BEAT_SECONDS:
                        tasks.heartbeat(crew.claims)
                        finding.feed(room)
                        beat = time.monotonic()
                    due = tasks.live()[0]
                except (VanthuError, DatabaseError, OSError) as error:
                    self._note(error)
                if self._trouble:
                    self._rest(until_idle, looks)
                    continue
                if looks:
                    self._recovered()
                if crew.claims or settling == "more" or next_look == 0.0:
                    continue
                if until_idle and looks and settling == "none" and not due:
                    return
                if due:
                    waker.wait(0.2)  # held by nobody we know: free again when its lease is over
                else:
                    waker.wait(min(pause, 0.5) if settling == "soon" else 0.0 if until_idle else pause)
                    next_look = 0.0

    def _look(self, room: Room, folders: list[tuple[str, watched.WatchedFolder]]) -> str:
        """Takes what is ready. `more` when files are ready still, `soon` when some are settling, `none` otherwise."""
        if not self._has_room():
            return "none"
        state = "none"
        taken = 0
        for direction, one in folders:
            findings = one.scan(time.monotonic())
            self._tell_lost(one)
            for found in findings:
                if taken >= INTAKE_AT_ONCE:
                    return "more"
                if not isinstance(found, watched.Ready | watched.Unusable):
                    continue
                taken += 1
                try:
                    key = self._take(room, found, direction)
                except VanthuError as error:  # this one stays where it is; the others are taken
                    self._note(error)
                    continue
                if key is None:
                    self._unsteady[found.path] += 1
                    if self._unsteady[found.path] < UNSTEADY_LOOKS:
                        state = "soon"  # it changed under our hands
                    continue
                effects.carry_out(room)
                self._step(key, "received")
            if one.pending:
                state = "soon"
        return state

    def _take(self, room: Room, found: watched.Ready | watched.Unusable, direction: str) -> str | None:
        if isinstance(found, watched.Ready):
            return intake.take(room, found.path, direction, found.seen)
        return intake.refuse(room, found.path, direction, found.fault, found.seen)

    def _step(self, document: str, stage: str) -> None:
        self._touched.add(document)
        self.notify(Progress(document, stage))

    def _tell_lost(self, one: watched.WatchedFolder) -> None:
        """A share that went away, or a file too deep to be taken, is reported once; a share is found when it is back."""
        if not one.lost:
            self._told_once.discard(one.path)
        elif one.path not in self._told_once:
            LOG.warning("%s", VanthuError(one.lost.fault, path=one.path))
            self._told_once.add(one.path)
        for path in one.overlooked:
            if path not in self._told_once:
                LOG.warning("%s", VanthuError(faults.TOO_DEEP, path=str(path).encode(errors="replace").decode()))
                self._told_once.add(path)

    def _has_room(self) -> bool:
        wanted = self.office.settings.number("storage.min_free_mb")
        free = shutil.disk_usage(self.office.root).free / 1e6
        if free < wanted:
            self._note(VanthuError(faults.LITTLE_ROOM, free=int(free), wanted=int(wanted)))
        return free >= wanted

    def _note(self, error: Exception) -> None:
        """Trouble of the disk or the catalogue may pass: it is told once and waited for. Anything else ends the worker."""
        if not isinstance(error, VanthuError):
            error = VanthuError(office_faults.BAD_DATABASE, str(error))
        if error.exit is not Exit.STORAGE:
            raise error
        self._trouble = error
        if error.code not in self._told_once:
            LOG.warning("%s", error)
            self._told_once.add(error.code)

    def _rest(self, until_idle: bool, looked: bool) -> None:
        """Waits a little after trouble; `--until-idle` ends with it when it does not pass."""
        assert self._trouble is not None
        now = time.monotonic()
        self._trouble_since = self._trouble_since or now
        if until_idle and now - self._trouble_since > TROUBLE_SECONDS:
            raise self._trouble
        time.sleep(0.2)
        if looked:
            self._trouble = None

    def _recovered(self) -> None:
        """A look without trouble: the next one is told again, and waited for as long."""
        if self._trouble_since is not None:
            self._trouble_since = None
            self._told_once = {told for told in self._told_once if not isinstance(told, str)}

    def _ended(self, crew: Crew) -> Ended:
        rows = dict(Document.objects.filter(pk__in=self._touched).values_list("pk", "state"))
        aside = sum(state == "quarantined" for state in rows.values())
        waiting = Document.objects.filter(waits_for__isnull=False).count() + sum(tasks.live())
        return Ended(len(rows) - aside, waiting, aside, len(crew.failed))


def _watched(office: Office) -> list[tuple[str, watched.WatchedFolder]]:
    return [
        (direction, watched.WatchedFolder(
            path,
            settle_seconds=office.settings.number("folders.settle_seconds"),
            incomplete_seconds=office.settings.number("folders.incomplete_seconds"),
        ))
        for direction, path in (("incoming", office.incoming), ("outgoing", office.outgoing))
    ]  # fmt: skip


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


def _sweep(room: Room) -> None:
    """Half-made copies of a worker that died (what they were copied from still lies in its folder), and spent work folders."""
    shutil.rmtree(room.office.intake, ignore_errors=True)
    for folder in (room.office.internal / "work").glob("*"):
        if not Document.objects.filter(pk=folder.name).exclude(state__in=OVER).exists():
            room.clear(folder.name)
