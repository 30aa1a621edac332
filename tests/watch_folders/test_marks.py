"""When a file is whole by its own marks, and what is said of the files that are not ours."""

from __future__ import annotations

import io
import random
import time
import zipfile

import pytest
from PIL import Image

from tests.watch_folders import scans
from watch_folders import faults
from watch_folders.marks import Look, State, look


def judged(data: bytes, name: str = "quét.pdf") -> Look:
    return look(io.BytesIO(data), name)


WHOLE = {
    "pdf": scans.PDF,
    "pdf with rubbish before its header": b"\x1b%-12345X@PJL\r\n" * 20 + scans.PDF,
    "pdf padded to whole blocks": scans.PDF + b"\0" * 20_000,
    "jpeg": scans.jpeg(),
    "progressive jpeg": scans.jpeg(progressive=True),
    "jpeg with a thumbnail": scans.jpeg_with_thumbnail(),
    "jpeg with padding": scans.jpeg() + b"\0" * 5000,
    "jpeg with a film appended": scans.jpeg() + b"\x00\x00\x00\x18ftypmp42" + b"m" * 200_000,
    "png": scans.image("PNG"),
    "tiff of three pages": scans.tiff(),
    "lzw tiff": scans.image("TIFF", compression="tiff_lzw"),
    "big tiff": scans.tiff(2, big_tiff=True),
}


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_a_whole_file_is_whole(data: bytes) -> None:
    assert judged(data) == Look(State.WHOLE)


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_a_file_cut_anywhere_before_its_last_mark_is_not(data: bytes) -> None:
    end = len(data.rstrip(b"\0")) if data[:2] == b"II" else max(map(data.rfind, (b"%%EOF", b"IEND\xaeB", b"\xff\xd9")))
    chance = random.Random(7)
    for at in (*(chance.randrange(1, end) for _ in range(60)), end - 1, end // 2):
        found = judged(data[:at])
        assert found.state is State.CUT, (at, found)


def test_a_bilevel_g4_tiff_is_whole_and_its_half_is_not() -> None:
    out = io.BytesIO()
    scans.page().convert("1").save(out, "TIFF", compression="group4", dpi=(200, 200))
    assert judged(out.getvalue()).state is State.WHOLE
    assert judged(out.getvalue()[:-40]).state is State.CUT


def test_a_tiff_that_is_being_written_points_nowhere_yet() -> None:
    assert judged(b"II*\0\0\0\0\0" + b"strips" * 1000) == Look(State.CUT, faults.CUT)


def test_a_tiff_that_announces_more_pages_is_not_finished() -> None:
    out = io.BytesIO()
    scans.page().save(out, "TIFF", tiffinfo={297: (0, 3)})
    assert judged(out.getvalue()) == Look(State.MORE, faults.MORE_PAGES)


def test_a_tiff_whose_directories_run_in_a_circle_ends() -> None:
    data = bytearray(scans.image("TIFF"))
    first = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[first : first + 2], "little")
    data[first + 2 + 12 * entries : first + 6 + 12 * entries] = first.to_bytes(4, "little")
    assert judged(bytes(data)).state is State.WHOLE


def bent_tiff() -> bytes:
    """Many directories of 60,000 entries each, all over one another: each two bytes further on."""
    data = bytearray(b"II*\0\x08\0\0\0" + b"\x60\xea" * 800_000)
    for at in range(8, 20_000, 4):
        end = at + 2 + 12 * 0xEA60
        data[end : end + 4] = (at + 4).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [b"\xff\xd8" + b"\xff" * 5_000_000, b"\xff\xd8" + b"\xff\xe0\0\0" * 2_000_000, bent_tiff()],
    ids=["fill bytes", "empty segments", "directories over one another"],
)
def test_a_file_made_to_be_followed_for_ever_is_soon_let_go(data: bytes) -> None:
    start = time.process_time()
    judged(data, "x.jpg")
    assert time.process_time() - start < 3


def test_an_empty_file_and_room_made_in_advance() -> None:
    assert judged(b"") == Look(State.CUT, faults.EMPTY)
    assert judged(b"\0" * 10_000) == Look(State.CUT, faults.CUT)


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, kind)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
FOREIGN = [
    ("Công văn.docx", zipped("[Content_Types].xml", "word/document.xml"), faults.WORD),
    ("không đuôi", zipped("[Content_Types].xml", "word/document.xml"), faults.WORD),
    ("bảng lương.xlsx", zipped("xl/workbook.xml"), faults.SHEET),
    ("báo cáo.pptx", zipped("ppt/presentation.xml"), faults.SLIDES),
    ("cũ.doc", OLE, faults.WORD),
    ("cũ.xls", OLE, faults.SHEET),
    ("thư.msg", OLE, faults.MAIL),
    ("tờ trình.rtf", rb"{\rtf1\ansi ...}", faults.WORD),
    ("hồ sơ.zip", zipped("a.pdf", "b.pdf"), faults.ARCHIVE),
    ("giả pdf.pdf", zipped("a.pdf"), faults.ARCHIVE),
    ("hồ sơ.rar", b"Rar!\x1a\x07\0" + b"x" * 50, faults.ARCHIVE),
    ("IMG_0001.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", faults.HEIC),
    ("ảnh.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", faults.HEIC),
    ("phim.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", faults.UNKNOWN),
    ("thư.eml", "From: a@b.vn\nSubject: Công văn\n\n...".encode(), faults.MAIL),
    ("thư", b"Received: from mail.example\nFrom: a@b.vn\n\n...", faults.MAIL),
    ("ảnh.gif", picture("GIF"), faults.OTHER_IMAGE),
    ("ảnh.bmp", picture("BMP"), faults.OTHER_IMAGE),
    ("ảnh.webp", picture("WEBP"), faults.OTHER_IMAGE),
    ("ảnh.jp2", picture("JPEG2000"), faults.OTHER_IMAGE),
    ("Công văn - Shortcut.lnk", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 80, faults.SHORTCUT),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "fault"), FOREIGN, ids=[name for name, _, _ in FOREIGN])
def test_what_is_not_a_scan_is_told_what_to_do_instead(name: str, data: bytes, fault: object) -> None:
    found = judged(data, name)
    assert found.fault is fault
    assert found.state is State.FOREIGN


def test_a_name_that_promises_a_scan_and_a_content_that_is_none() -> None:
    assert judged(b"<html>not a pdf</html>" * 50, "quét.pdf").fault is faults.MISNAMED
    assert judged(b"<html>not a pdf</html>" * 50, "quét.html").fault is faults.UNKNOWN


def test_no_bytes_whatever_make_it_stumble() -> None:
    for seed in range(500):
        chance = random.Random(seed)
        data = bytearray(chance.choice(list(WHOLE.values())))
        for _ in range(chance.randrange(1, 12)):
            data[chance.randrange(min(len(data), 400) if chance.random() < 0.7 else len(data))] = chance.randrange(256)
        assert isinstance(judged(bytes(data)), Look), seed
