"""One document from scan to record, with the real recogniser: what the office and the command line rely on."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_models.page import Box, Line, Word
from pipeline.clock import VIETNAM
from pipeline.digitize import document
from pipeline.digitize.check import check_record
from pipeline.digitize.document import SecrecyMark, compose_record, read_scan, reading_from_json, reading_to_json
from pipeline.digitize.values import Field, Reading
from pipeline.errors import Exit, VanthuError
from tests import judges
from tests.digitize.drawing import read_page, saved, sheet

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
BOLD = FONT.replace("Regular", "Bold")


def letter(*lines: str, mark: str = "") -> Image.Image:
    """A page of print at 150 dpi, with a secrecy mark in a box where Decree 30 wants marks."""
    image = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(image)
    pen.text((120, 100), "ỦY BAN NHÂN DÂN", fill=0, font=ImageFont.truetype(BOLD, 28))
    pen.text((640, 100), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", fill=0, font=ImageFont.truetype(BOLD, 26))
    if mark:
        pen.rectangle((150, 190, 330, 250), outline=0, width=3)
        pen.text((185, 200), mark, fill=0, font=ImageFont.truetype(BOLD, 32))
    for row, line in enumerate(lines):
        pen.text((140, 420 + 60 * row), line, fill=0, font=ImageFont.truetype(FONT, 30))
    return image


def frames(path: Path, *pages: Image.Image) -> Path:
    pages[0].save(path, save_all=True, append_images=list(pages[1:]), dpi=(150, 150), compression="tiff_lzw")
    return path


@pytest.fixture(scope="module")
def reading() -> Reading:
    """A reading with something of everything."""
    word = Word("đường", Box(1, 2, 30, 40), 0.123456789012345)
    pages = (
        replace(
            read_page([], 1240, 1754, 150.0123),
            lines=(Line((word, word), Box(1, 2, 30, 40), -0.3),),
            rotation=90,
            skew=-0.3,
        ),
        replace(read_page([], 1240, 1754, 150), number=2, blank=True),
    )
    fields = {
        "code_number": Field("12", 0.9, 1, (1.5, 2.25, 3.125, 4.0)),
        "recipients": Field(["a", "Lưu: VT"], 0.5),
        "subject": Field("“x” & <y>", 1.0, 2),
    }
    return Reading(pages, fields, "tesseract-vie 5.3.0", ("dpi_assumed",))


def test_a_reading_survives_the_work_folder(reading: Reading) -> None:
    assert reading_from_json(reading_to_json(reading)) == reading
    assert reading_to_json(reading_from_json(reading_to_json(reading))) == reading_to_json(reading)


def test_a_reading_of_another_time_is_not_guessed_at(reading: Reading) -> None:
    with pytest.raises(ValueError, match="version"):
        reading_from_json(reading_to_json(reading).replace('"version":1', '"version":99'))


@pytest.mark.slow
def test_pages_are_read_in_order_and_progress_is_told(tmp_path: Path) -> None:
    pages = [letter(f"Trang thứ {name} của văn bản thử nghiệm") for name in ("nhất", "hai", "ba")]
    scan = frames(tmp_path / "a.tif", *pages, Image.new("L", (1240, 1754), 255))
    told: list[tuple[int, int]] = []
    reading = read_scan(scan, jobs=2, on_page=lambda done, of: told.append((done, of)))
    assert isinstance(reading, Reading)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [page.number for page in reading.pages] == [1, 2, 3, 4]
    assert [page.blank for page in reading.pages] == [False, False, False, True]
    for page, name in zip(reading.pages, ("nhất", "hai", "ba"), strict=False):
        assert name in page.text
    out = tmp_path / "out" / "a.pdf"
    compose_record(scan, reading, out)
    assert check_record(out, reading.pages) == ()
    assert judges.pdftotext(out)[1].split() == reading.pages[1].text.split()
    first = out.read_bytes()
    compose_record(scan, reading, out)
    assert out.read_bytes() == first


@pytest.mark.slow
def test_a_secrecy_mark_ends_reading_at_once(tmp_path: Path) -> None:
    scan = frames(tmp_path / "a.tif", letter("Nội dung không ai được đọc", mark="MẬT"), letter("Trang hai"))
    told: list[tuple[int, int]] = []
    assert read_scan(scan, on_page=lambda *page: told.append(page)) == SecrecyMark("MẬT")
    assert told == []


def test_what_fails_its_check_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = saved(sheet(), tmp_path / "a.jpg", dpi=(150, 150))
    lost = read_page([[("một", Box(100, 100, 160, 130))]], 1240, 1754, 150)
    monkeypatch.setattr(document, "check_record", lambda pdf, read: check_record(pdf, [replace(lost, lines=())]))
    out = tmp_path / "out" / "a.pdf"
    with pytest.raises(VanthuError) as unfit:
        compose_record(scan, Reading((lost,), {}, "test"), out)
    assert unfit.value.exit is Exit.OUTPUT_FAILED_CHECK
    assert list(out.parent.iterdir()) == []


def test_a_failing_check_leaves_the_older_record(tmp_path: Path) -> None:
    scan = tmp_path / "a.jpg"
    scan.write_bytes(b"\xff\xd8\xff" + bytes(500))
    out = tmp_path / "a.pdf"
    out.write_bytes(b"older")
    with pytest.raises(VanthuError):
        compose_record(scan, Reading((read_page([], 1240, 1754, 150),), {}, "test"), out)
    assert out.read_bytes() == b"older"
    assert {path.name for path in tmp_path.iterdir()} == {"a.jpg", "a.pdf"}


def test_a_record_tells_what_was_read_at_the_scans_own_time(reading: Reading, tmp_path: Path) -> None:
    scan = saved(sheet(), tmp_path / "Công văn đến.jpg")
    os.utime(scan, (1_790_000_000, 1_790_000_000))
    about = document.record_info(scan, reading.fields)
    assert about.title == "12 “x” & <y>"
    assert about.record["subject"] == "“x” & <y>"
    assert about.created == datetime.fromtimestamp(1_790_000_000, VIETNAM)
    assert document.record_info(scan, {}).title == "Công văn đến"
