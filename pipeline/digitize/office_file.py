"""An office file (Word, Excel ...) that goes out with a document: what it is, and what keeps it from being signed along."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Final

from lxml import etree

from pipeline.clock import VIETNAM
from pipeline.digitize.sniff import Kind, kind_of
from pipeline.digitize.values import MARKS
from pipeline.text import nfc, tidy
from watch_folders.names import plain_name

_MOST_BYTES: Final = 400_000_000  # unpacked: a file that unpacks to more is no paper
_MACROS: Final = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|activeX/)|^(?:Basic|Scripts)/", re.I)
_PACKAGED: Final = "\x01Ole10Native".encode("utf-16-le")  # a file of any kind within an OLE object ([MS-OLEDS] 2.3.6)
_PARAGRAPHS: Final = frozenset(("p", "h", "si", "is"))  # of OOXML and OpenDocument, by their local names
_SECRET: Final = re.compile(rf"(?:ĐỘ MẬT ?:? ?)?({'|'.join(MARKS)})[.!]?", re.I)
_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument"
_MIMES: Final = {
    ".docx": f"{_OPEN_XML}.wordprocessingml.document",
    ".xlsx": f"{_OPEN_XML}.spreadsheetml.sheet",
    ".pptx": f"{_OPEN_XML}.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
_ENDINGS: Final = {Kind.WORD: ".docx", Kind.EXCEL: ".xlsx", Kind.POWERPOINT: ".pptx"}


@dataclass(frozen=True)
class OfficeFile:
    """`name` ends as its content asks; `modified` is what the file system says."""

    name: str
    mime: str
    data: bytes
    modified: datetime


@dataclass(frozen=True)
class Unfit:
    """Why it cannot be signed along: `secret` (a mark of Law 29/2018/QH14 stands alone in a paragraph), `active`, `broken`."""

    why: str
    mark: str = ""  # as it stands there, in capitals


def office_file(path: Path) -> OfficeFile | Unfit | None:
    """None where it is another kind of file, of those that people keep secret or that run programs too."""
    kind = kind_of(path)
    if kind not in (*_ENDINGS, Kind.OPEN_DOCUMENT):
        return None
    data = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            ending = _ENDINGS.get(kind) or _ending_of_open_document(packed)
            why = "broken" if ending is None else _why_not(packed)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, RuntimeError, NotImplementedError, KeyError, EOFError, ValueError):  # fmt: skip
        return Unfit("broken")
    if ending is None or why:
        return Unfit("secret", why) if why in MARKS else Unfit(why)
    modified = datetime.fromtimestamp(path.stat().st_mtime, VIETNAM).replace(microsecond=0)
    return OfficeFile(f"{PurePath(plain_name(path)).stem}{ending}", _MIMES[ending], data, modified)


def _ending_of_open_document(packed: zipfile.ZipFile) -> str | None:
    told = packed.read("mimetype")[:100].decode("ascii", "replace").strip()
    return next((ending for ending, mime in _MIMES.items() if mime == told), None)


def _why_not(packed: zipfile.ZipFile) -> str:
    """A word of `Unfit.why`, or one of MARKS; empty where nothing speaks against it."""
    entries = packed.infolist()
    if sum(one.file_size for one in entries) > _MOST_BYTES or any(one.flag_bits & 1 for one in entries):
        return "broken"
    if any(_MACROS.search(one.filename) for one in entries):
        return "active"
    mark = ""
    for one in entries:
        name = one.filename.lower()
        if name.endswith(".bin") and _PACKAGED in packed.read(one):
            return "active"
        if name.endswith((".xml", ".rels")):
            part = packed.read(one)
            if b"macroEnabled" in part[:20_000]:
                return "active"
            found = filter(None, map(_SECRET.fullmatch, _paragraphs(part)))
            mark = mark or next((each[1].upper() for each in found), "")
    return mark


def _paragraphs(part: bytes) -> Iterator[str]:
    if b"<!ENTITY" in part:  # no office program writes one; what it stands for would go unread
        raise ValueError("entity")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    for element in etree.fromstring(part, parser).iter():
        if isinstance(element.tag, str) and etree.QName(element).localname in _PARAGRAPHS:
            yield tidy(nfc("".join(element.itertext())))
