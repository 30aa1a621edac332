"""A page of a PDF that is one scanned image: that image as a file, with its own bytes wherever a file can hold them."""

from __future__ import annotations

import io
import math
import struct
from pathlib import Path
from typing import Any, Final

import pikepdf
import pypdfium2
from PIL import Image

from pipeline.digitize import faults
from pipeline.digitize.pdf_content import Placed, only_image
from pipeline.digitize.pdf_page import INCH, ODD, Leaf, NotSimple, image_leaf, refused, rotation, slimmed
from pipeline.digitize.picture import MOST_PIXELS

_GREY: Final = ("/DeviceGray", "/CalGray", "/G")
_RGB: Final = ("/DeviceRGB", "/CalRGB", "/RGB")
_ENOUGH: Final = 0.99  # of an image's samples: some programs leave out the last row, or a part of it


class _CutShort(Exception):
    """Samples are missing that pdfium would show black."""


def taken_over(pdf: pikepdf.Pdf, index: int, folder: Path) -> Leaf | None:
    """The page's only image as a file; None where there is more to see, or where pdfium must decode it."""
    try:
        page = pdf.pages[index]
        placed = only_image(page)
        if placed is None:
            return None
        width, height = int(placed.image.Width), int(placed.image.Height)
        if width * height > MOST_PIXELS:
            limit = MOST_PIXELS // 1_000_000
            raise refused(faults.IMAGE_TOO_LARGE, page=index + 1, width=width, height=height, limit=limit)
        return _leaf_of(page, placed, _write_image(placed, folder / f"{index + 1:05}"))
    except _CutShort as error:
        raise refused(faults.BROKEN_IMAGE, "PDF", page=index + 1) from error
    except ODD:
        return None  # whatever is odd about it, pdfium may still draw it


def decoded_by_pdfium(pdf: pikepdf.Pdf, drawn: pypdfium2.PdfDocument, index: int, folder: Path) -> Leaf | None:
    """The page's only image where its coding is none that Pillow or we undo: JBIG2, JPEG 2000, CMYK, Indexed ..."""
    try:
        page = pdf.pages[index]
        placed = only_image(page)
        if placed is None or any(key in placed.image for key in ("/SMask", "/Mask", "/ImageMask")):
            return None
        sheet = drawn[index]
        images = list(sheet.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=5))
        if len(images) != 1:
            return None
        image = images[0].get_bitmap().to_pil().convert("RGB")
        if image.size != (int(placed.image.Width), int(placed.image.Height)):
            return None
        image = slimmed(image)
        if int(placed.image.get("/BitsPerComponent", 8)) == 1 and image.mode == "L":
            image = image.convert("1", dither=Image.Dither.NONE)
        target = folder / f"{index + 1:05}.png"
        image.save(target, compress_level=6)
        return _leaf_of(page, placed, target.name)
    except (*ODD, pypdfium2.PdfiumError):
        return None


def _leaf_of(page: pikepdf.Page, placed: Placed, name: str) -> Leaf:
    a, b, c, d, _, _ = placed.matrix
    unit = float(page.obj.get("/UserUnit", 1))
    across, up = math.hypot(a, b) * unit / INCH, math.hypot(c, d) * unit / INCH
    dpi = (int(placed.image.Width) / across, int(placed.image.Height) / up)
    return image_leaf(name, dpi, placed.turn.then(rotation(page)))


