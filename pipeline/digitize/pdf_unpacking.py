"""The child process that takes a PDF apart: `python -m pipeline.digitize.pdf_unpacking PDF FOLDER DRAWN`.

A page that is one scanned image gives that image's own bytes; any other page is converted with its vectors and fonts
(pipeline/digitize/born), and drawn where that cannot be. DRAWN is `-` or the pages (from 0, with commas) that are known to
be drawn, or `all`. One JSON object goes to stdout: the leaves and notes, or a fault. It may die of a hostile file: memory and
processor time are limited from the start.
"""

from __future__ import annotations

import io
import json
import math
import mmap
import os
import re
import resource
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pikepdf
import pypdfium2
from PIL import Image

from pipeline.digitize import faults
from pipeline.digitize.born.left import left_behind
from pipeline.digitize.born.words import lines_of
from pipeline.digitize.pdf_content import Placed, is_whole, only_image, page_box
from pipeline.digitize.pdf_source import CONVERTING
from pipeline.digitize.picture import MOST_PAGES, MOST_PIXELS
from pipeline.digitize.turning import UPRIGHT, Turn
from pipeline.errors import Fault, VanthuError

if TYPE_CHECKING:
    from pipeline.digitize.born.convert import Converted, Sheet

MEMORY: Final = 800 << 20  # bytes of address space; an A3 page drawn at 300 dpi needs half of it
SECONDS_AT_ONCE: Final = 30  # of processor time, for opening and for one page
DRAWN_DPI: Final = 300
LEAST_DRAWN_DPI: Final = 200
LONGEST_PAGE: Final = 200  # inches (ISO 32000-1 annex C.2)
MOST_DRAWN_PIXELS: Final = 40_000_000
_GREY: Final = ("/DeviceGray", "/CalGray", "/G")
_RGB: Final = ("/DeviceRGB", "/CalRGB", "/RGB")
_INCH: Final = 72.0
BORN: Final = "born.pdf"
_READ_AS_PICTURE: Final = 0.25  # of a page under images: what is printed on them is no text of the page's own
_UNREADABLE: Final = 0.02  # of the glyphs that nobody can name
_MOST_KEPT: Final = 50 << 20  # bytes of a PDF/A that is proved in one go
_SIGNED: Final = re.compile(rb"/ByteRange\s*\[\s*\d+\s+\d+")
_DAMAGE: Final = ("damaged", "reconstruct", "recover")  # qpdf's words for a file that has lost something

Leaf = dict[str, Any]


class _NotSimple(Exception):
    """The image is coded or coloured in a way that is better decoded by pdfium."""


# What pikepdf and Pillow raise over broken objects; RuntimeError is pikepdf's for a stream that cannot be decoded.
_ODD: Final = (
    pikepdf.PdfError, _NotSimple, ValueError, TypeError, KeyError, IndexError, AttributeError, ZeroDivisionError,
    OSError, RuntimeError,
)  # fmt: skip


def main(source: Path, folder: Path, drawn: str) -> dict[str, Any]:
    """The answer for a PDF: `leaves` and `notes`, or `fault`, `cause` and `values`."""
    _limit(SECONDS_AT_ONCE)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    memory = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return _unpack(source, folder, drawn)
    except VanthuError as error:
        return {"fault": error.code, "cause": error.cause, "values": _without_name(error)}
    except MemoryError:
        return {"fault": faults.HEAVY_PDF.code, "cause": "", "values": {"page": len(list(folder.glob("*.leaf"))) + 1}}


