"""Born-digital pages: vectors, fonts and words stay, what PDF/A forbids goes, and nothing is drawn behind anybody's back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.digitize.born.reading import read_sheet
from pipeline.digitize.compose import compose
from pipeline.digitize.document import SecrecyMark, compose_record, read_scan
from pipeline.digitize.scan import BornPage, open_scan, turned
from pipeline.digitize.values import Reading
from pipeline.digitize.xmp import RecordInfo
from pipeline.errors import VanthuError
from tests.digitize.born import BODY, letter
from tests.judges import all_pass, pdftotext, verapdf

TEXT = b"BT /F1 14 Tf 72 700 Td (Cong van so 128) Tj ET 0 0 1 RG 72 690 m 300 690 l S"


def made(folder: Path, content: bytes, font: str = "/Times-Roman", **resources: pikepdf.Object) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(content)
    face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(font), Encoding=Name.WinAnsiEncoding)
    page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(face)), **resources)
    return pdf


def plain(folder: Path) -> pikepdf.Pdf:
    return made(folder, TEXT)


def for_the_press(folder: Path) -> pikepdf.Pdf:
    return made(folder, b"0 1 1 0 k 72 500 200 100 re f " + TEXT)


def with_a_hidden_layer(folder: Path) -> pikepdf.Pdf:
    pdf = made(folder, b"/OC /L BDC BT /F1 14 Tf 72 600 Td (an) Tj ET EMC " + TEXT)
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="L"))
    pdf.pages[0].Resources.Properties = Dictionary(L=group)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
    return pdf


def with_everything_that_acts(folder: Path) -> pikepdf.Pdf:
    pdf = plain(folder)
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.attachments["x.exe"] = b"MZ"
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(2)"))
    state = Dictionary(Type=Name.ExtGState, TR=Name.Identity, HT=Name.Default, OPM=1, op=True, ca=0.5)
    pdf.pages[0].Resources.ExtGState = Dictionary(G=state)
    pdf.pages[0].Contents = pdf.make_stream(b"/G gs " + TEXT)
    return pdf


def with_inks_of_their_own(folder: Path) -> pikepdf.Pdf:
    """Two spot colours in one space, nowhere described; veraPDF wants them to be (ISO 19005-2 6.2.4.4)."""
    pdf = made(folder, b"/Inks cs 0.5 0.8 scn 72 500 200 100 re f " + TEXT)
    mixed = pdf.make_stream(
        b"{ add 2 div 1 exch sub }", FunctionType=4, Domain=Array([0, 1, 0, 1]), Range=Array([0, 1])
    )
    space = Array([Name.DeviceN, Array([Name.Seal, Name.Stamp]), Name.DeviceGray, mixed])
    pdf.pages[0].Resources.ColorSpace = Dictionary(Inks=space)
    return pdf


def with_two_inks_of_one_name(folder: Path) -> pikepdf.Pdf:
    """As where pages of two programs were put together: each has its own red under the same name (ISO 19005-2 6.2.4.4)."""
    pdf = made(folder, b"/A cs 1 scn 72 500 90 100 re f /B cs 1 scn 172 500 90 100 re f " + TEXT)
    tints = [
        pdf.make_stream(program, FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 3))
        for program in (b"{ pop 1 0 0 }", b"{ pop 0.6 0 0.2 }")
    ]
    spaces = [Array([Name.Separation, Name.Red, Name.DeviceRGB, tint]) for tint in tints]
    pdf.pages[0].Resources.ColorSpace = Dictionary(A=spaces[0], B=spaces[1])
    return pdf


def with_a_pattern(folder: Path) -> pikepdf.Pdf:
    """A pattern painted in a colour of the content's choosing, as TikZ names its space."""
    pdf = made(folder, b"/pgfprgb cs 1 0 0 /P scn 72 500 200 100 re f " + TEXT)
    dots = pdf.make_stream(
        b"0 0 2 2 re f", Type=Name.Pattern, PatternType=1, PaintType=2, TilingType=1, BBox=Array([0, 0, 4, 4]), XStep=4,
        YStep=4, Resources=Dictionary(),
    )  # fmt: skip
    pdf.pages[0].Resources.Pattern = Dictionary(P=dots)
    pdf.pages[0].Resources.ColorSpace = Dictionary(pgfprgb=Array([Name.Pattern, Name.DeviceRGB]))
    return pdf


def turned_on_its_side(folder: Path) -> pikepdf.Pdf:
    pdf = plain(folder)
    pdf.pages[0].Rotate = 90
    pdf.pages[0].CropBox = Array([36, 36, 559, 806])
    return pdf


def cropped(folder: Path) -> pikepdf.Pdf:
    """As a reader's cropping tool leaves it: what is shown begins nowhere near the origin."""
    pdf = plain(folder)
    pdf.pages[0].MediaBox = pdf.pages[0].CropBox = Array([50, 600, 350, 780])
    return pdf


MADE = (
    cropped, plain, for_the_press, with_a_hidden_layer, with_everything_that_acts, with_inks_of_their_own, with_two_inks_of_one_name,
    with_a_pattern,    turned_on_its_side,
)  # fmt: skip


def read(path: Path) -> Reading:
    reading = read_scan(path)
    assert not isinstance(reading, SecrecyMark)
    return reading


