"""Makes a record ready for its first signature: every field there will ever be, with the typeface they are written in.

A field added after a signature is the material of attacks and makes verifiers complain (certified documents, pyHanko #719),
so all are made before, in a file written anew: nothing unreferenced and no earlier revision is signed along. The agency's
field has no /Lock on number and date: pyHanko 0.38 takes any later revision, a time stamp for the archive too, for a change of a
locked field that has an appearance. That nothing is filled in after the last signature is our own verdict's rule.
"""

from __future__ import annotations

import io
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from pipeline.errors import VanthuError
from signing import faults, typeface_pdf
from signing.places import AGENCY, DATE, DAY, FIELDS, MONTH, NUMBER, PERSONAL, REASONS, Box, FieldPlan, PageSize, Place

PRINT_LOCKED: Final = 4 | 128  # annotation flags: printed (ISO 19005-2 §6.3.2), not to be moved
READ_ONLY: Final = 1
CENTRED: Final = 1  # quadding (ISO 32000-1 table 222)
SIGNATURES_APPEND_ONLY: Final = 1 | 2
TEXT_SIZE: Final = 13  # Decree 30, boxes 3 and 4
TITLES: Final = {
    PERSONAL: "Chữ ký của người có thẩm quyền",
    AGENCY: "Chữ ký số của cơ quan",
    NUMBER: "Số và ký hiệu",
    DATE: "Ngày, tháng, năm ban hành",
    DAY: "Ngày ban hành",
    MONTH: "Tháng ban hành",
    **REASONS,
}
# By page rotation: what turns a drawing upright on a page that is shown turned (ISO 32000-1 §12.5.5 fits it to the box).
UPRIGHT: Final = {0: (1, 0, 0, 1, 0, 0), 90: (0, 1, -1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, -1, 1, 0, 0, 0)}


def page_sizes(pdf: bytes) -> tuple[PageSize, ...]:
    """The pages as they are seen. Raises VanthuError (VT-SIGN-020)."""
    with _opened(pdf) as document:
        return tuple(_seen(page) for page in document.pages)


def prepare_record(pdf: bytes, plan: FieldPlan) -> bytes:
    """`pdf` (a PDF/A-2u without signatures) with the fields of `plan`; one that has them already comes back as it is.

    Raises VanthuError: not a PDF to sign (VT-SIGN-020), signed before (VT-SIGN-024), typeface missing (027).
    """
    with _opened(pdf) as document:
        names = _field_names(document)
        if names and names >= {name for name, _ in plan.named()}:
            return pdf
        if b"/ByteRange" in pdf:
            raise VanthuError(faults.ALREADY_SIGNED)
        _drop_active_content(document)
        font = typeface_pdf.embed(document)
        fields = [_field(document, name, place) for name, place in plan.named()]
        document.Root.AcroForm = document.make_indirect(
            Dictionary(
                Fields=Array(fields),
                SigFlags=SIGNATURES_APPEND_ONLY,
                DR=Dictionary(Font=Dictionary({typeface_pdf.RESOURCE: font})),
                DA=String(f"{typeface_pdf.RESOURCE} {TEXT_SIZE} Tf 0 g"),
            )
        )
        out = io.BytesIO()
        # 1.7 in the header: a later writer that wanted it would have to change the catalogue after the first signature.
        document.save(
            out, min_version="1.7", deterministic_id=True, linearize=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable, stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )  # fmt: skip
        return out.getvalue()


def _opened(pdf: bytes) -> pikepdf.Pdf:
    try:
        document = pikepdf.open(io.BytesIO(pdf))
    except pikepdf.PdfError as error:
        raise VanthuError(faults.CANNOT_READ) from error
    if document.is_encrypted or not document.pages:
        raise VanthuError(faults.CANNOT_READ)
    return document


def _field_names(document: pikepdf.Pdf) -> set[str]:
    form = document.Root.get("/AcroForm", Dictionary())
    return {str(field.get("/T", "")) for field in form.get("/Fields", Array())}


