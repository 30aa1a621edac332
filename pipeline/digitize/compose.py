"""Composes the record: page images, in layers or as scanned, under an invisible text layer, one PDF/A-2u, made with pypdf alone.

The same input gives the same bytes: no clock, no random number, the /ID is a hash of all that went in.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Final, cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from pipeline.clock import VIETNAM
from pipeline.digitize import xmp
from pipeline.digitize.born.reading import added_lines
from pipeline.digitize.embedding import attach
from pipeline.digitize.font import GlyphlessFont
from pipeline.digitize.layers.page import Layer
from pipeline.digitize.pdf_objects import SpooledStream, dictionary, flate, number
from pipeline.digitize.pdf_source import FORM, Attached, Bookmark, Link, Rectangle, Sheet
from pipeline.digitize.pdf_writing import write_packed
from pipeline.digitize.scan import BornPage, ScanPage
from pipeline.digitize.srgb import NAME, srgb_profile
from pipeline.digitize.stored import StoredImage
from pipeline.digitize.text_layer import text_operators
from pipeline.digitize.turning import Matrix, Turn
from pipeline.digitize.values import LEAST_DPI, LayerKind, PageImage, PageLayer, ReadPage
from pipeline.digitize.xmp import RecordInfo

_FONT: Final = "F0"
_PRINTED: Final = 4  # annotation flag (ISO 32000-1 table 165)
_INSET: Final = 0.003  # points; pdfium stretches an image over every pixel that it touches, by however little


def compose(
    pages: Sequence[ScanPage | BornPage],
    read: Sequence[ReadPage],
    out: Path,
    about: RecordInfo,
    image: PageImage = "layers",
    paper_dpi: float = LEAST_DPI,
    on_page: Callable[[int, int], None] | None = None,
    bookmarks: Sequence[Bookmark] = (),
    files: Sequence[Attached] = (),
) -> tuple[tuple[PageLayer, ...], ...]:
    """Writes PDF/A-2u to `out`, PDF/A-3u where `files` go with it. `read` has one page for each of `pages`, in order; pages are taken one at a time.

    Returns what each page is shown with. `paper_dpi` is for layers: what their paper is brought down to; `on_page(done, of)` is told of
    each page. Raises VanthuError (VT-SCAN) when a page image is broken, ValueError when pages and reading do not belong together.
    """
    if len(pages) != len(read):
        raise ValueError(f"{len(pages)} pages, but {len(read)} were read")
    digest = hashlib.sha256()
    font = GlyphlessFont()
    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    told: list[tuple[PageLayer, ...]] = []
    fonts = DictionaryObject()
    fonts_reference = writer._add_object(fonts)
    forms = _Forms(writer, digest)
    with tempfile.TemporaryFile(dir=out.parent) as spool:
        for page, words in zip(pages, read, strict=True):
            width, height = words.width * 72 / words.dpi, words.height * 72 / words.dpi
            painting, images = [], DictionaryObject()
            layers: Sequence[Layer] = ()
            if isinstance(page, BornPage):
                painting.append(_shown(page, words.rotation, width, height))
                images[NameObject(FORM)] = forms.of(page.sheet)
                words = replace(words, lines=added_lines(words, page.lines))  # its own are there to be seen, and found
            else:
                layers = page.layers(paper_dpi) if image == "layers" else (Layer(page.stored()),)
            told.append(_told(layers, page))
            for index, layer in enumerate(layers):
                digest.update(layer.image.data)
                painting.append(_painted(layer, words.rotation, width, height, f"/Im{index}"))
                images[NameObject(f"/Im{index}")] = writer._add_object(_image(layer, spool))
            content = "\n".join([*painting, text_operators(words, font), ""])
            digest.update(content.encode("ascii"))
            sheet = writer.add_blank_page(width, height)
            sheet[NameObject("/Resources")] = dictionary(XObject=images, Font=fonts_reference)
            sheet[NameObject("/Contents")] = writer._add_object(flate(content.encode("ascii")))
            if on_page is not None:
                on_page(len(told), len(pages))
        leading = _Leading(writer, {page.number - 1: index for index, page in enumerate(pages)})
        for index, (page, words) in enumerate(zip(pages, read, strict=True)):
            if isinstance(page, BornPage) and page.sheet.links:
                size = words.width * 72 / words.dpi, words.height * 72 / words.dpi
                leading.add_links(index, page.sheet.links, _laid(page, words.rotation, *size))
                digest.update(repr(page.sheet.links).encode())
        leading.add_bookmarks(bookmarks)
        digest.update(repr(bookmarks).encode())
        if font:
            fonts[NameObject(f"/{_FONT}")] = writer._add_object(font.write(writer))
        metadata = xmp.packet(about, part=3 if files else 2)
        digest.update(metadata)
        if files:
            attach(writer, files, digest)
        _catalogue(writer, about, metadata)
        identifier = ByteStringObject(digest.digest()[:16])
        writer._ID = ArrayObject([identifier, identifier])
        with out.open("wb") as file:
            write_packed(writer, file)
    return tuple(told)


def _told(layers: Sequence[Layer], page: ScanPage | BornPage) -> tuple[PageLayer, ...]:
    found: dict[LayerKind, PageLayer] = {}
    for layer in layers:
        left, top, right, bottom = layer.box
        width, height = layer.image.turn.size(layer.image.width, layer.image.height)
        dpi = page.dpi * min(width / ((right - left) * page.width), height / ((bottom - top) * page.height))
        kind: LayerKind = "print" if layer.ink else "page" if len(layers) == 1 else "colour" if found else "paper"
        before = found.get(kind, PageLayer(kind, round(dpi), layer.image.bits, layer.image.coding, 0))
        found[kind] = replace(before, dpi=min(before.dpi, round(dpi)), images=before.images + 1)
    return tuple(found.values())


class _Forms:
    """The content of born-digital pages, taken over into the file that is written."""

    def __init__(self, writer: PdfWriter, digest: hashlib._Hash) -> None:
        self._writer, self._digest = writer, digest
        self._readers: dict[Path, PdfReader] = {}

    def of(self, sheet: Sheet) -> PdfObject:
        if sheet.file not in self._readers:
            self._readers[sheet.file] = PdfReader(sheet.file)
            self._digest.update(sheet.file.read_bytes())
        resources = cast(DictionaryObject, self._readers[sheet.file].pages[sheet.place]["/Resources"])
        objects = cast(DictionaryObject, resources["/XObject"])
        form: PdfObject = objects.raw_get(FORM).clone(self._writer)
        return form


class _Leading:
    """Links and bookmarks of the file that is written. `places` are indices of its pages by those of the scan."""

    def __init__(self, writer: PdfWriter, places: Mapping[int, int]) -> None:
        self._writer, self._places = writer, places

    def add_links(self, index: int, links: Sequence[Link], laid: Matrix) -> None:
        """Links whose page is there, without a frame, printed with the page (ISO 19005-2 6.3.2, 6.5.1)."""
        notes = ArrayObject()
        for link in links:
            note = dictionary(
                Type=NameObject("/Annot"),
                Subtype=NameObject("/Link"),
                Rect=ArrayObject(FloatObject(f"{value:.2f}") for value in _moved(link.box, laid)),
                Border=ArrayObject([NumberObject(0)] * 3),
                F=NumberObject(_PRINTED),
            )
            if link.address:
                address = ByteStringObject(link.address.encode("ascii"))
                note[NameObject("/A")] = dictionary(S=NameObject("/URI"), URI=address)
            elif link.page in self._places:
                page = self._writer.pages[self._places[link.page]].indirect_reference
                assert page is not None
                note[NameObject("/Dest")] = ArrayObject([page, NameObject("/Fit")])
            else:
                continue
            notes.append(self._writer._add_object(note))
        if notes:
            self._writer.pages[index][NameObject("/Annots")] = notes

    def add_bookmarks(self, bookmarks: Sequence[Bookmark]) -> None:
        parents: list[IndirectObject] = []
        for mark in bookmarks:
            del parents[mark.depth :]
            if mark.page in self._places:
                above = parents[-1] if parents else None
                page = self._places[mark.page]
                title = xmp.clean(mark.title)
                item = self._writer.add_outline_item(title=title, page_number=page, parent=above, is_open=False)
                parents.append(item)


def _moved(box: Rectangle, matrix: Matrix) -> Rectangle:
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _laid(page: BornPage, rotation: int, width: float, height: float) -> Matrix:
    """Takes the points of a born-digital page to those of the page, which is that of its picture to the pixel."""
    left_to_right, top_to_bottom = page.sheet.size
    unit = (1 / left_to_right, 0.0, 0.0, 1 / top_to_bottom, 0.0, 0.0)
    return _combined(unit, Turn((page.turned + rotation) % 360).matrix(width, height))


def _shown(page: BornPage, rotation: int, width: float, height: float) -> str:
    """Operators that lay a born-digital page over the page."""
    matrix = _laid(page, rotation, width, height)
    return f"q {' '.join(number(value, 6) for value in matrix)} cm {FORM} Do Q"


def _painted(layer: Layer, rotation: int, width: float, height: float, name: str) -> str:
    """Operators that lay a layer over its part of the page (ISO 32000-1 8.9.5), a stencil in its ink (8.9.6.2)."""
    turn = layer.image.turn.then(rotation)
    across, down = (_INSET / side for side in ((height, width) if turn.swaps_sides else (width, height)))
    left, top, right, bottom = layer.box
    left, top, right, bottom = left + across, top + down, right - across, bottom - down
    part = (right - left, 0.0, 0.0, bottom - top, left, 1 - bottom)  # the unit square onto the layer's part of it
    matrix = _combined(part, turn.matrix(width, height))
    ink = "" if layer.ink is None else " ".join(number(value / 255, 3) for value in layer.ink) + " rg "
    return f"q {ink}{' '.join(number(value, 4) for value in matrix)} cm {name} Do Q"


def _combined(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _image(layer: Layer, spool: IO[bytes]) -> SpooledStream:
    stored = layer.image
    entries: dict[str, PdfObject] = {
        "Type": NameObject("/XObject"),
        "Subtype": NameObject("/Image"),
        "Width": NumberObject(stored.width),
        "Height": NumberObject(stored.height),
        "BitsPerComponent": NumberObject(stored.bits),
    }
    coding, parameters = NameObject(f"/{stored.coding}"), _decoding(stored)
    if layer.ink is None:
        entries["ColorSpace"] = _colour_space(stored)
    else:
        entries["ImageMask"] = BooleanObject(True)  # paints where samples are 0 (table 89): black, whatever the coding
    if stored.packed:
        entries["Filter"] = ArrayObject([NameObject("/FlateDecode"), coding])
    else:
        entries["Filter"] = coding
        if parameters:
            entries["DecodeParms"] = parameters
    return SpooledStream(spool, stored.data, **entries)


def _colour_space(stored: StoredImage) -> PdfObject:
    if stored.palette:
        last = len(stored.palette) // 3 - 1
        return ArrayObject(
            [NameObject("/Indexed"), NameObject("/DeviceRGB"), NumberObject(last), ByteStringObject(stored.palette)]
        )
    return NameObject("/DeviceGray" if stored.channels == 1 else "/DeviceRGB")


def _decoding(stored: StoredImage) -> DictionaryObject | None:
    """How to undo the coding (ISO 32000-1 tables 8, 11 and 13)."""
    if stored.coding == "CCITTFaxDecode":
        return dictionary(
            K=NumberObject(-1),
            Columns=NumberObject(stored.width),
            Rows=NumberObject(stored.height),
            BlackIs1=BooleanObject(stored.black_is_1),
        )
    if stored.coding == "FlateDecode":
        return dictionary(
            Predictor=NumberObject(15),
            Colors=NumberObject(stored.channels),
            BitsPerComponent=NumberObject(stored.bits),
            Columns=NumberObject(stored.width),
        )
    return None if stored.colour_transform else dictionary(ColorTransform=NumberObject(0))


def _catalogue(writer: PdfWriter, about: RecordInfo, metadata: bytes) -> None:
    """Output intent (ISO 19005-2 6.2.3), XMP (6.6.2), language, and an Info dictionary that says what the XMP says."""
    root = writer.root_object
    srgb = TextStringObject(NAME)
    profile = writer._add_object(flate(srgb_profile(), N=NumberObject(3)))
    root[NameObject("/OutputIntents")] = ArrayObject(
        [
            writer._add_object(
                dictionary(
                    Type=NameObject("/OutputIntent"),
                    S=NameObject("/GTS_PDFA1"),
                    OutputConditionIdentifier=srgb,
                    Info=srgb,
                    DestOutputProfile=profile,
                )
            )
        ]
    )
    root[NameObject("/Metadata")] = writer._add_object(
        flate(metadata, Type=NameObject("/Metadata"), Subtype=NameObject("/XML"))
    )
    root[NameObject("/Lang")] = TextStringObject(about.language)
    root[NameObject("/ViewerPreferences")] = dictionary(DisplayDocTitle=BooleanObject(True))
    moment = TextStringObject(pdf_date(about.created))
    writer.metadata = {
        NameObject("/Title"): TextStringObject(xmp.clean(about.title)),
        NameObject("/Author"): TextStringObject(xmp.clean(about.organ)),
        NameObject("/Creator"): TextStringObject(xmp.TOOL),
        NameObject("/Producer"): TextStringObject(xmp.PRODUCER),
        NameObject("/CreationDate"): moment,
        NameObject("/ModDate"): moment,
    }


def pdf_date(moment: datetime) -> str:
    """`D:20261122091503+07'00'` (ISO 32000-1 7.9.4)."""
    return moment.astimezone(VIETNAM).strftime("D:%Y%m%d%H%M%S+07'00'")
