"""Whose turn it is to sign a document, and whether the holder of a certificate may: asked before every use of a key."""

from __future__ import annotations

from typing import Any

from cryptography import x509

from pipeline.errors import VanthuError
from pipeline.office import delegations, documents
from pipeline.office.models import Signature
from pipeline.work import faults
from pipeline.work.room import Room
from signing.certificates import common_name, fingerprint
from signing.places import INITIALS
from signing.rules import why_not_initialled
from signing.trust import load_trust


def awaited(row: Any) -> str | None:
    """The role that a document waits for; of those who initial the first who has not."""
    if row.waits_for != "initials":
        return str(row.waits_for) if row.waits_for else None
    made = set(Signature.objects.filter(document=row).values_list("role", flat=True))
    return next((role for role in row.initials if role not in made), None)


def require_turn(row: Any, role: str) -> None:
    """VT-WORK-011 where the document does not wait for this role."""
    if awaited(row) != role:
        waits = documents.WAITING.get(row.waits_for or "", documents.STATES[row.state]).lower()
        raise VanthuError(faults.NOT_YOURS, id=row.pk, waits=waits, waits_en=awaited(row) or row.state)


def require_right(room: Room, row: Any, role: str, pdf: bytes, certificate: x509.Certificate) -> str:
    """What is signed under (the line of authority; empty for other roles than the authorised person's).

    The agency's certificate signs for nobody (VT-WORK-030); before the authorised person everybody who initials has, in order and
    intact (028); and that person is entered for this, now (VT-OFFICE-043 to 045).
    """
    if role == "agency":
        return ""
    digest = fingerprint(certificate)
    if Signature.objects.filter(role="agency", certificate=digest).exists():
        raise VanthuError(faults.OTHER_ROLE)
    if role in INITIALS:
        return ""
    # those of the record itself, too: the catalogue alone does not say that nobody initials it
    wanted = [one for one, field in INITIALS.items() if one in row.initials or field.encode() in pdf]
    if wanted:
        made = {one.role: one.certificate for one in Signature.objects.filter(document=row)}
        expected = {one: made.get(one) for one in wanted}
        if reason := why_not_initialled(pdf, load_trust([room.office.trust]), expected):
            raise VanthuError(faults.INITIALS_AMISS, reason, id=row.pk)
    return delegations.authority(row.fields, common_name(certificate.subject), digest).told
