"""Scans as scanners, phones and programs write them: every page comes upright, at its size, with its bytes kept."""

from __future__ import annotations

import io
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from pipeline.digitize.picture import plain
from pipeline.digitize.scan import open_scan
from pipeline.digitize.sniff import Kind, kind_of
from pipeline.errors import VanthuError
from tests.digitize.drawing import as_pixels, png, png_chunk, saved, sheet


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_turned_image_stands_upright(orientation: int, kind: str, tmp_path: Path) -> None:
    ways = Image.Transpose  # how an upright sheet must lie for that orientation to bring it back
    lying = {
        1: None, 2: ways.FLIP_LEFT_RIGHT, 3: ways.ROTATE_180, 4: ways.FLIP_TOP_BOTTOM, 5: ways.TRANSPOSE, 6: ways.ROTATE_90,
        7: ways.TRANSVERSE, 8: ways.ROTATE_270,
    }[orientation]  # fmt: skip
    upright = sheet(620, 877)
    image = upright.transpose(lying) if lying is not None else upright
    exif = Image.Exif()
    exif[274] = orientation
    path = saved(
        image, tmp_path / "scan", format=kind, exif=exif, dpi=(75, 75), **({"quality": 95} if kind == "JPEG" else {})
    )
    with open_scan(path) as scan:
        page = scan.pages[0]
        assert (page.width, page.height) == (620, 877)
        assert np.abs(page.pixels().astype(int) - as_pixels(upright)).mean() < 4


def test_a_png_that_tells_behind_its_pixels_how_it_lies_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    path = saved(sheet(620, 877).transpose(Image.Transpose.ROTATE_90), tmp_path / "a.png")
    chunk = png_chunk(b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))
    path.write_bytes(path.read_bytes().replace(png_chunk(b"IEND", b""), chunk + png_chunk(b"IEND", b"")))
    with open_scan(path) as scan:
        assert (scan.pages[0].width, scan.pages[0].height) == (620, 877)


def test_a_png_is_opened_without_decoding_it(tmp_path: Path) -> None:
    path = saved(sheet(), tmp_path / "a.png")
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT") + 500] ^= 0xFF
    path.write_bytes(data)
    with open_scan(path) as scan, pytest.raises(VanthuError):  # who decodes it, to open it, meets a gigapixel bomb
        scan.pages[0].pixels()


def test_a_scan_without_colours_is_told(tmp_path: Path) -> None:
    for mode, told in (("1", ["bilevel"]), ("L", ["grey"]), ("RGB", [])):
        with open_scan(saved(sheet(mode=mode), tmp_path / f"{mode}.png", dpi=(150, 150))) as scan:
            assert [note for note in scan.notes if note in ("bilevel", "grey")] == told


def test_bytes_of_a_jpeg_are_not_touched(tmp_path: Path) -> None:
    path = saved(sheet(), tmp_path / "a.jpg", quality=80, dpi=(150, 150))
    with open_scan(path) as scan:
        stored = scan.pages[0].stored()
    assert stored.coding == "DCTDecode"
    assert stored.data == path.read_bytes()
    assert scan.pages[0].dpi == 150
    assert "dpi_assumed" not in scan.notes


def test_compressed_rows_of_a_png_are_taken_over(tmp_path: Path) -> None:
    for mode in ("L", "RGB", "P"):
        path = saved(sheet(mode=mode), tmp_path / f"{mode}.png")
        with open_scan(path) as scan:
            stored = scan.pages[0].stored()
        assert stored.coding == "FlateDecode"
        assert stored.data in path.read_bytes()
        assert bool(stored.palette) == (mode == "P")


def test_one_strip_of_g4_is_taken_over(tmp_path: Path) -> None:
    path = saved(sheet(mode="1"), tmp_path / "a.tif", compression="group4", tiffinfo={278: 1754}, dpi=(150, 150))
    with open_scan(path) as scan:
        stored = scan.pages[0].stored()
        assert stored.coding == "CCITTFaxDecode"
        assert stored.data in path.read_bytes()


