"""A dropped file as pages: what a scanner, a camera or an agency sent, opened within limits and page by page."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from pipeline.digitize import pdf_source
from pipeline.digitize.layers.mask import coded_mask, mask_coder
from pipeline.digitize.layers.page import Layer, layers_of
from pipeline.digitize.pdf_source import Leaf
from pipeline.digitize.picture import Frame, Picture, plain
from pipeline.digitize.resolution import Resolution, resolution
from pipeline.digitize.sniff import Kind, require_scan
from pipeline.digitize.stored import StoredImage, stored_image
from pipeline.digitize.values import LEAST_DPI

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
    "colours_converted": (
        "Màu của trang được chuyển sang RGB (CMYK, 16 bit hoặc trong suốt).",
        "Colours were converted to RGB (CMYK, 16 bit or transparent).",
    ),
    "repaired": ("Tệp PDF hỏng đã được sửa khi mở.", "The PDF was damaged and repaired on opening."),
    "rasterised": (
        "Trang PDF không phải là một ảnh quét: đã được vẽ lại thành ảnh.",
        "A PDF page was not one scanned image: it was drawn as an image.",
    ),
    "number_unread": (
        "Trước ký hiệu có số mà máy không đọc được (viết tay hoặc bị đè).",
        "A number stands before the notation that could not be read (by hand, or covered).",
    ),
    "signed_input": (
        "Tệp PDF có chữ ký số; bản số hóa không mang theo chữ ký đó.",
        "The PDF was signed; the digitised copy does not carry that signature.",
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

    def pixels(self) -> npt.NDArray[np.uint8]:
        """The upright page: height x width grey, or height x width x 3 BGR. Raises VanthuError for a broken image."""
        image = plain(self.picture.upright(self.frame))
        if image.mode == "1":
            image = image.convert("L")
        if image.size != (self.width, self.height):  # fax pixels are twice as high as wide
            image = image.resize((self.width, self.height), Image.Resampling.BILINEAR)
        array: npt.NDArray[Any] = np.asarray(image)
        if array.ndim == 2:
            return np.ascontiguousarray(array)
        return np.asarray(cv2.cvtColor(array, cv2.COLOR_RGB2BGR), np.uint8)

    def layers(self, paper_dpi: float) -> tuple[Layer, ...]:
        """The page image for the PDF in layers, the paper's of no more than `paper_dpi`; a black and white one without loss."""
        if self.frame.mode == "1":
            if mask_coder() == "CCITT G4":
                return (Layer(self.stored()),)
            black = ~np.asarray(plain(self.picture.upright(self.frame)), np.bool_)  # fax pixels as they are
            return (Layer(coded_mask(black)),)
        return layers_of(self.pixels(), self.dpi, paper_dpi)

    def stored(self) -> StoredImage:
        """The page image for the PDF: the file's own bytes wherever PDF can hold them."""
        return stored_image(self.picture, self.frame)


@dataclass(frozen=True)
class Scan:
    """An open scan; close it, or use it as a context."""

    pages: Sequence[ScanPage]
    notes: tuple[str, ...]  # keys of NOTES
    _open: contextlib.ExitStack

    def __enter__(self) -> Scan:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._open.close()


def open_scan(path: Path) -> Scan:
    """Opens a JPEG, PNG, TIFF or PDF. Headers are read, pixels are not.

    Raises VanthuError (VT-SCAN-nnn, exit 4) for what is no scan, broken, locked or beyond the limits.
    """
    kind = require_scan(path)
    with contextlib.ExitStack() as opened:
        notes: list[str] = []
        if kind is Kind.PDF:
            unpacked = opened.enter_context(pdf_source.unpack(path))
            notes.extend(unpacked.notes)
            pages = [_page_of_pdf(number, leaf, path.name, notes) for number, leaf in enumerate(unpacked.leaves, 1)]
        else:
            picture = opened.enter_context(Picture(path, path.name))
            pages = [
                _page(number, picture, frame, resolution(frame.width, frame.height, frame.dpi), notes)
                for number, frame in enumerate(picture.frames, 1)
            ]
        notes.extend(_notes_of(pages))
        return Scan(tuple(pages), tuple(dict.fromkeys(notes)), opened.pop_all())


def _page_of_pdf(number: int, leaf: Leaf, name: str, notes: list[str]) -> ScanPage:
    picture = Picture(leaf.file, name, first_page=number)
    frame = replace(picture.frames[0], dpi=leaf.dpi, turn=leaf.turn)
    return _page(number, picture, frame, resolution(frame.width, frame.height, leaf.dpi), notes)


def _page(number: int, picture: Picture, frame: Frame, dots: Resolution, notes: list[str]) -> ScanPage:
    if dots.assumed:
        notes.append("dpi_assumed")
    dpi = max(dots.x, dots.y)
    width, height = frame.width, frame.height
    if dpi / min(dots.x, dots.y) > 1.01:
        width, height = round(width * dpi / dots.x), round(height * dpi / dots.y)
    return ScanPage(number, *frame.turn.size(width, height), dpi, picture, frame)


def _notes_of(pages: Sequence[ScanPage]) -> Iterator[str]:
    if any(page.dpi < LEAST_DPI - 2 for page in pages):
        yield "low_resolution"
    if any(page.frame.mode == "1" for page in pages):
        yield "bilevel"
    if any(page.frame.mode not in ("1", "L", "RGB", "P") for page in pages):
        yield "colours_converted"