def _drop_active_content(document: pikepdf.Pdf) -> None:
    """What could show something else after signing than before (shadow attacks) is not signed: scripts, actions, foreign fields."""
    for key in ("/OpenAction", "/AA", "/AcroForm"):
        if key in document.Root:
            del document.Root[key]
    if "/Names" in document.Root and "/JavaScript" in document.Root.Names:
        del document.Root.Names["/JavaScript"]
    for page in document.pages:
        if "/Annots" in page.obj:
            page.obj.Annots = Array([item for item in page.obj.Annots if item.get("/Subtype") != Name.Widget])


def _rotation(page: pikepdf.Page) -> int:
    """Degrees clockwise by which the page is shown turned; inherited (ISO 32000-1 §7.7.3.4), multiples of 90 alone count."""
    node, depth = page.obj, 0
    while "/Rotate" not in node and "/Parent" in node and depth < 64:
        node, depth = node.Parent, depth + 1
    degrees = int(node.get("/Rotate", 0)) % 360
    return degrees if degrees in UPRIGHT else 0


def _frame(page: pikepdf.Page) -> tuple[tuple[float, float, float, float], float]:
    """The visible part of a page [x0, y0, x1, y1] in user space, and points to a unit."""
    x0, y0, x1, y1 = (float(value) for value in page.cropbox)
    unit = float(page.obj.get("/UserUnit", 1))
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), unit


def _seen(page: pikepdf.Page) -> PageSize:
    (x0, y0, x1, y1), unit = _frame(page)
    width, height = (x1 - x0) * unit, (y1 - y0) * unit
    return PageSize(height, width) if _rotation(page) in (90, 270) else PageSize(width, height)


def user_box(page: pikepdf.Page, box: Box) -> tuple[float, float, float, float]:
    """A box of the page as seen (points from the top left) in the page's own user space [x0, y0, x1, y1]."""
    (x0, y0, x1, y1), unit = _frame(page)
    left, top, right, bottom = (value / unit for value in box)
    turned = {
        0: (x0 + left, y1 - bottom, x0 + right, y1 - top),
        90: (x0 + top, y0 + left, x0 + bottom, y0 + right),
        180: (x1 - right, y0 + top, x1 - left, y0 + bottom),
        270: (x1 - bottom, y1 - right, x1 - top, y1 - left),
    }
    a, b, c, d = turned[_rotation(page)]
    return (round(a, 2), round(b, 2), round(c, 2), round(d, 2))


def _field(document: pikepdf.Pdf, name: str, place: Place) -> pikepdf.Object:
    page = document.pages[place.page - 1]
    rotation = _rotation(page)
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, T=String(name), TU=String(TITLES[name]), F=PRINT_LOCKED, P=page.obj,
        FT=Name.Sig if name in FIELDS.values() else Name.Tx,
    )  # fmt: skip
    if Name.Tx == field.FT:
        field.Ff = READ_ONLY
        field.DA = String(f"{typeface_pdf.RESOURCE} {TEXT_SIZE} Tf 0 g")
        if name in (DAY, MONTH):
            field.Q = CENTRED
    if place.box is None:
        field.Rect = Array([0, 0, 0, 0])
    else:
        x0, y0, x1, y1 = user_box(page, place.box)
        field.Rect = Array([x0, y0, x1, y1])
        if rotation:
            field.MK = Dictionary(R=rotation)
        field.AP = Dictionary(N=_empty(document, x1 - x0, y1 - y0, rotation))
    reference = document.make_indirect(field)
    if "/Annots" not in page.obj:
        page.obj.Annots = document.make_indirect(Array())
    page.obj.Annots.append(reference)
    return reference


def _empty(document: pikepdf.Pdf, across: float, up: float, rotation: int) -> pikepdf.Object:
    """The appearance of a field with nothing in it; PDF/A wants one (ISO 19005-2 §6.3.3).

    Its box is, to the last digit, that of the appearance which takes its place: EU DSS fails a box that changes.
    """
    width, height = (up, across) if rotation in (90, 270) else (across, up)
    return document.make_stream(
        b"q Q",  # an empty stream is written with a filter it cannot be decoded by
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, round(width, 2), round(height, 2)]),
        Matrix=Array(UPRIGHT[rotation]),
        Resources=Dictionary(),
    )
