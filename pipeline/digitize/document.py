"""One document from scan to record: read it, compose it, prove it, publish it. What the office and the command line call."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import cv2

from ocr_models.page import ColourImage, GreyImage
from pipeline import durable
from pipeline.clock import VIETNAM
from pipeline.digitize import faults
from pipeline.digitize.born.reading import read_sheet
from pipeline.digitize.care import Separator, collated, notes_on, separator_on, without_blank
from pipeline.digitize.check import Finding, check_kept, check_record
from pipeline.digitize.compose import compose
from pipeline.digitize.fields.find import find_fields
from pipeline.digitize.layout import laid_out, looks_blank
from pipeline.digitize.marks import HeadMarks, Look, look
from pipeline.digitize.numbering import number_unread
from pipeline.digitize.pen import with_pen
from pipeline.digitize.pen_words import with_written
from pipeline.digitize.read import read_laid_out
from pipeline.digitize.readers import Readers, default_readers
from pipeline.digitize.reading_json import reading_from_json, reading_to_json
from pipeline.digitize.scan import BornPage, Scan, ScanPage, open_scan, turned
from pipeline.digitize.values import (
    LEAST_DPI,
    Conversion,
    Fields,
    PageCare,
    PageImage,
    PageLayer,
    Quality,
    Reading,
    ReadPage,
)
from pipeline.digitize.xmp import RECORD_PROPERTIES, RecordInfo
from pipeline.errors import Exit, VanthuError

__all__ = [
    "PageCare",
    "Paper",
    "SecrecyMark",
    "compose_record",
    "read_papers",
    "read_scan",
    "reading_from_json",
    "reading_to_json",
    "record_info",
]

_TOLD: Final = 5  # findings named in an error; the rest is a number


_UNTOUCHED: Final = PageCare()

# A page that is laid out needs some 70 MB for a moment and a tenth of its time: pages read side by side take turns there.
_LAYING_OUT: Final = threading.Lock()

# Pages are read side by side, one thread each: OpenMP's limit says nothing to OpenCV, whose threads wait busily for each other.
cv2.setNumThreads(1)


@dataclass(frozen=True)
class SecrecyMark:
    """The document carries MẬT, TỐI MẬT or TUYỆT MẬT: nothing else of it was read, and nothing may be kept."""

    mark: str


@dataclass(frozen=True)
class Paper:
    """One of the papers of a scan: what was read, what its separator sheet said, the numbers of its pages in the scan."""

    reading: Reading | SecrecyMark | VanthuError  # the last where one of several cannot be read
    separator: Separator | None
    pages: tuple[int, ...]


def read_scan(
    path: Path,
    *,
    jobs: int = 1,
    on_page: Callable[[int, int], None] | None = None,
    quality: Quality = "default",
    convert: Conversion = "raster",
    care: PageCare = _UNTOUCHED,
) -> Reading | SecrecyMark:
    """Reads every page of a scan, `jobs` at a time; `on_page(done, of)` is told of each, from any thread.

    The head of the first page is read before anything else; `convert` says what becomes of a born-digital page that cannot
    be PDF/A with its vectors and fonts. Raises VanthuError (VT-SCAN, VT-OCR).
    """
    with open_scan(path, convert=convert, on_page=on_page) as scan:
        care = _care_of(scan, care)
        pages = collated([turned(page, care.rotate) for page in scan.pages], care.sides, path.name)
        return _read_paper(scan, pages, care, default_readers(quality), jobs, on_page)


def read_papers(
    path: Path,
    *,
    jobs: int = 1,
    on_page: Callable[[int, int], None] | None = None,
    quality: Quality = "default",
    convert: Conversion = "raster",
    care: PageCare = _UNTOUCHED,
) -> tuple[Paper, ...]:
    """Reads a scan that may hold several papers with separator sheets between them; as read_scan, one reading a paper.

    The separator sheets themselves belong to none. A signed PDF is one paper, whatever lies between its pages: its
    signature is over all of them. One of several papers that cannot be read keeps no other from being read: it has its fault
    as its reading. Raises VanthuError (VT-SCAN-026) where there is nothing but separators, and where no paper can be read.
    """
    with open_scan(path, convert=convert, on_page=on_page) as scan:
        care = _care_of(scan, care)
        pages = collated([turned(page, care.rotate) for page in scan.pages], care.sides, path.name)
        groups = [(None, list(pages))] if len(pages) == 1 or "signed_input" in scan.notes else _parted(pages)
        if not groups:
            raise VanthuError(faults.ONLY_SEPARATORS, name=path.name)
        readers = default_readers(quality)
        papers = tuple(
            Paper(
                _tried(partial(_read_paper, scan, group, care, readers, jobs, on_page)),
                before,
                tuple(page.number for page in group),
            )
            for before, group in groups
        )
    faulty = [paper.reading for paper in papers if isinstance(paper.reading, VanthuError)]
    if len(faulty) == len(papers):
        raise faulty[0]
    return papers


def _care_of(scan: Scan, care: PageCare) -> PageCare:
    """What may be done with a scan's pages: a signature is over all of them, in the order in which they came."""
    return PageCare(rotate=care.rotate) if "signed_input" in scan.notes else care


