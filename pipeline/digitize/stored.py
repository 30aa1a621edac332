"""A page image as the PDF keeps it: the scanner's own bytes where PDF knows their coding, else coded anew, lossless."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Final, Literal

from PIL import Image, TiffImagePlugin

from pipeline.digitize import faults
from pipeline.digitize.picture import Frame, Picture, plain
from pipeline.digitize.png import chunks, data_size, inflated_size
from pipeline.digitize.turning import UPRIGHT, Turn
from pipeline.errors import VanthuError

Coding = Literal["DCTDecode", "CCITTFaxDecode", "FlateDecode", "JBIG2Decode"]

_COMPRESSION, _PHOTOMETRIC, _FILL_ORDER, _STRIP_OFFSETS = 259, 262, 266, 273
_ROWS_PER_STRIP, _STRIP_LENGTHS, _T6_OPTIONS = 278, 279, 293
_GROUP_4 = 4
_REVERSED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_PNG_CHANNELS: Final = {
    0: 1,
    2: 3,
    3: 1,
}  # grey, colour, palette: colour types that PDF's Flate coding takes as they are


@dataclass(frozen=True)
class StoredImage:
    """An image XObject's making. Sides are those of the stored image; `turn` brings it upright."""

    coding: Coding
    data: bytes
    width: int
    height: int
    channels: int  # 1 or 3
    bits: int  # a channel
    turn: Turn = UPRIGHT
    palette: bytes = b""  # RGB triples: the image holds their indices
    black_is_1: bool = False  # CCITTFaxDecode alone (ISO 32000-1 table 11)
    packed: bool = False  # Flate over all that
    colour_transform: bool = True  # DCTDecode alone: false where the JPEG holds RGB without saying so (table 13)


def stored_image(picture: Picture, frame: Frame) -> StoredImage:
    """What the PDF shall hold of one page. Raises VanthuError when the image is broken."""
    kept = {"JPEG": _jpeg_as_it_is, "PNG": _png_as_it_is, "TIFF": _fax_as_it_is}[frame.format](picture, frame)
    return kept or coded_anew(picture.upright(frame))


def coded_anew(image: Image.Image) -> StoredImage:
    """Lossless: CCITT G4 for black and white, else Flate with PNG prediction."""
    image = plain(image)
    out = io.BytesIO()
    if image.mode == "1":
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[_ROWS_PER_STRIP] = image.height
        image.save(out, "TIFF", compression="group4", tiffinfo=tags)
        with Image.open(out, formats=("TIFF",)) as fax:
            strip = _single_strip(dict(fax.tag_v2))  # type: ignore[attr-defined]
        if strip is None:
            raise VanthuError(faults.RECORD_UNFIT, "G4", name="")
        data = out.getvalue()[strip.offset : strip.offset + strip.length]
        return StoredImage("CCITTFaxDecode", data, *image.size, channels=1, bits=1, black_is_1=strip.black_is_1)
    image.save(out, "PNG")
    data = b"".join(data for kind, data in chunks(out) if kind == b"IDAT")
    return StoredImage("FlateDecode", data, *image.size, channels=len(image.getbands()), bits=8)


def _jpeg_as_it_is(picture: Picture, frame: Frame) -> StoredImage | None:
    if frame.mode not in ("L", "RGB"):  # CMYK has no place under an RGB output intent (ISO 19005-2 6.2.4.3)
        return None
    data = picture.path.read_bytes()
    components = _jpeg_components(data)
    if len(components) not in (1, 3):
        return None
    bare_rgb = components == b"RGB" and b"Adobe\0" not in data[:4096]
    return StoredImage(
        "DCTDecode", data, frame.width, frame.height, len(components), 8, frame.turn, colour_transform=not bare_rgb
    )  # fmt: skip


def _jpeg_components(data: bytes) -> bytes:
    """Component ids of the frame header (ITU-T T.81 B.2.2); empty when there is none or it has 12 bits a sample."""
    at = 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in (0xFF, 0x01) or 0xD0 <= marker <= 0xD8:  # fill bytes and markers that stand alone
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in (0xC0, 0xC1, 0xC2):  # baseline, extended, progressive
            if data[at + 4] != 8:
                return b""
            return data[at + 10 : at + 2 + length : 3][: data[at + 9]]
        at += 2 + length
    return b""


def _png_as_it_is(picture: Picture, frame: Frame) -> StoredImage | None:
    with picture.path.open("rb") as file:
        parts = chunks(file)
        header = next(parts)[1]
        bits, colour, interlaced = header[8], header[9], header[12]
        if interlaced or colour not in _PNG_CHANNELS or bits == 16 or (colour == 0 and bits < 8):
            return None
        data, palette = [], b""
        for kind, body in parts:
            if kind == b"tRNS":
                return None
            if kind == b"PLTE" and colour == 3:
                palette = body
            elif kind == b"IDAT":
                data.append(body)
    size = data_size(header)
    held = inflated_size(data, size)
    if held < size:
        raise VanthuError(faults.BROKEN_IMAGE, "IDAT", name=picture.name, page=picture.first_page)
    if held != size or (colour == 3 and not palette):
        return None
    channels = _PNG_CHANNELS[colour]
    return StoredImage("FlateDecode", b"".join(data), frame.width, frame.height, channels, bits, frame.turn, palette)


@dataclass(frozen=True)
class _Strip:
    offset: int
    length: int
    reversed: bool
    black_is_1: bool


def _single_strip(tags: dict[int, object]) -> _Strip | None:
    """Where a TIFF page is one strip of plain G4 (T6Options: no uncompressed mode, TIFF 6.0 p. 52)."""
    offsets, lengths = tags.get(_STRIP_OFFSETS), tags.get(_STRIP_LENGTHS)
    if tags.get(_COMPRESSION) != _GROUP_4 or tags.get(_PHOTOMETRIC) not in (0, 1) or tags.get(_T6_OPTIONS):
        return None
    if not (isinstance(offsets, tuple) and isinstance(lengths, tuple) and len(offsets) == len(lengths) == 1):
        return None
    return _Strip(offsets[0], lengths[0], tags.get(_FILL_ORDER) == 2, tags.get(_PHOTOMETRIC) == 1)


def _fax_as_it_is(picture: Picture, frame: Frame) -> StoredImage | None:
    strip = _single_strip(picture.tags(frame)) if frame.mode == "1" else None
    if strip is None:
        return None
    data = picture.bytes_at(strip.offset, strip.length)
    if strip.reversed:
        data = data.translate(_REVERSED)
    return StoredImage(
        "CCITTFaxDecode", data, frame.width, frame.height, 1, 1, frame.turn, black_is_1=strip.black_is_1
    )  # fmt: skip
