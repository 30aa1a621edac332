"""A page of a PDF as pdfium shows it: drawn where it could not be taken over, at a resolution that memory bears."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pikepdf
import pypdfium2

from pipeline.digitize import faults
from pipeline.digitize.pdf_page import INCH, Leaf, image_leaf, points, refused, slimmed
from pipeline.digitize.turning import UPRIGHT
from pipeline.digitize.values import LONGEST_PAGE

DRAWN_DPI: Final = (300, 200, 150, 100)  # the finest that fits: a plan of A0 is drawn at 150
MOST_DRAWN_PIXELS: Final = 40_000_000


def drawable(source: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(source)
        if document.get_formtype():
            document.init_forms()
        return document
    except pypdfium2.PdfiumError as error:
        raise refused(faults.BROKEN_PDF, "pdfium") from error


def drawn_leaf(pdf: pikepdf.Pdf, drawn: pypdfium2.PdfDocument, index: int, folder: Path) -> Leaf:
    """The page as pdfium shows it, upright."""
    dpi = drawn_dpi(index, *points(pdf, index))
    target = folder / f"{index + 1:05}.png"
    try:
        sheet = drawn[index]
        try:
            # pdfium rounds up: 2480.00005 pixels would be 2481
            image = sheet.render(scale=dpi / INCH - 1e-6, draw_annots=True, may_draw_forms=True).to_pil()
        finally:
            sheet.close()
    except (pypdfium2.PdfiumError, ValueError, IndexError) as error:
        raise refused(faults.BROKEN_PDF, f"pdfium, {index + 1}") from error
    slimmed(image.convert("RGB")).save(target, compress_level=6)
    return image_leaf(target.name, (dpi, dpi), UPRIGHT)


def drawn_dpi(index: int, width: float, height: float) -> int:
    """The dpi at which a page of so many points is drawn. Raises VT-SCAN-023 for one that is no paper size."""
    for dpi in DRAWN_DPI:
        if max(width, height) <= LONGEST_PAGE * INCH and width * height * (dpi / INCH) ** 2 <= MOST_DRAWN_PIXELS:
            return dpi
    across, down = round(width / INCH * 25.4), round(height / INCH * 25.4)
    raise refused(faults.GIANT_PAGE, page=index + 1, width=across, height=down)
