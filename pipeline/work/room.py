"""What a stage may reach: the office, its archive, and the folder it works in."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline import clock
from pipeline.archive.ocfl import Archive
from pipeline.digitize.reading_json import reading_from_json
from pipeline.digitize.values import Reading
from pipeline.office.documents import Record
from pipeline.office.place import Office

READING = "reading.json"
SCAN = "scan"  # folder of the dropped bytes in an object's first version
PART = "part.json"  # in its place, where a paper came in one file with others: where that file is kept, and which pages

ATTACHED = "kem-theo"  # folder of files that go out with the document; what they were made of lies in a folder of it

PATIENCE = 180.0  # seconds that reading one page may take; it takes 1 to 20 on two cores


@dataclass(frozen=True)
class Room:
    """One worker's place: `jobs` is how many pages it may read at once; `beat(seconds)` says how long the next step may take."""

    office: Office
    archive: Archive
    jobs: int = 1
    beat: Callable[[float], None] = lambda seconds: None

    def object_id(self, document: str) -> str:
        """Without the agency's identifier: that may be set anew, and what is kept must be found all the same."""
        return f"urn:vanthu:{document}"

    @contextmanager
    def held(self, document: str) -> Iterator[None]:
        """One signer or clerk at a time for one document, whatever process; taken before the catalogue is."""
        handle = os.open(self.work(document) / "signing.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def allow(self, pages: int) -> None:
        """Asks for the time that writing and proving a record of so many pages may take."""
        self.beat(PATIENCE + 5.0 * pages)

    def work(self, document: str) -> Path:
        """The document's folder between stages, made when it is not there."""
        folder = self.office.work(document)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def clear(self, document: str) -> None:
        shutil.rmtree(self.office.work(document), ignore_errors=True)

    def scan_path(self, document: str) -> Path:
        """The dropped bytes. Their name in the archive is that of the first drop, whatever it was called since.

        A file of several papers is kept once, in an object of its own that each paper's first version names.
        """
        object_id = self.object_id(document)
        first = self.archive.files(object_id, 1)
        if PART in first:
            return self.scan_path(json.loads(self.archive.path_of(object_id, PART, 1).read_text("utf-8"))["whole"])
        name = next(path for path in first if path.startswith(f"{SCAN}/"))
        return self.archive.path_of(object_id, name, 1)

    def record_path(self, record: Record) -> Path:
        """The record.pdf that is current."""
        return self.archive.path_of(self.object_id(record.id), "record.pdf", record.record_version)

    def reading(self, record: Record) -> Reading:
        """What was read, as it was kept when the document was digitised."""
        path = self.archive.path_of(self.object_id(record.id), READING, record.version)
        return reading_from_json(path.read_text("utf-8"))

    def keep(self, record: Record, files: dict[str, Path | bytes], message: str, user: str) -> int:
        """Writes the next version of the document's object; repeating after a crash gives the version already there.

        The caller holds the document (its task, or its signing lock), so a head beyond `record.version` was left by a
        crash before the catalogue heard of it; the new version follows that one and nothing is lost.
        """
        return self.archive.add_version(
            self.object_id(record.id), files, message=message, user=user, created=clock.now()
        )


def enter(office: Office, jobs: int = 1) -> Room:
    """Opens the archive, made where it is not there."""
    archive = Archive(office.archive)
    archive.create_root()
    return Room(office, archive, jobs)
