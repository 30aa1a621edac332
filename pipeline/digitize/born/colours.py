"""Colours of born-digital pages: what was meant for a printing press is tied to a profile (ISO 19005-2 6.2.4).

The output intent is sRGB, so grey and RGB stand as they are. DeviceCMYK becomes ICC-based, by a profile made of what
pdfium shows for it: the page goes on looking as it looked.
"""

from __future__ import annotations

import io
import struct
from contextlib import closing
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.digitize.born.content import Unconvertible
from pipeline.digitize.conformance import NO_SPOTS
from pipeline.digitize.spots import Meanings, spot_of

_GRID: Final = 9  # steps of each ink, as many as pdfium's own table has
_D50: Final = (0.9642, 1.0, 0.8249)
_SRGB_TO_XYZ_D50: Final = (  # IEC 61966-2-1, adapted to D50 (Bradford), as in the sRGB profile itself
    (0.4360747, 0.3850649, 0.1430804), (0.2225045, 0.7168786, 0.0606169), (0.0139322, 0.0971045, 0.7141733),
)  # fmt: skip
_CHANNELS: Final = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_SIGNATURES: Final = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4, b"Lab ": 3}
_CLASSES: Final = frozenset((b"scnr", b"mntr", b"prtr", b"spac"))
_DEEPEST: Final = 6


