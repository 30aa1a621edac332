"""Making PDF objects with pypdf: dictionaries, streams, numbers, and streams whose bytes wait on disk until written."""

from __future__ import annotations

import zlib
from typing import IO

from pypdf._utils import StreamType
from pypdf.generic import DictionaryObject, NameObject, NumberObject, PdfObject, StreamObject

_BLOCK = 1 << 20


def dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def flate(data: bytes, **entries: PdfObject) -> StreamObject:
    """A stream, compressed; XMP too, which only PDF/A-1 wanted plain (ISO 19005-1 6.7.2; 19005-2 6.6.2.1 does not)."""
    stream = StreamObject()
    stream.update(dictionary(Filter=NameObject("/FlateDecode"), **entries))
    stream.set_data(zlib.compress(data, 9))
    return stream


def number(value: float, digits: int) -> str:
    """A number in a content stream, rounded, in as few letters as it takes (ISO 32000-1 7.3.3)."""
    whole, _, part = f"{value:.{digits}f}".partition(".")
    part = part.rstrip("0")
    if not part:
        return "0" if whole == "-0" else whole
    return f"{whole.removesuffix('0') if whole in ('0', '-0') else whole}.{part}"


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
