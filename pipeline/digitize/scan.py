"""A dropped file as pages: what a scanner, a camera or an agency sent, opened within limits and page by page."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from ocr_models.page import Line
from pipeline.digitize import faults, pdf_source
from pipeline.digitize.born.reading import own_lines, turned_lines
from pipeline.digitize.layers.mask import coded_mask, mask_coder
from pipeline.digitize.layers.page import Layer, layers_of
from pipeline.digitize.pdf_source import Attached, Bookmark, Leaf, Sheet
from pipeline.digitize.picture import Frame, Picture, plain
from pipeline.digitize.resolution import Resolution, resolution
from pipeline.digitize.sniff import Kind, require_scan
from pipeline.digitize.stored import StoredImage, stored_image
from pipeline.digitize.values import LEAST_DPI, LONGEST_PAGE, Conversion, Origin
from pipeline.errors import VanthuError

_ROWS_AT_ONCE: Final = (
    512  # of a page handed from Pillow to OpenCV: a large one is in memory once and a half, not three times
)
# Bytes that taking a page apart needs for each of its pixels and for each of its paper's (measured: 16 a pixel at 200 dpi, 11 at 300).
_A_PIXEL, _A_PIXEL_OF_PAPER = 7, 9
_MOST_TO_PART: Final = 1 << 30  # bytes: A0 at 200 dpi needs as much, A2 at 500
_GREY: Final = ("L", "LA", "La", "F", "I", "I;16", "I;16B", "I;16L", "I;16N")  # Pillow's modes

# What a person should know of how a scan was opened: code, Vietnamese, English.
NOTES: Final[Mapping[str, tuple[str, str]]] = {
    "dpi_assumed": (
        "Tệp không ghi độ phân giải đúng; đã suy ra từ khổ giấy.",
        "The file tells no sensible resolution; it was deduced from the paper size.",
    ),
    "low_resolution": ("Có trang dưới 200 dpi (Nghị định 30/2020).", "A page is below 200 dpi (Decree 30/2020)."),
    "bilevel": (
        "Có trang quét đen trắng 1 bit; văn bản phải quét màu (Nghị định 30/2020, Phụ lục I).",
        "A page was scanned in black and white, 1 bit; documents are to be scanned in colour (Decree 30/2020, Annex I).",
    ),
    "grey": (
        "Có trang quét xám; văn bản phải quét màu (Nghị định 30/2020, Phụ lục I), độ sâu màu từ 24 bit (Thông tư 05/2025).",
        "A page was scanned in grey; documents are to be scanned in colour (Decree 30/2020, Annex I) of 24 bits (Circular 05/2025).",
    ),
    "colours_converted": (
        "Màu của trang được chuyển sang RGB (CMYK, 16 bit hoặc trong suốt).",
        "Colours were converted to RGB (CMYK, 16 bit or transparent).",
    ),
    "repaired": ("Tệp PDF hỏng đã được sửa khi mở.", "The PDF was damaged and repaired on opening."),
    "born_digital": (
        "Có trang PDF không phải bản quét: giữ nguyên nét và phông chữ, chữ lấy từ chính tệp.",
        "A PDF page is no scan: its vectors and fonts were kept, its text taken from the file itself.",
    ),
    "pdfa_kept": (
        "Tệp đã là PDF/A đúng chuẩn: giữ nguyên từng byte làm bản số hóa.",
        "The file is sound PDF/A already: it is the digitised copy, byte for byte.",
    ),
    "rasterised": (
        "Có trang PDF không chuyển được sang PDF/A với nguyên nét và phông chữ: đã vẽ lại thành ảnh.",
        "A PDF page could not be made PDF/A with its vectors and fonts: it was drawn as an image.",
    ),
    "typeface_replaced": (
        "PDF không mang theo phông chữ của mình: chữ được giữ nguyên, hiển thị bằng phông tự do cùng độ rộng.",
        "The PDF does not hold its own fonts: its text was kept and is shown in free ones of the same widths.",
    ),
    "text_unreadable": (
        "Chữ trong tệp PDF không dùng được (phông kiểu cũ như TCVN3, VNI hoặc thiếu bảng mã): đã đọc bằng nhận dạng.",
        "The PDF's own text is of no use (fonts from before Unicode, or without a table): it was read by OCR.",
    ),
    "attachments_kept": (
        "Tệp đính kèm trong PDF nằm trong chính bản số hóa (PDF/A-3).",
        "Files attached to the PDF lie in the digitised copy itself (PDF/A-3).",
    ),
    "attachments_left": (
        "Có tệp đính kèm trong PDF không vào bản số hóa (chương trình, macro, loại lạ hoặc quá lớn); bản gốc trong kho vẫn có.",
        "A file attached to the PDF is not in the digitised copy (a program, macros, unknown or too large); the original has it.",
    ),
    "attachments_within": (
        "Trong PDF có tệp đính kèm; PDF được giữ nguyên từng byte nên chúng vẫn ở trong đó.",
        "Files are attached to the PDF; it is kept byte for byte, and they within it.",
    ),
    "scripts_within": (
        "Trong PDF có mã lệnh hoặc biểu mẫu XFA; PDF được giữ nguyên từng byte nên chúng vẫn ở trong đó.",
        "The PDF holds scripts or an XFA form; it is kept byte for byte, and they within it.",
    ),
    "scripts_left": (
        "Mã lệnh và hành động tự chạy trong PDF đã bị bỏ khỏi bản số hóa.",
        "Scripts and actions of the PDF are not in the digitised copy.",
    ),
    "links_left": (
        "Có liên kết trong PDF không vào bản số hóa (không dẫn tới trang web, thư điện tử hay trang của tệp, hoặc trang là ảnh).",
        "Links of the PDF are not in the digitised copy (they lead to no web page, e-mail or page of it, or their page is an image).",
    ),
    "xfa_left": (
        "Biểu mẫu XFA không vào bản số hóa; chỉ giữ những gì trang hiển thị.",
        "The XFA form is not in the digitised copy; only what its pages show is.",
    ),
    "form_flattened": (
        "Biểu mẫu trong PDF: bản số hóa giữ những gì đã điền như hiển thị.",
        "A form in the PDF: the digitised copy keeps what was filled in, as shown.",
    ),
    "layers_flattened": (
        "PDF có lớp bật tắt được: bản số hóa giữ những lớp đang hiển thị.",
        "The PDF has layers to be switched: the digitised copy keeps those that are shown.",
    ),
    "number_unread": (
        "Trước ký hiệu có số mà máy không đọc được (viết tay hoặc bị đè).",
        "A number stands before the notation that could not be read (by hand, or covered).",
    ),
    "signatures_passed": ("Chữ ký số trên văn bản đến hợp lệ.", "The signatures on the incoming document hold."),
    "signatures_failed": (
        "Chữ ký số trên văn bản đến KHÔNG hợp lệ: xem lý do ở mục chữ ký.",
        "A signature on the incoming document does NOT hold: see its reasons.",
    ),
    "signatures_unsure": (
        "Chưa kết luận được chữ ký số trên văn bản đến: xem lý do ở mục chữ ký.",
        "No verdict could be reached on the signatures of the incoming document: see their reasons.",
    ),
    "blank_pages": ("Có trang trắng.", "There are blank pages."),
    "blank_removed": (
        "Trang trắng đã được bỏ khỏi bản số hóa; bản quét gốc vẫn đủ trang.",
        "Blank pages were left out of the digitised copy; the scan itself has them all.",
    ),
    "collated": (
        "Các mặt giấy quét riêng (mặt trước rồi mặt sau) đã được xếp lại theo thứ tự.",
        "Sides scanned apart (fronts, then backs) were put in order.",
    ),
    "not_a4": ("Có trang không phải khổ A4 (Nghị định 30/2020).", "A page is not A4 (Decree 30/2020)."),
    "scaled": (
        "Có trang đúng tỷ lệ cạnh của A4 nhưng khác khổ: có thể không quét ở tỷ lệ 100 % (Nghị định 30/2020, Phụ lục I).",
        "A page has the shape of A4 and another size: it may not be scanned at 100 % (Decree 30/2020, Annex I).",
    ),
    "signed_input": (
        "Tệp PDF có chữ ký số: tệp gốc giữ nguyên từng byte, đủ trang và đúng thứ tự; bản số hóa làm từ nó không mang theo chữ ký.",
        "The PDF is signed: the file itself is kept byte for byte, its pages all and in order; a digitised copy of it carries no signature.",
    ),
}


@dataclass(frozen=True)
class ScanPage:
    """One page. `width` and `height` are pixels of the upright page, square ones, `dpi` of them to the inch."""

    number: int  # from 1
    width: int
    height: int
    dpi: float
    picture: Picture
    frame: Frame
    origin: Origin = "scan"
    turned: int = 0  # degrees clockwise, on top of what the file says; `width` and `height` are those after it
    why: str = ""  # drawn, because it could not be converted: the reason

    def pixels(self) -> npt.NDArray[np.uint8]:
        """The upright page: height x width grey, or height x width x 3 BGR. Raises VanthuError for a broken image."""
        return _quarters(self._as_told(), self.turned)

    def _as_told(self) -> npt.NDArray[np.uint8]:
        image = plain(self.picture.upright(self.frame))
        if image.mode == "1":
            image = image.convert("L")
        size = (self.height, self.width) if self.turned in (90, 270) else (self.width, self.height)
        if image.size != size:  # fax pixels are twice as high as wide
            image = image.resize(size, Image.Resampling.BILINEAR)
        if image.mode == "L":
            return np.ascontiguousarray(np.asarray(image))
        width, height = image.size
        page = np.empty((height, width, 3), np.uint8)
        for top in range(0, height, _ROWS_AT_ONCE):
            rows = np.asarray(image.crop((0, top, width, min(height, top + _ROWS_AT_ONCE))))
            cv2.cvtColor(rows, cv2.COLOR_RGB2BGR, dst=page[top : top + len(rows)])
        return page

    def layers(self, paper_dpi: float) -> tuple[Layer, ...]:
        """The page image for the PDF in layers, the paper's of no more than `paper_dpi`; a black and white one without loss.

        One so large that memory does not bear it is in one piece, with the file's own bytes where that can be.
        """
        if self.frame.mode == "1":
            if mask_coder() == "CCITT G4":
                return (Layer(self.stored()),)
            black = ~np.asarray(plain(self.picture.upright(self.frame)), np.bool_)  # fax pixels as they are
            black = _quarters(black, self.turned)
            return (Layer(coded_mask(black)),)
        share = min(1.0, paper_dpi / self.dpi) ** 2
        if self.width * self.height * (_A_PIXEL + _A_PIXEL_OF_PAPER * share) > _MOST_TO_PART:
            return (Layer(self.stored()),)
        return layers_of(self.pixels(), self.dpi, paper_dpi)

    def stored(self) -> StoredImage:
        """The page image for the PDF: the file's own bytes wherever PDF can hold them."""
        stored = stored_image(self.picture, self.frame)
        return replace(stored, turn=stored.turn.then(self.turned))


