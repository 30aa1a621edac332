"""Papers misread here and there: what grammar and word lists set right, and what stays absent."""

from __future__ import annotations

import pytest

from pipeline.digitize.fields.find import find_fields
from tests.fields.papers import Paper, decision, letter, to_one
from tests.fields.sheets import MIDDLE, Put, body, head, page

PAPERS = [
    Paper(
        "damage: marks misread in fixed phrases, letters for digits, Ð for Đ",
        (
            decision(
                ("UY BAN NHÂN DAN", "TÍNH HẬU GIANG"),
                "S6: l5/QÐ-UBNĐ",
                "Hậu Giang, ngàyO5 tháng 01 năm 2020",
                "QUYÉT ĐỊNH",
                ("Về việc phê duyệt kế hoạch",),
                "",
                ("KT CHU TICH", "PHO CHU TICH"),
                "Nguyên Văn An",
                ("— Như Điêu 3;", "— Lưu: VT."),
            ),
        ),
        {
            "code_number": "15",
            "code_notation": "QĐ-UBND",
            "issued_date": "2020-01-05",
            "type_name": "Quyết định",
            "competence": "KT. CHỦ TỊCH",
            "signer_position": "PHÓ CHỦ TỊCH",
            "signer_name": "Nguyễn Văn An",
        },
    ),
    Paper(
        "damage: the Quốc hiệu lost, the colon lost, specks about the title",
        (
            page(
                [
                    *head(
                        ("BỘ TƯ PHÁP", "CỤC TRỢ GIÚP PHÁP LÝ"),
                        "Số 19/QD-CTGPL",
                        "Hà Nội, ngảy 18 tháng 7 nãm 2025",
                        nation=None,
                    ),
                    Put("‘ QUYẾT ĐỊNH .", MIDDLE, 190),
                    Put("Về việc ban hành Quy chế", MIDDLE, 208),
                    *body(260),
                ]
            ),
        ),
        {
            "code_number": "19",
            "code_notation": "QĐ-CTGPL",
            "issued_date": "2025-07-18",
            "type_name": "Quyết định",
            "issuer": "CỤC TRỢ GIÚP PHÁP LÝ",
            "parent_organ": "BỘ TƯ PHÁP",
        },
    ),
    Paper(
        "damage: a handwritten day and number that came out as strokes are absent, not guessed",
        (
            letter(
                ("UBND TỈNH PHÚ THỌ", "SỞ NỘI VỤ"),
                "Số: J†§ /SNV-VP",
                "Phú Thọ, ngày | tháng 12 năm 2011",
                ("V/v nhắc nộp báo cáo",),
                to_one("Các phòng."),
                True,
            ),
        ),
        {"code_notation": "SNV-VP", "place": "Phú Thọ", "issuer": "SỞ NỘI VỤ"},
        ("code_number", "issued_date"),
    ),
    Paper(
        "a day that no calendar has is absent",
        (
            letter(
                ("SỞ NỘI VỤ",),
                "Số: 20/SNV-VP",
                "Huế, ngày 31 tháng 02 năm 2025",
                ("V/v nghỉ phép",),
                to_one("Các phòng."),
                True,
            ),
        ),
        {"place": "Huế", "code_number": "20"},
        ("issued_date",),
    ),
    Paper(
        "a seal over the name leaves no name",
        (
            letter(
                ("SỞ NỘI VỤ",),
                "Số: 21/SNV-VP",
                "Huế, ngày 27 tháng 02 năm 2025",
                ("V/v nghỉ phép",),
                to_one("Các phòng."),
                True,
                name="Ngu%n tăĩ Hxx",
            ),
        ),
        {"signer_position": "GIÁM ĐỐC"},
        ("signer_name",),
    ),
]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_record_says_of_itself(paper: Paper) -> None:
    paper.proved(find_fields(paper.pages))
