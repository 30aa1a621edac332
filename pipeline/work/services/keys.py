"""Using a key on one document: the token opened, what is signed, the signed file checked, kept and entered once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pipeline import clock, durable
from pipeline.digitize.check import check_pdfa
from pipeline.errors import VanthuError
from pipeline.office import delegations, documents, journal
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Signature
from pipeline.text import same_spelling, tidy
from pipeline.work import crash, faults, stages, tasks
from pipeline.work.room import Room
from signing import appearance as appearances
from signing.certificates import fingerprint
from signing.drivers import known_modules
from signing.pin import Pin
from signing.places import FIELDS, INITIALS, PERSONAL, REASONS
from signing.profiles import Profile
from signing.rules import may_seal
from signing.sign import Signed, sign_field
from signing.tokens import AskPin, TokenKey, open_token
from signing.trust import Trust, load_trust

OTHER: Final = {"personal": "agency", "agency": "personal"}
MESSAGES: Final = {"personal": "ký số của người có thẩm quyền", "agency": "ký số của cơ quan"}


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
    authority: str = ""  # the line of authority, and the delegation's number


@dataclass(frozen=True)
class Shown:
    """What a signer was shown: the file and its digest."""

    path: Path
    sha256: str


@contextmanager
def opened(room: Room, role: str, token: str | Profile | None, pin: Pin | AskPin | None) -> Iterator[TokenKey]:
    """The token of a role, logged in: that of a label or a profile, else the settings'; refuses (exit 6) where none is named."""
    own = room.office.settings.text(f"signing.{role}_token") if role in OTHER else ""
    other = room.office.settings.text(f"signing.{OTHER.get(role, 'agency')}_token")
    profile = token if isinstance(token, Profile) else Profile(role, token=token or own or None, role=role)
    if (
        profile.token is None and not isinstance(token, Profile) and role in OTHER
    ):  # initials: the one that is plugged in
        raise VanthuError(faults.NO_TOKEN, role=role)
    if profile.role not in (None, role) or (profile.token is not None and profile.token == other != own):
        raise VanthuError(faults.WRONG_TOKEN, label=profile.token or profile.name, role=role)
    named = (profile.module,) if profile.module else tuple(map(Path, room.office.settings.list("signing.modules")))
    with open_token(
        named or known_modules(), profile.token, pin, serial=profile.serial, certificate=profile.certificate,
        scheme=profile.signature or room.office.settings.text("signing.signature"),
    ) as key:  # fmt: skip
        if key.token.label == other != own:  # found by its serial number, or because it was the only one
            raise VanthuError(faults.WRONG_TOKEN, label=key.token.label, role=role)
        yield key


def image(room: Room, setting: str) -> Path | None:
    named = room.office.settings.text(setting)
    return room.office.root / named if named else None


def first_appearance(room: Room, role: str, copy: str = appearances.COPIES[0]) -> appearances.Appearance:
    """What the first signature on a record looks like: the leader's, or the agency's on its own copy (`copy`: its form). Read once for a batch."""
    if role in INITIALS:
        return appearances.INITIAL
    if role == "agency":
        return appearances.copy_appearance(room.office.settings.text("office.organ_name"), copy)
    return appearances.personal_appearance(image(room, "signing.personal_image"))


def seal_appearance(room: Room) -> appearances.Appearance:
    return appearances.agency_appearance(image(room, "signing.seal_image"))


def to_sign(room: Room, row: Any) -> Shown:
    """The prepared record: what lies in the work folder when it is what was prepared, else made anew from the archive."""
    if Signature.objects.filter(document=row).exists():  # signed or initialled
        path = room.record_path(documents.record_of(row))
        return Shown(path, durable.sha256_of(path))
    path = room.work(row.pk) / stages.PREPARED
    if not path.exists() or durable.sha256_of(path) != row.prepared:
        # prepared for whom it waits for: a setting changed since speaks for the documents after this one
        path = stages.prepared_record(documents.record_of(row), room, row.waits_for)
        if (made := durable.sha256_of(path)) != row.prepared:
            documents.change(row, prepared=made)
    return Shown(path, row.prepared)


def use_key(
    room: Room,
    row: Any,
    role: str,
    key: TokenKey,
    pdf: bytes,
    appearance: appearances.Appearance,
    base: str,
    authority: str = "",
) -> Made:
    """Signs, checks and lays the signed file down; the journal names the use of the key before and after it happens.

    `base` names what was to be signed, for `left_by_a_crash`: the digest of the file as it was before it was filled in,
    because filling gives other bytes each time (the second part of a PDF's /ID is drawn by lot).
    """
    announce(room, row, role, token=key.token.label, serial=key.token.serial)
    signed = sign_field(
        pdf, FIELDS[role], key, appearance=appearance, timestamp_urls=room.office.settings.list("signing.timestamp_urls"),
        level=level_for(room, role), trust=trust_of(room),
    )  # fmt: skip
    return lay_down(room, row, role, signed, base, authority)


def level_for(room: Room, role: str) -> str:
    """The level a role signs at. Initials get no proofs of their own: the last signature's level brings those of all (EN 319 142-1 §5.4)."""
    wanted = room.office.settings.level
    return "B-T" if role in INITIALS and wanted in ("B-LT", "B-LTA") else wanted


