"""Levels above B-B for a file that is signed: revocation data of every signer and time stamp put in, time stamps over it all.

ETSI EN 319 142-1 §5.4 and §6. A seal at LTA over a person's signature whose revocation data is not there would leave the person
INDETERMINATE (measured), so all of it goes in, or the level stays. Everything is appended: what was signed is its beginning.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation import DocumentSecurityStore

from pipeline.clock import now as this_moment
from pipeline.errors import VanthuError
from signing import faults
from signing.cms import read_claims
from signing.increment import Increment
from signing.paths import Evidence
from signing.report import PASSED, TRY_LATER, FileVerdict, SignatureVerdict
from signing.revocation import REVOCATIONS, Revocations
from signing.store import evidence_of
from signing.timestamps import SECONDS, request_stamp, stamping_certificate
from signing.trust import Trust
from signing.verdict import judge
from signing.web import Servers

STAMP_FIELD: Final = "DauThoiGian"
STAMP_DIGITS: Final = 20_000
LEVELS: Final = ("B-B", "B-T", "B-LT", "B-LTA")


@dataclass(frozen=True)
class Lifted:
    """`pdf` begins with what was given; `level` is the lowest of its signatures'; notes are Vietnamese sentences.

    `renew_by` is when the certificate of the last archive time stamp ends (None below B-LTA). `hopeless`: trying again
    later cannot help, because a signature does not hold.
    """

    pdf: bytes
    level: str
    notes: tuple[str, ...] = ()
    renew_by: datetime | None = None
    hopeless: bool = False


def lift(
    pdf: bytes,
    level: str,
    wanted: str,
    urls: Sequence[str],
    trust: Trust,
    *,
    renew: bool = False,
    seconds: float = SECONDS,
    revocations: Revocations = REVOCATIONS,
) -> Lifted:
    """`pdf`, all of whose signatures are at `level` or above, at `wanted` or as near as can be; with `renew` stamped anew.

    Raises VanthuError (VT-SIGN-020) where the file cannot be opened.
    """
    if not renew and LEVELS.index(level) >= LEVELS.index(wanted):
        return Lifted(pdf, level, renew_by=_last_stamp_ends(pdf) if level == "B-LTA" else None)
    known, notes = _known(pdf, trust, revocations)
    verdict = judge(pdf, known)
    passed = verdict.verdict == PASSED
    why = " ".join((*notes, *verdict.reasons, *(reason for s in verdict.signatures for reason in s.reasons)))
    said = (f"Chưa đưa được dữ liệu kiểm tra vào tệp nên giữ mức {level}: {why}",)
    if not passed and not _may_pass_later(verdict):
        return Lifted(pdf, level, said, hopeless=True)
    if level == "B-B":  # the time is proved at once, whatever else is away
        stamped, notes = _stamped(pdf, urls, seconds, revocations.servers)
        if stamped is None:
            return Lifted(pdf, level, notes)
        return lift(stamped, "B-T", wanted, urls, trust, seconds=seconds, revocations=revocations)
    if not passed:
        return Lifted(pdf, level, said)
    proved = _with_proofs(pdf, known)
    if wanted == "B-LT":
        return _checked(proved, wanted, trust) or Lifted(pdf, level, ("Dữ liệu kiểm tra lấy về chưa đủ.",))
    stamped, notes = _stamped(proved, urls, seconds, revocations.servers)
    if stamped is None:
        notes = (*notes, "Chưa có dấu thời gian lưu trữ nên giữ mức B-LT.")
        return Lifted(pdf, level, notes) if renew else Lifted(proved, "B-LT", notes)
    done = _checked(stamped, wanted, trust)
    if done is None:  # the last server's own revocation data may not be among what was put in before it was asked
        known, more = _known(stamped, trust, revocations)
        done = _checked(_with_proofs(stamped, known), wanted, trust)
        notes += more
    if done is None:
        notes = (*notes, "Dấu thời gian lưu trữ chưa kiểm tra được nên giữ mức B-LT.")
        return Lifted(pdf, level, notes) if renew else Lifted(proved, "B-LT", notes)
    return Lifted(done.pdf, done.level, notes, _last_stamp_ends(done.pdf))


def level_of(pdf: bytes, trust: Trust) -> str | None:
    """The lowest level of the signatures; None where not all of them hold."""
    verdict = judge(pdf, trust)
    levels = [one.level for one in _regular(verdict) if one.level in LEVELS]
    return min(levels, key=LEVELS.index) if verdict.verdict == PASSED and levels else None


def _checked(pdf: bytes, level: str, trust: Trust) -> Lifted | None:
    """`pdf` where its proofs suffice by themselves, with no other list and nobody asked."""
    reached = level_of(pdf, Trust(trust.anchors))
    return Lifted(pdf, level) if reached and LEVELS.index(reached) >= LEVELS.index(level) else None


def _regular(verdict: FileVerdict) -> list[SignatureVerdict]:
    return [signature for signature in verdict.signatures if signature.level != "DocTimeStamp"]


def _may_pass_later(verdict: FileVerdict) -> bool:
    """Whether nothing but missing revocation data stands against the file."""
    return {one.sub_indication for one in verdict.signatures if one.sub_indication} <= {
        TRY_LATER
    } and not verdict.reasons


def _known(pdf: bytes, trust: Trust, revocations: Revocations) -> tuple[Trust, tuple[str, ...]]:
    """`trust` with the chains and the revocation data of every signer and time stamp whose certificate is still alive.

    Of those that ended the file must bring what there was.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        makers, carried = _makers(reader)
        stored = evidence_of(reader)
    except Exception as error:
        raise VanthuError(faults.CANNOT_READ, type(error).__name__) from error
    moment = this_moment()
    alive = [one for one in makers if one.not_valid_before <= moment <= one.not_valid_after]
    found, notes = revocations.gather(alive, [*carried, *stored.certificates], trust, moment)
    certificates = {one.dump(): one for one in (*found.certificates, *carried)}
    return Trust(trust.anchors, (*trust.crls, *found.crls), found.ocsps, tuple(certificates.values())), notes


