"""Spaces, numbers, dates, notations and references to laws: look-alikes set right where only one reading can be meant."""

from itertools import pairwise

import pytest

from pipeline.digitize.wording.forms import formed
from pipeline.digitize.wording.tidy import tidied
from tests.wording.printed import text, words


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("đất nước,con người", "đất nước, con người"),
        ("- Lưu: VT,VP(KSTTHC).", "- Lưu: VT, VP(KSTTHC)."),
        ("-Như Điều 3;", "- Như Điều 3;"),
        ("Số:2605/QĐ-BGDĐT", "Số: 2605/QĐ-BGDĐT"),
        ("KT.BỘ TRƯỞNG", "KT. BỘ TRƯỞNG"),
        ("1.Hợp đồng", "1. Hợp đồng"),
        ("II.NỘI DUNG", "II. NỘI DUNG"),
        ("Giáo dục và Đào tạo.Hệ thống", "Giáo dục và Đào tạo. Hệ thống"),
        ("ngày16 tháng 9", "ngày 16 tháng 9"),
        ("Trần HoàngQuốc Phượng", "Trần Hoàng Quốc Phượng"),
        ("ngày 12tháng 9", "ngày 12 tháng 9"),
        ("năm 201 1.", "năm 2011."),
        ("ngày 1 6 tháng 9", "ngày 16 tháng 9"),
        ("Số: 2 1 /2026/TT-BCT", "Số: 21 /2026/TT-BCT"),
    ],
)
def test_spaces_are_set_as_a_typist_sets_them(read: str, printed: str) -> None:
    found = tidied(words(read))
    assert text(found) == printed
    assert all(
        word.change is not None and word.change.by == "spacing" for word in found if word.text not in read.split()
    )
    assert all(a.box.right <= b.box.left for a, b in pairwise(found))


@pytest.mark.parametrize(
    "line",
    [
        "1,5 triệu đồng và 28.988 m²", "lúc 10:30 ngày 29/4/2025", "https://chinhphu.vn,xem", "vanthu@hanoi.gov.vn", "TP.HCM",
        "2432/UBND-KSTTHC", "GS.TS.Nguyễn", "xã1", "Lê McDonald", "QCVN 01:2020/BYT",
    ],
)  # fmt: skip
def test_what_stands_together_stays_together(line: str) -> None:
    assert text(tidied(words(line))) == line


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Số: 12/7Tr-UBND", "Số: 12/TTr-UBND"),
        ("Số: 12/TTY-UBND", "Số: 12/TTr-UBND"),
        ("Số: 2605/QĐÐ-BGDĐT", "Số: 2605/QĐ-BGDĐT"),
        ("Nghị định số 30/2020/ND-CP", "Nghị định số 30/2020/NĐ-CP"),
        ("Sổ: 01/KH-UBND", "Số: 01/KH-UBND"),
        ("S6: 2070 /QĐ-BYT", "Số: 2070 /QĐ-BYT"),
        ("Số 1 Điều 1]", "Số 1 Điều 11"),
        ("Hà Nội, ngày l6 tháng 9 năm 2O25", "Hà Nội, ngày 16 tháng 9 năm 2025"),
        ("theo khoản l Điều 5", "theo khoản 1 Điều 5"),
        ("Điều 18, Thẩm quyền", "Điều 18. Thẩm quyền"),
        ("3, Thời giờ làm việc", "3. Thời giờ làm việc"),
        ("~ Ban Tuyên giáo", "- Ban Tuyên giáo"),
        ("Kho bạc Nhà nước khu vực lII", "Kho bạc Nhà nước khu vực III"),
        ("Vv tổ chức hội nghị", "V/v tổ chức hội nghị"),
        ("thi hành Quyết định này./", "thi hành Quyết định này./."),
        ("L. MỤC ĐÍCH", "I. MỤC ĐÍCH"),
        ("tại https:/dichvucong.gov.vn, mục", "tại https://dichvucong.gov.vn, mục"),
    ],
)
def test_forms_are_mended_where_only_one_can_be_meant(read: str, printed: str) -> None:
    found = formed(words(read))
    assert text(found) == printed
    assert [w.change.by for w in found if w.change] == ["grammar"] * sum(
        a != b for a, b in zip(read.split(), printed.split(), strict=True)
    )


@pytest.mark.parametrize(
    "line",
    [
        "2432/UBND-KSTTHC", "21/2026/TT-BCT", "số 87/2025/QH15;", "ngày 2Ý tháng 7", "ngày 99 tháng 13", "khoản 4, 5, 6 và 8 Điều 34",
        "Sở: 01/KH-UBND", "3, 4 và 5", "– Bước 1:", "tháng I năm", "và/hoặc", "km/h",
    ],
)  # fmt: skip
def test_what_has_a_sense_or_has_none_stays(line: str) -> None:
    assert text(formed(words(line))) == line


@pytest.mark.parametrize("before", ["theo quy định tại khoản", "các khoản 1, 2,", "Điều 4 và"])
def test_a_number_that_runs_on_from_the_line_before_begins_no_list(before: str) -> None:
    assert text(formed(words("3, Điều 5 của Luật này"), before)) == "3, Điều 5 của Luật này"


@pytest.mark.parametrize(("before", "printed"), [("TRUNG TÂM", "Số:"), ("tại văn bản", "số:"), ("", "số:")])
def test_a_number_under_an_agencys_name_begins_with_a_capital(before: str, printed: str) -> None:
    assert text(formed(words("số: 03/KH-BNNMT"), before)) == f"{printed} 03/KH-BNNMT"
