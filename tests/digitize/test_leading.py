"""Links and bookmarks of born-digital PDFs: what only leads somewhere stays, what may do more goes and is told."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from pipeline.digitize.born.reading import read_sheet
from pipeline.digitize.check import check_record
from pipeline.digitize.compose import compose
from pipeline.digitize.scan import BornPage, open_scan
from pipeline.digitize.xmp import RecordInfo
from tests.judges import all_pass, verapdf

BOX = (72, 695, 160, 715)


def action(**entries: Any) -> dict[str, Any]:
    return {"A": Dictionary(**entries)}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    """The record of a file of three pages, the second on its side, and what was noted."""
    folder = tmp_path_factory.mktemp("leading")
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
            [pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(BOX), **one)) for one in found]
        )

    pdf.pages[1].Rotate = 90
    pdf.pages[0].Annots = links(
        action(S=Name.URI, URI=String("https://chinhphu.vn/tìm")),
        {"Dest": Array([pdf.pages[2].obj, Name.Fit])},
        action(S=Name.GoTo, D=String("hai")),
        action(S=Name.Launch, F=String("x.exe")),
        action(S=Name.URI, URI=String("javascript:alert(1)")),
    )
    pdf.pages[1].Annots = links(action(S=Name.URI, URI=String("mailto:a@b.vn")))
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


def test_links_that_only_lead_somewhere_stay(record: tuple[Path, tuple[str, ...]]) -> None:
    path, notes = record
    with pikepdf.open(path) as pdf:
        first, second, third = pdf.pages
        web, to_third, to_second = first.obj.Annots
        assert str(web.A.URI) == "https://chinhphu.vn/t%C3%ACm"
        assert to_third.Dest[0].objgen == third.obj.objgen
        assert to_second.Dest[0].objgen == second.obj.objgen
        assert str(second.obj.Annots[0].A.URI) == "mailto:a@b.vn"
        assert all(int(note.F) == 4 for page in (first, second) for note in page.obj.Annots)
        assert "/Annots" not in third.obj
    assert "links_left" in notes


def test_a_link_lies_on_its_words_however_the_page_is_turned(record: tuple[Path, tuple[str, ...]]) -> None:
    with pikepdf.open(record[0]) as pdf, closing(pypdfium2.PdfDocument(record[0])) as document:
        for index in (0, 1):
            left, bottom, right, top = (float(value) for value in pdf.pages[index].obj.Annots[0].Rect)
            with closing(document[index]) as page, closing(page.get_textpage()) as text:
                inside = text.get_text_bounded(left=left, bottom=bottom, right=right, top=top)
            assert inside.strip() == f"Trang so {index}"


def test_bookmarks_stay_in_their_order(record: tuple[Path, tuple[str, ...]]) -> None:
    with closing(pypdfium2.PdfDocument(record[0])) as document:
        marks = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert marks == [(0, "Chương I", 0), (1, "Điều 1", 1), (0, "Chương II", 2)]


@pytest.mark.java
@pytest.mark.slow
def test_verapdf_takes_what_leads(record: tuple[Path, tuple[str, ...]]) -> None:
    assert not all_pass(verapdf([record[0]]))
