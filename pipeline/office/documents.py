"""Documents of the catalogue: their ids, their states, finding them, changing them without losing anybody's change."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django.db.models import Q

from pipeline import clock, durable
from pipeline.errors import VanthuError
from pipeline.office import faults
from pipeline.office.models import Document, KeptFile
from pipeline.text import same_spelling, tidy
from watch_folders.names import plain_name

STATES: Final = {
    "received": "đã nhận", "digitized": "đã số hóa", "needs_review": "chờ soát lại", "registered": "đã vào sổ",
    "awaiting_signature": "chờ ký", "signed": "đã ký", "sealed": "đã đóng dấu số", "archived": "đã lưu",
    "parted": "đã tách", "quarantined": "cách ly", "rejected": "bị từ chối ký", "recalled": "đã thu hồi", "voided": "đã hủy",
}  # fmt: skip
URGENCY: Final = {"KHẨN": 1, "THƯỢNG KHẨN": 2, "HỎA TỐC": 3}  # Decree 30 Annex I, box 10b
WAITING: Final = {
    "review": "Chờ văn thư soát lại",
    "initials": "Chờ ký nháy",
    "personal": "Chờ người có thẩm quyền ký",
    "issue": "Chờ văn thư cấp số và phát hành",
    "agency": "Chờ văn thư ký số của cơ quan",
}


@dataclass(frozen=True)
class Record:
    """A document as the stages see it: values, no row."""

    id: str
    sha256: str
    source: str
    direction: str
    state: str
    fields: Mapping[str, Mapping[str, Any]]
    pages: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]  # what digitising noted (pipeline/digitize/scan.py: NOTES)
    version: int
    record_version: int
    prepared: str
    taken_at: str
    revision: int
    initials: tuple[str, ...]  # who initials it first, as it was prepared

    def value(self, key: str) -> str:
        """A field's value as one line of text; empty where the field is absent."""
        value = self.fields.get(key, {}).get("value", "")
        return "; ".join(value) if isinstance(value, list) else str(value)

    @property
    def code(self) -> str:
        """`21/2026/TT-BCT`: number and notation as printed."""
        return "/".join(part for part in (self.value("code_number"), self.value("code_notation")) if part)


def id_of(sha256: str) -> str:
    """Twelve letters of base32: 60 bits of the digest, enough for a province's seventy years."""
    return base64.b32encode(bytes.fromhex(sha256)).decode().lower()[:12]


def part_of(sha256: str, number: int) -> str:
    """What a part of a file has for the digest of its bytes: it follows from the file's, so that parting is repeatable."""
    return hashlib.sha256(f"{sha256}/{number}".encode()).hexdigest()


def whole_of(row: Any) -> Any:
    """The row of the file that a document came in: its own, but for one of several papers in a file."""
    return row.part.whole if hasattr(row, "part") else row


def parts_of(row: Any) -> list[Any]:
    """The papers that a file was parted into, in its order."""
    return list(Document.objects.filter(part__whole=row).select_related("part").order_by("part__number"))


def record_of(row: Any) -> Record:
    return Record(
        row.id, row.sha256, row.source, row.direction, row.state, row.fields, tuple(row.pages), tuple(row.notes), row.version,
        row.record_version, row.prepared, row.taken_at, row.revision, tuple(row.initials),
    )  # fmt: skip


def find(name: str) -> Any:
    """The one row that an id, the unique beginning of one (four letters or more), or a dropped file's name stands for."""
    rows = find_all(name)
    if len(rows) > 1:
        raise VanthuError(faults.AMBIGUOUS, id=plain_name(PurePath(name)), count=len(rows))
    return rows[0]


def find_all(name: str) -> list[Any]:
    """Every row that a name stands for, urgent ones and then the oldest first; none is a fault (exit 9).

    Scanners use their names again, and a second file of the same bytes has a name of its own: each is found.
    """
    wanted = plain_name(PurePath(name.strip()))
    key = wanted.lower()
    for found in _named(wanted, key):
        if found:
            return found
    raise VanthuError(faults.NO_DOCUMENT, id=wanted)


def _named(wanted: str, key: str) -> Iterator[list[Any]]:
    """By the whole id, by its beginning, by a file's name: each is asked only where the one before found nothing."""
    yield list(Document.objects.filter(pk=key))
    if len(key) >= 4 and key.isalnum():
        yield list(Document.objects.filter(pk__startswith=key))
    yield list(Document.objects.filter(Q(source=wanted) | Q(pk__in=_dropped_as(wanted))))


def _dropped_as(name: str) -> list[str]:
    """The documents of files dropped again under another name; where they lay is kept byte for byte, so not NFC."""
    told = KeptFile.objects.values_list("document", "origin")
    return [key for key, origin in told if plain_name(durable.path_from_text(origin)) == name]


def change(row: Any, **values: Any) -> None:
    """Writes the given columns if nobody wrote the row since it was read; else a fault (exit 9)."""
    values |= {"revision": row.revision + 1, "updated_at": clock.iso(clock.now())}
    if Document.objects.filter(pk=row.pk, revision=row.revision).update(**values) != 1:
        raise VanthuError(faults.CHANGED_MEANWHILE, id=row.pk)
    for name, value in values.items():
        setattr(row, name, value)


def require(row: Any, allowed: set[str], act: str, act_en: str) -> None:
    """Refuses (exit 9) what the document's state does not allow."""
    if row.state not in allowed:
        raise VanthuError(
            faults.WRONG_STATE, id=row.pk, act=act, act_en=act_en, state=STATES[row.state], state_en=row.state
        )


def told_by(fields: Mapping[str, Mapping[str, Any]], urgency: int) -> dict[str, Any]:
    """The columns that follow from the fields; `urgency` is what was known before and stays where no stamp says other."""
    stamp = str(fields.get("urgency", {}).get("value", "")).upper()
    return {"fields": fields, "triple": triple_of(fields), "urgency": URGENCY.get(stamp, urgency)}


def triple_of(fields: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Number, notation and issuer in one string for the duplicate warning (Decree 30 Annex VI Part I.III.1.h)."""
    parts = [str(fields.get(key, {}).get("value", "")) for key in ("code_number", "code_notation", "issuer")]
    if not all(parts):
        return None
    number, notation, issuer = parts
    return f"{number.lstrip('0')}/{tidy(notation)}/{same_spelling(tidy(issuer))}"[:300]


def twins(row: Any) -> list[str]:
    """Other documents, not void, with the same number, notation and issuer in the same direction."""
    if row.triple is None:
        return []
    same = Document.objects.filter(triple=row.triple, direction=row.direction).exclude(pk=row.pk)
    return list(same.exclude(state__in=["quarantined", "voided", "rejected"]).values_list("pk", flat=True))
