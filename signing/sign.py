"""Puts a PAdES signature into a field made before, B-B to B-LTA, with the first time stamp server that answers.

The result is an incremental update in memory (the original bytes are its beginning) that has been checked before it is handed
out: pyHanko itself believes whatever a token returns, and leaves half a file when the token is pulled (measured).
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError, simple_cms_attribute
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from pipeline.clock import VIETNAM, iso, now
from pipeline.errors import VanthuError
from signing import faults
from signing.appearance import PLAIN, Appearance, draw_appearance
from signing.certificates import common_name, fingerprint, organ
from signing.increment import Increment
from signing.proofs import raise_level
from signing.timestamps import SECONDS, Stamp, request_stamp
from signing.tokens import TokenKey
from signing.trust import Trust

LEVELS: Final = ("B-B", "B-T", "B-LT", "B-LTA")
STAMP_ROOM: Final = 10_000  # bytes kept for a time stamp with its certificates
CMS_ROOM: Final = (
    1_800  # bytes kept for what is in a signature beside certificates, the signature value and a time stamp
)


@dataclass(frozen=True)
class Signed:
    """A signed record. `level` is the one reached, `notes` (Vietnamese) say why it is lower than asked."""

    pdf: bytes
    level: str
    signer: str
    organ: str
    signing_time: datetime
    certificate_fingerprint: str  # SHA-256, hexadecimal
    notes: tuple[str, ...]


class _KeySigner(Signer):  # type: ignore[misc]
    """pyHanko's view of a token's key; the time stamp is asked for after the token has signed."""

    def __init__(self, key: TokenKey, urls: Sequence[str], seconds: float) -> None:
        own = asn1_x509.Certificate.load(key.certificate.public_bytes(Encoding.DER))
        super().__init__(signing_cert=own)
        self._cert_registry.register_multiple(
            [asn1_x509.Certificate.load(c.public_bytes(Encoding.DER)) for c in key.chain]
        )
        self.key = key
        self.urls = urls
        self.seconds = seconds
        self.stamp = Stamp(None, None, ())

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self.key.sign(data, digest_algorithm)

    async def unsigned_attrs(
        self,
        digest_algorithm: str,
        signature: bytes,
        signed_attrs: cms.CMSAttributes,
        timestamper: Any = None,
        dry_run: bool = False,
    ) -> cms.CMSAttributes | None:
        self.stamp = request_stamp(self.urls, signature, digest_algorithm, seconds=self.seconds, room=STAMP_ROOM)
        if self.stamp.token is None:
            return None
        return cms.CMSAttributes([simple_cms_attribute("signature_time_stamp_token", self.stamp.token)])


def sign_field(
    pdf: bytes,
    field: str,
    key: TokenKey,
    *,
    appearance: Appearance = PLAIN,
    timestamp_urls: Sequence[str] = (),
    level: str | None = None,
    reason: str | None = None,
    timestamp_seconds: float = SECONDS,
    trust: Trust | None = None,
) -> Signed:
    """Signs the empty field `field` of `pdf` with `key`: an approval signature, ETSI.CAdES.detached, SHA-256 or SHA-384.

    `level` None is B-T where there are time stamp servers, else B-B; B-LT and B-LTA take revocation data from `trust`. What a
    level needs and is not to be had costs the level, never the signature. Raises VanthuError: the file (VT-SIGN-020), the field
    (021, 022), the token (008, 009, 014, 015), the check of the result (023). Nothing is changed but in the result.
    """
    urls = () if level == "B-B" else tuple(timestamp_urls)
    moment = now()
    signer = _KeySigner(key, urls, timestamp_seconds)
    try:
        signed = _signed_bytes(pdf, field, signer, appearance, moment, reason)
    except (PdfError, SigningError) as error:
        raise VanthuError(faults.CANNOT_READ, type(error).__name__) from error
    check_signed(pdf, signed, field, key)
    notes = list(signer.stamp.notes)
    reached = "B-T" if signer.stamp.token is not None else "B-B"
    wanted = level or reached
    if wanted != "B-B" and not urls:
        notes.append("Chưa khai báo máy chủ dấu thời gian: văn bản được ký ở mức B-B.")
    if wanted in ("B-LT", "B-LTA") and reached == "B-T":
        signed, reached, more = raise_level(signed, wanted, urls, trust or Trust(), seconds=timestamp_seconds)
        notes += more
    return Signed(
        signed,
        reached,
        common_name(key.certificate.subject),
        organ(key.certificate.subject),
        moment,
        fingerprint(key.certificate),
        tuple(notes),
    )


def _signed_bytes(
    pdf: bytes, field: str, signer: _KeySigner, appearance: Appearance, moment: datetime, reason: str | None
) -> bytes:
    key = signer.key
    update = Increment.of(pdf)
    widget = update.field(field)
    if widget.get("/FT") != "/Sig":
        raise VanthuError(faults.FIELD_MISSING, field=field)
    if "/V" in widget:
        raise VanthuError(faults.FIELD_SIGNED, field=field)
    words = {
        "signer": common_name(key.certificate.subject),
        "organ": organ(key.certificate.subject),
        "time": iso(moment),
    }
    draw_appearance(update, widget, appearance, words)
    digest = (
        "sha384"
        if isinstance(curve := key.certificate.public_key(), ec.EllipticCurvePublicKey) and curve.key_size >= 384
        else "sha256"
    )
    embedder = PdfCMSEmbedder().write_cms(field_name=field, writer=update, existing_fields_only=True)
    next(embedder)
    embedder.send(
        SigObjSetup(
            sig_placeholder=SignatureObject(
                timestamp=moment.astimezone(VIETNAM),  # /M with +07'00'
                subfilter=SigSeedSubFilter.PADES,
                name=words["signer"],
                reason=reason,
                bytes_reserved=_room(key, bool(signer.urls)),
            ),
            mdp_setup=SigMDPSetup(md_algorithm=digest, field_lock=FieldMDPSpec.from_pdf_object(widget["/Lock"]))
            if "/Lock" in widget
            else None,
        )
    )
    prepared, output = embedder.send(SigIOSetup(md_algorithm=digest, output=io.BytesIO()))
    signature = asyncio.run(
        signer.async_sign(
            prepared.document_digest,
            digest,
            use_pades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=moment),
        )
    )
    embedder.send(signature)
    done: bytes = output.getvalue()
    return done


def _room(key: TokenKey, stamped: bool) -> int:
    """Hexadecimal digits to keep for the signature; a dry run would cost as much as the signature (26 ms, measured)."""
    certificates = sum(len(c.public_bytes(Encoding.DER)) for c in (key.certificate, *key.chain))
    return 2 * (certificates + CMS_ROOM + 512 + (STAMP_ROOM if stamped else 0))


def check_signed(before: bytes, after: bytes, field: str, key: TokenKey) -> None:
    """That `after` is `before` and a sound signature of `key` over the whole file. Raises VanthuError (VT-SIGN-015, 023)."""
    if not after.startswith(before):
        raise VanthuError(faults.SIGNED_FILE_WRONG, "prefix")
    try:
        reader = PdfFileReader(io.BytesIO(after))
        signatures = {signature.field_name: signature for signature in reader.embedded_regular_signatures}
        new = signatures.pop(field)
        new.compute_integrity_info(skip_diff=True)
        whole = new.coverage is SignatureCoverageLevel.ENTIRE_FILE
        own = new.signer_cert.dump() == key.certificate.public_bytes(Encoding.DER)
        intact, valid = validate_sig_integrity(new.signer_info, new.signer_cert, "data", new.compute_digest())
        for earlier in signatures.values():
            earlier.compute_integrity_info()
            whole = whole and bool(earlier.summarise_integrity_info()["docmdp_ok"])
    except Exception as error:  # whatever is wrong with it, it is not handed out
        raise VanthuError(faults.SIGNED_FILE_WRONG, type(error).__name__) from error
    if not (own and intact and valid):
        raise VanthuError(faults.SIGNATURE_MISFIT, label=key.token.label)
    if not whole:
        raise VanthuError(faults.SIGNED_FILE_WRONG, "coverage")
