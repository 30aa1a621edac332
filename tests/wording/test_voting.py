"""Readings of one line become one: who wins, whose boxes stand, what is said of it."""

import unicodedata

import pytest

from ocr_models.page import Word
from pipeline.digitize.wording import Witness, doubt, voted
from pipeline.digitize.wording.align import aligned
from tests.wording.printed import TESSERACT, TRUEOCR, read, text, words


def test_readings_that_agree_stand_with_the_first_ones_boxes_and_are_surer() -> None:
    line = "Các cơ quan, tổ chức có liên quan"
    found = read(line, line)
    assert text(found) == line
    assert [word.box for word in found] == [word.box for word in words(line)]
    assert all(word.change is None and word.confidence > 0.9 for word in found)


def test_marks_that_one_recogniser_loses_are_the_other_ones() -> None:
    found = read("Điẽu khoán thi hành", "Điều khoản thi hành")
    assert text(found) == "Điều khoản thi hành"
    assert [(word.change.read, word.change.by) for word in found if word.change] == [
        ("Điẽu", "vote"),
        ("khoán", "vote"),
    ]


def test_one_reading_alone_is_mended_by_the_language_where_it_is_unsure() -> None:
    found = read("Căn cứ Luật Tố chức chính quyền địa phương", confidence=0.8)
    assert text(found) == "Căn cứ Luật Tổ chức chính quyền địa phương"
    assert [word.change.by for word in found if word.change] == ["language"]


def test_what_was_read_surely_stays_whatever_the_language_says() -> None:
    line = "Luật Tố chức chính quyền"
    assert text(read(line, by=(TESSERACT,), confidence=0.99)) == line


@pytest.mark.parametrize(
    "line", ["UBND tỉnh Hậu Giang", "Ông Đinh Thế Huýnh", "Bà Krông Ktlêh", "2432/UBND-KSTTHC", "CCCD số 031023133320"]
)
def test_names_abbreviations_and_numbers_stay_as_printed(line: str) -> None:
    assert text(read(line, confidence=0.9, by=(TESSERACT,))) == line


@pytest.mark.parametrize("line", ["Ủy ban hòa giải", "Uỷ ban hoà giải", "ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN"])
def test_either_placement_of_the_tone_mark_stays_as_printed(line: str) -> None:
    assert text(read(line, confidence=0.5, by=(TESSERACT,))) == line


def test_words_run_together_in_one_reading_are_parted_as_in_the_other() -> None:
    found = read("người điđó xem", "người đi đó xem")
    assert text(found) == "người đi đó xem"
    assert {word.change.read for word in found if word.change} == {"điđó"}


def test_words_run_together_in_the_only_reading_are_parted_where_they_can_be_no_syllable() -> None:
    found = read("cơquan nhà nước")
    assert text(found) == "cơ quan nhà nước"
    assert found[0].box.right <= found[1].box.left + 1 and found[0].change == found[1].change


def test_a_word_that_only_one_saw_is_kept_where_it_was_sure() -> None:
    assert text(read("chịu trách thi hành Quyết định", "chịu trách nhiệm thi hành Quyết định", confidence=0.96)) == (
        "chịu trách nhiệm thi hành Quyết định"
    )


def test_digits_that_readings_do_not_agree_on_are_never_sure() -> None:
    found = read("Số: 25 /STTTT-CNTT", "Số: 276 /STTTT-CNTT", confidence=0.97)
    assert found[1].text in ("25", "276") and found[1].confidence <= 0.5


def test_a_digit_that_only_one_saw_makes_a_number_unsure() -> None:
    assert read("Hà Nội, ngày 2Ệ tháng 9", "Hà Nội, ngày 2 tháng 9", confidence=0.97)[3].confidence <= 0.5


@pytest.mark.parametrize(
    ("line", "at", "most"),
    [("Hà Nội, ngày 2 tháng 9 năm 2025", 3, 0.5), ("Số: 7 /QĐ-UBND", 1, 0.5), ("Số: 43 /TB-SNV", 1, 0.75)],
)
def test_what_was_likely_written_by_hand_waits_for_a_person(line: str, at: int, most: float) -> None:
    assert read(line, line, confidence=0.99)[at].confidence <= most


@pytest.mark.parametrize("line", ["Hà Nội, ngày 02 tháng 9 năm 2025", "Số: 07/QĐ-UBND", "Số: 2432/UBND-KSTTHC"])
def test_typed_numbers_and_days_do_not(line: str) -> None:
    assert all(word.confidence > 0.9 for word in read(line, line, confidence=0.99))


@pytest.mark.parametrize("line", ["Hải Phòng, ngày 2Ý tháng 7 năm 2025", "Số: ÖŸ /TTr-UBND"])
def test_a_number_that_is_none_is_unsure_and_stays_as_read(line: str) -> None:
    found = read(line, line, confidence=0.97)
    assert text(found) == line
    assert min(word.confidence for word in found) <= 0.3


def test_the_line_before_tells_how_a_line_begins() -> None:
    assert text(read("dinh của pháp luật", confidence=0.7, before="theo quy")) == "định của pháp luật"


