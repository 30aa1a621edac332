"""The record: a PDF/A-2u whose pages look like the scan and whose text every reader gives back as it was recognised."""

from __future__ import annotations

import hashlib
import io
import random
import re
import unicodedata
from datetime import datetime
from pathlib import Path

import numpy as np
import pikepdf
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageCms

from ocr_models.page import Box
from pipeline.clock import VIETNAM
from pipeline.digitize.check import check_record
from pipeline.digitize.compose import compose
from pipeline.digitize.layers import mask
from pipeline.digitize.scan import open_scan
from pipeline.digitize.srgb import srgb_profile
from pipeline.digitize.values import PageImage, ReadPage
from pipeline.digitize.xmp import RECORD_PROPERTIES, RecordInfo
from tests import judges
from tests.digitize.drawing import as_pixels, read_page, saved, sheet

ABOUT = RecordInfo(
    "Công văn 12/SNV-VP về <mẫu> & số", "Sở Nội vụ", datetime(2026, 11, 22, 9, 15, 3, tzinfo=VIETNAM),
    {key: f"{key} đã đọc" for key in RECORD_PROPERTIES},
)  # fmt: skip
ALPHABET = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
    "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆGHIÌỈĨÍỊKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVXYỲỶỸÝỴ0123456789"
)
ODD = [
    "-",
    ":",
    "|",
    "_",
    "1",
    "II",
    "TT-",
    "(1)",
    "«»",
    "…",
    "18/2026/TT-BCT",
    "f",
    "ﬁ",
    "₫",
    "½",
    "“X”",
    "lll",
    "...",
    "‘",
    "\u2011",
]


def words_of(page: ReadPage) -> list[str]:
    return [word.text for line in page.lines for word in line.words]


def printed(
    seed: int, *, width: int = 1240, height: int = 1754, dpi: float = 150, angle: float = 0.0, **told: object
) -> ReadPage:
    """A page of random words of Vietnamese letters with the odd sign between them, as a reader sees them at an angle."""
    chance, lines = random.Random(seed), []
    for row in range(40):
        x, line = 100, []
        while x < width - 200:
            word = (
                chance.choice(ODD)
                if chance.random() < 0.15
                else "".join(chance.choices(ALPHABET, k=chance.randint(1, 7)))
            )
            word = unicodedata.normalize("NFC", word)
            long, high = max(3, 11 * len(word) + chance.randint(-4, 4)), chance.choice((4, 14, 18, 24))
            mid_x, mid_y = x + long / 2, 120 + row * 38 + chance.randint(-3, 3) + np.tan(np.radians(angle)) * x
            left, top = round(mid_x - long / 2), round(mid_y - high / 2)
            line.append((word, Box(left, top, left + long, top + high)))
            x += long + chance.choice((-2, 0, 4, 8, 60))
        lines.append(line)
    return read_page(lines, width, height, dpi, angle=angle, **told)


def made(scan: Path, pages: list[ReadPage], out: Path, about: RecordInfo = ABOUT, image: PageImage = "layers") -> Path:
    with open_scan(scan) as opened:
        compose(opened.pages, pages, out, about, image)
    return out


def rendered(document: pypdfium2.PdfDocument, dpi: int) -> np.ndarray:
    """The first page in RGB; pdfium rounds a page of 1240.00003 pixels up."""
    return np.asarray(document[0].render(scale=dpi / 72 - 1e-5).to_pil().convert("RGB"))


@pytest.mark.slow
@pytest.mark.parametrize("angle", [0.0, 0.4, -1.3, 3.0, -6.0])
def test_words_come_back_in_order_from_every_reader(angle: float, tmp_path: Path) -> None:
    scan = saved(sheet(), tmp_path / "a.jpg", dpi=(150, 150))
    pages = [printed(seed, angle=angle) for seed in (1, 2, 3)]
    frames = tmp_path / "a.tif"
    Image.open(scan).save(frames, save_all=True, append_images=[sheet(), sheet()], dpi=(150, 150))
    out = made(frames, pages, tmp_path / "a.pdf")
    by_poppler = judges.pdftotext(out)
    by_mutool = judges.mutool(out)
    by_pypdf = [page.extract_text() for page in pypdf.PdfReader(out).pages]
    with pypdfium2.PdfDocument(out) as document:
        by_pdfium = [document[index].get_textpage().get_text_range() for index in range(3)]
    for index, page in enumerate(pages):
        assert by_poppler[index].split() == words_of(page)
        assert by_pypdf[index].split() == words_of(page)
        seen = re.sub("[\x02\ufffe]", "- ", by_pdfium[index]).split()  # its sign for a hyphen at a line's end
        wanted = [word.replace("ﬁ", "fi") for word in words_of(page)]
        assert by_mutool[index].split() == wanted
        if abs(angle) < 3:
            assert seen == wanted
        else:  # pdfium sorts neighbours by height on the page: a line that falls by a line's pitch is mixed with the next
            assert sorted(seen) == sorted(wanted)
    assert check_record(out, pages) == ()


