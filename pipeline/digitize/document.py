"""One document from scan to record: read it, compose it, prove it, publish it. What the office and the command line call."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from pipeline import durable
from pipeline.clock import VIETNAM
from pipeline.digitize import faults
from pipeline.digitize.born.reading import read_sheet
from pipeline.digitize.check import check_record
from pipeline.digitize.compose import compose
from pipeline.digitize.fields.find import find_fields
from pipeline.digitize.marks import head_marks
from pipeline.digitize.numbering import number_unread
from pipeline.digitize.read import read_page
from pipeline.digitize.readers import Readers, default_readers
from pipeline.digitize.reading_json import reading_from_json, reading_to_json
from pipeline.digitize.scan import BornPage, Scan, ScanPage, open_scan
from pipeline.digitize.values import LEAST_DPI, Conversion, Fields, PageImage, PageLayer, Quality, Reading, ReadPage
from pipeline.digitize.xmp import RECORD_PROPERTIES, RecordInfo
from pipeline.errors import VanthuError

__all__ = ["SecrecyMark", "compose_record", "read_scan", "reading_from_json", "reading_to_json", "record_info"]

_TOLD: Final = 5  # findings named in an error; the rest is a number


@dataclass(frozen=True)
class SecrecyMark:
    """The document carries MẬT, TỐI MẬT or TUYỆT MẬT: nothing else of it was read, and nothing may be kept."""

    mark: str


def read_scan(
    path: Path,
    *,
    jobs: int = 1,
    on_page: Callable[[int, int], None] | None = None,
    quality: Quality = "default",
    convert: Conversion = "raster",
) -> Reading | SecrecyMark:
    """Reads every page of a scan, `jobs` at a time; `on_page(done, of)` is told of each, from any thread.

    The head of the first page is read before anything else; `convert` says what becomes of a born-digital page that cannot
    be PDF/A with its vectors and fonts. Raises VanthuError (VT-SCAN, VT-OCR).
    """
    readers = default_readers(quality)
    with open_scan(path, convert=convert) as scan:
        first = scan.pages[0]
        marks = head_marks(first.pixels(), dpi=first.dpi, recogniser=readers.stamps)
        if marks.secrecy is not None:
            return SecrecyMark(marks.secrecy)
        pages = _read_pages(scan, readers, jobs, on_page)
        fields = find_fields(pages, marks)
        unread = ("number_unread",) if number_unread(first.pixels(), pages[0], fields) else ()
        return Reading(pages, fields, readers.told, (*scan.notes, *unread))


def _read_pages(
    scan: Scan, readers: Readers, jobs: int, on_page: Callable[[int, int], None] | None
) -> tuple[ReadPage, ...]:
    done, counting = 0, threading.Lock()

    def read(page: ScanPage | BornPage) -> ReadPage:
        nonlocal done
        result = _read(page, readers)
        with counting:
            done += 1
            if on_page is not None:
                on_page(done, len(scan.pages))
        return result

    with ThreadPoolExecutor(max(1, jobs), "page") as pool:
        try:
            return tuple(pool.map(read, scan.pages))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)  # the first broken page ends the document
            raise


def _read(page: ScanPage | BornPage, readers: Readers) -> ReadPage:
    def look() -> ReadPage:
        return read_page(page.pixels(), number=page.number, dpi=page.dpi, readers=readers)

    if isinstance(page, ScanPage):
        return replace(look(), origin=page.origin)
    return read_sheet(page.number, page.width, page.height, page.dpi, page.lines, look if page.read else None)


def compose_record(
    path: Path,
    reading: Reading,
    out: Path,
    about: RecordInfo | None = None,
    *,
    image: PageImage = "layers",
    paper_dpi: float = LEAST_DPI,
) -> tuple[tuple[PageLayer, ...], ...]:
    """Composes the PDF/A of a scan, proves it and puts it in the place of `out`, durably and whole.

    Returns what each page is shown with; `paper_dpi` is what the paper of layered pages is brought down to.
    Without `about` the record tells what was read of it, at the scan's own time. The same input gives the same bytes.
    Raises VanthuError VT-PDF-001 when the file fails its checks: then nothing is left behind.
    """
    drawn = [page.number for page in reading.pages if page.origin == "drawn"]
    with open_scan(path, drawn=drawn) as scan, durable.replacing(out) as file:
        draft = Path(file.name)
        layers = compose(scan.pages, reading.pages, draft, about or record_info(path, reading.fields), image, paper_dpi)
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
