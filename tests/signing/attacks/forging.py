"""A forger's tools: a writer that leaves metadata alone, and the places of a signed record that are worth touching."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Attack = Callable[[bytes], bytes]
ATTACKS: Final[dict[str, Attack]] = {}


def attack(made: Attack) -> Attack:
    ATTACKS[made.__name__] = made
    return made


class Quiet(IncrementalPdfFileWriter):  # type: ignore[misc]
    """A forger's writer: leaves metadata alone, so that only the forgery is there to be found."""

    def _update_meta(self) -> None:
        pass


def update(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    writer = Quiet(io.BytesIO(pdf), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def first_page(writer: Any) -> Any:
    node = writer.root["/Pages"]
    while "/Kids" in node:
        node = node["/Kids"][0].get_object()
    return node


def fields(writer: Any) -> list[Any]:
    return [reference.get_object() for reference in writer.root["/AcroForm"]["/Fields"]]


def signed_fields(writer: Any) -> list[Any]:
    return [field for field in fields(writer) if field.get("/FT") == "/Sig" and "/V" in field]


def white(writer: Any, text: bytes = b"1 1 1 rg 50 600 500 200 re f") -> Any:
    return writer.add_object(generic.StreamObject(stream_data=text))


def form(writer: Any, width: float = 400, height: float = 40) -> Any:
    entries = {
        pdf_name("/Type"): pdf_name("/XObject"),
        pdf_name("/Subtype"): pdf_name("/Form"),
        pdf_name("/BBox"): generic.ArrayObject([generic.FloatObject(v) for v in (0, 0, width, height)]),
    }
    return writer.add_object(generic.StreamObject(entries, stream_data=b"1 1 1 rg 0 0 %d %d re f" % (width, height)))


def rectangle(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject([generic.FloatObject(value) for value in values])


def annotate(writer: Any, annotation: dict[str, Any]) -> Any:
    page = first_page(writer)
    thing = generic.DictionaryObject({pdf_name(key): value for key, value in annotation.items()})
    reference = writer.add_object(thing)
    listed = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
    page[pdf_name("/Annots")] = generic.ArrayObject([*listed, reference])
    writer.update_container(page)
    return reference


def tail_parts(pdf: bytes) -> tuple[int, int, bytes]:
    """Last startxref, /Size and the /Root entry of the trailer in force."""
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    size = max(int(value) for value in re.findall(rb"/Size (\d+)", pdf))
    root = re.findall(rb"/Root (\d+ \d+ R)", pdf)[-1]
    return start, size, root


def content_object(pdf: bytes) -> tuple[int, bytes]:
    """The first page's content stream as an object to be written over, its number and its new body."""
    found: list[int] = []

    def look(writer: Any) -> None:
        contents = first_page(writer).raw_get("/Contents")
        found.append(contents.idnum if isinstance(contents, generic.IndirectObject) else contents[0].idnum)

    update(pdf, look)
    body = b"%d 0 obj\n<< /Length 29 >>\nstream\n1 1 1 rg 0 0 600 850 re f    \nendstream\nendobj\n" % found[0]
    return found[0], body
