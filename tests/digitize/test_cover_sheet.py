"""Office files that go out with a document: looked at, then laid as they are in a PDF/A-3u under a page that names them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest

from pipeline import clock
from pipeline.digitize.check import check_pdfa
from pipeline.digitize.cover_sheet import cover_sheet
from pipeline.digitize.office_file import OfficeFile, Unfit, office_file
from pipeline.digitize.xmp import RecordInfo
from signing.places import plan_incoming
from signing.prepare import page_sizes, prepare_record

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "Số liệu quý III.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "Độ mật của thông tin: không"
    book.save(path)
    return path


def packed(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path


def letter(path: Path, *paragraphs: str, **more: bytes) -> Path:
    lines = "".join(
        f"<w:p><w:r><w:t>{line[:2]}</w:t></w:r><w:r><w:t>{line[2:]}</w:t></w:r></w:p>" for line in paragraphs
    )
    body = f'<w:document xmlns:w="{WORD}"><w:body>{lines}</w:body></w:document>'.encode()
    return packed(path, **{"[Content_Types].xml": TYPES, "word/document.xml": body, **more})


def test_the_file_lies_in_it_as_it_is_and_the_page_names_it(sheet: Path) -> None:
    found = office_file(sheet)
    assert isinstance(found, OfficeFile)
    cover = cover_sheet(found, "Quyết định số 12/QĐ-UBND", RecordInfo("Số liệu", "UBND xã", clock.now()))
    prepared = prepare_record(cover, plan_incoming(page_sizes(cover)))
    assert check_pdfa(prepared) == ()
    with pikepdf.open(io.BytesIO(prepared)) as pdf:
        [(name, within)] = pdf.attachments.items()
        assert name == "Số liệu quý III.xlsx"
        assert within.get_file().read_bytes() == sheet.read_bytes()
        assert str(within.obj.AFRelationship) == "/Data" and "/OpenAction" not in pdf.Root
    text = pypdfium2.PdfDocument(prepared)[0].get_textpage().get_text_range().replace("\r\n", "")
    for said in (name, "Quyết định số 12/QĐ-UBND", hashlib.sha256(sheet.read_bytes()).hexdigest()):
        assert said in text


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("MẬT", "MẬT"),
        ("Tối mật", "TỐI MẬT"),
        ("TUYỆT MẬT.", "TUYỆT MẬT"),
        ("Độ mật: Mật", "MẬT"),
        ("MA\u0323\u0302T", "MẬT"),
    ],
    ids=["mật", "tối", "tuyệt", "độ", "NFD"],
)
def test_a_secrecy_mark_in_a_paragraph_of_its_own_is_seen(line: str, mark: str, tmp_path: Path) -> None:
    assert office_file(letter(tmp_path / "a.docx", "Kính gửi", line)) == Unfit("secret", mark)


def test_the_word_within_a_sentence_is_none(tmp_path: Path) -> None:
    path = letter(tmp_path / "a.docx", "Công tác bảo vệ bí mật nhà nước", "Danh mục mật, tối mật")
    assert isinstance(office_file(path), OfficeFile)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"word/vbaProject.bin": b"x"}, "active"),
        ({"word/embeddings/oleObject1.bin": b"..\x01\0O\0l\0e\x001\x000\0N\0a\0t\0i\0v\0e\0"}, "active"),
        ({"word/footer.xml": b"<w:ftr"}, "broken"),
        ({"word/theme.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "broken"),
    ],
    ids=["macros", "a program", "no XML", "an entity"],
)
def test_what_acts_or_is_broken_is_not_signed(parts: dict[str, bytes], why: str, tmp_path: Path) -> None:
    assert office_file(letter(tmp_path / "a.docx", "Kính gửi", **parts)) == Unfit(why)


def test_its_name_ends_as_its_content_asks(tmp_path: Path) -> None:
    found = office_file(letter(tmp_path / "phụ lục.exe", "Kính gửi"))
    assert isinstance(found, OfficeFile) and found.name == "phụ lục.docx"
    found = office_file(packed(tmp_path / "a.ods", mimetype=ODS, **{"content.xml": b"<a/>"}))
    assert isinstance(found, OfficeFile) and found.mime.encode() == ODS
    assert office_file(packed(tmp_path / "b.odt", mimetype=b"text/plain", **{"content.xml": b"<a/>"})) == Unfit(
        "broken"
    )
    (tmp_path / "c.txt").write_text("Kính gửi")
    assert office_file(tmp_path / "c.txt") is None