def _unpack(source: Path, folder: Path, known: str) -> dict[str, Any]:
    notes: list[str] = []
    original = source
    pdf, warnings = _opened(source)
    with pdf:
        count = _count(pdf)
        warnings += [str(warning) for warning in pdf.get_warnings()]
        damaged = any(word in warning for word in _DAMAGE for warning in warnings)
        if warnings:
            notes.append("repaired")
            source = folder / "repaired.pdf"  # so that pdfium sees the pages that qpdf sees
            pdf.save(source)
        if _signed(pdf, original):
            notes.append("signed_input")
        notes += left_behind(pdf)
        drawn: pypdfium2.PdfDocument | None = None
        leaves: list[Leaf | None] = []
        for index in range(count):
            _at_work()
            if damaged and not is_whole(pdf.pages[index]):
                raise _fault(faults.BROKEN_PDF, f"{index + 1}")
            leaf = _taken_over(pdf, index, folder)
            if leaf is None:
                drawn = drawn or _drawable(source)
                leaf = _decoded_by_pdfium(pdf, drawn, index, folder)
            leaves.append(leaf)
            (folder / f"{index + 1:05}.leaf").touch()
        if born := [index for index, leaf in enumerate(leaves) if leaf is None]:
            for index in born:
                _fits_paper(index, *_points(pdf, index))
            (folder / CONVERTING).touch()
            made = _converted(source, born, known)
            leaves = _with_sheets(leaves, made, folder, notes)
            if len(made.sheets) == count and not warnings and _stays(pdf, leaves, original):
                notes.append("pdfa_kept")
            for index, why in made.reasons.items():
                _at_work()
                leaves[index] = _drawn(pdf, drawn or _drawable(source), index, folder) | {"why": why}
                notes.append("rasterised")
        if pdf.get_warnings():
            notes.append("repaired")
    return {"leaves": leaves, "notes": list(dict.fromkeys(notes))}


def _at_work() -> None:
    """A new step: its own allowance of time, and somebody there who waits for it."""
    _limit(SECONDS_AT_ONCE)
    if os.getppid() == 1:  # nobody is waiting any more
        sys.exit(1)


def _converted(source: Path, born: list[int], known: str) -> Converted:
    """The born-digital pages as they can be taken over; those known to be drawn are not tried again, nor the rest proved."""
    # fontTools and more: most of a second that a scan need not wait
    from pipeline.digitize.born.convert import Converted, convert

    if known == "all":
        return Converted(reasons=dict.fromkeys(born, ""))
    drawn = {int(index) for index in known.split(",") if index.isdecimal()}
    pages = [index for index in born if index not in drawn]
    made = convert(source, pages, _at_work, prove=known == "-") if pages else Converted()
    made.reasons |= dict.fromkeys(drawn & set(born), "")
    return made


def _with_sheets(leaves: list[Leaf | None], made: Converted, folder: Path, notes: list[str]) -> list[Leaf | None]:
    """Converted pages with their words; a picture of those that must be read as one, and of the first (secrecy marks)."""
    if not made.sheets:
        return leaves
    (folder / BORN).write_bytes(made.data)
    document = _drawable(folder / BORN)
    for sheet in made.sheets:
        _at_work()
        page = document[sheet.place]
        lines = lines_of(page)
        letters = sum(len(text) for line in lines for text, _ in line)
        seen = not letters or sheet.unread > _UNREADABLE or sheet.pictures > _READ_AS_PICTURE
        leaf: Leaf = {"sheet": BORN, "place": sheet.place, "lines": lines, "read": seen, "dpi": _drawn_dpi(sheet)}
        leaf["size"] = (page.get_width(), page.get_height())
        if seen or sheet.page == 0:
            image = page.render(scale=leaf["dpi"] / _INCH - 1e-6).to_pil().convert("RGB")
            target = folder / f"{sheet.page + 1:05}.png"
            _slimmed(image).save(target, compress_level=1)
            leaf["file"] = target.name
        page.close()
        leaves[sheet.page] = leaf
        notes.append("born_digital")
        if seen and letters and sheet.unread > _UNREADABLE:
            notes.append("text_unreadable")
    return leaves


def _stays(pdf: pikepdf.Pdf, leaves: list[Leaf | None], source: Path) -> bool:
    """Whether the file is PDF/A-2u or -3u as it came, upright, all its words its own: then it is the record already."""
    from pipeline.digitize.check import check_pdfa
    from pipeline.digitize.conformance import part_of

    if any(leaf is None or leaf["read"] for leaf in leaves) or "/AcroForm" in pdf.Root or part_of(pdf) not in (2, 3):
        return False
    for page in pdf.pages:
        left, bottom, *_ = page_box(page)
        if _rotation(page) or left or bottom or "/UserUnit" in page.obj or list(page.mediabox) != list(page.cropbox):
            return False
    return source.stat().st_size <= _MOST_KEPT and not check_pdfa(source.read_bytes())


def _drawn_dpi(sheet: Sheet) -> int:
    fine = sheet.width * sheet.height * (DRAWN_DPI / _INCH) ** 2 <= MOST_DRAWN_PIXELS
    return DRAWN_DPI if fine else LEAST_DRAWN_DPI


