"""Who signed decides: certificates that may not, time stamps that lie, revocation that is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from signing.demo_authority import Certified, DemoAuthority, Holder, make_demo_authority
from signing.report import FileVerdict
from signing.trust import Trust, load_trust
from signing.verdict import judge
from tests.signing.plain import plain_sign, stamper

DAY = timedelta(days=1)
PERSON = Holder("Lê Thị Bình", "Sở Nội vụ")
NOW = datetime.now(UTC)
pytestmark = pytest.mark.slow  # keys made for each, and hundreds of certificate paths


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    """An authority of this module's own: its certificates are revoked at will."""
    return make_demo_authority(tmp_path_factory.mktemp("house") / "demo", {})


@pytest.fixture(scope="module")
def clock(house: DemoAuthority) -> Certified:
    return house.issue(Holder("Dấu thời gian", "Ban Cơ yếu", time_stamps=True, valid_from=-1000 * DAY))


def told(verdict: FileVerdict) -> str:
    return " ".join([*verdict.reasons, *(reason for s in verdict.signatures for reason in s.reasons)])


def judged(house: DemoAuthority, pdf: bytes) -> FileVerdict:
    return judge(pdf, load_trust([house.anchors]))


def test_a_fit_certificate_passes(house: DemoAuthority, record: bytes) -> None:
    assert judged(house, plain_sign(record, house.issue(PERSON))).verdict == "TOTAL-PASSED"


@pytest.mark.parametrize(
    ("holder", "sub", "said"),
    [
        (replace(PERSON, valid_to=-DAY), "OUT_OF_BOUNDS_NO_POE", "hết hạn"),
        (replace(PERSON, valid_from=5 * DAY), "OUT_OF_BOUNDS_NO_POE", "có hiệu lực từ"),
        (replace(PERSON, key="rsa1024"), "CRYPTO_CONSTRAINTS_FAILURE", "quá yếu"),
        (replace(PERSON, may_sign=False), "CHAIN_CONSTRAINTS_FAILURE", "không được cấp để ký"),
        (replace(PERSON, authority=True), "CHAIN_CONSTRAINTS_FAILURE", "cơ quan chứng thực"),
        (replace(PERSON, time_stamps=True), "CHAIN_CONSTRAINTS_FAILURE", "mục đích khác"),
    ],
)
def test_a_certificate_that_may_not_sign(
    house: DemoAuthority, record: bytes, holder: Holder, sub: str, said: str
) -> None:
    meta = {"signer_key_usage": set()}
    verdict = judged(house, plain_sign(record, house.issue(holder), **meta))
    assert verdict.verdict == "INDETERMINATE"
    assert verdict.signatures[0].sub_indication == sub
    assert said in told(verdict)


def test_an_unknown_authority_even_of_the_same_name(
    house: DemoAuthority, record: bytes, tmp_path: Path, authority: DemoAuthority
) -> None:
    """Both demo authorities bear one name; only one is an anchor."""
    verdict = judged(house, plain_sign(record, authority.issue(PERSON), others=(authority.root,)))
    assert verdict.verdict == "INDETERMINATE"


def test_nothing_is_trusted_by_default(house: DemoAuthority, record: bytes) -> None:
    verdict = judge(plain_sign(record, house.issue(PERSON)), Trust())
    assert (verdict.verdict, verdict.signatures[0].sub_indication) == ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND")


def test_without_revocation_data_nothing_is_sure(house: DemoAuthority, record: bytes) -> None:
    verdict = judge(plain_sign(record, house.issue(PERSON)), load_trust([house.anchors / "demo.pem"]))
    assert (verdict.verdict, verdict.signatures[0].sub_indication) == ("INDETERMINATE", "TRY_LATER")
    assert "thu hồi" in told(verdict)


