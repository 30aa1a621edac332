"""Small whole files of every kind that is taken, made with Pillow and by hand."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n" + b"% page\n" * 300 + b"trailer\n<<>>\nstartxref\n9\n%%EOF\n"


def page(number: int = 1) -> Image.Image:
    image = Image.effect_noise((400, 560), 40).convert("L")
    ImageDraw.Draw(image).text((40, 40), f"trang {number}", fill=0)
    return image


def image(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    page().save(out, kind, **options)
    return out.getvalue()


def jpeg(**options: object) -> bytes:
    return image("JPEG", **options)


def jpeg_with_thumbnail() -> bytes:
    """A JPEG whose header holds another, whole JPEG (with its own EOI), as cameras and some scanners write."""
    small = io.BytesIO()
    page().resize((80, 112)).save(small, "JPEG")
    block = b"Exif\0\0" + small.getvalue()
    whole = jpeg()
    return whole[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block + whole[2:]


def tiff(pages: int = 3, **options: object) -> bytes:
    out = io.BytesIO()
    first, *rest = [page(n) for n in range(1, pages + 1)]
    first.save(out, "TIFF", save_all=True, append_images=rest, **options)
    return out.getvalue()