@dataclass(frozen=True)
class BornPage:
    """A page that never was paper. `width` and `height` are those of its picture, `dpi` to the inch, if it has one or not."""

    number: int  # from 1
    width: int
    height: int
    dpi: float
    sheet: Sheet
    lines: tuple[Line, ...]  # its own words
    turned: int = 0

    @property
    def read(self) -> bool:
        """Whether its own words are not all there is to read."""
        return self.sheet.read

    def pixels(self) -> npt.NDArray[np.uint8]:
        """The page as it is drawn, as ScanPage has it; only the first page and those to be read have a picture."""
        assert self.sheet.picture is not None
        picture = Picture(self.sheet.picture, self.sheet.picture.name, first_page=self.number)
        frame = replace(picture.frames[0], dpi=(self.dpi, self.dpi))
        return ScanPage(self.number, self.width, self.height, self.dpi, picture, frame, turned=self.turned).pixels()


@dataclass(frozen=True)
class Scan:
    """An open scan; close it, or use it as a context."""

    pages: Sequence[ScanPage | BornPage]
    notes: tuple[str, ...]  # keys of NOTES
    _open: contextlib.ExitStack
    bookmarks: tuple[Bookmark, ...] = ()
    files: tuple[Attached, ...] = ()
    secrecy: str = ""  # as pdf_source.Unpacked tells it

    def __enter__(self) -> Scan:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._open.close()


