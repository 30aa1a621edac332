"""A subject is spelt as its own text spells it; lexicons put nothing in the place of what was read surely."""

from __future__ import annotations

import pytest

from pipeline.digitize.fields.repeated import held_against_text, localities_as_told
from pipeline.digitize.fields.words import mended
from pipeline.digitize.values import Field
from tests.fields.sheets import Put, page


@pytest.mark.parametrize(
    ("said", "text", "right", "less_sure"),
    [
        ("phân bố gạo dự trữ", ["về phân bổ gạo dự trữ", "việc phân bổ gạo"], "phân bổ gạo dự trữ", False),
        ("cấp gạo dư trữ quốc gia", ["kho gạo dự trữ quốc", "nhập gạo dự trữ"], "cấp gạo dự trữ quốc gia", False),
        ("cấp gạo dự trữ quốc gia", ["bán gạo dư trữ quốc gia"], "cấp gạo dự trữ quốc gia", True),
        ("phân bố gạo dự trữ", ["về phân bổ gạo dự trữ"], "phân bố gạo dự trữ", True),
        ("cấp gạo dự trữ quốc gia", ["bán gạo dự trữ quốc gia"], "cấp gạo dự trữ quốc gia", False),
        ("cấp gạo dư trữ quốc gia", ["bán gạo dự trữ quốc gia"], "cấp gạo dự trữ quốc gia", True),  # marks wear off
    ],
)
def test_a_subject_is_held_against_its_text(said: str, text: list[str], right: str, less_sure: bool) -> None:
    printed = page([Put(said, 300, 200), *(Put(line, 300, 300 + 20 * at) for at, line in enumerate(text))])
    found = held_against_text(Field(f"việc {said}", 0.95), [printed])
    assert (found.value, found.confidence < 0.8) == (f"việc {right}", less_sure)


@pytest.mark.parametrize(
    ("read", "sure", "right"),
    [
        ("CỤC TRỒNG TRỌT", True, "CỤC TRỒNG TRỌT"),
        ("XÃ THẠNH HÓA", True, "XÃ THẠNH HÓA"),
        ("XÃ THẠNH HÓA", False, "XÃ THANH HÓA"),
        ("Phòng Kinh tế. Hạ tầng và Đô thị", True, "Phòng Kinh tế, Hạ tầng và Đô thị"),
        ("Ban Chỉ huy Quân sử", True, "Ban Chỉ huy Quân sự"),  # four words are met by no chance
        ("SỞ THÔNG TIN VÀ TRUYÊN THÔNG", True, "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"),
    ],
)
def test_a_phrase_changes_nothing_that_was_read_surely_but_marks_that_wear_off(
    read: str, sure: bool, right: str
) -> None:
    words = read.split()
    assert " ".join(mended(words, [sure] * len(words))[0]) == right


@pytest.mark.parametrize(
    ("place", "issuer", "text", "right"),
    [
        ("Trà Bồng", "ỦY BAN NHÂN DÂN XÃ TRÀ BÔNG", ["Ủy ban nhân dân xã Trà Bồng kính"], "Trà Bồng"),
        ("Mường Ấng", "ỦY BAN NHÂN DÂN XÃ MƯỜNG ẢNG", ["Ủy ban nhân dân xã Mường Ảng"], "Mường Ảng"),
        ("Điên Biên", "ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN", [], "Điện Biên"),  # a province, and spelt so once
        ("Trà Bồng", "ỦY BAN NHÂN DÂN XÃ TRÀ BÔNG", [], None),  # one against one
        ("Trà Bồng", "ỦY BAN NHÂN DÂN XÃ TRÀ BÔNG", ["xã Trà Bồng", "xã Trà Bông"], None),
        ("Hà Nội", "ỦY BAN NHÂN DÂN XÃ TRÀ BÔNG", ["xã Trà Bồng"], None),
    ],
)
def test_a_locality_is_spelt_as_most_readings_of_it(
    place: str, issuer: str, text: list[str], right: str | None
) -> None:
    printed = page([Put(line, 300, 60 + 20 * at) for at, line in enumerate([issuer, place, *text])])
    read = {"place": Field(place, 0.95), "issuer": Field(issuer, 0.95)}
    told = {**read, **localities_as_told(read, [printed])}
    if right is None:
        assert told == read
    else:
        assert (told["place"].value, str(told["issuer"].value)[-len(right) :]) == (right, right.upper())
        assert min(found.confidence for found in told.values()) < 0.95
