"""What is unfit is not published: each thing that breaks a record is found, by name, before anybody else finds it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from ocr_models.page import Box
from pipeline.digitize.check import check_pdfa, check_record
from pipeline.digitize.values import ReadPage
from signing.places import Place, plan_outgoing
from signing.prepare import page_sizes, prepare_record
from tests import judges
from tests.digitize.drawing import read_page, saved, sheet
from tests.digitize.test_composing import ABOUT, made, printed


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ReadPage]:
    folder, page = tmp_path_factory.mktemp("record"), printed(1)
    return made(saved(sheet(), folder / "a.jpg", dpi=(150, 150)), [page], folder / "a.pdf", ABOUT), page


def changed(record: Path, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(record) as pdf:
        change(pdf)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, fix_metadata_version=False)
    return out.getvalue()


def prepared(record: Path) -> bytes:
    """The record as signing prepares it: two signature fields, number and date."""
    data = record.read_bytes()
    number, date = Place(1, (60, 90, 160, 105)), Place(1, (300, 90, 450, 105))
    return prepare_record(data, plan_outgoing(page_sizes(data), number=number, date=date))


@pytest.mark.slow
def test_a_sound_record_passes_before_and_after_it_is_prepared(record: tuple[Path, ReadPage]) -> None:
    path, page = record
    assert check_record(path, [page]) == ()
    assert check_pdfa(path.read_bytes()) == ()
    assert check_pdfa(prepared(path)) == ()


def _xmp(pdf: pikepdf.Pdf, old: bytes, new: bytes) -> None:
    data = pdf.Root.Metadata.read_bytes()
    assert old in data
    pdf.Root.Metadata.write(data.replace(old, new))


def _widget(pdf: pikepdf.Pdf, **values: object) -> None:
    for key, value in values.items():
        pdf.pages[0].Annots[0][f"/{key}"] = value


OF_THE_RECORD: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "no output intent": lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
    "no XMP": lambda pdf: pdf.Root.__delitem__("/Metadata"),
    "level not claimed": lambda pdf: _xmp(pdf, b"conformance>U<", b"conformance>B<"),
    "a property undeclared": lambda pdf: _xmp(pdf, b"<pdfaProperty:name>codeNumber<", b"<pdfaProperty:name>codeNumb<"),
    "title unlike Info's": lambda pdf: _xmp(pdf, b"C\xc3\xb4ng v\xc4\x83n 12", b"C\xc3\xb4ng v\xc4\x83n 13"),
    "a foreign namespace": lambda pdf: _xmp(pdf, b"<dc:format>", b'<z:a xmlns:z="urn:z#">1</z:a><dc:format>'),
    "XMP not well formed": lambda pdf: _xmp(pdf, b"</rdf:RDF>", b""),
    "no ToUnicode": lambda pdf: pdf.pages[0].Resources.Font.F0.__delitem__("/ToUnicode"),
    "a map in one block": lambda pdf: _one_block(pdf.pages[0].Resources.Font.F0.ToUnicode),
    "font not embedded": lambda pdf: pdf.pages[0].Resources.Font.F0.DescendantFonts[0].FontDescriptor.__delitem__("/FontFile2"),
    "a script": lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.JavaScript, JS="x")),
    "interpolated image": lambda pdf: next(iter(pdf.pages[0].images.values())).__setitem__("/Interpolate", True),
    "a CMYK image": lambda pdf: next(iter(pdf.pages[0].images.values())).__setitem__("/ColorSpace", Name.DeviceCMYK),
    "an attached file": lambda pdf: pdf.attachments.__setitem__("a.txt", b"abc"),
}  # fmt: skip
OF_THE_FORM: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "XFA": lambda pdf: pdf.Root.AcroForm.__setitem__("/XFA", pdf.make_stream(b"<x/>")),
    "NeedAppearances": lambda pdf: pdf.Root.AcroForm.__setitem__("/NeedAppearances", True),
    "hidden field": lambda pdf: _widget(pdf, F=6),
    "field that does not print": lambda pdf: _widget(pdf, F=0),
    "field that acts": lambda pdf: _widget(pdf, A=Dictionary(S=Name.URI, URI="http://a.vn")),
}


def _one_block(table: pikepdf.Stream) -> None:
    rows = [row for row in table.read_bytes().splitlines() if not row.endswith((b"beginbfchar", b"endbfchar"))]
    first = next(index for index, row in enumerate(rows) if row.startswith(b"<0001> "))
    last = max(index for index, row in enumerate(rows) if row.startswith(b"<") and b"> <" in row)
    size = last - first + 1
    table.write(
        b"\n".join([*rows[:first], b"%d beginbfchar" % size, *rows[first : last + 1], b"endbfchar", *rows[last + 1 :]])
    )


@pytest.mark.parametrize("name", OF_THE_RECORD)
def test_what_breaks_pdfa_is_found(name: str, record: tuple[Path, ReadPage]) -> None:
    assert check_pdfa(changed(record[0], lambda pdf: None)) == ()
    assert check_pdfa(changed(record[0], OF_THE_RECORD[name]))


@pytest.mark.parametrize("name", OF_THE_FORM)
def test_what_breaks_a_prepared_record_is_found(name: str, record: tuple[Path, ReadPage], tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(prepared(record[0]))
    assert check_pdfa(changed(path, lambda pdf: None)) == ()
    assert check_pdfa(changed(path, OF_THE_FORM[name]))


SPOILS: dict[str, Callable[[bytes], bytes]] = {
    "byte order mark": lambda data: b"\xef\xbb\xbf" + data, "trailer of a scanner": lambda data: data + b"scanner says hello",
    "end cut off": lambda data: data[:-20], "no binary comment": lambda data: data[:9] + b"%abcd\n" + data[15:],
    "objects not where they are said to be": lambda data: data.replace(b"\nendobj\n", b"\nendobj\n\n\n", 1),
    "nothing": lambda data: b"", "zeros": lambda data: b"%PDF-1.7\n" + bytes(100), "the beginning": lambda data: data[:1000],
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILS)
def test_bytes_that_other_readers_mend_in_silence_are_found(name: str, record: tuple[Path, ReadPage]) -> None:
    for data in (record[0].read_bytes(), prepared(record[0])):  # a cross-reference stream, a table
        assert check_pdfa(data) == ()
        assert check_pdfa(SPOILS[name](data))


def test_a_row_of_the_table_that_is_too_short_is_found(record: tuple[Path, ReadPage]) -> None:
    data = prepared(record[0])
    assert check_pdfa(data.replace(b" 00000 n \n", b" 00000 n\n", 1))


def test_text_that_is_not_what_was_recognised_is_found(record: tuple[Path, ReadPage]) -> None:
    path, page = record
    one = replace(page.lines[3], words=(replace(page.lines[3].words[0], text="khác"), *page.lines[3].words[1:]))
    assert [
        found.rule for found in check_record(path, [replace(page, lines=(*page.lines[:3], one, *page.lines[4:]))])
    ] == ["text"]
    assert [found.rule for found in check_record(path, [replace(page, lines=page.lines[1:])])] == ["text"]


def test_pages_that_are_not_the_scans_are_found(record: tuple[Path, ReadPage]) -> None:
    path, page = record
    assert [found.rule for found in check_record(path, [page, page])] == ["pages"]
    assert [found.rule for found in check_record(path, [replace(page, width=1754, height=1240)])] == ["page size"]


def test_findings_hold_none_of_the_documents_words(tmp_path: Path) -> None:
    page = read_page([[("tuyệtmật", Box(100, 100, 300, 130))]], 1240, 1754, 150)
    path = made(saved(sheet(), tmp_path / "a.jpg", dpi=(150, 150)), [page], tmp_path / "a.pdf")
    (found,) = check_record(path, [replace(page, lines=())])
    assert "tuyệtmật" not in str(found)


@pytest.mark.java
def test_verapdf_agrees(record: tuple[Path, ReadPage], tmp_path: Path) -> None:
    """It takes what we take; what it refuses, we refuse."""
    sound = tmp_path / "prepared.pdf"
    sound.write_bytes(prepared(record[0]))
    assert judges.all_pass(judges.verapdf([record[0], sound]), ("2u",)) == []
    broken = []
    for index, (source, change) in enumerate(
        [
            *((record[0], change) for change in OF_THE_RECORD.values()),
            *((sound, change) for change in OF_THE_FORM.values()),
        ]
    ):
        broken.append(tmp_path / f"{index}.pdf")
        broken[-1].write_bytes(changed(source, change))
    refused = [path for path, verdict in judges.verapdf(broken).items() if not verdict.compliant]
    assert len(refused) >= 12
    assert all(check_pdfa(path.read_bytes()) for path in refused)
