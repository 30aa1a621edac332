"""The printed pages of a register book: A4 across, headings repeated on every page, pages numbered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, TableBordersLayout, VAlign, XPos, YPos
from fpdf.fonts import FontFace

from pipeline.archive import faults
from pipeline.errors import VanthuError

# Debian's fonts-liberation2; its predecessor fonts-liberation lacks Vietnamese letters.
FONTS: Final = Path("/usr/share/fonts/truetype/liberation2")
_FACES: Final = {"": "LiberationSerif-Regular.ttf", "B": "LiberationSerif-Bold.ttf", "I": "LiberationSerif-Italic.ttf"}
_FAMILY: Final = "serif"
_MARGIN: Final = 10  # millimetres
_VOID_GREY: Final = 110
_BODY: Final = 10  # points
_LINE: Final = 4.6  # millimetres
_PADDING: Final = 1  # millimetres
_HIGHEST: Final = 24  # lines of a row, which fit any page below its headings


class _Pages(FPDF):  # type: ignore[misc]  # fpdf2 is not typed
    """Adds the line at the foot of every page."""

    about = ""

    def footer(self) -> None:
        self.set_y(-_MARGIN)
        self.set_font(_FAMILY, "I", 9)
        self.cell(0, 6, self.about, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.TOP)
        self.cell(0, 6, f"Trang {self.page_no()}/{{nb}}", align=Align.R)


def draw(
    title: str,
    organ_name: str,
    year: int,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[tuple[Sequence[str], bool]],
) -> bytes:
    """The book as PDF. `columns` are headings with widths in mm, `rows` cells and whether the row is void (grey).

    VT-ARCH-013 when the font is not installed.
    """
    pages = _Pages(orientation="landscape", format="A4")
    for style, name in _FACES.items():
        if not (FONTS / name).is_file():
            raise VanthuError(faults.NO_FONT, place=FONTS / name)
        pages.add_font(_FAMILY, style, FONTS / name)
    pages.set_margin(_MARGIN)
    pages.set_auto_page_break(True, margin=_MARGIN + 6)
    pages.set_title(f"{title} {year}")
    pages.set_lang("vi")
    pages.about = f"{title.capitalize()} năm {year}"
    pages.add_page()
    _head(pages, title, organ_name, year)
    _table(pages, columns, rows)
    return bytes(pages.output())


def _head(pages: Any, title: str, organ_name: str, year: int) -> None:
    for said, style, size in ((organ_name, "B", 12), (title, "B", 15), (f"Năm {year}", "I", 12)):
        pages.set_font(_FAMILY, style, size)
        pages.multi_cell(0, 8, said, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pages.ln(2)


def _table(pages: Any, columns: Sequence[tuple[str, int]], rows: Sequence[tuple[Sequence[str], bool]]) -> None:
    pages.set_font(_FAMILY, "", _BODY)
    with pages.table(
        col_widths=[width for _, width in columns],
        width=sum(width for _, width in columns),
        text_align=Align.L,
        v_align=VAlign.T,
        line_height=_LINE,
        padding=_PADDING,
        borders_layout=TableBordersLayout.ALL,
        headings_style=FontFace(emphasis="BOLD", fill_color=235),
        num_heading_rows=2,
        repeat_headings=1,
    ) as table:
        heading = table.row()
        for name, _ in columns:
            heading.cell(name, align=Align.C, v_align=VAlign.M)
        numbers = table.row()
        for number in range(1, len(columns) + 1):
            numbers.cell(f"({number})", align=Align.C)
        for cells, void in rows:
            for part in _parts(pages, columns, cells):
                row = table.row(style=FontFace(color=_VOID_GREY, emphasis="ITALICS") if void else None)
                for cell in part:
                    row.cell(cell)


def _parts(pages: Any, columns: Sequence[tuple[str, int]], cells: Sequence[str]) -> list[tuple[str, ...]]:
    """The row, continued in further rows where a cell is too high for one page: nothing of a register is left out."""
    pieces = [_pieces(pages, width, cell) for (_, width), cell in zip(columns, cells, strict=True)]
    return list(zip_longest(*pieces, fillvalue=""))


def _pieces(pages: Any, width: int, cell: str) -> list[str]:
    if len(cell) <= width * _HIGHEST // 4:  # no letter of the font at 10 pt is as wide as 4 mm
        return [cell]
    lines = pages.multi_cell(width - 2 * _PADDING - 0.1, _LINE, cell, dry_run=True, output=MethodReturnValue.LINES)
    return [" ".join(lines[n : n + _HIGHEST]) for n in range(0, len(lines), _HIGHEST)]
