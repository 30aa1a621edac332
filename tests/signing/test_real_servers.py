"""Levels and verdicts with real servers: an authority's OCSP, revocation lists and time stamps over http on loopback."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel

from signing.demo_authority import DemoAuthority, DemoToken
from signing.pin import read_pin
from signing.places import AGENCY
from signing.proofs import Lifted, lift
from signing.revocation import Revocations
from signing.sign import sign_field
from signing.timestamps import request_stamp
from signing.tokens import open_token
from signing.trust import Trust
from signing.verdict import judge
from signing.web import Servers, Unanswered
from tests import judges
from tests.signing.plain import asn1, plain_sign
from tests.signing.real_servers import ARCH, RealPki, serve_pki

pytestmark = pytest.mark.slow
Lift = Callable[..., Lifted]


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPki]:
    with serve_pki(tmp_path_factory.mktemp("pki") / "vn") as made:
        yield made


@pytest.fixture
def lifted(pki: RealPki) -> Lift:
    """`lift` with servers that nobody met before."""

    def do(pdf: bytes, wanted: str, level: str = "B-B", trust: Trust | None = None, **more: object) -> Lifted:
        given = {"urls": [pki.stamps()], "revocations": Revocations(Servers(), seconds=3), "seconds": 5.0} | more
        return lift(pdf, level, wanted, trust=trust or pki.trust, **given)  # type: ignore[arg-type]

    return do


@contextmanager
def serving(answer: Callable[[http.server.BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server on loopback that does what `answer` does with each request."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            """Tests are read, not servers' logs."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


# --- levels


@pytest.mark.parametrize("who", ["rsa2048", "rsa3072", "rsa4096", "p256", "p384"])
@pytest.mark.parametrize("pss", [False, True])
def test_every_kind_of_key_reaches_the_archive_level_and_needs_nobody_after(
    who: str, pss: bool, pki: RealPki, lifted: Lift, record: bytes
) -> None:
    if pss and not who.startswith("rsa"):
        pytest.skip("PSS is RSA's")
    done = lifted(plain_sign(record, pki.certified(who), pss=pss), "B-LTA")
    assert (done.level, done.notes, done.hopeless) == ("B-LTA", (), False)
    verdict = judge(done.pdf, pki.trust)  # the root alone
    assert verdict.verdict == "TOTAL-PASSED"
    [signature, *stamps] = verdict.signatures
    assert signature.level == "B-LTA"
    assert [stamp.level for stamp in stamps] == ["DocTimeStamp", "DocTimeStamp"]
    assert {answer.source for answer in signature.revocation} == {"OCSP", "CRL"}
    assert signature.best_time_source == "DocTimeStamp"
    assert signature.chain == (f"Thử nghiệm {who}", "Thử nghiệm inter", "Thử nghiệm root")


@pytest.mark.parametrize(("wanted", "level"), [("B-T", "B-T"), ("B-LT", "B-LT")])
def test_levels_in_between(wanted: str, level: str, pki: RealPki, lifted: Lift, record: bytes) -> None:
    trust = replace(pki.trust, crls=())
    done = lifted(plain_sign(record, pki.certified("p256")), wanted)
    verdict = judge(done.pdf, trust)
    assert done.level == level
    assert verdict.signatures[0].level == (
        level if level == "B-LT" else "B-B"
    )  # without lists even the stamp is unsure


def test_lifting_appends_and_does_nothing_twice(pki: RealPki, lifted: Lift, record: bytes) -> None:
    signed = plain_sign(record, pki.certified("p256"))
    once = lifted(signed, "B-LTA")
    assert once.pdf.startswith(signed)
    assert lifted(once.pdf, "B-LTA", "B-LTA").pdf == once.pdf


def test_renewal_stamps_over_the_last_stamp(pki: RealPki, lifted: Lift, record: bytes) -> None:
    old = lifted(plain_sign(record, pki.certified("p256")), "B-LTA", urls=[pki.stamps("tsa-old")])
    assert old.renew_by is not None and old.renew_by.year == datetime.now(UTC).year + 1
    new = lifted(old.pdf, "B-LTA", "B-LTA", renew=True)
    assert new.pdf.startswith(old.pdf) and len(new.pdf) > len(old.pdf)
    assert new.renew_by is not None and new.renew_by.year == 2045
    after = old.renew_by + timedelta(days=30)
    assert judge(new.pdf, pki.trust, now=after).verdict == "TOTAL-PASSED"
    assert judge(old.pdf, pki.trust, now=after).verdict == "INDETERMINATE"


