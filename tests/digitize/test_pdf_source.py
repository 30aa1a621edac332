"""PDFs as scanners, programs and clerks make them: a scan's own bytes are taken over, anything else with vectors and fonts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from pipeline.digitize.pdf_drawing import drawn_dpi
from pipeline.digitize.scan import BornPage, open_scan
from pipeline.digitize.stored import coded_anew
from pipeline.errors import VanthuError
from tests.digitize.drawing import as_pixels, encoded, sheet

A4 = (595.2, 841.92)


def image_of(
    pdf: pikepdf.Pdf, data: bytes, coding: Name, width: int = 1240, height: int = 1754, **entries: object
) -> pikepdf.Stream:
    image = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height)
    parameters = entries.pop("DecodeParms", None)
    for key, value in entries.items():
        image[f"/{key}"] = value
    image.write(data, filter=coding, decode_parms=parameters)
    return image


def page_of(
    pdf: pikepdf.Pdf, content: bytes, size: tuple[float, float] = A4, **objects: pikepdf.Object
) -> pikepdf.Page:
    pdf.add_blank_page(page_size=size)
    page = pdf.pages[-1]
    page.Contents = pdf.make_stream(content)
    page.Resources = Dictionary(XObject=Dictionary(**objects))
    return page


def jpeg_of(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    return image_of(
        pdf, encoded(sheet(), "JPEG", quality=90), Name.DCTDecode, ColorSpace=Name.DeviceRGB, BitsPerComponent=8
    )


def saved(pdf: pikepdf.Pdf, folder: Path) -> Path:
    pdf.save(folder / "a.pdf")
    return folder / "a.pdf"


OVER_ALL = b"q 595.2 0 0 841.92 0 0 cm /Im Do Q"


def test_a_scanners_jpeg_is_taken_over_byte_for_byte(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page_of(pdf, OVER_ALL, Im=jpeg_of(pdf))
    with open_scan(saved(pdf, tmp_path)) as scan:
        page = scan.pages[0]
        assert (page.width, page.height, round(page.dpi)) == (1240, 1754, 150)
        assert page.stored().data == encoded(sheet(), "JPEG", quality=90)
        assert "rasterised" not in scan.notes


@pytest.mark.slow
@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_comes_upright(rotate: int, tmp_path: Path) -> None:
    """The scanner laid the image sideways and says so in /Rotate, here on the page tree's root."""
    pdf = pikepdf.new()
    lying = sheet().transpose(
        {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}[rotate]
    )
    width, height = lying.size
    image = image_of(
        pdf,
        encoded(lying, "JPEG", quality=95),
        Name.DCTDecode,
        width,
        height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
    )
    points = (width * 0.48, height * 0.48)
    page_of(pdf, b"q %f 0 0 %f 0 0 cm /Im Do Q" % points, points, Im=image)
    pdf.Root.Pages.Rotate = rotate
    with open_scan(saved(pdf, tmp_path)) as scan:
        page = scan.pages[0]
        assert (page.width, page.height) == (1240, 1754)
        assert np.abs(page.pixels().astype(int) - as_pixels(sheet())).mean() < 4
        assert page.stored().coding == "DCTDecode"


@pytest.mark.slow
def test_an_image_turned_by_its_matrix_comes_upright(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page_of(pdf, b"q 0 841.92 -595.2 0 595.2 0 cm /Im Do Q", Im=image_of(
        pdf, encoded(sheet().transpose(Image.Transpose.ROTATE_270), "JPEG", quality=95), Name.DCTDecode, 1754, 1240,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
    ))  # fmt: skip
    with open_scan(saved(pdf, tmp_path)) as scan:
        assert scan.notes == ("low_resolution",)
        assert np.abs(scan.pages[0].pixels().astype(int) - as_pixels(sheet())).mean() < 4


@pytest.mark.slow
@pytest.mark.parametrize("stencil", [False, True])
@pytest.mark.parametrize("inverted", [False, True])
def test_fax_bytes_are_taken_over(stencil: bool, inverted: bool, tmp_path: Path) -> None:
    image = sheet(mode="1")
    fax = coded_anew(image)
    pdf = pikepdf.new()
    parameters = Dictionary(K=-1, Columns=1240, Rows=1754, BlackIs1=fax.black_is_1 != inverted)
    entries: dict[str, object] = {"BitsPerComponent": 1, "DecodeParms": parameters}
    if inverted:
        entries["Decode"] = Array([1, 0])
    entries |= {"ImageMask": True} if stencil else {"ColorSpace": Name.DeviceGray}
    page_of(pdf, OVER_ALL, Im=image_of(pdf, fax.data, Name.CCITTFaxDecode, **entries))
    with open_scan(saved(pdf, tmp_path)) as scan:
        assert scan.pages[0].stored().data == fax.data
        assert (scan.pages[0].pixels() == as_pixels(image)).all()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "space", "bits"), [("L", Name.DeviceGray, 8), ("RGB", Name.DeviceRGB, 8), ("1", Name.DeviceGray, 1)]
)
def test_flate_images_keep_every_pixel(mode: str, space: Name, bits: int, tmp_path: Path) -> None:
    pdf, image = pikepdf.new(), sheet(mode=mode)
    page_of(pdf, OVER_ALL, Im=image_of(pdf, image.tobytes(), None, ColorSpace=space, BitsPerComponent=bits))  # type: ignore[arg-type]
    with open_scan(saved(pdf, tmp_path)) as scan:
        assert "rasterised" not in scan.notes
        assert (scan.pages[0].pixels() == as_pixels(image)).all()


