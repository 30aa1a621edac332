"""Papers that wait for the authorised person, without the reading that made them: what a signer's desk finds in the morning."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from pipeline import clock
from pipeline.digitize.document import reading_to_json
from pipeline.digitize.values import Reading, ReadPage
from pipeline.office import documents
from pipeline.office.models import Document
from pipeline.work import stages
from pipeline.work.room import READING, Room
from signing.places import Place, initial_boxes, plan_incoming, plan_outgoing
from signing.prepare import page_sizes, prepare_record
from tests.signing.records import scanned_record


def lay_out(room: Room, count: int, begin: int = 0, initials: tuple[str, ...] = (), **said: str) -> list[str]:
    """`count` outgoing drafts of one page, archived, prepared with all their fields, waiting to be signed; their ids.

    `initials`: who initials them first; `said`: more fields with their values.
    """
    scan = scanned_record(1)
    pages = page_sizes(scan)
    plan = plan_outgoing(
        pages,
        name=Place(1, (370, 660, 490, 676)),
        number=Place(1, (80, 85, 170, 104)),
        date=Place(1, (300, 85, 540, 104)),
    )
    boxes = initial_boxes((60, 180, 300, 194), pages[0], len(initials))[0]
    plan = replace(plan, initials=tuple((role, Place(1, box)) for role, box in zip(initials, boxes, strict=True)))
    prepared = prepare_record(scan, plan)
    fields = {key: {"value": value, "confidence": 1.0, "page": None, "box": None} for key, value in said.items()}
    return [_paper(room, number, prepared, initials, fields).pk for number in range(begin, begin + count)]


def lay_out_copy(room: Room) -> str:
    """An incoming paper of one page, digitised, that waits for the agency's signature on its copy; its id."""
    scan = scanned_record(1)
    row = _paper(room, 0, prepare_record(scan, plan_incoming(page_sizes(scan))), (), {})
    documents.change(row, direction="incoming", waits_for="agency")
    return str(row.pk)


def _paper(room: Room, number: int, prepared: bytes, initials: tuple[str, ...], more: dict[str, Any]) -> Any:
    sha256 = hashlib.sha256(f"bản quét {number}".encode()).hexdigest()
    fields = {"subject": {"value": f"Về việc thứ {number}", "confidence": 1.0, "page": 1, "box": None}} | more
    moment = clock.iso(clock.now())
    row = Document(
        id=documents.id_of(sha256), sha256=sha256, source=f"du-thao-{number:03}.jpg", direction="outgoing",
        state="awaiting_signature", waits_for="initials" if initials else "personal", initials=list(initials),
        fields=fields, taken_at=moment, updated_at=moment,
        prepared=hashlib.sha256(prepared).hexdigest(),
    )  # fmt: skip
    files = {
        "record.pdf": prepared,
        "text.txt": b"Quy\xe1\xba\xbft \xc4\x91\xe1\xbb\x8bnh",
        stages.FIELDS: stages.as_json(fields),
        READING: reading_to_json(Reading((ReadPage(1, 595, 842, 72.0, 0, 0.0, ()),), {}, "không đọc")).encode(),
    }
    row.version = row.record_version = room.keep(documents.record_of(row), files, "bản số hóa", "vanthu")
    row.save(force_insert=True)
    (room.work(row.pk) / stages.PREPARED).write_bytes(prepared)
    return row
