"""Whether a file is whole by its own marks (PDF %%EOF, JPEG EOI, PNG IEND, TIFF directories), and which are not ours.

Only the marks are looked at, never the page: whether the content can be read is for pipeline.digitize to find out.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath
from typing import BinaryIO, Final

from pipeline.errors import Fault
from watch_folders import faults

HEAD: Final = 4096
TAIL: Final = 1 << 16
_BLOCK: Final = 1 << 20
_PADDING: Final = b"\0\r\n\t \x1a"
_SCAN_SUFFIXES: Final = (".pdf", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".png")


class State(Enum):
    WHOLE = "whole"
    MORE = "more"  # whole as it stands, but it says itself that pages are to come
    CUT = "cut"  # not whole (yet)
    FOREIGN = "foreign"  # of a kind that is not taken; waiting does not help


@dataclass(frozen=True)
class Look:
    """What a file's marks say; `fault` is None for a whole file alone."""

    state: State
    fault: Fault | None = None


WHOLE: Final = Look(State.WHOLE)
CUT: Final = Look(State.CUT, faults.CUT)


def look(data: BinaryIO, name: str) -> Look:
    """Judges an open file by its first and last bytes, a TIFF by its directories. `name` is its file name."""
    size = data.seek(0, os.SEEK_END)
    if size == 0:
        return Look(State.CUT, faults.EMPTY)
    head = _at(data, 0, HEAD)
    if foreign := _foreign(head, name.lower()):
        return Look(State.FOREIGN, foreign)
    if head.startswith(b"\xff\xd8\xff"):
        return WHOLE if _jpeg_ends(data, size) else CUT
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return WHOLE if b"IEND\xaeB`\x82" in _tail(data, size) else CUT
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return _tiff(data, size, head)
    # Acrobat takes a header within the first 1024 bytes (ISO 32000-1 Annex H.3, implementation note 13) and looks for
    # %%EOF in the last 1024 (note 18); scanners pad the end to whole blocks.
    if b"%PDF-" in head[:1029]:
        return WHOLE if b"%%EOF" in _tail(data, size).rstrip(_PADDING)[-2048:] else CUT
    if not head.strip(b"\0") or len(head) < 8:
        return CUT  # room made in advance, or the first bytes of anything
    return Look(State.CUT, faults.MISNAMED if PurePath(name.lower()).suffix in _SCAN_SUFFIXES else faults.UNKNOWN)


def _at(data: BinaryIO, offset: int, count: int) -> bytes:
    if offset >= 1 << 62:
        return b""  # a BigTIFF may name any 64-bit place, seek() takes 63 bits
    data.seek(offset)
    return data.read(count)


def _tail(data: BinaryIO, size: int) -> bytes:
    return _at(data, max(0, size - TAIL), TAIL)


def _foreign(head: bytes, name: str) -> Fault | None:
    suffix = PurePath(name).suffix
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _OFFICE_SUFFIXES.get(suffix) or next((f for mark, f in _IN_ZIP if mark in head), faults.ARCHIVE)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return faults.MAIL if suffix == ".msg" else _OFFICE_SUFFIXES.get(suffix, faults.WORD)
    if head[4:8] == b"ftyp":
        return faults.HEIC if head[8:12] in _HEIF_BRANDS else faults.UNKNOWN
    if head.startswith(b"RIFF"):
        return faults.OTHER_IMAGE if head[8:12] == b"WEBP" else faults.UNKNOWN
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return faults.OTHER_IMAGE
    for mark, fault in _MAGIC:
        if head.startswith(mark):
            return fault
    if suffix in (".eml", ".mbox") or head[:16].lower().startswith(_MAIL_STARTS):
        return faults.MAIL
    return None


_OFFICE_SUFFIXES: Final = {
    **dict.fromkeys((".doc", ".docx", ".docm", ".dot", ".dotx", ".odt", ".ott", ".rtf", ".wps"), faults.WORD),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".et"), faults.SHEET),
    **dict.fromkeys((".ppt", ".pptx", ".pptm", ".pps", ".ppsx", ".odp"), faults.SLIDES),
}
_IN_ZIP: Final = (
    (b"word/", faults.WORD), (b"opendocument.text", faults.WORD),
    (b"xl/", faults.SHEET), (b"opendocument.spreadsheet", faults.SHEET),
    (b"ppt/", faults.SLIDES), (b"opendocument.presentation", faults.SLIDES),
)  # fmt: skip
_HEIF_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
_MAGIC: Final = (
    (rb"{\rtf", faults.WORD),
    (b"Rar!\x1a\x07", faults.ARCHIVE), (b"7z\xbc\xaf\x27\x1c", faults.ARCHIVE), (b"\x1f\x8b", faults.ARCHIVE),
    (b"BZh", faults.ARCHIVE), (b"\xfd7zXZ\0", faults.ARCHIVE),
    (b"GIF8", faults.OTHER_IMAGE), (b"AT&TFORM", faults.OTHER_IMAGE),
    (b"\0\0\0\x0cjP  \r\n\x87\n", faults.OTHER_IMAGE), (b"\xffO\xffQ", faults.OTHER_IMAGE),
    (b"L\0\0\0\x01\x14\x02\0", faults.SHORTCUT), (b"[InternetShortcut]", faults.SHORTCUT),
)  # fmt: skip
_MAIL_STARTS: Final = (b"return-path:", b"received:", b"delivered-to:", b"mime-version:", b"message-id:", b"x-mozilla-")


