"""What the signer's computer and the office's server say to each other: addresses, and frames of JSON with bytes behind.

A document takes at most three round trips after the list: its record, an opening, a signature; openings and signatures go for many
documents in one. Nothing that is sent twice changes anything the second time.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

ROOT: Final = "/api/v1"
DOCUMENTS: Final = f"{ROOT}/documents"
OPENINGS: Final = f"{ROOT}/openings"
SIGNATURES: Final = f"{ROOT}/signatures"
FRAMES: Final = "application/vnd.vanthu.frames"
PDF: Final = "application/pdf"
MOST_AT_ONCE: Final = 25  # documents in one request
MOST_REQUEST: Final = 1 << 20  # bytes of a request: certificates and signatures, never documents
MOST_FRAME: Final = 32 << 20
_NOUGHTS: Final = re.compile(rb"0{1000,}")


class Source(Protocol):
    """What frames are read from."""

    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


def frame(header: dict[str, Any], body: bytes = b"") -> bytes:
    """One line of JSON that tells how many bytes follow it, and these."""
    return json.dumps({**header, "bytes": len(body)}, ensure_ascii=False).encode() + b"\n" + body


def frames(source: Source) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The frames of an answer as they come. EOFError where it ends within one, ValueError where it is none."""
    while line := source.readline(1 << 20):
        if not line.endswith(b"\n"):
            raise EOFError
        header = json.loads(line)
        size = header.pop("bytes")
        if not isinstance(size, int) or not 0 <= size <= MOST_FRAME:
            raise ValueError("bytes")
        body = source.read(size)
        if len(body) < size:
            raise EOFError
        yield header, body


def folded(update: bytes) -> tuple[list[int], bytes]:
    """What is appended to a document, without the noughts kept for its signature: where they were, how many, and the rest.

    They would push the picture, the same in every update, out of the 32 KB that gzip looks back.
    """
    gap = _NOUGHTS.search(update)
    return ([gap.start(), len(gap[0])], update[: gap.start()] + update[gap.end() :]) if gap else ([0, 0], update)


def unfolded(gap: list[int], rest: bytes) -> bytes:
    """The update again. ValueError where the gap is none."""
    at, length = gap
    if not (isinstance(at, int) and isinstance(length, int) and 0 <= at <= len(rest) and 0 <= length <= MOST_REQUEST):
        raise ValueError("gap")
    return rest[:at] + b"0" * length + rest[at:]


def squeezed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """gzip, each part complete when it is sent: a signature's picture is the same for every document and goes over once."""
    squeezer = zlib.compressobj(9, wbits=31)
    for part in parts:
        yield squeezer.compress(part) + squeezer.flush(zlib.Z_SYNC_FLUSH)
    yield squeezer.flush()
