"""Who may sign for whom, from when until when: the head, TM., Q., KT., TL., TUQ. (Decree 30/2020, Art. 13 and Annex I.II.7.b).

Rows are never deleted and never changed but to be ended, and none begins before the day it is entered: what somebody signed without
authority is not made good by a row written later. A row that names no certificate takes that of the first signature under it: names
are shared by many, and no namesake signs under it from then on; a new certificate is a new row. A day is the later one of this
computer's clock and the journal's last row, so that a clock that is set back brings nothing to life again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pipeline import clock
from pipeline.errors import VanthuError
from pipeline.office import faults, journal
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Delegation, JournalEntry
from pipeline.text import same_spelling, tidy

KINDS: Final = {
    "head": "người đứng đầu", "TM": "thay mặt tập thể", "Q": "quyền cấp trưởng", "KT": "ký thay cấp trưởng",
    "TL": "thừa lệnh", "TUQ": "thừa ủy quyền",
}  # fmt: skip
OWN_RIGHT: Final = ("head", "TM", "Q")  # who signs by his own office; the others need somebody who gave it to them
_LINE: Final = re.compile(r"(?<!\w)(TM|TUQ|TL|KT|Q)\s*\.\s*(.*?)(?=(?<!\w)(?:TM|TUQ|TL|KT|Q)\s*\.|$)")
_NUMBER: Final = re.compile(r" \(số (\d+)\)$")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Terms:
    """A delegation as it is entered; days are ISO dates, both included, `until` empty without an end."""

    person: str
    kind: str
    principal: str = ""
    grantor: str = ""
    basis: str = ""
    scope: str = ""
    types: Sequence[str] = field(default=())
    since: str = ""
    until: str = ""
    certificate: str = ""


@dataclass(frozen=True)
class Line:
    """What a paper says of its signer's authority: `KT. GIÁM ĐỐC` is kind KT, principal GIÁM ĐỐC. Kind `head`: it says nothing."""

    text: str
    kind: str
    principal: str


@dataclass(frozen=True)
class Authority:
    """What a signature was made under; `delegation` None where the office keeps no list for this kind."""

    line: str
    delegation: int | None

    @property
    def told(self) -> str:
        return self.line if self.delegation is None else f"{self.line or KINDS['head']} (số {self.delegation})"


def line_of(fields: Mapping[str, Mapping[str, Any]]) -> Line:
    """The authority a document's fields tell. Of several (`TM. UBND`, `KT. CHỦ TỊCH`) the last is the signer's own."""
    parts = [str(fields.get(key, {}).get("value", "")) for key in ("competence", "signer_position")]
    said = [tidy(part) for part in parts if part]
    competence = tidy(parts[0])
    if not _LINE.search(" ".join(said)):
        return Line(competence, "head", "")
    own = next(one for one in reversed(said) if _LINE.search(one))
    last = list(_LINE.finditer(own))[-1]
    # the signer's own position stands under the last line and is no part of it; whoever signs KT. is a deputy
    principal = re.sub(r"\s+PHÓ\s.*$", "", last[2]) if last[1] == "KT" else last[2]
    text = competence if own == competence else f"{competence} {own}".strip()
    return Line(text, last[1], principal.strip())


