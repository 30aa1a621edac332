"""Numbers, notations, dates and names of documents: their grammar, and what may be set right by it."""

from __future__ import annotations

import pytest

from pipeline.digitize.fields.grammar import code_of, date_of, initials_of, type_of, type_of_notation
from pipeline.digitize.fields.words import mended, notation_groups, type_names


@pytest.mark.parametrize(
    ("text", "number", "notation"),
    [
        ("15/QĐ-BNV", "15", "QĐ-BNV"),
        ("05/BNV-VP", "05", "BNV-VP"),
        ("21 /2026/TT-BCT", "21", "2026/TT-BCT"),
        ("/QĐ-UBND", None, "QĐ-UBND"),
        ("64/2025/QH15", "64", "2025/QH15"),
        ("14-KL/TW", "14", "KL/TW"),
        ("12a/UBND - VX", None, "UBND-VX"),
        ("123 / TTr - STC", "123", "TTr-STC"),
        ("2432/UBND–KSTTHC", "2432", "UBND-KSTTHC"),
        ("không số", None, None),
    ],
)
def test_number_and_notation(text: str, number: str | None, notation: str | None) -> None:
    code = code_of(text)
    assert (code.number.text if code.number else None, code.notation) == (number, notation)


@pytest.mark.parametrize(
    ("read", "type_name", "agency", "notation"),
    [
        ("15/QD-UBND", None, "", "QĐ-UBND"),
        ("15/OĐ-UBND", "Quyết định", "", "QĐ-UBND"),
        ("15/QB-UBND", "Quyết định", "", "QĐ-UBND"),
        ("15/7Tr-STC", "Tờ trình", "", "TTr-STC"),
        ("15/TTY-STC", "Tờ trình", "", "TTr-STC"),
        ("15/HDND-VP", None, "", "HĐND-VP"),
        ("15/TTrSTP", "Tờ trình", "SỞ TƯ PHÁP", "TTr-STP"),
        ("15/SLLLI-BCVT", None, "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "STTTT-BCVT"),
        ("14BNNMT-VP", None, "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "BNNMT-VP"),
        ("ˆ/ /BC-UBND", "Báo cáo", "", "BC-UBND"),
        ("15/QĐ-YHCT", None, "BỆNH VIỆN Y HỌC CỔ TRUYỀN", "QĐ-YHCT"),
        ("15/DA-SXD", None, "", "DA-SXD"),
        ("15/DA-SXD", "Đề án", "", "ĐA-SXD"),
        ("15/CT-UBND", None, "", "CT-UBND"),
        ("15/TB-SGDDT", None, "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "TB-SGDĐT"),
    ],
)
def test_confusions_are_set_right_where_one_reading_is_left(
    read: str, type_name: str | None, agency: str, notation: str
) -> None:
    assert code_of(read, initials_of(agency), type_name).notation == notation


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Hà Nội, ngày 05 tháng 01 năm 2020", "2020-01-05"),
        ("Hà Nội, ngàyl6 tháng 9 năm 2025", "2025-09-16"),
        ("Huế, ngảy 29 thảng 6 nảm 2019", "2019-06-29"),
        ("Huế, ngày 29 tháng 13 năm 2019", None),
        ("Huế, ngày tháng 6 năm 2019", None),
        ("Huế, ngày | tháng 6 năm 2019", None),
        ("Huế, ngày 29 tháng 6 năm 3019", None),
    ],
)
def test_dates(text: str, day: str | None) -> None:
    dated = date_of(text)
    assert dated is not None
    assert (dated.day.isoformat() if dated.day else None) == day


def test_a_day_written_against_the_decree_is_less_sure() -> None:
    by_rule, against = date_of("Huế, ngày 02 tháng 01 năm 2020"), date_of("Huế, ngày 2 tháng 01 năm 2020")
    assert by_rule is not None and against is not None
    assert against.sureness < by_rule.sureness


def test_all_names_of_the_decree_are_known_in_capitals() -> None:
    for name in type_names():
        found = type_of(name.upper())
        assert found is not None and found[0] == name


def test_a_name_with_misread_marks_is_known_and_other_capitals_are_not() -> None:
    assert type_of("QUYÉT ĐINH") == ("Quyết định", 1.0)
    assert type_of("BỘ TRƯỞNG") is None
    assert type_of("NƠI NHẬN") is None


def test_a_letters_notation_names_no_type() -> None:
    assert type_of_notation("UBND-VX") is None
    assert type_of_notation("QĐ-UBND") == "Quyết định"
    assert type_of_notation("2026/TT-BCT") == "Thông tư"
    assert type_of_notation("2026/TTLT-BTC-BNV") == "Thông tư liên tịch"


def test_annex_iii_keeps_its_pairs_apart() -> None:
    assert {"ĐA", "DA", "QyĐ", "QĐ", "CTr", "CT", "TTr", "TT", "SY", "TrS", "SL"} <= notation_groups()


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("UY BAN NHÂN DAN TINH HẬU GIANG", "ỦY BAN NHÂN DÂN TỈNH HẬU GIANG"),
        ("UBNDTỈNHNGHỆAN", "UBND TỈNH NGHỆ AN"),
        ("THÀNH PHỔỐ HUẾ", "THÀNH PHỐ HUẾ"),
        ("2PHÓ CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("PHÓ GIÁM ĐÓC", "PHÓ GIÁM ĐỐC"),
        ("SỞ VĂN HOÁ, THẺ THAO VÀ DU LICH", "SỞ VĂN HOÁ, THỂ THAO VÀ DU LỊCH"),
        ("CÔNG TY BÌNH AN", "CÔNG TY BÌNH AN"),
    ],
)
def test_phrases_are_mended_and_other_words_stay(read: str, right: str) -> None:
    assert " ".join(mended(read.split())[0]) == right
