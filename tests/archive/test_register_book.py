"""Register books come out with the columns of Decree 30 Annex IV, in three forms, and nothing in them runs as a formula."""

from __future__ import annotations

import csv
import subprocess
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from pipeline.archive import register_page
from pipeline.archive.register_book import Book, RegisterRow, write_book
from pipeline.errors import Exit, VanthuError

# The ten columns of each model as printed in the decree's annex.
INCOMING = [
    "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú",
]  # fmt: skip
OUTGOING = [
    "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
    "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
]  # fmt: skip

ROWS = [
    RegisterRow(
        number=1,
        code="2432/UBND-KSTTHC",
        issued_date=date(2026, 4, 3),
        type_and_subject="Công văn ứng dụng công nghệ thông tin",
        arrival_date=date(2026, 4, 5),
        author="ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG",
        receiver="Phòng Hành chính",
        signer="Nguyễn Văn Ấn",
        recipients="- Như trên; - Lưu: VT",
        copy_holder="Văn thư",
        copies="5",
        transferred=date(2026, 4, 6),
    ),
    RegisterRow(2, "17/NQ-CP", None, "Nghị quyết", void=True, note="vào sổ nhầm"),
    RegisterRow(3, "=1+1", None, "+cmd|' /C calc'!A0", author="@SUM(A1)", note="\t=2\x00\x1b[31m"),
]


@pytest.mark.parametrize(("book", "columns"), [("incoming", INCOMING), ("outgoing", OUTGOING)])
def test_csv_has_the_columns_of_the_annex_and_a_mark_for_excel(tmp_path: Path, book: Book, columns: list[str]):
    target = tmp_path / "new folder" / "so.csv"
    assert write_book(ROWS, book, 2026, "Sở Nội vụ", target) == 3
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as handle:
        lines = list(csv.reader(handle))
    assert lines[0] == columns
    assert len(lines) == 4
    if book == "incoming":
        assert lines[1] == [
            "05/04/2026", "1", "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG", "2432/UBND-KSTTHC", "03/04/2026",
            "Công văn ứng dụng công nghệ thông tin", "Phòng Hành chính", "06/04/2026", "", "",
        ]  # fmt: skip
    else:
        assert lines[1] == [
            "2432/UBND-KSTTHC", "03/04/2026", "Công văn ứng dụng công nghệ thông tin", "Nguyễn Văn Ấn",
            "'- Như trên; - Lưu: VT", "Văn thư", "5", "06/04/2026", "", "",
        ]  # fmt: skip
    assert lines[2][-1] == "Đã hủy; vào sổ nhầm"


def test_nothing_in_a_csv_begins_like_a_formula(tmp_path: Path):
    for book in ("incoming", "outgoing"):
        write_book(ROWS, book, 2026, "=x", tmp_path / "so.csv")  # type: ignore[arg-type]
        with (tmp_path / "so.csv").open(encoding="utf-8-sig", newline="") as handle:
            assert not [cell for line in csv.reader(handle) for cell in line if cell[:1] in tuple("=+-@\t\r")]


def test_xlsx_holds_text_only_with_headings_on_every_printed_page(tmp_path: Path):
    write_book(ROWS, "incoming", 2026, "=Sở Nội vụ", tmp_path / "so.xlsx")
    sheet = load_workbook(tmp_path / "so.xlsx").active
    cells = {cell.coordinate: cell for line in sheet.iter_rows() for cell in line}
    assert [cells[f"{c}5"].value for c in "ABCDEFGHIJ"] == INCOMING
    assert cells["A2"].value == "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN"
    assert cells["D9"].value == "=1+1"
    assert {cell.data_type for cell in cells.values() if cell.value is not None} == {"s"}
    assert cells["D9"].quotePrefix and cells["A1"].quotePrefix and not cells["D7"].quotePrefix
    assert cells["D8"].font.strike and cells["J8"].value == "Đã hủy; vào sổ nhầm"
    assert sheet.print_title_rows == "$5:$6"
    assert sheet.page_setup.orientation == "landscape"


@pytest.mark.slow
def test_pdf_is_a4_across_with_headings_and_numbers_on_every_page(tmp_path: Path):
    many = [RegisterRow(n, f"{n}/UBND-VP", None, "Công văn về việc phòng chống dịch " * 4) for n in range(1, 61)]
    write_book([*ROWS, *many], "incoming", 2026, "Sở Nội vụ thành phố Hải Phòng", tmp_path / "so.pdf")
    pages = PdfReader(tmp_path / "so.pdf").pages
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (842, 595)
        text = " ".join(page.extract_text().split())
        assert f"Trang {number}/{len(pages)}" in text
        assert "Tác giả" in text and "(10)" in text
    told = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "so.pdf", "-"], capture_output=True, text=True, check=True
    )
    said = " ".join(told.stdout.split())
    for words in (
        "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
        "Sở Nội vụ thành phố Hải Phòng",
        "Đã hủy",
        "60/UBND-VP",
        "2432/UBND-KSTTHC",
    ):
        assert words in said


def test_pdf_uses_the_font_of_the_decree_and_embeds_it(tmp_path: Path):
    write_book(ROWS, "outgoing", 2026, "Sở Nội vụ", tmp_path / "so.pdf")
    told = subprocess.run(["pdffonts", tmp_path / "so.pdf"], capture_output=True, text=True, check=True).stdout
    fonts = told.splitlines()[2:]
    assert fonts and all("LiberationSerif" in line and " yes yes yes " in line for line in fonts)


@pytest.mark.slow
def test_a_cell_higher_than_a_page_is_continued_and_nothing_is_left_out(tmp_path: Path):
    words = " ".join(f"từ{n}" for n in range(1500))
    write_book([RegisterRow(1, "1/UBND", None, words)], "incoming", 2026, "Sở", tmp_path / "so.pdf")
    said = "".join(page.extract_text() for page in PdfReader(tmp_path / "so.pdf").pages)
    assert all(f"từ{n}" in said for n in (0, 749, 1499))


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".pdf"])
def test_an_empty_book_is_a_book(tmp_path: Path, ending: str):
    assert write_book([], "outgoing", 2026, "Sở", tmp_path / f"so{ending}") == 0
    assert (tmp_path / f"so{ending}").stat().st_size > 50


def test_other_endings_are_wrong_usage(tmp_path: Path):
    with pytest.raises(VanthuError) as caught:
        write_book([], "incoming", 2026, "Sở", tmp_path / "so.docx")
    assert (caught.value.code, caught.value.exit) == ("VT-ARCH-012", Exit.USAGE)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_font_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(register_page, "FONTS", tmp_path)
    with pytest.raises(VanthuError) as caught:
        write_book([], "incoming", 2026, "Sở", tmp_path / "so.pdf")
    assert (caught.value.code, caught.value.exit) == ("VT-ARCH-013", Exit.CONFIGURATION)
    assert "fonts-liberation2" in caught.value.next_step()
