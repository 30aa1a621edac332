"""Separator sheets to print: laid between papers, they part one scan into several documents."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fpdf import FPDF

from pipeline import durable
from pipeline.digitize.born.typefaces import LIBERATION
from pipeline.digitize.care import separator_code

_CODE: Final = 80.0  # mm a side: read at 100 dpi, turned, and from a bad copy too
_WORDS: Final = {
    None: "Đặt tờ này trước văn bản tiếp theo.",
    "incoming": "Văn bản ĐẾN. Đặt tờ này trước văn bản tiếp theo.",
    "outgoing": "Văn bản ĐI. Đặt tờ này trước văn bản tiếp theo.",
}


def print_separators(out: Path, count: int, direction: str | None = None) -> None:
    """A PDF of `count` A4 sheets; `direction` (incoming, outgoing) goes into the code. The same order, the same bytes."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    pdf.add_font("Sans", fname=LIBERATION / "LiberationSans-Bold.ttf")
    code = separator_code(direction)
    module = _CODE / len(code)
    left, top = (210 - _CODE) / 2, 80.0
    for _ in range(count):
        pdf.add_page()
        pdf.set_font("Sans", size=34)
        pdf.set_y(40)
        pdf.cell(0, 15, "TỜ PHÂN CÁCH", align="C")
        for row, modules in enumerate(code):
            for column, shade in enumerate(modules):
                if shade < 128:
                    pdf.rect(left + column * module, top + row * module, module, module, style="F")
        pdf.set_font("Sans", size=16)
        pdf.set_y(top + _CODE + 15)
        pdf.cell(0, 10, _WORDS[direction], align="C")
    with durable.replacing(out) as file:
        file.write(bytes(pdf.output()))
