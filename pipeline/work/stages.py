"""The stages a document goes through without a person: digitize, describe, register, prepare, keep. Each may run twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from pipeline import clock, durable
from pipeline.archive import fixity
from pipeline.digitize.alto import alto
from pipeline.digitize.document import Paper, SecrecyMark, compose_record, read_papers, read_scan, reading_to_json
from pipeline.digitize.values import Conversion, Fields, PageCare, PageImage, PageLayer, Quality, Reading, Sides
from pipeline.digitize.xmp import RECORD_PROPERTIES, RecordInfo
from pipeline.errors import VanthuError
from pipeline.office import documents, journal, lessons, registers, review
from pipeline.office.documents import Record
from pipeline.office.models import Document
from pipeline.work import faults, lifting, parting, placing, received, way
from pipeline.work.outcome import OWN_FAULT, Done, Enter, NeedsReview, Outcome, Quarantine, Retry, Secret, WaitsFor
from pipeline.work.parting import Made
from pipeline.work.room import PATIENCE, READING, Room
from signing.prepare import prepare_record

Stage = Callable[[Record, Room], Outcome]
PREPARED: Final = "prepared.pdf"
FIELDS: Final = "fields.json"


def digitize(record: Record, room: Room) -> Outcome:
    """Reads the scan and keeps a searchable PDF/A as v2; a secrecy mark on any of its papers ends everything at once.

    A signed incoming PDF is not rewritten: it is the record itself, with the verdict on its signatures beside it. A file
    of several papers with separator sheets between them becomes as many documents, all read before one is kept.
    """
    papers = _read(record, room)
    if any(map(_is_secret, papers)):
        return Secret(VanthuError(faults.SECRET))
    if len(papers) > 1:
        return parting.parted(record, papers, room, _made)
    reading, separator = papers[0].reading, papers[0].separator
    assert isinstance(reading, Reading)
    record = replace(record, direction=(separator and separator.direction) or record.direction)
    if received.SIGNED in reading.notes and record.direction != "incoming":
        return Quarantine(VanthuError(faults.SIGNED_ELSEWHERE))
    made = _made(record, reading, room)
    return Done({**made.kept(record, room), "direction": record.direction})


def _is_secret(paper: Paper) -> bool:
    return isinstance(paper.reading, SecrecyMark) or (
        isinstance(paper.reading, Reading) and "secrecy" in paper.reading.fields
    )


def _read(record: Record, room: Room) -> tuple[Paper, ...]:
    """The papers of a dropped file: one, where the folder's profile has files parted at no separator sheet."""
    scan, settings = room.scan_path(record.id), room.office.settings
    how: dict[str, Any] = {
        "jobs": room.jobs, "on_page": lambda done, pages: room.beat(PATIENCE), "convert": _conversion(room),
        "quality": _quality(room), "care": _care(record, room),
    }  # fmt: skip
    if settings.text(f"scan.split_{record.direction}") == "never":
        return (Paper(read_scan(scan, **how), None, ()),)
    return read_papers(scan, **how)


def _made(record: Record, reading: Reading, room: Room) -> Made:
    """What the archive is to keep of one paper, composed and proved in its work folder, and what the catalogue then says."""
    scan, signed = room.scan_path(record.id), received.SIGNED in reading.notes
    fields = fields_to_json(reading.fields)
    room.allow(len(reading.pages))
    image, paper_dpi = _page_image(record, room)
    notes = list(reading.notes)
    shown: dict[str, Path | bytes]
    layers: Sequence[Sequence[PageLayer]]
    if signed:
        verdict, note = received.judged(record, room)
        shown, layers = {"record.pdf": scan, received.SIGNATURES: as_json(verdict)}, [()] * len(reading.pages)
        notes = [note, *received.true_notes(notes)]
    else:
        page = room.work(record.id) / "record.pdf"
        layers = compose_record(
            scan, reading, page, about(record, fields, room), image=image, paper_dpi=paper_dpi, on_page=_beating(room)
        )
        shown = {"record.pdf": page}
    files: dict[str, Path | bytes] = {
        **shown,
        "text.txt": reading.text.encode(),
        "pages.json": as_json([page.text for page in reading.pages]),
        READING: reading_to_json(reading).encode(),
        "alto.xml": alto(reading),
        FIELDS: as_json(fields),
    }
    what = "bản gốc có chữ ký số, kết quả kiểm tra chữ ký, văn bản" if signed else "bản số hóa PDF/A, văn bản"
    pages = [
        {
            "number": page.number, "width": page.width, "height": page.height, "dpi": page.dpi, "skew": page.skew,
            "rotation": page.rotation, "confidence": round(page.confidence, 4), "blank": page.blank,
            "origin": page.origin, "why": "" if signed else page.why, "source": page.number_in_scan,
            "image": image, "paper_dpi": paper_dpi, "layers": [layer.as_json() for layer in made],
        }
        for page, made in zip(reading.pages, layers, strict=True)
    ]  # fmt: skip
    return Made(files, f"{what} và trường thông tin", {"fields": fields, "pages": pages, "notes": notes})


