"""Proves a record before it is published: PDF/A, pages, and that its text read back is the text that was recognised.

pikepdf.pdfa approves only what it knows of PDF/A-2b and -3b. What it cannot know of ours is taken from its findings by
name (`_NOT_ITS_BUSINESS`), and each such thing has a check of our own in `conformance`. veraPDF says the same in tests.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Final

import pikepdf
import pypdfium2
from pikepdf import pdfa

from pipeline.digitize import conformance, xmp
from pipeline.digitize.conformance import Finding
from pipeline.digitize.text_layer import readable
from pipeline.digitize.values import ReadPage

__all__ = ["Finding", "check_kept", "check_pdfa", "check_record"]

_NEAR: Final = 0.1  # points by which a page's size may differ from the scan's
_HYPHEN: Final = re.compile("[\x02\ufffe]")  # pdfium's sign for a hyphen at a line's end, with which it joins two lines
_LIGATURE: Final = re.compile("[\ufb00-\ufb06]")  # pdfium gives their letters


# Findings of pikepdf.pdfa that are wrong for our files, each with the check of ours that takes its place.
_NOT_ITS_BUSINESS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"ISO_19005_[23]:6\.6\.4-3 .*: pdfaid:conformance is 'U', expected 'B'",  # level U: fonts, metadata
        r"6\.6\.2\.3\.1-1 .*: XMP namespace (?:pdfaExtension|pdfaSchema|pdfaProperty)=http://www\.aiim\.org/\S+ is not permitted",
        rf"6\.6\.2\.3\.1-1 .*: XMP namespace {xmp.PREFIX}={re.escape(xmp.NAMESPACE)} is not permitted",  # metadata
        rf"6\.6\.2\.3\.1-1 .*: XMP property (?:pdfaExtension:schemas|{xmp.PREFIX}:\w+) is not permitted",  # metadata
        r"schema-Catalog .*\(Catalog\) /AcroForm: ",  # form
        r"schema-Catalog .*\(Catalog\): unrecognized key\(s\) /DSS are",  # revocation data (ETSI EN 319 142-1 5.4.2)
        r"schema-Catalog .*\(Catalog\) /AF: ",  # files
        r"schema-Names .* /EmbeddedFiles: ",  # files
        # what content of born-digital pages may use and pikepdf.pdfa does not look into: colours
        r"pikepdf:colour-space .*: (?:pattern colour is|/?(?:DeviceN|Separation|Lab|CalRGB|CalGray|Pattern) colour spaces are) not supported",
        r"pikepdf:pattern .*: \w+ with a pattern",
        r"pikepdf:shading .* not supported",
        r"pikepdf:schema-Resources .*/(?:Pattern:? patterns|Shading:? shadings) are not supported",
        r"pikepdf:font-type3 .* not supported",  # fonts
    )
)


_OF_PART_3: Final = re.compile("pikepdf:(?:embedded-file|associated-files) ")  # files


def check_record(pdf: Path, read: Sequence[ReadPage]) -> tuple[Finding, ...]:
    """What makes a composed file unfit to be published; empty when it is fit."""
    with pdf.open("rb") as file:
        findings = [*_conformance(file), *_pages(file, read)]
    return tuple(findings) if findings else tuple(_texts(pdf, read))


def check_kept(pdf: Path, read: Sequence[ReadPage]) -> tuple[Finding, ...]:
    """What speaks against a PDF/A that is taken as it came: it conforms, and its words are those that were read."""
    with pdf.open("rb") as file:
        return (*_conformance(file), *_texts(pdf, read))


def check_pdfa(data: bytes) -> tuple[Finding, ...]:
    """What keeps a file (composed, prepared or signed) from being PDF/A-2u or -3u; empty when nothing does."""
    return tuple(_conformance(io.BytesIO(data)))


def _conformance(file: IO[bytes]) -> Iterator[Finding]:
    yield from conformance.file_structure(file)
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            part = "3b" if conformance.part_of(pdf) == 3 else "2b"
            yield from conformance.document_structure(pdf)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError) as error:
        yield Finding("qpdf", "", type(error).__name__)
        return
    file.seek(0)
    not_its_business = (*_NOT_ITS_BUSINESS, _OF_PART_3) if part == "3b" else _NOT_ITS_BUSINESS
    for finding in pdfa.validate_written(file, part).findings:
        if not any(
            pattern.search(f"{finding.rule} {finding.where}: {finding.message}") for pattern in not_its_business
        ):
            yield Finding(finding.rule, finding.where, finding.message[:120])


def _pages(file: IO[bytes], read: Sequence[ReadPage]) -> Iterator[Finding]:
    """As many pages as were read, each the size of its scan, upright, its images all painted and nothing laid over them."""
    file.seek(0)
    with pikepdf.open(file) as pdf:
        if len(pdf.pages) != len(read):
            yield Finding("pages", "", f"{len(pdf.pages)}, not {len(read)}")
            return
        for page, told in zip(pdf.pages, read, strict=True):
            left, bottom, right, top = (float(value) for value in page.mediabox)
            width, height = told.width * 72 / told.dpi, told.height * 72 / told.dpi
            if abs(right - left - width) > _NEAR or abs(top - bottom - height) > _NEAR or "/Rotate" in page.obj:
                yield Finding("page size", f"page {told.number}", f"{right - left:.1f} x {top - bottom:.1f}")
            painted = [str(operands[0]) for operands, _ in pikepdf.parse_content_stream(page, "Do")]
            images = page.resources.get("/XObject", {}).keys()
            if not painted or sorted(painted) != sorted(images) or not all(map(_leads, page.obj.get("/Annots", []))):
                yield Finding("page image", f"page {told.number}", f"{len(images)}, {len(painted)}")


def _leads(note: pikepdf.Object) -> bool:
    """Whether an annotation is a link of ours: printed, without a frame, to an address or a page of the file."""
    action = note.get("/A")
    address = action is not None and action.get("/S") == "/URI" and set(action.keys()) == {"/S", "/URI"}
    target = action is None and isinstance(note.get("/Dest"), pikepdf.Array)
    known = {"/Type", "/Subtype", "/Rect", "/Border", "/F", "/A", "/Dest"}
    return bool(note.get("/Subtype") == "/Link" and set(note.keys()) <= known and (address or target))


def _texts(pdf: Path, read: Sequence[ReadPage]) -> Iterator[Finding]:
    """Every word that was recognised comes back from the finished file, and no other, page by page."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for index, page in enumerate(read):
            with closing(document[index]) as sheet, closing(sheet.get_textpage()) as text:
                found = Counter(filter(None, map(readable, _words(text.get_text_range()))))
            wanted = Counter(_words(" ".join(readable(word.text) for line in page.lines for word in line.words)))
            if found != wanted:
                lost, added = (wanted - found).total(), (found - wanted).total()
                yield Finding("text", f"page {page.number}", f"-{lost} +{added} / {wanted.total()}")


def _words(text: str) -> list[str]:
    """Words as pdfium can give them back, NFC."""
    text = _HYPHEN.sub("- ", text)
    text = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).replace("ſ", "s")
    return unicodedata.normalize("NFC", text).split()
