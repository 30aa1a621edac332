"""What the child that takes a PDF apart says of one page, and what goes wrong with it."""

from __future__ import annotations

from typing import Any, Final

import pikepdf
from PIL import Image

from pipeline.digitize.pdf_content import page_box
from pipeline.digitize.turning import Turn
from pipeline.errors import Fault, VanthuError

INCH: Final = 72.0

Leaf = dict[str, Any]


class NotSimple(Exception):
    """The image is coded or coloured in a way that is better decoded by pdfium."""


# What pikepdf and Pillow raise over broken objects; RuntimeError is pikepdf's for a stream that cannot be decoded.
ODD: Final = (
    pikepdf.PdfError, NotSimple, ValueError, TypeError, KeyError, IndexError, AttributeError, ZeroDivisionError,
    OSError, RuntimeError,
)  # fmt: skip


def image_leaf(name: str, dpi: tuple[float, float], turn: Turn) -> Leaf:
    return {"file": name, "dpi": dpi, "degrees": turn.degrees, "mirrored": turn.mirrored}


def refused(fault: Fault, cause: str = "", **values: object) -> VanthuError:
    return VanthuError(fault, cause, name="", **values)  # the parent knows what people call the file


def rotation(page: pikepdf.Page) -> int:
    """The page's /Rotate, its own or inherited (ISO 32000-1 table 30)."""
    node = page.obj
    for _ in range(50):  # page trees of hostile files run in circles
        if "/Rotate" in node:
            return int(node.Rotate) % 360 // 90 * 90
        if "/Parent" not in node:
            break
        node = node.Parent
    return 0


def points(pdf: pikepdf.Pdf, index: int) -> tuple[float, float]:
    """The page's size as pdfium will draw it; what has no sound box it takes to be Letter."""
    try:
        left, bottom, right, top = page_box(pdf.pages[index])
    except ODD:
        return 612.0, 792.0
    return right - left, top - bottom


def slimmed(image: Image.Image) -> Image.Image:
    """Grey where nothing is coloured."""
    red, green, blue = image.split()
    return red if red.tobytes() == green.tobytes() == blue.tobytes() else image
