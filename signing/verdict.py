"""Judges the signatures of any PDF and fails closed: whatever cannot be read or explained is INDETERMINATE, never passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import new as new_hash
from typing import Any

import pikepdf
from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel

from pipeline.clock import now as this_moment
from pipeline.text import nfc
from signing.answers import newest_answers
from signing.changes import FILLED_AFTER_LAST, covered_content, judge_changes
from signing.cms import Claims, judge_cms, judge_proof, read_claims
from signing.hybrid import tables_agree
from signing.paths import Evidence, PathVerdict, judge_path, judge_use
from signing.reader import Steps, open_signed
from signing.report import (
    INDETERMINATE,
    NO_SIGNATURE,
    FieldLock,
    FileVerdict,
    Finding,
    SignatureVerdict,
    Traces,
    failed,
    summary,
    unsure,
    worst,
)
from signing.stamps import OF_THE_STAMP, JudgedStamp, judge_stamp
from signing.store import evidence_of, revisions_of, root_of
from signing.structure import Range, Structure, examine, gap_is_the_signature, gap_is_tidy, hidden_objects, unaccounted
from signing.trust import Trust


def judge(data: bytes, trust: Trust, *, now: datetime | None = None) -> FileVerdict:
    """The verdict on a PDF's signatures against `trust`, at `now` (aware; default: this moment). Never raises."""
    try:
        return _judge(data, trust, now or this_moment())
    except Exception as error:  # fails closed: hostile files raise anything (eight types measured)
        reason = f"Không kiểm tra được tệp ({type(error).__name__})."
        return FileVerdict(INDETERMINATE, (), (reason,), whole=INDETERMINATE)


@dataclass(frozen=True)
class _File:
    """A file as opened for judging."""

    data: bytes
    reader: PdfFileReader
    structure: Structure
    findings: tuple[Finding, ...]  # about the file as a whole
    trust: Trust
    now: datetime
    evidence: Evidence
    steps: Steps


def _judge(data: bytes, trust: Trust, now: datetime) -> FileVerdict:
    try:
        structure = examine(data)
    except pikepdf.PdfError:
        reason = "Tệp không phải PDF hoặc bị hỏng, không đọc được."
        return FileVerdict(INDETERMINATE, (), (reason,), whole=INDETERMINATE)
    findings: list[Finding] = []
    try:
        reader = open_signed(data)
        embedded = list(reader.embedded_signatures)
        if reader.xrefs.hybrid_xrefs_present:
            first = min((int(one.signed_revision) for one in embedded), default=0)
            if not tables_agree(reader, first):
                raise ValueError("hybrid")
            reader = open_signed(data, strict=False)  # strictly pyHanko judges none of them
            embedded = list(reader.embedded_signatures)
    except Exception as error:
        if not structure.ranges and not structure.dictionaries and not structure.filled_fields:
            return FileVerdict(NO_SIGNATURE, ())
        reader = open_signed(data, strict=False)
        embedded = list(reader.embedded_signatures)
        reason = f"Cấu trúc tệp không theo chuẩn nên không kiểm tra chắc chắn được ({type(error).__name__})."
        findings.append(unsure("FORMAT_FAILURE", reason))
    if not embedded and not structure.ranges and not structure.dictionaries and not structure.filled_fields:
        return FileVerdict(NO_SIGNATURE, ())
    findings += _whole_file(data, reader, structure, embedded)
    opened = _File(data, reader, structure, tuple(findings), trust, now, evidence_of(reader), Steps())
    return _assembled(opened, embedded)


def _assembled(file: _File, embedded: list[EmbeddedPdfSignature]) -> FileVerdict:
    stamps = _document_stamps(file, embedded)
    last_end = max((_end(signature) for signature in embedded), default=0)
    verdicts = []
    for signature in embedded:
        later = {r: s for r, s in stamps.items() if r > signature.signed_revision and s.proof is not None}
        proofs = [stamp.proof for stamp in later.values() if stamp.proof is not None]
        archived = any("/DSS" in (root_of(file.reader, revision) or ()) for revision in later)
        own = stamps.get(signature.signed_revision) if signature.sig_object_type == "/DocTimeStamp" else None
        last = _end(signature) == last_end
        try:
            verdicts.append(_signature(file, signature, own, min(proofs, default=None), last, archived))
        except Exception as error:
            verdicts.append(_unreadable(signature, error))
    findings = list(file.findings)
    if embedded and all(signature.sig_object_type == "/DocTimeStamp" for signature in embedded):
        findings.append(unsure("FORMAT_FAILURE", "Tệp chỉ có dấu thời gian, không có chữ ký của ai."))
    if any(FILLED_AFTER_LAST.reason in verdict.reasons for verdict in verdicts):
        findings.append(FILLED_AFTER_LAST)
    _, _, reasons = summary(findings)
    whole = worst([finding.indication for finding in findings] + [verdict.indication for verdict in verdicts])
    verdict = whole if verdicts or findings else NO_SIGNATURE
    itself = worst(finding.indication for finding in findings)
    return FileVerdict(verdict, tuple(verdicts), reasons, revisions_of(file.reader, embedded), file.now, itself)


