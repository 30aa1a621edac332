"""Making PDF objects with pypdf: dictionaries, streams, and streams whose bytes wait on disk until written."""

from __future__ import annotations

import zlib
from typing import IO

from pypdf._utils import StreamType
from pypdf.generic import DictionaryObject, NameObject, NumberObject, PdfObject, StreamObject

_BLOCK = 1 << 20


def dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def plain_stream(data: bytes, **entries: PdfObject) -> StreamObject:
    """A stream as it is: XMP, which must stay readable (ISO 19005-2 6.6.2.1), and what is compressed already."""
    stream = StreamObject()
    stream.update(dictionary(**entries))
    stream.set_data(data)
    return stream


def flate(data: bytes, **entries: PdfObject) -> StreamObject:
    return plain_stream(zlib.compress(data, 9), Filter=NameObject("/FlateDecode"), **entries)


class SpooledStream(StreamObject):
    """A stream whose bytes lie in a spool file, so that a document of 500 pages does not lie in memory."""

    def __init__(self, spool: IO[bytes], data: bytes, **entries: PdfObject) -> None:
        super().__init__()
        self.update(dictionary(**entries))
        self._spool = spool
        self._start = spool.seek(0, 2)
        self._length = spool.write(data)

    def write_to_stream(self, stream: StreamType) -> None:
        DictionaryObject.write_to_stream(
            DictionaryObject({**self, NameObject("/Length"): NumberObject(self._length)}), stream
        )
        stream.write(b"\nstream\n")
        self._spool.seek(self._start)
        for start in range(0, self._length, _BLOCK):
            stream.write(self._spool.read(min(_BLOCK, self._length - start)))
        stream.write(b"\nendstream")
