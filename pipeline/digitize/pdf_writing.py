"""Writes what pypdf has put together, small: objects packed into object streams, found through a cross-reference stream.

ISO 32000-1 7.5.7 and 7.5.8, which PDF/A-2 allows (ISO 19005-2 6.1.4); pypdf itself writes every object in full, 20 bytes of
table each. Streams are written one after the other, so that a document of 500 pages never lies in memory.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from typing import IO, Final

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NameObject, NumberObject, PdfObject, StreamObject

from pipeline.digitize.pdf_objects import flate

_BINARY: Final = b"%\xe2\xe3\xcf\xd3\n"  # what follows the header (ISO 19005-2 6.1.2)
_PACKED_TOGETHER: Final = 100  # objects; a reader that wants one of them inflates them all
_PLAIN, _PACKED = 1, 2  # types of entries in a cross-reference stream (7.5.8.3); what is not used is 0
_WIDTHS: Final = (1, 4, 2)

Entry = tuple[int, int, int]


def write_packed(writer: PdfWriter, file: IO[bytes]) -> None:
    """Writes all objects of `writer`, which nothing encrypts, to an empty file."""
    file.write(writer.pdf_header.encode("ascii") + b"\n" + _BINARY)
    entries: dict[int, Entry] = {0: (0, 0, 0xFFFF)}
    small: list[tuple[int, PdfObject]] = []
    for number, thing in enumerate(writer._objects, 1):
        if isinstance(thing, StreamObject):
            entries[number] = _written(file, number, thing)
        elif thing is not None:
            small.append((number, thing))
    following = len(writer._objects) + 1
    for start in range(0, len(small), _PACKED_TOGETHER):
        together = small[start : start + _PACKED_TOGETHER]
        entries[following] = _written(file, following, _object_stream(together))
        entries |= {number: (_PACKED, following, index) for index, (number, _) in enumerate(together)}
        following += 1
    entries[following] = (_PLAIN, file.tell(), 0)
    _written(file, following, _cross_references(writer, entries))
    file.write(b"startxref\n%d\n%%%%EOF\n" % entries[following][1])


def _written(file: IO[bytes], number: int, thing: PdfObject) -> Entry:
    at = file.tell()
    file.write(b"%d 0 obj\n" % number)
    thing.write_to_stream(file)
    file.write(b"\nendobj\n")
    return _PLAIN, at, 0


def _object_stream(together: Sequence[tuple[int, PdfObject]]) -> StreamObject:
    bodies = io.BytesIO()
    places = []
    for number, thing in together:
        places.append(f"{number} {bodies.tell()}")
        thing.write_to_stream(bodies)
        bodies.write(b"\n")
    index = (" ".join(places) + "\n").encode("ascii")
    return flate(
        index + bodies.getvalue(),
        Type=NameObject("/ObjStm"),
        N=NumberObject(len(together)),
        First=NumberObject(len(index)),
    )


def _cross_references(writer: PdfWriter, entries: dict[int, Entry]) -> StreamObject:
    """With the entries that a trailer has."""
    size = max(entries) + 1
    root, info = writer.root_object.indirect_reference, writer._info
    trailer: dict[str, PdfObject] = {"Root": root} if root is not None else {}
    if info is not None and info.indirect_reference is not None:
        trailer["Info"] = info.indirect_reference
    if writer._ID is not None:
        trailer["ID"] = writer._ID
    return flate(
        b"".join(_rows(entries, size)),
        Type=NameObject("/XRef"),
        Size=NumberObject(size),
        W=ArrayObject([NumberObject(width) for width in _WIDTHS]),
        **trailer,
    )


def _rows(entries: dict[int, Entry], size: int) -> Iterator[bytes]:
    for number in range(size):
        yield struct.pack(">BIH", *entries.get(number, (0, 0, 0)))