@in_one_transaction
def add(actor: str, terms: Terms) -> int:
    """Enters a delegation and returns its number. VT-OFFICE-041 where something is missing or wrong."""
    today, person, grantor = clock.today().isoformat(), tidy(terms.person), tidy(terms.grantor)
    since, certificate = terms.since or today, terms.certificate.lower().replace(":", "")
    delegated = terms.kind not in OWN_RIGHT
    _require(bool(person), "họ tên người ký", "the signer's name")
    _require(terms.kind in KINDS, "loại: " + ", ".join(KINDS), "a kind: " + ", ".join(KINDS))
    _require(since >= today, "ngày bắt đầu không trước hôm nay", "a first day that is not before today")
    _require(not terms.until or terms.until >= since, "ngày hết hạn sau ngày bắt đầu", "an end after the beginning")
    _require(not certificate or bool(_DIGEST.fullmatch(certificate)), "SHA-256 của chứng thư số", "a SHA-256")
    if delegated:
        _require(bool(tidy(terms.principal)), "ký cho chức vụ nào (--for)", "whose place it is (--for)")
        _require(bool(grantor), "ai giao (--by)", "who delegates (--by)")
        _require(not _same(grantor, person), "người giao khác người được giao", "somebody else who delegates")
        _require(bool(tidy(terms.basis)), "văn bản giao quyền (--basis)", "the paper that says so (--basis)")
    if terms.kind == "TUQ":  # Art. 13.3: in writing, limited in time and contents, not to be handed on
        _require(bool(terms.until), "ngày hết hạn (Điều 13.3 NĐ 30/2020)", "an end (Decree 30, Art. 13.3)")
        bounded = bool(terms.types) or bool(tidy(terms.scope))
        _require(bounded, "nội dung ủy quyền (--types hoặc --scope)", "what it is for (--types or --scope)")
        held = {row.kind for row in _live() if _same(row.person, grantor)}
        _require("TUQ" not in held or bool(held - {"TUQ"}), "người giao không phải người được thừa ủy quyền",
                 "somebody who delegates and is no delegate (Art. 13.3)")  # fmt: skip
    row = Delegation.objects.create(
        person=person, certificate=certificate, kind=terms.kind, principal=tidy(terms.principal), grantor=grantor,
        basis=tidy(terms.basis), scope=tidy(terms.scope), types=[tidy(one) for one in terms.types if tidy(one)],
        since=since, until=terms.until, made_at=clock.iso(clock.now()), made_by=actor,
    )  # fmt: skip
    journal.record(
        actor,
        "delegated",
        number=row.pk,
        person=person,
        kind=row.kind,
        principal=row.principal,
        since=since,
        until=row.until,
    )
    return int(row.pk)


def _require(holds: bool, wanted: str, wanted_en: str) -> None:
    if not holds:
        raise VanthuError(faults.BAD_DELEGATION, wanted=wanted, wanted_en=wanted_en)


@in_one_transaction
def revoke(actor: str, number: int, reason: str) -> None:
    """Ends a delegation at once and for good. VT-OFFICE-042 where there is none of this number that still holds."""
    ended = Delegation.objects.filter(pk=number, ended_at="").update(
        ended_at=clock.iso(clock.now()), ended_by=actor, end_reason=tidy(reason)
    )
    if not ended:
        raise VanthuError(faults.NO_DELEGATION, number=number)
    journal.record(actor, "delegation_ended", number=number, reason=tidy(reason))


def bind(actor: str, told: str, certificate: str) -> None:
    """Ties the delegation that a signature was made under (`told`: as Authority tells it) to its certificate (SHA-256).

    Inside the transaction that enters the signature. VT-OFFICE-043 where it has been tied to another one meanwhile.
    """
    named = _NUMBER.search(told)
    if named is None:
        return
    row = Delegation.objects.get(pk=int(named[1]))
    if not row.certificate and Delegation.objects.filter(pk=row.pk, certificate="").update(certificate=certificate):
        journal.record(actor, "delegation_bound", number=row.pk, person=row.person, certificate=certificate)
    elif row.certificate != certificate:
        raise VanthuError(faults.NOT_DELEGATED, signer=row.person, line=told, line_en=told)


def listed() -> list[dict[str, Any]]:
    """Every delegation there was, ended ones too."""
    day = moment()[:10]
    return [_told(row) | {"holds": not _out_of_time(row, day)} for row in Delegation.objects.all()]


def _told(row: Any) -> dict[str, Any]:
    return {
        "number": row.pk, "person": row.person, "certificate": row.certificate or None, "kind": row.kind,
        "principal": row.principal, "grantor": row.grantor, "basis": row.basis, "scope": row.scope, "types": row.types,
        "since": row.since, "until": row.until or None, "made": row.made_at, "made_by": row.made_by,
        "ended": row.ended_at or None, "end_reason": row.end_reason or None,
    }  # fmt: skip