def _unreadable(signature: EmbeddedPdfSignature, error: Exception) -> SignatureVerdict:
    reason = f"Không kiểm tra được chữ ký ({type(error).__name__})."
    return SignatureVerdict(
        _name(signature), "", "", INDETERMINATE, "FORMAT_FAILURE", "", None, None, False, False, (reason,)
    )


def _name(signature: EmbeddedPdfSignature) -> str:
    """The field's name as plain text: pyHanko's own strings hold on to the reader, and with it to all it met."""
    return nfc(str(signature.field_name))


def _end(signature: EmbeddedPdfSignature) -> int:
    """Where the bytes that a signature covers end."""
    return int(signature.byte_range[2]) + int(signature.byte_range[3])


def _span(signature: EmbeddedPdfSignature) -> Range:
    first, length, second, rest = (int(value) for value in signature.byte_range)
    return first, length, second, rest


def _whole_file(
    data: bytes, reader: PdfFileReader, structure: Structure, embedded: list[EmbeddedPdfSignature]
) -> list[Finding]:
    """What is wrong with the file rather than with one signature."""
    found: list[Finding] = []
    spans = [_span(signature) for signature in embedded]
    if structure.ranges - set(spans):
        found.append(failed("FORMAT_FAILURE", "Trong tệp có chữ ký đã bị giấu hoặc gỡ bỏ."))
    elif max(structure.dictionaries, structure.filled_fields) > len(embedded):
        found.append(unsure("FORMAT_FAILURE", "Trong tệp có chữ ký thuộc loại không đọc được."))
    if len(set(spans)) < len(spans):
        found.append(failed("FORMAT_FAILURE", "Hai chữ ký cùng nhận một phần của tệp."))
    if not embedded:
        return found
    covered = max(second + rest for _, _, second, rest in spans) == len(data)
    if structure.startxref is None or structure.startxref != reader.last_startxref:
        reason = "Sau phần cuối của tệp còn dữ liệu không thuộc văn bản."
        found.append(unsure("FORMAT_FAILURE", reason) if covered else failed("FORMAT_FAILURE", reason))
    first_end = min(second + rest for _, _, second, rest in spans)
    if hidden_objects(data, first_end, _listed(reader)):
        found.append(failed("FORMAT_FAILURE", "Sau chữ ký có nội dung được giấu ngoài bảng tham chiếu của tệp."))
    elif unaccounted(data, first_end, _listed(reader), _sections(reader)):
        found.append(unsure("FORMAT_FAILURE", "Sau chữ ký có dữ liệu không thuộc phần nào của tệp."))
    first = min(embedded, key=_end)
    if first.signed_revision < reader.xrefs.total_revisions - 1:
        found += covered_content(data, _end(first), reader, first.signed_revision)
    return found


def _listed(reader: PdfFileReader) -> frozenset[int]:
    """Byte offsets of everything the cross-reference sections name, the sections' own streams among them."""
    offsets: set[int] = set()
    for revision in range(reader.xrefs.total_revisions):
        section = reader.xrefs.get_xref_data(revision)
        parts = [section, section.hybrid.xref_data] if section.hybrid is not None else [section]
        for part in parts:
            offsets |= {offset for _, offset in part.standard_xrefs.values()}
        if section.hybrid is not None:
            offsets.add(section.hybrid.meta_info.declared_startxref)
        offsets.add(reader.xrefs.get_startxref_for_revision(revision))
    return frozenset(offsets)


def _sections(reader: PdfFileReader) -> frozenset[int]:
    return frozenset(reader.xrefs.get_startxref_for_revision(one) for one in range(reader.xrefs.total_revisions))


def _document_stamps(file: _File, embedded: list[EmbeddedPdfSignature]) -> dict[int, JudgedStamp]:
    """The document time stamps by revision, the newest first: each is proved by the one after it."""
    judged: dict[int, JudgedStamp] = {}
    proven: datetime | None = None
    stamps = [signature for signature in embedded if signature.sig_object_type == "/DocTimeStamp"]
    for signature in sorted(stamps, key=lambda s: int(s.signed_revision), reverse=True):
        token = cms.ContentInfo.load(signature.pkcs7_content)
        first, length, second, rest = _span(signature)
        stamped = file.data[first:length] + file.data[second : second + rest]
        judged[signature.signed_revision] = judge_stamp(token, stamped, file.evidence, file.trust, file.now, proven)
        proven = judged[signature.signed_revision].proof or proven
    return judged


