"""A page image becomes lines of words with places, whatever way it was fed and whatever lies on the print."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import ImageDraw

from pipeline.digitize.read import read_page
from pipeline.digitize.readers import default_readers
from pipeline.digitize.values import ReadPage
from tests.reading.paper import BLUE, DPI, RED, blank, font, letter_head, scanned, stamped, write


def read(image: np.ndarray, dpi: float = DPI) -> ReadPage:
    return read_page(image, number=1, dpi=dpi, readers=default_readers())


def line_with(page: ReadPage, text: str):  # type: ignore[no-untyped-def]
    return next(line for line in page.lines if text in line.text)


@pytest.fixture(scope="module")
def letter() -> ReadPage:
    return read(scanned(letter_head(), skew=1.5))


def test_lines_are_read_as_printed(letter: ReadPage) -> None:
    assert {
        "CỤC QUẢN LÝ CÔNG SẢN",
        "Số: 123/QLCS-VP",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 05 tháng 01 năm 2026",
        "hiện theo quy định và báo cáo trước ngày 10 tháng 02 năm 2026.",
    } <= set(letter.text.split("\n"))
    assert letter.confidence > 0.85


def test_the_left_column_of_the_head_is_read_before_the_right(letter: ReadPage) -> None:
    lines = letter.text.split("\n")
    assert (
        lines.index("CỤC QUẢN LÝ CÔNG SẢN")
        < lines.index("Số: 123/QLCS-VP")
        < lines.index("Độc lập - Tự do - Hạnh phúc")
    )


def test_skew_is_told_and_boxes_lie_on_the_page_as_scanned(letter: ReadPage) -> None:
    assert letter.skew == pytest.approx(1.5, abs=0.2)
    assert letter.rotation == 0
    words = line_with(letter, "hiện theo quy định").words
    fall = (words[-1].box.bottom - words[0].box.bottom) / (words[-1].box.left - words[0].box.left)
    assert np.degrees(np.arctan(fall)) == pytest.approx(1.5, abs=0.6)  # the dot under ệ
    mm = DPI / 25.4
    assert words[0].box.left == pytest.approx(30 * mm, abs=4 * mm)


def test_a_table_is_read_row_by_row() -> None:
    page = blank(150, 60)
    draw, mm = ImageDraw.Draw(page), DPI / 25.4
    for y in (10, 20, 30, 40):
        draw.line((10 * mm, y * mm, 140 * mm, y * mm), fill="black", width=2)
    for x in (10, 25, 85, 140):
        draw.line((x * mm, 10 * mm, x * mm, 40 * mm), fill="black", width=2)
    for row, cells in enumerate(
        (("TT", "Họ và tên", "Chức vụ"), ("1", "Bùi Thị Hùng", "Văn thư"), ("2", "Ngô Công Ánh", "Phó Trưởng phòng"))
    ):
        for x, cell in zip((14, 30, 90), cells, strict=True):
            write(page, x, 12 + 10 * row, cell)
    lines = read(scanned(page)).text.split("\n")
    places = [
        lines.index(cell)
        for cell in ("Họ và tên", "Chức vụ", "Bùi Thị Hùng", "Văn thư", "Ngô Công Ánh", "Phó Trưởng phòng")
    ]
    assert places == sorted(places)
    assert not set("|_[]") & set("".join(lines))


def test_recipients_and_signer_are_two_columns_and_a_page_number_is_a_line_of_its_own() -> None:
    page = blank(210, 95)
    for x, y, text, style, points in (
        (104, 8, "2", "Regular", 14),
        (30, 18, "và báo cáo kết quả về Sở Nội vụ trước ngày 10 tháng 02 năm 2026./.", "Regular", 14),
        (30, 30, "Nơi nhận:", "BoldItalic", 12),
        (30, 35, "- Như trên;", "Regular", 11),
        (30, 39.5, "- Lưu: VT, TCHC.", "Regular", 11),
        (124, 30, "KT. CHỦ TỊCH", "Bold", 14),
        (122, 36, "PHÓ CHỦ TỊCH", "Bold", 14),
        (122, 65, "Nguyễn Văn Hải", "Bold", 14),
    ):
        write(page, x, y, text, style, points)
    image = scanned(page)
    before = image.copy()
    assert read(image).text.split("\n") == [
        "2",
        "và báo cáo kết quả về Sở Nội vụ trước ngày 10 tháng 02 năm 2026./.",
        "Nơi nhận:", "- Như trên;", "- Lưu: VT, TCHC.",
        "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn Hải",
    ]  # fmt: skip
    assert (image == before).all()  # seals and colour go from the reading image alone


def test_a_red_seal_over_the_name_is_not_read() -> None:
    page = blank(120, 80)
    write(page, 40, 20, "CHỦ TỊCH", "Bold")
    write(page, 36, 50, "Nguyễn Văn Hải", "Bold")
    draw, mm = ImageDraw.Draw(page), DPI / 25.4
    for radius in (18, 16, 9):
        box = ((38 - radius) * mm, (45 - radius) * mm, (38 + radius) * mm, (45 + radius) * mm)
        draw.ellipse(box, outline=RED, width=4)
    draw.text((27 * mm, 42 * mm), "ỦY BAN NHÂN DÂN", font=font(9, "Bold"), fill=RED)
    draw.line([(40 * mm + 3 * x, (42 + 8 * np.sin(x / 7)) * mm) for x in range(90)], fill=BLUE, width=4)
    write(page, 36, 50, "Nguyễn Văn Hải", "Bold")
    assert read(scanned(page)).text == "CHỦ TỊCH\nNguyễn Văn Hải"


def test_blank_pages_are_told() -> None:
    dusty = np.full((1754, 1240), 250, np.uint8)
    dusty[np.random.default_rng(3).integers(0, 1754, 40), np.random.default_rng(4).integers(0, 1240, 40)] = 0
    page = read(dusty)
    assert page.blank and page.lines == () and page.text == ""


@pytest.mark.parametrize("shape", [(1, 1), (1, 1, 3), (1, 300), (300, 1), (9, 9, 3)])
@pytest.mark.parametrize("fill", [0, 255])
def test_no_size_is_too_small(shape: tuple[int, ...], fill: int) -> None:
    page = read(np.full(shape, fill, np.uint8))
    assert page.blank and (page.height, page.width) == shape[:2]


def test_a_black_page_is_blank() -> None:
    assert read(np.zeros((600, 400), np.uint8)).blank


def test_a_picture_with_a_wrong_dpi_is_read() -> None:
    page = blank(210, 297)
    write(page, 30, 30, "Điều 1. Phạm vi điều chỉnh", "Bold")
    assert read(scanned(page), 20).text == "Điều 1. Phạm vi điều chỉnh"


def test_the_same_page_is_read_the_same_way() -> None:
    page = blank(100, 30)
    write(page, 10, 10, "Điều 1. Phạm vi điều chỉnh", "Bold")
    image = scanned(page)
    assert read(image) == read(image)


@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_set_upright(turn: int) -> None:
    upright = scanned(letter_head())
    page = read(np.ascontiguousarray(np.rot90(upright, turn // 90)))  # fed turned to the left, so turned right to read
    assert page.rotation == turn
    assert (page.height, page.width) == upright.shape[:2]
    box = line_with(page, "Số: 123/QLCS-VP").box
    assert box.left == pytest.approx(35 * DPI / 25.4, abs=12) and box.top == pytest.approx(38 * DPI / 25.4, abs=25)


@pytest.mark.slow
def test_a_stamp_in_a_frame_is_read_though_it_is_red() -> None:
    assert "HỎA TỐC" in read(scanned(stamped(letter_head(), "HỎA TỐC"))).text.split("\n")


@pytest.mark.slow
def test_noise_gives_no_words_in_bounded_time() -> None:
    noise = (np.random.default_rng(5).random((1169, 827)) < 0.5).astype(np.uint8) * 255
    assert read(noise, 100).text == ""


@pytest.mark.slow
def test_a_page_of_120_megapixels_is_read_at_a_bounded_size() -> None:
    small = np.asarray(cv2.cvtColor(scanned(letter_head()), cv2.COLOR_BGR2GRAY))
    big = cv2.resize(small, (9200, 13000), interpolation=cv2.INTER_LINEAR)
    page = read(big, DPI * 9200 / small.shape[1])
    assert "Số: 123/QLCS-VP" in page.text
    assert line_with(page, "Số: 123").box.left == pytest.approx(35 / 210 * 9200, abs=100)
