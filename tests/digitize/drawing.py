"""Pages drawn for the tests of this folder: an upright sheet whose corners tell which way it lies, and its text."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ocr_models.page import Box, Line, Word
from pipeline.digitize.values import ReadPage


def sheet(width: int = 1240, height: int = 1754, mode: str = "RGB") -> Image.Image:
    """A4 at 150 dpi with lines of print; red block top left, blue block bottom right: no two turns look alike."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    for row in range(12, 60, 2):
        for column in range(10, 100 - row % 7, 9):
            pen.rectangle(
                (column * width // 110, row * height // 70, (column + 7) * width // 110, (row + 1) * height // 70),
                "black",
            )
    pen.rectangle((0, 0, width // 5, height // 10), "red")
    pen.rectangle((width * 9 // 10, height * 19 // 20, width, height), "blue")
    return image.convert(mode)


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


def as_pixels(image: Image.Image) -> np.ndarray:
    """As ScanPage.pixels gives them: BGR or grey."""
    if image.mode == "1":
        image = image.convert("L")
    array = np.asarray(image)
    return array if array.ndim == 2 else array[:, :, ::-1]


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, bits: int, colour: int, data: bytes, *between: bytes) -> bytes:
    """A PNG of any header and any compressed data."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    chunks = [png_chunk(b"IHDR", header), *between, png_chunk(b"IDAT", data), png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def read_page(lines: list[list[tuple[str, Box]]], width: int, height: int, dpi: float, **told: object) -> ReadPage:
    """A page as a reader would give it, from words and their boxes."""
    angle = float(told.pop("angle", 0.0))  # type: ignore[arg-type]
    made = []
    for line in lines:
        words = tuple(Word(text, box, 0.9) for text, box in line)
        around = words[0].box
        for word in words[1:]:
            around = around.around(word.box)
        made.append(Line(words, around, angle))
    values: dict[str, object] = {"number": 1, "rotation": 0, "skew": angle, **told}
    return ReadPage(width=width, height=height, dpi=dpi, lines=tuple(made), **values)  # type: ignore[arg-type]