def describe(record: Record, room: Room) -> Outcome:
    """Asks for a clerk where the book needs what was not read surely, or where a twin of the document is there."""
    threshold = room.office.settings.number("review.threshold")
    keys = review.unsure(record.fields, record.direction, threshold, lessons.shifts())
    if "number_unread" in record.notes and "code_number" not in (*keys, *record.fields):
        keys.append("code_number")  # else `issue` would give another number than the paper shows
    because = [*received.to_review(record), *review.doubled(_twins(record))]
    if "rasterised" in record.notes and _asks_before_drawing(room) and received.SIGNED not in record.notes:
        because.append("có trang PDF không chuyển được với nguyên nét và phông chữ, đã vẽ lại thành ảnh")
    if record.direction == "incoming" and not keys and not _stamp_fits(record):
        keys.append("arrival_number")
        because.append("số trên dấu ĐẾN đã được cấp cho văn bản khác")
    return NeedsReview(tuple(keys), tuple(because)) if keys or because else Done()


def _care(record: Record, room: Room) -> PageCare:
    settings = room.office.settings
    sides: Sides = "fronts-then-backs" if settings.text(f"scan.sides_{record.direction}") != "in-order" else "in-order"
    return PageCare(sides=sides, blank="remove" if settings.text("scan.blank") == "remove" else "keep")


def _conversion(room: Room) -> Conversion:
    return "refuse" if room.office.settings.text("scan.convert") == "refuse" else "raster"


def _asks_before_drawing(room: Room) -> bool:
    return room.office.settings.text("scan.convert") == "review"


def _twins(record: Record) -> list[str]:
    return documents.twins(Document.objects.get(pk=record.id))


def _stamp_fits(record: Record) -> bool:
    """Whether the number of a stamp ĐẾN, where one was read, is free in its year's book."""
    number, day = record.value("arrival_number"), _arrival_day(record)
    return not registers.is_number(number) or registers.is_free(registers.INCOMING, day.year, int(number))


def _arrival_day(record: Record) -> date:
    told = record.value("arrival_date")
    return date.fromisoformat(told) if told else clock.today()


def register(record: Record, room: Room) -> Outcome:
    """Asks for the arrival number: that of a stamp ĐẾN where it is free, else the next (Decree 30/2020, Art. 22)."""
    number = record.value("arrival_number")
    day = _arrival_day(record) if number else clock.today()
    return Done(enter=Enter(registers.INCOMING, day, int(number) if registers.is_number(number) else None))


def prepare(record: Record, room: Room) -> Outcome:
    """Composes the record anew with what is known by now, and makes every field before the first signature.

    What came signed stays as it came: registered, kept, and signed by nobody here.
    """
    if received.is_kept_as_received(record, room):
        if record.direction != "incoming":
            return Quarantine(VanthuError(faults.SIGNED_ELSEWHERE))
        version = room.keep(record, {FIELDS: as_json(record.fields)}, "trường thông tin sau khi vào sổ", journal.WORKER)
        return Done({"version": version})
    first = way.first_signature(record.direction, room.office.settings)
    if first is None:
        files: dict[str, Path | bytes] = {"record.pdf": _composed(record, room), FIELDS: as_json(record.fields)}
        version = room.keep(record, files, "bản ghi sau khi vào sổ", journal.WORKER)
        return Done({"version": version, "record_version": version})
    initials = list(room.office.settings.list("signing.initials")) if first == "initials" else []
    prepared = prepared_record(replace(record, initials=tuple(initials)), room, first)
    return WaitsFor(first, {"prepared": durable.sha256_of(prepared), "initials": initials})


