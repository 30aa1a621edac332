"""What a file is, judged by its first bytes and never by its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from enum import StrEnum
from pathlib import Path
from typing import Final

from pipeline.digitize import faults
from pipeline.errors import Fault, VanthuError

HEAD: Final = 4096


class Kind(StrEnum):
    """Kinds of files; the value is what people call them."""

    JPEG = "JPEG"
    PNG = "PNG"
    TIFF = "TIFF"
    PDF = "PDF"
    EMPTY = "empty"
    ZEROS = "zeros"
    WORD = "Word"
    EXCEL = "Excel"
    POWERPOINT = "PowerPoint"
    OPEN_DOCUMENT = "OpenDocument"
    OLD_OFFICE = "Word/Excel 97-2003"
    RTF = "RTF"
    ZIP = "ZIP"
    RAR = "RAR"
    SEVEN_ZIP = "7z"
    GZIP = "gzip"
    HEIC = "HEIC"
    WEBP = "WebP"
    GIF = "GIF"
    BMP = "BMP"
    JPEG_2000 = "JPEG 2000"
    DJVU = "DjVu"
    POSTSCRIPT = "PostScript"
    E_MAIL = "e-mail"
    HTML = "HTML"
    XML = "XML"
    TEXT = "text"
    UNKNOWN = "unknown"


SCANS: Final = frozenset({Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.PDF})

_REFUSALS: Final[dict[Kind, Fault]] = {
    Kind.EMPTY: faults.EMPTY,
    Kind.ZEROS: faults.ONLY_ZEROS,
    **dict.fromkeys(
        (Kind.WORD, Kind.EXCEL, Kind.POWERPOINT, Kind.OPEN_DOCUMENT, Kind.OLD_OFFICE, Kind.RTF, Kind.POSTSCRIPT),
        faults.OFFICE_FILE,
    ),
    **dict.fromkeys((Kind.ZIP, Kind.RAR, Kind.SEVEN_ZIP, Kind.GZIP), faults.ARCHIVE),
    **dict.fromkeys(
        (Kind.HEIC, Kind.WEBP, Kind.GIF, Kind.BMP, Kind.JPEG_2000, Kind.DJVU), faults.OTHER_IMAGE
    ),
    Kind.E_MAIL: faults.E_MAIL,
    **dict.fromkeys((Kind.HTML, Kind.XML, Kind.TEXT), faults.TEXT_FILE),
    Kind.UNKNOWN: faults.UNKNOWN_KIND,
}  # fmt: skip

_MAGIC: Final = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"II+\0", Kind.TIFF),
    (b"MM\0+", Kind.TIFF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLD_OFFICE),
    (b"{\\rtf", Kind.RTF),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"\x1f\x8b", Kind.GZIP),
    (b"GIF8", Kind.GIF),
    (b"BM", Kind.BMP),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Kind.JPEG_2000),
    (b"\xff\x4f\xff\x51", Kind.JPEG_2000),
    (b"AT&TFORM", Kind.DJVU),
    (b"%!PS", Kind.POSTSCRIPT),
)
_E_MAIL: Final = re.compile(
    rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?"
    rb"(?:Received|Return-Path|Delivered-To|MIME-Version|Message-ID):",
    re.I,
)
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def kind_of(path: Path) -> Kind:
    """The kind of a file by its content. Raises VanthuError (VT-SCAN-009) when it cannot be read."""
    try:
        with path.open("rb") as data:
            head = data.read(HEAD)
            if head and not head.strip(b"\0"):
                while block := data.read(1 << 20):
                    if block.strip(b"\0"):
                        return Kind.UNKNOWN
                return Kind.ZEROS
        return _kind_of_head(head, path)
    except OSError as error:
        raise VanthuError(faults.UNREADABLE, error.strerror or "", name=path.name) from error


def require_scan(path: Path) -> Kind:
    """The kind of a scan; anything else is refused with what it is and what to do instead."""
    kind = kind_of(path)
    if kind not in SCANS:
        raise VanthuError(_REFUSALS[kind], name=path.name, kind=kind.value)
    return kind


def _kind_of_head(head: bytes, path: Path) -> Kind:
    if not head:
        return Kind.EMPTY
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path)
    if head[4:8] == b"ftyp":
        return Kind.HEIC if head[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif") else Kind.UNKNOWN
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return Kind.HTML
    if (
        b"%PDF-" in head[:1024]
    ):  # readers look for the header within the first 1024 bytes (ISO 32000-1 Annex H.3 note 13)
        return Kind.PDF
    if _E_MAIL.match(head):
        return Kind.E_MAIL
    if start.startswith(b"<?xml"):
        return Kind.HTML if b"<html" in start else Kind.XML
    return Kind.TEXT if _is_text(head) else Kind.UNKNOWN


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()[:2000]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Kind.ZIP
    for prefix, kind in (("word/", Kind.WORD), ("xl/", Kind.EXCEL), ("ppt/", Kind.POWERPOINT)):
        if "[Content_Types].xml" in names and any(name.startswith(prefix) for name in names):
            return kind
    return Kind.OPEN_DOCUMENT if {"mimetype", "content.xml"} <= set(names) else Kind.ZIP


def _is_text(head: bytes) -> bool:
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(
            head, len(head) < HEAD
        )  # the head may end inside a letter
    except UnicodeDecodeError:
        return False
    return all(ord(letter) >= 32 or letter in "\t\r\n\f" for letter in text)
