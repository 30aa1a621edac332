"""What stamps and seals hide: the rest of a line, its place and the grammar mostly tell what it was."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.digitize.fields.find import find_fields
from pipeline.digitize.values import Fields
from tests.fields.sheets import MIDDLE, Put, body, head, left, page

_AXIS = 430.0
_EM = {"I": 0.39, " ": 0.25, ".": 0.25, "M": 0.94, "E": 0.67, "T": 0.67, "P": 0.61}


def _end_of(line: str, seen: str, level: float) -> Put:
    """A line of 13.5 points centred on the axis of the block, of which only the end is seen."""
    right = _AXIS + sum(_EM.get(sign, 0.73) for sign in line) * 13.5 / 2 + 2
    wide = sum((8.4 if c.isupper() else 3.4) for c in seen) * 0.95
    return Put(seen, right - wide / 2, level, confidence=0.9)


def _signed(lines: Sequence[tuple[str, str]], name: str, name_at: float = _AXIS, agency: str = "SỞ NỘI VỤ") -> Fields:
    seen = [_end_of(whole, end, 560 + 15 * at) for at, (whole, end) in enumerate(lines)]
    about = [Put("V/v nhắc nộp báo cáo", 155, 136, size=12), Put("Kính gửi: Các phòng.", MIDDLE, 260)]
    lefts = [left("Nơi nhận:", 85, 560, size=12), left("- Như trên;", 85, 575), left("- Lưu: VT, VP.", 85, 590)]
    top = head((agency,), "Số: 20/SNV-VP", "Huế, ngày 11 tháng 02 năm 2025")
    return find_fields([page([*top, *about, *body(330), *lefts, *seen, Put(name, name_at, 660)])])


@pytest.mark.parametrize(
    ("lines", "competence", "position"),
    [
        ([("TM. ỦY BAN NHÂN DÂN", "BAN NHÂN DÂN"), ("CHỦ TỊCH", "Ủ TỊCH")], "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ([("KT. HIỆU TRƯỞNG", "HIỆU TRƯỞNG"), ("PHÓ HIỆU TRƯỞNG", "ỆU TRƯỞNG")], "KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"),
        ([("TL. BỘ TRƯỞNG", "IL. BỘ TRƯỞNG"), ("CHÁNH VĂN PHÒNG", "NH VĂN PHÒNG")], "TL. BỘ TRƯỞNG", "CHÁNH VĂN PHÒNG"),
        (
            [("TL. BỘ TRƯỞNG", "TL. BỘ TRƯỞNG"), ("CHÁNH VĂN PHÒNG", ",UHÁNH VĂN PHÒNG")],
            "TL. BỘ TRƯỞNG",
            "CHÁNH VĂN PHÒNG",
        ),
        ([("GIÁM ĐỐC", "ÁM ĐỐC")], None, "GIÁM ĐỐC"),
        ([("KT. GIÁM ĐỐC", "T. GIÁM ĐỐC"), ("PHÓ GIÁM ĐỐC", "GIÁM ĐỐC")], "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    ],
)
def test_lines_that_begin_under_a_seal_are_told_by_their_ends(
    lines: list[tuple[str, str]], competence: str | None, position: str
) -> None:
    found = _signed(lines, "Lê Văn Vỹ", agency="NHÀ HÁT LỚN")
    told = [found[key].value if key in found else None for key in ("competence", "signer_position", "signer_name")]
    assert told == [competence, position, "Lê Văn Vỹ"]
    assert found["signer_position"].confidence < 0.8, "a clerk looks"


@pytest.mark.parametrize(
    ("agency", "lines", "position"),
    [
        ("TRƯỜNG TIỂU HỌC NGUYỄN DU", [("KT. HIỆU TRƯỞNG", "HIỆU TRƯỞNG"), ("PHÓ HIỆU TRƯỞNG", "ỆU TRƯỞNG")], "PHÓ HIỆU TRƯỞNG"),
        ("BỘ Y TẾ", [("TL. BỘ TRƯỞNG", "T. BỘ TRƯỞNG"), ("CHÁNH VĂN PHÒNG", "NH VĂN PHÒNG")], "CHÁNH VĂN PHÒNG"),
        ("SỞ NỘI VỤ", [("GIÁM ĐỐC", "ÁM ĐỐC")], "GIÁM ĐỐC"),
    ],
)  # fmt: skip
def test_what_the_agency_itself_bears_out_no_clerk_need_look_at(
    agency: str, lines: list[tuple[str, str]], position: str
) -> None:
    found = _signed(lines, "Lê Văn Vỹ", agency=agency)
    assert found["signer_position"].value == position
    assert found["signer_position"].confidence >= 0.8


def test_of_two_heads_whose_ends_are_alike_it_is_that_of_the_agency() -> None:
    lines = [("VIỆN TRƯỞNG", "ỆN TRƯỞNG")]
    assert _signed(lines, "Lê Văn Vỹ", agency="VIỆN QUY HOẠCH")["signer_position"].value == "VIỆN TRƯỞNG"


def test_a_line_that_stands_whole_on_its_axis_is_left_as_it_is() -> None:
    found = _signed([("GIÁM ĐỐC", "GIÁM ĐỐC")], "Lê Văn Vỹ")
    assert "competence" not in found
    assert found["signer_position"].value == "GIÁM ĐỐC"


@pytest.mark.parametrize(
    ("seen", "name"),
    [
        ("guyễn Đức An", "Nguyễn Đức An"),
        ("rần Văn Bình", "Trần Văn Bình"),
        ("kểễn Đức An", "Nguyễn Đức An"),
        ("Vủ Thị Lan", "Vũ Thị Lan"),
    ],
)
def test_a_family_name_that_one_end_leaves_is_completed_and_looked_at(seen: str, name: str) -> None:
    found = _signed([("GIÁM ĐỐC", "GIÁM ĐỐC")], seen)
    assert found["signer_name"].value == name
    assert found["signer_name"].confidence < 0.8


@pytest.mark.parametrize("seen", ["ương Thị Lan", "ăn Thủy", "inh Văn Bình"])
def test_a_family_name_that_many_bear_the_end_of_is_absent(seen: str) -> None:
    assert "signer_name" not in _signed([("GIÁM ĐỐC", "GIÁM ĐỐC")], seen)


def _letter_to(*lines: Put | tuple[Put, ...]) -> Fields:
    top = head(("SỞ NỘI VỤ",), "Số: 20/SNV-VP", "Huế, ngày 11 tháng 02 năm 2025")
    return find_fields([page([*top, Put("V/v nhắc nộp báo cáo", 155, 136, size=12), *lines, *body(330)])])


def test_a_stamp_beside_the_addressees_is_none_of_them() -> None:
    found = _letter_to(
        (left("TRƯỜNG THPT CHU VĂN AN", 60, 240), left("h gửi:", 205, 241)),
        (left("THƯỢNG KHẨN", 90, 258), left("- Các phòng, ban;", 240, 258)),
        left("3536", 110, 267),
        left("- Ủy ban nhân dân các xã, phường.", 240, 276),
    )
    assert found["addressees"].value == ["Các phòng, ban", "Ủy ban nhân dân các xã, phường"]


@pytest.mark.parametrize(
    ("printed", "subject"),
    [
        (Put("Thực hiện chế độ báo cáo thống kê ngành", MIDDLE, 208), "Thực hiện chế độ báo cáo thống kê ngành"),
        (left("25/5yệ việc bảo đảm an toàn thông tin mạng", 196, 208), "bảo đảm an toàn thông tin mạng"),
    ],
)
def test_a_subject_is_told_by_where_it_stands(printed: Put, subject: str) -> None:
    top = head(("BỘ NỘI VỤ",), "Số: 15/KH-BNV", "Hà Nội, ngày 05 tháng 01 năm 2020")
    found = find_fields([page([*top, Put("KẾ HOẠCH", MIDDLE, 190, size=14), printed, *body(260)])])
    assert found["subject"].value == subject