def open_scan(
    path: Path,
    *,
    convert: Conversion = "raster",
    drawn: Sequence[int] | None = None,
    on_page: Callable[[int, int], None] | None = None,
) -> Scan:
    """Opens a JPEG, PNG, TIFF or PDF. Headers are read, pixels are not.

    `convert` says what becomes of a born-digital page that cannot be PDF/A as it is; `drawn` are the numbers of such pages
    where an earlier call has found them; `on_page(0, of)` is told while a PDF is taken apart.
    Raises VanthuError (VT-SCAN-nnn, exit 4) for what is no scan, broken, locked or
    beyond the limits.
    """
    kind = require_scan(path)
    with contextlib.ExitStack() as opened:
        notes: list[str] = []
        bookmarks: tuple[Bookmark, ...] = ()
        files: tuple[Attached, ...] = ()
        secrecy = ""
        if kind is Kind.PDF:
            known = None if drawn is None else [number - 1 for number in drawn]
            unpacked = opened.enter_context(pdf_source.unpack(path, known, on_page))
            notes.extend(unpacked.notes)
            bookmarks, files, secrecy = unpacked.bookmarks, unpacked.files, unpacked.secrecy
            if convert == "refuse" and "signed_input" not in notes:
                _refuse_drawn(unpacked.leaves, path.name)
            pages: list[ScanPage | BornPage] = [
                _page_of_pdf(number, leaf, path.name, notes) for number, leaf in enumerate(unpacked.leaves, 1)
            ]
        else:
            picture = opened.enter_context(Picture(path, path.name))
            pages = [
                _page(number, picture, frame, resolution(frame.width, frame.height, frame.dpi), notes)
                for number, frame in enumerate(picture.frames, 1)
            ]
        notes.extend(_notes_of(pages))
        return Scan(tuple(pages), tuple(dict.fromkeys(notes)), opened.pop_all(), bookmarks, files, secrecy)


