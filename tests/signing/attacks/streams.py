"""Increments of object streams and cross-reference streams, as newer writers make them, with objects exchanged in them."""

from __future__ import annotations

from tests.signing.attacks.forging import attack, content_object, tail_parts


def _with_streams(pdf: bytes, plain: dict[int, bytes], packed: dict[int, bytes]) -> bytes:
    """An increment by a cross-reference stream: `plain` objects, and `packed` ones in an object stream, by number."""
    start, size, root = tail_parts(pdf)
    body = b"" if pdf.endswith(b"\n") else b"\n"
    entries: dict[int, tuple[int, int, int]] = {}

    def put(number: int, content: bytes) -> None:
        nonlocal body
        entries[number] = (1, len(pdf) + len(body), 0)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)

    for number, content in plain.items():
        put(number, content)
    if packed:
        heads, data = b"", b""
        for index, (number, content) in enumerate(packed.items()):
            heads += b"%d %d " % (number, len(data))
            data += content + b" "
            entries[number] = (2, size, index)
        put(size, _stream(heads + data, b"/Type /ObjStm /N %d /First %d" % (len(packed), len(heads))))
    place, own = len(pdf) + len(body), size + 1
    entries[own] = (1, place, 0)
    rows = b"".join(
        bytes([k]) + a.to_bytes(4, "big") + b.to_bytes(2, "big") for _, (k, a, b) in sorted(entries.items())
    )
    numbers = b" ".join(b"%d 1" % number for number in sorted(entries))
    told = b"/Type /XRef /W [1 4 2] /Size %d /Root %s /Prev %d /Index [%s]" % (own + 1, root, start, numbers)
    put(own, _stream(rows, told))
    return pdf + body + b"startxref\n%d\n%%%%EOF\n" % place


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


@attack
def content_exchanged_by_a_table_that_is_a_stream(pdf: bytes) -> bytes:
    return _with_streams(pdf, {content_object(pdf)[0]: _stream(b"1 1 1 rg 0 0 600 850 re f")}, {})


@attack
def content_made_nothing_in_an_object_stream(pdf: bytes) -> bytes:
    return _with_streams(pdf, {}, {content_object(pdf)[0]: b"null"})


@attack
def catalogue_exchanged_in_an_object_stream(pdf: bytes) -> bytes:
    root = int(tail_parts(pdf)[2].split()[0])
    return _with_streams(pdf, {}, {root: b"<< /Type /Catalog /Pages << /Type /Pages /Kids [] /Count 0 >> >>"})
