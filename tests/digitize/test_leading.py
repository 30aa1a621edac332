"""Links and bookmarks of born-digital PDFs: what only leads somewhere stays, what may do more goes and is told."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.digitize.born import leading_record
from tests.judges import all_pass, verapdf


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    return leading_record(tmp_path_factory.mktemp("leading"))


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_link_lies_on_its_words_however_the_page_is_turned(record: tuple[Path, tuple[str, ...]]) -> None:
    with pikepdf.open(record[0]) as pdf, closing(pypdfium2.PdfDocument(record[0])) as document:
        for index in (0, 1):
            left, bottom, right, top = (float(value) for value in pdf.pages[index].obj.Annots[0].Rect)
            with closing(document[index]) as page, closing(page.get_textpage()) as text:
                inside = text.get_text_bounded(left=left, bottom=bottom, right=right, top=top)
            assert inside.strip() == f"Trang so {index}"


@pytest.mark.slow
def test_bookmarks_stay_in_their_order(record: tuple[Path, tuple[str, ...]]) -> None:
    with closing(pypdfium2.PdfDocument(record[0])) as document:
        marks = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert marks == [(0, "Chương I", 0), (1, "Điều 1", 1), (0, "Chương II", 2)]


@pytest.mark.java
@pytest.mark.slow
def test_verapdf_takes_what_leads(record: tuple[Path, tuple[str, ...]]) -> None:
    assert not all_pass(verapdf([record[0]]))