def test_a_token_signs_at_the_archive_level_in_one_go(
    pki: RealPki, authority: DemoAuthority, incoming: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = DemoToken("MAY CHU THAT", authority.folder / "pin-that", pki.certified("rsa2048"))
    authority.put_on_token(token)
    with open_token([authority.module], token.label, read_pin(f"file:{token.pin_file}")) as key:
        done = sign_field(incoming, AGENCY, key, timestamp_urls=[pki.stamps()], level="B-LTA", trust=pki.trust)
    assert (done.level, done.notes) == ("B-LTA", ())
    assert judge(done.pdf, pki.trust).verdict == "TOTAL-PASSED"


@pytest.mark.java
def test_outside_judges_agree(pki: RealPki, lifted: Lift, record: bytes, tmp_path: Path) -> None:
    root = tmp_path / "root.pem"
    root.write_bytes(_pem(pki))
    files = []
    for who in ("rsa2048", "p256", "p384"):
        path = tmp_path / f"{who}.pdf"
        path.write_bytes(lifted(plain_sign(record, pki.certified(who)), "B-LTA").pdf)
        files.append(path)
    for path, signatures in judges.dss(files, [root]).items():
        assert [(one.indication, one.level) for one in signatures] == [("TOTAL_PASSED", "PAdES-BASELINE-LTA")], path
    assert all(found.compliant for found in judges.verapdf(files).values())


def _pem(pki: RealPki) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return pki.certified("root").certificate.public_bytes(Encoding.PEM)


# --- certificates that should not have signed


@pytest.mark.parametrize(
    ("who", "sub"),
    [
        ("revoked", "REVOKED_NO_POE"),
        ("expired", "OUT_OF_BOUNDS_NO_POE"),
        ("early", "OUT_OF_BOUNDS_NO_POE"),
        ("sealing-wax", "CHAIN_CONSTRAINTS_FAILURE"),
        ("sha1", "CRYPTO_CONSTRAINTS_FAILURE"),
        ("rsa1024", "CRYPTO_CONSTRAINTS_FAILURE"),
    ],
)
def test_a_certificate_that_is_unfit_lifts_nothing(
    who: str, sub: str, pki: RealPki, lifted: Lift, record: bytes
) -> None:
    signed = plain_sign(record, pki.certified(who), signer_key_usage=set())
    done = lifted(signed, "B-LTA")
    assert (done.pdf, done.level, done.hopeless) == (signed, "B-B", True)
    assert done.notes
    known, _ = Revocations(Servers()).gather([asn1(pki.certified(who))], [asn1(pki.certified("inter"))], pki.trust)
    trust = Trust(pki.trust.anchors, known.crls, known.ocsps, (asn1(pki.certified("inter")),))
    verdict = judge(signed, trust)
    assert verdict.verdict == "INDETERMINATE"
    assert verdict.signatures[0].sub_indication == sub, verdict


# --- servers in trouble


def test_servers_away_cost_a_level_and_are_asked_again_later(pki: RealPki, lifted: Lift, record: bytes) -> None:
    signed = plain_sign(record, pki.certified("p256"))
    with pki.trouble("tsa"):
        done = lifted(signed, "B-LTA")
    assert (done.pdf, done.level, done.hopeless) == (signed, "B-B", False)
    assert "503" in " ".join(done.notes)
    with pki.trouble("ocsp"), pki.trouble("crls"):
        stamped = lifted(signed, "B-LTA")
    assert (stamped.level, stamped.hopeless) == ("B-T", False), stamped.notes
    assert lifted(stamped.pdf, "B-LTA", stamped.level).level == "B-LTA"


def test_without_ocsp_the_list_serves(pki: RealPki, lifted: Lift, record: bytes) -> None:
    with pki.trouble("ocsp", 404):
        done = lifted(plain_sign(record, pki.certified("p256")), "B-LT")
    assert done.level == "B-LT"
    assert {one.source for one in judge(done.pdf, pki.trust).signatures[0].revocation} == {"CRL"}


def test_a_slow_server_is_left_for_the_next(pki: RealPki, record: bytes) -> None:
    with pki.trouble("tsa/tsa-old", 200, seconds=6.0):
        start = time.monotonic()
        servers = Servers()
        stamp = request_stamp(
            [pki.stamps("tsa-old"), "http://127.0.0.1:9/", pki.stamps()], b"x", seconds=1, servers=servers
        )
        assert time.monotonic() - start < 4
    assert stamp.token is not None  # the good one is of the same host: one that rests leaves its neighbours awake
    assert "không trả lời kịp" in stamp.notes[0]
    assert servers.rests(pki.stamps("tsa-old")) and not servers.rests(pki.stamps())


def test_bytes_that_drip_are_not_waited_for() -> None:
    def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(50):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    with serving(drip) as url:
        start = time.monotonic()
        with pytest.raises(Unanswered, match="không trả lời kịp"):
            Servers().ask(url, seconds=0.5, most_bytes=5000)
        assert time.monotonic() - start < 2


def test_answers_have_a_size_and_a_scheme() -> None:
    def flood(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b"x" * 100_000)

    def away(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "file:///etc/passwd")
        handler.end_headers()

    with serving(flood) as url, pytest.raises(Unanswered, match="quá lớn"):
        Servers().ask(url, seconds=5, most_bytes=5000)
    with serving(away) as url, pytest.raises(Unanswered):
        Servers().ask(url, seconds=5, most_bytes=5000)
    for url in ("file:///etc/passwd", "ftp://127.0.0.1/x", "ldap://127.0.0.1/x", "không phải", "http://"):
        with pytest.raises(Unanswered):
            Servers().ask(url, seconds=2, most_bytes=5000)


def test_a_server_that_was_away_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    servers = Servers()
    moment = time.monotonic()
    rests = []
    for _ in range(3):
        with pytest.raises(Unanswered):
            servers.ask(url, seconds=2, most_bytes=10)
        assert servers.rests(url)
        step = next(s for s in (10, 29, 31, 61, 125) if _after(monkeypatch, moment + s, servers, url))
        rests.append(step)
        moment += step
    assert rests == [31, 61, 125]


def _after(monkeypatch: pytest.MonkeyPatch, moment: float, servers: Servers, url: str) -> bool:
    monkeypatch.setattr("signing.web.time.monotonic", lambda: moment)
    return not servers.rests(url)


def test_a_busy_server_says_for_how_long(pki: RealPki, monkeypatch: pytest.MonkeyPatch) -> None:
    servers, moment = Servers(), time.monotonic()
    with pki.trouble("tsa", 429):
        assert request_stamp([pki.stamps()], b"x", servers=servers).token is None
    assert not _after(monkeypatch, moment + 115, servers, pki.stamps())  # Retry-After: 120
    assert _after(monkeypatch, moment + 130, servers, pki.stamps())


# --- answers that prove nothing


def test_an_answer_of_somebody_else_is_refused(pki: RealPki, tmp_path: Path) -> None:
    """Another authority answers at the same addresses: nothing of it is taken."""
    with serve_pki(tmp_path / "la") as foreign:
        pki.animator, own = foreign.animator, pki.animator
        try:
            found, notes = Revocations(Servers()).gather(
                [asn1(pki.certified("p256"))], [asn1(pki.certified("inter"))], pki.trust
            )
        finally:
            pki.animator = own
    assert (found.crls, found.ocsps) == ((), ())
    assert any("thu hồi" in note for note in notes)


def test_yesterdays_answer_is_refused(pki: RealPki) -> None:
    with clock_of(pki, datetime.now(UTC) - timedelta(days=40)):
        found, notes = Revocations(Servers()).gather(
            [asn1(pki.certified("p256"))], [asn1(pki.certified("inter"))], pki.trust
        )
    assert (found.crls, found.ocsps) == ((), ())
    assert any("quá hạn" in note for note in notes)


def test_nobody_is_asked_about_a_stranger(pki: RealPki, authority: DemoAuthority) -> None:
    """A certificate that leads to no anchor names addresses that are not ours to visit."""
    pki.asked.clear()
    found, _ = Revocations(Servers()).gather(
        [asn1(pki.certified("p256"))], [asn1(pki.certified("inter"))], Trust((asn1(authority.root),))
    )
    assert not found.certificates
    assert not [path for path in pki.asked if "ocsp" in path or "crls" in path]


# --- clocks


@contextmanager
def clock_of(pki: RealPki, moment: datetime) -> Iterator[None]:
    """The authority's servers believe that it is `moment`."""
    own = pki.animator
    store = AnimatorArchStore({ARCH: pki.config.get_pki_arch(ArchLabel(ARCH))})
    pki.animator = Animator(store, at_time=moment, with_web_ui=False)
    try:
        yield
    finally:
        pki.animator = own


def test_a_stamp_from_the_future_lifts_nothing(pki: RealPki, lifted: Lift, record: bytes) -> None:
    signed = plain_sign(record, pki.certified("p256"))
    with clock_of(pki, datetime.now(UTC) + timedelta(days=300)):
        stamped = lifted(signed, "B-T").pdf
    assert judge(stamped, pki.trust).verdict == "INDETERMINATE"


def test_a_server_whose_clock_agrees_is_preferred(pki: RealPki, authority: DemoAuthority, time_stamps: str) -> None:
    with clock_of(pki, datetime.now(UTC) + timedelta(hours=5)):
        stamp = request_stamp([pki.stamps(), time_stamps], b"x", servers=Servers())
        alone = request_stamp([pki.stamps()], b"x", servers=Servers())
    assert stamp.moment is not None and abs(stamp.moment - datetime.now(UTC)) < timedelta(minutes=2)
    assert "lệch" in stamp.notes[0]
    assert alone.token is not None  # the only one may be right, and this computer wrong


def test_a_stamp_by_a_certificate_not_made_for_it_proves_nothing(pki: RealPki, lifted: Lift, record: bytes) -> None:
    done = lifted(plain_sign(record, pki.certified("p256")), "B-LTA", urls=[pki.stamps("tsa-weak")])
    assert done.level in ("B-B", "B-T")
    assert judge(done.pdf, pki.trust).verdict == "INDETERMINATE"
