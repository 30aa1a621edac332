"""What is inside a signature, bent: attributes left out or twice, other bytes behind it, time stamps over something else."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import cms, tsp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from signing.demo_authority import Certified, DemoAuthority, Holder
from signing.report import FileVerdict
from signing.trust import Trust
from signing.verdict import judge
from tests.signing.plain import asn1, plain_sign, stamper

PASSED, NOT = "TOTAL-PASSED", ("TOTAL-FAILED", "INDETERMINATE")
ORGAN = "Sở Tài chính"


@pytest.fixture(scope="module")
def person(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Phạm Văn Cường", ORGAN))


@pytest.fixture(scope="module")
def other(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Đỗ Thị Dung", ORGAN))


@pytest.fixture(scope="module")
def clock(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Dấu thời gian", "Ban Cơ yếu", time_stamps=True, valid_from=timedelta(days=-900)))


@pytest.fixture(scope="module")
def signed(record: bytes, person: Certified) -> bytes:
    return plain_sign(record, person)


def gap(pdf: bytes) -> tuple[int, int]:
    start = list(re.finditer(rb"/Contents\s*<", pdf))[-1].end() - 1
    return start, pdf.index(b">", start) + 1


def content(pdf: bytes) -> bytes:
    """The CMS without the noughts behind it."""
    start, end = gap(pdf)
    der: bytes = cms.ContentInfo.load(bytes.fromhex(pdf[start + 1 : end - 1].decode())).dump()
    return der


def with_digits(pdf: bytes, digits: bytes, rest: bytes = b"0") -> bytes:
    start, end = gap(pdf)
    room = end - start - 2
    assert len(digits) <= room
    return pdf[: start + 1] + digits + (rest * room)[: room - len(digits)] + pdf[end - 1 :]


def attribute(kind: str, *values: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": list(values)})


def ess(certificate: bytes) -> tsp.SigningCertificateV2:
    return tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate).digest()}]})


def covered(pdf: bytes) -> bytes:
    start, end = gap(pdf)
    return pdf[:start] + pdf[end:]


def usual(pdf: bytes, by: Certified) -> list[cms.CMSAttribute]:
    digest = hashlib.sha256(covered(pdf)).digest()
    return [
        attribute("content_type", "data"), attribute("message_digest", digest),
        attribute("signing_certificate_v2", ess(asn1(by).dump())),
    ]  # fmt: skip


def made(by: Certified, attributes: Sequence[cms.CMSAttribute] | None, data: bytes = b"") -> cms.SignerInfo:
    """With `attributes` None the signature is over the document itself."""
    signed_attributes = cms.CMSAttributes(list(attributes)) if attributes is not None else None
    told = signed_attributes.dump() if signed_attributes is not None else data
    signature = by.key.sign(told, padding.PKCS1v15(), hashes.SHA256())  # type: ignore[call-arg,arg-type]
    own = asn1(by)
    values: dict[str, Any] = {
        "version": "v1", "digest_algorithm": {"algorithm": "sha256"}, "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": {"issuer": own.issuer, "serial_number": own.serial_number}}),
        "signature": signature,
    }  # fmt: skip
    return cms.SignerInfo(values | ({"signed_attrs": signed_attributes} if signed_attributes is not None else {}))


def wrapped(infos: Sequence[cms.SignerInfo], people: Sequence[Certified], inside: bytes | None = None) -> bytes:
    told: dict[str, Any] = {"content_type": "data"} | ({"content": inside} if inside is not None else {})
    whole = cms.SignedData(
        {
            "version": "v1", "digest_algorithms": [{"algorithm": "sha256"}], "encap_content_info": told,
            "certificates": [asn1(one) for one in people], "signer_infos": list(infos),
        }
    )  # fmt: skip
    der: bytes = cms.ContentInfo({"content_type": "signed_data", "content": whole}).dump()
    return der


def told(verdict: FileVerdict) -> str:
    return " ".join([*verdict.reasons, *(reason for one in verdict.signatures for reason in one.reasons)])


Bend = Callable[[list[cms.CMSAttribute]], list[cms.CMSAttribute]]
BENT: dict[str, tuple[Bend, bool]] = {
    "as it should be": (lambda usual: usual, True),
    "no message digest": (lambda usual: [usual[0], usual[2]], False),
    "no content type": (lambda usual: usual[1:], False),
    "no certificate named": (lambda usual: usual[:2], False),
    "another certificate named": (lambda usual: [*usual[:2], attribute("signing_certificate_v2", ess(b"x"))], False),
    "a second certificate named": (lambda usual: [*usual, attribute("signing_certificate_v2", ess(b"x"))], False),
    "a second digest": (lambda usual: [*usual, attribute("message_digest", b"x" * 32)], False),
    "two digests in one": (
        lambda usual: [usual[0], usual[2], attribute("message_digest", b"x" * 32, usual[1]["values"][0].native)],
        False,
    ),
    "content of another type": (lambda usual: [attribute("content_type", "signed_data"), *usual[1:]], False),
}


@pytest.mark.parametrize("how", BENT)
def test_signed_attributes(how: str, signed: bytes, person: Certified, trust: Trust) -> None:
    bend, passes = BENT[how]
    verdict = judge(
        with_digits(signed, wrapped([made(person, bend(usual(signed, person)))], [person]).hex().encode()), trust
    )
    assert (verdict.verdict == PASSED) is passes
    assert passes or told(verdict)


def test_without_attributes_it_is_adobes_kind_of_signature_and_no_pades(
    signed: bytes, person: Certified, trust: Trust
) -> None:
    def bare(pdf: bytes) -> bytes:
        return with_digits(pdf, wrapped([made(person, None, covered(pdf))], [person]).hex().encode())

    assert judge(bare(signed), trust).verdict == "INDETERMINATE"
    old = judge(bare(signed.replace(b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached")), trust)
    assert (old.verdict, old.signatures[0].level) == (PASSED, "PKCS7-B")


def test_two_signers_in_one_signature_are_none(
    signed: bytes, person: Certified, other: Certified, trust: Trust
) -> None:
    own, second = made(person, usual(signed, person)), made(other, usual(signed, other))
    for infos in ([own, second], [second, own], []):
        assert judge(with_digits(signed, wrapped(infos, [person, other]).hex().encode()), trust).verdict in NOT


def test_content_of_its_own_is_not_the_file(signed: bytes, person: Certified, trust: Trust) -> None:
    for attributes in (
        usual(signed, person),
        [*usual(signed, person)[::2], attribute("message_digest", hashlib.sha256(b"x").digest())],
    ):
        forged = wrapped([made(person, attributes)], [person], inside=b"x")
        assert judge(with_digits(signed, forged.hex().encode()), trust).verdict in NOT


def test_indefinite_lengths_and_capitals_are_as_good(signed: bytes, trust: Trust) -> None:
    """BER as some signing services send it (RFC 5652 allows it)."""
    outer = cms.ContentInfo.load(content(signed))
    inner = bytes(outer["content"].contents)
    loose = b"\x30\x80" + outer["content_type"].dump() + b"\xa0\x80\x30\x80" + inner + b"\0\0\0\0\0\0"
    assert judge(with_digits(signed, loose.hex().encode()), trust).verdict == PASSED
    assert judge(with_digits(signed, content(signed).hex().upper().encode()), trust).verdict == PASSED


def test_what_fills_the_room_behind_a_signature_says_nothing_but_white_space_in_it_is_asked_about(
    signed: bytes, trust: Trust
) -> None:
    """Acrobat leaves random bytes there. EU DSS fails white space between the digits."""
    digits = content(signed).hex().encode()
    assert judge(with_digits(signed, digits), trust).verdict == PASSED
    assert judge(with_digits(signed, digits, b"4"), trust).verdict == PASSED
    for loose in (digits[:100] + b"\n" + digits[100:], digits[:100] + b"\r\n" + digits[100:]):
        verdict = judge(with_digits(signed, loose), trust)
        assert verdict.verdict in NOT
        assert "khoảng trắng" in told(verdict)


def test_a_signature_that_calls_itself_a_time_stamp_is_neither(signed: bytes, person: Certified, trust: Trust) -> None:
    named = signed.replace(b"/SubFilter /ETSI.CAdES.detached", b"/SubFilter /ETSI.RFC3161       ")
    assert named != signed
    sound = with_digits(named, wrapped([made(person, usual(named, person))], [person]).hex().encode())
    assert judge(sound, trust).verdict == "INDETERMINATE"


def stamped(pdf: bytes, *tokens: Any) -> bytes:
    whole = cms.ContentInfo.load(content(pdf))
    whole["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes(
        [attribute("signature_time_stamp_token", *tokens)]
    )
    fresh = cms.ContentInfo({"content_type": "signed_data", "content": whole["content"]})
    return with_digits(pdf, fresh.dump(force=True).hex().encode())


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("second", "moment", "passes"),
    [
        (None, None, True),
        ("own", None, True),
        ("another signature's", None, False),
        ("own", NOW + timedelta(days=300), False),
        ("own", NOW - timedelta(days=300), False),  # before the signer had a certificate
    ],
)
def test_every_time_stamp_of_a_signature_is_looked_at(
    second: str | None, moment: datetime | None, passes: bool, signed: bytes, clock: Certified, trust: Trust
) -> None:
    value = cms.ContentInfo.load(content(signed))["content"]["signer_infos"][0]["signature"].native

    def token(over: bytes, at: datetime | None = None) -> Any:
        return asyncio.run(stamper(clock, at).async_timestamp(hashlib.sha256(over).digest(), "sha256"))

    tokens = [token(value)]
    if second is not None:
        tokens.append(token(value if second == "own" else b"another", moment))
    verdict = judge(stamped(signed, *tokens), trust)
    assert (verdict.verdict == PASSED) is passes, told(verdict)
    assert not passes or verdict.signatures[0].level == "B-T"


@pytest.mark.slow
def test_a_time_stamp_from_before_its_server_had_a_certificate_proves_nothing(
    signed: bytes, authority: DemoAuthority, trust: Trust
) -> None:
    young = authority.issue(Holder("Dấu thời gian mới", "Ban Cơ yếu", time_stamps=True))
    value = cms.ContentInfo.load(content(signed))["content"]["signer_infos"][0]["signature"].native
    long_ago = asyncio.run(
        stamper(young, NOW - timedelta(days=60)).async_timestamp(hashlib.sha256(value).digest(), "sha256")
    )
    verdict = judge(stamped(signed, long_ago), trust)
    assert verdict.verdict == "INDETERMINATE"
    assert "ngoài thời hạn" in told(verdict)
