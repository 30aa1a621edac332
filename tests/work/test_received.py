"""Papers that come signed: kept byte for byte, judged on arrival, registered, and touched by nobody's key here."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from pipeline.archive.query import Query
from pipeline.digitize.check import check_pdfa
from pipeline.work.services import cabinet, standing
from signing.demo_authority import Holder
from tests.digitize.born import letter
from tests.digitize.test_attached import holding
from tests.signing.plain import plain_sign
from tests.work.conftest import Staff

SENDER = Holder("Trần Thị Bình", "Sở Nội vụ")


def signed_letter(staff: Staff, folder: Path) -> bytes:
    return plain_sign(letter(folder).read_bytes(), staff.authority.issue(SENDER))


def arrived(staff: Staff, data: bytes, folder: Path, direction: str = "incoming") -> dict:
    source = folder / "den-co-chu-ky.pdf"
    source.write_bytes(data)
    staff.drop(source, direction)
    staff.work()
    return standing.show(staff.room, hashlib.sha256(data).hexdigest() and staff.documents()[0]["id"])


@pytest.mark.slow
def test_a_signed_paper_is_the_record_itself_and_is_archived_without_our_key(staff: Staff, tmp_path: Path) -> None:
    data = signed_letter(staff, tmp_path)
    found = arrived(staff, data, tmp_path)
    assert found["received_signed"]["verdict"] == "TOTAL-PASSED"
    assert [one["signer"] for one in found["signatures"]] == ["Trần Thị Bình"]
    assert "signatures_passed" in found["notes"]
    assert "chữ ký" not in (found["reason"] or "")
    staff.review()
    staff.work()
    done = standing.show(staff.room, found["id"])
    assert done["state"] == "archived"
    assert Path(done["record"]).read_bytes() == data
    assert [one["role"] for one in done["signatures"]] == ["received"]
    assert cabinet.search(staff.room, Query("nhân sự quý"), 5, 0)["hits"][0]["id"] == found["id"]


@pytest.mark.slow
def test_a_signature_that_does_not_hold_is_for_the_clerk_to_see_and_loses_nothing(staff: Staff, tmp_path: Path) -> None:
    data = bytearray(signed_letter(staff, tmp_path))
    data[data.index(b"/CreationDate") + 18] ^= 1
    found = arrived(staff, bytes(data), tmp_path)
    assert found["received_signed"]["verdict"] == "TOTAL-FAILED"
    assert found["state"] == "needs_review"
    assert "chữ ký số trên văn bản không hợp lệ" in found["reason"]
    staff.review()
    staff.work()
    done = standing.show(staff.room, found["id"])
    assert (done["state"], Path(done["record"]).read_bytes()) == ("archived", bytes(data))


@pytest.mark.slow
def test_what_lies_in_a_signed_paper_is_told_as_lying_in_it(staff: Staff, tmp_path: Path) -> None:
    """No copy is made of it, so nothing is said of one."""
    path = holding(tmp_path, {"biểu.csv": b"1;2", "a.exe": b"MZ" + bytes(99)})
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        pdf.save(path)
    found = arrived(staff, plain_sign(path.read_bytes(), staff.authority.issue(SENDER)), tmp_path)
    assert {"signed_input", "attachments_within", "scripts_within"} <= set(found["notes"])
    assert not {note for note in found["notes"] if note.endswith(("_left", "_kept", "_flattened"))}


@pytest.mark.slow
def test_an_outgoing_paper_signed_elsewhere_is_put_aside_with_the_reason(staff: Staff, tmp_path: Path) -> None:
    found = arrived(staff, signed_letter(staff, tmp_path), tmp_path, "outgoing")
    assert (found["state"], staff.documents()[0]["reason"][:30]) == ("quarantined", "Văn bản đi này đã có chữ ký số")


@pytest.mark.slow
def test_a_letter_that_never_was_paper_goes_the_whole_way_with_its_fonts(staff: Staff, tmp_path: Path) -> None:
    staff.drop(letter(tmp_path))
    staff.finish()
    done = standing.show(staff.room, staff.documents()[0]["id"])
    assert done["state"] == "archived"
    assert [one["role"] for one in done["signatures"]] == ["agency"]
    assert done["pages"][0]["origin"] == "born"
    record = Path(done["record"]).read_bytes()
    assert not check_pdfa(record)
    assert done["fields"]["code_notation"]["value"] == "SNV-TCCB"
