"""What a record's pages are shown with: layers unless the office says otherwise, folder by folder, and `show` tells."""

from __future__ import annotations

import pikepdf
import pytest

from pipeline.office import place, settings
from pipeline.work.services import standing
from tests.work.conftest import READY, Staff

pytestmark = pytest.mark.slow


def test_each_folder_has_its_own_kind_and_show_tells_every_resolution(staff: Staff) -> None:
    settings.store(staff.office.root / settings.FILE_NAME, {"scan.image_outgoing": "original"})
    staff.office = place.find(staff.office.root)
    staff.drop(READY / "den" / "cong-van.jpg")
    scan = staff.drop(READY / "di" / "to-trinh-01.jpg", "outgoing")
    original = scan.read_bytes()
    staff.work()
    incoming, outgoing = (
        next(standing.show(staff.room, one["id"]) for one in staff.documents() if one["direction"] == direction)
        for direction in ("incoming", "outgoing")
    )
    (page,) = incoming["pages"]
    kinds = {layer["kind"]: layer["dpi"] for layer in page["layers"]}
    assert kinds == {"paper": 200, "colour": 200, "print": 250}  # print of a coarse scan is drawn finer
    (page,) = outgoing["pages"]
    assert page["layers"] == [
        {"kind": "page", "dpi": round(page["dpi"]), "bits": 8, "coding": "DCTDecode", "images": 1}
    ]
    with pikepdf.open(outgoing["record"]) as pdf:
        (image,) = pdf.pages[0].images.values()
        assert image.read_raw_bytes() == original


def test_a_scan_in_black_and_white_is_taken_and_noted(staff: Staff) -> None:
    staff.drop(READY / "den" / "giay-moi.tif")
    staff.work()
    (one,) = staff.documents()
    shown = standing.show(staff.room, one["id"])
    assert "bilevel" in shown["notes"]
    assert [layer["bits"] for page in shown["pages"] for layer in page["layers"]] == [1] * len(shown["pages"])
