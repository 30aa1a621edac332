"""A certificate's path to an anchor at a moment, with its revocation (RFC 5280; EN 319 102-1 §5.2.6), offline."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
    ValidationError,
)

from pipeline.clock import iso
from signing.answers import revoked_since
from signing.report import Finding, unsure
from signing.trust import Trust

TOLERANCE: Final = timedelta(minutes=5)
WEAK_HASHES: Final = frozenset({"md2", "md5", "sha1"})  # Circular 15/2025, Annex I asks SHA-256 or stronger
# Uses other than signing documents: a certificate made for these alone signs none.
SIGNING_USES: Final = frozenset(
    {
        "any_extended_key_usage", "email_protection", "client_auth", "microsoft_smart_card_logon", "microsoft_document_signing",
        "adobe_authentic_documents_trust", "1.3.6.1.5.5.7.3.36",  # id-kp-documentSigning, RFC 9336
    }
)  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """What a document brings along: certificates, revocation lists and OCSP answers."""

    certificates: tuple[asn1_x509.Certificate, ...] = ()
    crls: tuple[asn1_crl.CertificateList, ...] = ()
    ocsps: tuple[asn1_ocsp.OCSPResponse, ...] = ()


@dataclass(frozen=True)
class PathVerdict:
    """Findings about a path; none: it is good. `used` is the moment it was looked at for, `chain` begins with the anchor."""

    findings: tuple[Finding, ...]
    used: datetime
    chain: tuple[asn1_x509.Certificate, ...] = ()


def judge_path(
    certificate: asn1_x509.Certificate,
    evidence: Evidence,
    trust: Trust,
    now: datetime,
    proven: datetime | None,
    extended_use: str | None = None,
) -> PathVerdict:
    """The path of `certificate` now, or, where that fails, at `proven`: when its signature is known to have existed.

    Revocation data is required of every certificate but the anchor. `extended_use` (`time_stamping`) must be granted.
    """
    today = _at(certificate, evidence, trust, now, extended_use)
    if not today.findings or proven is None or proven >= now:
        return today
    then = _at(certificate, evidence, trust, proven, extended_use)
    return then if not then.findings else today


def _at(
    certificate: asn1_x509.Certificate, evidence: Evidence, trust: Trust, moment: datetime, extended_use: str | None
) -> PathVerdict:
    """At one moment. Where it does not hold it is looked at without revocation data: what else is wrong is not hidden by its lack."""
    lacking, chain = _validated(certificate, evidence, trust, moment, extended_use, "require")
    found = None
    if lacking is not None:
        found, chain = _validated(certificate, evidence, trust, moment, extended_use, "soft-fail")
    if found is None:
        since = revoked_since(chain, (*trust.crls, *evidence.crls), (*trust.ocsps, *evidence.ocsps), moment)
        found = _revoked(since) if since else lacking
    return PathVerdict((found,) if found else (), moment, chain)


def _validated(
    certificate: asn1_x509.Certificate,
    evidence: Evidence,
    trust: Trust,
    moment: datetime,
    extended_use: str | None,
    mode: str,
) -> tuple[Finding | None, tuple[asn1_x509.Certificate, ...]]:
    context = ValidationContext(
        trust_roots=list(trust.anchors),
        other_certs=[*evidence.certificates, *trust.certificates],
        moment=moment,
        allow_fetching=False,
        crls=[*trust.crls, *evidence.crls],
        ocsps=[*trust.ocsps, *evidence.ocsps],
        revocation_mode=mode,
        weak_hash_algos=set(WEAK_HASHES),
        time_tolerance=TOLERANCE,
        retroactive_revinfo=True,
    )
    validator = CertificateValidator(
        certificate, intermediate_certs=[*evidence.certificates, *trust.certificates], validation_context=context
    )
    try:
        if extended_use is None:
            path = asyncio.run(validator.async_validate_path())
        else:
            path = asyncio.run(validator.async_validate_usage(set(), {extended_use}))
    except (PathBuildingError, ValidationError) as error:
        return _finding(error), ()
    return None, tuple(path.iter_certs(include_root=True))


def _finding(error: Exception) -> Finding:
    match error:
        case PathBuildingError():
            return unsure(
                "NO_CERTIFICATE_CHAIN_FOUND", "Chứng thư số không dẫn đến chứng thư gốc nào mà cơ quan tin cậy."
            )
        case RevokedError():
            return _revoked(error.revocation_dt)
        case ExpiredError():
            return unsure(
                "OUT_OF_BOUNDS_NO_POE",
                f"Chứng thư số đã hết hạn ngày {iso(error.expired_dt)[:10]} và không có dấu thời gian chứng minh được ký trước đó.",
            )
        case NotYetValidError():
            return unsure("OUT_OF_BOUNDS_NO_POE", f"Chứng thư số chỉ có hiệu lực từ {iso(error.valid_from)[:10]}.")
        case InsufficientRevinfoError():
            return unsure("TRY_LATER", "Chưa kiểm tra được thu hồi: không có danh sách thu hồi còn hiệu lực.")
        case DisallowedAlgorithmError():
            return unsure("CRYPTO_CONSTRAINTS_FAILURE", "Chuỗi chứng thư dùng khóa hoặc hàm băm quá yếu.")
        case InvalidCertificateError():
            return unsure("CHAIN_CONSTRAINTS_FAILURE", "Chứng thư số không được cấp cho mục đích này.")
        case PathValidationError():
            return unsure("CERTIFICATE_CHAIN_GENERAL_FAILURE", "Chuỗi chứng thư không hợp lệ.")
    return unsure("CERTIFICATE_CHAIN_GENERAL_FAILURE", "Chuỗi chứng thư không kiểm tra được.")


def _revoked(since: datetime) -> Finding:
    return unsure("REVOKED_NO_POE", f"Chứng thư số đã bị thu hồi từ {iso(since)}.")


def judge_use(certificate: asn1_x509.Certificate) -> list[Finding]:
    """Whether a certificate is made for signing documents: no CA, nonRepudiation (as EU DSS and pyHanko ask), fit key."""
    found: list[Finding] = []
    if certificate.ca:
        found.append(unsure("CHAIN_CONSTRAINTS_FAILURE", "Chứng thư ký là chứng thư của cơ quan chứng thực."))
    usage = certificate.key_usage_value
    if usage is not None and "non_repudiation" not in usage.native:
        found.append(unsure("CHAIN_CONSTRAINTS_FAILURE", "Chứng thư số không được cấp để ký văn bản (keyUsage)."))
    uses = certificate.extended_key_usage_value
    if uses is not None and not SIGNING_USES & set(uses.native):
        found.append(
            unsure("CHAIN_CONSTRAINTS_FAILURE", "Chứng thư số được cấp cho mục đích khác, không phải ký văn bản.")
        )
    key = certificate.public_key
    least = {"rsa": 2048, "rsassa_pss": 2048, "ec": 256}.get(key.algorithm)
    if least is not None and key.bit_size < least:
        found.append(unsure("CRYPTO_CONSTRAINTS_FAILURE", f"Khóa ký {key.bit_size} bit quá yếu."))
    return found
