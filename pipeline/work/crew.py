"""The worker's child processes: each is handed a task, listened to, ended when it falls silent, replaced when it dies."""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from pipeline.errors import VanthuError
from pipeline.office import database
from pipeline.office.place import Office
from pipeline.work import child, faults, tasks
from pipeline.work.outcome import Quarantine
from pipeline.work.room import PATIENCE

LOG: Final = logging.getLogger(__name__)
# never fork: PKCS#11 modules and SQLite connections do not survive it
_SPAWN: Final = multiprocessing.get_context("spawn")


@dataclass
class _Child:
    """One child process and the claim it works on; it may be silent until `patience` (time.monotonic)."""

    process: Any
    pipe: Connection
    claim: tasks.Claim | None = None
    patience: float = 0.0


class Crew:
    """At most `jobs` children. `told(document, stage)` hears of each task that ended, however it did."""

    def __init__(self, office: Office, jobs: int, told: Callable[[str, str], None]) -> None:
        self.failed: set[str] = set()  # documents whose tasks failed for good
        self._office = office
        self._jobs = jobs
        self._told = told
        self._children: list[_Child] = []

    @property
    def claims(self) -> list[tasks.Claim]:
        """What is being worked on."""
        return [one.claim for one in self._children if one.claim]

    def hand_out(self) -> None:
        """Gives every free child a task; children are started when there is work for them."""
        while len(self.claims) < self._jobs:
            held = tasks.claim()
            if held is None:
                return
            free = next((one for one in self._children if one.claim is None), None) or self._start()
            free.claim, free.patience = held, time.monotonic() + PATIENCE
            with suppress(OSError):  # it died while it was idle: `collect` hears of it and gives the task back
                free.pipe.send(held)

    def collect(self, seconds: float) -> bool:
        """Listens for so long; whether a task ended. One whose child died is given back, or its document put aside."""
        busy = [one for one in self._children if one.claim]
        ready = wait([one.pipe for one in busy], seconds) if busy else []
        ended = [self._hear(one) if one.pipe in ready else self._end_if_silent(one) for one in busy]
        return any(ended)

    def end(self, wait_for: float) -> None:
        """Lets idle children go; what still runs after `wait_for` seconds is killed, and its task freed at the next start."""
        for one in self._children:
            one.pipe.close()
        for one in self._children:
            one.process.join(wait_for)
            if one.process.is_alive():
                one.process.kill()
                one.process.join()
        self._children.clear()

    def _start(self) -> _Child:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=child.main, args=(self._office.root, self._jobs, theirs), daemon=True)
        database.close()
        process.start()
        theirs.close()
        one = _Child(process, ours)
        self._children.append(one)
        return one

    def _hear(self, one: _Child) -> bool:
        held = one.claim
        assert held is not None
        try:
            said = one.pipe.recv()
            if isinstance(said, float):  # so long it may be silent from now on
                one.patience = time.monotonic() + said
                return False
            _, error = said
        except (EOFError, OSError):
            one.process.join(1)
            self._children.remove(one)
            error = f"child ended with {one.process.exitcode}"
        one.claim = None
        if error:
            self._failure(held, error)
        self._told(held.document, held.stage)
        return True

    def _end_if_silent(self, one: _Child) -> bool:
        """A page that takes so long is not going to end: its document is put aside, from where it can be tried again."""
        held = one.claim
        if held is None or time.monotonic() < one.patience:
            return False
        one.process.kill()
        one.process.join()
        self._children.remove(one)
        tasks.settle(held, Quarantine(VanthuError(faults.TOO_SLOW, seconds=int(PATIENCE))), self._office.settings)
        self._told(held.document, held.stage)
        return True

    def _failure(self, held: tasks.Claim, error: str) -> None:
        LOG.error("%s: %s", held.document, error)
        times = tasks.count_failure(held, error)
        if times >= tasks.MOST_FAILURES and (again := tasks.claim_again(held)):
            self.failed.add(held.document)
            died = VanthuError(faults.CHILD_DIED, times=times, stage=held.stage)
            tasks.settle(again, Quarantine(died), self._office.settings)
