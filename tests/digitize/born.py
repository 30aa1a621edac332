"""Papers that never were paper: a letter as a word processor exports it, and the ways in which others are worse."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pikepdf
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from pipeline.digitize.born.reading import read_sheet
from pipeline.digitize.born.typefaces import LIBERATION
from pipeline.digitize.check import check_record
from pipeline.digitize.compose import compose
from pipeline.digitize.scan import BornPage, open_scan
from pipeline.digitize.xmp import RecordInfo

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


LINK: Final = (72, 695, 160, 715)  # where the links of `leading_record` lie


def _action(**entries: Any) -> dict[str, Any]:
    return {"A": Dictionary(**entries)}


def leading_record(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """The record of a file of three pages, the second on its side, and what was noted."""
    pdf = pikepdf.new()
    face = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Times-Roman"), Encoding=Name.WinAnsiEncoding)
    )
    for number in range(3):
        pdf.add_blank_page(page_size=(595, 842))
        pdf.pages[-1].Resources = Dictionary(Font=Dictionary(F1=face))
        pdf.pages[-1].Contents = pdf.make_stream(b"BT /F1 14 Tf 72 700 Td (Trang so %d) Tj ET" % number)

    def links(*found: dict[str, Any]) -> Array:
        return Array(
            [
                pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(LINK), **one))
                for one in found
            ]
        )

    pdf.pages[1].Rotate = 90
    pdf.pages[0].Annots = links(
        _action(S=Name.URI, URI=String("https://chinhphu.vn/tìm")),
        {"Dest": Array([pdf.pages[2].obj, Name.Fit])},
        _action(S=Name.GoTo, D=String("hai")),
        _action(S=Name.Launch, F=String("x.exe")),
        _action(S=Name.URI, URI=String("javascript:alert(1)")),
    )
    pdf.pages[1].Annots = links(_action(S=Name.URI, URI=String("mailto:a@b.vn")))
    names = Dictionary(Names=Array([String("hai"), Array([pdf.pages[1].obj, Name.XYZ, 0, 0, 0])]))
    pdf.Root.Names = Dictionary(Dests=pdf.make_indirect(names))
    with pdf.open_outline() as outline:
        chapter = OutlineItem("Chương I", 0)
        chapter.children.append(OutlineItem("Điều 1", 1))
        outline.root.extend([chapter, OutlineItem("Chương II", 2)])
    pdf.save(folder / "in.pdf")
    with open_scan(folder / "in.pdf") as scan:
        born = [page for page in scan.pages if isinstance(page, BornPage)]
        read = [read_sheet(page.number, page.width, page.height, page.dpi, page.lines, None) for page in born]
        about = RecordInfo("Đề cương", "Sở Nội vụ", datetime(2026, 9, 12, tzinfo=UTC))
        compose(born, read, folder / "out.pdf", about, bookmarks=scan.bookmarks)
        assert check_record(folder / "out.pdf", read) == ()
        return folder / "out.pdf", scan.notes