_MOST_SEGMENTS: Final = 20_000  # honest files have some dozens; a hostile one is not followed for minutes


def _jpeg_ends(data: BinaryIO, size: int) -> bool:
    """EOI after the first scan (SOS) has begun; that of a thumbnail in the header does not count (ITU-T T.81 B.1.1)."""
    offset = 2
    for _ in range(_MOST_SEGMENTS):
        segment = _at(data, offset, 4)
        if len(segment) < 4 or segment[0] != 0xFF:
            return False
        marker, length = segment[1], int.from_bytes(segment[2:4], "big")
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD7:  # fill byte, TEM and RSTn have no length
            offset += 1 if marker == 0xFF else 2
            continue
        offset += 2 + length
        if marker == 0xDA:
            break
    else:
        return False
    # Inside the coded data FF is always followed by 00 or RSTn, so an EOI found there is one. Cameras and some scanners
    # append padding or further pictures, so it is looked for from the end first and then from the scan on.
    start = max(offset, size - TAIL)
    return b"\xff\xd9" in _at(data, start, TAIL) or (start > offset and _has(data, b"\xff\xd9", offset))


def _has(data: BinaryIO, mark: bytes, offset: int) -> bool:
    data.seek(offset)
    rest = b""
    while block := data.read(_BLOCK):
        if mark in rest + block:
            return True
        rest = block[-1:]
    return False


_MOST_STEPS: Final = 300_000  # entries and strips followed in one file; the rest of a hostile one is the reader's
_MOST_STRIPS: Final = 65_536
_INTEGERS: Final = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q"}


def _tiff(data: BinaryIO, size: int, head: bytes) -> Look:
    """Follows the chain of directories (TIFF 6.0 §2, BigTIFF): they and the strips or tiles they name are inside."""
    order = "<" if head[:2] == b"II" else ">"
    big = head[2:4] in (b"+\0", b"\0+")
    word = struct.Struct(order + ("Q" if big else "I"))
    count_of = struct.Struct(order + ("Q" if big else "H"))
    entry = struct.Struct(order + ("HHQ8s" if big else "HHI4s"))
    at = _at(data, 8 if big else 4, word.size)
    if len(at) < word.size:
        return CUT
    offset = word.unpack(at)[0]
    seen: set[int] = set()
    announced = steps = 0
    if offset == 0:
        return CUT  # libtiff writes the pointer to the first directory last
    while offset and offset not in seen and steps < _MOST_STEPS:
        seen.add(offset)
        raw = _at(data, offset, count_of.size)
        if len(raw) < count_of.size:
            return CUT
        entries = count_of.unpack(raw)[0]
        table = _at(data, offset + count_of.size, entries * entry.size + word.size) if entries < _MOST_STRIPS else b""
        if len(table) < entries * entry.size + word.size:
            return CUT
        steps += entries + 1
        tags = {tag: (kind, n, value) for tag, kind, n, value in entry.iter_unpack(table[: -word.size])}
        for offsets, lengths in ((273, 279), (324, 325)):
            starts = _numbers(data, tags.get(offsets), order, word)
            counts = _numbers(data, tags.get(lengths), order, word)
            if starts is None or counts is None:
                return CUT
            steps += len(starts)
            ends = (a + n for a, n in zip(starts, counts, strict=False)) if counts else (a + 1 for a in starts)
            if any(end > size for end in ends):
                return CUT
        pages = _numbers(data, tags.get(297), order, word)  # PageNumber: this page from 0, and how many in all or 0
        announced = max(announced, pages[1] if pages and len(pages) > 1 else 0)
        offset = word.unpack(table[-word.size :])[0]
    return Look(State.MORE, faults.MORE_PAGES) if announced > len(seen) else WHOLE


def _numbers(
    data: BinaryIO, tag: tuple[int, int, bytes] | None, order: str, word: struct.Struct
) -> tuple[int, ...] | None:
    """The integers of a directory entry; () when absent, not of integers or too many, None when past the end."""
    if tag is None or tag[0] not in _INTEGERS or not 0 < tag[1] <= _MOST_STRIPS:
        return ()
    kind, count, value = tag
    need = struct.calcsize(f"{order}{_INTEGERS[kind]}") * count
    raw = value[:need] if need <= word.size else _at(data, word.unpack(value)[0], need)
    return struct.unpack(f"{order}{count}{_INTEGERS[kind]}", raw) if len(raw) == need else None
