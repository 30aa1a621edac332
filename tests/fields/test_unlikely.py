"""A word that the language hardly expects waits for a clerk where it looks like one that it does; what is printed is never changed."""

from __future__ import annotations

import pytest

from pipeline.digitize.fields.find import find_fields
from pipeline.digitize.fields.findings import commas
from pipeline.digitize.fields.unlikely import spelling, unlikely
from pipeline.digitize.values import Field
from tests.fields.papers import decision
from tests.fields.sheets import Put, page

_ALONE, _BOTH = 0.936, 0.998  # as the vote says of a word with two small marks that one or two recognisers read


@pytest.mark.parametrize(
    ("text", "confidence", "doubted"),
    [
        ("các chủ âu tư", _BOTH, True),  # a letter lost leaves a word
        ("phân bố gạo dự trữ", _ALONE, True),  # ổ and ố, as likely
        ("phân bố gạo dự trữ", _BOTH, False),
        ("phân bổ gạo dự trữ", _BOTH, False),
        ("du lịch gắn với làng nghê", _ALONE, True),
        ("du lịch gắn với làng nghề", _ALONE, False),
        ("mời họp giao ban công tác tháng", _BOTH, False),  # seldom, and read surely
        ("Lãnh đạo phường Ỷ La", _ALONE, False),  # names are what they are
        ("Bưu điện (để phối hợp)", 0.7, False),  # vouched for
        ("", 0.5, False),
    ],
)
def test_a_word_is_doubted_where_another_like_it_is_much_likelier(text: str, confidence: float, doubted: bool) -> None:
    assert unlikely(text, {spelling(word): confidence for word in text.split()}) == doubted


def test_a_recipient_that_is_hardly_one_waits_for_a_clerk() -> None:
    recipients = [
        find_fields(
            [decision(("SỞ Y TẾ",), "Số: 15/QĐ-SYT", "Huế, ngày 12 tháng 3 năm 2026", "QUYẾT ĐỊNH", ("Về việc cử cán bộ",),
                      recipients=("- Như trên;", f"- {who};", "- Lưu: VT."))]
        )["recipients"]
        for who in ("Các chủ đầu tư", "Các chủ âu tư")
    ]  # fmt: skip
    assert [found.value[1] for found in recipients] == ["Các chủ đầu tư", "Các chủ âu tư"]
    assert recipients[0].confidence > 0.8 > recipients[1].confidence


@pytest.mark.parametrize(
    ("agency", "sure"),
    [
        ("TRƯỜNG PHỔ THÔNG DÂN TỘC NỘI TRÚ HƯỚNG HÓA", True),
        ("TRƯỜNG PHO THÔNG DÂN TỘC NỘI TRÚ HƯỚNG HÓA", False),
        ("ỦY BAN NHÂN DÂN XÃ MƯỜNG ẢNG", True),
    ],
)
def test_so_does_an_agency_but_for_its_name(agency: str, sure: bool) -> None:
    paper = decision((agency,), "Số: 15/QĐ-VP", "Huế, ngày 12 tháng 3 năm 2026", "QUYẾT ĐỊNH", ("Về việc cử cán bộ",))
    found = find_fields([paper])["issuer"]
    assert (found.value, found.confidence > 0.8) == (agency, sure)


@pytest.mark.parametrize("read", ["- Lm: VT, TCHC.", "- Lưu: ỴT, TCHC."])
def test_the_file_copy_is_told_by_the_records_office(read: str) -> None:
    paper = decision(("SỞ Y TẾ",), "Số: 15/QĐ-SYT", "Huế, ngày 12 tháng 3 năm 2026", "QUYẾT ĐỊNH", ("Về việc cử cán bộ",),
                     recipients=("- Như Điều 3;", read))  # fmt: skip
    assert find_fields([paper])["recipients"].value == ["Như Điều 3", "Lưu: VT, TCHC"]


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("Ủy ban nhân dân các xã. phường", "Ủy ban nhân dân các xã, phường"),
        ("Sở Nội vụ. Hà Nội", "Sở Nội vụ. Hà Nội"),
        ("ThS. bác sĩ, v.v. và TP. Huế", "ThS, bác sĩ, v.v. và TP. Huế"),
    ],
)
def test_no_sentence_begins_with_a_small_letter(read: str, right: str) -> None:
    assert commas(read) == right


@pytest.mark.parametrize(
    ("shift", "stamped", "found"), [(0, False, True), (22, True, True), (22, False, False), (40, True, False)]
)
def test_a_subject_whose_first_words_lie_under_a_stamp_is_found_by_its_place(
    shift: int, stamped: bool, found: bool
) -> None:
    line = Put("tổ chức Ngày hội Đại đoàn kết toàn dân tộc", 298 + shift, 208)
    start = 298 + shift - 111  # half of what it takes
    stamp = [Put("21/04", start - 16, 203, confidence=0.5)] if stamped else []
    sheet = page(
        [Put("QUYẾT ĐỊNH", 298, 190), *stamp, line, Put("Căn cứ Luật Tổ chức chính quyền địa phương", 320, 260)]
    )
    told = find_fields([sheet]).get("subject", Field("", 0))
    assert (told.value == line.text) == found
