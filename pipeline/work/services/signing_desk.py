"""The signer's desk: `sign list`, `show`, `approve`, `reject`. One PIN for as many documents as are approved at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from pipeline.archive.disk import fault_of
from pipeline.errors import Exit, VanthuError
from pipeline.office import delegations, documents, journal, registers
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document, Signature
from pipeline.work import faults
from pipeline.work.room import Room
from pipeline.work.services import keys
from pipeline.work.services.may_sign import awaited, require_right, require_turn
from pipeline.work.services.slips import told_reason
from pipeline.work.services.standing import line, signature
from signing import appearance as appearances
from signing.pin import Pin
from signing.profiles import Profile
from signing.tokens import AskPin, TokenKey

Told = Callable[[dict[str, Any]], None]
SIGNED: Final = ("awaiting_signature", "signed", "sealed", "archived")  # initialled ones still wait


def waiting() -> dict[str, Any]:
    """What waits for a signature, urgent documents first."""
    rows = Document.objects.filter(waits_for__in=["initials", "personal", "issue", "agency"])
    return {
        "results": [
            line(row) | {
                "status": "waiting", "level": None, "signer": None, "subject": documents.record_of(row).value("subject"),
                "role": awaited(row),
            }
            for row in rows
        ]
    }  # fmt: skip


def show(room: Room, which: str) -> dict[str, Any]:
    """Opens what would be signed: its file, digest, fields and pages' text; the journal keeps that it was shown, and to whom."""
    row = documents.find(which)
    documents.require(row, {"awaiting_signature", "signed"}, "xem để ký", "show for signing")
    with room.held(row.pk):
        shown = keys.to_sign(room, documents.find(row.pk))
    keys.note(journal.who(room.office.settings), "shown", row.pk, sha256=shown.sha256)
    return what_is_shown(room, row, shown)


def what_is_shown(room: Room, row: Any, shown: keys.Shown) -> dict[str, Any]:
    text = room.archive.path_of(room.object_id(row.pk), "text.txt", row.record_version).read_text("utf-8")
    made = [signature(one) for one in Signature.objects.filter(document=row)]
    return {
        "results": [
            line(row) | {
                "status": "waiting", "level": None, "signer": None, "file": str(shown.path), "digest": shown.sha256,
                "fields": row.fields, "pages": row.pages, "text": text, "role": awaited(row),
                "authority": delegations.of_document(row.fields), "signatures": made,
            }
        ]
    }  # fmt: skip


def was_shown(room: Room, key: str, sha256: str) -> bool:
    """Whether the person who acts was shown exactly these bytes."""
    actor = journal.who(room.office.settings)
    return ("shown", actor, sha256) in ((act.act, act.actor, act.detail.get("sha256")) for act in journal.acts(key))


def reject(room: Room, which: str, reason: str) -> dict[str, Any]:
    """The signer refuses: the document stops, with the reason."""
    why = told_reason(reason)
    with room.held(documents.find(which).pk):
        row = documents.find(which)
        documents.require(row, {"awaiting_signature", "signed"}, "từ chối ký", "reject")
        _reject(row, why, journal.who(room.office.settings))
    return {"id": row.pk, "status": "rejected", "level": None, "signer": None, "reason": row.reason}


@in_one_transaction
def _reject(row: Any, reason: str, actor: str) -> None:
    # a paper that arrived has arrived; one that does not go out has used its number up
    numbers = registers.void(row, reason) if row.direction == "outgoing" else []
    documents.change(row, state="rejected", waits_for=None, reason=reason)
    journal.record(actor, "rejected", row.pk, reason=reason, numbers=numbers)


