"""What a file keeps for later (ISO 32000-2 §12.8.4.3): its document security store, and its revisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature, SignatureCoverageLevel
from pyhanko.sign.validation.errors import NoDSSFoundError

from pipeline.text import nfc
from signing.paths import Evidence
from signing.report import Revision


def evidence_of(reader: PdfFileReader) -> Evidence:
    """Certificates and revocation data of the document security store (ISO 32000-2 §12.8.4.3)."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Evidence()
    certificates = tuple(asn1_x509.Certificate.load(ref.get_object().data) for ref in store.certs.values())
    ocsps = tuple(asn1_ocsp.OCSPResponse.load(ref.get_object().data) for ref in store.ocsps)
    crls = tuple(asn1_crl.CertificateList.load(ref.get_object().data) for ref in store.crls)
    return Evidence(certificates, crls, ocsps)


def revisions_of(reader: PdfFileReader, embedded: Sequence[EmbeddedPdfSignature]) -> tuple[Revision, ...]:
    """Every state of the file, oldest first."""
    signed = {
        s.signed_revision: nfc(str(s.field_name))
        for s in embedded
        if s.coverage is not None and s.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    }
    total, found, before = reader.xrefs.total_revisions, [], None
    for number in range(total):
        root = root_of(reader, number)
        store = str(root.raw_get("/DSS")) + str(len(_stored(root))) if root is not None and "/DSS" in root else None
        found.append(Revision(number + 1, signed.get(number), store is not None and store != before))
        before = store
    return tuple(found)


def root_of(reader: PdfFileReader, revision: int) -> Any:
    """The catalog of a revision (from 0); None where it has none yet: a linearized file's first section may lack it."""
    try:
        return reader.get_historical_root(revision)
    except (PdfError, KeyError, ValueError, TypeError, AssertionError):
        return None


def _stored(root: Any) -> list[Any]:
    store = root["/DSS"]
    return [item for key in ("/Certs", "/CRLs", "/OCSPs") if key in store for item in store[key]]
