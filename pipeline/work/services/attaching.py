"""`sign attach`: papers that go out with an issued document in files of their own, each signed by the agency.

Decree 30/2020 Annex I.II.8.b and III.1.d: the agency signs such a file top right on its first page, without an image, with number and
notation of the document and the time. The file as it was given is kept beside the signed one, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import Any, Final

from pipeline import clock
from pipeline.archive.disk import fault_of
from pipeline.digitize.check import check_pdfa
from pipeline.digitize.cover_sheet import cover_sheet
from pipeline.digitize.document import compose_record, read_scan
from pipeline.digitize.office_file import OfficeFile, Unfit, office_file
from pipeline.digitize.values import Reading
from pipeline.digitize.xmp import RecordInfo
from pipeline.errors import VanthuError
from pipeline.office import documents, journal, levels
from pipeline.office.database import in_one_transaction
from pipeline.office.models import AttachedFile, Document
from pipeline.text import nfc
from pipeline.work import crash, faults, received, stages, tasks, way
from pipeline.work.messages import ISSUED
from pipeline.work.room import ATTACHED, Room
from pipeline.work.services import keys
from signing.appearance import attachment_appearance
from signing.pin import Pin
from signing.places import FIELDS, plan_incoming
from signing.prepare import page_sizes, prepare_record
from signing.profiles import Profile
from signing.sign import LEVELS, Signed, sign_field
from signing.tokens import AskPin, TokenKey
from signing.verdict import judge
from watch_folders.names import numbered, plain_name

AS_GIVEN: Final = f"{ATTACHED}/goc"  # what the signed ones were made of

Told = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class _Places:
    """Where one attachment lies in the archive object."""

    signed: str
    given: str


def attach(
    room: Room, which: str, files: Sequence[Path], token: str | Profile | None, pin: Pin | AskPin | None, told: Told
) -> list[dict[str, Any]]:
    """Signs each file as an attachment of an issued document, with one login; `told` hears each result as it comes.

    A file that was attached before is told as such and signed no second time; another of the same name gets a number.
    """
    row = documents.find(which)
    if row.direction != "outgoing" or row.state not in ISSUED or not documents.record_of(row).code:
        raise VanthuError(faults.NOT_ISSUED, id=row.pk)
    with keys.opened(room, "agency", token, pin) as key, room.held(row.pk):
        results = []
        for file in files:
            results.append(_one(room, row.pk, file, key))
            told(results[-1])
    return results


def _one(room: Room, key_of: str, file: Path, key: TokenKey) -> dict[str, Any]:
    row = Document.objects.get(pk=key_of)
    try:
        return {"id": row.pk, **_attach(room, row, file, key)}
    except VanthuError as error:
        return _failed(row, file, error)
    except OSError as error:
        return _failed(row, file, fault_of(error, file))


def _failed(row: Any, file: Path, error: VanthuError) -> dict[str, Any]:
    about = {"id": row.pk, "file": plain_name(file), "level": None, "signer": None}
    return {**about, "status": "failed", "reason": error.sentence(), "error": error}


def _attach(room: Room, row: Any, file: Path, key: TokenKey) -> dict[str, Any]:
    record = documents.record_of(row)
    data = file.read_bytes()
    places, there = _places(room, row.pk, file, data)
    name, actor = PurePath(places.signed).name, journal.who(room.office.settings)
    wanted = keys.level_for(room, "agency")
    if there:  # signed before; after a crash the catalogue hears of it only now
        if not AttachedFile.objects.filter(document=row, path=places.signed).exists():
            version = room.archive.head(room.object_id(row.pk))
            pdf = room.archive.path_of(room.object_id(row.pk), places.signed, version).read_bytes()
            _enter(row.pk, version, actor, _found(room, pdf, places) | {"wanted": wanted})
        return {"file": name, "status": "attached_before", "level": None, "signer": None, "reason": None}
    pdf = _prepared(room, record, file)
    keys.announce(room, row, "agency", token=key.token.label, serial=key.token.serial, attachment=plain_name(file))
    signed = sign_field(
        pdf, FIELDS["agency"], key, appearance=attachment_appearance(record.code), level=wanted,
        timestamp_urls=room.office.settings.list("signing.timestamp_urls"), trust=keys.trust_of(room),
    )  # fmt: skip
    if check_pdfa(signed.pdf):
        raise VanthuError(faults.SIGNED_NOT_FIT, id=row.pk)
    version = room.keep(
        record, {places.signed: signed.pdf, places.given: data}, "văn bản kèm theo, ký số của cơ quan", actor
    )
    crash.point("attach:kept")
    _enter(row.pk, version, actor, _made(signed, places) | {"wanted": wanted})
    return {
        "file": name, "status": "signed", "level": signed.level, "signer": signed.signer,
        "reason": " ".join(signed.notes) or None,
    }  # fmt: skip


def _places(room: Room, document: str, file: Path, data: bytes) -> tuple[_Places, bool]:
    """Where the file goes, and whether the very same bytes lie there already."""
    kept, digest = room.object_id(document), hashlib.sha512(data).hexdigest()
    there = room.archive.files(kept)
    name, number = plain_name(file), 1
    while True:
        given = numbered(name, number)
        places = _Places(f"{ATTACHED}/{PurePath(given).stem}.pdf", f"{AS_GIVEN}/{given}")
        if there.get(places.given) == digest and places.signed in there:
            return places, True
        if places.signed not in there and places.given not in there:
            return places, False
        number += 1


_UNFIT: Final = {
    "secret": faults.ATTACHMENT_SECRET, "active": faults.ATTACHMENT_ACTIVE, "broken": faults.ATTACHMENT_BROKEN,
}  # fmt: skip


def _prepared(room: Room, record: documents.Record, file: Path) -> bytes:
    """The file as PDF/A with the agency's field on its first page; an office file lies within a page that names it."""
    found = office_file(file)
    if isinstance(found, Unfit):
        raise VanthuError(_UNFIT[found.why], file=plain_name(file))
    pdf = _composed(room, record, file) if found is None else _covered(room, record, found)
    return prepare_record(pdf, plan_incoming(page_sizes(pdf)))


