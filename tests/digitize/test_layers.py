"""Layered pages: small, yet what stands on the paper is still there, in its colour, its tone and its place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipeline.clock import VIETNAM
from pipeline.digitize.check import check_record
from pipeline.digitize.compose import compose
from pipeline.digitize.layers.page import Layer, layers_of
from pipeline.digitize.scan import open_scan
from pipeline.digitize.values import ReadPage
from pipeline.digitize.xmp import RecordInfo
from tests import judges
from tests.digitize.drawing import read_page
from tests.samples import showcase

Pixels = npt.NDArray[np.uint8]
pytestmark = pytest.mark.slow  # every one draws, takes apart and renders whole pages
ABOUT = RecordInfo("Thử", "Sở Nội vụ", datetime(2026, 11, 22, 9, tzinfo=VIETNAM))
FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
RED, BLUE, PENCIL, GREY = (200, 30, 45), (25, 60, 170), (165, 165, 168), (135, 135, 140)
SEAL, SIGNATURE, NOTE, STAMP = (
    (900, 1500, 1300, 1900),
    (1150, 1650, 1550, 1800),
    (100, 1500, 700, 1600),
    (100, 1700, 700, 1850),
)


def office_page(dpi: int = 200, mode: str = "RGB") -> Image.Image:
    """Tinted paper with noise; lines of print, a red seal, a blue signature over it, a pencil note, a grey stamp."""
    image = Image.new("RGB", (1654, 2339), (238, 236, 226))
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 36)
    for row in range(200, 1400, 60):
        pen.text(
            (150, row), "Ủy ban nhân dân thành phố đề nghị các đơn vị báo cáo trước ngày 15/6.", (35, 35, 38), font
        )
    pen.ellipse((905, 1505, 1295, 1895), outline=RED, width=10)
    pen.ellipse((960, 1560, 1240, 1840), outline=RED, width=3)
    pen.regular_polygon((1100, 1700, 70), 5, fill=RED)
    pen.line([(1160, 1780), (1260, 1660), (1300, 1790), (1400, 1680), (1540, 1720)], BLUE, 7)
    pen.text((105, 1510), "Kính chuyển anh Nam", PENCIL, font)
    pen.rectangle((105, 1705, 695, 1845), outline=GREY, width=8)
    pen.text((150, 1750), "SAO Y BẢN CHÍNH", GREY, font)
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(0.7)), np.float32)
    noisy = soft + np.random.default_rng(5).normal(0, 2.5, soft.shape)
    made = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    return made.resize((1654 * dpi // 200, 2339 * dpi // 200), Image.Resampling.BICUBIC).convert(mode)


def saved(image: Image.Image, path: Path, dpi: int = 200) -> Path:
    image.save(path, quality=88, dpi=(dpi, dpi))
    return path


def shown(scan: Path, out: Path) -> tuple[Pixels, Pixels]:
    """The scan and the record's page as pdfium shows it, RGB, of one size."""
    with open_scan(scan) as opened:
        page = opened.pages[0]
        read = ReadPage(1, page.width, page.height, page.dpi, 0, 0.0, ())
        compose(opened.pages, [read], out, ABOUT, "layers")
    assert check_record(out, [read]) == ()
    with pypdfium2.PdfDocument(out) as document:
        image = np.asarray(document[0].render(scale=page.dpi / 72 - 1e-5).to_pil().convert("RGB"))
    with Image.open(scan) as original:
        return np.asarray(original.convert("RGB")), image


