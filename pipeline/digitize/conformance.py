"""What we check of PDF/A ourselves, beside pikepdf.pdfa: what it leaves to others, and the bytes that qpdf mends unseen.

Rules are those of ISO 19005-2 (and -3, which adds associated files), numbered as veraPDF numbers them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import IO, Final

import pikepdf
from lxml import etree

from pipeline.digitize import xmp
from pipeline.digitize.font import MOST_PER_BLOCK
from pipeline.digitize.spots import Meanings, spot_of

_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PDFA_ID: Final = "{http://www.aiim.org/pdfa/ns/id/}"
_SCHEMA: Final = "{http://www.aiim.org/pdfa/ns/schema#}"
_PROPERTY: Final = "{http://www.aiim.org/pdfa/ns/property#}"
_OURS: Final = f"{{{xmp.NAMESPACE}}}"
NO_SPOTS: Final = frozenset(("/Cyan", "/Magenta", "/Yellow", "/Black", "/None"))  # colorants that are no spot colours
_XMP_OF_INFO: Final = {  # Info key: where the XMP says the same (6.6.3)
    "/Title": "{http://purl.org/dc/elements/1.1/}title",
    "/Author": "{http://purl.org/dc/elements/1.1/}creator",
    "/Creator": "{http://ns.adobe.com/xap/1.0/}CreatorTool",
    "/Producer": "{http://ns.adobe.com/pdf/1.3/}Producer",
}

_HEADER: Final = re.compile(rb"%PDF-1\.[0-7](?:\r\n|\r|\n)%[\x80-\xff]{4}")
_TAIL: Final = re.compile(rb"startxref(?:\r\n|\r|\n)(\d+)(?:\r\n|\r|\n)%%EOF(?:\r\n|\r|\n)?\Z")
_TABLE: Final = re.compile(rb"xref(?:\r\n|\r|\n)")
_SECTION: Final = re.compile(rb"(\d+) (\d+) ?(?:\r\n|\r|\n)")
_ENTRY: Final = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_BLOCK_SIZE: Final = re.compile(rb"(\d+)\s+beginbf(?:char|range)")
_KNOWN_ENCODINGS: Final = ("/WinAnsiEncoding", "/MacRomanEncoding")
_DIRECT: Final = 5  # levels of objects within objects
_MOST_PARTS: Final = 500  # a longer array is a table of numbers
_FLAGS_SHOWN: Final = 1 << 2  # Print; Invisible, Hidden, NoView and ToggleNoView are unset (6.3.2)
_FLAGS_UNSEEN: Final = 1 << 0 | 1 << 1 | 1 << 5 | 1 << 8


@dataclass(frozen=True)
class Finding:
    """One thing that makes a file unfit: the rule or check, where it is, what was seen. Holds none of a page's text."""

    rule: str
    where: str
    seen: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.rule, self.where, self.seen) if part)


def file_structure(file: IO[bytes]) -> Iterator[Finding]:
    """Header (6.1.2), end of file (6.1.3), cross-reference tables (6.1.4), byte by byte."""
    file.seek(0)
    if not _HEADER.match(file.read(64)):
        yield Finding("6.1.2", "", "header")
    end = file.seek(0, io.SEEK_END)
    file.seek(max(0, end - 1024))
    tail = _TAIL.search(file.read())
    if tail is None:
        yield Finding("6.1.3", "", "startxref, %%EOF")
        return
    at, seen = int(tail[1]), set[int]()
    while at not in seen and at < end:
        seen.add(at)
        file.seek(at)
        block = file.read(16)
        if not _TABLE.match(block):
            if not re.match(rb"\d+ \d+ obj", block):
                yield Finding("6.1.4", f"@{at}", "xref")
            return  # a cross-reference stream: qpdf has read it without complaint
        trailer = yield from _table(file, at)
        previous = re.search(rb"/Prev\s+(\d+)", trailer)
        if previous is None:
            return
        at = int(previous[1])


