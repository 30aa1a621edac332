"""Whom the office trusts: anchors and revocation lists from files and folders of its own; nothing is trusted by default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509

from pipeline.errors import VanthuError
from signing.faults import TRUST_UNREADABLE


@dataclass(frozen=True)
class Trust:
    """Trust anchors, and what is known beside the document: revocation lists, OCSP answers, authorities under an anchor."""

    anchors: tuple[asn1_x509.Certificate, ...] = ()
    crls: tuple[asn1_crl.CertificateList, ...] = ()
    ocsps: tuple[asn1_ocsp.OCSPResponse, ...] = ()
    certificates: tuple[asn1_x509.Certificate, ...] = ()


def load_trust(paths: Sequence[Path]) -> Trust:
    """Anchors (`*.pem`) and revocation lists (`*.crl`, PEM or DER) of `paths`, each a file or a folder of such files.

    A file named by itself is a revocation list where it ends in `.crl`, else it holds anchors. Raises VanthuError (VT-SIGN-030).
    """
    anchors: list[asn1_x509.Certificate] = []
    crls: list[asn1_crl.CertificateList] = []
    for path in _files(paths):
        try:
            blocks = list(_blocks(path.read_bytes()))
            if path.suffix.lower() == ".crl":
                crls += [_parsed_crl(block) for block in blocks]
            else:
                anchors += [_parsed_certificate(block) for block in blocks]
        except (OSError, ValueError, TypeError) as error:
            raise VanthuError(TRUST_UNREADABLE, type(error).__name__, path=path) from error
    return Trust(tuple(anchors), tuple(crls))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.iterdir() if found.suffix.lower() in (".pem", ".crl"))
        else:
            yield path


def _blocks(data: bytes) -> Iterator[bytes]:
    if pem.detect(data):
        yield from (der for _, _, der in pem.unarmor(data, multiple=True))
    else:
        yield data


def _parsed_certificate(der: bytes) -> asn1_x509.Certificate:
    certificate = asn1_x509.Certificate.load(der, strict=True)
    certificate.subject.native, certificate.public_key.native  # noqa: B018  parsing is lazy: what is broken shows here
    return certificate


def _parsed_crl(der: bytes) -> asn1_crl.CertificateList:
    revocations = asn1_crl.CertificateList.load(der, strict=True)
    revocations.issuer.native  # noqa: B018
    return revocations
