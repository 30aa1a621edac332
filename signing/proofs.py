"""Levels B-LT and B-LTA: revocation data of every signer and time stamp put into the file, then a time stamp over it all.

Offline, from the office's own trust folder. EN 319 142-1 §5.4 and §6; a seal at LTA over a person's signature whose revocation data is
not there would leave the person INDETERMINATE (measured), so all of it goes in, or the level stays.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation import DocumentSecurityStore

from signing.cms import read_claims
from signing.increment import Increment
from signing.report import PASSED
from signing.timestamps import SECONDS, request_stamp
from signing.trust import Trust
from signing.verdict import judge

STAMP_FIELD: Final = "DauThoiGian"
STAMP_DIGITS: Final = 20_000


def raise_level(
    pdf: bytes, wanted: str, urls: Sequence[str], trust: Trust, *, seconds: float = SECONDS
) -> tuple[bytes, str, tuple[str, ...]]:
    """`pdf`, signed at B-T, at `wanted` (B-LT, B-LTA) or as near as can be; the level reached and why it is lower (Vietnamese)."""
    verdict = judge(pdf, trust)
    if verdict.verdict != PASSED:
        why = " ".join((*verdict.reasons, *(reason for s in verdict.signatures for reason in s.reasons)))
        return pdf, "B-T", (f"Chưa đưa được dữ liệu kiểm tra vào tệp nên giữ mức B-T: {why}",)
    proved = _with_proofs(pdf, trust)
    if wanted == "B-LT":
        return proved, "B-LT", ()
    stamped, notes = _stamped(proved, urls, seconds)
    if stamped is None:
        return proved, "B-LT", (*notes, "Chưa có dấu thời gian lưu trữ nên giữ mức B-LT.")
    return stamped, "B-LTA", notes


def _with_proofs(pdf: bytes, trust: Trust) -> bytes:
    """The certificates of all signatures and time stamps, and the lists their issuers signed, as an incremental update."""
    certificates: dict[bytes, asn1_x509.Certificate] = {}
    for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures:
        claims = read_claims(signature)
        found = [claims.certificate, *claims.certificates]
        if claims.stamp is not None:
            found += [choice.chosen for choice in claims.stamp["content"]["certificates"]]
        certificates |= {item.dump(): item for item in found}
    issuers = {item.issuer.dump() for item in certificates.values()}
    certificates |= {anchor.dump(): anchor for anchor in trust.anchors if anchor.subject.dump() in issuers}
    issuers |= {item.issuer.dump() for item in certificates.values()}
    lists: list[asn1_crl.CertificateList] = [item for item in trust.crls if item.issuer.dump() in issuers]
    update = Increment.of(pdf)
    DocumentSecurityStore.supply_dss_in_writer(update, None, certs=list(certificates.values()), crls=lists)
    return update.bytes()


def _stamped(pdf: bytes, urls: Sequence[str], seconds: float) -> tuple[bytes | None, tuple[str, ...]]:
    """A document time stamp over everything (ISO 32000-2 §12.8.5), in an unseen field of its own."""
    update = Increment.of(pdf)
    field = f"{STAMP_FIELD}{update.prev.xrefs.total_revisions}"
    embedder = PdfCMSEmbedder(new_field_spec=SigFieldSpec(field)).write_cms(field_name=field, writer=update)
    next(embedder)
    embedder.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=STAMP_DIGITS)))
    prepared, output = embedder.send(SigIOSetup(md_algorithm="sha256", output=io.BytesIO()))
    data: bytes = output.getvalue()
    covered = data[: prepared.reserved_region_start] + data[prepared.reserved_region_end :]
    stamp = request_stamp(urls, covered, "sha256", seconds=seconds, room=STAMP_DIGITS // 2)
    if stamp.token is None:
        return None, stamp.notes
    embedder.send(stamp.token)
    return output.getvalue(), stamp.notes
