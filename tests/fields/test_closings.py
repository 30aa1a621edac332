"""Who signs and in whose place, who receives it (Annex I.II.7 and 9)."""

from __future__ import annotations

import pytest

from pipeline.digitize.fields.find import find_fields
from tests.fields.papers import Paper, letter, to_one
from tests.fields.sheets import MIDDLE, Put, body, closing, head, page

PAPERS = [
    Paper(
        "signed by order, the unit's head under it",
        (
            letter(
                ("BỘ NỘI VỤ",),
                "Số: 4532/BNV-VP",
                "Hà Nội, ngày 01 tháng 02 năm 2025",
                ("V/v rà soát danh mục",),
                to_one("Các đơn vị thuộc Bộ."),
                False,
                ("TL. BỘ TRƯỞNG", "CHÁNH VĂN PHÒNG"),
                "Đỗ Quốc Khánh",
            ),
        ),
        {
            "competence": "TL. BỘ TRƯỞNG",
            "signer_position": "CHÁNH VĂN PHÒNG",
            "signer_name": "Đỗ Quốc Khánh",
            "code_number": "4532",
        },
    ),
    Paper(
        "acting head",
        (
            letter(
                ("SỞ TƯ PHÁP",),
                "Số: 61/STP-VP",
                "Quảng Trị, ngày 11 tháng 8 năm 2025",
                ("V/v góp ý dự thảo",),
                to_one("Sở Nội vụ."),
                False,
                ("Q. GIÁM ĐỐC",),
                "Hồ Thị Lan",
            ),
        ),
        {"competence": "Q. GIÁM ĐỐC", "signer_name": "Hồ Thị Lan"},
    ),
    Paper(
        "the closing on the second page, an annex after it with a table of names",
        (
            page(
                [
                    *head(("BỘ XÂY DỰNG",), "Số: 44/KH-BXD", "Hà Nội, ngày 25 tháng 3 năm 2025"),
                    Put("KẾ HOẠCH", MIDDLE, 190),
                    Put("Triển khai chuyển đổi số năm 2025", MIDDLE, 208),
                    *body(260, 20),
                ]
            ),
            page(
                [
                    Put("2", MIDDLE, 40),
                    *body(80, 6),
                    *closing(
                        ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"),
                        "Bùi Xuân Dũng",
                        ("- Như trên;", "- Cổng Thông tin điện tử", "Bộ Xây dựng;", "- Lưu: VT, KHTC (03b)."),
                        300,
                    ),
                ],
                2,
            ),
            page(
                [
                    Put("Phụ lục", MIDDLE, 60),
                    Put("DANH SÁCH THÀNH VIÊN", MIDDLE, 80),
                    Put("TRƯỞNG BAN", 430, 120),
                    Put("Lý Thị Yến", 430, 180),
                ],
                3,
            ),
        ),
        {
            "signer_name": "Bùi Xuân Dũng",
            "recipients": ["Như trên", "Cổng Thông tin điện tử Bộ Xây dựng", "Lưu: VT, KHTC (03b)"],
            "page_amount": "3",
            "subject": "Triển khai chuyển đổi số năm 2025",
            "type_name": "Kế hoạch",
        },
    ),
    Paper(
        "degrees and ranks are no part of a name",
        (
            letter(
                ("SỞ Y TẾ", "BỆNH VIỆN ĐA KHOA TỈNH"),
                "Số: 210/BV-KHTH",
                "Thái Nguyên, ngày 24 tháng 12 năm 2025",
                ("V/v mua sắm thuốc",),
                to_one("Các khoa, phòng."),
                False,
                ("GIÁM ĐỐC",),
                "TS.BS. Hoàng Thị Bích Ngọc",
            ),
        ),
        {"signer_name": "Hoàng Thị Bích Ngọc", "issuer": "BỆNH VIỆN ĐA KHOA TỈNH", "parent_organ": "SỞ Y TẾ"},
    ),
    Paper(
        "tone marks in the old placement stay as printed",
        (
            letter(
                ("UỶ BAN NHÂN DÂN", "TỈNH KHÁNH HOÀ"),
                "Số: 300/UBND-TH",
                "Khánh Hoà, ngày 02 tháng 9 năm 2019",
                ("V/v nghỉ lễ",),
                to_one("Các sở."),
                False,
                ("TM. UỶ BAN NHÂN DÂN", "CHỦ TỊCH"),
                "Nguyễn Văn Hoà",
            ),
        ),
        {
            "issuer": "UỶ BAN NHÂN DÂN TỈNH KHÁNH HOÀ",
            "competence": "TM. UỶ BAN NHÂN DÂN",
            "place": "Khánh Hoà",
            "signer_name": "Nguyễn Văn Hoà",
        },
    ),
]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_record_says_of_itself(paper: Paper) -> None:
    paper.proved(find_fields(paper.pages))