def crl(by: Certified, *, updated: datetime, until: datetime, revoked: tuple[tuple[int, datetime], ...] = ()) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(updated)
        .next_update(until)
    )
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()), False)
    for serial, when in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(by.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def with_lists(folder: Path, anchor: Certified, *lists: bytes) -> Trust:
    folder.mkdir(exist_ok=True)
    (folder / "goc.pem").write_bytes(anchor.certificate.public_bytes(serialization.Encoding.PEM))
    for number, data in enumerate(lists):
        (folder / f"{number}.crl").write_bytes(data)
    return load_trust([folder])


def test_a_stale_revocation_list_is_none(house: DemoAuthority, record: bytes, tmp_path: Path) -> None:
    stale = crl(house.root, updated=NOW - 40 * DAY, until=NOW - 10 * DAY)
    verdict = judge(plain_sign(record, house.issue(PERSON)), with_lists(tmp_path / "t", house.root, stale))
    assert (verdict.verdict, verdict.signatures[0].sub_indication) == ("INDETERMINATE", "TRY_LATER")


def test_a_revocation_list_by_somebody_else_is_none(house: DemoAuthority, record: bytes, tmp_path: Path) -> None:
    liar = Certified(house.issue(PERSON).key, house.root.certificate)
    forged = crl(liar, updated=NOW - DAY, until=NOW + DAY)
    verdict = judge(plain_sign(record, house.issue(PERSON)), with_lists(tmp_path / "t", house.root, forged))
    assert verdict.verdict == "INDETERMINATE"


def test_revoked_before_or_without_proof_of_time(house: DemoAuthority, record: bytes, tmp_path: Path) -> None:
    person = house.issue(PERSON)
    revoked = ((person.certificate.serial_number, NOW - DAY),)
    trust = with_lists(
        tmp_path / "t", house.root, crl(house.root, updated=NOW - DAY / 24, until=NOW + DAY, revoked=revoked)
    )
    verdict = judge(plain_sign(record, person), trust)
    assert (verdict.verdict, verdict.signatures[0].sub_indication) == ("INDETERMINATE", "REVOKED_NO_POE")


def test_an_older_list_does_not_hide_a_revocation(house: DemoAuthority, record: bytes, tmp_path: Path) -> None:
    person = house.issue(PERSON)
    revoked = ((person.certificate.serial_number, NOW - 2 * DAY),)
    old = crl(house.root, updated=NOW - 3 * DAY, until=NOW + DAY)
    new = crl(house.root, updated=NOW - DAY / 24, until=NOW + DAY, revoked=revoked)
    for lists in ((old, new), (new, old)):
        verdict = judge(plain_sign(record, person), with_lists(tmp_path / "t", house.root, *lists))
        assert verdict.signatures[0].sub_indication == "REVOKED_NO_POE"


@pytest.mark.parametrize(("stamped", "passes"), [(NOW - 5 * DAY, True), (NOW - DAY, False)])
def test_revoked_after_the_time_stamp_was_signed_in_time(
    house: DemoAuthority, record: bytes, clock: Certified, tmp_path: Path, stamped: datetime, passes: bool
) -> None:
    person = house.issue(PERSON)
    revoked = ((person.certificate.serial_number, NOW - 3 * DAY),)
    trust = with_lists(
        tmp_path / "t", house.root, crl(house.root, updated=NOW - DAY / 24, until=NOW + DAY, revoked=revoked)
    )
    verdict = judge(plain_sign(record, person, stamps=stamper(clock, stamped)), trust)
    assert (verdict.verdict == "TOTAL-PASSED") is passes


def test_expired_since_but_time_stamped_before(
    house: DemoAuthority, record: bytes, clock: Certified, tmp_path: Path
) -> None:
    person = house.issue(replace(PERSON, valid_to=10 * DAY))
    trust = with_lists(tmp_path / "t", house.root, crl(house.root, updated=NOW - DAY, until=NOW + 90 * DAY))
    later = NOW + 20 * DAY
    stamped = judge(plain_sign(record, person, stamps=stamper(clock)), trust, now=later)
    assert (stamped.verdict, stamped.signatures[0].level) == ("TOTAL-PASSED", "B-T")
    bare = judge(plain_sign(record, person), trust, now=later)
    assert (bare.verdict, bare.signatures[0].sub_indication) == ("INDETERMINATE", "OUT_OF_BOUNDS_NO_POE")


def test_a_time_stamp_from_the_future(house: DemoAuthority, record: bytes, clock: Certified) -> None:
    verdict = judged(house, plain_sign(record, house.issue(PERSON), stamps=stamper(clock, NOW + 200 * DAY)))
    assert verdict.verdict == "INDETERMINATE"
    assert "tương lai" in told(verdict)


def test_a_time_stamp_by_a_certificate_that_may_not(house: DemoAuthority, record: bytes) -> None:
    verdict = judged(house, plain_sign(record, house.issue(PERSON), stamps=stamper(house.issue(PERSON))))
    assert verdict.verdict == "INDETERMINATE"
    assert "Dấu thời gian" in told(verdict)


def test_a_time_stamp_by_an_unknown_authority(house: DemoAuthority, record: bytes, authority: DemoAuthority) -> None:
    foreign = authority.issue(Holder("Dấu thời gian lạ", "Lạ", time_stamps=True))
    verdict = judged(house, plain_sign(record, house.issue(PERSON), stamps=stamper(foreign)))
    assert verdict.verdict == "INDETERMINATE"


def test_a_weak_hash(house: DemoAuthority, record: bytes) -> None:
    verdict = judged(house, plain_sign(record, house.issue(PERSON), digest="sha1"))
    assert verdict.signatures[0].sub_indication == "CRYPTO_CONSTRAINTS_FAILURE"
    assert verdict.verdict == "INDETERMINATE"


def test_a_certificate_put_in_place_of_the_signers(house: DemoAuthority, record: bytes) -> None:
    """The key is one person's, the certificate another's."""
    one, other = house.issue(PERSON), house.issue(PERSON)
    verdict = judged(house, plain_sign(record, Certified(one.key, other.certificate)))
    assert (verdict.verdict, verdict.signatures[0].sub_indication) == ("TOTAL-FAILED", "SIG_CRYPTO_FAILURE")


def test_an_intermediate_authority_needs_its_own_revocation_data(
    house: DemoAuthority, record: bytes, tmp_path: Path
) -> None:
    middle = house.issue(Holder("CA cấp dưới", "Ban Cơ yếu", authority=True))
    person = house.issue(PERSON, under=middle)
    signed = plain_sign(record, person, others=(middle,))
    top = crl(house.root, updated=NOW - DAY, until=NOW + DAY)
    below = crl(middle, updated=NOW - DAY, until=NOW + DAY)
    assert judge(signed, with_lists(tmp_path / "a", house.root, top, below)).verdict == "TOTAL-PASSED"
    assert judge(signed, with_lists(tmp_path / "b", house.root, top)).verdict == "INDETERMINATE"
    dead = crl(house.root, updated=NOW - DAY, until=NOW + DAY, revoked=((middle.certificate.serial_number, NOW - DAY),))
    verdict = judge(signed, with_lists(tmp_path / "c", house.root, dead, below))
    assert verdict.signatures[0].sub_indication == "REVOKED_NO_POE"