def _makers(reader: PdfFileReader) -> tuple[list[asn1_x509.Certificate], list[asn1_x509.Certificate]]:
    """The certificates that signed or stamped, and all that are carried along with their signatures."""
    makers: list[asn1_x509.Certificate] = []
    carried: list[asn1_x509.Certificate] = []
    for signature in reader.embedded_signatures:
        if signature.sig_object_type == "/DocTimeStamp":
            stamps = [cms.ContentInfo.load(signature.pkcs7_content)]
        else:
            claims = read_claims(signature)
            makers.append(claims.certificate)
            carried += [claims.certificate, *claims.certificates]
            stamps = list(claims.stamps)
        for token in stamps:
            own = [choice.chosen for choice in token["content"]["certificates"] if choice.name == "certificate"]
            makers.append(stamping_certificate(token, tuple(own)))
            carried += own
    return makers, carried


def _with_proofs(pdf: bytes, known: Trust) -> bytes:
    """The document security store (ISO 32000-2 §12.8.4.3) with what is known, as an incremental update.

    Of the office's own lists only those go in whose issuer is in the chains: others prove nothing here.
    """
    chains = {one.dump(): one for one in known.certificates}
    issuers = {one.issuer.dump() for one in chains.values()}
    chains |= {anchor.dump(): anchor for anchor in known.anchors if anchor.subject.dump() in issuers}
    answered = Evidence(crls=known.crls, ocsps=known.ocsps)
    lists = {one.dump(): one for one in answered.crls if one.issuer.dump() in issuers}
    update = Increment.of(pdf)
    DocumentSecurityStore.supply_dss_in_writer(
        update, None, certs=list(chains.values()), crls=list(lists.values()), ocsps=list(answered.ocsps)
    )
    return update.bytes()


def _stamped(pdf: bytes, urls: Sequence[str], seconds: float, servers: Servers) -> tuple[bytes | None, tuple[str, ...]]:
    """A document time stamp over everything (ISO 32000-2 §12.8.5), in an unseen field of its own."""
    if not urls:
        return None, ("Chưa khai báo máy chủ dấu thời gian.",)
    update = Increment.of(pdf)
    field = f"{STAMP_FIELD}{update.prev.xrefs.total_revisions}"
    embedder = PdfCMSEmbedder(new_field_spec=SigFieldSpec(field)).write_cms(field_name=field, writer=update)
    next(embedder)
    embedder.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=STAMP_DIGITS)))
    prepared, output = embedder.send(SigIOSetup(md_algorithm="sha256", output=io.BytesIO()))
    data: bytes = output.getvalue()
    covered = data[: prepared.reserved_region_start] + data[prepared.reserved_region_end :]
    stamp = request_stamp(urls, covered, "sha256", seconds=seconds, room=STAMP_DIGITS // 2, servers=servers)
    if stamp.token is None:
        return None, stamp.notes
    embedder.send(stamp.token)
    return output.getvalue(), stamp.notes


def _last_stamp_ends(pdf: bytes) -> datetime | None:
    """When the certificate of the newest document time stamp ends."""
    stamps = [
        one for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures if one.sig_object_type == "/DocTimeStamp"
    ]
    if not stamps:
        return None
    newest = max(stamps, key=lambda one: int(one.signed_revision))
    ends: datetime = newest.signer_cert.not_valid_after
    return ends
