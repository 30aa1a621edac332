"""Text and tables put behind a signed file that still ends as it did: viewers that mend files may find them."""

from __future__ import annotations

from tests.signing.attacks.forging import attack, content_object, tail_parts


@attack
def text_before_the_same_end(pdf: bytes) -> bytes:
    return pdf + b"\n999.000.000\nstartxref\n%d\n%%%%EOF\n" % tail_parts(pdf)[0]


@attack
def table_before_the_same_end(pdf: bytes) -> bytes:
    """A table of its own gives the page's content another, signed place; the file ends with the old table's once more."""
    start, size, root = tail_parts(pdf)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (content_object(pdf)[0], 15)
    own = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start, len(pdf))
    return pdf + table + own + b"startxref\n%d\n%%%%EOF\n" % start


@attack
def text_between_trailer_and_end(pdf: bytes) -> bytes:
    start, size, root = tail_parts(pdf)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\n(999.000.000)\nstartxref\n%d\n%%%%EOF\n"
    return pdf + b"xref\n0 0\n" + trailer % (size, root, start, len(pdf))