def _table(file: IO[bytes], at: int) -> Generator[Finding, None, bytes]:
    """One table; returns the bytes of its trailer."""
    file.seek(at)
    file.readline()
    while section := _SECTION.fullmatch(line := file.readline()):
        first, count = int(section[1]), int(section[2])
        rows = file.read(20 * count)
        place = file.tell()
        for number in range(count):
            entry = _ENTRY.fullmatch(rows[20 * number : 20 * number + 20])
            if entry is None:
                yield Finding("6.1.4", f"@{at}", f"entry {first + number}")
                return b""
            if entry[3] == b"n":
                file.seek(int(entry[1]))
                if not file.read(32).startswith(b"%d %d obj" % (first + number, int(entry[2]))):
                    yield Finding("6.1.4", f"@{at}", f"offset of {first + number}")
        file.seek(place)
    return line + file.read(4096)


def document_structure(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Level U, metadata, forms, associated files."""
    for warning in pdf.get_warnings():
        yield Finding("qpdf", "", str(warning)[:120])
    yield from _fonts(pdf)
    yield from _colours(pdf)
    yield from _metadata(pdf)
    yield from _form(pdf)
    yield from _files(pdf)


def part_of(pdf: pikepdf.Pdf) -> int:
    """The part of ISO 19005 that the file's XMP claims; 0 where it claims none."""
    stream = pdf.Root.get("/Metadata")
    claimed = (
        re.search(rb"pdfaid:part(?:>|=[\"'])\s*(\d)", stream.read_bytes())
        if isinstance(stream, pikepdf.Stream)
        else None
    )
    return int(claimed[1]) if claimed else 0


def _fonts(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Every font's codes have a Unicode value (6.2.11.7.2), in maps that every reader takes (Adobe TN 5014)."""
    for font in pdf.objects:
        if not isinstance(font, pikepdf.Dictionary) or font.get("/Type") != "/Font":
            continue
        subtype, where = str(font.get("/Subtype")), f"obj {font.objgen[0]}"
        to_unicode = font.get("/ToUnicode")
        if isinstance(to_unicode, pikepdf.Stream):
            if any(int(size) > MOST_PER_BLOCK for size in _BLOCK_SIZE.findall(to_unicode.read_bytes())):
                yield Finding("ToUnicode", where, f"> {MOST_PER_BLOCK}")
        elif not subtype.startswith("/CIDFont") and str(font.get("/Encoding")) not in _KNOWN_ENCODINGS:
            yield Finding("6.2.11.7.2", where, "ToUnicode")


def _colours(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Colour spaces built on others stand on none that is for a press alone, spots of a name are one (6.2.4.3, 6.2.4.4)."""
    meanings, seen = Meanings(), dict[str, str]()
    for item in pdf.objects:
        holders = [item, *_within(item)] if isinstance(item, pikepdf.Dictionary | pikepdf.Array) else []
        if any(isinstance(holder, pikepdf.Array) and _on_the_press(holder) for holder in holders):
            yield Finding("6.2.4.3", f"obj {item.objgen[0]}", "DeviceCMYK")
        if any(isinstance(holder, pikepdf.Array) and _spot_untold(holder) for holder in holders):
            yield Finding("6.2.4.4", f"obj {item.objgen[0]}", "Colorants")
        for holder in holders:
            ink = spot_of(holder)
            if ink is not None and seen.setdefault(ink, meanings.of(holder)) != meanings.of(holder):
                yield Finding("6.2.4.4", f"obj {item.objgen[0]}", "Separation")


def _within(item: pikepdf.Object, depth: int = 0) -> Iterator[pikepdf.Object]:
    """Arrays and dictionaries that stand in an object itself and not by reference."""
    parts = list(item) if isinstance(item, pikepdf.Array) else list(item.values())
    for part in parts if depth < _DIRECT and len(parts) < _MOST_PARTS else ():
        if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect:
            yield part
            yield from _within(part, depth + 1)


def _on_the_press(space: pikepdf.Array) -> bool:
    family = str(space[0]) if len(space) and isinstance(space[0], pikepdf.Name) else ""
    base = {"/Indexed": 1, "/Pattern": 1, "/Separation": 2, "/DeviceN": 2}.get(family, len(space))
    return base < len(space) and isinstance(space[base], pikepdf.Name) and str(space[base]) == "/DeviceCMYK"


def _spot_untold(space: pikepdf.Array) -> bool:
    """Whether a DeviceN space has a spot colour that its attributes do not describe (6.2.4.4)."""
    if len(space) < 4 or not isinstance(space[0], pikepdf.Name) or str(space[0]) != "/DeviceN":
        return False
    attributes = space[4] if len(space) > 4 and isinstance(space[4], pikepdf.Dictionary) else pikepdf.Dictionary()
    told = attributes.get("/Colorants", pikepdf.Dictionary())
    return any(str(name) not in told and str(name) not in NO_SPOTS for name in space[1])


def _metadata(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Part and level (6.6.4), our own properties declared (6.6.2.3), Info saying what the XMP says (6.6.3)."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        yield Finding("6.6.2.1", "", "XMP")
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(stream.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        yield Finding("6.6.2.1", "XMP", type(error).__name__)
        return
    properties = {
        element.tag: " ".join("".join(element.itertext()).split())
        for description in root.iter(f"{_RDF}Description")
        for element in description
        if isinstance(element.tag, str)
    }
    attributes = {
        key: value for description in root.iter(f"{_RDF}Description") for key, value in description.attrib.items()
    }
    said = {**attributes, **properties}
    if said.get(f"{_PDFA_ID}part") not in ("2", "3") or said.get(f"{_PDFA_ID}conformance") != "U":
        yield Finding("6.6.4", "XMP", f"{said.get(f'{_PDFA_ID}part')}{said.get(f'{_PDFA_ID}conformance')}")
    declared = {
        (item.findtext(f"{_PROPERTY}name") or "")
        for schema in root.iter(f"{_RDF}li")
        if schema.findtext(f"{_SCHEMA}namespaceURI") == xmp.NAMESPACE
        for item in schema.iter(f"{_RDF}li")
        if item.findtext(f"{_PROPERTY}valueType") == "Text"
        and item.findtext(f"{_PROPERTY}category") in ("external", "internal")
        and item.findtext(f"{_PROPERTY}description")
    }
    for key in said:
        if key.startswith(_OURS) and key.removeprefix(_OURS) not in declared:
            yield Finding("6.6.2.3", "XMP", key.removeprefix(_OURS))
    for key, name in _XMP_OF_INFO.items():
        told = pdf.trailer.get("/Info", pikepdf.Dictionary()).get(key)
        if told is not None and " ".join(str(told).split()) != said.get(name, ""):
            yield Finding("6.6.3", "Info", key)


def _form(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Forms (6.4) and the widgets of their fields (6.3): what a signer sees is there, and nothing acts by itself."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        if "/XFA" in form:
            yield Finding("6.4.2", "AcroForm", "XFA")
        if form.get("/NeedAppearances", False):
            yield Finding("6.4.1", "AcroForm", "NeedAppearances")
    for number, page in enumerate(pdf.pages, 1):
        for widget in page.obj.get("/Annots", []):
            if widget.get("/Subtype") != "/Widget":
                continue
            where = f"page {number}"
            if "/A" in widget or "/AA" in widget:
                yield Finding("6.4.1", where, "action")
            flags = int(widget.get("/F", 0))
            if not flags & _FLAGS_SHOWN or flags & _FLAGS_UNSEEN:
                yield Finding("6.3.2", where, f"F {flags}")
            left, bottom, right, top = (float(value) for value in widget.Rect)
            appearance = widget.get("/AP")
            if left != right and bottom != top and (appearance is None or set(appearance.keys()) != {"/N"}):
                yield Finding("6.3.3", where, "AP")


def _files(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Attached files (ISO 19005-3 6.8): kind and relationship told, and reached from an /AF."""
    specifications = [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Filespec" and "/EF" in item
    ]
    associated = {item.objgen for item in pdf.Root.get("/AF", [])}
    for item in specifications:
        where = f"obj {item.objgen[0]}"
        if "/AFRelationship" not in item or "/F" not in item or "/UF" not in item:
            yield Finding("6.8", where, "AFRelationship, F, UF")
        if "/Subtype" not in item.EF.get("/F", pikepdf.Dictionary()):
            yield Finding("6.8", where, "Subtype")
        if item.objgen not in associated:
            yield Finding("6.8", where, "AF")
