"""Pages before they are read: put in order, turned, parted at separator sheets; blank ones marked, and left out when asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

from pipeline.digitize.care import collated, notes_on, separator_on, without_blank
from pipeline.digitize.document import read_papers, read_scan
from pipeline.digitize.scan import open_scan, turned
from pipeline.digitize.separator_sheet import print_separators
from pipeline.digitize.values import PageCare, ReadPage
from pipeline.errors import VanthuError
from tests.digitize.drawing import as_pixels, sheet


def page(number: int, blank: bool = False, width: int = 2480, height: int = 3508) -> ReadPage:
    return ReadPage(number, width, height, 300, 0, 0.0, (), blank)


def test_fronts_and_turned_backs_come_in_reading_order() -> None:
    assert collated(["1", "3", "5", "6", "4", "2"], "fronts-then-backs", "a.pdf") == ("1", "2", "3", "4", "5", "6")
    assert collated(["1", "2", "3"], "in-order", "a.pdf") == ("1", "2", "3")


def test_fronts_and_backs_that_do_not_match_are_refused() -> None:
    with pytest.raises(VanthuError) as refused:
        collated(["1", "3", "2"], "fronts-then-backs", "a.pdf")
    assert (refused.value.code, refused.value.exit) == ("VT-SCAN-025", 4)


def test_blank_pages_stay_unless_they_are_to_go_and_one_page_always_stays() -> None:
    pages = (page(1), page(2, blank=True), page(3))
    assert without_blank(pages, "keep") == pages
    assert [one.number for one in without_blank(pages, "remove")] == [1, 3]
    assert len(without_blank((page(1, blank=True), page(2, blank=True)), "remove")) == 1


def test_blank_sheets_and_other_sizes_than_a4_are_told() -> None:
    assert list(notes_on([page(1), page(2, blank=True)])) == ["blank_pages"]
    assert list(notes_on([page(1, width=3508, height=2480)])) == []
    assert list(notes_on([page(1, width=2550, height=4200)])) == ["not_a4"]
    assert list(notes_on([page(1, width=3508, height=4961)])) == ["not_a4"]  # A3 at its own size


def test_a_page_that_was_not_scanned_at_its_own_size_is_told() -> None:
    """Decree 30/2020 Annex I: 100 %."""
    half = page(1, width=1754, height=2480)
    smaller = page(1, width=2108, height=2982)  # 85 %, as copiers make it
    assert list(notes_on([half])) == ["not_a4"]  # A5, which is a paper too
    assert list(notes_on([smaller])) == ["not_a4", "scaled"]
    assert list(notes_on([replace(smaller, origin="drawn")])) == ["not_a4"]  # was never paper


def separators(folder: Path, direction: str | None = None, dpi: int = 150) -> np.ndarray:
    print_separators(folder / "to.pdf", 1, direction)
    with pypdfium2.PdfDocument(folder / "to.pdf") as printed:
        return np.ascontiguousarray(printed[0].render(scale=dpi / 72).to_numpy()[:, :, :3])


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_separator_sheet_is_known_however_it_lies(quarters: int, tmp_path: Path) -> None:
    drawn = np.ascontiguousarray(np.rot90(separators(tmp_path, "outgoing"), quarters))
    found = separator_on(drawn)
    assert found is not None
    assert found.direction == "outgoing"


def test_a_page_of_print_is_no_separator() -> None:
    assert separator_on(as_pixels(sheet())) is None


def test_a_page_is_turned_as_if_it_had_come_so(tmp_path: Path) -> None:
    image = sheet().transpose(Image.Transpose.ROTATE_90)
    image.save(tmp_path / "a.png", dpi=(150, 150))
    with open_scan(tmp_path / "a.png") as scan:
        upright = turned(scan.pages[0], 90)
        assert (upright.width, upright.height) == sheet().size
        assert (upright.pixels() == as_pixels(sheet())).all()


@pytest.mark.slow
def test_one_scan_of_two_papers_is_two_readings(tmp_path: Path) -> None:
    between = Image.fromarray(separators(tmp_path)[:, :, ::-1])
    first, second = Image.new("RGB", between.size, "white"), Image.new("RGB", between.size, "white")
    ImageDraw.Draw(first).text((200, 200), "BAN MOT", fill="black", font_size=60)
    ImageDraw.Draw(second).text((200, 200), "BAN HAI", fill="black", font_size=60)
    back = Image.new("RGB", between.size, "white")  # of the separator sheet, where a feeder takes both sides
    first.save(tmp_path / "a.tif", save_all=True, append_images=[between, back, second, back], dpi=(150, 150))
    papers = read_papers(tmp_path / "a.tif")
    assert [paper.pages for paper in papers] == [(1,), (4, 5)]
    assert [[page.number for page in paper.reading.pages] for paper in papers] == [[1], [1, 2]]
    assert [page.source for page in papers[1].reading.pages] == [4, 5]


@pytest.mark.slow
def test_a_signed_file_keeps_all_its_pages_in_the_order_its_signature_is_over(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        for _ in range(3):  # an odd number, and blank
            pdf.add_blank_page(page_size=(595, 842))
        signature = pdf.make_indirect(Dictionary(Type=Name.Sig, ByteRange=Array([0, 10, 20, 30])))
        pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(FT=Name.Sig, V=signature)]))
        pdf.save(tmp_path / "a.pdf")
    care = PageCare(sides="fronts-then-backs", blank="remove")
    for reading in (read_scan(tmp_path / "a.pdf", care=care), read_papers(tmp_path / "a.pdf", care=care)[0].reading):
        assert [page.number_in_scan for page in reading.pages] == [1, 2, 3]
