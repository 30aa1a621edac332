"""The signer's desk for those whose token is in another computer: a field is opened here, signed there, and closed here.

What is opened lies in the work folder, so that a request sent twice, or a server that was stopped in between, changes nothing: the same
question gets the same opening, a signature that was taken is told as taken.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509

from pipeline import clock, durable
from pipeline.archive.disk import fault_of
from pipeline.errors import VanthuError
from pipeline.office import documents, journal
from pipeline.office.models import Document
from pipeline.work import faults
from pipeline.work.room import Room
from pipeline.work.services import keys, signing_desk
from pipeline.work.services.may_sign import awaited, require_right, require_turn
from pipeline.work.services.signing_desk import failed
from signing.appearance import COPIES
from signing.certificates import fingerprint
from signing.opened import Opened, open_field
from signing.places import FIELDS
from signing.rules import why_not_trusted
from signing.sign import finish, stamp_urls

STANDS: Final = timedelta(minutes=5)  # an opening has its time written in it; later a new one is made


@dataclass(frozen=True)
class Signer:
    """Who signs from elsewhere: the role, the certificate with its issuers, what the token calls itself, the form of a copy."""

    role: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    token: str
    serial: str
    copy: str = COPIES[0]


def listed(roles: Sequence[str]) -> dict[str, Any]:
    """What waits for these roles, urgent documents first, with the digest of what would be signed."""
    found = [one for one in signing_desk.waiting()["results"] if one["role"] in roles]
    rows = Document.objects.in_bulk([one["id"] for one in found])
    return {"results": [one | {"digest": rows[one["id"]].prepared or None} for one in found]}


def to_show(room: Room, which: str, roles: Sequence[str]) -> tuple[str, keys.Shown]:
    """The whole id of a document and the file that would be signed. VT-WORK-011 where it does not wait for these roles."""
    row = _waiting(which, roles)
    with room.held(row.pk):
        return row.pk, keys.to_sign(room, _waiting(row.pk, roles))


def shown(room: Room, which: str, digest: str, roles: Sequence[str]) -> dict[str, Any]:
    """What is known of a document that was fetched; the journal keeps to whom it was shown. VT-WORK-025 where it is another."""
    key, lying = to_show(room, which, roles)
    if lying.sha256 != digest:
        raise VanthuError(faults.NOT_WHAT_WAS_SHOWN, id=key)
    if not signing_desk.was_shown(room, key, digest):
        keys.note(journal.who(room.office.settings), "shown", key, sha256=digest, elsewhere=True)
    told = signing_desk.what_is_shown(room, documents.find(key), lying)
    ours = ("file", "text")  # where it lies here; and the words, which are read there from what came
    return {"results": [{name: value for name, value in one.items() if name not in ours} for one in told["results"]]}


def reject(room: Room, which: str, reason: str, roles: Sequence[str]) -> dict[str, Any]:
    """As at the desk here; sent twice with one reason it is one rejection."""
    row = documents.find(which)
    if row.state == "rejected" and row.reason == reason.strip():
        return {"id": row.pk, "status": "rejected", "level": None, "signer": None, "reason": row.reason}
    return signing_desk.reject(room, _waiting(which, roles).pk, reason)


def require_fit(room: Room, signer: Signer) -> None:
    """Only a certificate that may sign now and leads to one of the office's anchors: here nobody sees the token (VT-WORK-026)."""
    reasons = why_not_trusted(signer.certificate, signer.chain, keys.trust_of(room), clock.now())
    if reasons:
        raise VanthuError(faults.NOT_TRUSTED, " ".join(reasons))


def open_one(room: Room, which: str, digest: str, signer: Signer) -> tuple[dict[str, Any], bytes]:
    """What the token there is to sign on the document whose bytes have this `digest`: a result, and what is appended to them."""
    row = signing_desk.ready(which, signer.role)
    if isinstance(row, dict):
        return row, b""
    try:
        if (done := signing_desk.adopt(room, row, signer.role)) is not None:
            return done, b""
        with room.held(row.pk):
            row = _waiting(row.pk, (signer.role,))
            lying = keys.to_sign(room, row)
            if lying.sha256 != digest:
                error = VanthuError(faults.NOT_WHAT_WAS_SHOWN, id=row.pk)
                return failed(row.pk, error) | {"changed": True}, b""
            require_right(room, row, signer.role, lying.path.read_bytes(), signer.certificate)
            update = _lying(room, row, lying, signer)
            if update is None:
                update = _open(room, row, lying, signer)
            return {"id": row.pk, "status": "opened", "opening": keys.digest(update)}, update
    except VanthuError as error:
        return failed(row.pk, error), b""
    except OSError as error:
        return failed(row.pk, fault_of(error, room.office.root)), b""