def _write_image(placed: Placed, stem: Path) -> str:
    """The image XObject as a JPEG with its own bytes, a one-strip G4 TIFF with its own bytes, or a PNG."""
    image = placed.image
    if "/SMask" in image or "/Mask" in image:
        raise NotSimple
    stencil = bool(image.get("/ImageMask", False))
    if stencil and not placed.black:
        raise NotSimple
    width, height = int(image.Width), int(image.Height)
    bits = 1 if stencil else int(image.get("/BitsPerComponent", 8))
    channels = 1 if stencil else _channels(image.get("/ColorSpace"))
    inverted = _inverted(image, channels)
    filters, parameters = _filters(image)
    last = filters[-1] if filters else ""
    if last == "/DCTDecode" and not inverted and "/ColorTransform" not in parameters:
        data = image.read_raw_bytes() if len(filters) == 1 else _decoded(image, pikepdf.StreamDecodeLevel.generalized)
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as jpeg:
            if jpeg.size != (width, height) or len(jpeg.getbands()) != channels:
                raise NotSimple
        return _written(stem.with_suffix(".jpg"), data)
    if last == "/CCITTFaxDecode" and len(filters) == 1 and bits == 1 and _is_plain_g4(parameters, width):
        black_is_1 = bool(parameters.get("/BlackIs1", False)) != inverted
        return _written(stem.with_suffix(".tif"), _fax_file(image.read_raw_bytes(), width, height, black_is_1))
    if last in ("", "/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"):
        mode = {(1, 1): "1", (8, 1): "L", (8, 3): "RGB"}.get((bits, channels))
        if mode is None or (inverted and mode != "1"):
            raise NotSimple
        data = _decoded(image, pikepdf.StreamDecodeLevel.generalized)
        if len(data) < _ENOUGH * height * ((width * channels * bits + 7) // 8):
            raise _CutShort
        raw = f"{mode};I" if inverted else mode
        picture = Image.frombytes(mode, (width, height), data, "raw", raw)
        picture.save(stem.with_suffix(".png"), compress_level=6)
        return stem.with_suffix(".png").name
    raise NotSimple


def _decoded(image: pikepdf.Stream, level: pikepdf.StreamDecodeLevel) -> bytes:
    return bytes(image.get_stream_buffer(decode_level=level))


def _channels(space: Any) -> int:
    if isinstance(space, pikepdf.Name):
        return 1 if str(space) in _GREY else 3 if str(space) in _RGB else _refuse()
    if isinstance(space, pikepdf.Array) and len(space) == 2:
        family = str(space[0])
        if family == "/ICCBased":
            count = int(space[1].N)
            return count if count in (1, 3) else _refuse()
        return 1 if family in _GREY else 3 if family in _RGB else _refuse()
    return _refuse()


def _refuse() -> int:
    raise NotSimple


def _inverted(image: pikepdf.Stream, channels: int) -> bool:
    decode = [float(value) for value in image.get("/Decode", [])]
    if not decode or decode == [0, 1] * channels:
        return False
    if decode == [1, 0] * channels:
        return True
    raise NotSimple


def _filters(image: pikepdf.Stream) -> tuple[list[str], Any]:
    """Names of the filters, and the last one's parameters."""
    names, parameters = image.get("/Filter", []), image.get("/DecodeParms", {})
    filters = [str(names)] if isinstance(names, pikepdf.Name) else [str(name) for name in names]
    if isinstance(parameters, pikepdf.Array):
        parameters = parameters[-1] if len(parameters) else {}
    return filters, parameters if isinstance(parameters, pikepdf.Dictionary) else {}


def _is_plain_g4(parameters: Any, width: int) -> bool:
    return (
        int(parameters.get("/K", 0)) < 0
        and int(parameters.get("/Columns", 1728)) == width
        and not parameters.get("/EncodedByteAlign", False)
        and not parameters.get("/EndOfLine", False)
    )


def _fax_file(data: bytes, width: int, height: int, black_is_1: bool) -> bytes:
    """A little-endian TIFF around one strip of G4 (TIFF 6.0 section 11)."""
    entries = [
        (256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 4), (262, 3, int(black_is_1)), (273, 4, 8),
        (277, 3, 1), (278, 4, height), (279, 4, len(data)),
    ]  # fmt: skip
    padding = b"\0" * (len(data) % 2)
    directory = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return (
        struct.pack("<2sHI", b"II", 42, 8 + len(data) + len(padding))
        + data
        + padding
        + struct.pack("<H", len(entries))
        + directory
        + bytes(4)
    )


def _written(target: Path, data: bytes) -> str:
    target.write_bytes(data)
    return target.name
