"""A child process of the worker: runs one stage at a time and writes its end. It dies with its parent.

It says for how many seconds it may be silent; a parent that hears nothing for longer ends it.
"""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import threading
import time
import traceback
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from pipeline import clock
from pipeline.digitize.memory import give_back_pages
from pipeline.errors import Exit, VanthuError
from pipeline.office import database, documents, place
from pipeline.office.models import Document
from pipeline.work import crash, faults, room, stages, tasks
from pipeline.work.outcome import Outcome

LOG: Final = logging.getLogger(__name__)
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
ADDRESS_SPACE: Final = 4 << 30  # bytes; OpenCV and its threads reserve about 1.5 GB that they never touch


def main(root: Path, jobs: int, pipe: Connection) -> None:
    """Takes claims from `pipe` and answers each with (claim, error or ""); ends when the pipe closes."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    give_back_pages()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    os.environ["OMP_THREAD_LIMIT"] = (
        "1"  # Tesseract's own threads cost more than they give (field/ocr: 6.0 s against 3.3 s)
    )
    office = place.find(root)
    database.connect(office)
    one_at_a_time = threading.Lock()

    def beat(seconds: float) -> None:
        with one_at_a_time:  # pages are read in threads
            pipe.send(seconds)

    where = replace(room.enter(office, jobs), beat=beat)
    while True:
        try:
            claim = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send((claim, run(claim, where)))


def run(claim: tasks.Claim, where: room.Room) -> str:
    """Runs the claimed stage and settles it. Returns "" or, for the unexpected, a line for the log."""
    try:
        record = documents.record_of(Document.objects.get(pk=claim.document))
        crash.point(f"{claim.stage}:begin")
        outcome = _outcome(claim, record, where)
        crash.point(f"{claim.stage}:before-settle")
        _settle(claim, outcome, where)
        crash.point(f"{claim.stage}:after-settle")
    except Exception as error:
        _note(where, claim, error)
        return f"{type(error).__name__} in {claim.stage}"
    return ""


def _settle(claim: tasks.Claim, outcome: Outcome, where: room.Room) -> None:
    """The work is done: while the catalogue cannot be written (disk full) its end is tried again and again."""
    while True:
        try:
            tasks.settle(claim, outcome, where.office.settings)
            return
        except VanthuError as error:
            if error.exit is not Exit.STORAGE:
                raise
            where.beat(room.PATIENCE)
            time.sleep(1)


def _outcome(claim: tasks.Claim, record: documents.Record, where: room.Room) -> Outcome:
    try:
        return stages.STAGES[claim.stage](record, where)
    except VanthuError as error:
        return stages.ended_badly(error)
    except MemoryError:
        return stages.ended_badly(VanthuError(faults.TOO_LARGE))
    except OSError as error:
        return stages.ended_badly(VanthuError(faults.UNEXPECTED, str(error), stage=claim.stage))


def _note(where: room.Room, claim: tasks.Claim, error: BaseException) -> None:
    """The traceback goes to the office's log: frames and the kind of error, never a document's text."""
    folder = where.office.internal / "log"
    frames = "".join(traceback.format_tb(error.__traceback__))
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        with (folder / "worker.log").open("a", encoding="utf-8") as log:
            log.write(f"{clock.iso(clock.now())} {claim.document} {claim.stage} {type(error).__name__}\n{frames}\n")