def _covered(room: Room, record: documents.Record, file: OfficeFile) -> bytes:
    day = date.fromisoformat(record.value("issued_date"))
    goes_with = f"{record.value('type_name') or 'Văn bản'} số {record.code} ngày {day:%d/%m/%Y}"
    about = RecordInfo(nfc(PurePath(file.name).stem), room.office.settings.text("office.organ_name"), clock.now())
    return cover_sheet(file, goes_with, about)


def _composed(room: Room, record: documents.Record, file: Path) -> bytes:
    reading = read_scan(file, jobs=room.jobs)
    if not isinstance(reading, Reading) or "secrecy" in reading.fields:
        raise VanthuError(faults.ATTACHMENT_SECRET, file=plain_name(file))
    if received.SIGNED in reading.notes:
        raise VanthuError(faults.ATTACHMENT_SIGNED, file=plain_name(file))
    about = replace(stages.about(record, record.fields, room), title=nfc(file.stem), created=clock.now())
    composed = room.work(record.id) / "kem-theo.pdf"
    try:
        compose_record(file, reading, composed, about)
        return composed.read_bytes()
    finally:
        composed.unlink(missing_ok=True)


def _made(signed: Signed, places: _Places) -> dict[str, Any]:
    return {
        "path": places.signed, "signer": signed.signer, "organ": signed.organ, "signed_level": signed.level,
        "signing_time": clock.iso(signed.signing_time), "certificate": signed.certificate_fingerprint,
        "notes": list(signed.notes),
    }  # fmt: skip


def _found(room: Room, pdf: bytes, places: _Places) -> dict[str, Any]:
    """The same of a file that was kept before a crash: what its signature says."""
    made = judge(pdf, keys.trust_of(room)).signatures[0]
    return {
        "path": places.signed, "signer": made.signer, "organ": made.organ,
        "signed_level": made.level if made.level in LEVELS else LEVELS[0],
        "signing_time": clock.iso(made.signing_time or clock.now()), "certificate": made.certificate_fingerprint,
        "notes": [],
    }  # fmt: skip


@in_one_transaction
def _enter(document: str, version: int, actor: str, made: dict[str, Any]) -> None:
    row = Document.objects.select_for_update().get(pk=document)
    AttachedFile.objects.create(document=row, version=version, level=made["signed_level"], **made)
    if row.version < version:
        documents.change(row, version=version)
    journal.record(
        actor, "attached", document, version=version, file=PurePath(made["path"]).name, signer=made["signer"],
        level=made["signed_level"], certificate=made["certificate"],
    )  # fmt: skip
    if row.state == "archived" and levels.short(row):
        tasks.add_anew(row, way.LIFT)
