"""Papers that wait for the authorised person, without the reading that made them: what a signer's desk finds in the morning."""

from __future__ import annotations

import hashlib
from typing import Any

from pipeline import clock
from pipeline.office import documents
from pipeline.office.models import Document
from pipeline.work import stages
from pipeline.work.room import Room
from signing.places import Place, plan_outgoing
from signing.prepare import page_sizes, prepare_record
from tests.signing.records import scanned_record


def lay_out(room: Room, count: int, begin: int = 0) -> list[str]:
    """`count` outgoing drafts of one page, archived, prepared with all their fields, waiting to be signed; their ids."""
    scan = scanned_record(1)
    pages = page_sizes(scan)
    plan = plan_outgoing(
        pages,
        name=Place(1, (370, 660, 490, 676)),
        number=Place(1, (80, 85, 170, 104)),
        date=Place(1, (300, 85, 540, 104)),
    )
    prepared = prepare_record(scan, plan)
    return [_paper(room, number, prepared).pk for number in range(begin, begin + count)]


def _paper(room: Room, number: int, prepared: bytes) -> Any:
    sha256 = hashlib.sha256(f"bản quét {number}".encode()).hexdigest()
    fields = {"subject": {"value": f"Về việc thứ {number}", "confidence": 1.0, "page": 1, "box": None}}
    moment = clock.iso(clock.now())
    row = Document(
        id=documents.id_of(sha256), sha256=sha256, source=f"du-thao-{number:03}.jpg", direction="outgoing",
        state="awaiting_signature", waits_for="personal", fields=fields, taken_at=moment, updated_at=moment,
        prepared=hashlib.sha256(prepared).hexdigest(),
    )  # fmt: skip
    files = {
        "record.pdf": prepared,
        "text.txt": b"Quy\xe1\xba\xbft \xc4\x91\xe1\xbb\x8bnh",
        stages.FIELDS: stages.as_json(fields),
    }
    row.version = row.record_version = room.keep(documents.record_of(row), files, "bản số hóa", "vanthu")
    row.save(force_insert=True)
    (room.work(row.pk) / stages.PREPARED).write_bytes(prepared)
    return row
