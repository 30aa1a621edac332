"""Broken and hostile files, made by code: name -> bytes. What offices meet in a year, and what strangers send once."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.digitize.drawing import encoded, png, png_chunk, sheet

FILES: dict[str, Callable[[], bytes]] = {}


def file(make: Callable[[], bytes]) -> Callable[[], bytes]:
    FILES[make.__name__] = make
    return make


def _jpeg() -> bytes:
    return encoded(sheet(), "JPEG", dpi=(150, 150))


def _pdf(content: bytes = b"", **page: object) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.pages[0].Contents = pdf.make_stream(content)
    for key, value in page.items():
        pdf.pages[0].obj[f"/{key}"] = value
    return pdf


def _written(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def _raw_pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of objects as they are, with a sound cross-reference table around them."""
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out) + b"trailer <</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), entries, data)


def _inflating(gigabytes: float) -> bytes:
    """Compressed content operators, a thousand times longer when inflated."""
    block = b"0 0 m 1 1 l S\n" * 74899
    squeeze, out = zlib.compressobj(9), []
    for _ in range(int(gigabytes * (1 << 30) / len(block))):
        out.append(squeeze.compress(block))
    return b"".join([*out, squeeze.flush()])


# --- images


@file
def garbage() -> bytes:
    return random.Random(7).randbytes(1 << 20)


@file
def garbage_behind_a_jpeg_head() -> bytes:
    return _jpeg()[:600] + random.Random(8).randbytes(1 << 20)


@file
def jpeg_cut() -> bytes:
    return _jpeg()[: len(_jpeg()) // 2]


@file
def jpeg_cut_in_its_head() -> bytes:
    return _jpeg()[:100]


@file
def jpeg_of_65500_by_65500() -> bytes:
    data = bytearray(_jpeg())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 65500, 65500)
    return bytes(data)


@file
def jpeg_without_height() -> bytes:
    data = bytearray(_jpeg())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 2] = b"\0\0"
    return bytes(data)


@file
def png_bomb() -> bytes:
    return png(30000, 30000, 1, 0, zlib.compress(b"\0" * (3751 * 30000), 9))


@file
def png_text_bomb() -> bytes:
    note = png_chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * (200 << 20), 9))
    return png(1240, 1754, 8, 0, zlib.compress((b"\0" + b"\xff" * 1240) * 1754), note)


@file
def png_with_a_broken_chunk() -> bytes:
    data = bytearray(encoded(sheet(), "PNG"))
    data[data.index(b"IDAT") + 500] ^= 0xFF
    return bytes(data)


@file
def png_with_a_broken_checksum() -> bytes:
    data = bytearray(encoded(sheet(), "PNG"))
    data[29] ^= 0xFF
    return bytes(data)


@file
def png_cut() -> bytes:
    return encoded(sheet(), "PNG")[:3000]


@file
def png_of_too_few_rows() -> bytes:
    return png(1240, 1754, 8, 0, zlib.compress((b"\0" + b"\xff" * 1240) * 100))


@file
def png_of_no_size() -> bytes:
    return png(0, 0, 8, 0, zlib.compress(b""))


@file
def tiff_cut() -> bytes:
    return encoded(sheet(mode="1"), "TIFF", compression="group4")[:-4000]


@file
def tiff_in_a_circle() -> bytes:
    """The second directory's successor is the first."""
    data = bytearray(encoded(sheet(300, 400, "1"), "TIFF"))
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    struct.pack_into("<I", data, at + 2 + 12 * count, at)
    return bytes(data)


@file
def tiff_of_absurd_counts() -> bytes:
    entries = [(256, 4, 1, 0xFFFFFFF), (257, 4, 1, 0xFFFFFFF), (273, 4, 0xFFFFFFF, 8), (279, 4, 0xFFFFFFF, 8)]
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<2sHIH", b"II", 42, 8, len(entries)) + body + bytes(4)


@file
def tiff_g4_of_noise() -> bytes:
    data = bytearray(encoded(sheet(mode="1"), "TIFF", compression="group4"))
    noise = random.Random(9)
    for at in range(200, len(data) - 400):
        data[at] = noise.randrange(256)
    return bytes(data)


# --- what is no scan


@file
def nothing() -> bytes:
    return b""


@file
def zeros() -> bytes:
    return bytes(300_000)


@file
def word() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w/>")
    return out.getvalue()


@file
def web_page_named_pdf() -> bytes:
    return b"<!DOCTYPE html><html><body>404 %PDF-1.4</body></html>" * 20


# --- PDFs


@file
def pdf_locked() -> bytes:
    return _written(_pdf(), encryption=pikepdf.Encryption(owner="a", user="b"))