def test_lines_that_run_into_one_another_are_not_joined(tmp_path: Path) -> None:
    """As they were read in a bad scan of OCRmyPDF's (jbig2_baddevicen.pdf)."""
    Image.new("L", (2550, 3300), 255).save(tmp_path / "a.png", dpi=(300, 300))
    words = (("3", 432, 1197, 536, 1260), ("T", 488, 1197, 535, 1260), ("arremtote", 515, 1178, 715, 1254))
    lines = [[(text, Box(*box))] for text, *box in words]
    lines[-1].append(("control", Box(715, 1178, 911, 1233)))
    pages = [read_page(lines, 2550, 3300, 300, angle=0.07)]
    assert check_record(made(tmp_path / "a.png", pages, tmp_path / "a.pdf"), pages) == ()


@pytest.mark.parametrize("angle", [0.0, 2.0])
def test_words_lie_on_their_ink(angle: float, tmp_path: Path) -> None:
    scan = saved(sheet(), tmp_path / "a.jpg", dpi=(150, 150))
    falls = [round(150 * n * np.tan(np.radians(angle))) for n in range(6)]
    line = [(f"chữ{n}", Box(100 + 150 * n, 300 + falls[n], 220 + 150 * n, 324 + falls[n])) for n in range(6)]
    out = made(scan, [read_page([line], 1240, 1754, 150, angle=angle)], tmp_path / "a.pdf")
    with pypdfium2.PdfDocument(out) as document:
        text = document[0].get_textpage()
        for word, box in line:
            found = text.search(word, match_case=True)
            at, count = found.get_next()
            left = min(text.get_charbox(at + n, loose=True)[0] for n in range(count))
            right = max(text.get_charbox(at + n, loose=True)[2] for n in range(count))
            middle = np.mean([sum(text.get_charbox(at + n, loose=True)[1::2]) / 2 for n in range(count)])
            assert abs(left * 150 / 72 - box.left) < 3
            assert abs(right * 150 / 72 - box.right) < 3
            assert abs((1754 * 72 / 150 - middle) * 150 / 72 - (box.top + box.bottom) / 2) < 3


@pytest.mark.parametrize("image", ["layers", pytest.param("original", marks=pytest.mark.slow)])
@pytest.mark.parametrize("orientation", [1, 4, 6, 7, 8])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_everybody_sees_the_page_upright(orientation: int, rotation: int, image: PageImage, tmp_path: Path) -> None:
    """However the image is stored, and however reading finds that it must still be turned."""
    exif = Image.Exif()
    exif[274] = orientation
    scan = saved(sheet(620, 877), tmp_path / "a.png", exif=exif, dpi=(75, 75))
    with open_scan(scan) as opened:
        page = opened.pages[0]
        upright = np.rot90(page.pixels(), -rotation // 90)
        height, width = upright.shape[:2]
        read = ReadPage(1, width, height, 75, rotation, 0.0, ())
        compose(opened.pages, [read], tmp_path / "a.pdf", ABOUT, image)
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        shown = rendered(document, 75)
    assert shown.shape[:2] == (height, width)
    assert np.abs(shown[:, :, ::-1].astype(int) - upright).mean() < 6
    assert check_record(tmp_path / "a.pdf", [read]) == ()


FORMATS = {
    "colour.jpg": ("RGB", {"quality": 90}), "grey.jpg": ("L", {"quality": 90}), "cmyk.jpg": ("CMYK", {"quality": 95}),
    "colour.png": ("RGB", {}), "palette.png": ("P", {}), "bilevel.png": ("1", {}), "alpha.png": ("RGBA", {}),
    "g4.tif": ("1", {"compression": "group4"}), "lzw.tif": ("RGB", {"compression": "tiff_lzw"}),
    "jpeg.tif": ("RGB", {"compression": "jpeg"}), "progressive.jpg": ("RGB", {"progressive": True, "quality": 90}),
}  # fmt: skip


@pytest.mark.parametrize("kept", [pytest.param("layers", marks=pytest.mark.slow), "original"])
@pytest.mark.parametrize("name", FORMATS)
def test_the_page_shows_the_scan(name: str, kept: PageImage, tmp_path: Path) -> None:
    mode, options = FORMATS[name]
    image = sheet(mode=mode)
    scan = saved(image, tmp_path / name, dpi=(150, 150), **options)
    out = made(scan, [read_page([], 1240, 1754, 150)], tmp_path / "a.pdf", image=kept)
    with pypdfium2.PdfDocument(out) as document:
        shown = rendered(document, 150)
    assert shown.shape == (1754, 1240, 3)
    wanted = as_pixels(image.convert("RGB"))[:, :, ::-1]
    assert np.abs(shown.astype(int) - wanted).mean() < 8  # a dithered page is shown half a pixel aside
    assert check_record(out, [read_page([], 1240, 1754, 150)]) == ()


def test_without_a_compiler_layers_show_the_scan_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mask, "_coder", lambda: None)
    test_the_page_shows_the_scan("colour.jpg", "layers", tmp_path)


