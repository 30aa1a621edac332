"""Many documents with one PIN: a token pulled half-way breaks no file, and the same command signs the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.office import journal, place, settings
from pipeline.office.models import Document, Signature
from pipeline.work import room
from pipeline.work.services import signing_desk
from signing.pin import read_pin
from signing.trust import load_trust
from signing.verdict import judge
from tests.signing.shim import build_shim
from tests.work.conftest import LEADER
from tests.work.papers import lay_out

pytestmark = pytest.mark.slow
COUNT, PULLED_AT = 30, 18


@pytest.fixture
def token(authority, monkeypatch, tmp_path):
    """The leader's token behind a module that misbehaves: `token("sign=32@18")` is pulled at the 18th signature."""
    monkeypatch.setenv("SOFTHSM2_CONF", str(authority.softhsm_conf))
    monkeypatch.setenv("FAULTY_TOKEN_MODULE", str(authority.module))
    monkeypatch.setenv("FAULTY_TOKEN_LOG", str(tmp_path / "logins"))

    def put(fault: str) -> Path:
        monkeypatch.setenv("FAULTY_TOKEN", fault)
        return tmp_path / "logins"

    return put


@pytest.fixture
def desk(office, authority, tmp_path):
    given = {"signing.modules": str(build_shim(tmp_path)), "signing.trust": str(authority.anchors)}
    settings.store(office.root / settings.FILE_NAME, given)
    return room.enter(place.find(office.root))


@pytest.fixture
def approve(authority):
    pin = read_pin(f"file:{authority.tokens[LEADER].pin_file}")

    def do(desk, ids):
        told = []
        return signing_desk.approve(desk, ids, "personal", LEADER, pin, told.append), told

    return do


def test_a_pulled_token_leaves_whole_documents_and_the_same_command_signs_the_rest(desk, token, approve, authority):
    ids = lay_out(desk, COUNT)
    log = token(f"sign=32@{PULLED_AT}")  # CKR_DEVICE_REMOVED
    results, told = approve(desk, ids)
    signed = [one["id"] for one in results if one["status"] == "signed"]
    assert signed == ids[: PULLED_AT - 1]
    assert results[PULLED_AT - 1]["error"].code == "VT-SIGN-008"
    rest = results[PULLED_AT:]
    assert {one["status"] for one in rest} == {"waiting"} and {one["error"].code for one in rest} == {"VT-WORK-024"}
    assert [one["id"] for one in told] == ids, "a result for each"
    assert log.read_text().splitlines() == ["login"]
    asked = [act.document for act in journal.acts() if act.act == "key_use"]
    assert asked == ids[:PULLED_AT], "no key is said to be used for what was not reached"
    for row in Document.objects.filter(pk__in=ids):
        is_signed = row.pk in signed
        assert row.waits_for == ("issue" if is_signed else "personal")
        assert desk.archive.head(desk.object_id(row.pk)) == (2 if is_signed else 1)
        assert desk.archive.verify(desk.object_id(row.pk)) == []

    log = token("none")
    results, _ = approve(desk, ids)
    assert {one["status"] for one in results} == {"signed"}
    assert log.read_text().splitlines() == ["login", "login"]
    assert Signature.objects.count() == COUNT and journal.verify().intact
    trust = load_trust([authority.anchors])
    for key in ids:
        path = desk.archive.path_of(desk.object_id(key), "record.pdf")
        assert judge(path.read_bytes(), trust).verdict == "TOTAL-PASSED"
    assert desk.archive.head(desk.object_id(ids[0])) == 2, "nothing is signed twice"


def test_the_same_command_when_all_is_signed_needs_no_token(desk, token, approve):
    ids = lay_out(desk, 2)
    log = token("none")
    approve(desk, ids)
    results, _ = approve(desk, ids)
    assert [one["status"] for one in results] == ["signed", "signed"]
    assert log.read_text().splitlines() == ["login"]
