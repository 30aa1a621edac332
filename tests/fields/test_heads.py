"""Heads of every kind of office, laid out as Decree 30 has them (Annex I.II.1 to 4), and what they say."""

from __future__ import annotations

import pytest

from pipeline.digitize.fields.find import find_fields
from tests.fields.papers import Paper, decision, letter, to_many, to_one
from tests.fields.sheets import LEFT, MIDDLE, Put, body, head, page

PAPERS = [
    Paper(
        "a provincial department's letter, its lines merged across the columns",
        (
            letter(
                ("UBND TỈNH PHÚ THỌ", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"),
                "Số: 275/STTTT-CNTT",
                "Phú Thọ, ngày 16 tháng 12 năm 2011",
                ("V/v đăng ký danh sách tham gia Hội thi kỹ", "năng sử dụng máy tính."),
                to_many("- Các đơn vị trực thuộc sở;", "- Các cơ quan báo chí."),
                True,
                ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
            ),
        ),
        {
            "code_number": "275",
            "code_notation": "STTTT-CNTT",
            "issued_date": "2011-12-16",
            "place": "Phú Thọ",
            "type_name": "Công văn",
            "issuer": "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
            "parent_organ": "UBND TỈNH PHÚ THỌ",
            "competence": "KT. GIÁM ĐỐC",
            "signer_position": "PHÓ GIÁM ĐỐC",
            "signer_name": "Nguyễn Hữu Việt",
            "recipients": ["Như trên", "Lưu: VT, VP"],
            "addressees": ["Các đơn vị trực thuộc sở", "Các cơ quan báo chí"],
            "language": "vi",
            "page_amount": "1",
            "subject": "đăng ký danh sách tham gia Hội thi kỹ năng sử dụng máy tính",
        },
    ),
    Paper(
        "a ministry's decision: one line of agency, a subject of two lines",
        (
            decision(
                ("BỘ GIÁO DỤC VÀ ĐÀO TẠO",),
                "Số: 2605/QĐ-BGDĐT",
                "Hà Nội, ngày 16 tháng 9 năm 2025",
                "QUYẾT ĐỊNH",
                (
                    "Về việc bổ sung công chức, viên chức làm việc tại Bộ phận Tiếp nhận",
                    "và Trả kết quả của Bộ Giáo dục và Đào tạo",
                ),
                "BỘ TRƯỞNG BỘ GIÁO DỤC VÀ ĐÀO TẠO",
                ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"),
                "Lê Tấn Dũng",
            ),
        ),
        {
            "code_number": "2605",
            "code_notation": "QĐ-BGDĐT",
            "issuer": "BỘ GIÁO DỤC VÀ ĐÀO TẠO",
            "type_name": "Quyết định",
            "subject": "bổ sung công chức, viên chức làm việc tại Bộ phận Tiếp nhận và Trả kết quả của Bộ Giáo dục và Đào tạo",
            "competence": "KT. BỘ TRƯỞNG",
            "signer_position": "THỨ TRƯỞNG",
            "signer_name": "Lê Tấn Dũng",
        },
        ("parent_organ", "addressees", "urgency", "secrecy"),
    ),
    Paper(
        "a People's Committee on two lines is one issuer",
        (
            letter(
                ("ỦY BAN NHÂN DÂN", "TỈNH HẬU GIANG"),
                "Số: 2432/UBND-KSTTHC",
                "Hậu Giang, ngày 07 tháng 4 năm 2024",
                ("V/v công khai thủ tục hành chính",),
                to_one("Sở Nội vụ."),
                False,
                ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
            ),
        ),
        {
            "issuer": "ỦY BAN NHÂN DÂN TỈNH HẬU GIANG",
            "code_notation": "UBND-KSTTHC",
            "type_name": "Công văn",
            "addressees": ["Sở Nội vụ"],
            "competence": "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH",
            "signer_position": "PHÓ CHỦ TỊCH",
            "issued_date": "2024-04-07",
        },
        ("parent_organ",),
    ),
    Paper(
        "a commune's committee under its district's",
        (
            decision(
                ("UBND HUYỆN LONG MỸ", "ỦY BAN NHÂN DÂN", "XÃ VĨNH THUẬN ĐÔNG"),
                "Số: 15/QĐ-UBND",
                "Vĩnh Thuận Đông, ngày 05 tháng 01 năm 2020",
                "QUYẾT ĐỊNH",
                ("Về việc kiện toàn Ban chỉ đạo",),
            ),
        ),
        {
            "issuer": "ỦY BAN NHÂN DÂN XÃ VĨNH THUẬN ĐÔNG",
            "parent_organ": "UBND HUYỆN LONG MỸ",
            "place": "Vĩnh Thuận Đông",
            "code_number": "15",
        },
    ),
    Paper(
        "a school whose name goes over two lines",
        (
            decision(
                ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG TRUNG HỌC PHỔ THÔNG", "NGUYỄN BỈNH KHIÊM"),
                "Số: 07/TB-THPTNBK",
                "Cà Mau, ngày 09 tháng 02 năm 2026",
                "THÔNG BÁO",
                ("Kết luận cuộc họp về chuyển đổi số",),
                "",
                ("HIỆU TRƯỞNG",),
                "Phạm Văn Kỳ",
            ),
        ),
        {
            "issuer": "TRƯỜNG TRUNG HỌC PHỔ THÔNG NGUYỄN BỈNH KHIÊM",
            "parent_organ": "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
            "code_number": "07",
            "code_notation": "TB-THPTNBK",
            "type_name": "Thông báo",
            "subject": "Kết luận cuộc họp về chuyển đổi số",
            "signer_position": "HIỆU TRƯỞNG",
        },
        ("competence",),
    ),
    Paper(
        "an agency's name that runs on after VÀ",
        (
            letter(
                ("BỘ KHOA HỌC VÀ CÔNG NGHỆ", "CỤC THÔNG TIN VÀ", "THỐNG KÊ QUỐC GIA"),
                "Số: 88/TTTK-VP",
                "Hà Nội, ngày 10 tháng 3 năm 2025",
                ("V/v báo cáo số liệu",),
                to_one("Văn phòng Bộ."),
            ),
        ),
        {"issuer": "CỤC THÔNG TIN VÀ THỐNG KÊ QUỐC GIA", "parent_organ": "BỘ KHOA HỌC VÀ CÔNG NGHỆ"},
    ),
    Paper(
        "a circular: year in the notation, a title without V/v",
        (
            decision(
                ("BỘ CÔNG THƯƠNG",),
                "Số: 21 /2026/TT-BCT",
                "Hà Nội, ngày 28 tháng 4 năm 2026",
                "THÔNG TƯ",
                ("Bãi bỏ một phần khoản 2 Điều 1 của Thông tư", "số 18/2025/TT-BCT ngày 13 tháng 3 năm 2025"),
                "",
                ("BỘ TRƯỞNG",),
                "Lê Mạnh Hùng",
            ),
        ),
        {
            "code_number": "21",
            "code_notation": "2026/TT-BCT",
            "type_name": "Thông tư",
            "issued_date": "2026-04-28",
            "subject": "Bãi bỏ một phần khoản 2 Điều 1 của Thông tư số 18/2025/TT-BCT ngày 13 tháng 3 năm 2025",
        },
    ),
    Paper(
        "a draft without number and day",
        (
            decision(
                ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HẢI PHÒNG"),
                "Số:        /QĐ-UBND",
                "Hải Phòng, ngày     tháng     năm 2026",
                "QUYẾT ĐỊNH",
                ("Về việc phê duyệt kế hoạch",),
            ),
        ),
        {"code_notation": "QĐ-UBND", "place": "Hải Phòng", "issuer": "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG"},
        ("code_number", "issued_date"),
    ),
    Paper(
        "a party paper: other head, number and notation joined by a dash",
        (
            page(
                [
                    Put("TỈNH ỦY LẠNG SƠN", LEFT, 70),
                    Put("*", LEFT, 84),
                    Put("ĐẢNG CỘNG SẢN VIỆT NAM", 430, 70),
                    Put("Số 14-KL/TU", LEFT, 100),
                    Put("Lạng Sơn, ngày 20 tháng 3 năm 2026", 430, 100),
                    Put("KẾT LUẬN", MIDDLE, 180),
                    *body(230),
                ]
            ),
        ),
        {
            "code_number": "14",
            "code_notation": "KL/TU",
            "type_name": "Kết luận",
            "issuer": "TỈNH ỦY LẠNG SƠN",
            "issued_date": "2026-03-20",
        },
    ),
    Paper(
        "two organs signing together",
        (
            page(
                [
                    *head(
                        ("BỘ TÀI CHÍNH", "BỘ NỘI VỤ"), "Số: 05/2020/TTLT-BTC-BNV", "Hà Nội, ngày 05 tháng 01 năm 2020"
                    ),
                    Put("THÔNG TƯ LIÊN TỊCH", MIDDLE, 190),
                    Put("Hướng dẫn chế độ phụ cấp", MIDDLE, 208),
                    *body(260),
                    Put("KT. BỘ TRƯỞNG BỘ NỘI VỤ", 180, 500),
                    Put("THỨ TRƯỞNG", 180, 515),
                    Put("KT. BỘ TRƯỞNG BỘ TÀI CHÍNH", 450, 500),
                    Put("THỨ TRƯỞNG", 450, 515),
                    Put("Trần Anh Tuấn", 180, 590),
                    Put("Vũ Thị Mai", 450, 590),
                ]
            ),
        ),
        {"type_name": "Thông tư liên tịch", "code_notation": "2020/TTLT-BTC-BNV", "code_number": "05"},
    ),
]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_record_says_of_itself(paper: Paper) -> None:
    paper.proved(find_fields(paper.pages))


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("SỐ GIÁO DỤC VÀ ĐÀO TẠO", "SỞ GIÁO DỤC VÀ ĐÀO TẠO"),
        ("BẢO HIỂM XÃ HỘI VIỆT NAM", "BẢO HIỂM XÃ HỘI VIỆT NAM"),
        ("SỞ QUY HOẠCH - KIẾN TRÚC", "SỞ QUY HOẠCH - KIẾN TRÚC"),  # no number, though it begins like one
    ],
)
def test_an_agency_begins_as_agencies_do(read: str, name: str) -> None:
    found = find_fields([page([*head((read,), "Số: 15/STTTT-VP", None), *body(300)])])
    assert found["issuer"].value == name
