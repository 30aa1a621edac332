"""A dropped file of several papers, separator sheets between them: each becomes a document of its own, the file is kept once."""

from __future__ import annotations

import hashlib
import json
import signal
from pathlib import Path

import pytest
from PIL import Image

from pipeline.office import documents, journal, place, registers, settings
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document, KeptFile
from pipeline.work import tasks
from pipeline.work.services import cabinet, putting_aside, standing
from tests.digitize.stacks import broken_at, separator, stacked
from tests.work.conftest import READY
from tests.work.test_crash import vanthu, whole

pytestmark = pytest.mark.slow
LETTER, INVITATION = READY / "di" / "bao-cao-02.tif", READY / "den" / "giay-moi.tif"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invitation, a sheet that says `outgoing`, a report: as one feeder gives them in one file."""
    folder = tmp_path_factory.mktemp("stack")
    pages = [Image.open(INVITATION), separator(folder, "outgoing"), Image.open(LETTER)]
    return stacked(folder / "chong.tif", pages, "group4")


def papers(staff) -> list[dict]:
    return sorted((one for one in staff.documents() if one["part"]), key=lambda one: one["part"]["number"])


def file_row(staff) -> dict:
    [one] = [one for one in staff.documents() if not one["part"]]
    return one


def test_each_paper_goes_its_own_way_and_the_file_is_kept_once(staff, stack):
    dropped = staff.drop(stack)
    data = dropped.read_bytes()
    staff.finish()
    digest = hashlib.sha256(data).hexdigest()
    one, other = papers(staff)
    assert (file_row(staff)["state"], file_row(staff)["id"]) == ("parted", documents.id_of(digest))
    assert [(paper["state"], paper["direction"]) for paper in (one, other)] == [
        ("archived", "incoming"),
        ("archived", "outgoing"),
    ]
    assert [paper["part"]["pages"] for paper in (one, other)] == [[1], [3]]
    assert {paper["sha256"] for paper in staff.documents()} == {digest}
    assert one["id"] == documents.id_of(documents.part_of(digest, 1))
    for paper in (one, other):
        assert staff.room.scan_path(paper["id"]).read_bytes() == data
        told = json.loads(staff.room.archive.path_of(staff.room.object_id(paper["id"]), "part.json", 1).read_text())
        assert (told["whole"], told["sha256"]) == (file_row(staff)["id"], digest)
        whole(staff, paper["id"])
        shown = standing.show(staff.room, paper["id"])
        assert [page["source"] for page in shown["pages"]] == paper["part"]["pages"]
        assert shown["files"] == [str(path) for path in staff.office.taken.rglob("*.tif")]
    assert standing.show(staff.room, file_row(staff)["id"])["parts"] == [one["id"], other["id"]]
    assert len(registers.rows("incoming", 2026)) == len(registers.rows("outgoing", 2026)) == 1
    assert {row.pk for row in documents.find_all("chong.tif")} == {row["id"] for row in staff.documents()}
    staff.drop(stack, name="lai.tif")
    staff.work()
    assert len(staff.documents()) == 3, "the same bytes again are the same papers"


def test_taken_files_stay_until_every_paper_is_archived(staff, stack):
    settings.store(staff.office.root / settings.FILE_NAME, {"folders.taken_days": "0"})
    staff.office = place.find(staff.office.root)
    staff.drop(stack)
    staff.work()
    cabinet.fixity(staff.room, None)
    assert list(staff.office.taken.rglob("*.tif"))
    staff.finish()
    KeptFile.objects.update(since="2026-01-01T00:00:00+07:00")
    cabinet.fixity(staff.room, None)
    assert not list(staff.office.taken.rglob("*.tif"))


def test_an_office_that_wants_no_parting_has_one_document(staff, stack):
    settings.store(staff.office.root / settings.FILE_NAME, {"scan.split_incoming": "never"})
    staff.office = place.find(staff.office.root)
    staff.drop(stack)
    staff.work()
    [one] = staff.documents()
    assert len(standing.show(staff.room, one["id"])["pages"]) == 3


def test_page_care_of_the_office_is_taken(staff, tmp_path):
    settings.store(staff.office.root / settings.FILE_NAME, {"scan.blank": "remove"})
    staff.office = place.find(staff.office.root)
    page = Image.open(LETTER)
    staff.drop(stacked(tmp_path / "a.tif", [page, Image.new("1", page.size, 1)], "group4"))
    staff.work()
    [one] = staff.documents()
    shown = standing.show(staff.room, one["id"])
    assert [page["source"] for page in shown["pages"]] == [1]
    assert "blank_removed" in shown["notes"]


def test_one_paper_behind_a_separator_goes_where_the_sheet_says(staff, tmp_path):
    staff.drop(stacked(tmp_path / "mot.tif", [separator(tmp_path, "outgoing"), Image.open(LETTER)], "group4"))
    staff.work()
    [one] = staff.documents()
    assert (one["direction"], one["part"]) == ("outgoing", None)
    assert [page["source"] for page in standing.show(staff.room, one["id"])["pages"]] == [2]


def test_a_secret_paper_takes_the_whole_file_with_it(staff, tmp_path):
    secret = Image.open(READY / "mat" / "cong-van-mat.jpg")
    pages = [Image.open(INVITATION).convert("RGB"), separator(tmp_path, None).convert("RGB"), secret]
    staff.drop(stacked(tmp_path / "mat.tif", pages, "jpeg"))
    staff.work()
    [one] = staff.documents()
    assert one["state"] == "quarantined"
    assert [path.name for path in staff.office.secret.iterdir()] == ["mat.tif"]
    assert not list(staff.room.archive.objects()), "nothing of any of its papers was kept"


def test_a_paper_that_was_put_aside_is_tried_again_alone(staff, stack):
    staff.drop(stack)
    staff.work()
    one, other = papers(staff)
    before = standing.show(staff.room, one["id"])

    @in_one_transaction
    def aside() -> None:
        tasks.put_aside(Document.objects.get(pk=other["id"]), "VT-PDF-001", "hỏng", "thử lại", journal.WORKER)

    aside()
    staff.work()
    [listed] = putting_aside.listed()["files"]
    assert Path(listed["file"]).parent == staff.office.quarantine
    assert "Văn bản thứ 2 trong tệp (trang 3): hỏng" in listed["reason"]
    putting_aside.retry(staff.room, listed["file"])
    staff.work()
    after = {paper["id"]: paper for paper in papers(staff)}
    assert after[other["id"]]["state"] in ("needs_review", "awaiting_signature")
    again = standing.show(staff.room, one["id"])
    assert (again["state"], again["versions"], again["history"]) == (
        before["state"],
        before["versions"],
        before["history"],
    )
    assert [path.name for path in staff.office.taken.rglob("*.tif")] == ["chong.tif"]


def test_a_paper_that_cannot_be_read_is_put_aside_alone(staff, tmp_path):
    sheet = separator(tmp_path, None)
    pages = [Image.open(INVITATION), sheet, Image.open(LETTER), sheet, Image.open(LETTER)]
    staff.drop(broken_at(stacked(tmp_path / "ba.tif", pages), 2))
    staff.work()
    one, other, last = papers(staff)
    assert file_row(staff)["state"] == "parted"
    assert other["state"] == "quarantined"
    assert {one["state"], last["state"]} <= {"needs_review", "awaiting_signature", "registered"}
    [listed] = putting_aside.listed()["files"]
    assert "Văn bản thứ 2 trong tệp (trang 3): " in listed["reason"]
    assert listed["code"].startswith("VT-SCAN-")
    reason = staff.office.quarantine / "ba.tif.ly-do.txt"
    assert "Văn bản thứ 2" in reason.read_text()
    before = standing.show(staff.room, one["id"])
    putting_aside.retry(staff.room, listed["file"])
    staff.work()
    assert [paper["state"] for paper in papers(staff)] == [one["state"], "quarantined", last["state"]], "and again"
    assert standing.show(staff.room, one["id"])["history"] == before["history"]
    putting_aside.discard(staff.room, putting_aside.listed()["files"][0]["file"], "quét lại")
    assert [paper["state"] for paper in papers(staff)] == [one["state"], "voided", last["state"]]


def test_a_file_none_of_whose_papers_can_be_read_is_put_aside_whole(staff, tmp_path):
    pages = [Image.open(INVITATION), separator(tmp_path, None), Image.open(LETTER)]
    staff.drop(broken_at(stacked(tmp_path / "hai.tif", pages), 0, 2))
    staff.work()
    [one] = staff.documents()
    assert (one["state"], one["part"]) == ("quarantined", None)


@pytest.mark.parametrize(
    "point", ["intake:archived", "digitize:kept", "digitize:before-settle", "digitize:after-settle", "describe:begin"]
)
def test_a_worker_killed_while_parting_goes_on_where_it_was(staff, stack, point):
    staff.drop(stack)
    assert vanthu(staff, "run", "--until-idle", crash_at=point) == -signal.SIGKILL
    staff.work()
    one, other = papers(staff)
    assert file_row(staff)["state"] == "parted"
    for paper in (one, other):
        acts = [act.act for act in journal.acts(paper["id"])]
        assert acts.count("received") == acts.count("digitize") == 1
        assert standing.show(staff.room, paper["id"])["records"][0]["version"] == 2, (
            "kept once: v1 names the file, v2 is the record"
        )
        whole(staff, paper["id"])
    assert len(list(staff.room.archive.objects())) == 3
