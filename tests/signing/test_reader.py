"""What is read faster is read the same: hexadecimal strings of every form, and what is none."""

from __future__ import annotations

import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError

from signing import reader


@pytest.mark.parametrize(
    "text",
    [b"<>", b"<00ff>", b"<4E6F>rest", b"<0 0\nF\r F\t>", b"<abc>", b"<FEFF0041>", b"<" + b"0" * 200_000 + b">x", b"<12%note>\n34>"],
)  # fmt: skip
def test_hexadecimal_strings_are_what_they_are_letter_by_letter(text: bytes) -> None:
    one, other = io.BytesIO(text), io.BytesIO(text)
    mine, theirs = generic.read_hex_string_from_stream(one), reader._LETTER_BY_LETTER(other)
    assert (mine, type(mine), one.tell()) == (theirs, type(theirs), other.tell())


@pytest.mark.parametrize("text", [b"<12", b"<1g>", b"<" + b"0" * 70_000])
def test_what_is_none_is_refused_as_ever(text: bytes) -> None:
    with pytest.raises(PdfReadError):
        generic.read_hex_string_from_stream(io.BytesIO(text))
