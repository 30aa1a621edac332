"""RSA-PSS by a token: by whichever mechanism it has, with the parameters written down, and judged by others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from pipeline.clock import now
from pipeline.errors import VanthuError
from signing import cades
from signing.demo_authority import DemoAuthority, Holder
from signing.opened import Opened, check_signed, close_field, open_field
from signing.pin import Pin
from signing.places import AGENCY
from signing.sign import sign_field
from signing.tokens import open_token
from signing.trust import Trust
from signing.verdict import judge
from tests import judges
from tests.signing.conftest import CURVE, LEADER
from tests.signing.shim import build_shim

HASH, PSS, RAW = "43", "D", "3"  # CKM_SHA256_RSA_PKCS_PSS, CKM_RSA_PKCS_PSS, CKM_RSA_X_509


@pytest.fixture
def signed(
    authority: DemoAuthority,
    pin: Callable[[str], Pin],
    incoming: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., bytes]:
    monkeypatch.setenv("FAULTY_TOKEN_MODULE", str(authority.module))
    shim = build_shim(tmp_path)

    def do(*unknown: str, label: str = LEADER) -> bytes:
        monkeypatch.setenv("FAULTY_TOKEN", f"mechanism={','.join(unknown)}" if unknown else "none")
        with open_token([shim], label, pin(label), scheme="pss") as key:
            return sign_field(incoming, AGENCY, key).pdf

    return do


@pytest.mark.slow
@pytest.mark.parametrize("unknown", [(), (HASH,), (HASH, PSS)], ids=["whole", "digest", "raw"])
def test_whatever_the_token_knows_it_is_one_pss_signature(
    signed: Callable[..., bytes], unknown: tuple[str, ...], trust: Trust
) -> None:
    verdict = judge(signed(*unknown), trust)
    assert verdict.verdict == "TOTAL-PASSED", verdict.signatures


@pytest.mark.slow
def test_a_token_that_cannot_is_told_and_signs_nothing_else(signed: Callable[..., bytes]) -> None:
    with pytest.raises(VanthuError) as caught:
        signed(HASH, PSS, RAW)
    assert caught.value.code == "VT-SIGN-019"


@pytest.mark.slow
def test_a_curve_signs_as_ever(signed: Callable[..., bytes], trust: Trust) -> None:
    assert judge(signed(label=CURVE), trust).verdict == "TOTAL-PASSED"


@pytest.mark.java
def test_eu_dss_and_verapdf_take_it(signed: Callable[..., bytes], authority: DemoAuthority, tmp_path: Path) -> None:
    paths = []
    for number, unknown in enumerate(((), (HASH, PSS))):
        paths.append(tmp_path / f"pss-{number}.pdf")
        paths[-1].write_bytes(signed(*unknown))
    assert not judges.all_pass(judges.verapdf(paths))
    found = judges.dss(paths, [authority.anchors / "demo.pem"], [authority.anchors / "demo.crl"])
    assert [s.indication for signatures in found.values() for s in signatures] == ["TOTAL_PASSED"] * 2


def opened(authority: DemoAuthority, pdf: bytes) -> tuple[Opened, Callable[[object], bytes]]:
    made = authority.issue(Holder("Nguyễn Văn An", "Sở Thử nghiệm"))
    field = open_field(pdf, AGENCY, made.certificate, (), now())
    sign = lambda pad: made.key.sign(field.attributes, pad, hashes.SHA256())  # type: ignore[call-arg,arg-type]
    return field, sign


def test_what_the_cms_says_is_how_it_was_made(authority: DemoAuthority, incoming: bytes, trust: Trust) -> None:
    field, sign = opened(authority, incoming)
    pss = sign(padding.PSS(padding.MGF1(hashes.SHA256()), 32))
    done = close_field(field, pss)
    check_signed(incoming, done, AGENCY, field.certificate, "token")
    assert judge(done, trust).verdict == "TOTAL-PASSED"
    made = cades.assemble(pss, field.attributes, field.certificate, (), "pss")
    told = cms.ContentInfo.load(made)["content"]["signer_infos"][0]["signature_algorithm"]
    assert (told.signature_algo, told.hash_algo, told["parameters"]["salt_length"].native) == (
        "rsassa_pss",
        "sha256",
        32,
    )


def test_one_said_to_be_made_otherwise_is_not_handed_out(authority: DemoAuthority, incoming: bytes) -> None:
    field, sign = opened(authority, incoming)
    lied = cades.assemble(sign(padding.PKCS1v15()), field.attributes, field.certificate, (), "pss")
    start, end = field.gap
    pdf = field.pdf[:start] + b"<" + lied.hex().encode().ljust(end - start - 2, b"0") + b">" + field.pdf[end:]
    with pytest.raises(VanthuError):
        check_signed(incoming, pdf, AGENCY, field.certificate, "token")


def test_pss_with_sha1_or_another_salt_is_no_signature_of_ours(authority: DemoAuthority, incoming: bytes) -> None:
    field, sign = opened(authority, incoming)
    for pad in (padding.PSS(padding.MGF1(hashes.SHA1()), 32), padding.PSS(padding.MGF1(hashes.SHA256()), 0)):
        with pytest.raises(VanthuError) as caught:
            close_field(field, sign(pad))
        assert caught.value.code == "VT-SIGN-015"
