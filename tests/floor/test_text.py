"""Vietnamese text: NFC, folding letter by letter, tone placement that does not matter for comparing."""

import unicodedata

import pytest

from pipeline.text import fold, nfc, same_spelling, tidy


def test_folding_takes_marks_away_and_makes_d_of_đ_letter_by_letter():
    text = "Ủy ban nhân dân tỉnh Đắk Lắk, số 2432/UBND-KSTTHC"
    assert fold(text) == "uy ban nhan dan tinh dak lak, so 2432/ubnd-ksttHc".lower()
    assert len(fold(text)) == len(nfc(text))
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CỘNG HOÀ", "CỘNG HÒA"),
        ("HOẢ TỐC", "HỎA TỐC"),
        ("Uỷ ban", "Ủy ban"),
        ("sức khoẻ", "sức khỏe"),
        ("thuỷ", "thủy"),
    ],
)
def test_old_and_new_tone_placement_are_one_spelling(one, other):
    assert same_spelling(one) == same_spelling(other)


@pytest.mark.parametrize("word", ["hoàn", "quý", "quỹ", "toán", "huỳnh", "khoảng", "đ", "d"])
def test_what_has_one_spelling_only_stays(word):
    assert same_spelling(word) == word


def test_đ_is_not_d_with_a_mark():
    assert same_spelling("đa") != same_spelling("da")


def test_tidy_folds_white_space():
    assert tidy("  Sở\u00a0 Nội\n vụ ") == "Sở Nội vụ"