def announce(room: Room, row: Any, role: str, **about: Any) -> None:
    """The journal names each use of a key before it happens."""
    note(journal.who(room.office.settings), "key_use", row.pk, role=role, **about)
    crash.point("sign:announced")


def lay_down(room: Room, row: Any, role: str, signed: Signed, base: str, authority: str = "") -> Made:
    """Proves a signed file and writes it into the work folder, where `left_by_a_crash` finds it for this `base`."""
    if check_pdfa(signed.pdf):
        raise VanthuError(faults.SIGNED_NOT_FIT, id=row.pk)
    made = Made(
        room.work(row.pk) / f"signed-{role}.pdf", signed.signer, signed.organ, signed.level,
        clock.iso(signed.signing_time), signed.certificate_fingerprint, [*signed.notes, *_again(row, role, signed)], authority,
    )  # fmt: skip
    durable.write_bytes(made.path, signed.pdf)
    told = asdict(made) | {"base": base, "sha256": digest(signed.pdf)}
    del told["path"]
    durable.write_text(
        made.path.with_suffix(".json"), json.dumps(told, ensure_ascii=False)
    )  # last: with it the file counts
    crash.point("sign:signed")
    return made


def _again(row: Any, role: str, signed: Signed) -> list[str]:
    """Says that who initials or signs has initialled in another role: Decree 30/2020, Art. 12 has two checks and does not ask two people."""
    name = same_spelling(tidy(signed.signer))
    made = [one for one in Signature.objects.filter(document=row) if one.role in INITIALS and one.role != role]
    same = [
        REASONS[FIELDS[one.role]].lower()
        for one in made
        if one.certificate == signed.certificate_fingerprint or same_spelling(tidy(one.signer)) == name
    ]
    return [f"Cùng một người ({signed.signer}) đã thực hiện: {', '.join(same)}."] if same else []


def keep(room: Room, row: Any, role: str, made: Made) -> None:
    """The signed file becomes the next version of the archive object, then the catalogue says so."""
    actor = journal.who(room.office.settings)
    message = MESSAGES.get(role) or REASONS[FIELDS[role]].lower()
    files: dict[str, Path | bytes] = {"record.pdf": made.path, stages.FIELDS: stages.as_json(row.fields)}
    version = room.keep(documents.record_of(row), files, message, actor)
    crash.point("sign:kept")
    _enter(row, role, made, version, level_for(room, role), actor)
    crash.point("sign:entered")


@in_one_transaction
def _enter(row: Any, role: str, made: Made, version: int, wanted: str, actor: str) -> None:
    Signature.objects.create(
        document=row, role=role, field=FIELDS[role], signer=made.signer, organ=made.organ, level=made.level, wanted=wanted,
        signing_time=made.signing_time, certificate=made.certificate, version=version, notes=made.notes,
        authority=made.authority,
    )  # fmt: skip
    delegations.bind(actor, made.authority, made.certificate)
    sealed, initialled = role == "agency", role in INITIALS
    state = "awaiting_signature" if initialled else "sealed" if sealed else "signed"
    left = set(row.initials) - set(Signature.objects.filter(document=row).values_list("role", flat=True))
    waits = None if sealed else ("initials" if left else "personal") if initialled else "issue"
    documents.change(
        row, state=state, waits_for=waits, reason=documents.WAITING[waits] if waits else "", version=version,
        record_version=version, prepared=durable.sha256_of(made.path) if initialled else row.prepared,
    )  # fmt: skip
    journal.record(
        actor, "initialled" if initialled else "signed", row.pk, role=role, signer=made.signer, level=made.level,
        version=version, certificate=made.certificate, authority=made.authority, notes=made.notes,
    )  # fmt: skip
    if sealed:
        tasks.add(row, "keep")


def trace(room: Room, row: Any, role: str) -> Path:
    """What says that a signed file lies in the work folder."""
    return room.work(row.pk) / f"signed-{role}.json"


def left_by_a_crash(room: Room, row: Any, role: str, base: str) -> Made | None:
    """What `use_key` laid down for exactly this `base`, whole; else None."""
    told = trace(room, row, role)
    try:
        values = json.loads(told.read_text("utf-8"))
        path = told.with_suffix(".pdf")
        if values.pop("base") == base and values.pop("sha256") == durable.sha256_of(path):
            return Made(path=path, **values)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def trust_of(room: Room) -> Trust:
    return load_trust([room.office.trust])


def require_person(room: Room, row: Any, pdf: bytes, key: TokenKey) -> None:
    """The agency's key comes after the authorised person's signature, intact and chained to an anchor (Art. 32.2 d)."""
    person = Signature.objects.filter(document=row, role="personal").first()
    if person is None:
        raise VanthuError(faults.NO_PERSON_YET, id=row.pk)
    if person.certificate == fingerprint(key.certificate):
        raise VanthuError(faults.WRONG_TOKEN, label=key.token.label, role="agency")
    verdict = may_seal(pdf, trust_of(room), person_field=PERSONAL, expected_signer=person.certificate)
    note(journal.who(room.office.settings), "seal_asked", row.pk, allowed=verdict.allowed, notes=list(verdict.notes))
    if not verdict.allowed:
        raise VanthuError(faults.SEAL_REFUSED, verdict.reason, id=row.pk)


@in_one_transaction
def note(actor: str, act: str, document: str, **detail: Any) -> None:
    journal.record(actor, act, document, **detail)
