"""A file of several papers, separator sheets between them: each becomes a document, and the file is kept once for all.

Every paper is read, composed and proved before anything is kept, so that a secrecy mark on one of them ends with the file
whole. One that cannot be read or fails its checks is put aside alone, and the others go on. Ids follow from the file's digest,
archive objects from ids, and the rows of all papers are written in the one transaction that ends the stage: a crash before it
leaves objects that the next try finds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline import clock
from pipeline.digitize.document import Paper, SecrecyMark
from pipeline.digitize.values import Reading
from pipeline.errors import VanthuError
from pipeline.office import documents, journal
from pipeline.office.documents import Record
from pipeline.office.models import Document
from pipeline.work import crash
from pipeline.work.outcome import OWN_FAULT, Part, Parted
from pipeline.work.room import PART, Room

ASIDE = "quarantined"


@dataclass(frozen=True)
class Made:
    """What the archive is to keep of one paper that was read, and what the catalogue will say of it."""

    files: Mapping[str, Path | bytes]
    what: str  # the version's message
    facts: Mapping[str, Any]

    def kept(self, record: Record, room: Room) -> dict[str, Any]:
        """Keeps it as the next version of the record's object; the columns of the document."""
        version = room.keep(record, dict(self.files), self.what, journal.WORKER)
        crash.point("digitize:kept")
        return {**self.facts, "version": version, "record_version": version}


def parted(
    record: Record, papers: Sequence[Paper], room: Room, make: Callable[[Record, Reading, Room], Made]
) -> Parted:
    """Keeps every paper of a file in an object of its own; those that went on after an earlier try are left alone.

    Raises VanthuError where none of them can be kept, and what trouble may pass.
    """
    wanted = []
    for number, paper in enumerate(papers, 1):
        digest = documents.part_of(record.sha256, number)
        row = Document.objects.filter(pk=documents.id_of(digest)).first()
        if row is None or row.state == ASIDE:
            told = paper.separator.direction if paper.separator else None
            part = Part(digest, number, told or record.direction, paper.pages, {})
            wanted.append((part, _first_version(record, part, room), paper.reading))
    made = [(part, one, _made(one, reading, room, make)) for part, one, reading in wanted]
    faulty = [paper for _, _, paper in made if isinstance(paper, VanthuError)]
    if faulty and len(faulty) == len(papers):
        raise faulty[0]
    return Parted(
        tuple(
            replace(part, fault=paper) if isinstance(paper, VanthuError) else replace(part, facts=paper.kept(one, room))
            for part, one, paper in made
        )
    )


def _made(
    record: Record,
    reading: Reading | SecrecyMark | VanthuError,
    room: Room,
    make: Callable[[Record, Reading, Room], Made],
) -> Made | VanthuError:
    """A paper that is ready to be kept, or what is wrong with it."""
    if isinstance(reading, VanthuError):
        return reading
    assert isinstance(reading, Reading), "a secrecy mark ends with the whole file"
    try:
        return make(record, reading, room)
    except VanthuError as error:
        if error.exit not in OWN_FAULT:
            raise
        return error


def _first_version(whole: Record, part: Part, room: Room) -> Record:
    """The paper's record; its object begins with where the dropped bytes lie, and which of their pages it is."""
    one = replace(whole, id=documents.id_of(part.sha256), sha256=part.sha256, direction=part.direction)
    if not room.archive.exists(room.object_id(one.id)):
        told = {
            "whole": whole.id, "object": room.object_id(whole.id), "sha256": whole.sha256, "number": part.number,
            "pages": list(part.pages),
        }  # fmt: skip
        room.archive.add_version(
            room.object_id(one.id), {PART: json.dumps(told, indent=1, sort_keys=True).encode()}, message="một văn bản trong tệp đã nhận", user=journal.WORKER,
            created=clock.now(), expect_head=0,
        )  # fmt: skip
    return one
