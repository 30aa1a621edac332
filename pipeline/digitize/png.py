"""What a PNG holds, chunk by chunk (PNG, 3rd edition), where that is more than Pillow tells."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

_HEAD: Final = 8  # bytes before the first chunk
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type (table 8)
_PASSES: Final = (  # of interlaced rows: first column and row, steps between them (8.1)
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
)  # fmt: skip


def chunks(file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Type and body of each chunk up to the end of the image; damage is for Pillow to find, here it ends the list."""
    file.seek(_HEAD)
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        if kind == b"IEND":
            return
        yield kind, file.read(length)
        file.seek(4, io.SEEK_CUR)


def is_whole(path: Path) -> bool:
    """Whether every row is there: Pillow takes those that are missing for black or clear ones."""
    with path.open("rb") as file:
        parts = chunks(file)
        _, header = next(parts)
        most = data_size(header)
        return inflated_size((body for kind, body in parts if kind == b"IDAT"), most) >= most


def data_size(header: bytes) -> int:
    """The bytes of all rows, each with the byte of its filter, as IHDR tells them."""
    width, height, bits, colour = struct.unpack_from(">IIBB", header)
    a_pixel = bits * _CHANNELS[colour]
    passes = _PASSES if header[12] else ((0, 0, 1, 1),)
    sides = [(-((left - width) // across), -((top - height) // down)) for left, top, across, down in passes]
    return sum((1 + (wide * a_pixel + 7) // 8) * high for wide, high in sides if wide > 0 and high > 0)


def inflated_size(parts: Iterable[bytes], most: int) -> int:
    """How many bytes a zlib stream in parts holds; more than `most` where there are more, or anything behind the stream."""
    inflate, count = zlib.decompressobj(), 0
    try:
        for data in parts:
            while data and count <= most:
                if inflate.eof:
                    return count + len(data)
                count += len(inflate.decompress(data, 1 << 20))
                data = inflate.unconsumed_tail or inflate.unused_data
    except zlib.error:
        return count
    return count