def part(image: Pixels, box: tuple[int, int, int, int]) -> Pixels:
    left, top, right, bottom = (value * image.shape[1] // 1654 for value in box)
    return image[top:bottom, left:right]


def difference(one: Pixels, other: Pixels) -> Pixels:
    """CIE76 of each pixel, blurred by what an eye at reading distance blurs."""
    lab = [
        cv2.cvtColor(cv2.GaussianBlur(x, (5, 5), 0).astype(np.float32) / 255, cv2.COLOR_RGB2LAB) for x in (one, other)
    ]
    return np.asarray(np.linalg.norm(lab[0] - lab[1], axis=2))


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_black_print_stays_and_none_is_added(dpi: int, tmp_path: Path) -> None:
    scan, page = shown(saved(office_page(dpi), tmp_path / "a.jpg", dpi), tmp_path / "a.pdf")
    before, after = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in (scan, page))
    for dark, other in ((before, after), (after, before)):
        near = cv2.erode(other, np.ones((3, 3), np.uint8)) < 160
        assert ((dark < 100) & near).sum() > 0.998 * (dark < 100).sum()


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("box", [SEAL, SIGNATURE], ids=["seal", "signature"])
def test_coloured_ink_keeps_its_colour(dpi: int, box: tuple[int, int, int, int], tmp_path: Path) -> None:
    scan, page = shown(saved(office_page(dpi), tmp_path / "a.jpg", dpi), tmp_path / "a.pdf")
    scan, page = part(scan, box), part(page, box)
    coloured = scan.max(axis=2).astype(int) - scan.min(axis=2) > 80
    assert coloured.sum() > 1000
    assert difference(scan, page)[coloured].mean() < 4


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("box", [NOTE, STAMP], ids=["pencil", "grey stamp"])
def test_pale_ink_stays_and_stays_pale(mode: str, box: tuple[int, int, int, int], tmp_path: Path) -> None:
    scan, page = shown(saved(office_page(mode=mode), tmp_path / "a.jpg"), tmp_path / "a.pdf")
    before, after = (part(image, box).mean(axis=2) for image in (scan, page))
    ink = cv2.blur(before, (3, 3)) < 195
    assert ink.sum() > 1000
    assert abs(before[ink].mean() - after[ink].mean()) < 8
    assert np.quantile(after, 0.003) > 90


def test_a_red_seal_in_a_grey_scan_does_not_become_black(tmp_path: Path) -> None:
    scan, page = shown(saved(office_page(mode="L"), tmp_path / "a.jpg"), tmp_path / "a.pdf")
    star = (1075, 1675, 1125, 1725)
    assert abs(float(part(scan, star).mean()) - float(part(page, star).mean())) < 6


def test_nobody_sees_where_a_box_ends(tmp_path: Path) -> None:
    """Just inside and just outside each box's edge is the same paper."""
    scan = saved(office_page(), tmp_path / "a.jpg")
    _, page = shown(scan, tmp_path / "a.pdf")
    with open_scan(scan) as opened:
        boxes = [layer.box for layer in opened.pages[0].layers(200)[1:] if layer.ink is None]
    assert boxes
    height, width = page.shape[:2]
    for left, top, right, bottom in boxes:
        x = round((left + right) / 2 * width)
        for edge, away in ((round(top * height), -1), (round(bottom * height), 1)):
            rows = page[edge - 3 : edge + 3, x - 20 : x + 20].astype(int).mean(axis=(1, 2))
            assert np.ptp(rows) < 4, (edge, away)


def test_paper_is_quiet(tmp_path: Path) -> None:
    scan, page = shown(saved(office_page(), tmp_path / "a.jpg"), tmp_path / "a.pdf")
    bare = (200, 1950, 1500, 2300)
    assert part(page, bare).std(axis=(0, 1)).max() < 0.5 * part(scan, bare).std(axis=(0, 1)).max()
    assert np.abs(part(page, bare).mean(axis=(0, 1)) - part(scan, bare).mean(axis=(0, 1))).max() < 3


@pytest.mark.parametrize(("dpi", "least"), [(150, 150), (200, 200), (300, 200), (600, 200)])
def test_no_layer_is_coarser_than_the_rules_allow(dpi: int, least: int) -> None:
    """Decree 30/2020 Annex I.II: 200 dpi, where the scan has as many."""
    page = np.asarray(office_page(dpi))[:, :, ::-1]
    for layer in layers_of(np.ascontiguousarray(page), dpi):
        across = (layer.box[2] - layer.box[0]) * page.shape[1] / dpi
        assert layer.image.width / across >= least - 0.01


def test_a_page_that_memory_does_not_bear_is_in_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """118 million pixels at 200 dpi took 2.2 GB to take apart."""
    path = saved(office_page(150), tmp_path / "a.jpg", 150)
    with open_scan(path) as scan:
        assert len(scan.pages[0].layers(200)) > 1
        monkeypatch.setattr("pipeline.digitize.scan._MOST_TO_PART", 10_000_000)
        [layer] = scan.pages[0].layers(200)
        assert (layer.image.data, layer.box) == (path.read_bytes(), (0, 0, 1, 1))


