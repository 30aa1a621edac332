"""A file's bytes looked at without trusting its own tables: where it ends, which signatures its bytes hold, what hides.

Every signature dictionary has its `/ByteRange` in plain bytes; one that the form does not list any more was made to vanish.
What stands after a signed revision must be whole increments: forgers append objects that no table lists, tables that
list nothing, tails without an end, since viewers differ in what they make of them (measured: pyHanko passes four such files).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Final

import pikepdf

SPACE: Final = b"\0\t\n\x0c\r "
_END: Final = re.compile(rb"startxref[\0\t\n\x0c\r ]+(\d{1,12})[\0\t\n\x0c\r ]+%%EOF\Z")
_RANGE: Final = re.compile(rb"/ByteRange[\0\t\n\x0c\r ]*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_OBJECT: Final = re.compile(rb"(?<![0-9])(\d{1,10})[\0\t\n\x0c\r ]+(\d{1,5})[\0\t\n\x0c\r ]+obj(?![a-zA-Z0-9])")
_STREAM: Final = re.compile(rb"stream\r?\n")
_TABLE: Final = re.compile(rb"xref(?=[\0\t\n\x0c\r ])[0-9nf\0\t\n\x0c\r ]*trailer[\0\t\n\x0c\r ]*(?=<<)")
_TAIL: Final = re.compile(rb"startxref[\0\t\n\x0c\r ]+(\d{1,12})(?=[\0\t\n\x0c\r ])")
_BLANK: Final = re.compile(rb"(?:[\0\t\n\x0c\r ]+|%[^\r\n]*)*")
_TOKEN: Final = re.compile(rb"<<|>>|[(<%]")
_LINE_END: Final = re.compile(rb"[\r\n]")
_STRING: Final = re.compile(rb"[()\\]")
_LENGTH: Final = re.compile(rb"/Length[\0\t\n\x0c\r ]+(\d{1,12})(?![0-9\0\t\n\x0c\r ]*R)")
_STREAM_END: Final = re.compile(rb"[\0\t\n\x0c\r ]*endstream")

Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class Structure:
    """`startxref` is the number the last bytes name, None where the file does not end as a PDF must."""

    startxref: int | None
    ranges: frozenset[Range]  # signatures whose bytes are in the file, by their byte range
    dictionaries: int  # signature dictionaries among the objects as another reader (qpdf) sees them
    filled_fields: int  # signature fields with a value, as qpdf sees the form


def examine(data: bytes) -> Structure:
    """Raises pikepdf.PdfError where even qpdf cannot open the file."""
    end = _END.search(data.rstrip(SPACE)[-64:])
    ranges = {
        (first, length, second, rest)
        for first, length, second, rest in (tuple(map(int, match.groups())) for match in _RANGE.finditer(data))
        if first == 0 and data[length : length + 1] == b"<" and data[second - 1 : second] == b">" and length < second
    }
    with pikepdf.open(io.BytesIO(data)) as document:
        dictionaries = sum(
            isinstance(thing, pikepdf.Dictionary) and "/ByteRange" in thing and "/Contents" in thing
            for thing in document.objects
        )
        filled = len(_filled(document))
        rights = _usage_rights(document)
    return Structure(int(end.group(1)) if end else None, frozenset(ranges - rights), dictionaries - len(rights), filled)


def _usage_rights(document: pikepdf.Pdf) -> set[Range]:
    """Byte ranges of usage rights (ISO 32000-1 §12.8.2.3): Adobe's own seal on a form, no signature of anybody."""
    granted = document.Root.get("/Perms", pikepdf.Dictionary())
    found = (granted[key] for key in ("/UR", "/UR3") if key in granted)
    return {tuple(int(value) for value in item.ByteRange) for item in found if "/ByteRange" in item}  # type: ignore[misc]


