"""The register book on paper and in tables: .pdf, .xlsx or .csv with the columns of Decree 30/2020 Annex IV.

Art. 15 and 22: documents registered in a system are printed with all columns of the model, signed for and bound.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from pipeline import durable
from pipeline.archive import faults
from pipeline.archive.disk import told
from pipeline.archive.register_page import draw
from pipeline.errors import VanthuError
from pipeline.text import tidy

Book = Literal["incoming", "outgoing"]

VOID: Final = "Đã hủy"


@dataclass(frozen=True)
class RegisterRow:
    """One line of either book; a book prints the columns it has. `void`: the number is kept, the document is not."""

    number: int  # in the book: arrival number, or the number an outgoing document was issued under
    code: str  # number and notation as printed
    issued_date: date | None
    type_and_subject: str
    arrival_date: date | None = None
    author: str = ""
    receiver: str = ""  # unit or person an incoming document went to
    signer: str = ""
    recipients: str = ""
    copy_holder: str = ""  # unit or person that keeps the file copy
    copies: str = ""
    transferred: date | None = None
    receipt: str = ""  # signed by hand on the printed book
    note: str = ""
    void: bool = False


@dataclass(frozen=True)
class Column:
    """A heading of the model, its width on A4 across (millimetres, 277 in all) and what stands below it."""

    name: str
    width: int
    cell: Callable[[RegisterRow], str]


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _note(row: RegisterRow) -> str:
    return "; ".join(part for part in (VOID if row.void else "", row.note) if part)


_ISSUED: Final = Column("Ngày tháng văn bản", 21, lambda row: _day(row.issued_date))
_TRANSFERRED: Final = Column("Ngày chuyển", 21, lambda row: _day(row.transferred))
_RECEIPT: Final = Column("Ký nhận", 16, lambda row: row.receipt)
_CODE: Final = Column("Số, ký hiệu văn bản", 38, lambda row: row.code)

TITLES: Final[dict[Book, str]] = {"incoming": "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "outgoing": "SỔ ĐĂNG KÝ VĂN BẢN ĐI"}
COLUMNS: Final[dict[Book, tuple[Column, ...]]] = {
    "incoming": (  # Decree 30/2020 Annex IV.VI
        Column("Ngày đến", 21, lambda row: _day(row.arrival_date)),
        Column("Số đến", 14, lambda row: str(row.number)),
        Column("Tác giả", 38, lambda row: row.author),
        _CODE,
        _ISSUED,
        Column("Tên loại và trích yếu nội dung văn bản", 60, lambda row: row.type_and_subject),
        Column("Đơn vị hoặc người nhận", 28, lambda row: row.receiver),
        _TRANSFERRED,
        _RECEIPT,
        Column("Ghi chú", 20, _note),
    ),
    "outgoing": (  # Decree 30/2020 Annex IV.I
        _CODE,
        _ISSUED,
        Column("Tên loại và trích yếu nội dung văn bản", 58, lambda row: row.type_and_subject),
        Column("Người ký", 28, lambda row: row.signer),
        Column("Nơi nhận văn bản", 38, lambda row: row.recipients),
        Column("Đơn vị, người nhận bản lưu", 22, lambda row: row.copy_holder),
        Column("Số lượng bản", 13, lambda row: row.copies),
        _TRANSFERRED,
        _RECEIPT,
        Column("Ghi chú", 22, _note),
    ),
}


@dataclass(frozen=True)
class _Table:
    """A book ready to be written: cleaned cells, and which rows are void."""

    title: str
    organ_name: str
    year: int
    columns: tuple[Column, ...]
    rows: list[list[str]]
    void: list[bool]


def write_book(rows: Sequence[RegisterRow], book: Book, year: int, organ_name: str, target: Path) -> int:
    """Writes the book of one year to `target`, its form by the name's ending; returns how many rows, void ones too.

    VT-ARCH-012 for another ending, VT-ARCH-013 when the PDF's font is missing, storage faults as everywhere.
    """
    form = _FORMS.get(target.suffix.lower())
    if form is None:
        raise VanthuError(faults.BOOK_ENDING, name=target.name)
    columns = COLUMNS[book]
    cells = [[_clean(column.cell(row)) for column in columns] for row in rows]
    data = form(_Table(TITLES[book], tidy(organ_name), year, columns, cells, [row.void for row in rows]))
    with told(target):
        durable.write_bytes(target, data)
    return len(rows)


def _csv(book: _Table) -> bytes:
    """One line of headings, then the rows; with a byte order mark, or Excel takes it for another encoding."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow([column.name for column in book.columns])
    table.writerows([_harmless(cell) for cell in row] for row in book.rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(book: _Table) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = f"{book.year}"
    last = get_column_letter(len(book.columns))
    for line, (said, size) in enumerate(((book.organ_name, 12), (book.title, 14), (f"Năm {book.year}", 12)), 1):
        sheet.merge_cells(f"A{line}:{last}{line}")
        _put(sheet.cell(line, 1), said, Font(name="Times New Roman", size=size, bold=True), "center")
    thin = Side(style="thin")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for number, column in enumerate(book.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width * _LETTERS_PER_MM
        for line, said in ((5, column.name), (6, f"({number})")):
            cell = sheet.cell(line, number)
            _put(cell, said, Font(name="Times New Roman", size=11, bold=line == 5), "center")
            cell.border = border
    for line, (row, void) in enumerate(zip(book.rows, book.void, strict=True), 7):
        for number, value in enumerate(row, 1):
            cell = sheet.cell(line, number)
            _put(cell, value, Font(name="Times New Roman", size=11, strike=void), "left")
            cell.border = border
    sheet.freeze_panes = "A7"
    sheet.print_title_rows = "5:6"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _put(cell: Any, value: str, font: Font, align: str) -> None:
    """Text and nothing but text: `=1+1` printed on a paper stays those four signs (CWE-1236)."""
    cell.value = value
    cell.data_type = "s"
    cell.quotePrefix = value[:1] in _FORMULA
    cell.font = font
    cell.alignment = Alignment(horizontal=align, vertical="top", wrap_text=True)


def _pdf(book: _Table) -> bytes:
    columns = [(column.name, column.width) for column in book.columns]
    return draw(book.title, book.organ_name, book.year, columns, list(zip(book.rows, book.void, strict=True)))


_FORMS: Final[dict[str, Callable[[_Table], bytes]]] = {".csv": _csv, ".xlsx": _xlsx, ".pdf": _pdf}
_LETTERS_PER_MM: Final = 0.55  # how openpyxl measures a column
_FORMULA: Final = tuple("=+-@\t\r")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _harmless(cell: str) -> str:
    """Spreadsheets run what begins with these signs; the apostrophe tells them it is text (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _clean(cell: str) -> str:
    return tidy(_CONTROL.sub(" ", cell))