@pytest.mark.slow
def test_a_letter_keeps_its_fonts_its_rule_and_its_words(tmp_path: Path) -> None:
    path, record = letter(tmp_path), tmp_path / "record.pdf"
    reading = read(path)
    assert "Kính gửi: Ủy ban nhân dân các quận, huyện." in " ".join(reading.text.split())
    assert reading.fields["code_number"].value == "128"
    assert "born_digital" in reading.notes
    compose_record(path, reading, record)
    with pikepdf.open(record) as pdf:
        images = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        assert not images
    assert BODY.split() == " ".join(pdftotext(record)[0].split()).split()[-len(BODY.split()) :]


@pytest.mark.slow
@pytest.mark.java
def test_what_came_of_them_is_pdf_a(tmp_path: Path) -> None:
    records = []
    for make in MADE:
        path = tmp_path / f"{make.__name__}.pdf"
        make(tmp_path).save(path)
        compose_record(path, read(path), tmp_path / f"{make.__name__}-record.pdf")
        records.append(tmp_path / f"{make.__name__}-record.pdf")
    assert all_pass(verapdf(records)) == []


@pytest.mark.slow
@pytest.mark.parametrize("make", [plain, cropped, turned_on_its_side])
def test_the_record_shows_what_the_page_shows(make: Callable[[Path], pikepdf.Pdf], tmp_path: Path) -> None:
    make(tmp_path).save(tmp_path / "a.pdf")
    with open_scan(tmp_path / "a.pdf") as scan:
        [page] = scan.pages
        assert isinstance(page, BornPage)
        read = [read_sheet(1, page.width, page.height, page.dpi, page.lines, None)]
        compose([page], read, tmp_path / "b.pdf", RecordInfo("x", "y", datetime(2026, 9, 12, tzinfo=UTC)))
    shown = []
    for name in ("a.pdf", "b.pdf"):
        with closing(pypdfium2.PdfDocument(tmp_path / name)) as document:
            shown.append(np.asarray(document[0].render(grayscale=True).to_numpy()).squeeze().astype(int))
    assert (shown[0] < 128).sum() > 100, "there is something to see"
    height, width = (min(sides) for sides in zip(*(one.shape for one in shown), strict=True))
    assert (abs(shown[0][:height, :width] - shown[1][:height, :width]) > 120).mean() < 0.002


@pytest.mark.slow
@pytest.mark.parametrize("make", MADE)
def test_the_words_are_those_that_are_shown(make: Callable[[Path], pikepdf.Pdf], tmp_path: Path) -> None:
    make(tmp_path).save(tmp_path / "a.pdf")
    with open_scan(tmp_path / "a.pdf") as scan:
        page = scan.pages[0]
        assert isinstance(page, BornPage)
        assert [line.text for line in page.lines] == ["Cong van so 128"]
        assert not page.read


@pytest.mark.slow
def test_what_is_left_behind_is_told(tmp_path: Path) -> None:
    with_everything_that_acts(tmp_path).save(tmp_path / "a.pdf")
    with open_scan(tmp_path / "a.pdf") as scan:
        assert {"attachments_left", "scripts_left", "born_digital"} <= set(scan.notes)


@pytest.mark.slow
def test_a_font_that_is_not_there_is_drawn_and_told_or_refused_with_the_reason(tmp_path: Path) -> None:
    made(tmp_path, TEXT, "/Code39Azalea").save(tmp_path / "a.pdf")  # bars are not to be guessed at
    with open_scan(tmp_path / "a.pdf") as scan:
        assert "rasterised" in scan.notes
        assert scan.pages[0].origin == "drawn"
        assert scan.pages[0].why, "the reason is told"
    with pytest.raises(VanthuError) as refused, open_scan(tmp_path / "a.pdf", convert="refuse"):
        pass
    assert (refused.value.code, refused.value.exit, refused.value.cause) == ("VT-SCAN-024", 4, "font Code39Azalea")


@pytest.mark.slow
def test_text_of_a_font_from_before_unicode_is_read_by_ocr(tmp_path: Path) -> None:
    made(tmp_path, TEXT, "/.VnTime").save(tmp_path / "a.pdf")
    with open_scan(tmp_path / "a.pdf") as scan:
        assert "rasterised" in scan.notes  # and not embedded either: there is nothing to keep


@pytest.mark.slow
def test_boxes_turn_with_their_page(tmp_path: Path) -> None:
    plain(tmp_path).save(tmp_path / "a.pdf")
    with open_scan(tmp_path / "a.pdf") as scan:
        page = scan.pages[0]
        around = page
        for _ in range(4):
            around = turned(around, 90)
        assert around == page
        assert turned(page, 90).lines[0].box.width == page.lines[0].box.height


@pytest.mark.slow
def test_a_sound_pdf_a_is_kept_byte_for_byte(tmp_path: Path) -> None:
    path = letter(tmp_path)
    compose_record(path, read(path), tmp_path / "first.pdf")
    again = read(tmp_path / "first.pdf")
    assert "pdfa_kept" in again.notes
    compose_record(tmp_path / "first.pdf", again, tmp_path / "second.pdf")
    assert (tmp_path / "second.pdf").read_bytes() == (tmp_path / "first.pdf").read_bytes()
