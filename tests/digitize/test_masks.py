"""Masks: every pixel comes back, from decoders that are not ours, whatever coder this machine has."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from pipeline.digitize.layers import mask
from pipeline.digitize.layers.mask import coded_mask, jbig2, mask_coder
from pipeline.digitize.stored import StoredImage

Bits = npt.NDArray[np.bool_]


def noise(width: int, height: int, share: float) -> Bits:
    return np.random.default_rng(width * height).random((height, width)) < share


def print_like(width: int, height: int) -> Bits:
    """Letters' strokes, rules, blank rows and a row that repeats the one above: what typical prediction is for."""
    image = Image.new("1", (width, height))
    pen = ImageDraw.Draw(image)
    for row in range(10, height - 30, 40):
        pen.text((7, row), "Số 15/QĐ-UBND, ngày 8 tháng 6 năm 1938, 0236.3121.718" * 3, 1)
        pen.line((3, row + 25, width, row + 27), 1)
    return np.asarray(image, np.bool_)


IMAGES = {
    "one pixel": noise(1, 1, 1.0), "narrower than a window": noise(2, 9, 0.5), "seven": noise(7, 5, 0.5),
    "a row": noise(333, 1, 0.4), "noise that grows": noise(500, 400, 0.5), "specks": noise(1654, 900, 0.003),
    "blank": noise(90, 100, 0.0), "all black": noise(91, 100, 1.0), "print": print_like(1241, 1755),
    "widest byte edge": noise(1025, 31, 0.2),
}  # fmt: skip


def in_pdf(image: StoredImage, out: Path) -> Path:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(image.width + 3, image.height + 3))
    stream = pikepdf.Stream(
        pdf, image.data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.width, Height=image.height,
        BitsPerComponent=1, ColorSpace=pikepdf.Name.DeviceGray, Filter=pikepdf.Name(f"/{image.coding}"),
    )  # fmt: skip
    if image.coding == "CCITTFaxDecode":
        stream.DecodeParms = pikepdf.Dictionary(K=-1, Columns=image.width, Rows=image.height, BlackIs1=image.black_is_1)
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(stream)))
    page.obj.Contents = pdf.make_stream(b"q %d 0 0 %d 0 0 cm /Im0 Do Q" % (image.width, image.height))
    pdf.save(out)
    return out


def by_pdfium(file: Path, shape: tuple[int, int]) -> Bits:
    with pypdfium2.PdfDocument(file) as document:
        (image,) = document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        return np.asarray(image.get_bitmap().to_pil().convert("L"))[: shape[0], : shape[1]] < 128


def by_poppler(file: Path) -> Bits:
    subprocess.run(["pdfimages", "-png", str(file), str(file.with_suffix(""))], check=True, capture_output=True)
    with Image.open(file.with_name(f"{file.stem}-000.png")) as image:
        return np.asarray(image.convert("L")) < 128


def by_jbig2dec(image: StoredImage, folder: Path) -> Bits:
    (folder / "mask.jb2").write_bytes(image.data)
    command = ["jbig2dec", "-e", "-t", "png", "-o", str(folder / "mask.png"), str(folder / "mask.jb2")]
    subprocess.run(command, check=True, capture_output=True)
    with Image.open(folder / "mask.png") as png:
        return np.asarray(png.convert("L")) < 128


@pytest.mark.parametrize("name", IMAGES)
def test_three_decoders_give_back_every_pixel(name: str, tmp_path: Path) -> None:
    black = IMAGES[name]
    image = coded_mask(black)
    assert image.coding == "JBIG2Decode", "jbig2.c was not built: pip install --editable . with a C compiler"
    assert np.array_equal(by_jbig2dec(image, tmp_path), black)
    file = in_pdf(image, tmp_path / "mask.pdf")
    assert np.array_equal(by_pdfium(file, black.shape), black)
    assert np.array_equal(by_poppler(file), black)


@pytest.mark.parametrize("name", ["noise that grows", "print", "all black"])
def test_without_a_compiler_masks_are_g4_and_as_true(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mask, "_coder", lambda: None)
    black = IMAGES[name]
    image = coded_mask(black)
    assert mask_coder() == "CCITT G4"
    assert image.coding == "CCITTFaxDecode"
    file = in_pdf(image, tmp_path / "mask.pdf")
    assert np.array_equal(by_pdfium(file, black.shape), black)
    assert np.array_equal(by_poppler(file), black)


def test_print_takes_less_room_than_g4(monkeypatch: pytest.MonkeyPatch) -> None:
    black = IMAGES["print"]
    ours = jbig2(black)
    assert ours is not None, "jbig2.c was not built: pip install --editable . with a C compiler"
    monkeypatch.setattr(mask, "_coder", lambda: None)
    assert len(ours) < 0.8 * len(coded_mask(black).data)


def test_the_same_mask_gives_the_same_bytes() -> None:
    assert jbig2(IMAGES["print"]) == jbig2(IMAGES["print"].copy(order="F"))


def test_a_coder_of_another_machine_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_jbig2.so").write_bytes(b"\x7fELF of something else")
    monkeypatch.setattr(mask, "__file__", str(tmp_path / "mask.py"))
    assert mask._coder.__wrapped__() is None