def test_black_and_white_of_any_coding_becomes_g4(tmp_path: Path) -> None:
    for name, options in (
        ("a.png", {}),
        ("lzw.tif", {"compression": "tiff_lzw"}),
        ("strips.tif", {"compression": "group4"}),
    ):
        path = saved(sheet(mode="1"), tmp_path / name, **options)
        with open_scan(path) as scan:
            stored = scan.pages[0].stored()
        assert (stored.coding, stored.bits) == ("CCITTFaxDecode", 1)
        assert len(stored.data) < 60_000


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("RGBA", "PNG"), ("LA", "PNG"), ("I;16", "PNG"), ("I;16", "TIFF"), ("CMYK", "TIFF")],
)
def test_odd_colours_become_rgb_or_grey(mode: str, kind: str, tmp_path: Path) -> None:
    plain = sheet(mode="L") if mode in ("LA", "I;16") else sheet()
    if mode == "I;16":
        image = Image.fromarray(np.asarray(plain).astype(np.uint16) * 257)
    else:
        image = plain.convert(mode)
    path = saved(image, tmp_path / "scan", format=kind, dpi=(150, 150))
    with open_scan(path) as scan:
        pixels, stored = scan.pages[0].pixels(), scan.pages[0].stored()
    assert stored.coding == "FlateDecode"
    assert "colours_converted" in scan.notes
    assert pixels.shape[:2] == (1754, 1240)
    assert np.abs(pixels.astype(int) - as_pixels(plain)).mean() < 6


@pytest.mark.parametrize("mode", ["LA", "La", "PA", "RGBA", "RGBa"])
def test_every_kind_of_transparent_image_is_made_plain(mode: str) -> None:
    image = sheet(mode="L").convert("LA")
    image.putalpha(255)
    made = plain(image.convert(mode) if mode in ("LA", "La") else image.convert("RGBA").convert(mode))
    assert np.abs(np.asarray(made.convert("L"), int) - np.asarray(sheet(mode="L"), int)).max() < 8


def test_what_is_transparent_stands_on_white_paper(tmp_path: Path) -> None:
    image = Image.new("RGBA", (400, 600), (0, 0, 0, 0))
    path = saved(image, tmp_path / "a.png")
    with open_scan(path) as scan:
        assert scan.pages[0].pixels().min() == 255


@pytest.mark.parametrize(
    ("size", "told", "dpi"),
    [
        ((2480, 3508), None, 300), ((1240, 1754), None, 150), ((3508, 4961), None, 300), ((1748, 2480), None, 300),
        ((2480, 3508), (72, 72), 300), ((2480, 3508), (96, 96), 300), ((595, 842), (72, 72), 72), ((1654, 2339), (200, 200), 200),
        ((1654, 2339), (1, 1), 200), ((2550, 3300), (300, 300), 300), ((2480, 3508), (0, 0), 300),
    ],
)  # fmt: skip
def test_resolution_is_what_makes_a_sheet_of_paper(
    size: tuple[int, int], told: tuple[int, int] | None, dpi: int, tmp_path: Path
) -> None:
    path = saved(Image.new("L", size, 255), tmp_path / "a.jpg", **({"dpi": told} if told else {}))
    with open_scan(path) as scan:
        assert scan.pages[0].dpi == pytest.approx(dpi, rel=0.02)
        assert ("dpi_assumed" in scan.notes) == (told is None or dpi != told[0])


def test_fax_pixels_become_square(tmp_path: Path) -> None:
    path = saved(sheet(1728, 1146, "1"), tmp_path / "fax.tif", compression="group4", dpi=(204, 98))
    with open_scan(path) as scan:
        page = scan.pages[0]
        assert (page.width, page.height, round(page.dpi)) == (1728, 2386, 204)
        assert page.pixels().shape == (2386, 1728)
        assert page.stored().height == 1146


def test_pages_of_a_tiff_are_read_one_by_one_from_any_thread(tmp_path: Path) -> None:
    pages = [Image.new("1", (800, 1131), 1) for _ in range(12)]
    for number, page in enumerate(pages):
        page.paste(0, (0, 0, 10 * (number + 1), 100))
    path = tmp_path / "a.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="group4", dpi=(100, 100))
    seen: dict[int, int] = {}
    with open_scan(path) as scan:
        assert [page.number for page in scan.pages] == list(range(1, 13))

        def look(page: object) -> None:
            seen[page.number] = int((page.pixels() == 0).sum())  # type: ignore[attr-defined]

        threads = [threading.Thread(target=look, args=(page,)) for page in reversed(scan.pages)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == {number: 1000 * number for number in range(1, 13)}


def test_a_page_of_a_tiff_may_be_asked_for_again(tmp_path: Path) -> None:
    pages = [Image.new("RGB", (80, 120), colour) for colour in ("red", "green")]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(100, 100))
    with open_scan(tmp_path / "a.tif") as scan:
        asked = [tuple(scan.pages[at].pixels()[5, 5]) for at in (0, 0, 1, 1, 0)]
    assert asked == [(0, 0, 255), (0, 0, 255), (0, 128, 0), (0, 128, 0), (0, 0, 255)]


