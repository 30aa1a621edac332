"""Files signed rightly, by us and by other programs, pass; a verdict tells who, when and how."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from asn1crypto import crl as asn1_crl
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko_certvalidator import ValidationContext

from signing.demo_authority import Certified, DemoAuthority, Holder
from signing.trust import Trust
from signing.verdict import judge
from tests.signing.plain import asn1, plain_sign, stamper
from tests.signing.records import scanned_record

BLANK = (60, 60, 260, 120)  # nothing is printed there
SUM = (60, 690, 460, 730)  # a line is printed there
PERSON = Holder("Phạm Văn Cường", "Sở Tài chính")


@pytest.fixture(scope="module")
def person(authority: DemoAuthority) -> Certified:
    return authority.issue(PERSON)


@pytest.fixture(scope="module")
def second(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("SỞ TÀI CHÍNH", "Sở Tài chính", key="p256"))


@pytest.fixture(scope="module")
def clock(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Dấu thời gian", "Ban Cơ yếu", time_stamps=True))


def with_object_streams(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def with_fields(pdf: bytes, *specs: SigFieldSpec) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for spec in specs:
        fields.append_signature_field(writer, spec)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def context(authority: DemoAuthority) -> ValidationContext:
    lists = [asn1_crl.CertificateList.load(path.read_bytes()) for path in authority.anchors.glob("*.crl")]
    return ValidationContext(
        trust_roots=[asn1(authority.root)], crls=lists, allow_fetching=False, revocation_mode="require"
    )


Maker = Callable[[bytes, DemoAuthority, Certified, Certified, Certified], bytes]
GOOD: dict[str, tuple[Maker, list[str]]] = {
    "once, unseen": (lambda pdf, a, p, s, c: plain_sign(pdf, p), ["B-B"]),
    "with a time stamp": (lambda pdf, a, p, s, c: plain_sign(pdf, p, stamps=stamper(c)), ["B-T"]),
    "seen, on a blank place": (lambda pdf, a, p, s, c: plain_sign(pdf, p, box=BLANK), ["B-B"]),
    "seen, over print: the first signer chose so": (lambda pdf, a, p, s, c: plain_sign(pdf, p, box=SUM), ["B-B"]),
    "twice, unseen": (lambda pdf, a, p, s, c: plain_sign(plain_sign(pdf, p), s, "Signature2"), ["B-B", "B-B"]),
    "twice, the second seen on a blank place": (
        lambda pdf, a, p, s, c: plain_sign(plain_sign(pdf, p), s, "Signature2", box=BLANK),
        ["B-B", "B-B"],
    ),
    "twice, in boxes that overlap and were made before": (
        lambda pdf, a, p, s, c: plain_sign(
            plain_sign(with_fields(pdf, SigFieldSpec("A", box=BLANK), SigFieldSpec("B", box=(200, 60, 300, 160))), p, "A"), s, "B"
        ),
        ["B-B", "B-B"],
    ),
    "as Adobe does: adbe.pkcs7.detached": (
        lambda pdf, a, p, s, c: plain_sign(pdf, p, subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED),
        ["PKCS7-B"],
    ),
    "with RSASSA-PSS": (lambda pdf, a, p, s, c: plain_sign(pdf, p, pss=True), ["B-B"]),
    "with SHA-512": (lambda pdf, a, p, s, c: plain_sign(pdf, p, digest="sha512"), ["B-B"]),
    "certified, form filling allowed": (
        lambda pdf, a, p, s, c: plain_sign(pdf, p, certify=True, docmdp_permissions=MDPPerm.FILL_FORMS),
        ["B-B"],
    ),
    "certified, then signed in a field made before": (
        lambda pdf, a, p, s, c: plain_sign(
            plain_sign(with_fields(pdf, SigFieldSpec("A", box=BLANK), SigFieldSpec("B", box=SUM)), p, "A", certify=True), s, "B"
        ),
        ["B-B", "B-B"],
    ),
    "in a file of object streams": (lambda pdf, a, p, s, c: plain_sign(with_object_streams(pdf), p), ["B-B"]),
    "on a turned page": (lambda pdf, a, p, s, c: plain_sign(scanned_record(1, rotation=90), p, box=BLANK), ["B-B"]),
    "with proofs inside (LT)": (
        lambda pdf, a, p, s, c: plain_sign(
            pdf, p, stamps=stamper(c), embed_validation_info=True, validation_context=context(a)
        ),
        ["B-LT"],
    ),
    "for the archive (LTA)": (
        lambda pdf, a, p, s, c: plain_sign(
            pdf, p, stamps=stamper(c), embed_validation_info=True, validation_context=context(a), use_pades_lta=True
        ),
        ["B-LTA", "DocTimeStamp"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", GOOD)
def test_a_good_file_passes(
    how: str,
    record: bytes,
    authority: DemoAuthority,
    trust: Trust,
    person: Certified,
    second: Certified,
    clock: Certified,
) -> None:
    make, levels = GOOD[how]
    verdict = judge(make(record, authority, person, second, clock), trust)
    assert verdict.verdict == "TOTAL-PASSED", verdict
    assert [signature.level for signature in verdict.signatures] == levels
    assert (verdict.signatures[0].signer, verdict.signatures[0].organ) == ("Phạm Văn Cường", "Sở Tài chính")


def test_a_second_signature_that_covers_print_does_not_pass(
    record: bytes, trust: Trust, person: Certified, second: Certified
) -> None:
    """pyHanko and EU DSS pass it: the second box is one more approval, and hides the sum."""
    verdict = judge(plain_sign(plain_sign(record, person), second, "Signature2", box=SUM), trust)
    assert verdict.verdict == "INDETERMINATE"
    assert any("che lên" in reason for reason in verdict.reasons)


def test_boxes_made_after_the_first_signature_may_not_overlap(
    record: bytes, trust: Trust, person: Certified, second: Certified
) -> None:
    signed = plain_sign(record, person, box=BLANK)
    verdict = judge(plain_sign(signed, second, "Signature2", box=(200, 60, 300, 160)), trust)
    assert any("chồng lên" in reason for reason in verdict.reasons)


@pytest.mark.slow
def test_archived_files_stay_good_when_revocation_lists_have_passed(
    record: bytes, authority: DemoAuthority, trust: Trust, person: Certified, clock: Certified
) -> None:
    """At LTA the proofs lie in the file, proved by its last time stamp."""
    meta = {"embed_validation_info": True, "validation_context": context(authority), "use_pades_lta": True}
    archived = plain_sign(record, person, stamps=stamper(clock), **meta)
    fresh = judge(archived, Trust(trust.anchors))
    assert fresh.verdict == "TOTAL-PASSED", fresh


def test_verdicts_tell_time_and_extent(
    record: bytes, trust: Trust, person: Certified, second: Certified, clock: Certified
) -> None:
    verdict = judge(plain_sign(plain_sign(record, person, stamps=stamper(clock)), second, "Signature2"), trust)
    first, last = verdict.signatures
    assert first.timestamp is not None and abs(first.timestamp - datetime.now(UTC)) < timedelta(minutes=10)
    assert first.signing_time is not None and first.signing_time.tzinfo is not None
    assert (first.covers_whole_file, last.covers_whole_file) == (False, True)
    assert (first.modified_after, last.modified_after) == (False, False)


def test_no_signature_and_no_pdf(record: bytes, trust: Trust) -> None:
    assert judge(record, trust).verdict == "NO_SIGNATURE"
    for junk in (b"", b"%PDF-1.7\n", b"<html>" * 100, record[:500]):
        assert judge(junk, trust).verdict in ("INDETERMINATE", "NO_SIGNATURE")
        assert not judge(junk, trust).signatures


def test_a_time_stamp_alone_is_nobodys_signature(record: bytes, trust: Trust, clock: Certified) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(record))
    stamped = PdfTimeStamper(stamper(clock), field_name="Stamp").timestamp_pdf(writer, "sha256").getvalue()
    assert judge(stamped, trust).verdict == "INDETERMINATE"


def test_a_verdict_holds_plain_text_even_of_a_file_with_broken_metadata(
    record: bytes, trust: Trust, person: Certified
) -> None:
    """pyHanko's strings hold on to their reader and all it met; a verdict that did could not be copied or sent."""
    signed = plain_sign(record, person)
    at = signed.index(b"<x:xmpmeta") + 1
    verdict = judge(signed[:at] + b"\xff" + signed[at + 1 :], trust)
    assert verdict.verdict == "TOTAL-FAILED"
    [signature] = verdict.signatures
    assert type(signature.field) is str
    assert asdict(signature)["field"] == "Signature1"