@file
def pdf_locked_by_its_owner() -> bytes:
    return _written(_pdf(), encryption=pikepdf.Encryption(owner="a", user=""))


@file
def pdf_of_no_pages() -> bytes:
    return _raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")


@file
def pdf_with_pages_in_a_circle() -> bytes:
    return _raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/Parent 3 0 R>>",
        b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>",
    )


@file
def pdf_that_lies_about_its_pages() -> bytes:
    return _raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )


@file
def pdf_without_catalogue() -> bytes:
    return b"%PDF-1.4\n" + b"1 0 obj <</a 1>> endobj\n" * 30 + b"%%EOF"


@file
def pdf_head_before_garbage() -> bytes:
    return b"%PDF-1.7\n" + random.Random(10).randbytes(1 << 20)


@file
def pdf_cut() -> bytes:
    data = _written(_scan_pdf())
    return data[: len(data) // 2]


@file
def pdf_without_its_table() -> bytes:
    data = _written(_scan_pdf(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return data[: data.rindex(b"xref\n0")]


@file
def pdf_that_points_beside_its_table() -> bytes:
    data = _written(_scan_pdf())
    return data[: data.rindex(b"startxref")] + b"startxref\n17\n%%EOF\n"


@file
def pdf_behind_a_mail_head() -> bytes:
    return b"From: scanner@example.vn\r\n\r\n" * 5 + _written(_scan_pdf()) + b"\0" * 5000


@file
def pdf_of_two_kilometres() -> bytes:
    return _written(_pdf(MediaBox=Array([0, 0, 2_000_000, 2_000_000])))


@file
def pdf_of_a_page_without_size() -> bytes:
    return _written(_pdf(MediaBox=Array([0, 0, 0, 0])))


@file
def pdf_with_a_box_of_words() -> bytes:
    return _written(_pdf(MediaBox=Array([Name.A, Name.B, Name.C, Name.D])))


@file
def pdf_of_a_gigabyte_of_strokes() -> bytes:
    return _raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        _stream(_inflating(1.0), b"/Filter/FlateDecode"),
    )


@file
def pdf_image_that_inflates_for_ever() -> bytes:
    pdf = _pdf(b"q 595 0 0 842 0 0 cm /Im Do Q")
    image = pdf.make_stream(
        zlib.compress(bytes(1 << 30), 9), Type=Name.XObject, Subtype=Name.Image, Width=100, Height=100,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip
    image.write(zlib.compress(bytes(600 << 20), 9), filter=Name.FlateDecode)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im=image))
    return _written(pdf)


@file
def pdf_with_half_of_an_image() -> bytes:
    pdf = _pdf(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    half = pdf.make_stream(
        b"\xff" * (620 * 877 // 2), Type=Name.XObject, Subtype=Name.Image, Width=620, Height=877,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im0=half))
    return _written(pdf)


@file
def pdf_with_an_image_of_a_gigapixel() -> bytes:
    pdf = _pdf(b"q 595 0 0 842 0 0 cm /Im Do Q")
    image = pdf.make_stream(
        b"\0", Type=Name.XObject, Subtype=Name.Image, Width=100000, Height=100000, ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
    )  # fmt: skip
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im=image))
    return _written(pdf)


@file
def pdf_with_a_form_in_itself() -> bytes:
    pdf = _pdf(b"/Fm Do")
    form = pdf.make_stream(b"/Fm Do /Fm Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]))
    form.Resources = Dictionary(XObject=Dictionary(Fm=form))
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Fm=form))
    return _written(pdf)


@file
def pdf_of_deep_nesting() -> bytes:
    return _raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/X " + b"[" * 50_000 + b"]" * 50_000 + b">>",
    )


@file
def pdf_with_ten_thousand_pages() -> bytes:
    return _raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"3 0 R " * 10_000 + b"]/Count 10000>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )


@file
def pdf_with_scripts_and_forms() -> bytes:
    """Sound, but full of what must not survive."""
    pdf = _scan_pdf()
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"), NeedAppearances=True)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", Dictionary(S=Name.JavaScript, JS="x")])))
    return _written(pdf)


def _scan_pdf() -> pikepdf.Pdf:
    """A page as a scanner writes it: one JPEG over all of it."""
    pdf = _pdf(b"q 595.2 0 0 841.92 0 0 cm /Im Do Q", MediaBox=Array([0, 0, 595.2, 841.92]))
    image = pdf.make_stream(
        _jpeg(), Type=Name.XObject, Subtype=Name.Image, Width=1240, Height=1754, ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
    )  # fmt: skip
    image.write(_jpeg(), filter=Name.DCTDecode)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im=image))
    return pdf
