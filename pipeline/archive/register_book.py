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
class IncomingRow:
    """One line of the register of incoming documents. `void`: the number is kept, the document is not."""

    arrival_date: date | None
    arrival_number: str
    issuer: str
    code: str  # number and notation as printed
    issued_date: date | None
    type_and_subject: str
    receiver: str = ""
    transferred: date | None = None
    receipt: str = ""  # signed by hand on the printed book
    note: str = ""
    void: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        return (
            _day(self.arrival_date), self.arrival_number, self.issuer, self.code, _day(self.issued_date),
            self.type_and_subject, self.receiver, _day(self.transferred), self.receipt, _note(self.note, self.void),
        )  # fmt: skip


@dataclass(frozen=True)
class OutgoingRow:
    """One line of the register of outgoing documents."""

    code: str
    issued_date: date | None
    type_and_subject: str
    signer: str = ""
    recipients: str = ""
    copy_holder: str = ""  # unit or person that keeps the file copy
    copies: str = ""
    transferred: date | None = None
    receipt: str = ""
    note: str = ""
    void: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        return (
            self.code, _day(self.issued_date), self.type_and_subject, self.signer, self.recipients, self.copy_holder,
            self.copies, _day(self.transferred), self.receipt, _note(self.note, self.void),
        )  # fmt: skip


RegisterRow = IncomingRow | OutgoingRow


@dataclass(frozen=True)
class Model:
    """A book's title, its columns and how wide they are (millimetres on A4 across, 277 in all)."""

    title: str
    columns: tuple[tuple[str, int], ...]


MODELS: Final[dict[Book, Model]] = {
    "incoming": Model(  # Decree 30/2020 Annex IV.VI
        "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
        (
            ("Ngày đến", 21), ("Số đến", 14), ("Tác giả", 38), ("Số, ký hiệu văn bản", 34), ("Ngày tháng văn bản", 21),
            ("Tên loại và trích yếu nội dung văn bản", 64), ("Đơn vị hoặc người nhận", 28), ("Ngày chuyển", 21),
            ("Ký nhận", 16), ("Ghi chú", 20),
        ),
    ),
    "outgoing": Model(  # Decree 30/2020 Annex IV.I
        "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
        (
            ("Số, ký hiệu văn bản", 34), ("Ngày tháng văn bản", 21), ("Tên loại và trích yếu nội dung văn bản", 62),
            ("Người ký", 28), ("Nơi nhận văn bản", 38), ("Đơn vị, người nhận bản lưu", 22), ("Số lượng bản", 13),
            ("Ngày chuyển", 21), ("Ký nhận", 16), ("Ghi chú", 22),
        ),
    ),
}  # fmt: skip


def write_book(rows: Sequence[RegisterRow], book: Book, year: int, organ_name: str, target: Path) -> int:
    """Writes the book of one year to `target`, its form by the name's ending; returns how many rows, void ones too.

    VT-ARCH-012 for another ending, VT-ARCH-013 when the PDF's font is missing, storage faults as everywhere.
    """
    form = _FORMS.get(target.suffix.lower())
    if form is None:
        raise VanthuError(faults.BOOK_ENDING, name=target.name)
    data = form(rows, MODELS[book], year, tidy(organ_name))
    with told(target):
        durable.write_bytes(target, data)
    return len(rows)


def _csv(rows: Sequence[RegisterRow], model: Model, year: int, organ_name: str) -> bytes:
    """One line of headings, then the rows; with a byte order mark, or Excel takes it for another encoding."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow([name for name, _ in model.columns])
    table.writerows([_harmless(cell) for cell in _clean(row)] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[RegisterRow], model: Model, year: int, organ_name: str) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = f"{year}"
    last = get_column_letter(len(model.columns))
    for line, (said, size) in enumerate(((organ_name, 12), (model.title, 14), (f"Năm {year}", 12)), 1):
        sheet.merge_cells(f"A{line}:{last}{line}")
        _put(sheet.cell(line, 1), said, Font(name="Times New Roman", size=size, bold=True), "center")
    thin = Side(style="thin")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for column, (name, width) in enumerate(model.columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width * 0.55
        for line, said in ((5, name), (6, f"({column})")):
            cell = sheet.cell(line, column)
            _put(cell, said, Font(name="Times New Roman", size=11, bold=line == 5), "center")
            cell.border = border
    for line, row in enumerate(rows, 7):
        for column, value in enumerate(_clean(row), 1):
            cell = sheet.cell(line, column)
            _put(cell, value, Font(name="Times New Roman", size=11, strike=row.void), "left")
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


def _pdf(rows: Sequence[RegisterRow], model: Model, year: int, organ_name: str) -> bytes:
    return draw(model.title, organ_name, year, model.columns, [(_clean(row), row.void) for row in rows])


_FORMS: Final[dict[str, Callable[[Sequence[RegisterRow], Model, int, str], bytes]]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".pdf": _pdf,
}
_FORMULA: Final = tuple("=+-@\t\r")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _harmless(cell: str) -> str:
    """Spreadsheets run what begins with these signs; the apostrophe tells them it is text (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _clean(row: RegisterRow) -> list[str]:
    return [tidy(_CONTROL.sub(" ", cell)) for cell in row.cells]


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _note(note: str, void: bool) -> str:
    return "; ".join(part for part in (VOID if void else "", note) if part)
