"""Whose keys may be used, and when: the agency's only on what the authorised person has signed (Decree 30/2020, Art. 32.2.d, 33.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates import fitness
from signing.changes import FILLED_AFTER_LAST
from signing.paths import Evidence, judge_path, judge_use
from signing.places import INITIALS, REASONS
from signing.report import FAILED, PASSED, TRY_LATER, SignatureVerdict
from signing.trust import Trust
from signing.verdict import judge


@dataclass(frozen=True)
class MaySeal:
    """`allowed` and, where not, `reason` (Vietnamese); `notes` are what the journal keeps of a seal that is allowed."""

    allowed: bool
    reason: str = ""
    notes: tuple[str, ...] = ()
    signature: SignatureVerdict | None = None


def may_seal(
    pdf: bytes, trust: Trust, *, person_field: str, expected_signer: str | None = None, now: datetime | None = None
) -> MaySeal:
    """Whether the record carries the authorised person's signature in `person_field`, intact and chained to an anchor.

    `expected_signer`: the SHA-256 of the certificate (hexadecimal) or the name in it. Number and date may have been filled in
    after the person signed; nothing else may have been done.
    """
    verdict = judge(pdf, trust, now=now)
    own = next((signature for signature in verdict.signatures if signature.field == person_field), None)
    if own is None:
        return MaySeal(False, "Văn bản chưa có chữ ký của người có thẩm quyền.")
    if verdict.verdict == FAILED or any(s.indication == FAILED for s in verdict.signatures):
        return MaySeal(
            False, "Chữ ký trên văn bản không hợp lệ: " + " ".join((*verdict.reasons, *own.reasons)), signature=own
        )
    if any(one.field in REASONS and one.revision > own.revision for one in verdict.signatures):
        return MaySeal(False, "Có ký nháy sau chữ ký của người có thẩm quyền.", signature=own)
    if amiss := [reason for reason in verdict.reasons if reason != FILLED_AFTER_LAST.reason]:
        return MaySeal(False, " ".join(amiss), signature=own)
    # an office on an island without a fresh revocation list must not stand still; that it had none is recorded
    if own.indication != PASSED and own.sub_indication != TRY_LATER:
        return MaySeal(
            False, "Chưa xác định được chữ ký của người có thẩm quyền: " + " ".join(own.reasons), signature=own
        )
    if expected_signer is not None and expected_signer not in (own.certificate_fingerprint, own.signer):
        return MaySeal(
            False, f"Người ký là {own.signer}, không phải người có thẩm quyền ký văn bản này.", signature=own
        )
    return MaySeal(True, notes=own.reasons, signature=own)


def why_not_initialled(
    pdf: bytes, trust: Trust, expected: Mapping[str, str | None], now: datetime | None = None
) -> str:
    """Why the authorised person may not sign yet (Vietnamese); empty where everybody who initials has done so, in order.

    `expected`: the SHA-256 of each one's certificate by role, None where that one has not signed. Nobody else may have signed before.
    """
    verdict = judge(pdf, trust, now=now)
    by_field = {one.field: one for one in verdict.signatures}
    if set(by_field) - {INITIALS[role] for role in expected}:
        return "Trước chữ ký của người có thẩm quyền đã có chữ ký khác."
    if amiss := [reason for reason in verdict.reasons if reason != FILLED_AFTER_LAST.reason]:
        return " ".join(amiss)
    before = 0
    for role, certificate in expected.items():
        one = by_field.get(INITIALS[role])
        if one is None or certificate is None:
            return f"Chưa có: {REASONS[INITIALS[role]]}."
        if one.indication != PASSED and one.sub_indication != TRY_LATER:
            return f"{REASONS[INITIALS[role]]} không dùng được: " + " ".join(one.reasons)
        if one.certificate_fingerprint != certificate or one.revision <= before:
            return f"{REASONS[INITIALS[role]]} không phải chữ ký đã ghi trong sổ, hoặc sai thứ tự."
        before = one.revision
    return ""


def why_not_trusted(
    certificate: x509.Certificate, chain: Sequence[x509.Certificate], trust: Trust, now: datetime
) -> tuple[str, ...]:
    """Why a certificate whose token nobody here sees may not sign (Vietnamese phrases); empty where it may.

    It must be made for signing, stand in its time and lead to an anchor. That no revocation list is at hand does not stop it, as with
    `may_seal`.
    """
    state = fitness(certificate, now)
    if state.kind != "fit":
        return (state.reason,)
    own, *others = (asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (certificate, *chain))
    found = [*judge_use(own), *judge_path(own, Evidence(tuple(others)), trust, now, None).findings]
    return tuple(finding.reason for finding in found if finding.sub_indication != TRY_LATER)
