"""A record opened for one signature: everything of it is written but the signature, and closed with that, or thrown away."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pikepdf
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from pipeline.clock import VIETNAM, iso
from pipeline.errors import VanthuError
from signing import cades, faults
from signing.appearance import PLAIN, Appearance, draw_appearance
from signing.certificates import common_name, organ, scheme_of
from signing.increment import Increment
from signing.places import REASONS

STAMP_ROOM: Final = 10_000  # bytes kept for a time stamp with its certificates
CMS_ROOM: Final = 1_800  # bytes kept for what is in a signature beside certificates, its value and a time stamp


@dataclass(frozen=True)
class Opened:
    """`pdf` with `<000...>` from `gap[0]` to `gap[1]`, where the signature of `certificate` is to stand."""

    pdf: bytes
    gap: tuple[int, int]
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    moment: datetime

    @property
    def digest(self) -> bytes:
        """Of everything but the gap."""
        return digest_around(self.pdf, self.gap, cades.digest_name(self.certificate))

    @property
    def attributes(self) -> bytes:
        """What the token is to sign."""
        return cades.signed_attributes(self.digest, self.certificate)


def digest_around(pdf: bytes, gap: tuple[int, int], name: str) -> bytes:
    view, hashed = memoryview(pdf), hashlib.new(name)
    hashed.update(view[: gap[0]])
    hashed.update(view[gap[1] :])
    return hashed.digest()


def open_field(
    pdf: bytes,
    field: str,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    moment: datetime,
    *,
    appearance: Appearance = PLAIN,
    stamped: bool = False,
) -> Opened:
    """Opens the empty field `field` of `pdf` for an approval signature (ETSI.CAdES.detached); `stamped` keeps room for a time stamp.

    Raises VanthuError: the file (VT-SIGN-020), the field (021, 022).
    """
    try:
        return _opened(pdf, field, certificate, tuple(chain), moment, appearance, stamped)
    except (PdfError, SigningError) as error:
        raise VanthuError(faults.CANNOT_READ, type(error).__name__) from error


def _opened(
    pdf: bytes,
    field: str,
    certificate: x509.Certificate,
    chain: tuple[x509.Certificate, ...],
    moment: datetime,
    appearance: Appearance,
    stamped: bool,
) -> Opened:
    update = Increment.of(pdf)
    widget = update.field(field)
    if widget.get("/FT") != "/Sig":
        raise VanthuError(faults.FIELD_MISSING, field=field)
    if "/V" in widget:
        raise VanthuError(faults.FIELD_SIGNED, field=field)
    signer = common_name(certificate.subject)
    draw_appearance(
        update, widget, appearance, {"signer": signer, "organ": organ(certificate.subject), "time": iso(moment)}
    )
    name = cades.digest_name(certificate)
    embedder = PdfCMSEmbedder().write_cms(field_name=field, writer=update, existing_fields_only=True)
    next(embedder)
    embedder.send(
        SigObjSetup(
            sig_placeholder=SignatureObject(
                timestamp=moment.astimezone(VIETNAM),  # /M with +07'00'
                subfilter=SigSeedSubFilter.PADES,
                name=signer,
                reason=REASONS.get(field),
                bytes_reserved=_room((certificate, *chain), stamped),
            ),
            mdp_setup=SigMDPSetup(md_algorithm=name, field_lock=FieldMDPSpec.from_pdf_object(widget["/Lock"]))
            if "/Lock" in widget
            else None,
        )
    )
    prepared, output = embedder.send(SigIOSetup(md_algorithm=name, output=io.BytesIO()))
    gap = (prepared.reserved_region_start, prepared.reserved_region_end)
    return Opened(output.getvalue(), gap, certificate, chain, moment)


def _room(certificates: Sequence[x509.Certificate], stamped: bool) -> int:
    """Hexadecimal digits to keep for the signature; a dry run would cost as much as the signature (26 ms, measured)."""
    size = sum(len(one.public_bytes(Encoding.DER)) for one in certificates)
    return 2 * (size + CMS_ROOM + 512 + (STAMP_ROOM if stamped else 0))


def close_field(opened: Opened, signature: bytes, stamp: bytes | None = None) -> bytes:
    """The record with its signature and, where there is one, the time stamp token over it. Raises VanthuError (VT-SIGN-015, 023)."""
    attributes = opened.attributes
    scheme = scheme_of(opened.certificate, signature, attributes, cades.digest_name(opened.certificate))
    if scheme is None:
        raise VanthuError(faults.SIGNATURE_MISFIT, label=common_name(opened.certificate.subject))
    made = cades.assemble(signature, attributes, opened.certificate, opened.chain, scheme, stamp)
    start, end = opened.gap
    digits = made.hex().encode().ljust(end - start - 2, b"0")
    if len(digits) != end - start - 2:
        raise VanthuError(faults.SIGNED_FILE_WRONG, "room")
    return b"".join((opened.pdf[:start], b"<", digits, b">", opened.pdf[end:]))


def check_signed(before: bytes, after: bytes, field: str, certificate: x509.Certificate, label: str) -> None:
    """That `after` is `before` and a sound signature of `certificate` over the whole file, read anew by other programs than wrote it.

    `label` names the token in errors. Raises VanthuError (VT-SIGN-015, 023).
    """
    if not after.startswith(before):
        raise VanthuError(faults.SIGNED_FILE_WRONG, "prefix")
    try:
        gap, contents = _signature_of(after, field)
        whole = gap[0] >= len(before) and after[gap[0] : gap[0] + 1] == b"<" and after[gap[1] - 1 : gap[1]] == b">"
        whole = whole and bytes.fromhex(after[gap[0] + 1 : gap[1] - 1].decode("ascii")) == contents
        sound = _is_sound(after, gap, contents, certificate)
        if b"/ByteRange" in before:
            whole = whole and _earlier_hold(after, field)
    except Exception as error:  # whatever is wrong with it, it is not handed out
        raise VanthuError(faults.SIGNED_FILE_WRONG, type(error).__name__) from error
    if not sound:
        raise VanthuError(faults.SIGNATURE_MISFIT, label=label)
    if not whole:
        raise VanthuError(faults.SIGNED_FILE_WRONG, "coverage")


def _signature_of(pdf: bytes, field: str) -> tuple[tuple[int, int], bytes]:
    """The gap and the contents of the signature in `field`, as qpdf reads the file; ValueError unless it covers all but the gap."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        value = next(one for one in document.Root.AcroForm.Fields if one.get("/T") == field).V
        first, start, end, rest = (int(number) for number in value.ByteRange)
        if first != 0 or not start < end or end + rest != len(pdf):
            raise ValueError("byte range")
        return (start, end), bytes(value.Contents)


def _is_sound(pdf: bytes, gap: tuple[int, int], contents: bytes, certificate: x509.Certificate) -> bool:
    """Whether the CMS is of `certificate` and about exactly these bytes."""
    signer = cms.ContentInfo.load(contents)["content"]["signer_infos"][0]
    name = cades.digest_name(certificate)
    attributes = signer["signed_attrs"].untag().dump()
    scheme = scheme_of(certificate, signer["signature"].native, attributes, name)
    return (
        scheme is not None
        and signer["digest_algorithm"]["algorithm"].native == name
        and signer["signature_algorithm"].dump() == cades.algorithm(scheme, name)
        and attributes == cades.signed_attributes(digest_around(pdf, gap, name), certificate)
    )


def _earlier_hold(pdf: bytes, field: str) -> bool:
    """Whether every signature made before allows what was done since."""
    for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures:
        if signature.field_name != field:
            signature.compute_integrity_info()
            if not signature.summarise_integrity_info()["docmdp_ok"]:
                return False
    return True