def _parted(pages: Sequence[ScanPage | BornPage]) -> list[tuple[Separator | None, list[ScanPage | BornPage]]]:
    """The pages of each paper, and the separator before it. A blank page behind a separator is that sheet's back."""
    groups: list[tuple[Separator | None, list[ScanPage | BornPage]]] = [(None, [])]
    behind = False
    for page in pages:
        pixels = _seen(page)
        separator = separator_on(pixels) if pixels is not None else None
        if separator is not None:
            groups.append((separator, []))
        elif not (behind and pixels is not None and looks_blank(pixels, page.dpi)):
            groups[-1][1].append(page)
        behind = separator is not None
    return [(before, group) for before, group in groups if group]


def _seen(page: ScanPage | BornPage) -> ColourImage | GreyImage | None:
    """What a page shows; nothing where it is broken, which its paper will say."""
    try:
        return page.pixels() if _has_pixels(page) else None
    except VanthuError:
        return None


def _tried(read: Callable[[], Reading | SecrecyMark]) -> Reading | SecrecyMark | VanthuError:
    """A paper's reading, or the fault of its own that stands against it."""
    try:
        return read()
    except VanthuError as error:
        if error.exit is not Exit.INPUT_REFUSED:
            raise
        return error


def _read_paper(
    scan: Scan,
    pages: Sequence[ScanPage | BornPage],
    care: PageCare,
    readers: Readers,
    jobs: int,
    on_page: Callable[[int, int], None] | None,
) -> Reading | SecrecyMark:
    """One document: the head of its first page before anything else, for a secrecy mark ends everything."""
    if scan.secrecy:
        return SecrecyMark(scan.secrecy)
    first = pages[0]
    seen = first.pixels() if _has_pixels(first) else None
    looked = None if seen is None else look(seen, dpi=first.dpi, readers=readers)
    marks = HeadMarks() if looked is None else looked.marks
    if marks.secrecy is not None:
        return SecrecyMark(marks.secrecy)
    begun = [] if looked is None else [looked]
    del looked  # 60 MB at 300 dpi, which the first page alone needs
    every = _read_pages(pages, begun, readers, jobs, on_page)
    read = tuple(
        replace(page, number=number, source=page.number, turned=care.rotate)
        for number, page in enumerate(without_blank(every, care.blank), 1)
    )
    fields = find_fields(read, marks)
    if readers.pen is not None and seen is not None and isinstance(first, ScanPage) and read[0].source == first.number:
        told = with_pen(seen, read[0], fields, readers.pen, marks)
        read, fields = (with_written(read[0], fields, told), *read[1:]), told
    notes = [*scan.notes, *notes_on(every)]
    if care.sides != "in-order":
        notes.append("collated")
    if len(read) < len(every):
        notes.append("blank_removed")
    if seen is not None and number_unread(seen, read[0], fields):
        notes.append("number_unread")
    return Reading(read, fields, readers.told, tuple(notes))


def _has_pixels(page: ScanPage | BornPage) -> bool:
    return isinstance(page, ScanPage) or page.sheet.picture is not None