def _limit(seconds: int) -> None:
    """Processor time from now on; beyond it the kernel ends this process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY))


def _opened(source: Path) -> tuple[pikepdf.Pdf, list[str]]:
    """The PDF, and what qpdf had to mend in it."""
    try:
        pdf = pikepdf.open(source)
        warnings = [str(warning) for warning in pdf.get_warnings()]
        if any(
            word in warning for word in _DAMAGE for warning in warnings
        ):  # qpdf drops the last object of a file that was cut right behind it
            pdf = pikepdf.open(io.BytesIO(source.read_bytes() + b"\n%%EOF\n"))
    except pikepdf.PasswordError as error:
        raise _fault(faults.LOCKED_PDF) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise _fault(faults.BROKEN_PDF, type(error).__name__) from error
    if pdf.is_encrypted:
        raise _fault(faults.LOCKED_PDF)
    return pdf, warnings


def _count(pdf: pikepdf.Pdf) -> int:
    try:
        count = len(pdf.pages)
    except (pikepdf.PdfError, ValueError, RuntimeError, AttributeError, TypeError) as error:
        raise _fault(faults.BROKEN_PDF, type(error).__name__) from error
    if not count:
        raise _fault(faults.NO_PAGES)
    if count > MOST_PAGES:
        raise _fault(faults.TOO_MANY_PAGES, limit=MOST_PAGES)
    return count


def _signed(pdf: pikepdf.Pdf, source: Path) -> bool:
    """Whether somebody's signature is in the file; the usage rights that Adobe once sold are none (ISO 32000-1 12.8.2.3)."""
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = sum(1 for _ in _SIGNED.finditer(data))
    rights = pdf.Root.get("/Perms", {})
    return found > (1 if isinstance(rights, pikepdf.Dictionary) and ("/UR3" in rights or "/UR" in rights) else 0)


# --- a page that is one image


def _taken_over(pdf: pikepdf.Pdf, index: int, folder: Path) -> Leaf | None:
    """The page's only image as a file; None where there is more to see, or where pdfium must decode it."""
    try:
        page = pdf.pages[index]
        placed = only_image(page)
        if placed is None:
            return None
        width, height = int(placed.image.Width), int(placed.image.Height)
        if width * height > MOST_PIXELS:
            limit = MOST_PIXELS // 1_000_000
            raise _fault(faults.IMAGE_TOO_LARGE, page=index + 1, width=width, height=height, limit=limit)
        return _leaf_of(page, placed, _write_image(placed, folder / f"{index + 1:05}"))
    except _ODD:
        return None  # whatever is odd about it, pdfium may still draw it


def _decoded_by_pdfium(pdf: pikepdf.Pdf, drawn: pypdfium2.PdfDocument, index: int, folder: Path) -> Leaf | None:
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
        image = _slimmed(image)
        if int(placed.image.get("/BitsPerComponent", 8)) == 1 and image.mode == "L":
            image = image.convert("1", dither=Image.Dither.NONE)
        target = folder / f"{index + 1:05}.png"
        image.save(target, compress_level=6)
        return _leaf_of(page, placed, target.name)
    except (*_ODD, pypdfium2.PdfiumError):
        return None


def _leaf_of(page: pikepdf.Page, placed: Placed, name: str) -> Leaf:
    a, b, c, d, _, _ = placed.matrix
    unit = float(page.obj.get("/UserUnit", 1))
    across, up = math.hypot(a, b) * unit / _INCH, math.hypot(c, d) * unit / _INCH
    dpi = (int(placed.image.Width) / across, int(placed.image.Height) / up)
    return _leaf(name, dpi, placed.turn.then(_rotation(page)))


def _write_image(placed: Placed, stem: Path) -> str:
    """The image XObject as a JPEG with its own bytes, a one-strip G4 TIFF with its own bytes, or a PNG."""
    image = placed.image
    if "/SMask" in image or "/Mask" in image:
        raise _NotSimple
    stencil = bool(image.get("/ImageMask", False))
    if stencil and not placed.black:
        raise _NotSimple
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
                raise _NotSimple
        return _written(stem.with_suffix(".jpg"), data)
    if last == "/CCITTFaxDecode" and len(filters) == 1 and bits == 1 and _is_plain_g4(parameters, width):
        black_is_1 = bool(parameters.get("/BlackIs1", False)) != inverted
        return _written(stem.with_suffix(".tif"), _fax_file(image.read_raw_bytes(), width, height, black_is_1))
    if last in ("", "/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"):
        mode = {(1, 1): "1", (8, 1): "L", (8, 3): "RGB"}.get((bits, channels))
        if mode is None or (inverted and mode != "1"):
            raise _NotSimple
        data = _decoded(image, pikepdf.StreamDecodeLevel.generalized)
        raw = f"{mode};I" if inverted else mode
        picture = Image.frombytes(mode, (width, height), data, "raw", raw)
        picture.save(stem.with_suffix(".png"), compress_level=6)
        return stem.with_suffix(".png").name
    raise _NotSimple


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
    raise _NotSimple


