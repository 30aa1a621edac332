"""The signer's desk: `sign list`, `show`, `approve`, `reject`. One PIN for as many documents as are approved at once."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pipeline import clock, durable
from pipeline.digitize.check import check_pdfa
from pipeline.errors import VanthuError
from pipeline.office import documents, journal
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document, Signature
from pipeline.work import crash, faults, stages, tasks
from pipeline.work.room import Room
from pipeline.work.services.slips import told_reason
from pipeline.work.services.standing import line
from signing import appearance as appearances
from signing.pin import Pin
from signing.places import AGENCY, PERSONAL
from signing.rules import may_seal
from signing.sign import sign_field
from signing.tokens import TokenKey, known_modules, open_token
from signing.trust import Trust, load_trust

FIELDS: Final = {"personal": PERSONAL, "agency": AGENCY}
Told = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Made:
    """A signed file that lies in the work folder, and what the catalogue will say of its signature."""

    path: Path
    signer: str
    organ: str
    level: str
    signing_time: str
    certificate: str
    notes: list[str]


@dataclass(frozen=True)
class Shown:
    """What a signer was shown: the file and its digest."""

    path: Path
    sha256: str


def waiting() -> dict[str, Any]:
    """What waits for a signature, urgent documents first."""
    rows = Document.objects.filter(waits_for__in=["initials", "personal", "issue", "agency"])
    return {
        "results": [
            line(row) | {"status": "waiting", "level": None, "signer": None, "subject": documents.record_of(row).value("subject")}
            for row in rows
        ]
    }  # fmt: skip


def show(room: Room, which: str) -> dict[str, Any]:
    """Opens what would be signed: its file, digest, fields and pages' text; the journal keeps that it was shown, and to whom."""
    row = documents.find(which)
    documents.require(row, {"awaiting_signature", "signed"}, "xem để ký", "show for signing")
    shown = to_sign(room, row)
    _journal(journal.who(room.office.settings), "shown", row.pk, sha256=shown.sha256)
    text = room.archive.path_of(room.object_id(row.pk), "text.txt", row.record_version).read_text("utf-8")
    return {
        "results": [
            line(row) | {
                "status": "waiting", "level": None, "signer": None, "file": str(shown.path), "digest": shown.sha256,
                "fields": row.fields, "pages": row.pages, "text": text,
            }
        ]
    }  # fmt: skip


def reject(room: Room, which: str, reason: str) -> dict[str, Any]:
    """The signer refuses: the document stops, with the reason."""
    row = documents.find(which)
    documents.require(row, {"awaiting_signature", "signed"}, "từ chối ký", "reject")
    _reject(row, told_reason(reason), journal.who(room.office.settings))
    return {"id": row.pk, "status": "rejected", "level": None, "signer": None, "reason": row.reason}


@in_one_transaction
def _reject(row: Any, reason: str, actor: str) -> None:
    documents.change(row, state="rejected", waits_for=None, reason=reason)
    journal.record(actor, "rejected", row.pk, reason=reason)


def approve(room: Room, ids: Sequence[str], role: str, token: str | None, pin: Pin, told: Told) -> list[dict[str, Any]]:
    """Signs each document with one login. `told` hears each result as it comes; a document's own trouble ends only itself.

    A wrong PIN or a missing token ends the call (exit 6) with every document as it was.
    """
    rows = [_ready(room, which, role) for which in ids]
    fit = [row for row in rows if not isinstance(row, dict)]
    results = {id(row): row for row in rows if isinstance(row, dict)}
    if fit:
        results |= {id(row): done for row in fit if (done := _adopt(room, row, role)) is not None}
        if left := [row for row in fit if id(row) not in results]:
            with opened(room, role, token, pin) as key:
                for row in left:
                    results[id(row)] = _one(room, row, role, key)
                    told(results[id(row)])
    return [results[id(row)] for row in rows]


