"""Papers that go out with an issued document in files of their own: signed by the agency, kept as given, sent along."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from pipeline.axis.read import read_message
from pipeline.digitize.check import check_pdfa
from pipeline.errors import VanthuError
from pipeline.office import journal
from pipeline.work.services import attaching, cabinet, standing
from signing.report import PASSED
from signing.trust import load_trust
from signing.verdict import judge
from tests.judges import all_pass, pdftotext, verapdf
from tests.work.conftest import AGENCY, READY

pytestmark = pytest.mark.slow
LETTER, LIST = READY / "di" / "bao-cao-02.tif", READY / "den" / "giay-moi.tif"
SECRET = READY / "mat" / "cong-van-mat.jpg"


@pytest.fixture
def issued(staff) -> str:
    staff.drop(LETTER, "outgoing")
    staff.finish()
    [one] = staff.documents()
    assert one["state"] == "archived"
    return one["id"]


def attach(staff, key: str, *files: Path) -> list[dict]:
    return attaching.attach(staff.room, key, files, AGENCY, staff.pin(AGENCY), lambda result: None)


def uses(key: str) -> int:
    return sum(act.act == "key_use" for act in journal.acts(key))


@pytest.mark.java
def test_an_attachment_bears_number_and_time_and_goes_with_its_document(staff, issued, tmp_path):
    given = tmp_path / "Phụ lục 1.tif"
    given.write_bytes(LIST.read_bytes())
    before = standing.show(staff.room, issued)
    [told] = attach(staff, issued, given)
    after = standing.show(staff.room, issued)
    assert (told["status"], told["file"]) == ("signed", "Phụ lục 1.pdf")
    assert (after["versions"], after["record"], after["state"]) == (
        before["versions"] + 1,
        before["record"],
        "archived",
    )

    [one] = after["attachments"]
    assert (one["level"], one["level_wanted"], one["signer"]) == ("B-T", "B-T", told["signer"])
    data = Path(one["file"]).read_bytes()
    verdict = judge(data, load_trust([staff.office.trust]))
    assert verdict.verdict == PASSED and not check_pdfa(data)
    assert all_pass(verapdf([Path(one["file"])])) == []
    drawn = " ".join(pdftotext(Path(one["file"]))[0].split())
    code = f"{after['fields']['code_number']['value']}/{after['fields']['code_notation']['value']}"
    assert re.search(rf"Số: {re.escape(code)} 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", drawn), drawn[:200]
    kept = staff.room.archive.path_of(staff.room.object_id(issued), "kem-theo/goc/Phụ lục 1.tif")
    assert kept.read_bytes() == given.read_bytes()

    used = uses(issued)
    assert [told["status"] for told in attach(staff, issued, given)] == ["attached_before"]
    assert (uses(issued), standing.show(staff.room, issued)["versions"]) == (used, after["versions"])
    given.write_bytes(LETTER.read_bytes())
    assert [told["file"] for told in attach(staff, issued, given)] == ["Phụ lục 1 (2).pdf"]

    cabinet.export(staff.room, [issued], tmp_path / "ra", "edxml", ["H24.95"])
    [message] = (tmp_path / "ra").glob("*.edxml")
    sent = read_message(message.read_bytes()).attachments
    assert [file.name for file in sent[1:]] == ["Phu_luc_1.pdf", "Phu_luc_1_2.pdf"]
    assert data in [file.data for file in sent]
    assert cabinet.fixity(staff.room, None)["damaged"] == []


def test_an_office_file_goes_within_a_page_that_names_it(staff, issued, tmp_path):
    given = tmp_path / "Số liệu.xlsx"
    openpyxl.Workbook().save(given)
    [told] = attach(staff, issued, given)
    assert (told["status"], told["file"]) == ("signed", "Số liệu.pdf")
    shown = standing.show(staff.room, issued)
    [one] = shown["attachments"]
    assert judge(Path(one["file"]).read_bytes(), load_trust([staff.office.trust])).verdict == PASSED
    with pikepdf.open(one["file"]) as pdf:
        assert pdf.attachments["Số liệu.xlsx"].get_file().read_bytes() == given.read_bytes()
    code = f"{shown['fields']['code_number']['value']}/{shown['fields']['code_notation']['value']}"
    assert f"số {code} ngày" in " ".join(pdftotext(Path(one["file"]))[0].split())
    kept = staff.room.archive.path_of(staff.room.object_id(issued), "kem-theo/goc/Số liệu.xlsx")
    assert kept.read_bytes() == given.read_bytes()
    with zipfile.ZipFile(given, "a") as book:
        book.writestr("xl/vbaProject.bin", b"macro")
    [refused] = attach(staff, issued, given)
    assert refused["error"].code == "VT-WORK-055"


def test_what_cannot_go_with_a_document_is_refused_alone(staff, issued, tmp_path):
    word = tmp_path / "phu-luc.docx"
    word.write_bytes(b"PK\x03\x04")
    results = attach(
        staff, issued, SECRET, word, tmp_path / "khong-co.pdf", Path(standing.show(staff.room, issued)["record"])
    )
    assert [told["status"] for told in results] == ["failed"] * 4
    assert results[0]["error"].code == "VT-WORK-053"
    assert results[1]["error"].code == "VT-SCAN-003"
    assert results[3]["error"].code == "VT-WORK-054"
    assert standing.show(staff.room, issued)["attachments"] == []


def test_only_an_issued_document_takes_attachments(staff):
    staff.drop(LETTER, "outgoing")
    staff.work()
    [one] = staff.documents()
    with pytest.raises(VanthuError) as refused:
        attach(staff, one["id"], LIST)
    assert refused.value.code == "VT-WORK-052"
