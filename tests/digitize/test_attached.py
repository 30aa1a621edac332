"""Files that lie in a PDF that arrives: kept in the record as PDF/A-3u, or told to have stayed behind."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name

from pipeline.digitize.born.reading import read_sheet
from pipeline.digitize.check import check_record
from pipeline.digitize.compose import compose
from pipeline.digitize.document import SecrecyMark, read_scan
from pipeline.digitize.scan import BornPage, open_scan
from pipeline.digitize.xmp import RecordInfo
from tests.digitize.born import letter
from tests.judges import all_pass, verapdf
from tests.signing.conftest import at_every_level, authority, pin, time_stamps, trust  # noqa: F401

ODS = "application/vnd.oasis.opendocument.spreadsheet"
DAY = datetime(2026, 9, 12, 8, 30, tzinfo=UTC)


def sheet(folder: Path, *more: str) -> bytes:
    """An OpenDocument spreadsheet, and what else is in it."""
    with zipfile.ZipFile(folder / "a.ods", "w") as packed:
        packed.writestr("mimetype", ODS)
        packed.writestr("content.xml", "<content/>")
        for name in more:
            packed.writestr(name, "x")
    return (folder / "a.ods").read_bytes()


def holding(folder: Path, files: dict[str, bytes], pinned: bytes = b"") -> Path:
    path = letter(folder)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for name, data in files.items():
            pdf.attachments[name] = AttachedFileSpec(
                pdf, data, filename=name, description="Phụ lục", mod_date="D:20260912083000Z"
            )
        if pinned:
            file = pdf.make_stream(pinned, Type=Name.EmbeddedFile)
            held = Dictionary(Type=Name.Filespec, F="ghim.txt", UF="ghim.txt", EF=Dictionary(F=file))
            note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([500, 700, 520, 720]), FS=held)
            pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
        pdf.save(path)
    return path


def record(path: Path, out: Path) -> tuple[str, ...]:
    with open_scan(path) as scan:
        born = [page for page in scan.pages if isinstance(page, BornPage)]
        read = [read_sheet(page.number, page.width, page.height, page.dpi, page.lines, None) for page in born]
        compose(born, read, out, RecordInfo("Báo cáo", "Sở Nội vụ", DAY), files=scan.files)
        assert check_record(out, read) == ()
        return scan.notes


@pytest.mark.slow
def test_what_people_attach_is_in_the_record_as_it_was(tmp_path: Path) -> None:
    files = {
        "số liệu.ods": sheet(tmp_path),
        "biểu.csv": "số;tên\n1;Lê\n".encode(),
        "công văn.pdf": letter(tmp_path).read_bytes(),
    }
    notes = record(holding(tmp_path, files, pinned=b"ghi nho"), tmp_path / "record.pdf")
    assert "attachments_kept" in notes and "attachments_left" not in notes
    with pikepdf.open(tmp_path / "record.pdf") as pdf:
        assert {name: one.get_file().read_bytes() for name, one in pdf.attachments.items()} == {
            **files,
            "ghim.txt": b"ghi nho",
        }
        assert pdf.attachments["số liệu.ods"].get_file().mime_type == ODS
        assert pdf.attachments["số liệu.ods"].get_file().mod_date == DAY
        assert pdf.attachments["số liệu.ods"].description == "Phụ lục"
        assert len(pdf.Root.AF) == 4


@pytest.mark.slow
def test_what_may_run_or_hides_what_it_is_stays_behind_and_is_told(tmp_path: Path) -> None:
    with pikepdf.open(letter(tmp_path)) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        pdf.save(tmp_path / "acts.pdf")
    files = {
        "a.exe": b"MZ\x90\0" + bytes(200), "a.js": b"alert(1)", "a.bat": b"del *.*", "macro.ods": sheet(tmp_path, "Basic/x.xml"),
        "ten.csv": b"MZ\x90\0" + bytes(200), "a.pdf": (tmp_path / "acts.pdf").read_bytes(), "zeros.txt": bytes(40 << 20),
    }  # fmt: skip
    notes = record(holding(tmp_path, files), tmp_path / "record.pdf")
    assert "attachments_left" in notes and "attachments_kept" not in notes
    with pikepdf.open(tmp_path / "record.pdf") as pdf:
        assert not pdf.attachments


@pytest.mark.java
def test_it_is_pdfa_3u_before_and_after_every_signature(
    at_every_level: Callable[[bytes], list[Path]],  # noqa: F811
    tmp_path: Path,
) -> None:
    record(holding(tmp_path, {"số liệu.ods": sheet(tmp_path)}), tmp_path / "record.pdf")
    paths = [tmp_path / "record.pdf", *at_every_level((tmp_path / "record.pdf").read_bytes())]
    assert all_pass(verapdf(paths), ("3u",)) == []


@pytest.mark.slow
def test_a_secrecy_mark_in_an_office_file_is_one_of_the_document(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as packed:
        packed.writestr("mimetype", ODS)
        packed.writestr("content.xml", "<a><p>Tối <b>mật</b></p></a>")
    assert read_scan(holding(tmp_path, {"phụ lục.ods": (tmp_path / "a.ods").read_bytes()})) == SecrecyMark("TỐI MẬT")