def test_thumbnails_in_a_tiff_are_no_pages(tmp_path: Path) -> None:
    path, small = tmp_path / "a.tif", TiffImagePlugin.ImageFileDirectory_v2()
    small[254] = 1
    page, thumb = sheet(mode="L"), sheet(124, 175, "L")
    thumb.encoderinfo = {"tiffinfo": small}
    page.save(path, save_all=True, append_images=[thumb])
    with open_scan(path) as scan:
        assert len(scan.pages) == 1


def test_a_strip_of_kilometres_is_no_paper(tmp_path: Path) -> None:
    Image.new("L", (60, 60000), 255).save(tmp_path / "strip.png", dpi=(100, 100))
    with pytest.raises(VanthuError) as refused:
        open_scan(tmp_path / "strip.png")
    assert refused.value.code == "VT-SCAN-023"


def test_names_do_not_matter(tmp_path: Path) -> None:
    path = saved(sheet(), tmp_path / "công văn.pdf", format="JPEG")
    assert kind_of(path) is Kind.JPEG
    with open_scan(path) as scan:
        assert len(scan.pages) == 1


def test_a_trailing_byte_behind_png_rows_is_not_taken_over(tmp_path: Path) -> None:
    rows = zlib.compress((b"\0" + b"\xff" * 600) * 800) + b"more"
    path = tmp_path / "a.png"
    path.write_bytes(png(600, 800, 8, 0, rows))
    with open_scan(path) as scan:
        assert b"more" not in scan.pages[0].stored().data


@pytest.mark.parametrize(("bits", "colour", "bytes_a_row"), [(8, 2, 1800), (8, 6, 2400), (16, 0, 1200), (1, 0, 75)])
def test_a_png_with_rows_missing_is_broken_and_no_black_or_blank_page(
    bits: int, colour: int, bytes_a_row: int, tmp_path: Path
) -> None:
    """Its compressed stream ends soundly, and Pillow says nothing."""
    row, path = b"\0" + b"\xff" * bytes_a_row, tmp_path / "a.png"
    for rows in (400, 399):
        path.write_bytes(png(600, 400, bits, colour, zlib.compress(row * rows)))
        with open_scan(path) as scan:
            if rows == 400:
                assert scan.pages[0].pixels().min() == 255
                continue
            with pytest.raises(VanthuError, match="VT-SCAN-010"):
                scan.pages[0].pixels()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0", Kind.HEIC), (b"RIFF\0\0\0\0WEBPVP8 ", Kind.WEBP), (b"Rar!\x1a\x07\0", Kind.RAR),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Kind.OLD_OFFICE), (b"{\\rtf1 x}", Kind.RTF),
        (b"Received: from a\r\n by b\r\nFrom: x@y.vn\r\n\r\nhi", Kind.E_MAIL), ("Kính gửi: ông A".encode(), Kind.TEXT),
        ("Kính gửi".encode("utf-16"), Kind.TEXT), (b"<?xml version='1.0'?><a/>", Kind.XML), (b"\x01\x02\x03\x04", Kind.UNKNOWN),
        (b"junk\n%PDF-1.4\n", Kind.PDF), (b"GIF89a", Kind.GIF), (b"PK\x05\x06" + bytes(18), Kind.ZIP),
    ],
)  # fmt: skip
def test_kinds_are_told_by_content_and_refused_with_advice(data: bytes, kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    path.write_bytes(data)
    assert kind_of(path) is kind
    if kind is not Kind.PDF:
        with pytest.raises(VanthuError) as refused, open_scan(path):
            pass
        assert refused.value.next_step("vi")


def test_a_phones_jpeg_with_a_second_picture_is_one_page(tmp_path: Path) -> None:
    path, out = tmp_path / "a.jpg", io.BytesIO()
    sheet().save(out, "MPO", save_all=True, append_images=[sheet(400, 500)], dpi=(150, 150))
    path.write_bytes(out.getvalue())
    with open_scan(path) as scan:
        assert len(scan.pages) == 1
        assert scan.pages[0].pixels().shape == (1754, 1240, 3)