def _read_pages(
    pages: Sequence[ScanPage | BornPage],
    begun: list[Look],
    readers: Readers,
    jobs: int,
    on_page: Callable[[int, int], None] | None,
) -> tuple[ReadPage, ...]:
    """`begun` is what the look at the first page's head has done of it; it is taken from there."""
    done, counting = 0, threading.Lock()

    def read(page: ScanPage | BornPage) -> ReadPage:
        nonlocal done
        result = _read(page, begun.pop() if begun and page is pages[0] else None, readers)
        with counting:
            done += 1
            if on_page is not None:
                on_page(done, len(pages))
        return result

    with ThreadPoolExecutor(max(1, jobs), "page") as pool:
        try:
            return tuple(pool.map(read, pages))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)  # the first broken page ends the document
            raise


def _read(page: ScanPage | BornPage, looked: Look | None, readers: Readers) -> ReadPage:
    def by_its_pixels() -> ReadPage:
        if looked is None:
            with _LAYING_OUT:  # the pixels have no name here, so that they go as soon as they are needed no more
                layout = laid_out(page.pixels(), dpi=page.dpi, readers=readers)
        else:
            layout = looked.page
        heard = {} if looked is None else looked.heard
        read = read_laid_out(layout, number=page.number, dpi=page.dpi, readers=readers, heard=heard)
        return replace(read, lines=tuple(dict.fromkeys(read.lines)))  # the same row found twice is read twice

    if isinstance(page, ScanPage):
        return replace(by_its_pixels(), origin=page.origin, why=page.why)
    return read_sheet(page.number, page.width, page.height, page.dpi, page.lines, by_its_pixels if page.read else None)


def compose_record(
    path: Path,
    reading: Reading,
    out: Path,
    about: RecordInfo | None = None,
    *,
    image: PageImage = "layers",
    paper_dpi: float = LEAST_DPI,
    on_page: Callable[[int, int], None] | None = None,
) -> tuple[tuple[PageLayer, ...], ...]:
    """Composes the PDF/A of a scan, proves it and puts it in the place of `out`, durably and whole.

    Returns what each page is shown with; `paper_dpi` is what the paper of layered pages is brought down to, `on_page` is told
    that the work goes on.
    Without `about` the record tells what was read of it, at the scan's own time. The same input gives the same bytes.
    Raises VanthuError VT-PDF-001 when the file fails its checks: then nothing is left behind.
    """
    drawn = [page.number_in_scan for page in reading.pages if page.origin == "drawn"]
    with open_scan(path, drawn=drawn, on_page=on_page) as scan, durable.replacing(out) as file:
        draft = Path(file.name)
        pages = [turned(scan.pages[page.number_in_scan - 1], page.turned) for page in reading.pages]
        layers: tuple[tuple[PageLayer, ...], ...] = ((),) * len(pages)
        kept = "pdfa_kept" in scan.notes and pages == list(scan.pages)
        if kept:
            shutil.copyfile(path, draft)
            kept = not check_kept(draft, reading.pages)
        findings: tuple[Finding, ...] = ()
        if not kept:
            layers = compose(
                pages,
                reading.pages,
                draft,
                about or record_info(path, reading.fields),
                image,
                paper_dpi,
                on_page,
                scan.bookmarks,
                scan.files,
            )
            findings = check_record(draft, reading.pages)
        if findings:
            told = "; ".join(str(finding) for finding in findings[:_TOLD])
            more = f" … {len(findings)}" if len(findings) > _TOLD else ""
            raise VanthuError(faults.RECORD_UNFIT, told + more, name=path.name)
    return layers


def record_info(path: Path, fields: Fields) -> RecordInfo:
    """What a record says of itself when no office says more: the fields that were read, the time of the scan."""
    said = {
        key: "; ".join(field.value) if isinstance(field.value, list) else field.value for key, field in fields.items()
    }
    number = "/".join(said[key] for key in ("code_number", "code_notation") if key in said)
    title = " ".join(part for part in (said.get("type_name"), number, said.get("subject")) if part)
    created = datetime.fromtimestamp(int(path.stat().st_mtime), VIETNAM)
    known = {key: value for key, value in said.items() if key in RECORD_PROPERTIES}
    return RecordInfo(title or path.stem, said.get("issuer", ""), created, known)
