"""Born-digital pages of one PDF made into a PDF/A-2u of their own: each page upright, its content one form XObject.

Annotations and form fields become what they show, hidden layers go, scripts and actions stay behind (the original is kept
byte for byte); links and attached files are brought into the record by links.py and attached.py. Each page is drawn before
and after and must look the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name

from pipeline.digitize import xmp
from pipeline.digitize.born import fonts
from pipeline.digitize.born.colours import Colours
from pipeline.digitize.born.content import Rewriter, Unconvertible, Uses
from pipeline.digitize.born.objects import Objects
from pipeline.digitize.born.optional import Visibility
from pipeline.digitize.born.typefaces import MARK
from pipeline.digitize.check import check_pdfa
from pipeline.digitize.pdf_content import page_box
from pipeline.digitize.pdf_source import FORM
from pipeline.digitize.srgb import NAME, srgb_profile

_SEEN: Final = 50  # dpi at which two drawings are compared
_FIELD: Final = 8  # pixels a side of the fields that are compared
_UNLIKE: Final = 40  # grey levels (of 255) by which a field's mean differs where something is missing
_MOST_UNLIKE: Final = 0.004  # of the fields; a stand-in typeface moves a few
_MOST_PAGES_ALONE: Final = 60  # beyond this pages are not tried one by one
# What pikepdf and fontTools raise over broken objects.
ODD: Final = (
    pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, ZeroDivisionError, OSError, RuntimeError,
    OverflowError, RecursionError, AssertionError,
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One converted page."""

    page: int  # index in the source
    place: int  # index in the converted file
    width: float  # points, upright
    height: float
    unread: float  # share of its glyphs that no code or name tells
    glyphs: int
    pictures: float  # share of the page under images, overlaps counted twice


@dataclass
class Converted:
    """What came of it: the file, its pages, and why others could not be taken in."""

    data: bytes = b""
    sheets: list[Sheet] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)  # by page index
    stood_in: bool = False  # a free typeface is in the place of one that the PDF names and does not hold


def convert(source: Path, pages: Sequence[int], alive: Callable[[], None], *, prove: bool = True) -> Converted:
    """Converts the pages with these indices; `alive` is called before each step that may take long.

    Without `prove` the pages were converted and proved before. Raises nothing of a page's own.
    """
    try:
        made = _converted(source, pages, alive, prove=prove)
        if not made.reasons:
            return made
    except (Unconvertible, *ODD) as error:
        made = Converted(reasons=dict.fromkeys(pages, _said(error)))
    if len(pages) == 1 or len(pages) > _MOST_PAGES_ALONE:
        return (
            made if len(pages) == 1 else Converted(reasons={page: next(iter(made.reasons.values())) for page in pages})
        )
    failed = {page: why for page in pages if (why := _alone(source, page, alive))}
    left = [page for page in pages if page not in failed]
    if not left:
        return Converted(reasons=failed)
    try:
        made = _converted(source, left, alive)
    except (Unconvertible, *ODD) as error:
        made = Converted(reasons=dict.fromkeys(left, _said(error)))
    if made.reasons:
        return Converted(reasons=failed | dict.fromkeys(left, next(iter(made.reasons.values()))))
    made.reasons = failed
    return made


def _alone(source: Path, page: int, alive: Callable[[], None]) -> str:
    try:
        return next(iter(_converted(source, [page], alive).reasons.values()), "")
    except (Unconvertible, *ODD) as error:
        return _said(error)


def _said(error: Exception) -> str:
    return str(error)[:80] if isinstance(error, Unconvertible) else type(error).__name__


def _converted(source: Path, pages: Sequence[int], alive: Callable[[], None], *, prove: bool = True) -> Converted:
    """All of the pages in one file, or reasons why not."""
    with pikepdf.open(source) as pdf:
        shown = Visibility(pdf)
        _flattened(pdf, pages, shown)
        colours = Colours(pdf)
        rewriter = Rewriter(pdf, shown, Objects(pdf, colours))
        forms: list[tuple[Any, Uses]] = []
        for index in pages:
            alive()
            form = _form_of(pdf.pages[index])
            forms.append((form, rewriter.form(form)))
        missing: dict[tuple[int, int], float] = {}
        for key, font in list(rewriter.fonts.items()):
            codes = rewriter.codes.get(key)
            if codes:
                alive()
                missing[key] = fonts.mend(pdf, font, codes) / len(codes)
        for resources, press in rewriter.resources:
            colours.resources(resources)
            if press:
                colours.press_for(resources)
        alive()
        data, sheets = _put_together(pages, forms, missing)
        stood_in = any(str(rewriter.fonts[key].get("/BaseFont")).startswith(f"/{MARK}") for key in missing)
    if not prove:
        return Converted(data, sheets, stood_in=stood_in)
    alive()
    findings = check_pdfa(data)
    if findings:
        return Converted(reasons=dict.fromkeys(pages, str(findings[0])[:120]))
    made = Converted(data, sheets, stood_in=stood_in)
    made.reasons = _unlike(source, made, alive)
    return made


