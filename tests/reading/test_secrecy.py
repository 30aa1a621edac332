"""A secrecy mark in the head of the first page is found however it was stamped, and nothing else is taken for one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from ocr_models.page import Box, GreyImage, Line, Word
from pipeline.digitize.marks import look, mark_in, mark_within, surely_other
from pipeline.digitize.readers import Readers, default_readers
from tests.reading.paper import BLACK, BLUE, letter_head, one_bit, scanned, stamped
from tests.samples import truth
from tests.samples.drafts import Wish


def mark(image: np.ndarray, dpi: float = 150, readers: Readers | None = None) -> str | None:
    return look(image, dpi=dpi, readers=readers or default_readers()).marks.secrecy


class Says:
    """A recogniser that reads the same in every strip, and counts them."""

    name, version, letter = "says", "1", None

    def __init__(self, text: str, confidence: float) -> None:
        self.text, self.confidence, self.shown = text, confidence, 0

    def read(self, image: GreyImage, dpi: float) -> tuple[Line, ...]:
        raise AssertionError("a head is read line by line")

    def read_lines(self, strips: Sequence[GreyImage], dpi: float) -> tuple[tuple[Word, ...], ...]:
        self.shown += len(strips)
        read = tuple(replace(word, confidence=self.confidence) for word in words(self.text))
        return (read,) * len(strips)


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(word, Box(0, 0, 1, 1), 0.9) for word in text.split())


@pytest.mark.parametrize(
    ("text", "stamp", "mark"),
    [
        ("MẬT", False, "MẬT"),
        ("TỐI MẬT", False, "TỐI MẬT"),
        ("TUYỆT MẬT", False, "TUYỆT MẬT"),
        ("| MẬT |", True, "MẬT"),
        ("TÓI MẠT", True, "TỐI MẬT"),  # marks are the first thing that a worn stamp loses
        ("TUYÊT MÂT.", True, "TUYỆT MẬT"),
        ("Tối mật", True, "TỐI MẬT"),
        ("[ TốI MậT |", False, "TỐI MẬT"),  # capitals with marks are misread small
        ("Tối Mật", False, None),
        ("mật", False, None),  # the last word of a paragraph
        ("tối mật", False, None),
        ("BẢO MẬT", True, None),
        ("BÍ MẬT", True, None),
        ("MẬT ĐỘ", False, None),
        ("MẮT", False, None),  # BỆNH VIỆN / MẮT
        ("HỎA TỐC", True, None),
        ("TÀI LIỆU MẬT VỤ", False, None),
        ("Số: 12/MẬT", False, None),
        ("", True, None),
    ],
)
def test_a_mark_is_a_line_of_nothing_else(text: str, stamp: bool, mark: str | None) -> None:
    assert mark_in(words(text), stamp) == mark


@pytest.mark.slow
def test_a_red_boxed_stamp() -> None:
    page = scanned(stamped(letter_head(), "MẬT"), skew=0.4)
    assert mark(page) == "MẬT"
    tesseract = default_readers().stamps
    assert mark(page, readers=Readers(tesseract, tesseract)) == "MẬT"  # without the nets


@pytest.mark.parametrize(
    ("text", "confidence", "other"),
    [
        ("Kính gửi:", 0.95, True),
        ("UBND TỈNH PHÚ THỌ", 0.7, True),
        ("QUYẾT ĐỊNH", 0.9, True),
        ("Kính gửi:", 0.5, False),  # not surely read
        ("Số: 7", 0.99, False),  # too little to be sure by
        ("ĐẾN", 0.99, False),
        ("TÕI MẮT", 0.9, False),
        ("TUYỆT MẬT1", 0.9, False),
        ("ÔI MẬT", 0.99, False),
        ("THƯỢNG KHÃN", 0.9, False),
        ("HÒA TÔC", 0.99, False),
        ("", 0.99, False),
    ],
)
def test_what_needs_no_second_look(text: str, confidence: float, other: bool) -> None:
    assert surely_other([replace(word, confidence=confidence) for word in words(text)]) is other


@pytest.mark.slow
def test_a_quicker_reader_spares_a_look_and_hides_no_mark() -> None:
    page = scanned(letter_head())
    slow = Says("", 0.0)
    assert mark(page, readers=Readers(Says("Kính gửi Sở Nội vụ", 0.95), slow)) is None
    assert slow.shown == 0
    assert mark(page, readers=Readers(Says("tờ", 0.3), Says("TỐI MẬT", 0.9))) == "TỐI MẬT"
    assert mark(page, readers=Readers(Says("TỐI MẬT", 0.9), slow)) == "TỐI MẬT"


@pytest.mark.slow
def test_prose_about_secrets_and_an_urgency_stamp_are_no_mark() -> None:
    assert mark(scanned(stamped(letter_head(), "HỎA TỐC", tilt=3))) is None


def test_a_blank_page_has_no_mark() -> None:
    assert mark(np.full((400, 300), 255, np.uint8)) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("TỐI MẬT", {"tilt": 6}),
        ("TUYỆT MẬT", {"tilt": -8, "points": 18}),
        ("TỐI MẬT", {"frame": False, "tilt": 4}),
        ("MẬT", {"color": BLUE}),
        ("MẬT", {"color": BLACK, "frame": False, "x_mm": 185, "y_mm": 12}),
        ("TUYỆT MẬT", {"y_mm": 40, "x_mm": 60, "points": 18}),  # red over the printed number
        (
            "TUYỆT MẬT",
            {"y_mm": 23, "x_mm": 140, "points": 16, "frame": False, "tilt": 2},
        ),  # over Quốc hiệu and Tiêu ngữ
    ],
)
def test_stamps_askew_coloured_bare_and_over_print(text: str, how: dict[str, float]) -> None:
    assert mark(scanned(stamped(letter_head(), text, **how), skew=0.5)) == text  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_stamps_on_one_bit_scans(text: str) -> None:
    page = scanned(stamped(letter_head(200), text, color=BLACK, tilt=3, dpi=200))
    assert mark(one_bit(page), dpi=200) == text


@pytest.mark.parametrize(
    ("letters", "mark"),
    [
        ("TUYỆTMAT", "TUYỆT MẬT"),
        ("TÀI CHÍNH TUYỆT MRS", "TUYỆT MẬT"),
        ("GTOIMATI", "TỐI MẬT"),
        ("BỘ TÀI dÑMẬT", "MẬT"),
        ("NGUYỄN MINH", None),
        ("NGUYET MINH", None),
        ("BẢO VỆ BÍ MẬT", None),
        ("bảo mật", None),
        ("BỆNH VIỆN MẮT", None),
    ],
)
def test_what_is_left_of_a_mark_under_print(letters: str, mark: str | None) -> None:
    assert mark_within(words(letters)) == mark


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("TUYỆT MẬT", {"x_mm": 113, "y_mm": 80.7, "points": 14, "tilt": 4.3, "dpi": 300}),
        ("TỐI MẬT", {"x_mm": 118.4, "y_mm": 101.5, "points": 13, "tilt": 6.9, "dpi": 150}),
        ("TUYỆT MẬT", {"x_mm": 106, "y_mm": 37, "points": 13, "tilt": -5.6, "dpi": 300, "frame": False}),
    ],
)
def test_stamps_across_print_on_one_bit_scans(text: str, how: dict[str, float]) -> None:
    page = stamped(letter_head(int(how["dpi"])), text, color=BLACK, **how)  # type: ignore[arg-type]
    assert mark(one_bit(scanned(page, skew=0.3)), dpi=how["dpi"]) is not None  # which one is not always told


@pytest.mark.slow
def test_a_stamp_that_took_little_ink_on_a_one_bit_scan() -> None:
    _, pages, habit = truth.document("sec-A:79", Wish(secrecy="MẬT", urgency="HỎA TỐC", amount=1))
    assert habit.profile.name == "portal"  # one bit; the frame of MẬT has gaps, its letters are in pieces
    assert mark(np.asarray(Image.open(io.BytesIO(pages[0].data)).convert("L")), habit.dpi) == "MẬT"


@pytest.mark.slow
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_stamps_on_pages_fed_the_wrong_way_round(quarters: int) -> None:
    page = scanned(stamped(letter_head(), "TỐI MẬT"))
    assert mark(np.ascontiguousarray(np.rot90(page, quarters))) == "TỐI MẬT"
