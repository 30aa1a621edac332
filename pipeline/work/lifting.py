"""Lifts archived records, and what goes out with them, to the level that was wanted; renews their time stamps before they age out.

What was issued stays the version that was sent; what is lifted is a new one, which begins with the same bytes. May run twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from pipeline.digitize.check import check_pdfa
from pipeline.errors import VanthuError
from pipeline.office import documents, journal, levels
from pipeline.office.documents import Record
from pipeline.office.models import Document
from pipeline.work import crash, faults, tasks, way
from pipeline.work.outcome import Done, Outcome, Retry
from pipeline.work.room import PATIENCE, Room
from signing.proofs import LEVELS, Lifted, level_of, lift
from signing.revocation import REVOCATIONS
from signing.trust import load_trust

RECORD: Final = "record.pdf"
STAMP_SECONDS: Final = 140.0  # servers of the State were seen to take 131 s; here nobody waits
FIRST_PAUSE: Final = 60.0
LONGEST_PAUSE: Final = 6 * 3600.0  # a server may be away for days
_MESSAGES: Final = {False: "nâng mức chữ ký lên {level}", True: "đóng lại dấu thời gian lưu trữ ({level})"}


@dataclass(frozen=True)
class Reached:
    """Where a document stands after a try; `hopeless`: no later try can help."""

    level: str
    wanted: str
    notes: tuple[str, ...]
    hopeless: bool
    changed: bool

    @property
    def done(self) -> bool:
        return LEVELS.index(self.level) >= LEVELS.index(self.wanted)


@dataclass(frozen=True)
class _File:
    """A signed file of a document: its path in the archive object, the version it is current in, how far it reaches."""

    path: str
    version: int
    told: levels.Standing
    attached: Any = None  # its row, where it is not the record


def stage(record: Record, room: Room) -> Outcome:
    """The worker's task: once more later, as long as a server is away; nothing here puts an archived record aside."""
    try:
        reached = lift_document(room, record.id)
    except VanthuError as error:
        return Retry(FIRST_PAUSE, error, at_most=LONGEST_PAUSE)
    if reached is None or reached.done or reached.hopeless:
        return Done()
    why = VanthuError(
        faults.LEVEL_SHORT, id=record.id, level=reached.level, wanted=reached.wanted, notes=" ".join(reached.notes)
    )
    return Retry(FIRST_PAUSE, why, at_most=LONGEST_PAUSE)


def lift_document(room: Room, key: str) -> Reached | None:
    """Lifts the files of one archived document as far as servers allow; None where it is not archived or nobody signed it.

    What is told is of the file that lacks most; the notes are of all.
    """
    with room.held(key):
        row = Document.objects.get(pk=key)
        record = levels.standing(row)
        if row.state != "archived" or record is None:
            return None
        reached = [_lift(room, row, _File(RECORD, row.record_version, record))]
        for one, told in levels.attached(row):
            reached.append(_lift(room, row, _File(one.path, row.version, told, one)))
    return _together(reached)


def _together(reached: list[Reached]) -> Reached:
    lacking = [one for one in reached if not one.done]
    least = min(
        [one for one in lacking if not one.hopeless] or lacking or reached[:1], key=lambda one: LEVELS.index(one.level)
    )
    notes = tuple(note for one in reached for note in one.notes)
    return Reached(least.level, least.wanted, notes, least.hopeless, any(one.changed for one in reached))


def _lift(room: Room, row: Any, file: _File) -> Reached:
    told = file.told
    if not told.short:
        return Reached(told.level, told.wanted, (), hopeless=False, changed=False)
    urls = room.office.settings.list("signing.timestamp_urls")
    room.beat(PATIENCE + (len(urls) + 1) * 3 * STAMP_SECONDS)
    current = room.archive.path_of(room.object_id(row.pk), file.path, file.version).read_bytes()
    base, level = _left_by_a_crash(room, row, file.path, current) or (current, told.level)
    renew = told.ages and base == current
    done = lift(
        base, level, told.wanted, urls, load_trust([room.office.trust]),
        renew=renew, seconds=STAMP_SECONDS, revocations=REVOCATIONS,
    )  # fmt: skip
    changed = done.pdf != current
    if changed or done.renew_by is not None:
        _enter(room, row, file, done, changed, renew)
    notes = tuple(f"{PurePath(file.path).name}: {note}" for note in done.notes) if file.attached else done.notes
    return Reached(done.level, told.wanted, notes, done.hopeless, changed)


def _enter(room: Room, row: Any, file: _File, done: Lifted, changed: bool, renew: bool) -> None:
    version = file.version
    if changed:
        if check_pdfa(done.pdf):
            raise VanthuError(faults.SIGNED_NOT_FIT, id=row.pk)
        message = _MESSAGES[renew].format(level=done.level)
        version = room.keep(documents.record_of(row), {file.path: done.pdf}, message, journal.WORKER)
        crash.point("lift:kept")
    if file.attached:
        levels.enter_attached(row, file.attached, version, done.level, done.renew_by, done.notes, journal.WORKER)
    else:
        levels.enter(row, version, done.level, done.renew_by, done.notes, journal.WORKER)
    crash.point("lift:entered")


def _left_by_a_crash(room: Room, row: Any, path: str, current: bytes) -> tuple[bytes, str] | None:
    """A lifted version that the archive has and the catalogue never heard of, with its level."""
    kept = room.object_id(row.pk)
    head = room.archive.head(kept)
    if head <= row.version:
        return None
    found = room.archive.path_of(kept, path, head).read_bytes()
    level = level_of(found, load_trust([room.office.trust])) if found.startswith(current) and found != current else None
    return (found, level) if level else None


def remember(limit: int = 200) -> int:
    """Writes tasks for records whose time stamps age; returns how many documents need one."""
    due = levels.ageing()[:limit]
    for row in due:
        tasks.add(row, way.LIFT)
    return len(due)
