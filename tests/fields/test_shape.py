"""What holds for every finding: where it stands, how sure it is, and that nothing on paper can make the room fall over."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ocr_models.page import Box, Line, Word
from pipeline.digitize.fields.find import find_fields
from pipeline.digitize.fields.findings import spoken
from pipeline.digitize.values import FIELD_KEYS, OFFICE_KEYS, ReadPage
from tests.fields import test_heads
from tests.fields.sheets import MIDDLE, Put, body, closing, head, left, page


def test_a_word_that_is_no_syllable_makes_what_it_stands_in_unsure() -> None:
    assert spoken("Lãnh đạo Ủy ban nhân dân tỉnh Lai Châ") < 1 == spoken("Lãnh đạo UBND xã Ea Súp, tỉnh Đắk Lắk (02b)")


def test_boxes_are_points_from_the_top_left_of_the_scan() -> None:
    found = find_fields(
        [
            page(
                [
                    *head(("BỘ NỘI VỤ",), "Số: 15/QĐ-BNV", "Hà Nội, ngày 05 tháng 01 năm 2020"),
                    Put("QUYẾT ĐỊNH", MIDDLE, 190),
                ]
            )
        ]
    )
    box = found["type_name"].box
    assert box is not None
    assert abs((box[0] + box[2]) / 2 - MIDDLE) < 3
    assert box[1] < 190 < box[3]
    assert found["type_name"].page == 1


@pytest.mark.slow
def test_a_page_that_lies_askew_reads_the_same() -> None:
    for paper in test_heads.PAPERS[:4]:
        straight = find_fields(paper.pages)
        skewed = find_fields([_turned(one, 1.5) for one in paper.pages])
        assert {k: f.value for k, f in skewed.items()} == {k: f.value for k, f in straight.items()}


def test_unsure_words_make_an_unsure_finding() -> None:
    sure = find_fields([page([*head(("BỘ NỘI VỤ",), "Số: 15/QĐ-BNV", None), *body(300)])])
    poor = [Put("Số: 15/QĐ-BNV", 155, 116, confidence=0.5)]
    unsure = find_fields([page([*head(("BỘ NỘI VỤ",), None, None), *poor, *body(300)])])
    assert sure["code_notation"].confidence >= 0.8 > unsure["code_notation"].confidence


def test_a_number_that_stands_apart_from_its_slash_goes_to_review() -> None:
    typed = find_fields([page([*head(("BỘ NỘI VỤ",), "Số: 15/QĐ-BNV", None)])])
    by_hand = find_fields([page([*head(("BỘ NỘI VỤ",), "Số: 15 /QĐ-BNV", None)])])
    assert typed["code_number"].confidence >= 0.8 > by_hand["code_number"].confidence


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_secrecy_mark_is_found_and_words_about_secrecy_are_not(mark: str) -> None:
    lines = [*head(("BỘ NỘI VỤ",), "Số: 15/QĐ-BNV", "Hà Nội, ngày 05 tháng 01 năm 2020"), *body(300)]
    about = Put("Danh mục bí mật nhà nước độ MẬT của ngành", MIDDLE, 280)
    assert find_fields([page([*lines, Put(mark, 110, 160), about])])["secrecy"].value == mark
    assert "secrecy" not in find_fields([page([*lines, about])])


def test_a_date_in_the_preamble_is_not_the_documents() -> None:
    based = left("Căn cứ Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023;", 113, 300)
    found = find_fields([page([*head(("BỘ NỘI VỤ",), "Số: 15/QĐ-BNV", None), Put("QUYẾT ĐỊNH", MIDDLE, 190), based])])
    assert "issued_date" not in found
    assert "place" not in found


def test_text_in_another_language_has_no_language_said() -> None:
    english = [
        Put("The parties agree to exchange information on matters of common interest", MIDDLE, 100 + 18 * i)
        for i in range(8)
    ]
    assert "language" not in find_fields([page(english)])


def test_blank_pages_are_no_pages_of_the_record() -> None:
    one = page(head(("BỘ NỘI VỤ",), "Số: 15/QĐ-BNV", "Hà Nội, ngày 05 tháng 01 năm 2020"))
    back = replace(page(body(100), 2), lines=(), blank=True)
    found = find_fields([one, back])
    assert found["page_amount"].value == "1"
    assert found["code_number"].value == "15"


def test_nothing_read_says_nothing_but_its_pages() -> None:
    assert dict(find_fields([])) == {}
    empty = ReadPage(1, 1, 1, 72, 0, 0.0, ())
    assert set(find_fields([empty])) == {"page_amount"}


@pytest.mark.slow
def test_no_noise_raises_and_all_findings_have_their_shape() -> None:
    chance = random.Random(30)
    scraps = [
        "Số:",
        "/",
        "-",
        "QĐ",
        "ngày",
        "tháng",
        "năm",
        "Nơi",
        "nhận:",
        "Kính",
        "gửi:",
        "V/v",
        "ĐẾN",
        "KHẨN",
        "TM.",
        "CHỦ",
        "TỊCH",
        "|",
        "]",
        "2026",
        "Nguyễn",
        ".",
        ";",
        "~",
        "Lưu:",
        "VT",
        "THÔNG",
        "BÁO",
        "99/",
    ]
    for _ in range(150):
        lines = []
        for _ in range(chance.randint(1, 30)):
            x, y = chance.randint(0, 1000), chance.randint(0, 1600)
            words = []
            for scrap in chance.choices(scraps, k=chance.randint(1, 9)):
                wide = 8 + 12 * len(scrap)
                words.append(Word(scrap, Box(x, y, x + wide, y + chance.randint(0, 30)), chance.random()))
                x += wide + chance.randint(0, 90)
            lines.append(Line(tuple(words), Box(words[0].box.left, y, x, y + 30)))
        for key, found in find_fields([ReadPage(1, 1190, 1684, 144, 0, chance.uniform(-3, 3), tuple(lines))]).items():
            assert key in (*FIELD_KEYS, *OFFICE_KEYS)
            assert found.value
            assert 0 <= found.confidence <= 1
            assert found.box is None or (found.box[0] <= found.box[2] and found.box[1] <= found.box[3])


def test_recipients_of_a_paper_without_positions_are_still_read() -> None:
    found = find_fields([page([*body(100), *closing((), None, ("- Như trên;", "- Lưu: VT."), 300)])])
    assert found["recipients"].value == ["Như trên", "Lưu: VT"]
    assert "signer_position" not in found


def _turned(read: ReadPage, degrees: float) -> ReadPage:
    """The page as if its paper had lain askew, its text falling to the right by `degrees`."""
    import math

    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))

    def turn(word: Word) -> Word:
        box = word.box
        x, y = (box.left + box.right - read.width) / 2, (box.top + box.bottom - read.height) / 2
        across, down = x * cosine - y * sine + read.width / 2, x * sine + y * cosine + read.height / 2
        half, high = box.width / 2, box.height / 2
        return Word(
            word.text,
            Box(round(across - half), round(down - high), round(across + half), round(down + high)),
            word.confidence,
        )

    lines = tuple(Line(tuple(turn(word) for word in line.words), line.box) for line in read.lines)
    return replace(read, lines=lines, skew=degrees)


@pytest.mark.parametrize("read", ["IH", "IHI", "HII"])
def test_a_roman_numeral_of_three_strokes_is_set_right_and_less_sure(read: str) -> None:
    found, plain = (
        find_fields([_less_sure(page([*body(100), *closing((), None, (f"- {bank};", "- Lưu: VT."), 300)]))])[
            "recipients"
        ]
        for bank in (f"Kho bạc Nhà nước khu vực {read}", "Kho bạc")
    )
    assert found.value == ["Kho bạc Nhà nước khu vực III", "Lưu: VT"]
    assert found.confidence < plain.confidence


def _less_sure(read: ReadPage) -> ReadPage:
    """The page as a reader gives it that is not quite sure of anything."""
    lines = (Line(tuple(replace(word, confidence=0.75) for word in line.words), line.box) for line in read.lines)
    return replace(read, lines=tuple(lines))


@pytest.mark.parametrize(
    ("last", "below", "sure"),
    [
        ("- Ủy ban nhân dân các xã.", 300, True),
        ("- Ủy ban nhân dân các xã;", 300, False),
        ("- Ủy ban nhân dân các xã,", 260, True),  # nothing fits between it and the body
    ],
)
def test_addressees_that_break_off_are_looked_at(last: str, below: float, sure: bool) -> None:
    lines = [Put("Kính gửi:", 250, 200), left("- Sở Nội vụ;", 280, 218), left(last, 280, 236)]
    found = find_fields([page([*head(("BỘ NỘI VỤ",), "Số: 15/BNV-VP", None), *lines, *body(below)])])["addressees"]
    assert found.value == ["Sở Nội vụ", "Ủy ban nhân dân các xã"]
    assert (found.confidence >= 0.8) is sure


def test_what_stands_under_as_above_is_another_recipient() -> None:
    found = find_fields([page([*body(100), *closing((), None, ("- Như trên:", "Kho bạc;", "- Lưu: VT."), 300)])])
    assert found["recipients"].value == ["Như trên", "Kho bạc", "Lưu: VT"]
