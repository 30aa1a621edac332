"""What is inside a signature (CMS, RFC 5652 and CAdES): its claims, and whether they hold together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import new as new_hash
from typing import Any, Final

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from pipeline.clock import iso
from signing.paths import WEAK_HASHES
from signing.report import Finding, failed, unsure

PADES: Final = "/ETSI.CAdES.detached"
SUBFILTERS: Final = (PADES, "/adbe.pkcs7.detached")
SLACK: Final = timedelta(days=1)  # a signer's own clock is no proof; only gross lies are told


@dataclass(frozen=True)
class Claims:
    """A signature's certificate, the others it carries, its value, what it says of its time, and its time stamps."""

    certificate: asn1_x509.Certificate
    certificates: tuple[asn1_x509.Certificate, ...]
    signature: bytes
    signing_time: datetime | None
    stamps: tuple[cms.ContentInfo, ...]
    pades: bool


def read_claims(embedded: EmbeddedPdfSignature) -> Claims:
    """Raises what the parsers raise where the CMS is broken."""
    info = embedded.signer_info
    stamps = tuple(_values(info["unsigned_attrs"], "signature_time_stamp_token"))
    bound = bool(list(_values(info["signed_attrs"], "signing_certificate_v2")))
    return Claims(
        embedded.signer_cert,
        tuple(embedded.other_embedded_certs),
        info["signature"].native,
        embedded.self_reported_timestamp,
        stamps,
        bound and embedded.sig_object.get("/SubFilter") == PADES,
    )


def _values(attributes: Any, kind: str) -> Iterator[Any]:
    for attribute in attributes or ():
        if attribute["type"].native == kind:
            yield from attribute["values"]


def judge_cms(embedded: EmbeddedPdfSignature, claims: Claims, now: datetime) -> list[Finding]:
    """The digest, the signature value, the bond to the certificate, the algorithms and the claimed time."""
    found: list[Finding] = []
    info = embedded.signer_info
    intact, valid = validate_sig_integrity(info, claims.certificate, "data", embedded.compute_digest())
    if not intact:
        found.append(failed("HASH_FAILURE", "Nội dung đã ký bị thay đổi: mã băm không khớp."))
    elif not valid:
        found.append(failed("SIG_CRYPTO_FAILURE", "Giá trị chữ ký không khớp với chứng thư số."))
    found += _bond(info, claims.certificate)
    kind = embedded.sig_object.get("/SubFilter")
    if kind not in SUBFILTERS:
        found.append(unsure("FORMAT_FAILURE", "Chữ ký thuộc loại không dùng để ký văn bản (SubFilter)."))
    elif kind == PADES and not all(_said(info, what) for what in _ASKED):  # EN 319 142-1 §6.3, EN 319 122-1 §5.2.2
        found.append(
            unsure("SIG_CONSTRAINTS_FAILURE", "Chữ ký thiếu thuộc tính mà PAdES bắt buộc (mã băm, chứng thư ký).")
        )
    if embedded.signed_data["encap_content_info"]["content"].native is not None:
        found.append(unsure("FORMAT_FAILURE", "Chữ ký mang theo nội dung riêng thay vì ký tệp."))
    used = {info["digest_algorithm"]["algorithm"].native}
    if info["signature_algorithm"].signature_algo == "rsassa_pss":  # what it leaves out means SHA-1 (RFC 4055 §3.1)
        told = info["signature_algorithm"]["parameters"]
        mask = told["mask_gen_algorithm"]["parameters"]
        used |= {told["hash_algorithm"]["algorithm"].native, mask["algorithm"].native}
    else:
        used.add(_hash_of(info["signature_algorithm"]))
    if used & WEAK_HASHES:
        found.append(unsure("CRYPTO_CONSTRAINTS_FAILURE", "Chữ ký dùng hàm băm quá yếu (MD5 hoặc SHA-1)."))
    return found + _claimed_time(claims, now)


_ASKED: Final = (("content_type",), ("message_digest",), ("signing_certificate_v2", "signing_certificate"))


def _said(info: Any, kinds: tuple[str, ...]) -> bool:
    return any(True for kind in kinds for _ in _values(info["signed_attrs"], kind))


def judge_proof(claims: Claims, proven: datetime) -> list[Finding]:
    """Whether what proves when a signature existed fits what else is known: a proof from before it could be made is none."""
    if proven < claims.certificate.not_valid_before - SLACK:  # EN 319 102-1 §5.5.4
        return [unsure("NOT_YET_VALID", "Dấu thời gian có trước khi chứng thư số của người ký được cấp.")]
    return []


def _hash_of(algorithm: Any) -> str | None:
    try:
        return str(algorithm.hash_algo)
    except ValueError:  # the bare algorithm, the digest stands beside it
        return None


def _bond(info: Any, certificate: asn1_x509.Certificate) -> list[Finding]:
    """ESS signing-certificate: the signature names the certificate it was made with (RFC 5035; EN 319 122-1 §5.2.2)."""
    for kind in ("signing_certificate_v2", "signing_certificate"):
        for value in _values(info["signed_attrs"], kind):
            first = value["certs"][0]
            algorithm = first["hash_algorithm"]["algorithm"].native if kind.endswith("v2") else "sha1"
            if first["cert_hash"].native != new_hash(algorithm, certificate.dump()).digest():
                return [failed("SIG_CONSTRAINTS_FAILURE", "Chữ ký được làm cho một chứng thư số khác.")]
    return []


def _claimed_time(claims: Claims, now: datetime) -> list[Finding]:
    moment = claims.signing_time
    if moment is None or moment.tzinfo is None:
        return []
    if moment > now + SLACK:
        return [unsure("SIG_CONSTRAINTS_FAILURE", f"Thời gian ký ghi trong chữ ký ở tương lai ({iso(moment)}).")]
    if not claims.certificate.not_valid_before - SLACK <= moment <= claims.certificate.not_valid_after + SLACK:
        return [unsure("OUT_OF_BOUNDS_NO_POE", "Thời gian ký nằm ngoài thời hạn của chứng thư số.")]
    return []