def _signature(
    file: _File,
    signature: EmbeddedPdfSignature,
    stamp: JudgedStamp | None,
    proven: datetime | None,
    last: bool,
    archived: bool,
) -> SignatureVerdict:
    found: list[Finding] = []
    if not gap_is_the_signature(file.data, _span(signature), signature.pkcs7_content):
        found.append(failed("FORMAT_FAILURE", "Phần chữ ký chừa lại không phải chính nó."))
    elif not gap_is_tidy(file.data, _span(signature)):
        found.append(unsure("FORMAT_FAILURE", "Giá trị chữ ký bị ngắt quãng bằng khoảng trắng."))
    signature.compute_integrity_info(file.steps)
    if signature.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        found.append(failed("FORMAT_FAILURE", "Chữ ký không bao trùm trọn một phiên bản của tệp."))
    changes, modified = judge_changes(signature, file.reader, last)
    found += changes
    whole = signature.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if stamp is not None:
        indication, sub, reasons = summary([*found, *stamp.findings])
        return SignatureVerdict(
            _name(signature), stamp.server, "", indication, sub, "DocTimeStamp", None, stamp.moment, whole, modified,
            reasons, stamp.fingerprint, stamp.proof, "DocTimeStamp" if stamp.proof else None,
            revision=signature.signed_revision + 1, traces=_traces(signature, stamp.path),
            **_path_told(stamp.path, file, file.evidence),
        )  # fmt: skip
    claims = read_claims(signature)
    found += judge_cms(signature, claims, file.now)
    own = _own_stamp(file, claims, proven, found)
    source = "DocTimeStamp" if proven else None
    if own is not None and own.proof is not None:
        proven, source = own.proof, "SignatureTimeStamp"
    if proven is not None:
        found += judge_proof(claims, proven)
    known = Evidence((*claims.certificates, *file.evidence.certificates), file.evidence.crls, file.evidence.ocsps)
    found += judge_use(claims.certificate)
    path = judge_path(claims.certificate, known, file.trust, file.now, proven)
    found += path.findings
    indication, sub, reasons = summary(found)
    names = claims.certificate.subject.native
    return SignatureVerdict(
        _name(signature),
        nfc(str(names.get("common_name") or claims.certificate.subject.human_friendly)),
        nfc(str(names.get("organization_name", ""))),
        indication,
        sub,
        _level(claims, proven is not None, file.evidence, archived),
        claims.signing_time,
        own.moment if own else None,
        whole,
        modified,
        reasons,
        claims.certificate.sha256.hex(),
        proven,
        source,
        docmdp=signature.docmdp_level.value if signature.docmdp_level is not None else None,
        fieldmdp=_lock(signature),
        revision=signature.signed_revision + 1,
        traces=_traces(signature, path),
        purpose=nfc(str(signature.sig_object.get("/Reason", ""))),
        **_path_told(path, file, known),
    )


def _own_stamp(file: _File, claims: Claims, proven: datetime | None, found: list[Finding]) -> JudgedStamp | None:
    """Of a signature's time stamps the earliest that proves something; what is wrong with any of them goes to `found`.

    Beside one that proves, another need not lead to somebody trusted; but none may be about something else, broken or ahead of time.
    """
    judged = [judge_stamp(one, claims.signature, file.evidence, file.trust, file.now, proven) for one in claims.stamps]
    good = [(one.proof, one) for one in judged if one.proof is not None]
    own = min(good, key=lambda pair: pair[0])[1] if good else next(iter(judged), None)
    for one in judged:
        found += [finding for finding in one.findings if one is own or finding.sub_indication in OF_THE_STAMP]
    return own


def _path_told(path: PathVerdict | None, file: _File, known: Evidence) -> dict[str, Any]:
    """The chain by names, signer first, and the newest word on the revocation of each certificate in it."""
    if path is None or not path.chain:
        return {}
    names = [nfc(str(one.subject.native.get("common_name") or one.subject.human_friendly)) for one in path.chain]
    answers = newest_answers(path.chain, (*file.trust.crls, *known.crls), (*file.trust.ocsps, *known.ocsps))
    return {"chain": tuple(reversed(names)), "revocation": answers}


def _traces(signature: EmbeddedPdfSignature, path: PathVerdict | None) -> Traces:
    info = signature.signer_info
    algorithm = str(info["digest_algorithm"]["algorithm"].native)
    chain = reversed(path.chain) if path is not None and path.chain else (signature.signer_cert,)
    document = bytes(signature.compute_digest())
    attributes = info[
        "signed_attrs"
    ]  # RFC 5652 §5.4: hashed as a SET, whatever tag they are sent under; they may be absent
    signed = new_hash(algorithm, attributes.untag().dump()).digest() if attributes else document
    return Traces(algorithm, bytes(info["signature"].native), signed, document, tuple(one.dump() for one in chain))


def _lock(signature: EmbeddedPdfSignature) -> FieldLock | None:
    lock = signature.fieldmdp
    return FieldLock(lock.action.value.lstrip("/"), tuple(str(name) for name in lock.fields or ())) if lock else None


def _level(claims: Claims, proved: bool, evidence: Evidence, archived: bool) -> str:
    """The level reached (EN 319 142-1 §6): B, then T, LT and LTA; a CMS signature that is no PAdES is PKCS7.

    A time stamp over the document does for T what one in the signature does (ibid. §6.3, requirement for B-T).
    """
    stage = "B"
    if proved:
        stage = "T"
        if evidence.certificates and (evidence.crls or evidence.ocsps):
            stage = "LTA" if archived else "LT"
    return f"B-{stage}" if claims.pades else f"PKCS7-{stage}"
