"""The office's server in one process, the leader's computer with the token in another: look, sign, reject, go on after a break."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import sqlite3
from pathlib import Path

import pytest

from pipeline.office import access, delegations, documents, journal, settings
from pipeline.office.models import Document, Signature
from signing.trust import load_trust
from signing.verdict import judge
from tests.judges import pdftotext
from tests.remote.conftest import LEADER, serving
from tests.work.papers import lay_out, lay_out_copy

pytestmark = pytest.mark.slow


@pytest.fixture
def server(office):
    with serving(office, "--address", "127.0.0.1:0") as running:
        yield running


@pytest.fixture
def leader(leader, server):
    leader.url = server.url
    return leader


def call(server, leader, method, path, body=None, secret=None, **headers):
    host = server.url.removeprefix("http://")
    line = http.client.HTTPConnection(host, timeout=30)
    given = {"Authorization": f"Bearer {secret or leader.secret}", **headers}
    line.request(method, f"/api/v1/{path}", None if body is None else json.dumps(body), given)
    answer = line.getresponse()
    data = answer.read()
    line.close()
    return answer, data


def test_a_leader_looks_and_signs_and_the_server_sees_neither_pin_nor_key(there, leader, authority, office):
    one, two = lay_out(there, 2)
    code, answer, _ = leader.run("sign", "list")
    assert code == 0 and [result["id"] for result in answer["results"]] == [one, two]

    code, answer, _ = leader.run("sign", "show", one[:6])
    [shown] = answer["results"]
    assert (
        code == 0 and "phê duyệt kinh phí" in shown["text"] and shown["fields"]["subject"]["value"] == "Về việc thứ 0"
    )
    assert (
        hashlib.sha256(Path(shown["file"]).read_bytes()).hexdigest()
        == shown["digest"]
        == answer["results"][0]["digest"]
    )

    code, results, said = leader.approve(one, two)
    assert (code, [result["status"] for result in results]) == (0, ["signed", "signed"]), said
    assert {result["signer"] for result in results} == {LEADER}
    trust = load_trust([authority.anchors])
    for key in (one, two):
        path = there.archive.path_of(there.object_id(key), "record.pdf")
        assert judge(path.read_bytes(), trust).verdict == "TOTAL-PASSED"
        assert Document.objects.get(pk=key).waits_for == "issue"
    acts = [(act.actor, act.act, act.document) for act in journal.acts() if act.document]
    assert acts == [
        (LEADER, "shown", one), (LEADER, "key_use", one), (LEADER, "not_shown", two), (LEADER, "key_use", two),
        (LEADER, "signed", one), (LEADER, "signed", two),
    ]  # fmt: skip
    assert journal.verify().intact
    assert leader.shelf() == [
        leader.home / "cache" / "vanthu" / leader.url.removeprefix("http://").replace(":", "_") / "da-xem.json"
    ]
    pin = authority.tokens["LANH DAO"].pin_file.read_text().strip()
    for path in (*office.root.rglob("*"), *leader.home.rglob("*")):
        assert not path.is_file() or (
            pin.encode() not in path.read_bytes() and leader.secret.encode() not in path.read_bytes()
        )


def test_the_same_command_again_signs_nothing_twice(there, leader):
    ids = lay_out(there, 2)
    leader.approve(*ids)
    before = journal.verify().entries
    code, results, _ = leader.approve(*ids)
    assert (code, {result["status"] for result in results}) == (0, {"signed"})
    assert Signature.objects.count() == 2
    assert journal.verify().entries == before


def test_what_changed_since_it_was_shown_is_not_signed(there, leader):
    [key] = lay_out(there, 1)
    leader.run("sign", "show", key)
    path = there.work(key) / "prepared.pdf"
    path.write_bytes(path.read_bytes() + b"\n")
    Document.objects.filter(pk=key).update(prepared=hashlib.sha256(path.read_bytes()).hexdigest())
    code, [result], said = leader.approve(key)
    assert (code, result["error"]["code"]) == (9, "VT-WORK-025"), said
    assert Signature.objects.count() == 0
    code, [result], _ = leader.approve(key)
    assert (code, result["status"]) == (0, "signed"), "fetched anew, as not shown"
    assert [act.act for act in journal.acts(key)].count("not_shown") == 1


def test_a_rejection_stops_the_document_once(there, leader):
    [key] = lay_out(there, 1)
    for _ in range(2):
        code, answer, said = leader.run("sign", "reject", key, "--reason", "sai thể thức")
        assert (code, answer["results"][0]["status"]) == (0, "rejected"), said
    assert [act.act for act in journal.acts(key)] == ["rejected"]
    code, [result], _ = leader.approve(key)
    assert (code, result["error"]["code"]) == (9, "VT-WORK-011")


def test_a_pass_to_initial_initials_and_approves_nothing(there, leader, office):
    settings.store(office.root / settings.FILE_NAME, {"signing.initials": "drafter"})
    [key] = lay_out(there, 1, initials=("drafter",), competence="KT. GIÁM ĐỐC")
    code, results, _ = leader.approve(key)
    assert (code, results[0]["error"]["code"]) == (9, "VT-WORK-011"), "it waits for initials"
    secret, leader.secret = leader.secret, access.grant("văn thư", "Trần Thị Soạn", ["drafter"])
    code, results, _ = leader.approve(key)
    assert results[0]["error"]["code"] == "VT-WEB-005", results
    assert [one["role"] for one in leader.run("sign", "list")[1]["results"]] == ["drafter"]
    given = ("sign", "approve", key, "--role", "drafter", "--pin-source", leader.pin)
    code, answer, said = leader.run(*given)
    assert (code, answer["results"][0]["status"]) == (0, "signed"), said
    assert Document.objects.get(pk=key).waits_for == "personal"

    leader.secret = secret
    terms = delegations.Terms("Lê Văn Cường", "KT", "GIÁM ĐỐC", "Phạm Văn Giám", "QĐ 1")
    delegations.add("văn thư", terms)
    code, results, _ = leader.approve(key)
    assert (code, results[0]["error"]["code"]) == (9, "VT-OFFICE-043"), "the server asks who may sign"
    assert not [act for act in journal.acts(key) if act.act == "key_use" and act.detail["role"] == "personal"]


def test_the_agencys_own_copy_says_which_form_it_has(there, leader):
    key = lay_out_copy(there)
    leader.secret = access.grant("văn thư", "Trần Thị Bé", ["agency"])
    given = ("sign", "approve", key, "--role", "agency", "--copy", "trich-sao", "--pin-source", leader.pin)
    code, answer, said = leader.run(*given)
    assert (code, answer["results"][0]["status"]) == (0, "signed"), (answer, said)
    row = Document.objects.get(pk=key)
    drawn = pdftotext(there.record_path(documents.record_of(row)))[0]
    assert "TRÍCH SAO" in drawn and "SAO Y" not in drawn


def test_who_has_no_pass_or_another_role_gets_nothing(there, leader, server):
    [key] = lay_out(there, 1)
    for path in ("documents", f"documents/{key}/record"):
        answer, data = call(server, leader, "GET", path, secret="vt-" + "A" * 43)
        assert answer.status == 401 and json.loads(data)["error"]["code"] == "VT-WEB-004"
    clerk = access.grant("văn thư", "Trần Thị Bé", ["agency"])
    answer, data = call(server, leader, "GET", "documents", secret=clerk)
    assert json.loads(data) == {"results": []}
    answer, data = call(server, leader, "GET", f"documents/{key}/record", secret=clerk)
    assert answer.status == 409
    access.revoke("văn thư", LEADER)
    code, _, said = leader.run("sign", "list")
    assert code == 9 and "VT-WEB-004" in said


def test_a_record_is_fetched_on_from_where_it_stopped(there, leader, server):
    [key] = lay_out(there, 1)
    answer, whole = call(server, leader, "GET", f"documents/{key}/record")
    digest = answer.headers["ETag"].strip('"')
    assert hashlib.sha256(whole).hexdigest() == digest
    answer, rest = call(
        server, leader, "GET", f"documents/{key}/record", Range="bytes=1000-", **{"If-Range": f'"{digest}"'}
    )
    assert answer.status == 206 and rest == whole[1000:]
    answer, anew = call(
        server, leader, "GET", f"documents/{key}/record", Range="bytes=1000-", **{"If-Range": f'"{"0" * 64}"'}
    )
    assert answer.status == 200 and anew == whole
    folder = leader.home / "cache" / "vanthu" / server.url.removeprefix("http://").replace(":", "_")
    folder.mkdir(parents=True)
    (folder / f"{key}.{digest}.part").write_bytes(whole[:5000])
    code, answer, _ = leader.run("sign", "show", key)
    assert code == 0 and Path(answer["results"][0]["file"]).read_bytes() == whole
    (folder / f"{key}.{digest}.pdf").unlink()
    (folder / f"{key}.{digest}.part").write_bytes(b"x" * 5000)
    code, answer, _ = leader.run("sign", "show", key)
    assert (code, answer["error"]["code"]) == (10, "VT-REMOTE-008"), "what came together wrongly is thrown away"
    assert leader.run("sign", "show", key)[0] == 0


RUBBISH = (
    b"", b"{", b"[]", b"{}", json.dumps({"role": "personal", "certificates": ["AA=="], "token": "a", "serial": "", "copy": "SAO Y", "documents": []}).encode(),
    json.dumps({"role": "personal", "certificates": [], "token": "a", "serial": "", "copy": "SAO Y", "documents": []}).encode(), b"x" * (2 << 20),
)  # fmt: skip


def test_rubbish_is_refused_without_a_trace(there, leader, server):
    [key] = lay_out(there, 1)
    host = server.url.removeprefix("http://")
    for body, path in itertools.product(RUBBISH, ("openings", "signatures", f"documents/{key}/shown")):
        line = http.client.HTTPConnection(host, timeout=30)
        try:
            line.request("POST", f"/api/v1/{path}", body, {"Authorization": f"Bearer {leader.secret}"})
            answer = line.getresponse()
            data = answer.read()
            assert 400 <= answer.status < 500 and b"Traceback" not in data, (body[:40], path)
        except (BrokenPipeError, ConnectionResetError):
            assert len(body) > 1 << 20, "too large a request may be cut off while it is sent"
        line.close()
    assert Signature.objects.count() == 0


def test_a_key_that_leads_to_no_anchor_of_the_office_does_not_sign(there, leader, tmp_path, office):
    from signing.demo_authority import Holder, make_demo_authority

    [key] = lay_out(there, 1)
    leader.authority = make_demo_authority(tmp_path / "người lạ", {"LANH DAO": Holder(LEADER, "Sở Khác")})
    code, results, said = leader.approve(key)
    assert (code, results[0]["error"]["code"]) == (6, "VT-WORK-026"), said
    assert Signature.objects.count() == 0


def test_a_server_that_was_stopped_in_between_is_asked_again(there, leader, office, server):
    ids = lay_out(there, 2)
    port = server.url.rpartition(":")[2]
    server.stop()
    code, results, said = leader.approve(*ids, timeout=200)
    assert code == 10 and {result["status"] for result in results} == {"waiting"}
    assert said.count("VT-REMOTE-003") == 1
    with serving(office, "--address", f"127.0.0.1:{port}"):
        code, results, said = leader.approve(*ids)
        assert (code, {result["status"] for result in results}) == (0, {"signed"}), said


def test_plain_http_leaves_this_computer_only_where_a_setting_allows(office, leader):
    import subprocess
    import sys

    command = [sys.executable, "-m", "pipeline", "--office", str(office.root), "serve", "--address", "0.0.0.0:0"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 3 and "VT-WEB-001" in ran.stderr
    leader.url = "http://vanthu.example.gov.vn:8470"
    code, _, said = leader.run("sign", "list")
    assert code == 2 and "VT-REMOTE-002" in said
    settings.store(office.root / settings.FILE_NAME, {"serve.plain_http": "yes"})
    with serving(office, "--address", "0.0.0.0:0"):
        pass


def test_tls_by_the_offices_own_certificate(office, there, leader, authority, tmp_path):
    from cryptography.hazmat.primitives import serialization

    lay_out(there, 1)
    key, pem = tls_pair(tmp_path)
    settings.store(office.root / settings.FILE_NAME, {"serve.certificate": str(pem), "serve.key": str(key)})
    with serving(office, "--address", "127.0.0.1:0") as running:
        assert running.url.startswith("https://")
        leader.url = running.url
        code, _, said = leader.run("sign", "list")
        assert code == 10 and "VT-REMOTE-004" in said
        code, answer, said = leader.run("sign", "list", "--server-ca", str(pem))
        assert code == 0 and len(answer["results"]) == 1, said
    assert serialization.Encoding.PEM


def tls_pair(folder):
    """A certificate for 127.0.0.1 signed by itself."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vanthu")])
    moment = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(moment - datetime.timedelta(days=1))
        .not_valid_after(moment + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "tls.key").write_bytes(key.private_bytes(*private))
    (folder / "tls.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "tls.key", folder / "tls.pem"


def test_the_catalogue_stays_whole(office, there, leader):
    ids = lay_out(there, 3)
    leader.approve(*ids)
    with sqlite3.connect(office.catalogue) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [there.archive.verify(there.object_id(key)) for key in ids] == [[], [], []]


@pytest.mark.parametrize("point", ["sign:announced", "sign:signed", "sign:kept", "sign:entered"])
def test_a_server_that_dies_at_any_moment_signs_each_document_once(office, there, leader, server, point, authority):
    [key] = lay_out(there, 1)
    port = server.url.rpartition(":")[2]
    server.stop()
    with serving(office, "--address", f"127.0.0.1:{port}", crash_at=point) as running:
        code, [result], said = leader.approve(key)
        assert (code, result["status"]) == (10, "waiting"), said
        assert running.process.wait(20) == -9
    with serving(office, "--address", f"127.0.0.1:{port}"):
        code, [result], said = leader.approve(key)
    assert (code, result["status"]) == (0, "signed"), said
    assert Signature.objects.count() == 1
    path = there.archive.path_of(there.object_id(key), "record.pdf")
    assert judge(path.read_bytes(), load_trust([authority.anchors])).verdict == "TOTAL-PASSED"
    assert there.archive.head(there.object_id(key)) == 2
    assert there.archive.verify(there.object_id(key)) == [] and journal.verify().intact


def test_the_server_fetches_the_time_stamp(office, there, leader, authority):
    ids = lay_out(there, 2)
    with authority.serve_time_stamps() as url:
        settings.store(office.root / settings.FILE_NAME, {"signing.timestamp_urls": url})
        with serving(office, "--address", "127.0.0.1:0") as running:
            leader.url = running.url
            code, results, said = leader.approve(*ids)
    assert (code, [result["level"] for result in results]) == (0, ["B-T", "B-T"]), said


def test_what_waits_no_longer_does_not_stay_on_the_leaders_computer(there, leader):
    one, two = lay_out(there, 2)
    for key in (one, two):
        leader.run("sign", "show", key)
    assert len([path for path in leader.shelf() if path.suffix == ".pdf"]) == 2
    Document.objects.filter(pk=one).update(state="voided", waits_for=None)
    leader.run("sign", "list")
    assert [path.name.partition(".")[0] for path in leader.shelf() if path.suffix == ".pdf"] == [two]
