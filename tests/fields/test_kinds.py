"""What kind of document it is and what it is about, by title, notation and form (Annex I.II.5)."""

from __future__ import annotations

import pytest

from pipeline.digitize.fields.find import find_fields
from tests.fields.papers import KEPT, Paper, decision
from tests.fields.sheets import MIDDLE, Put, body, closing, head, left, page

PAPERS = [
    Paper(
        "a report upward has a title and addressees",
        (
            page(
                [
                    *head(("UBND TỈNH GIA LAI", "SỞ NỘI VỤ"), "Số: 120/BC-SNV", "Gia Lai, ngày 30 tháng 6 năm 2025"),
                    Put("BÁO CÁO", MIDDLE, 190),
                    Put("Kết quả công tác văn thư, lưu trữ", MIDDLE, 208),
                    Put("Kính gửi: Ủy ban nhân dân tỉnh Gia Lai", MIDDLE, 250),
                    *body(300, 6),
                    *closing(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Võ Thị Thảo", KEPT, 560),
                ]
            ),
        ),
        {
            "type_name": "Báo cáo",
            "subject": "Kết quả công tác văn thư, lưu trữ",
            "addressees": ["Ủy ban nhân dân tỉnh Gia Lai"],
            "signer_name": "Võ Thị Thảo",
        },
    ),
    Paper(
        "a proposal whose abbreviation has small letters",
        (
            decision(
                ("UBND TỈNH NGHỆ AN", "SỞ TÀI CHÍNH"),
                "Số: 77/TTr-STC",
                "Nghệ An, ngày 03 tháng 11 năm 2025",
                "TỜ TRÌNH",
                ("Về việc phân bổ kinh phí",),
            ),
        ),
        {"type_name": "Tờ trình", "code_notation": "TTr-STC", "subject": "phân bổ kinh phí"},
    ),
    Paper(
        "a project is not a scheme: DA and ĐA stay apart",
        (
            decision(
                ("SỞ XÂY DỰNG",),
                "Số: 31/ĐA-SXD",
                "Huế, ngày 12 tháng 5 năm 2025",
                "ĐỀ ÁN",
                ("Phát triển nhà ở xã hội",),
            ),
        ),
        {"code_notation": "ĐA-SXD", "type_name": "Đề án", "issuer": "SỞ XÂY DỰNG", "place": "Huế"},
    ),
    Paper(
        "an invitation, and the hour of the meeting is not its date",
        (
            decision(
                ("BỘ Y TẾ", "VĂN PHÒNG"),
                "Số: 09/GM-VP",
                "Hà Nội, ngày 22 tháng 10 năm 2025",
                "GIẤY MỜI",
                ("Dự Hội nghị tổng kết",),
                more=(left("Thời gian: 8 giờ 00, ngày 30 tháng 10 năm 2025.", 113, 480),),
            ),
        ),
        {"issued_date": "2025-10-22", "type_name": "Giấy mời", "issuer": "VĂN PHÒNG", "parent_organ": "BỘ Y TẾ"},
    ),
]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_record_says_of_itself(paper: Paper) -> None:
    paper.proved(find_fields(paper.pages))
