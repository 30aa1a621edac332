"""Papers with stamps on them: urgency, ĐẾN (Annex I.III.2, Annex IV)."""

from __future__ import annotations

import pytest

from pipeline.digitize.fields.find import find_fields
from tests.fields.papers import Paper, to_one
from tests.fields.sheets import LEFT, Put, body, head, left, page

PAPERS = [
    Paper(
        "an urgent letter",
        (
            page(
                [
                    *head(("ỦY BAN NHÂN DÂN", "TỈNH CÀ MAU"), "Số: 12/UBND-NC", "Cà Mau, ngày 19 tháng 7 năm 2025"),
                    Put("V/v ứng phó bão số 3", LEFT, 136, size=12),
                    Put("HỎA TỐC", 130, 170),
                    *to_one("Các sở, ban, ngành tỉnh."),
                    *body(330),
                ]
            ),
        ),
        {"urgency": "HỎA TỐC", "subject": "ứng phó bão số 3", "addressees": ["Các sở, ban, ngành tỉnh"]},
        ("secrecy",),
    ),
    Paper(
        "a stamp for urgency beside the addressees",
        (
            page(
                [
                    *head(("SỞ Y TẾ",), "Số: 69/SYT-VP", "Đà Nẵng, ngày 14 tháng 12 năm 2025"),
                    Put("V/v trực Tết", LEFT, 136, size=12),
                    left("Kính gửi:", 180, 202),
                    (left("THƯỢNG KHẨN", 87, 218), left("- Các khoa, phòng trực thuộc;", 240, 220)),
                    left("- Trạm y tế các xã, phường.", 240, 238),
                    *body(270, 6),
                ]
            ),
        ),
        {
            "urgency": "THƯỢNG KHẨN",
            "addressees": ["Các khoa, phòng trực thuộc", "Trạm y tế các xã, phường"],
            "subject": "trực Tết",
        },
    ),
    Paper(
        "the stamp ĐẾN of the office that got it",
        (
            page(
                [
                    *head(("BỘ TÀI CHÍNH",), "Số: 830/BTC-VP", "Hà Nội, ngày 14 tháng 8 năm 2025"),
                    Put("V/v lập dự toán", LEFT, 136, size=12),
                    Put("ĐẾN", 120, 186),
                    left("Số: 1254", 150, 180),
                    left("Ngày: 16/8/2025", 150, 194),
                    *to_one("Sở Tài chính."),
                    *body(330),
                ]
            ),
        ),
        {"arrival_number": "1254", "arrival_date": "2025-08-16", "code_number": "830"},
    ),
]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_record_says_of_itself(paper: Paper) -> None:
    paper.proved(find_fields(paper.pages))