@contextmanager
def opened(room: Room, role: str, token: str | None, pin: Pin) -> Iterator[TokenKey]:
    """The token of a role, logged in; refuses (exit 6) where none is named."""
    label = token or room.office.settings.text(f"signing.{role}_token")
    if not label:
        raise VanthuError(faults.NO_TOKEN, role=role)
    modules = tuple(Path(path) for path in room.office.settings.list("signing.modules")) or known_modules()
    with open_token(modules, label, pin) as key:
        yield key


def failed(which: str, error: VanthuError) -> dict[str, Any]:
    """A document's own trouble as its result."""
    return {
        "id": which, "status": "failed", "level": None, "signer": None, "reason": error.sentence(),
        "error": error,
    }  # fmt: skip


def _ready(room: Room, which: str, role: str) -> Any:
    """The row of a document that waits for this role, or the result that says why not."""
    try:
        row = documents.find(which)
        if row.waits_for != role:
            waits = documents.WAITING.get(row.waits_for or "", documents.STATES[row.state]).lower()
            raise VanthuError(faults.NOT_YOURS, id=row.pk, waits=waits, waits_en=row.waits_for or row.state)
    except VanthuError as error:
        return failed(which, error)
    return row


def _one(room: Room, row: Any, role: str, key: TokenKey) -> dict[str, Any]:
    try:
        with held(room, row.pk):
            row = Document.objects.get(pk=row.pk)
            if row.waits_for != role:
                return _adopted(row, role)
            shown = to_sign(room, row)
            if role == "agency":
                appearance = appearances.copy_appearance(room.office.settings.text("office.organ_name"))
            else:
                appearance = appearances.personal_appearance(_image(room, "signing.personal_image"))
            signed = use_key(room, row, role, key, shown.path.read_bytes(), appearance)
            return keep(room, row, role, signed)
    except VanthuError as error:
        return failed(row.pk, error)


def _image(room: Room, setting: str) -> Path | None:
    named = room.office.settings.text(setting)
    return room.office.root / named if named else None


def seal_appearance(room: Room) -> appearances.Appearance:
    return appearances.agency_appearance(_image(room, "signing.seal_image"))


def to_sign(room: Room, row: Any) -> Shown:
    """The prepared record: what lies in the work folder when it is what was prepared, else made anew from the archive."""
    if row.state == "signed":
        path = room.record_path(documents.record_of(row))
        return Shown(path, durable.sha256_of(path))
    path = room.work(row.pk) / stages.PREPARED
    if not path.exists() or durable.sha256_of(path) != row.prepared:
        path, _ = stages.prepared_record(documents.record_of(row), room)
        if (made := durable.sha256_of(path)) != row.prepared:
            documents.change(row, prepared=made)
    return Shown(path, row.prepared)


def use_key(room: Room, row: Any, role: str, key: TokenKey, pdf: bytes, appearance: appearances.Appearance) -> Made:
    """Signs, checks and lays the signed file down; the journal names the use of the key before and after it happens."""
    actor = journal.who(room.office.settings)
    _journal(actor, "key_use", row.pk, role=role, token=key.token.label, serial=key.token.serial)
    crash.point("sign:announced")
    signed = sign_field(
        pdf, FIELDS[role], key, appearance=appearance, timestamp_urls=room.office.settings.list("signing.timestamp_urls"),
        level=room.office.settings.level,
    )  # fmt: skip
    if check_pdfa(signed.pdf):
        raise VanthuError(faults.SIGNED_NOT_FIT, id=row.pk)
    made = Made(
        room.work(row.pk) / f"signed-{role}.pdf", signed.signer, signed.organ, signed.level,
        clock.iso(signed.signing_time), signed.certificate_fingerprint, list(signed.notes),
    )  # fmt: skip
    durable.write_bytes(made.path, signed.pdf)
    told = asdict(made) | {"base": digest(pdf), "sha256": digest(signed.pdf)}
    del told["path"]
    durable.write_text(
        made.path.with_suffix(".json"), json.dumps(told, ensure_ascii=False)
    )  # last: with it the file counts
    crash.point("sign:signed")
    return made


