"""A paper that came signed: kept byte for byte as the record, its signatures judged when it arrives.

It is another agency's original and no copy of ours, so nothing is written into it and our agency's key does not touch it
(Decree 30/2020 Article 21: who receives an electronic document checks its signatures; the seal is for our own digitised
copies, Annex I.II). Its text is kept beside it for search.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from pipeline import clock
from pipeline.errors import VanthuError
from pipeline.office.documents import Record
from pipeline.work.room import Room
from signing.report import FAILED, PASSED, FileVerdict, SignatureVerdict
from signing.trust import load_trust
from signing.verdict import judge

SIGNATURES: Final = "signatures.json"
SIGNED: Final = "signed_input"  # what digitising noted
_NOTES: Final = {PASSED: "signatures_passed", FAILED: "signatures_failed"}
# What digitising says of the copy that it would make. None is made here: what a copy leaves behind is still in the file.
_OF_A_COPY: Final = {
    "attachments_kept": "attachments_within", "attachments_left": "attachments_within", "scripts_left": "scripts_within",
    "xfa_left": "scripts_within", "links_left": None, "form_flattened": None, "layers_flattened": None, "rasterised": None,
    "typeface_replaced": None, "colours_converted": None,
}  # fmt: skip
_ASKED: Final = {
    "signatures_failed": "chữ ký số trên văn bản không hợp lệ",
    "signatures_unsure": "chưa kết luận được chữ ký số trên văn bản",
}


def judged(record: Record, room: Room) -> tuple[dict[str, Any], str]:
    """The verdict as the archive keeps it, and the note that says it in a word. Raises VanthuError for a bad trust folder."""
    verdict = judge(room.scan_path(record.id).read_bytes(), load_trust([room.office.trust]))
    return _as_kept(verdict), _NOTES.get(verdict.verdict, "signatures_unsure")


def true_notes(notes: Sequence[str]) -> list[str]:
    """What was noted while the file was read, as far as it is true of a file that is kept as it came."""
    return [note for note in dict.fromkeys(_OF_A_COPY.get(note, note) for note in notes) if note is not None]


def is_kept_as_received(record: Record, room: Room) -> bool:
    return SIGNED in record.notes and SIGNATURES in room.archive.files(room.object_id(record.id), record.version)


def to_review(record: Record) -> list[str]:
    """What the clerk is asked: signatures that did not pass are looked at by a person, and the paper is kept all the same."""
    return [sentence for note, sentence in _ASKED.items() if note in record.notes]


def told(record: Record, room: Room) -> dict[str, Any] | None:
    """What was judged on arrival: verdict, reasons and signatures; None for a paper that came unsigned."""
    if not record.version or not is_kept_as_received(record, room):
        return None
    try:
        path = room.archive.path_of(room.object_id(record.id), SIGNATURES, record.version)
        kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (VanthuError, OSError, ValueError):
        return None
    return kept


def _as_kept(verdict: FileVerdict) -> dict[str, Any]:
    return {
        "verdict": verdict.verdict,
        "reasons": list(verdict.reasons),
        "checked_at": clock.iso(verdict.checked_at or clock.now()),
        "signatures": [_signature(one) for one in verdict.signatures],
    }


def _signature(one: SignatureVerdict) -> dict[str, Any]:
    return {
        "role": "received", "field": one.field, "signer": one.signer, "organ": one.organ, "level": one.level,
        "signing_time": clock.iso(one.signing_time) if one.signing_time else None, "indication": one.indication,
        "sub_indication": one.sub_indication, "covers_whole_file": one.covers_whole_file, "modified_after": one.modified_after,
        "certificate": one.certificate_fingerprint, "notes": list(one.reasons),
    }  # fmt: skip
