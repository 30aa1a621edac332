"""What is done to a file's bytes: flipped, cut, and tails that viewers read differently."""

from __future__ import annotations

import re

from tests.signing.attacks.forging import attack, content_object, tail_parts


@attack
def bit_flipped_in_page(pdf: bytes) -> bytes:
    forged = bytearray(pdf)
    forged[len(pdf) // 3] ^= 1
    return bytes(forged)


@attack
def bit_flipped_in_signature(pdf: bytes) -> bytes:
    place = pdf.rindex(b"/Contents <") + 400
    forged = bytearray(pdf)
    forged[place] = ord("1") if forged[place] != ord("1") else ord("2")
    return bytes(forged)


@attack
def cut_short(pdf: bytes) -> bytes:
    return pdf[:-700]


@attack
def text_after_the_end(pdf: bytes) -> bytes:
    return pdf + b"\nnothing to see here\n"


@attack
def comment_after_the_end(pdf: bytes) -> bytes:
    return pdf + b"% a comment\n"


@attack
def bare_objects_after_the_end(pdf: bytes) -> bytes:
    return pdf + content_object(pdf)[1]


@attack
def bare_objects_before_another_end(pdf: bytes) -> bytes:
    start, _, _ = tail_parts(pdf)
    return pdf + content_object(pdf)[1] + b"startxref\n%d\n%%%%EOF\n" % start


@attack
def increment_without_end(pdf: bytes) -> bytes:
    start, size, root = tail_parts(pdf)
    number, body = content_object(pdf)
    table = len(pdf) + len(body)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n" % (size, root, start, table)
    return pdf + body + b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf)) + trailer


@attack
def increment_without_startxref(pdf: bytes) -> bytes:
    start, size, root = tail_parts(pdf)
    number, body = content_object(pdf)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\n%%%%EOF\n" % (size, root, start)
    return pdf + body + b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf)) + trailer


@attack
def increment_with_empty_table(pdf: bytes) -> bytes:
    start, size, root = tail_parts(pdf)
    _, body = content_object(pdf)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return pdf + body + b"xref\n0 0\n" + trailer % (size, root, start, len(pdf) + len(body))


@attack
def increment_whose_table_is_right(pdf: bytes) -> bytes:
    start, size, root = tail_parts(pdf)
    number, body = content_object(pdf)
    table = len(pdf) + len(body)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start, table)
    return pdf + body + b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf)) + trailer


@attack
def increment_that_skips_the_signature(pdf: bytes) -> bytes:
    starts = re.findall(rb"startxref\s+(\d+)", pdf)
    _, size, root = tail_parts(pdf)
    number, body = content_object(pdf)
    table = len(pdf) + len(body)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, starts[0], table)
    return pdf + body + b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf)) + trailer


@attack
def object_twice_in_one_increment(pdf: bytes) -> bytes:
    """The table names a harmless object, a second one of the same number stands behind it."""
    start, size, root = tail_parts(pdf)
    _, body = content_object(pdf)
    harmless = b"%d 0 obj\n<< >>\nendobj\n" % size
    table = len(pdf) + len(harmless) + len(body)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size + 1, root, start, table)
    return pdf + harmless + body + b"xref\n%d 1\n%010d 00000 n \n" % (size, len(pdf)) + trailer
