"""What the codes of a font stand for in Unicode: read from the file, or derived from encodings and glyph names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

import pikepdf
from fontTools import agl
from pikepdf import Dictionary, Name, Stream
from pypdf._codecs import charset_encoding

from pipeline.digitize.font import MOST_PER_BLOCK

_TOKEN: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>|\[|\]|([A-Za-z]+)")
_MOST_ENTRIES: Final = 70_000
_FEW: Final = 4
_BREAK: Final = re.compile("[\t\n\r]")
_CONTROL: Final = re.compile("[\x01-\x1f\x7f-\x9f]")  # readers give them or break words at them, each in its way
_NEVER: Final = ("\0", "\ufeff", "\ufffe")  # ISO 19005-2 6.2.11.7.2
UNREAD: Final = " "  # for glyphs nobody can name: readers give spaces there, and the words come from the text layer
_TYPE1_CODE: Final = re.compile(rb"dup\s+(\d+)\s*/(\S+)\s+put")


def told(to_unicode: Any) -> dict[int, str]:
    """The entries of a ToUnicode CMap (Adobe TN 5411); what is malformed is left out."""
    if not isinstance(to_unicode, Stream):
        return {}
    try:
        data = to_unicode.read_bytes()
    except (pikepdf.PdfError, RuntimeError):
        return {}
    found: dict[int, str] = {}
    hexes: list[bytes] = []
    lists: list[tuple[int, list[bytes]]] = []
    inside: list[bytes] | None = None
    for token in _TOKEN.finditer(data):
        word = token[0]
        if word == b"[":
            inside = []
        elif word == b"]":
            if inside is not None:
                lists.append((len(hexes), inside))
            inside = None
        elif word.startswith(b"<"):
            (hexes if inside is None else inside).append(re.sub(rb"\s", b"", token[1]))
        elif word.startswith(b"begin"):
            hexes, lists = [], []
        elif word == b"endbfchar":
            for code, text in zip(hexes[::2], hexes[1::2], strict=False):
                _enter(found, _number(code), _text(text))
        elif word == b"endbfrange":
            _ranges(found, hexes, lists)
        if len(found) > _MOST_ENTRIES:
            break
    return _right_way_round(found)


def _right_way_round(found: dict[int, str]) -> dict[int, str]:
    """Some programs write their UTF-16 with the bytes the wrong way round: Latin letters then look like rare Chinese ones."""
    if len(found) < _FEW or any(
        ord(letter) & 0xFF or ord(letter) < 0x100 for text in found.values() for letter in text
    ):
        return found
    return {code: "".join(chr(ord(letter) >> 8) for letter in text) for code, text in found.items()}


def _ranges(found: dict[int, str], hexes: list[bytes], lists: list[tuple[int, list[bytes]]]) -> None:
    arrays, at = dict(lists), 0
    while at + 1 < len(hexes):
        first, last = _number(hexes[at]), _number(hexes[at + 1])
        at += 2
        span = min(last - first + 1, _MOST_ENTRIES)
        if at in arrays:
            for step, text in enumerate(arrays[at][:span]):
                _enter(found, first + step, _text(text))
        elif at < len(hexes):
            start = _text(hexes[at])
            at += 1
            for step in range(span if start else 0):
                if ord(start[-1]) + step < 0x110000:
                    _enter(found, first + step, start[:-1] + chr(ord(start[-1]) + step))


def _number(digits: bytes) -> int:
    return int(digits, 16) if digits else 0


def _text(digits: bytes) -> str:
    raw = bytes.fromhex((digits if len(digits) % 2 == 0 else digits + b"0").decode())
    return raw.decode("utf-16-be", "ignore") if len(raw) > 1 else raw.decode("latin-1")


def _enter(found: dict[int, str], code: int, text: str) -> None:
    text = _CONTROL.sub("", _BREAK.sub(" ", text))
    if text and not any(letter in _NEVER or 0xD800 <= ord(letter) < 0xE000 for letter in text):
        found[code] = text


def written(codes: Mapping[int, str], wide: bool) -> bytes:
    """A ToUnicode CMap of one or two byte codes."""
    digits = 4 if wide else 2
    rows = [f"<{code:0{digits}X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in sorted(codes.items())]
    blocks = [rows[at : at + MOST_PER_BLOCK] for at in range(0, len(rows), MOST_PER_BLOCK)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{'0' * digits}> <{'F' * digits}>\nendcodespacerange\n{body}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def of_encoding(font: Any, builtin: Mapping[int, str]) -> dict[int, str]:
    """Unicode by code of a simple font, from its encoding (ISO 32000-1 9.6.6); `builtin` is its program's own."""
    encoding = font.get("/Encoding")
    names: dict[int, str] = {}
    base = encoding
    if isinstance(encoding, Dictionary):
        base = encoding.get("/BaseEncoding")
        names = differences(encoding)
    found = dict(standard(str(base))) if isinstance(base, Name) and str(base) in charset_encoding else dict(builtin)
    for code, name in names.items():
        text = of_name(name)
        if text:
            found[code] = text
        else:
            found.pop(code, None)
    return found


def differences(encoding: Any) -> dict[int, str]:
    """Glyph names by code."""
    names, code = {}, 0
    for entry in encoding.get("/Differences", []):
        if isinstance(entry, Name):
            names[code] = str(entry)[1:]
            code += 1
        else:
            code = int(entry)
    return names


@cache
def standard(encoding: str) -> Mapping[int, str]:
    """One of the encodings that need not be told (annex D), Symbol's and ZapfDingbats' own among them."""
    return {
        code: text
        for code, text in enumerate(charset_encoding[encoding])
        if text > "\x1f" and not "\x7f" <= text <= "\x9f"
    }


def of_name(name: str) -> str:
    """What a glyph name says (Adobe Glyph List Specification 2); empty where it says nothing."""
    text = str(agl.toUnicode(name))
    if text and any(0xE000 <= ord(letter) < 0xF900 for letter in text):
        return ""
    return "" if any(letter in _NEVER for letter in text) else text


def of_type1(program: bytes) -> dict[int, str]:
    """The built-in encoding of a Type 1 program, from the part of it that is no cipher."""
    clear = program[: program.find(b"eexec") if b"eexec" in program else 20_000]
    if b"/Encoding StandardEncoding" in clear:
        return dict(standard("/StandardEncoding"))
    named = {int(code): of_name(name.decode("latin-1")) for code, name in _TYPE1_CODE.findall(clear) if int(code) < 256}
    return {code: text for code, text in named.items() if text}


def complete(codes: Iterable[int], *sources: Mapping[int, str]) -> tuple[dict[int, str], int]:
    """Each code's text by the first source that knows it, UNREAD where none does; and how many none knows."""
    found, missing = {}, 0
    for code in codes:
        text = next((source[code] for source in sources if source.get(code)), "")
        missing += not text
        found[code] = text or UNREAD
    return found, missing