def test_signs_that_are_not_printed_lose_against_nothing() -> None:
    assert text(read("THƯỢNG KHẨN", "|THƯỢNG KHẨN|")) == "THƯỢNG KHẨN"


def test_text_is_nfc_and_no_reading_is_no_words() -> None:
    loose = tuple(Word(unicodedata.normalize("NFD", w.text), w.box, w.confidence) for w in words("tổ chức"))
    assert text(voted([Witness(TESSERACT, loose)])) == "tổ chức"
    assert voted([]) == () and voted([Witness(TESSERACT, ())]) == ()


def test_one_witness_without_words_does_not_silence_the_other() -> None:
    assert text(voted([Witness(TRUEOCR, ()), Witness(TESSERACT, words("Nơi nhận:"))])) == "Nơi nhận:"


def test_a_line_of_unsure_words_is_doubted_more_than_one_of_sure_words() -> None:
    line = "Quyết định này có hiệu lực từ ngày được giao"
    assert doubt(words(line, 0.6), TRUEOCR) > 2 * doubt(words(line, 0.995), TRUEOCR)


@pytest.mark.parametrize(
    ("read", "asked"),
    [
        ("đạt trên 986 kế hoạch", "986"),  # 98%
        ("nhiệt độ từ 2C đến", "2C"),  # 2°C
        ("chọn mục +Tra cứu", "+Tra"),  # "Tra
        ("ông Trãn Thị Phượng", "Trãn"),  # Trần
    ],
)
def test_what_a_recogniser_makes_of_signs_and_marks_that_it_does_not_know_is_doubted_however_sure(
    read: str, asked: str
) -> None:
    found = voted([Witness(TRUEOCR, words(read, 0.93))])
    assert text(found) == read
    doubtful = [word.text for word in found if word.confidence < 0.9]
    assert doubtful == [asked]


def test_the_recogniser_that_knows_the_sign_is_believed() -> None:
    assert text(read("đạt trên 986 kế hoạch", "đạt trên 98% kế hoạch")) == "đạt trên 98% kế hoạch"
    assert text(read("đạt trên 986 người", "đạt trên 986 người")) == "đạt trên 986 người"


def test_whoever_is_sure_of_a_word_is_believed_about_its_punctuation_too() -> None:
    def said(first: float, second: float) -> str:
        pair = [Witness(TRUEOCR, words("- Như trên", first)), Witness(TESSERACT, words("- Như trên;", second))]
        return text(voted(pair))

    assert said(0.67, 0.967) == "- Như trên;"
    assert said(0.999, 0.5) == "- Như trên"


def test_two_full_stops_are_nobodys_print() -> None:
    assert text(read("thi hành Quyết định này./.", "thi hành Quyết định này..")) == "thi hành Quyết định này./."
    assert text(read("các loại giấy tờ...", "các loại giấy tờ...")) == "các loại giấy tờ..."


def test_a_hook_that_either_may_lose_is_the_languages_to_tell() -> None:
    assert text(read("thực hiện chi đạo của Sở", "thực hiện chỉ đạo của Sở")) == "thực hiện chỉ đạo của Sở"
    assert text(read("tiết kiệm chi ngân sách", "tiết kiệm chỉ ngân sách")) == "tiết kiệm chi ngân sách"


def test_stretches_hold_the_same_print() -> None:
    first, other = "Căn cứ Nghị định số".split(), "Căncứ Nghi dinh số 30".split()
    found = [(first[a:b], other[c:d]) for (a, b), (c, d) in (stretch.spans for stretch in aligned([first, other]))]
    assert found == [
        (["Căn", "cứ"], ["Căncứ"]), (["Nghị"], ["Nghi"]), (["định"], ["dinh"]), (["số"], ["số"]), ([], ["30"]),
    ]  # fmt: skip


def test_a_recogniser_that_was_shown_a_piece_is_heard_for_that_piece_alone() -> None:
    line = words("các cơ quam, tổ chức có liên quan", 0.6)
    place = (line[1].box.left - 2, line[3].box.right - 10)
    piece = tuple(word for word in words("các cơ quan, tổ", 0.96)[1:])
    found = voted([Witness(TRUEOCR, line), Witness(TESSERACT, piece, place)])
    assert text(found) == "các cơ quan, tổ chức có liên quan"
    assert [word.box for word in found] == [word.box for word in line]


def test_a_piece_has_neither_the_head_nor_the_end_of_a_line() -> None:
    line = words("theo khoản 3, Điều 5 và văn bản này/ các cơ quan", 0.6)
    piece = tuple(word for word in line if word.text in ("3,", "Điều", "này/"))
    first, second = piece[:2], piece[2:]
    found = voted(
        [
            Witness(TRUEOCR, line),
            *(Witness(TESSERACT, one, (one[0].box.left, one[-1].box.right)) for one in (first, second)),
        ]
    )
    assert text(found) == "theo khoản 3, Điều 5 và văn bản này/ các cơ quan"
