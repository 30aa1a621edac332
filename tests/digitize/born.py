"""Papers that never were paper: a letter as a word processor exports it, and the ways in which others are worse."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

from pipeline.digitize.born.typefaces import LIBERATION

LINES = (
    ("SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("Số: 128/SNV-TCCB", "Độc lập - Tự do - Hạnh phúc"),
    ("V/v báo cáo nhân sự quý III", "Hải Phòng, ngày 12 tháng 9 năm 2026"),
)
BODY = "Kính gửi: Ủy ban nhân dân các quận, huyện. Thực hiện kế hoạch công tác năm 2026, Sở Nội vụ đề nghị quý cơ quan báo cáo."


def letter(folder: Path, name: str = "cong-van.pdf") -> Path:
    """One A4 page with its fonts embedded, real Vietnamese text and a rule drawn as a vector."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime(2026, 9, 12, tzinfo=UTC))
    pdf.add_font("Serif", fname=LIBERATION / "LiberationSerif-Regular.ttf")
    pdf.add_page()
    pdf.set_font("Serif", size=13)
    for row, (left, right) in enumerate(LINES):
        pdf.text(25, 25 + 8 * row, left)
        pdf.text(105, 25 + 8 * row, right)
    pdf.line(120, 36, 180, 36)
    pdf.set_xy(25, 60)
    pdf.multi_cell(160, 8, BODY)
    pdf.output(str(folder / name))
    return folder / name
