"""What revocation lists and OCSP answers that an issuer really signed say about the certificates of a chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509

from pipeline.text import nfc
from signing.ocsp import BROKEN, Refused, loaded, signed_answer

STOLEN: Final = frozenset(
    {"key_compromise", "ca_compromise"}
)  # a key that others had proves nothing, whenever it was revoked


@dataclass(frozen=True)
class RevocationAnswer:
    """The newest answer about one certificate of a chain: `source` is `CRL` or `OCSP`, `made` and `until` its own times."""

    certificate: str
    source: str
    made: datetime
    until: datetime | None
    revoked: datetime | None


def revoked_since(
    chain: Sequence[asn1_x509.Certificate],
    crls: Sequence[asn1_crl.CertificateList],
    ocsps: Sequence[asn1_ocsp.OCSPResponse],
    moment: datetime,
) -> datetime | None:
    """Since when any certificate of `chain` (anchor first) was revoked by `moment`, as any signed answer has it.

    The validator is content with one answer that does not say so; an older one beside a newer must not hide a revocation.
    """
    for issuer, certificate in pairwise(chain):
        for _, since, stolen in _all(issuer, certificate, crls, ocsps):
            if since is not None and (since <= moment or stolen):
                return since
    return None


def newest_answers(
    chain: Sequence[asn1_x509.Certificate],
    crls: Sequence[asn1_crl.CertificateList],
    ocsps: Sequence[asn1_ocsp.OCSPResponse],
) -> tuple[RevocationAnswer, ...]:
    """For each certificate of `chain` (anchor first) under the anchor the newest answer, where there is one."""
    answers: list[RevocationAnswer] = []
    for issuer, certificate in pairwise(chain):
        told = [answer for answer, _, _ in _all(issuer, certificate, crls, ocsps)]
        if told:
            answers.append(max(told, key=lambda answer: answer.made))
    return tuple(answers)


def _all(
    issuer: asn1_x509.Certificate,
    certificate: asn1_x509.Certificate,
    crls: Sequence[asn1_crl.CertificateList],
    ocsps: Sequence[asn1_ocsp.OCSPResponse],
) -> Iterator[tuple[RevocationAnswer, datetime | None, bool]]:
    """Every answer about `certificate`, with the moment of its revocation and whether its key was stolen."""
    name = nfc(str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly))
    for listed in crls:
        if listed.issuer != issuer.subject:
            continue
        revocations = x509.load_der_x509_crl(listed.dump())
        if not revocations.is_signature_valid(loaded(issuer).public_key()):  # type: ignore[arg-type]
            continue
        entry = revocations.get_revoked_certificate_by_serial_number(certificate.serial_number)
        since = entry.revocation_date_utc if entry else None
        made, until = revocations.last_update_utc, revocations.next_update_utc
        yield RevocationAnswer(name, "CRL", made, until, since), since, entry is not None and _reason(entry) in STOLEN
    for response in ocsps:
        try:
            told = signed_answer(response, certificate, issuer)
        except (Refused, *BROKEN):
            continue
        since, stolen = _revocation(told)
        made, until = told["this_update"].native, told["next_update"].native
        yield RevocationAnswer(name, "OCSP", made, until, since), since, stolen


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return str(entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name)
    except x509.ExtensionNotFound:
        return ""


def _revocation(told: Any) -> tuple[datetime | None, bool]:
    if told["cert_status"].name != "revoked":
        return None, False
    status = told["cert_status"].chosen
    since: datetime = status["revocation_time"].native
    return since, status["revocation_reason"].native in STOLEN