@pytest.mark.java
def test_verapdf_takes_all_that_is_composed(tmp_path: Path) -> None:
    files = []
    for name, (mode, options) in FORMATS.items():
        scan = saved(sheet(mode=mode), tmp_path / name, dpi=(150, 150), **options)
        files.append(made(scan, [printed(5)], tmp_path / f"{name}.pdf", image="original"))
        files.append(made(scan, [printed(5)], tmp_path / f"{name}-layers.pdf"))
    files.append(made(scan, [printed(6, angle=-2)], tmp_path / "bare.pdf", RecordInfo("a", "", ABOUT.created)))
    files.append(made(scan, [read_page([], 1240, 1754, 150, blank=True)], tmp_path / "blank.pdf"))
    assert judges.all_pass(judges.verapdf(files), ("2u",)) == []


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    scan = saved(sheet(), tmp_path / "a.png", dpi=(150, 150))
    first = made(scan, [printed(1)], tmp_path / "1.pdf").read_bytes()
    assert made(scan, [printed(1)], tmp_path / "2.pdf").read_bytes() == first
    assert made(scan, [printed(2)], tmp_path / "3.pdf").read_bytes()[-300:] != first[-300:]  # another /ID


def test_jpeg_bytes_in_the_record_are_the_scans(tmp_path: Path) -> None:
    scan = saved(sheet(), tmp_path / "a.jpg", quality=70, dpi=(150, 150))
    out = made(scan, [printed(1)], tmp_path / "a.pdf", image="original")
    with pikepdf.open(out) as pdf:
        (image,) = pdf.pages[0].images.values()
        assert hashlib.sha256(image.read_raw_bytes()).digest() == hashlib.sha256(scan.read_bytes()).digest()


def test_metadata_say_the_same_twice_and_what_is_known(tmp_path: Path) -> None:
    scan = saved(sheet(), tmp_path / "a.jpg", dpi=(150, 150))
    out = made(scan, [printed(1)], tmp_path / "a.pdf")
    reader = pypdf.PdfReader(out)
    assert reader.metadata is not None
    assert reader.metadata.title == ABOUT.title
    assert reader.metadata.creation_date == ABOUT.created
    assert reader.root_object["/Lang"] == "vi-VN"
    with pikepdf.open(out) as pdf, pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == ABOUT.title
        assert xmp["xmp:CreateDate"] == "2026-11-22T09:15:03+07:00"
        assert xmp["{urn:x-vanthu:record:1#}codeNumber"] == "code_number đã đọc"


def test_record_data_without_a_schema_are_a_mistake_of_the_caller(tmp_path: Path) -> None:
    scan = saved(sheet(), tmp_path / "a.jpg", dpi=(150, 150))
    with pytest.raises(ValueError, match="colour"):
        made(scan, [printed(1)], tmp_path / "a.pdf", RecordInfo("a", "b", ABOUT.created, {"colour": "red"}))


def test_the_unicode_map_is_in_blocks_that_every_reader_takes(tmp_path: Path) -> None:
    scan = saved(sheet(), tmp_path / "a.jpg", dpi=(150, 150))
    with pikepdf.open(made(scan, [printed(4)], tmp_path / "a.pdf")) as pdf:
        table = pdf.pages[0].Resources.Font.F0.ToUnicode.read_bytes().decode()
    sizes = [int(row.split()[0]) for row in table.splitlines() if row.endswith("beginbfchar")]
    assert len(sizes) > 1
    assert max(sizes) <= 100


@pytest.mark.slow
def test_a_document_of_many_pages_is_not_held_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (1000, 700), np.uint8))
    scan = tmp_path / "a.tif"
    noise.save(scan, save_all=True, append_images=[noise] * 39, dpi=(100, 100))
    pages = [read_page([], 700, 1000, 100, number=number) for number in range(1, 41)]
    tracemalloc.start()
    out = made(scan, pages, tmp_path / "a.pdf", image="original")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert out.stat().st_size > 25_000_000
    assert peak < 12_000_000


def test_the_profile_is_srgb_to_another_colour_engine() -> None:
    """The same colours as littleCMS's own sRGB gives, and hardly any bytes."""
    profile, theirs = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile())), ImageCms.createProfile("sRGB")
    colours = Image.fromarray(np.random.default_rng(1).integers(0, 256, (200, 200, 3)).astype(np.uint8))
    for one, other in ((profile, theirs), (theirs, profile)):
        turned = np.asarray(ImageCms.profileToProfile(colours, one, other), int)
        assert np.abs(turned - np.asarray(colours, int)).max() <= 1
    assert len(srgb_profile()) < 600
