"""Several papers in one file, as a feeder gives them, and what can be wrong with one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image

from pipeline.digitize.separator_sheet import print_separators


def separator(folder: Path, direction: str | None) -> Image.Image:
    print_separators(folder / "to.pdf", 1, direction)
    with pypdfium2.PdfDocument(folder / "to.pdf") as printed:
        return printed[0].render(scale=200 / 72).to_pil().convert("1")


def stacked(path: Path, pages: Sequence[Image.Image], compression: str = "tiff_deflate") -> Path:
    pages[0].save(path, save_all=True, append_images=pages[1:], compression=compression, dpi=(200, 200))
    return path


def broken_at(path: Path, *pages: int) -> Path:
    """The same file, the image data of these pages (from 0) overwritten."""
    data = bytearray(path.read_bytes())
    with Image.open(path) as image:
        for page in pages:
            image.seek(page)
            for start, length in zip(image.tag_v2[273], image.tag_v2[279], strict=True):
                data[start : start + length] = bytes([0xFF]) * length
    path.write_bytes(data)
    return path
