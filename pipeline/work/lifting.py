"""Lifts archived records to the level that was wanted and renews their time stamps before they age out; may run twice.

What was issued stays the version that was sent; what is lifted is a new one, which begins with the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
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


def stage(record: Record, room: Room) -> Outcome:
    """The worker's task: once more later, as long as a server is away; nothing here puts an archived record aside."""
    urls = room.office.settings.list("signing.timestamp_urls")
    room.beat(PATIENCE + (len(urls) + 1) * 3 * STAMP_SECONDS)
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
    """Lifts one archived document as far as servers allow; None where it is not archived or nobody signed it."""
    with room.held(key):
        row = Document.objects.get(pk=key)
        told = levels.standing(row)
        if row.state != "archived" or told is None:
            return None
        if not levels.short(row):
            return Reached(told.level, told.wanted, (), hopeless=False, changed=False)
        record = documents.record_of(row)
        current = room.record_path(record).read_bytes()
        base, level = _left_by_a_crash(room, record, current) or (current, told.level)
        renew = told.ages and base == current
        done = lift(
            base, level, told.wanted, room.office.settings.list("signing.timestamp_urls"), load_trust([room.office.trust]),
            renew=renew, seconds=STAMP_SECONDS, revocations=REVOCATIONS,
        )  # fmt: skip
        changed = done.pdf != current
        if changed or done.renew_by is not None:
            _enter(room, row, record, done, current, renew)
        return Reached(done.level, told.wanted, done.notes, done.hopeless, changed)


def _enter(room: Room, row: Any, record: Record, done: Lifted, current: bytes, renew: bool) -> None:
    version = record.record_version
    if done.pdf != current:
        if check_pdfa(done.pdf):
            raise VanthuError(faults.SIGNED_NOT_FIT, id=row.pk)
        message = _MESSAGES[renew].format(level=done.level)
        version = room.keep(record, {"record.pdf": done.pdf}, message, journal.WORKER)
        crash.point("lift:kept")
    levels.enter(row, version, done.level, done.renew_by, done.notes, journal.WORKER)
    crash.point("lift:entered")


def _left_by_a_crash(room: Room, record: Record, current: bytes) -> tuple[bytes, str] | None:
    """A lifted version that the archive has and the catalogue never heard of, with its level."""
    kept = room.object_id(record.id)
    head = room.archive.head(kept)
    if head <= record.version:
        return None
    found = room.archive.path_of(kept, "record.pdf", head).read_bytes()
    level = level_of(found, load_trust([room.office.trust])) if found.startswith(current) and found != current else None
    return (found, level) if level else None


def remember(limit: int = 200) -> int:
    """Writes tasks for records whose time stamps age; returns how many documents need one."""
    due = levels.ageing()[:limit]
    for row in due:
        tasks.add(row, way.LIFT)
    return len(due)
