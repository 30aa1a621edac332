"""Damaged PDFs that qpdf does not open and pdfium does: opened and told, and refused where a page would be lost."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from pipeline.digitize.scan import BornPage, open_scan
from pipeline.errors import VanthuError
from tests.digitize.born import letter

pytestmark = pytest.mark.slow


def odd(folder: Path, more: bytes = b"") -> Path:
    """A letter whose trailer names a number for its encryption, as broken writers leave it; `more` before its end."""
    path = letter(folder)
    path.write_bytes(path.read_bytes().replace(b"/Root", b"/Encrypt 3 /Root") + more)
    with pytest.raises(pikepdf.PdfError):
        pikepdf.open(path)
    return path


def test_it_is_opened_with_its_words_and_told(tmp_path: Path) -> None:
    with open_scan(odd(tmp_path)) as scan:
        [page] = scan.pages
        assert isinstance(page, BornPage)
        assert "repaired" in scan.notes
        assert "128/SNV-TCCB" in {word.text for line in page.lines for word in line.words}


def test_it_is_refused_where_it_has_more_pages_than_were_found(tmp_path: Path) -> None:
    lost = b"99 0 obj\n<< /Type /Page /MediaBox [0 0 595 842] >>\nendobj\n"
    with pytest.raises(VanthuError) as refused, open_scan(odd(tmp_path, lost)):
        pass
    assert (refused.value.code, refused.value.exit) == ("VT-SCAN-021", 4)


@pytest.mark.parametrize(
    ("sound", "broken"),
    [(b"/Root 2 0 R", b"/Root 9 9 R"), (b"/Kids [", b"/Kids [1 0 R ")],
    ids=["what neither opens", "a tree of pages that holds itself"],
)
def test_what_cannot_be_rescued_is_refused(sound: bytes, broken: bytes, tmp_path: Path) -> None:
    path = letter(tmp_path)
    path.write_bytes(path.read_bytes().replace(sound, broken))
    with pytest.raises(VanthuError) as refused, open_scan(path):
        pass
    assert (refused.value.code, refused.value.exit) == ("VT-SCAN-021", 4)
