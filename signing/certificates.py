"""What a signer's certificate says: who, for which agency, and whether it may sign at a given moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from pipeline.text import nfc

_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@dataclass(frozen=True)
class Fitness:
    """Whether a certificate may sign now; `kind` is `fit`, `expired`, `early` or `unfit`, `reason` a Vietnamese phrase."""

    kind: str
    reason: str = ""


def common_name(name: x509.Name) -> str:
    """The CN, else the whole name as RFC 4514 text."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return nfc(str(found[0].value)) if found else nfc(name.rfc4514_string())


def organ(name: x509.Name) -> str:
    """The agency (O), empty where the certificate names none."""
    found = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return nfc(str(found[0].value)) if found else ""


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the DER bytes in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def fitness(certificate: x509.Certificate, moment: datetime) -> Fitness:
    """Whether `certificate` may make a signature at `moment` (RFC 5280 §4.2.1.3; Circular 15/2025 Annex I for key sizes)."""
    try:
        if is_authority(certificate):
            return Fitness("unfit", "là chứng thư của cơ quan chứng thực")
        try:
            usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
            if not (usage.digital_signature or usage.content_commitment):
                return Fitness("unfit", "không được cấp để ký số")
        except x509.ExtensionNotFound:
            pass
        key = certificate.public_key()
    except ValueError:
        return Fitness("unfit", "không đọc được")
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < 2048:
            return Fitness("unfit", f"khóa RSA {key.key_size} bit quá yếu")
    elif isinstance(key, ec.EllipticCurvePublicKey):
        if key.key_size < 256:
            return Fitness("unfit", f"khóa ECDSA {key.key_size} bit quá yếu")
    else:
        return Fitness("unfit", "loại khóa không dùng để ký văn bản")
    if moment < certificate.not_valid_before_utc:
        return Fitness("early", "chưa đến ngày có hiệu lực")
    if moment > certificate.not_valid_after_utc:
        return Fitness("expired", "đã hết hạn")
    return Fitness("fit")


def scheme_of(certificate: x509.Certificate, signature: bytes, data: bytes, digest: str) -> str | None:
    """How `signature` over `data` was made with the key of `certificate`: `pkcs1`, `pss` or `ecdsa`; None where it was not.

    pyHanko never asks (measured). PSS is that of EN 319 102-1 and RFC 8017: one hash, a salt as long as its digest.
    """
    algorithm = _HASHES[digest]
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        ways: dict[str, Callable[[], None]] = {"ecdsa": lambda: key.verify(signature, data, ec.ECDSA(algorithm))}
    elif isinstance(key, rsa.RSAPublicKey):
        pss = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
        ways = {
            "pkcs1": lambda: key.verify(signature, data, padding.PKCS1v15(), algorithm),
            "pss": lambda: key.verify(signature, data, pss, algorithm),
        }
    else:
        ways = {}
    for scheme, holds in ways.items():
        with suppress(InvalidSignature, ValueError):
            holds()
            return scheme
    return None


def chain_above(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The issuers of `certificate` among `others`, nearest first, without self-signed roots (RFC 5652 leaves them out)."""
    chain: list[x509.Certificate] = []
    current = certificate
    while len(chain) < 8:
        above = next((c for c in others if c.subject == current.issuer and is_authority(c) and c not in chain), None)
        if above is None or above.subject == above.issuer:
            break
        chain.append(above)
        current = above
    return tuple(chain)
