"""What is appended to a record after its first signature: objects meant to change, and nothing a writer does by itself."""

from __future__ import annotations

import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError

from pipeline.errors import VanthuError
from signing import faults, typeface_pdf
from signing.prepare import UPRIGHT


class Increment(IncrementalPdfFileWriter):  # type: ignore[misc]
    """An incremental update that leaves XMP and Info alone: metadata changed after signing looks like fraud, and is one."""

    def _update_meta(self) -> None:
        """pyHanko would write a new modification date into both."""

    @classmethod
    def of(cls, pdf: bytes) -> Increment:
        """Raises VanthuError (VT-SIGN-020) where the file's structure is not sound."""
        try:
            return cls(io.BytesIO(pdf))
        except (PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise VanthuError(faults.CANNOT_READ, type(error).__name__) from error

    def field(self, name: str) -> generic.DictionaryObject:
        """The top-level form field of this name. Raises VanthuError (VT-SIGN-021)."""
        try:
            for reference in self.root["/AcroForm"]["/Fields"]:
                field = reference.get_object()
                if field.get("/T") == name:
                    assert isinstance(field, generic.DictionaryObject)
                    return field
        except (KeyError, TypeError, PdfError) as error:
            raise VanthuError(faults.FIELD_MISSING, field=name) from error
        raise VanthuError(faults.FIELD_MISSING, field=name)

    def font(self) -> generic.IndirectObject:
        """The typeface embedded by `prepare_record`."""
        try:
            found = self.root["/AcroForm"]["/DR"]["/Font"].raw_get(typeface_pdf.RESOURCE)
        except KeyError as error:
            raise VanthuError(faults.FIELD_MISSING, field=typeface_pdf.RESOURCE) from error
        assert isinstance(found, generic.IndirectObject)
        return found

    def draw(self, field: generic.DictionaryObject, content: bytes, resources: generic.DictionaryObject) -> None:
        """Gives a widget a new appearance in place of its empty one; a field nobody sees stays unseen."""
        width, height = seen_size(field)
        if not width or not height:
            return
        form = generic.StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject(
                    [generic.FloatObject(v) for v in (0, 0, round(width, 2), round(height, 2))]
                ),
                pdf_name("/Matrix"): generic.ArrayObject([generic.NumberObject(v) for v in UPRIGHT[turned(field)]]),
                pdf_name("/Resources"): resources,
            },
            stream_data=content,
        )
        form.compress()
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): self.add_object(form)})
        self.update_container(field)

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.write(out)
        return out.getvalue()


def turned(field: generic.DictionaryObject) -> int:
    """Degrees by which the page under a widget is shown turned (0, 90, 180, 270)."""
    degrees = int(field["/MK"].get("/R", 0)) if "/MK" in field else 0
    return degrees if degrees in UPRIGHT else 0


def seen_size(field: generic.DictionaryObject) -> tuple[float, float]:
    """Width and height of a widget as a reader sees it, in user units."""
    x0, y0, x1, y1 = (float(value) for value in field["/Rect"])
    width, height = abs(x1 - x0), abs(y1 - y0)
    return (height, width) if turned(field) in (90, 270) else (width, height)