def moment() -> str:
    """Now, as ISO 8601 in Vietnam: the later one of the clock and the journal's last row."""
    last = JournalEntry.objects.order_by("-id").values_list("at", flat=True).first()
    now = clock.now()
    return clock.iso(max(now, datetime.fromisoformat(last)) if last else now)


def of_document(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What `sign show` tells: the line of authority, whether it is checked, and who may sign under it today."""
    line, day = line_of(fields), moment()[:10]
    fit = [row for row in _of_kind(line) if not _out_of_time(row, day) and not _out_of_scope(row, line, fields)]
    return {
        "line": line.text, "kind": line.kind, "principal": line.principal or None, "checked": _checked(line),
        "may_sign": [_told(row) for row in fit],
    }  # fmt: skip


def authority(fields: Mapping[str, Mapping[str, Any]], signer: str, certificate: str) -> Authority:
    """What the holder of a certificate (its name, its SHA-256) signs a document under.

    An office that has entered nobody for a kind of authority is not checked for it; with the first row it is, ended ones counting,
    so that ending a row never opens a door. Raises VanthuError: no delegation (VT-OFFICE-043), not at this time (044), not for
    this (045).
    """
    line = line_of(fields)
    if not _checked(line):
        return Authority(line.text, None)
    told = {"signer": signer, "line": line.text or KINDS["head"], "line_en": line.text or "the head's own"}
    mine = [row for row in _of_kind(line) if _same(row.person, signer) and row.certificate in ("", certificate)]
    if not mine:
        raise VanthuError(faults.NOT_DELEGATED, **told)
    day = moment()[:10]
    timely = [row for row in mine if not _out_of_time(row, day)]
    if not timely:
        raise VanthuError(faults.DELEGATION_TIME, "; ".join(_out_of_time(row, day) for row in mine), **told)
    fit = [row for row in timely if not _out_of_scope(row, line, fields)]
    if not fit:
        raise VanthuError(
            faults.DELEGATION_SCOPE, "; ".join(_out_of_scope(row, line, fields) for row in timely), **told
        )
    return Authority(line.text, int(fit[0].pk))


def _of_kind(line: Line) -> list[Any]:
    """A collective's head signs for it, too (Art. 13.2)."""
    kinds = ["head", "TM"] if line.kind == "TM" else [line.kind]
    return list(Delegation.objects.filter(kind__in=kinds))


def _checked(line: Line) -> bool:
    rows = Delegation.objects.all()
    return bool((rows.filter(kind__in=OWN_RIGHT) if line.kind in OWN_RIGHT else rows).exists())


def _live() -> list[Any]:
    day = moment()[:10]
    return [row for row in Delegation.objects.all() if not _out_of_time(row, day)]


def _out_of_time(row: Any, day: str) -> str:
    """Why a row does not hold on a day (Vietnamese); empty where it does."""
    if row.ended_at:
        return f"số {row.pk} đã thu hồi ngày {row.ended_at[:10]}"
    if day < row.since:
        return f"số {row.pk} có hiệu lực từ {row.since}"
    return f"số {row.pk} hết hạn ngày {row.until}" if row.until and day > row.until else ""


def _out_of_scope(row: Any, line: Line, fields: Mapping[str, Mapping[str, Any]]) -> str:
    if row.kind != "head" and row.principal and not _same(row.principal, line.principal):
        return f"số {row.pk} là ký cho {row.principal}"
    kind = str(fields.get("type_name", {}).get("value", ""))
    if row.types and not any(_same(one, kind) for one in row.types):
        return f"số {row.pk} chỉ cho loại: {', '.join(row.types)}"
    return ""


def _same(one: str, other: str) -> bool:
    return same_spelling(tidy(one)) == same_spelling(tidy(other))