def _filled(document: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Object numbers of signature fields with a value, the form walked to the bottom (a field met twice counts once)."""
    found: set[tuple[int, int]] = set()
    form = document.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return found
    seen: set[tuple[int, int]] = set()
    waiting = [(field, None, False) for field in form.get("/Fields", pikepdf.Array())]
    while waiting:
        field, kind, valued = waiting.pop()
        if not isinstance(field, pikepdf.Dictionary) or (field.is_indirect and field.objgen in seen):
            continue
        if field.is_indirect:
            seen.add(field.objgen)
        kind, valued = field.get("/FT", kind), valued or "/V" in field
        kids = [
            kid for kid in field.get("/Kids", pikepdf.Array()) if isinstance(kid, pikepdf.Dictionary) and "/T" in kid
        ]
        waiting += [(kid, kind, valued) for kid in kids]
        if not kids and kind == pikepdf.Name.Sig and valued:
            found.add(field.objgen)
    return found


def gap_is_tidy(data: bytes, span: Range) -> bool:
    """Whether the digits of the gap stand without white space between them: ISO 32000-1 allows it, EU DSS fails it.

    What follows the signature in them is its producer's: Acrobat fills the room with random bytes.
    """
    _, length, second, _ = span
    gap = data[length + 1 : second - 1].strip(SPACE)
    return not any(space in gap for space in SPACE)


def gap_is_the_signature(data: bytes, span: Range, contents: bytes) -> bool:
    """Whether the bytes a signature leaves out are its own value in hexadecimal and nothing else."""
    _, length, second, _ = span
    gap = data[length:second]
    if gap[:1] != b"<" or gap[-1:] != b">":
        return False
    digits = gap[1:-1].translate(None, SPACE)
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")) == contents
    except (ValueError, UnicodeDecodeError):
        return False


def hidden_objects(data: bytes, start: int, listed: frozenset[int]) -> int:
    """How many objects begin after `start` at a place that no cross-reference of the file names (`listed`: byte offsets)."""
    hidden, position = 0, start
    while match := _OBJECT.search(data, position):
        position = match.end()
        if not _is_listed(data, match.start(), listed):
            hidden += 1
            continue
        # a listed object's stream may hold anything, other PDFs among it
        stream, end = _STREAM.search(data, position), data.find(b"endobj", position)
        if stream and stream.start() < end:
            close = data.find(b"endstream", stream.end())
            position = close if close > 0 else position
    return hidden


def _is_listed(data: bytes, at: int, listed: frozenset[int]) -> bool:
    """Whether a cross-reference names this place, or the white space right before it, as some writers do."""
    while at not in listed and data[at - 1 : at] and data[at - 1] in SPACE:
        at -= 1
    return at in listed


def unaccounted(data: bytes, start: int, listed: frozenset[int], sections: frozenset[int]) -> bool:
    """Whether anything after `start` is neither an object that a table names, nor a table in use, its trailer, or a comment.

    `sections`: where the cross-reference sections begin. What no reader needs, one that mends files may still find: text between two
    updates, a table of its own with the old one's place named once more behind it.
    """
    position, ended = start, set[int]()
    while True:
        blank = _BLANK.match(data, position)
        position = blank.end() if blank else position
        if position >= len(data):
            return False
        if (tail := _TAIL.match(data, position)) is not None:
            place = int(tail[1])
            if place not in sections or place in ended:
                return True
            ended.add(place)
            position = tail.end()
        elif (table := _TABLE.match(data, position)) is not None and _is_listed(data, position, sections):
            position = _after_dictionary(data, table.end())
        elif _OBJECT.match(data, position) is not None and _is_listed(data, position, listed):
            position = _after_object(data, position)
        else:
            return True
        if position < 0:
            return True


def _after_object(data: bytes, position: int) -> int:
    """Behind an object's `endobj`; -1 where it has none."""
    head = _OBJECT.match(data, position)
    begin = head.end() if head else position
    blank = _BLANK.match(data, begin)
    begin = blank.end() if blank else begin
    end = begin
    if data.startswith(b"<<", begin):
        end = _after_dictionary(data, begin)
        blank = _BLANK.match(data, end) if end > 0 else None
        stream = _STREAM.match(data, blank.end()) if blank else None
        if stream is not None:
            told = _LENGTH.search(data, begin, end)
            close = _STREAM_END.match(data, stream.end() + int(told[1])) if told else None
            end = close.end() if close else data.find(b"endstream", stream.end())
    found = data.find(b"endobj", end) if end >= 0 else -1
    return found + len(b"endobj") if found >= 0 else -1


def _after_dictionary(data: bytes, position: int) -> int:
    """Behind the `>>` that ends the dictionary that begins here; -1 where none does."""
    depth = 0
    while (token := _TOKEN.search(data, position)) is not None:
        position, kind = token.end(), token[0]
        if kind == b"<<":
            depth += 1
        elif kind == b">>":
            depth -= 1
            if depth == 0:
                return position
        elif kind == b"(":
            position = _after_string(data, position)
        else:
            position = data.find(b">", position) + 1 if kind == b"<" else _line_end(data, position)
        if position <= 0:
            return -1
    return -1


def _after_string(data: bytes, position: int) -> int:
    depth = 1
    while depth and (mark := _STRING.search(data, position)) is not None:
        position = mark.end() + (mark[0] == b"\\")
        depth += {b"(": 1, b")": -1}.get(mark[0], 0)
    return -1 if depth else position


def _line_end(data: bytes, position: int) -> int:
    found = _LINE_END.search(data, position)
    return found.end() if found else -1