def prepared_record(record: Record, room: Room, first: str) -> Path:
    """The file that the first signer (initials, personal, issue, agency) is shown, made in the work folder; same record, same bytes."""
    person = first in ("initials", "personal")
    plan = placing.plan(record, room.reading(record), room.office.settings, personal=person)
    target = room.work(record.id) / PREPARED
    durable.write_bytes(target, prepare_record(_composed(record, room).read_bytes(), plan))
    return target


def _composed(record: Record, room: Room) -> Path:
    reading, path = room.reading(record), room.work(record.id) / "record.pdf"
    room.allow(len(reading.pages))
    image, paper_dpi = _page_image(record, room)
    said = about(record, record.fields, room)
    compose_record(
        room.scan_path(record.id), reading, path, said, image=image, paper_dpi=paper_dpi, on_page=_beating(room)
    )
    return path


def _beating(room: Room) -> Callable[[int, int], None]:
    """Says that composing goes on; proving the record of so many pages then takes its time."""
    return lambda done, pages: room.allow(pages)


def _quality(room: Room) -> Quality:
    return "best" if room.office.settings.text("scan.quality") == "best" else "default"


def _page_image(record: Record, room: Room) -> tuple[PageImage, float]:
    """How pages are shown, and how fine the paper of layered ones: as the settings said when the scan was read."""
    settings = room.office.settings
    wanted = settings.text(f"scan.image_{record.direction}") or settings.text("scan.image")
    paper_dpi = settings.number("scan.paper_dpi")
    if record.pages:  # those read before there was a choice kept the scan's own bytes
        wanted, paper_dpi = record.pages[0].get("image", "original"), record.pages[0].get("paper_dpi", paper_dpi)
    return "original" if wanted == "original" else "layers", paper_dpi


def keep(record: Record, room: Room) -> Outcome:
    """The last stage: every file of the object is read back and hashed before the document counts as archived."""
    room.allow(len(record.pages))
    damaged = fixity.check_object(room.archive, room.object_id(record.id))
    if not damaged.intact:
        raise VanthuError(faults.DAMAGED, id=record.id, files=len(damaged.damages))
    room.clear(record.id)
    return Done({"fixity_at": clock.iso(clock.now()), "prepared": ""})


STAGES: Final[Mapping[str, Stage]] = {
    "digitize": digitize, "describe": describe, "register": register, "prepare": prepare, "keep": keep,
    way.LIFT: lifting.stage,
}  # fmt: skip


def about(record: Record, fields: Mapping[str, Any], room: Room) -> RecordInfo:
    """What the file says of itself (XMP): known when it is composed and never touched after a signature."""
    said = {key: fields[key]["value"] for key in fields}
    code = "/".join(str(said[key]) for key in ("code_number", "code_notation") if said.get(key))
    title = " ".join(part for part in (said.get("type_name"), code, said.get("subject")) if part) or record.source
    return RecordInfo(
        title=title,
        organ=room.office.settings.text("office.organ_name"),
        created=datetime.fromisoformat(record.taken_at),
        record={
            **{
                key: str(value)
                for key, value in said.items()
                if key in RECORD_PROPERTIES and not isinstance(value, list)
            },
            "organ_id": room.office.settings.text("office.organ_id"),
            "document_id": record.id,
        },
    )


def fields_to_json(fields: Fields) -> dict[str, Any]:
    return {key: asdict(found) for key, found in fields.items()}


def as_json(value: Any) -> bytes:
    """As the archive keeps it: one line a value, sorted, so that the same facts are the same bytes."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def ended_badly(error: VanthuError) -> Outcome:
    """What a fault of a stage means: the input's own fault puts the document aside, anything else may pass."""
    if error.exit in OWN_FAULT:
        return Quarantine(error)
    return Retry(after=15.0, error=error)
