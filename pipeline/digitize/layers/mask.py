"""A 1-bit image coded without loss: JBIG2 where our coder in C was built (jbig2.c), else CCITT G4.

Only the generic region of JBIG2 is written: its symbol and refinement modes put one letter in the place of another that
looks like it, and digits must never change.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from pathlib import Path
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from pipeline.digitize.stored import StoredImage, coded_anew

Bits = npt.NDArray[np.bool_]

_BUILT: Final = "_jbig2*.so"  # beside this file, put there by the build (pyproject.toml)
_PAGE_INFORMATION, _IMMEDIATE_LOSSLESS_REGION = 48, 39  # segment types (ISO/IEC 14492 7.3)
_TYPICAL: Final = 0b1000  # flags of a generic region: arithmetic coding, template 0, typical prediction (7.4.6.2)
_NOMINAL_PIXELS: Final = struct.pack("8b", 3, -1, -3, -1, 2, -2, -2, -2)  # 6.2.5.4, table 5


def mask_coder() -> Literal["JBIG2", "CCITT G4"]:
    """What masks are coded with on this machine: CCITT G4 says that no C compiler was there at installation."""
    return "CCITT G4" if _coder() is None else "JBIG2"


def coded_mask(black: Bits) -> StoredImage:
    """The image XObject of height x width pixels, True for black; as a stencil it paints where there is black."""
    data = jbig2(black)
    height, width = black.shape
    if data is None:
        return coded_anew(Image.fromarray(~black))
    return StoredImage("JBIG2Decode", data, width, height, channels=1, bits=1)


def jbig2(black: Bits) -> bytes | None:
    """Segments as PDF embeds them (ISO 32000-1 7.4.7: no file header, no end of page); None where nothing was built."""
    coder = _coder()
    if coder is None:
        return None
    height, width = black.shape
    pixels = np.ascontiguousarray(black, np.uint8)
    room = pixels.size // 8 + 1024
    work = ctypes.create_string_buffer(coder.vanthu_jbig2_workspace())
    while True:
        out = np.empty(room, np.uint8)
        used = coder.vanthu_jbig2_region(
            pixels.ctypes.data, width, height, bytes(width), work, out.ctypes.data, room
        )  # fmt: skip
        if used <= room:
            break
        room = used  # noise, which no coder makes smaller
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, _TYPICAL) + _NOMINAL_PIXELS + out[:used].tobytes()
    page = struct.pack(">IIIIBH", width, height, 0, 0, 1, 0)  # resolution unknown; 1: in the end lossless; no stripes
    return _segment(0, _PAGE_INFORMATION, page) + _segment(1, _IMMEDIATE_LOSSLESS_REGION, region)


def _segment(number: int, kind: int, data: bytes) -> bytes:
    """A segment of page 1 that refers to no other (7.2)."""
    return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data


@cache
def _coder() -> ctypes.CDLL | None:
    for built in sorted(Path(__file__).parent.glob(_BUILT)):
        try:
            library = ctypes.CDLL(str(built))
            library.vanthu_jbig2_workspace.restype = ctypes.c_size_t
            library.vanthu_jbig2_region.restype = ctypes.c_size_t
        except (OSError, AttributeError):  # built for another machine or by another version
            continue
        pointer, size = ctypes.c_void_p, ctypes.c_size_t
        library.vanthu_jbig2_region.argtypes = (pointer, size, size, ctypes.c_char_p, pointer, pointer, size)
        return library
    return None
