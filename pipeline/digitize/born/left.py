"""What a converted page leaves behind: told in notes, and still there in the original, which is kept byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary

_ACTING: Final = ("/OpenAction", "/AA")
_FILES: Final = ("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D")
_MOST_PAGES: Final = 200  # looked through for notes


def left_behind(pdf: pikepdf.Pdf) -> list[str]:
    """Keys of scan.NOTES."""
    try:
        return list(dict.fromkeys(_found(pdf)))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError):
        return []


def _found(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    names, form = _dictionary(root.get("/Names")), _dictionary(root.get("/AcroForm"))
    if "/JavaScript" in names or any(_acts(root.get(key)) for key in _ACTING):
        yield "scripts_left"
    if "/XFA" in form:
        yield "xfa_left"
    if isinstance(form.get("/Fields"), Array) and len(form.Fields):
        yield "form_flattened"
    if isinstance(root.get("/OCProperties"), Dictionary):
        yield "layers_flattened"
    for number, page in enumerate(pdf.pages):
        if number >= _MOST_PAGES:
            return
        notes = page.obj.get("/Annots")
        for note in notes if isinstance(notes, Array) else ():
            if isinstance(note, Dictionary) and str(note.get("/Subtype")) in _FILES:
                yield "attachments_left"


def _dictionary(value: Any) -> Any:
    return value if isinstance(value, Dictionary) else Dictionary()


def _acts(value: Any) -> bool:
    """A destination to open at does nothing; an action may, and so may the actions of document and page events."""
    return isinstance(value, Dictionary) and str(value.get("/S", "/JavaScript")) != "/GoTo"