def _inverted(image: pikepdf.Stream, channels: int) -> bool:
    decode = [float(value) for value in image.get("/Decode", [])]
    if not decode or decode == [0, 1] * channels:
        return False
    if decode == [1, 0] * channels:
        return True
    raise _NotSimple


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


# --- a page that is drawn


def _drawable(source: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(source)
        if document.get_formtype():
            document.init_forms()
        return document
    except pypdfium2.PdfiumError as error:
        raise _fault(faults.BROKEN_PDF, "pdfium") from error


def _drawn(pdf: pikepdf.Pdf, drawn: pypdfium2.PdfDocument, index: int, folder: Path) -> Leaf:
    """The page as pdfium shows it, upright."""
    dpi = _fits_paper(index, *_points(pdf, index))
    target = folder / f"{index + 1:05}.png"
    try:
        sheet = drawn[index]
        try:
            # pdfium rounds up: 2480.00005 pixels would be 2481
            image = sheet.render(scale=dpi / _INCH - 1e-6, draw_annots=True, may_draw_forms=True).to_pil()
        finally:
            sheet.close()
    except (pypdfium2.PdfiumError, ValueError, IndexError) as error:
        raise _fault(faults.BROKEN_PDF, f"pdfium, {index + 1}") from error
    _slimmed(image.convert("RGB")).save(target, compress_level=6)
    return _leaf(target.name, (dpi, dpi), UPRIGHT)


def _slimmed(image: Image.Image) -> Image.Image:
    """Grey where nothing is coloured."""
    red, green, blue = image.split()
    return red if red.tobytes() == green.tobytes() == blue.tobytes() else image


def _points(pdf: pikepdf.Pdf, index: int) -> tuple[float, float]:
    """The page's size as pdfium will draw it; what has no sound box it takes to be Letter."""
    try:
        left, bottom, right, top = page_box(pdf.pages[index])
    except _ODD:
        return 612.0, 792.0
    return right - left, top - bottom


def _fits_paper(index: int, width: float, height: float) -> int:
    """The dpi at which a page of so many points is drawn. Raises VT-SCAN-023 for one that is no paper size."""
    dpi = DRAWN_DPI if width * height * (DRAWN_DPI / _INCH) ** 2 <= MOST_DRAWN_PIXELS else LEAST_DRAWN_DPI
    if max(width, height) > LONGEST_PAGE * _INCH or width * height * (dpi / _INCH) ** 2 > MOST_DRAWN_PIXELS:
        width, height = round(width / _INCH * 25.4), round(height / _INCH * 25.4)
        raise _fault(faults.GIANT_PAGE, page=index + 1, width=width, height=height)
    return dpi


def _rotation(page: pikepdf.Page) -> int:
    """The page's /Rotate, its own or inherited (ISO 32000-1 table 30)."""
    node = page.obj
    for _ in range(50):  # page trees of hostile files run in circles
        if "/Rotate" in node:
            return int(node.Rotate) % 360 // 90 * 90
        if "/Parent" not in node:
            break
        node = node.Parent
    return 0


def _leaf(name: str, dpi: tuple[float, float], turn: Turn) -> Leaf:
    return {"file": name, "dpi": dpi, "degrees": turn.degrees, "mirrored": turn.mirrored}


def _written(target: Path, data: bytes) -> str:
    target.write_bytes(data)
    return target.name


def _fault(fault: Fault, cause: str = "", **values: object) -> VanthuError:
    return VanthuError(fault, cause, name="", **values)  # the parent knows what people call the file


def _without_name(error: VanthuError) -> dict[str, object]:
    return {key: value for key, value in error.values.items() if key != "name"}


if __name__ == "__main__":
    answer = main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    sys.stdout.write(json.dumps(answer))