def close_one(room: Room, which: str, opening: str, signature: bytes, signer: Signer) -> dict[str, Any]:
    """The token's signature on what `open_one` gave: stamped, checked, kept, entered."""
    row = signing_desk.ready(which, signer.role)
    if isinstance(row, dict):
        return row
    try:
        if (done := signing_desk.adopt(room, row, signer.role)) is not None:
            return done
        with room.held(row.pk):
            row = _waiting(row.pk, (signer.role,))
            lying = keys.to_sign(room, row)
            opened = _opened(room, row, lying, opening, signer)
            pdf, level = lying.path.read_bytes(), keys.level_for(room, signer.role)
            # asked again: an authority may have been ended since this was opened
            authority = require_right(room, row, signer.role, pdf, signer.certificate)
            signed = finish(
                pdf, FIELDS[signer.role], opened, signature, signer.token, level=level,
                timestamp_urls=stamp_urls(level, room.office.settings.list("signing.timestamp_urls")),
                trust=keys.trust_of(room),
            )  # fmt: skip
            made = keys.lay_down(room, row, signer.role, signed, lying.sha256, authority)
            keys.keep(room, row, signer.role, made)
            return signing_desk.adopted(row, signer.role)
    except VanthuError as error:
        return failed(row.pk, error)
    except OSError as error:
        return failed(row.pk, fault_of(error, room.office.root))


def _waiting(which: str, roles: Sequence[str]) -> Any:
    row = documents.find(which)
    role = awaited(row)
    require_turn(row, role if role is not None and role in roles else roles[0] if roles else "")
    return row


def _place(room: Room, row: Any, signer: Signer) -> Path:
    return room.work(row.pk) / f"opened-{signer.role}.update"


def _open(room: Room, row: Any, lying: keys.Shown, signer: Signer) -> bytes:
    signing_desk.note_unseen(room, row.pk, signer.role, lying.sha256)
    keys.announce(
        room, row, signer.role, token=signer.token, serial=signer.serial, certificate=fingerprint(signer.certificate),
        elsewhere=True,
    )  # fmt: skip
    pdf, named = lying.path.read_bytes(), room.office.settings.list("signing.timestamp_urls")
    urls = stamp_urls(keys.level_for(room, signer.role), named)
    opened = open_field(
        pdf, FIELDS[signer.role], signer.certificate, signer.chain, clock.now(),
        appearance=keys.first_appearance(room, signer.role, signer.copy), stamped=bool(urls),
    )  # fmt: skip
    update, place = opened.pdf[len(pdf) :], _place(room, row, signer)
    durable.write_bytes(place, update)
    told = {
        "base": lying.sha256, "update": keys.digest(update), "gap": opened.gap, "moment": clock.iso(opened.moment),
        "certificate": fingerprint(signer.certificate), "copy": signer.copy,
    }  # fmt: skip
    durable.write_text(place.with_suffix(".json"), json.dumps(told))  # last: with it the opening counts
    return update


def _lying(room: Room, row: Any, lying: keys.Shown, signer: Signer) -> bytes | None:
    """The opening that was made for exactly this, where it is whole and not too old."""
    found = _read(_place(room, row, signer))
    if found is None:
        return None
    told, update = found
    fresh = timedelta(0) <= clock.now() - datetime.fromisoformat(told["moment"]) <= STANDS
    wanted = {"base": lying.sha256, "certificate": fingerprint(signer.certificate), "copy": signer.copy}
    same = all(told.get(key) == value for key, value in wanted.items())
    return update if fresh and same else None


def _opened(room: Room, row: Any, lying: keys.Shown, opening: str, signer: Signer) -> Opened:
    """What was opened under this digest, for this certificate, over what lies here. VT-WORK-027 where it is gone."""
    found = _read(_place(room, row, signer))
    if found is None or found[0]["base"] != lying.sha256 or found[0]["update"] != opening:
        raise VanthuError(faults.OPENING_GONE, id=row.pk)
    told, update = found
    if told["certificate"] != fingerprint(signer.certificate):
        raise VanthuError(faults.OPENING_GONE, id=row.pk)
    start, end = told["gap"]
    moment = datetime.fromisoformat(told["moment"])
    return Opened(lying.path.read_bytes() + update, (start, end), signer.certificate, signer.chain, moment)


def _read(place: Path) -> tuple[dict[str, Any], bytes] | None:
    try:
        told, update = json.loads(place.with_suffix(".json").read_text("utf-8")), place.read_bytes()
    except (OSError, ValueError):
        return None
    return (told, update) if isinstance(told, dict) and told.get("update") == keys.digest(update) else None


def signer_of(role: str, certificates: Sequence[str], token: str, serial: str, copy: str) -> Signer:
    """From what a request says: base64 of DER, the signer's own certificate first. ValueError where that is none, or no form of copy."""
    loaded = [x509.load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in certificates]
    for one in loaded:
        one.public_key()  # what is broken shows here
    return Signer(role, loaded[0], tuple(loaded[1:]), token, serial, COPIES[COPIES.index(copy)])
