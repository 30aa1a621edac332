"""Whose keys may be used, and when: the agency's only on what the authorised person has signed (Decree 30/2020, Art. 32.2.d, 33.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates import fitness
from signing.changes import FILLED_AFTER_LAST
from signing.paths import Evidence, judge_path, judge_use
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
