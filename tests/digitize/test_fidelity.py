"""Layered pages stay within the limits of benchmarks/likeness.py: ink, colour of seals, sharpness, what a reader makes of them."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest

from benchmarks import likeness
from benchmarks.scoring import score_page
from pipeline.digitize.compose import compose
from pipeline.digitize.read import read_page
from pipeline.digitize.readers import default_readers
from pipeline.digitize.scan import open_scan
from pipeline.digitize.values import ReadPage
from tests.digitize.test_layers import ABOUT
from tests.samples import showcase

Pixels = npt.NDArray[np.uint8]
PAPERS = sorted(showcase.READY.glob("d[ei]*/*.jpg"))
assert PAPERS
COARSE = [
    showcase.READY / name
    for name in (
        "di/quyet-dinh-chua-so.jpg",
        "di/thong-bao-03.png",
        "den/cong-van-hoa-toc.jpg",
        "den/thong-bao-co-dau-den.jpg",
    )
]  # 150, 150, 200, 200 dpi

# Sharma, Wu and Dalal 2005, table 1: pairs that go wrong where the formula is not followed to the letter.
SHARMA = (
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425), ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792), ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, -0.001, 2.49), (50.0, 0.0009, -2.49), 4.8045), ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644), ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
)  # fmt: skip


def both(paper: Path, folder: Path) -> tuple[Pixels, Pixels, float]:
    """The scan and the record's page as pdfium draws it at the scan's resolution, BGR, and its dpi."""
    with open_scan(paper) as scan:
        page = scan.pages[0]
        file = folder / "page.pdf"
        compose([page], [ReadPage(1, page.width, page.height, page.dpi, 0, 0.0, ())], file, ABOUT)
        pixels = page.pixels()
    with pypdfium2.PdfDocument(file) as document:
        drawn = document[0].render(scale=page.dpi / 72 - 1e-5).to_pil().convert("RGB")
    return pixels, np.ascontiguousarray(np.asarray(drawn)[:, :, ::-1]), page.dpi


def test_the_colour_measure_is_the_published_one() -> None:
    one, other, wanted = (np.array(column, np.float32) for column in zip(*SHARMA, strict=True))
    assert np.allclose(likeness.ciede2000(one, other), wanted, atol=2e-4)


@pytest.mark.slow
def test_what_a_page_has_lost_is_measured() -> None:
    """A page blurred, bleached, recoloured or without a line is beyond the limits."""
    scan = cv2.imread(str(PAPERS[0]))
    pale = np.asarray(255 - (255 - scan.astype(int)) * 0.5, np.uint8)
    missing = scan.copy()
    missing[: scan.shape[0] // 3] = 255
    assert likeness.ink(scan, pale)[0] < likeness.LEAST_KEPT
    assert likeness.ink(scan, missing)[0] < likeness.LEAST_KEPT
    assert likeness.ink(missing, scan)[1] < likeness.LEAST_REAL
    assert likeness.sharpness(scan, cv2.GaussianBlur(scan, (0, 0), 1.5))[0] < likeness.LEAST_PRINT
    seal = next(image for paper in PAPERS if likeness.coloured(image := cv2.imread(str(paper))).sum() > 10_000)
    hue = cv2.cvtColor(seal, cv2.COLOR_BGR2HSV)
    hue[:, :, 0] = (hue[:, :, 0].astype(int) + 8) % 180
    assert likeness.colour(seal, cv2.cvtColor(hue, cv2.COLOR_HSV2BGR)) > likeness.MOST_COLOUR
    assert likeness.sharpness(seal, cv2.GaussianBlur(seal, (0, 0), 1.5))[1] < likeness.LEAST_STROKES


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.stem)
def test_a_record_is_like_its_scan(paper: Path, tmp_path: Path) -> None:
    scan, page, _ = both(paper, tmp_path)
    kept, real = likeness.ink(scan, page)
    assert kept >= likeness.LEAST_KEPT
    assert real >= likeness.LEAST_REAL
    assert (likeness.colour(scan, page) or 0) <= likeness.MOST_COLOUR
    of_print, of_strokes = likeness.sharpness(scan, page)
    assert of_print is not None
    assert of_print >= likeness.LEAST_PRINT
    assert of_strokes is None or of_strokes >= likeness.LEAST_STROKES


@pytest.mark.slow
def test_a_record_reads_as_well_as_its_scan(tmp_path: Path) -> None:
    """Printed letters misread in the pages drawn anew, beside those misread in the scans, in sum."""
    readers, letters, in_scans, in_records = default_readers(), 0, 0, 0
    for paper in COARSE:
        lines = json.loads(paper.with_suffix(".json").read_text("utf-8"))["lines"]
        scan, page, dpi = both(paper, tmp_path)
        before, after = (
            score_page(lines, read_page(image, number=1, dpi=dpi, readers=readers).text) for image in (scan, page)
        )
        letters += before.characters
        in_scans += before.character_errors - before.extra
        in_records += after.character_errors - after.extra
    assert in_records <= in_scans + likeness.MOST_LETTERS * letters, (in_scans, in_records, letters)