def _flattened(pdf: pikepdf.Pdf, pages: Sequence[int], shown: Visibility) -> None:
    """Annotations and form fields as part of the page, as far as they have something to show."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and form.get("/NeedAppearances", False):
        pdf.generate_appearance_streams()
    for index in pages:
        page = pdf.pages[index]
        notes = page.obj.get("/Annots")
        if isinstance(notes, Array):
            page.obj.Annots = Array([note for note in notes if isinstance(note, Dictionary) and shown(note.get("/OC"))])
    pdf.flatten_annotations("screen")


def _form_of(page: pikepdf.Page) -> Any:
    box = Array([round(value, 4) for value in page_box(page)])
    for key in ("/TrimBox", "/ArtBox", "/BleedBox"):
        if key in page.obj:
            del page.obj[key]
    page.obj.CropBox = page.obj.MediaBox = box
    if "/UserUnit" in page.obj:
        del page.obj["/UserUnit"]  # pdfium draws pages without it, and so does everybody here
    form = page.as_form_xobject()
    return form if form.is_indirect else page.obj  # always indirect; a stream cannot be anything else


def _put_together(
    pages: Sequence[int], forms: Sequence[tuple[Any, Uses]], missing: dict[tuple[int, int], float]
) -> tuple[bytes, list[Sheet]]:
    sheets = []
    with pikepdf.new() as made:
        for place, (index, (form, uses)) in enumerate(zip(pages, forms, strict=True)):
            width, height = _at_origin(form)
            made.add_blank_page(page_size=(width, height))
            page = made.pages[-1]
            page.Resources = Dictionary(XObject=Dictionary({FORM: made.copy_foreign(form)}))
            page.Contents = made.make_stream(f"{FORM} Do\n".encode())
            glyphs = sum(uses.glyphs.values())
            unread = sum(count * missing.get(key, 0) for key, count in uses.glyphs.items())
            area = uses.pictures / (width * height)
            sheets.append(Sheet(index, place, width, height, unread / glyphs if glyphs else 0.0, glyphs, area))
        _declared(made)
        out = io.BytesIO()
        made.save(
            out, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, object_stream_mode=pikepdf.ObjectStreamMode.generate,
            min_version="1.7", deterministic_id=True,
        )  # fmt: skip
        return out.getvalue(), sheets


def _at_origin(form: Any) -> tuple[float, float]:
    """Gives the form a matrix that brings its box to the origin: the record knows it by its size alone. Width and height."""
    a, b, c, d, e, f = (float(value) for value in form.get("/Matrix", [1, 0, 0, 1, 0, 0]))
    left, bottom, right, top = (float(value) for value in form.BBox)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    form.Matrix = Array([a, b, c, d, round(e - min(xs), 4), round(f - min(ys), 4)])
    return max(xs) - min(xs), max(ys) - min(ys)


def _declared(pdf: pikepdf.Pdf) -> None:
    """What the proof wants of a whole file; the record gets its own."""
    profile = pdf.make_stream(srgb_profile(), N=3)
    pdf.Root.OutputIntents = Array(
        [Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=NAME, Info=NAME, DestOutputProfile=profile)]
    )  # fmt: skip
    packet = xmp.packet(xmp.RecordInfo("-", "-", datetime.fromtimestamp(0, UTC)))
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def _unlike(source: Path, made: Converted, alive: Callable[[], None]) -> dict[int, str]:
    """The pages that look different after all: something on them was not understood."""
    reasons = {}
    with closing(pypdfium2.PdfDocument(source)) as before, closing(pypdfium2.PdfDocument(made.data)) as after:
        if before.get_formtype():
            before.init_forms()
        for sheet in made.sheets:
            alive()
            share = _difference(_drawn(before[sheet.page]), _drawn(after[sheet.place]))
            if share > _MOST_UNLIKE:
                reasons[sheet.page] = f"looks different ({share:.1%})"
    return reasons


def _drawn(page: pypdfium2.PdfPage) -> npt.NDArray[np.float64]:
    with closing(page):
        pixels = page.render(scale=_SEEN / 72, grayscale=True, draw_annots=True, may_draw_forms=True).to_numpy()
    grey = np.asarray(pixels, np.float64).reshape(pixels.shape[:2])
    rows, columns = (max(1, -(-side // _FIELD)) * _FIELD for side in grey.shape)
    full = np.full((rows, columns), 255.0)
    full[: grey.shape[0], : grey.shape[1]] = grey
    return np.asarray(full.reshape(rows // _FIELD, _FIELD, columns // _FIELD, _FIELD).mean(axis=(1, 3)))


def _difference(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """The share of fields that differ."""
    rows, columns = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    if abs(one.shape[0] - other.shape[0]) > 1 or abs(one.shape[1] - other.shape[1]) > 1:
        return 1.0
    return float((np.abs(one[:rows, :columns] - other[:rows, :columns]) > _UNLIKE).mean())
