"""Records to sign in tests: a scanned page as an image over the whole sheet, with its text unseen, as PDF/A-2u."""

from __future__ import annotations

import io

import numpy as np
from fpdf import FPDF
from fpdf.enums import DocumentCompliance, TextMode
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
LINES = (
    "UBND TỈNH HẢI PHÒNG",
    "Số:        /SNV-VP                          Hải Phòng, ngày     tháng     năm",
    "QUYẾT ĐỊNH",
    "Về việc phê duyệt kinh phí 125.000.000 đồng",
    "Điều 1. Phê duyệt kinh phí cho Trung tâm Lưu trữ lịch sử tỉnh.",
)


def scanned_record(pages: int = 2, rotation: int = 0, size: tuple[float, float] = (595.28, 841.89)) -> bytes:
    """A PDF/A-2u of so many scanned pages of `size` points; `rotation` is the pages' /Rotate."""
    pdf = FPDF(enforce_compliance=DocumentCompliance.PDFA_2U, unit="pt", format=size)
    pdf.add_font("L", "", FONT)
    pdf.set_title("Quyết định")
    pdf.set_lang("vi")
    for number in range(pages):
        pdf.add_page()
        pdf.image(io.BytesIO(_scan(number, size)), 0, 0, *size)
        pdf.set_font("L", "", 12)
        with pdf.local_context(text_mode=TextMode.INVISIBLE):
            for row, line in enumerate(LINES):
                pdf.text(60, 100 + 24 * row, line)
    made = bytes(pdf.output())
    return _turned(made, rotation) if rotation else made


def _scan(number: int, size: tuple[float, float]) -> bytes:
    """Grey paper with a scanner's noise, lines of print in the upper third."""
    noise = np.random.default_rng(number).normal(238, 4, (int(size[1]), int(size[0])))
    picture = Image.fromarray(noise.clip(0, 255).astype(np.uint8)).convert("RGB")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 12)
    for row, line in enumerate(LINES):
        pen.text((60, 90 + 24 * row), line, fill=(30, 30, 35), font=font)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


def _turned(pdf: bytes, rotation: int) -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            page.obj.Rotate = rotation
        document.save(out, deterministic_id=True)
    return out.getvalue()
