"""The cover of an office file that goes out with a document: a page that names it, with the file itself in it (PDF/A-3u).

ISO 19005-3 lets files of any kind lie in a record; the signature on the page covers the file along with it.
"""

from __future__ import annotations

import hashlib
from typing import Final

from fpdf import FPDF
from fpdf.enums import OutputIntentSubType
from fpdf.output import PDFICCProfile

from pipeline.digitize import xmp
from pipeline.digitize.born.typefaces import LIBERATION
from pipeline.digitize.office_file import OfficeFile
from pipeline.digitize.srgb import NAME, srgb_profile
from pipeline.digitize.xmp import RecordInfo

_TOP: Final = 70.0  # mm: above it stands the agency's signature with number, notation and time
_HINT: Final = "Tệp nằm trong chính tệp PDF này: mở bằng phần mềm đọc PDF, mục Tệp đính kèm (Attachments)."


def cover_sheet(file: OfficeFile, goes_with: str, about: RecordInfo) -> bytes:
    """A PDF/A-3u of one A4 page, the file in it as it is; `goes_with` names the document: `Quyết định số 12/QĐ-UBND`.

    To be prepared for signing (signing/prepare.py), which also drops the zoom that fpdf has a reader open it with.
    """
    pdf = FPDF(format="A4", enforce_compliance="PDF/A-3U")
    pdf.add_font("Serif", fname=LIBERATION / "LiberationSerif-Regular.ttf")
    pdf.add_font("Serif", style="B", fname=LIBERATION / "LiberationSerif-Bold.ttf")
    pdf.add_output_intent(
        OutputIntentSubType.PDFA, NAME, dest_output_profile=PDFICCProfile(srgb_profile(), 3, "DeviceRGB"), info=NAME
    )
    _describe(pdf, about)
    pdf.set_margins(30, 20, 20)  # Decree 30/2020 Annex I, Part I.I.4: left 30-35 mm
    pdf.add_page()
    pdf.set_y(_TOP)
    pdf.set_font("Serif", style="B", size=14)
    pdf.multi_cell(0, 8, "VĂN BẢN KÈM THEO", align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Serif", size=14)
    pdf.multi_cell(0, 8, f"({goes_with})", align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(8)
    rows = (
        ("Tên tệp", file.name),
        ("Dung lượng", f"{len(file.data):,} byte".replace(",", ".")),
        ("SHA-256", hashlib.sha256(file.data).hexdigest()),
    )
    for name, value in rows:
        pdf.set_font("Serif", style="B", size=13)
        pdf.cell(32, 8, f"{name}:")
        pdf.set_font("Serif", size=13)
        pdf.multi_cell(0, 8, xmp.clean(value), wrapmode="CHAR", align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    pdf.multi_cell(0, 8, _HINT, align="L")
    pdf.embed_file(
        bytes=file.data, basename=file.name, mime_type=file.mime, associated_file_relationship="Data", compress=True,
        modification_date=file.modified, desc=f"Tệp kèm theo {goes_with}",
    )  # fmt: skip
    return bytes(pdf.output())


def _describe(pdf: FPDF, about: RecordInfo) -> None:
    pdf.set_title(xmp.clean(about.title))
    pdf.set_author(xmp.clean(about.organ))
    pdf.set_creator(xmp.TOOL)
    pdf.set_producer(xmp.PRODUCER)
    pdf.set_lang(about.language)
    pdf.set_creation_date(about.created)
    pdf.set_xmp_metadata(xmp.properties(about, part=3))
