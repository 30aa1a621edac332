"""Files that lie in a PDF that arrives: office files, pictures, PDFs and data go into the record with it (ISO 19005-3).

What may run (macros, scripts, programs), what cannot be told, and what is too large stays behind: the original has it. A file is
taken for what its bytes are, and its name must say the same.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, NameTree, Stream

from pipeline.digitize import xmp
from pipeline.digitize.born.left import left_behind
from pipeline.digitize.office_file import OfficeFile, Unfit, office_file
from pipeline.digitize.sniff import Kind, kind_of

_MOST_FILES: Final = 50
_MOST_BYTES: Final = 30 << 20  # in all, as they are when unpacked
_LONGEST_NAME: Final = 120
_DATE: Final = re.compile(r"D:\d{8}(?:\d{6})?(?:Z|[+-]\d{2}'?(?:\d{2}'?)?)?")
_ODD: Final = (
    pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError, zlib.error, OSError,
)  # fmt: skip
# By what the bytes are: the endings that a name may have, with what they are called (RFC 6838).
_PLAIN: Final[dict[Kind, dict[str, str]]] = {
    Kind.PDF: {".pdf": "application/pdf"},
    Kind.JPEG: {".jpg": "image/jpeg", ".jpeg": "image/jpeg"},
    Kind.PNG: {".png": "image/png"},
    Kind.TIFF: {".tif": "image/tiff", ".tiff": "image/tiff"},
    Kind.XML: {".xml": "application/xml"},
    Kind.TEXT: {".txt": "text/plain", ".csv": "text/csv", ".json": "application/json"},
}


@dataclass(frozen=True)
class _Found:
    name: str
    stream: Any
    said: str


@dataclass(frozen=True)
class Taken:
    """The files that were put into a folder, each as pdf_source.Attached tells it; whether others stay behind; a secrecy mark in one."""

    files: tuple[dict[str, str], ...] = ()
    left: bool = False
    secrecy: str = ""


def taken(pdf: pikepdf.Pdf, folder: Path) -> Taken:
    """Puts the files of a PDF into `folder`."""
    kept: list[dict[str, str]] = []
    left, room, secrecy = False, _MOST_BYTES, ""
    names: set[str] = set()
    try:
        found = list(_found(pdf))
    except _ODD:
        return Taken(left=True)
    for number, one in enumerate(found):
        path = folder / f"{number}.attached"
        data = _bytes_of(one.stream, room) if number < _MOST_FILES else None
        if data is None:
            left = True
            continue
        path.write_bytes(data)
        mime = _mime(path, one.name)
        if isinstance(mime, Unfit):
            secrecy = secrecy or mime.mark
        if not isinstance(mime, str):
            path.unlink()
            left = True
            continue
        room -= len(data)
        kept.append(asdict(_Kept(path.name, _alone(one.name, names), mime, _date(one.stream), one.said)))
    return Taken(tuple(kept), left, secrecy)


@dataclass(frozen=True)
class _Kept:
    file: str
    name: str
    mime: str
    modified: str
    said: str


def _found(pdf: pikepdf.Pdf) -> Iterator[_Found]:
    """Every embedded file once: those of the document, then those pinned to pages."""
    seen: set[tuple[int, int]] = set()
    names = pdf.Root.get("/Names")
    listed = names.get("/EmbeddedFiles") if isinstance(names, Dictionary) else None
    specifications = list(NameTree(listed).values()) if isinstance(listed, Dictionary) else []
    for page in pdf.pages:
        notes = page.obj.get("/Annots")
        for note in notes if isinstance(notes, Array) else ():
            if isinstance(note, Dictionary) and str(note.get("/Subtype")) == "/FileAttachment":
                specifications.append(note.get("/FS"))
    for specification in specifications:
        held = specification.get("/EF") if isinstance(specification, Dictionary) else None
        stream = (held.get("/UF") or held.get("/F")) if isinstance(held, Dictionary) else None
        if not isinstance(stream, Stream):
            yield _Found("", None, "")
        elif stream.objgen not in seen:
            seen.add(stream.objgen)
            name = str(specification.get("/UF", specification.get("/F", "")))
            said = specification.get("/Desc", "")
            yield _Found(_plain(name), stream, xmp.clean(str(said))[:_LONGEST_NAME])


def _plain(name: str) -> str:
    name = xmp.clean(PurePosixPath(name.replace("\\", "/")).name)
    ending = PurePosixPath(name).suffix
    return name.removesuffix(ending)[: _LONGEST_NAME - len(ending)] + ending


def _bytes_of(stream: Any, most: int) -> bytes | None:
    """What an embedded file holds; None where it is more than `most` or packed in a way that files are not."""
    try:
        filters = stream.get("/Filter", Array())
        packed = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(one) for one in filters]
        raw = bytes(stream.read_raw_bytes())
        if not packed:
            return raw if len(raw) <= most else None
        if packed != ["/FlateDecode"] or "/DecodeParms" in stream:
            return None
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(raw, most)
        return data if unpacking.eof else None
    except _ODD:
        return None


def _mime(path: Path, name: str) -> str | Unfit | None:
    """What a file is called where it is one to keep, and its name says what it is."""
    ending = PurePosixPath(name).suffix.lower()
    kind = kind_of(path)
    if kind in _PLAIN:
        return _PLAIN[kind].get(ending) if kind is not Kind.PDF or _is_quiet(path) else None
    office = office_file(path)
    if isinstance(office, OfficeFile):
        return office.mime if office.name.endswith(ending or "/") else None
    return office


def _is_quiet(path: Path) -> bool:
    """Whether a PDF can be opened and does nothing by itself."""
    try:
        with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
            return not {"scripts_left", "xfa_left"} & set(left_behind(pdf))
    except _ODD:
        return False


def _date(stream: Any) -> str:
    told = stream.get("/Params")
    date = str(told.get("/ModDate", "")) if isinstance(told, Dictionary) else ""
    return date if _DATE.fullmatch(date) else ""


def _alone(name: str, names: set[str]) -> str:
    """A name that no other has."""
    stem, ending, number = PurePosixPath(name).stem, PurePosixPath(name).suffix, 1
    while name in names:
        number += 1
        name = f"{stem} ({number}){ending}"
    names.add(name)
    return name