def approve(
    room: Room,
    ids: Sequence[str],
    role: str,
    token: str | Profile | None,
    pin: Pin | AskPin | None,
    told: Told,
    copy: str = appearances.COPIES[0],
) -> list[dict[str, Any]]:
    """Signs each document with one login; `copy`: the form that the agency's own copy says it has.

    `told` hears each result as it comes; a document's own trouble ends only itself.
    A wrong PIN or a missing token ends the call (exit 6) with every document as it was.
    """
    rows = [ready(which, role) for which in ids]
    fit = [row for row in rows if not isinstance(row, dict)]
    results = {id(row): row for row in rows if isinstance(row, dict)}
    if fit:
        results |= {id(row): done for row in fit if (done := adopt(room, row, role)) is not None}
        if left := [row for row in fit if id(row) not in results]:
            look = keys.first_appearance(room, role, copy)
            with keys.opened(room, role, token, pin) as key:
                results |= in_turn(left, lambda row: _one(room, row, role, key, look), told)
    return [results[id(row)] for row in rows]


def in_turn(rows: Sequence[Any], act: Callable[[Any], dict[str, Any]], told: Told) -> dict[int, dict[str, Any]]:
    """The result of `act` for each row; a token that fails ends the batch, and what is left waits as it did (no PIN is asked again)."""
    results: dict[int, dict[str, Any]] = {}
    stopped: VanthuError | None = None
    for row in rows:
        result = act(row) if stopped is None else failed(row.pk, stopped) | {"status": "waiting"}
        results[id(row)] = result
        told(result)
        error = result.get("error")
        if stopped is None and isinstance(error, VanthuError) and error.exit is Exit.TOKEN:
            stopped = VanthuError(faults.BATCH_STOPPED, error.sentence(), left=len(rows) - len(results))
    return results


def failed(which: str, error: VanthuError) -> dict[str, Any]:
    """A document's own trouble as its result."""
    return {
        "id": which, "status": "failed", "level": None, "signer": None, "reason": error.sentence(),
        "error": error,
    }  # fmt: skip


def ready(which: str, role: str) -> Any:
    """The row of a document that waits for this role, or its result: signed before (a batch goes on by the same command), or why not."""
    try:
        row = documents.find(which)
        if row.state in SIGNED and Signature.objects.filter(document=row, role=role).exists():
            return adopted(row, role)
        require_turn(row, role)
    except VanthuError as error:
        return failed(which, error)
    return row


def _one(room: Room, row: Any, role: str, key: TokenKey, look: appearances.Appearance) -> dict[str, Any]:
    try:
        with room.held(row.pk):
            row = Document.objects.get(pk=row.pk)
            if awaited(row) != role:
                return adopted(row, role)
            shown = keys.to_sign(room, row)
            pdf = shown.path.read_bytes()
            authority = require_right(room, row, role, pdf, key.certificate)
            note_unseen(room, row.pk, role, shown.sha256)
            signed = keys.use_key(room, row, role, key, pdf, look, shown.sha256, authority)
            keys.keep(room, row, role, signed)
            return adopted(row, role)
    except VanthuError as error:
        return failed(row.pk, error)
    except OSError as error:
        return failed(row.pk, fault_of(error, room.office.root))


def note_unseen(room: Room, key: str, role: str, sha256: str) -> None:
    """Signing unseen is allowed; the journal says so where this person was not shown exactly these bytes."""
    if not was_shown(room, key, sha256):
        keys.note(journal.who(room.office.settings), "not_shown", key, role=role, sha256=sha256)


def adopt(room: Room, row: Any, role: str) -> dict[str, Any] | None:
    """A signature that a crash left lying in the work folder is entered now: no key is used twice for one file."""
    if not keys.trace(room, row, role).exists():
        return None
    with room.held(row.pk):
        row = Document.objects.get(pk=row.pk)
        if awaited(row) != role:
            return adopted(row, role)
        made = keys.left_by_a_crash(room, row, role, keys.to_sign(room, row).sha256)
        if made is None:
            return None
        keys.keep(room, row, role, made)
        return adopted(row, role)


def adopted(row: Any, role: str) -> dict[str, Any]:
    made = Signature.objects.filter(document=row, role=role).first()
    if made is None:
        waits = documents.STATES[row.state]
        return failed(row.pk, VanthuError(faults.NOT_YOURS, id=row.pk, waits=waits, waits_en=row.state))
    return {
        "id": row.pk, "status": "signed", "level": made.level, "signer": made.signer,
        "reason": "; ".join(made.notes) or None,
    }  # fmt: skip