@pytest.mark.parametrize(("dpi", "most"), [(200, 70_000), (300, 90_000)])
def test_a_page_with_seal_and_signature_is_small(dpi: int, most: int, tmp_path: Path) -> None:
    shown(saved(office_page(dpi), tmp_path / "a.jpg", dpi), tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").stat().st_size < most


def test_a_page_of_text_alone_is_smaller(tmp_path: Path) -> None:
    """42 full lines of 13 point at 300 dpi, as many as Decree 30's margins leave room for, with the noise of paper."""
    image = Image.new("RGB", (2480, 3508), (238, 236, 226))
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 54)
    words = "Ủy ban nhân dân thành phố đề nghị các đơn vị báo cáo kết quả thực hiện trước ngày 15 tháng 6".split()
    for row in range(42):
        line = " ".join(words[(7 * row + 5 * at) % len(words)] for at in range(15))
        pen.text((350, 270 + 71 * row), line, (35, 35, 38), font)
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(1.0)), np.float32)
    noisy = soft + np.random.default_rng(5).normal(0, 2.5, soft.shape)
    page = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    shown(saved(page, tmp_path / "a.jpg", 300), tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").stat().st_size < 45_000


def test_black_and_white_pixels_come_back_all(tmp_path: Path) -> None:
    image = office_page(mode="L").point(lambda value: 255 if value > 150 else 0).convert("1")
    image.save(tmp_path / "a.tif", compression="group4", dpi=(200, 200))
    image.convert("L").save(tmp_path / "a.png", dpi=(200, 200))
    for name in ("a.tif", "a.png"):
        scan, page = shown(tmp_path / name, tmp_path / "a.pdf")
        assert np.array_equal(scan, page)


def test_the_same_page_gives_the_same_layers() -> None:
    page = np.ascontiguousarray(np.asarray(office_page())[:, :, ::-1])
    assert layers_of(page, 200) == layers_of(page.copy(), 200)


@pytest.mark.parametrize("page", [
    np.full((600, 400, 3), 255, np.uint8), np.zeros((600, 400, 3), np.uint8), np.full((16, 16), 120, np.uint8),
    np.random.default_rng(1).integers(0, 255, (300, 217, 3), dtype=np.uint8),
    np.tile(np.linspace(0, 255, 401, dtype=np.uint8), (33, 1)),
], ids=["white", "black", "smallest", "noise", "ramp"])  # fmt: skip
def test_odd_pages_give_layers_too(page: Pixels) -> None:
    found = layers_of(page, 200)
    assert isinstance(found[0], Layer)
    assert found[0].box == (0.0, 0.0, 1.0, 1.0)


def test_a_page_of_specks_in_colour_has_a_bounded_number_of_boxes() -> None:
    page = np.full((2339, 1654, 3), 240, np.uint8)
    for x, y in np.random.default_rng(2).integers(20, 1600, (900, 2)):
        cv2.circle(page, (int(x), int(y)), 5, (40, 40, 210), -1)
    assert len(layers_of(page, 200)) <= 42


def test_masks_are_stencils_and_nothing_is_see_through(tmp_path: Path) -> None:
    shown(saved(office_page(), tmp_path / "a.jpg"), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        images = list(pdf.pages[0].Resources.XObject.values())
        assert sum(bool(image.get("/ImageMask", False)) for image in images) == 1
        assert not any("/SMask" in image or "/Mask" in image for image in images)


@pytest.mark.java
def test_verapdf_takes_layers(tmp_path: Path) -> None:
    files = []
    for index, paper in enumerate(sorted((showcase.READY / "den").glob("*.[jt][pi][gf]"))):
        with open_scan(paper) as opened:
            read = [read_page([], page.width, page.height, page.dpi, number=page.number) for page in opened.pages]
            files.append(tmp_path / f"{index}.pdf")
            compose(opened.pages, read, files[-1], ABOUT, "layers")
    assert judges.all_pass(judges.verapdf(files), ("2u",)) == []
