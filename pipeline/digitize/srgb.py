"""The colour profile of the output intent: sRGB in 500 bytes, made from the numbers of its standard.

An ICC profile of version 4.2, which is what PDF 1.7 refers to (ISO 32000-1 8.6.5.5, table 67); its tone curve is a formula
where profiles of version 2 need a table of kilobytes.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Sequence
from typing import Final

NAME: Final = "sRGB IEC61966-2.1"

# IEC 61966-2-1: red, green and blue as XYZ, adapted to D50 (Bradford), and that adaptation's matrix (ICC.1 Annex E).
_RED: Final = (0.4360747, 0.2225045, 0.0139322)
_GREEN: Final = (0.3850649, 0.7168786, 0.0971045)
_BLUE: Final = (0.1430804, 0.0606169, 0.7141733)
_D50: Final = (0.9642, 1.0, 0.8249)  # ICC.1:2004-10 7.2.16
_D65_TO_D50: Final = (
    1.0478112, 0.0228866, -0.0501270, 0.0295424, 0.9904844, -0.0170491, -0.0092345, 0.0150436, 0.7521316,
)  # fmt: skip
# (a x + b)^g from d on, c x below (IEC 61966-2-1 5.2; ICC.1:2004-10 10.15, function type 3): g, a, b, c, d
_TONES: Final = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_HEADER: Final = 128
_MADE: Final = (2026, 1, 1, 0, 0, 0)


@functools.cache
def srgb_profile() -> bytes:
    """The whole profile, the same bytes every time (ICC.1:2004-10 clause 7)."""
    tones = b"para" + struct.pack(">IHH", 0, 3, 0) + _numbers(_TONES)
    tags = (
        (b"desc", _words(NAME)), (b"cprt", _words("CC0")), (b"wtpt", _xyz(_D50)),
        (b"chad", b"sf32" + bytes(4) + _numbers(_D65_TO_D50)),
        (b"rXYZ", _xyz(_RED)), (b"gXYZ", _xyz(_GREEN)), (b"bXYZ", _xyz(_BLUE)),
        (b"rTRC", tones), (b"gTRC", tones), (b"bTRC", tones),
    )  # fmt: skip
    table, bodies = struct.pack(">I", len(tags)), b""
    start = _HEADER + len(table) + 12 * len(tags)
    placed: dict[bytes, int] = {}
    for signature, body in tags:
        if body not in placed:  # tags may share their data (7.3.1)
            placed[body] = start + len(bodies)
            bodies += body + bytes(-len(body) % 4)
        table += struct.pack(">4sII", signature, placed[body], len(body))
    size = _HEADER + len(table) + len(bodies)
    header = struct.pack(">I4xI4s4s4s6H4s", size, 0x04200000, b"mntr", b"RGB ", b"XYZ ", *_MADE, b"acsp")
    header += bytes(28) + _numbers(_D50)  # no platform, maker or model; perceptual intent; illuminant (7.2)
    return header.ljust(_HEADER, b"\0") + table + bodies


def _numbers(values: Sequence[float]) -> bytes:
    """s15Fixed16Number (4.6)."""
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _xyz(values: Sequence[float]) -> bytes:
    return b"XYZ " + bytes(4) + _numbers(values)


def _words(text: str) -> bytes:
    """multiLocalizedUnicodeType with one entry (10.13)."""
    told = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">4xII2s2sII", 1, 12, b"en", b"US", len(told), 28) + told