@pytest.mark.slow
def test_jpeg_2000_and_palettes_are_decoded_at_their_own_size(tmp_path: Path) -> None:
    pdf, image = pikepdf.new(), sheet(mode="P")
    jpx = encoded(sheet(), "JPEG2000", irreversible=False)
    page_of(pdf, OVER_ALL, Im=image_of(pdf, jpx, Name.JPXDecode, ColorSpace=Name.DeviceRGB, BitsPerComponent=8))
    space = Array(
        [Name.Indexed, Name.DeviceRGB, 255, pikepdf.String(bytes(image.getpalette() or ()).ljust(768, b"\0"))]
    )
    page_of(pdf, OVER_ALL, Im=image_of(pdf, image.tobytes(), None, ColorSpace=space, BitsPerComponent=8))  # type: ignore[arg-type]
    with open_scan(saved(pdf, tmp_path)) as scan:
        assert "rasterised" not in scan.notes
        assert (scan.pages[0].pixels() == as_pixels(sheet())).all()
        assert (scan.pages[1].pixels() == as_pixels(image.convert("RGB"))).all()


def test_an_earlier_text_layer_and_a_white_ground_do_not_hide_the_scan(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    content = b"1 1 1 rg 0 0 595.2 841.92 re f " + OVER_ALL + b" BT 3 Tr /F1 10 Tf 10 10 Td (words) Tj ET"
    page_of(pdf, content, Im=jpeg_of(pdf))
    form = pdf.make_stream(OVER_ALL, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 850]))
    form.Resources = Dictionary(XObject=Dictionary(Im=jpeg_of(pdf)))
    page_of(pdf, b"q /Fm Do Q", Fm=form)
    with open_scan(saved(pdf, tmp_path)) as scan:
        assert [page.stored().coding for page in scan.pages] == ["DCTDecode", "DCTDecode"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        OVER_ALL + b" 0 0 0 rg 100 100 200 200 re f", b"q 300 0 0 421 0 0 cm /Im Do Q", OVER_ALL + OVER_ALL, b"0 0 m 9 9 l S",
        b"q 500 120 -120 700 120 0 cm /Im Do Q", b"q 100 100 200 200 re W n " + OVER_ALL + b" Q", b"q 900 0 0 1200 -50 -50 cm /Im Do Q",
        OVER_ALL + b" BT /F1 12 Tf 100 100 Td (seen) Tj ET", b"/OC /L BDC " + OVER_ALL + b" EMC",
    ],
)  # fmt: skip
def test_what_is_more_than_one_scanned_image_is_taken_over_as_it_is(content: bytes, tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = page_of(pdf, content, Im=jpeg_of(pdf))
    page.Resources.Font = Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    with open_scan(saved(pdf, tmp_path)) as scan:
        assert "born_digital" in scan.notes
        assert isinstance(scan.pages[0], BornPage)
        assert (scan.pages[0].width, scan.pages[0].height, scan.pages[0].dpi) == (2480, 3508, 300)


@pytest.mark.slow
def test_a_signed_pdf_is_told(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page_of(pdf, OVER_ALL, Im=jpeg_of(pdf))
    field = pdf.make_indirect(Dictionary(FT=Name.Sig, T="a"))
    pdf.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([field]))
    with open_scan(saved(pdf, tmp_path)) as scan:
        assert "signed_input" not in scan.notes  # a field to sign in is no signature
    field.V = Dictionary(Type=Name.Sig, ByteRange=Array([0, 10, 20, 30]), Contents=pikepdf.String("x"))
    with open_scan(saved(pdf, tmp_path)) as scan:
        assert "signed_input" in scan.notes


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    pdf = pikepdf.new()
    page_of(pdf, OVER_ALL, Im=jpeg_of(pdf))
    with open_scan(saved(pdf, tmp_path)):
        assert list((tmp_path / "tmp").iterdir())
    assert not list((tmp_path / "tmp").iterdir())


def test_a_plan_is_drawn_as_finely_as_memory_bears_and_two_kilometres_are_no_paper() -> None:
    assert [drawn_dpi(0, 595, 842), drawn_dpi(0, 842, 1191), drawn_dpi(0, 2384, 3370)] == [300, 300, 150]  # A4, A3, A0
    with pytest.raises(VanthuError) as refused:
        drawn_dpi(0, 14_400, 14_400)
    assert refused.value.code == "VT-SCAN-023"


@pytest.mark.slow
def test_a_page_whose_boxes_leave_nothing_to_see_is_shown_whole(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.pages[0].Contents = pdf.make_stream(b"72 500 200 9 re f")
    pdf.pages[0].CropBox = pikepdf.Array([900, 900, 990, 990])
    pdf.save(tmp_path / "in.pdf")
    with open_scan(tmp_path / "in.pdf") as scan:
        page = scan.pages[0]
        assert [round(side / page.dpi * 72) for side in (page.width, page.height)] == [595, 842]
        assert "repaired" in scan.notes