class Colours:
    """The colour spaces of one document, made fit."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._press: Any = None
        self._sound: dict[tuple[int, int], bool] = {}
        self._meanings = Meanings()
        self._spots: dict[str, str] = {}

    @property
    def press(self) -> Any:
        """The ICC-based space that stands for DeviceCMYK."""
        if self._press is None:
            profile = self._pdf.make_stream(cmyk_profile(), N=4)
            self._press = self._pdf.make_indirect(Array([Name.ICCBased, profile]))
        return self._press

    def fit(self, space: Any, depth: int = 0) -> Any:
        """The space as PDF/A allows it."""
        if isinstance(space, Name):
            return self.press if str(space) in ("/DeviceCMYK", "/CMYK", "/CalCMYK") else space
        if not isinstance(space, Array) or not len(space) or depth > _DEEPEST:
            return space
        family = str(space[0])
        if len(space) == 1 and family in _CHANNELS.values():
            return self.fit(Name(family))
        if family == "/ICCBased" and len(space) > 1 and isinstance(space[1], Stream):
            return self._icc(space)
        if family in ("/Indexed", "/I", "/Pattern") and len(space) > 1:
            space[1] = self.fit(space[1], depth + 1)
        elif family in ("/Separation", "/DeviceN") and len(space) > 3:
            space[2] = self.fit(space[2], depth + 1)
            if family == "/DeviceN":
                self._colorants(space, depth)
            elif (ink := spot_of(space)) is not None:
                space[1] = self._ink(ink, space)
        elif family in ("/DeviceCMYK", "/CalCMYK"):
            return self.press
        return space

    def _ink(self, name: str, space: Any) -> Name:
        """The name of a spot colour; where another means something else by it, one of its own (ISO 19005-2 6.2.4.4).

        Nothing is printed by inks here, so the page looks as it did.
        """
        meaning, free, number = self._meanings.of(space), name, 1
        while self._spots.setdefault(free, meaning) != meaning:
            number += 1
            free = f"{name}-{number}"
        return Name(free)

    def resources(self, resources: Any) -> None:
        """A content's colour spaces, with the press's in the place of DeviceCMYK (ISO 32000-1 8.6.5.6)."""
        spaces = resources.get("/ColorSpace")
        spaces = (
            Dictionary({key: self.fit(value) for key, value in spaces.items()})
            if isinstance(spaces, Dictionary)
            else Dictionary()
        )
        for key in ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK"):
            if key in spaces and not isinstance(spaces[key], Array):
                del spaces[key]
        resources.ColorSpace = spaces

    def press_for(self, resources: Any) -> None:
        """For content that sets CMYK colours by its operators."""
        if "/DefaultCMYK" not in resources.ColorSpace:
            resources.ColorSpace.DefaultCMYK = self.press

    def _colorants(self, space: Any, depth: int) -> None:
        """Every spot colour of a DeviceN space is described (ISO 19005-2 6.2.4.4)."""
        attributes = space[4] if len(space) > 4 and isinstance(space[4], Dictionary) else Dictionary()
        for key in ("/Process",):
            process = attributes.get(key)
            if isinstance(process, Dictionary) and "/ColorSpace" in process:
                process.ColorSpace = self.fit(process.ColorSpace, depth + 1)
        colorants = attributes.get("/Colorants", Dictionary())
        for name, colorant in colorants.items():
            colorants[name] = self.fit(colorant, depth + 1)
        names = list(space[1])
        for place, name in enumerate(names):
            if str(name) not in colorants and str(name) not in NO_SPOTS:
                alone = self._alone(space[3], place, len(names))
                colorants[str(name)] = self.fit(Array([Name.Separation, Name(str(name)), space[2], alone]), depth + 1)
        attributes.Colorants = colorants
        if len(space) > 4:
            space[4] = attributes
        else:
            space.append(attributes)

    def _alone(self, tint: Any, place: int, count: int) -> Any:
        """The tint transformation of several inks for one of them, the others being none (ISO 32000-1 7.10.5)."""
        if not isinstance(tint, Stream) or int(tint.get("/FunctionType", -1)) != 4:
            raise Unconvertible("DeviceN")
        program = tint.read_bytes().strip()
        others = b"0 " * place + b"%d -1 roll " % (place + 1) + b"0 " * (count - 1 - place)
        alone = self._pdf.make_stream(b"{ " + others + program[1:])
        alone.FunctionType, alone.Domain, alone.Range = 4, Array([0, 1]), tint.Range
        return alone

    def _icc(self, space: Any) -> Any:
        """The space itself where its profile is one; else what readers take in its place."""
        stream = space[1]
        if stream.objgen not in self._sound:
            self._sound[stream.objgen] = _is_profile(stream)
        if self._sound[stream.objgen]:
            for key in ("/Alternate", "/Metadata"):
                if key in stream:
                    del stream[key]
            return space
        return self.fit(Name(_CHANNELS.get(int(stream.get("/N", 3)), "/DeviceRGB")))


def _is_profile(stream: Stream) -> bool:
    try:
        head = stream.read_bytes()[:128]
    except (pikepdf.PdfError, RuntimeError):
        return False
    return (
        len(head) == 128
        and head[8] <= 4
        and head[12:16] in _CLASSES
        and head[36:40] == b"acsp"
        and _SIGNATURES.get(head[16:20]) == int(stream.get("/N", 0))
    )


@cache
def cmyk_profile() -> bytes:
    """An ICC input profile (ICC.1:2001-04, lut16Type) from CMYK to Lab, of the colours that pdfium shows."""
    lab = _lab(_shown_by_pdfium())
    table = np.empty((len(lab), 3), np.uint16)
    table[:, 0] = np.clip(lab[:, 0] * 652.8, 0, 65280)  # 100 is FF00h (ICC.1:2001-04 annex A)
    table[:, 1:] = np.clip((lab[:, 1:] + 128) * 256, 0, 65535)
    identity = struct.pack(">9I", *(65536 if i % 4 == 0 else 0 for i in range(9)))
    linear = struct.pack(">2H", 0, 65535)
    lut = (
        b"mft2" + bytes(4) + bytes((4, 3, _GRID, 0)) + identity + struct.pack(">2H", 2, 2) + linear * 4
        + table.astype(">u2").tobytes() + linear * 3
    )  # fmt: skip
    said = b"CMYK as shown on a screen"
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(said) + 1) + said + b"\0" + bytes(4 + 4 + 2 + 1 + 67),
        b"cprt": b"text" + bytes(4) + b"No copyright, use freely\0",
        b"wtpt": b"XYZ " + bytes(4) + _fixed(*_D50),
        b"A2B0": lut,
    }
    body, directory, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        directory += name + struct.pack(">2I", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", at + len(body), bytes(4), 0x02400000, b"scnr", b"CMYK", b"Lab ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _fixed(*_D50)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + directory + body


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _shown_by_pdfium() -> npt.NDArray[np.float64]:
    """sRGB, 0 to 1, of every step of C, M, Y and K (K changing fastest): drawn as fields of a page and looked at."""
    side = _GRID * _GRID
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(side, side))
    last = _GRID - 1
    fields = [
        f"{c / last:.4f} {m / last:.4f} {y / last:.4f} {k / last:.4f} k {y * _GRID + k} {side - 1 - (c * _GRID + m)} 1 1 re f"
        for c in range(_GRID) for m in range(_GRID) for y in range(_GRID) for k in range(_GRID)
    ]  # fmt: skip
    pdf.pages[0].Contents = pdf.make_stream("\n".join(fields).encode())
    file = io.BytesIO()
    pdf.save(file)
    with closing(pypdfium2.PdfDocument(file.getvalue())) as document, closing(document[0]) as page:
        pixels = page.render(scale=1).to_numpy()[:, :, :3]
    return np.asarray(pixels[:, :, ::-1], np.float64).reshape(-1, 3) / 255


def _lab(srgb: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    xyz = linear @ np.asarray(_SRGB_TO_XYZ_D50).T / np.asarray(_D50)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)
