"""Signatures as other programs make them: pyHanko with a key from memory, every parameter at the test's will."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.demo_authority import Certified


def asn1(certified: Certified) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certified.certificate.public_bytes(serialization.Encoding.DER))


def _key(certified: Certified) -> asn1_keys.PrivateKeyInfo:
    pkcs8 = serialization.PrivateFormat.PKCS8
    return asn1_keys.PrivateKeyInfo.load(
        certified.key.private_bytes(serialization.Encoding.DER, pkcs8, serialization.NoEncryption())
    )


def stamper(certified: Certified, at: datetime | None = None) -> DummyTimeStamper:
    return DummyTimeStamper(asn1(certified), _key(certified), fixed_dt=at)


def plain_sign(
    pdf: bytes,
    by: Certified,
    field: str = "Signature1",
    *,
    box: tuple[float, float, float, float] | None = None,
    page: int = 0,
    others: tuple[Certified, ...] = (),
    stamps: DummyTimeStamper | None = None,
    digest: str = "sha256",
    subfilter: fields.SigSeedSubFilter = fields.SigSeedSubFilter.PADES,
    strict: bool = True,
    pss: bool = False,
    **meta: Any,
) -> bytes:
    """Signs `field`, which is made (visible where there is a `box`) unless it exists."""
    store = SimpleCertificateStore()
    store.register_multiple([asn1(other) for other in others])
    signer = signers.SimpleSigner(signing_cert=asn1(by), signing_key=_key(by), cert_registry=store, prefer_pss=pss)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=strict)
    spec = fields.SigFieldSpec(field, box=box, on_page=page) if box else None
    settings = signers.PdfSignatureMetadata(field_name=field, md_algorithm=digest, subfilter=subfilter, **meta)
    tool = signers.PdfSigner(settings, signer, timestamper=stamps, new_field_spec=spec)
    out = tool.sign_pdf(writer, bytes_reserved=24000)
    assert isinstance(out, io.BytesIO)
    return out.getvalue()
