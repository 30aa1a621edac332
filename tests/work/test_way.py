"""The whole way on real samples: dropped, read, registered, signed, sealed, archived, found, verified by others' programs."""

from __future__ import annotations

import hashlib

import pikepdf
import pytest

from pipeline import clock
from pipeline.archive.query import Query
from pipeline.errors import VanthuError
from pipeline.office import journal, place, registers, settings
from pipeline.work.services import cabinet, signing_desk, slips, standing
from signing.pin import read_pin
from signing.places import DATE, DAY, MONTH
from tests.archive.judge import faults_of
from tests.work.conftest import AGENCY, LEADER, READY

pytestmark = pytest.mark.slow


@pytest.fixture
def dropped(staff):
    """Two papers that arrived and two that go out."""
    sources = [
        staff.drop(READY / "den" / "cong-van.jpg"),
        staff.drop(READY / "den" / "giay-moi.tif"),
        staff.drop(READY / "di" / "to-trinh-01.jpg", "outgoing"),
        staff.drop(READY / "di" / "cong-van-chua-so.jpg", "outgoing"),
    ]
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in sources}


def test_dropped_scans_become_signed_archived_findable_records(staff, dropped, tmp_path, monkeypatch):
    staff.finish()
    documents = staff.documents()
    assert {one["state"] for one in documents} == {"archived"}
    assert {one["sha256"] for one in documents} == set(dropped)
    assert not [path for folder in (staff.office.incoming, staff.office.outgoing) for path in folder.iterdir()]

    for one in documents:
        shown = standing.show(staff.room, one["id"])
        roles = [signature["role"] for signature in shown["signatures"]]
        assert roles == (["agency"] if one["direction"] == "incoming" else ["personal", "agency"])
        assert {signature["level"] for signature in shown["signatures"]} == {"B-T"}
        assert all(shown[key] for key in ("fields", "pages", "history", "fixity"))
        object_id = staff.room.object_id(one["id"])
        scan = staff.room.archive.path_of(object_id, f"scan/{one['source']}", 1)
        assert hashlib.sha256(scan.read_bytes()).hexdigest() == one["sha256"]
        assert staff.room.archive.head(object_id) == (3 if one["direction"] == "incoming" else 4)

    [draft] = [one for one in documents if one["source"] == "cong-van-chua-so.jpg"]
    with pikepdf.open(standing.show(staff.room, draft["id"])["record"]) as record:
        written = {str(field.T): str(field.get("/V", "")) for field in record.Root.AcroForm.Fields}
    today = clock.today()
    assert (int(written[DAY]), int(written[MONTH]), written[DATE]) == (today.day, today.month, "")  # in its blanks

    arrived = sorted(entry.number for entry, _ in registers.rows("incoming", 2026))
    assert arrived == list(range(1, len(arrived) + 1))
    assert journal.verify().intact

    subject = standing.show(staff.room, documents[0]["id"])["fields"]["subject"]["value"]
    found = cabinet.search(staff.room, Query(f'"{" ".join(subject.split()[:4])}"'), 5, 0)
    assert documents[0]["id"] in [hit["id"] for hit in found["hits"]]

    assert faults_of(staff.office.archive) == []


def test_the_agencys_key_comes_after_the_persons_and_a_wrong_pin_changes_nothing(staff, dropped, monkeypatch):
    staff.work()
    staff.review()
    staff.work()
    [one, other] = staff.waiting_for("personal")
    monkeypatch.setenv("WRONG", "chim-se-di-nang")
    with pytest.raises(VanthuError) as refused:
        signing_desk.approve(staff.room, [one], "personal", LEADER, read_pin("env:WRONG"), lambda result: None)
    assert refused.value.exit == 6 and "chim-se" not in refused.value.sentence()
    assert staff.waiting_for("personal") == [one, other]
    from pipeline.work.services import issuing

    [early] = issuing.issue(staff.room, [one], AGENCY, staff.pin(AGENCY), lambda result: None)
    assert early["error"].code == "VT-WORK-012"
    signing_desk.reject(staff.room, other, "sai thể thức")
    assert standing.status(other)["documents"][0]["state"] == "rejected"


def test_a_secret_paper_is_moved_apart_and_every_copy_erased(staff):
    path = staff.drop(READY / "mat" / "cong-van-mat.jpg")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    staff.work()
    [one] = staff.documents()
    assert (one["state"], one["code"]) == ("quarantined", None)
    assert [path.name for path in staff.office.secret.iterdir()] == ["cong-van-mat.jpg"]
    copies = [
        path for path in staff.office.root.rglob("*")
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest and path.parent != staff.office.secret
    ]  # fmt: skip
    assert copies == []
    assert not list(staff.room.archive.objects())
    assert cabinet.search(staff.room, Query("công văn"), 5, 0)["total"] == 0


def test_the_same_bytes_are_one_document_and_other_bytes_of_the_same_paper_wait(staff):
    source = READY / "den" / "cong-van.jpg"
    staff.drop(source)
    staff.drop(source, name="bản sao.jpg")
    other = staff.drop(source, name="quét lại.jpg")
    other.write_bytes(other.read_bytes()[:2] + b"\xff\xfe\x00\x06scan" + other.read_bytes()[2:])
    staff.work()
    staff.review()
    staff.work()
    one, two = staff.documents()
    assert {one["waits_for"], two["waits_for"]} <= {"agency", "review"}
    history = [act.act for act in journal.acts()]
    assert history.count("dropped_again") == 1


def test_slips_are_undone_and_numbers_kept_as_void(staff):
    staff.drop(READY / "den" / "cong-van.jpg")
    staff.work()
    staff.review()
    staff.work()
    [one] = staff.waiting_for("agency")
    slips.move(staff.room, one, "outgoing")
    assert registers.rows("incoming", 2026)[0][0].void
    staff.work()
    staff.review()
    staff.work()
    assert staff.waiting_for("personal") == [one]
    slips.void(staff.room, one, "thả nhầm thư mục")
    assert standing.status(one)["counts"] == {"voided": 1}


def test_a_setting_changed_in_between_speaks_for_later_documents_alone(staff):
    staff.drop(READY / "di" / "cong-van-chua-so.jpg", "outgoing")
    staff.work()
    staff.review()
    staff.work()
    [out] = staff.waiting_for("personal")
    file = staff.office.root / settings.FILE_NAME
    settings.store(file, {"signing.outgoing": "agency", "signing.incoming": "none"})
    staff.office = place.find(staff.office.root)
    (staff.office.work(out) / "prepared.pdf").unlink()  # made anew for whom it waits
    staff.drop(READY / "den" / "cong-van.jpg")
    staff.finish()
    signed = {one["direction"]: standing.show(staff.room, one["id"]) for one in staff.documents()}
    assert {one["state"] for one in signed.values()} == {"archived"}
    assert [one["role"] for one in signed["outgoing"]["signatures"]] == ["personal", "agency"]
    assert (signed["incoming"]["signatures"], signed["incoming"]["versions"]) == ([], 3)