def keep(room: Room, row: Any, role: str, made: Made) -> dict[str, Any]:
    """The signed file becomes the next version of the archive object, then the catalogue says so."""
    actor = journal.who(room.office.settings)
    message = "ký số của người có thẩm quyền" if role == "personal" else "ký số của cơ quan"
    version = room.keep(documents.record_of(row), {"record.pdf": made.path}, message, actor)
    crash.point("sign:kept")
    _enter(row, role, made, version, actor)
    crash.point("sign:entered")
    return _adopted(row, role)


@in_one_transaction
def _enter(row: Any, role: str, made: Made, version: int, actor: str) -> None:
    Signature.objects.create(
        document=row, role=role, field=FIELDS[role], signer=made.signer, organ=made.organ, level=made.level,
        signing_time=made.signing_time, certificate=made.certificate, version=version, notes=made.notes,
    )  # fmt: skip
    sealed = role == "agency"
    documents.change(
        row, state="sealed" if sealed else "signed", waits_for=None if sealed else "issue",
        reason="" if sealed else documents.WAITING["issue"], version=version, record_version=version,
    )  # fmt: skip
    journal.record(actor, "signed", row.pk, role=role, signer=made.signer, level=made.level, version=version)
    if sealed:
        tasks.add(row, "keep")


def _adopt(room: Room, row: Any, role: str) -> dict[str, Any] | None:
    """A signature that a crash left lying in the work folder is entered now: no key is used twice for one file."""
    with held(room, row.pk):
        row = Document.objects.get(pk=row.pk)
        if row.waits_for != role:
            return _adopted(row, role)
        made = left_by_a_crash(room, row, role, to_sign(room, row).sha256)
        return keep(room, row, role, made) if made else None


def left_by_a_crash(room: Room, row: Any, role: str, base: str) -> Made | None:
    """What `use_key` laid down for exactly this file (`base` is its SHA-256), whole; else None."""
    told = room.work(row.pk) / f"signed-{role}.json"
    try:
        values = json.loads(told.read_text("utf-8"))
        path = told.with_suffix(".pdf")
        if values.pop("base") == base and values.pop("sha256") == durable.sha256_of(path):
            return Made(path=path, **values)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _adopted(row: Any, role: str) -> dict[str, Any]:
    made = Signature.objects.filter(document=row, role=role).first()
    if made is None:
        waits = documents.STATES[row.state]
        return failed(row.pk, VanthuError(faults.NOT_YOURS, id=row.pk, waits=waits, waits_en=row.state))
    return {
        "id": row.pk, "status": "signed", "level": made.level, "signer": made.signer,
        "reason": "; ".join(made.notes) or None,
    }  # fmt: skip


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextmanager
def held(room: Room, document: str) -> Iterator[None]:
    """One signer at a time for one document, whatever process."""
    folder = room.work(document)
    handle = os.open(folder / "signing.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def trust_of(room: Room) -> Trust:
    return load_trust([room.office.trust])


def require_person(room: Room, row: Any, pdf: bytes) -> None:
    """The agency's key comes after the authorised person's signature, intact and chained to an anchor (Art. 32.2 d)."""
    person = Signature.objects.filter(document=row, role="personal").first()
    if person is None:
        raise VanthuError(faults.NO_PERSON_YET, id=row.pk)
    verdict = may_seal(pdf, trust_of(room), person_field=PERSONAL, expected_signer=person.certificate)
    _journal(
        journal.who(room.office.settings), "seal_asked", row.pk, allowed=verdict.allowed, notes=list(verdict.notes)
    )
    if not verdict.allowed:
        raise VanthuError(faults.SEAL_REFUSED, verdict.reason, id=row.pk)


@in_one_transaction
def _journal(actor: str, act: str, document: str, **detail: Any) -> None:
    journal.record(actor, act, document, **detail)
