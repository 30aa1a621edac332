"""Number and date put on a record after the leader has signed and before the agency seals it (Decree 30, Art. 15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from pipeline.errors import VanthuError
from pipeline.text import tidy
from signing import faults, typeface_pdf
from signing.increment import Increment, seen_size
from signing.prepare import CENTRED, TEXT_SIZE
from signing.typeface import typeface

SMALLEST: Final = 5.0  # points; below it nobody reads a number
PAD: Final = 1.0


def fill_fields(pdf: bytes, values: Mapping[str, str]) -> bytes:
    """`pdf` with text fields (name to value) filled by an incremental update: field value and appearance, nothing else.

    Raises VanthuError: no such field (VT-SIGN-021), value cannot be written (VT-SIGN-025), not a PDF (020).
    """
    update = Increment.of(pdf)
    for name, value in values.items():
        field = update.field(name)
        if field.get("/FT") != "/Tx":
            raise VanthuError(faults.FIELD_MISSING, field=name)
        text = tidy(value)
        field[pdf_name("/V")] = generic.TextStringObject(text)
        update.update_container(field)
        width, height = seen_size(field)
        if width and height:
            resources = generic.DictionaryObject(
                {pdf_name("/Font"): generic.DictionaryObject({pdf_name(typeface_pdf.RESOURCE): update.font()})}
            )
            update.draw(field, _one_line(name, text, width, height, centred=field.get("/Q") == CENTRED), resources)
    return update.bytes()


def _one_line(name: str, text: str, width: float, height: float, *, centred: bool) -> bytes:
    """One line, upright, 13 points or what fits, on the box's middle."""
    face = typeface()
    natural = face.width(text, 1.0)
    size = min(TEXT_SIZE, (width - 2 * PAD) / natural if natural else TEXT_SIZE, height / 1.1)
    if size < SMALLEST:
        raise VanthuError(faults.TEXT_NOT_WRITABLE, field=name, reason="ô quá nhỏ so với nội dung")
    if face.writable(text) != text:
        raise VanthuError(faults.TEXT_NOT_WRITABLE, field=name, reason="có chữ không viết được bằng phông của văn bản")
    left = (width - natural * size) / 2 if centred else PAD
    base = (height - size * (face.ascent - face.descent) / 1000) / 2 - size * face.descent / 1000
    return b"/Tx BMC q BT %s %.2f Tf 0 g %.2f %.2f Td %s Tj ET Q EMC" % (
        typeface_pdf.RESOURCE.encode(), size, left, base, face.code(text),
    )  # fmt: skip
