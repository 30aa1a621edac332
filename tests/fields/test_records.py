"""Whole records of many kinds, laid out as Decree 30 has them, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from pipeline.digitize.fields.find import find_fields
from pipeline.digitize.values import ReadPage
from tests.fields.sheets import LEFT, MIDDLE, Put, body, closing, head, left, page

_KEPT = ("- Như trên;", "- Lưu: VT, VP.")


@dataclass(frozen=True)
class Paper:
    name: str
    pages: tuple[ReadPage, ...]
    says: dict[str, object]
    silent: tuple[str, ...] = field(default=())


def letter(
    agency: Sequence[str],
    number: str | None,
    dated: str,
    subject: Sequence[str],
    to: Sequence[Put],
    merged: bool = False,
    signing: Sequence[str] = ("GIÁM ĐỐC",),
    name: str | None = "Nguyễn Hữu Việt",
    recipients: Sequence[str] = _KEPT,
) -> ReadPage:
    level = 86 + 16 * max(1, len(agency) - 1) + 14
    about = [Put(text, LEFT, level + 20 + 14 * i, size=12) for i, text in enumerate(subject)]
    return page(
        [
            *head(agency, number, dated, merged),
            *about,
            *to,
            *body(330, 6),
            *closing(signing, name, recipients, 560, merged),
        ]
    )


def decision(
    agency: Sequence[str],
    number: str,
    dated: str,
    title: str,
    subject: Sequence[str],
    authority: str = "",
    signing: Sequence[str] = ("GIÁM ĐỐC",),
    name: str | None = "Trần Thị Mỹ Hạnh",
    recipients: Sequence[str] = ("- Như Điều 3;", "- Lưu: VT."),
    merged: bool = False,
    more: Sequence[Put] = (),
) -> ReadPage:
    lines = [Put(title, MIDDLE, 190, size=14), *(Put(text, MIDDLE, 208 + 17 * i) for i, text in enumerate(subject))]
    if authority:
        lines.append(Put(authority, MIDDLE, 300))
    based = [left("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;", 113, 330)]
    return page(
        [
            *head(agency, number, dated, merged),
            *lines,
            *based,
            *body(350, 6),
            *closing(signing, name, recipients, 560, merged),
            *more,
        ]
    )


def to_one(text: str) -> list[Put]:
    return [Put(f"Kính gửi: {text}", MIDDLE, 260)]


def to_many(*texts: str) -> list[Put]:
    return [left("Kính gửi:", 180, 250), *(left(text, 240, 268 + 18 * i) for i, text in enumerate(texts))]


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
                    *closing(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Võ Thị Thảo", _KEPT, 560),
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
    found = find_fields(paper.pages)
    told = {key: found[key].value if key in found else None for key in paper.says}
    assert told == paper.says
    assert [key for key in paper.silent if key in found] == []