def turned(page: ScanPage | BornPage, degrees: int) -> ScanPage | BornPage:
    """The page turned clockwise by 90, 180 or 270 degrees more, as if it had come so."""
    if not degrees:
        return page
    width, height = (page.height, page.width) if degrees in (90, 270) else (page.width, page.height)
    more = (page.turned + degrees) % 360
    if isinstance(page, ScanPage):
        return replace(page, width=width, height=height, turned=more)
    lines = turned_lines(page.lines, degrees, page.width, page.height)
    return replace(page, width=width, height=height, lines=lines, turned=more)


def _quarters(pixels: npt.NDArray[Any], degrees: int) -> npt.NDArray[Any]:
    return np.ascontiguousarray(np.rot90(pixels, -degrees // 90)) if degrees else pixels


def _refuse_drawn(leaves: Sequence[Leaf | Sheet], name: str) -> None:
    for number, leaf in enumerate(leaves, 1):
        if isinstance(leaf, Leaf) and leaf.why is not None:
            raise VanthuError(faults.UNCONVERTIBLE, leaf.why, name=name, page=number)


def _page_of_pdf(number: int, leaf: Leaf | Sheet, name: str, notes: list[str]) -> ScanPage | BornPage:
    if isinstance(leaf, Sheet):
        width, height = (math.ceil(side * (leaf.dpi / 72 - 1e-6)) for side in leaf.size)  # as pdfium rounds
        return BornPage(number, width, height, leaf.dpi, leaf, own_lines(leaf.lines, leaf.dpi, width, height))
    picture = Picture(leaf.file, name, first_page=number)
    frame = replace(picture.frames[0], dpi=leaf.dpi, turn=leaf.turn)
    page = _page(number, picture, frame, resolution(frame.width, frame.height, leaf.dpi), notes)
    return page if leaf.why is None else replace(page, origin="drawn", why=leaf.why)


def _page(number: int, picture: Picture, frame: Frame, dots: Resolution, notes: list[str]) -> ScanPage:
    if dots.assumed:
        notes.append("dpi_assumed")
    dpi = max(dots.x, dots.y)
    width, height = frame.width, frame.height
    if dpi / min(dots.x, dots.y) > 1.01:
        width, height = round(width * dpi / dots.x), round(height * dpi / dots.y)
    if max(width, height) > LONGEST_PAGE * dpi:
        across, down = (round(side / dpi * 25.4) for side in (width, height))
        raise VanthuError(faults.GIANT_PAGE, name=picture.name, page=number, width=across, height=down)
    return ScanPage(number, *frame.turn.size(width, height), dpi, picture, frame)


def _notes_of(all_pages: Sequence[ScanPage | BornPage]) -> Iterator[str]:
    pages = [page for page in all_pages if isinstance(page, ScanPage)]
    if any(page.dpi < LEAST_DPI - 2 for page in pages):
        yield "low_resolution"
    if any(page.frame.mode == "1" for page in pages):
        yield "bilevel"
    if any(page.frame.mode in _GREY and page.origin == "scan" for page in pages):
        yield "grey"
    if any(page.frame.mode not in ("1", "L", "RGB", "P") for page in pages):
        yield "colours_converted"
