"""The child process that takes a PDF apart: `python -m pipeline.digitize.pdf_unpacking PDF FOLDER DRAWN`.

A page that is one scanned image gives that image's own bytes; any other page is converted with its vectors and fonts
(pipeline/digitize/born), and drawn where that cannot be. DRAWN is `-` or the pages (from 0, with commas) that are known to
be drawn, or `all`. One JSON object goes to stdout: the leaves and notes, or a fault. It may die of a hostile file: memory and
processor time are limited from the start.
"""

from __future__ import annotations

import ctypes
import io
import json
import mmap
import os
import re
import resource
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pikepdf
import pypdfium2

from pipeline.digitize import faults
from pipeline.digitize.born.attached import taken
from pipeline.digitize.born.left import left_behind
from pipeline.digitize.born.words import lines_of
from pipeline.digitize.pdf_content import has_box, is_whole, page_box
from pipeline.digitize.pdf_drawing import drawable, drawn_dpi, drawn_leaf
from pipeline.digitize.pdf_images import decoded_by_pdfium, taken_over
from pipeline.digitize.pdf_page import INCH, ODD, Leaf, points, refused, rotation, slimmed
from pipeline.digitize.pdf_source import CONVERTING, PAGES
from pipeline.digitize.picture import MOST_PAGES
from pipeline.errors import VanthuError

if TYPE_CHECKING:
    from pipeline.digitize.born.convert import Converted

MEMORY: Final = 800 << 20  # bytes of address space; an A3 page drawn at 300 dpi needs half of it
SECONDS_AT_ONCE: Final = 30  # of processor time, for opening and for one page
BORN: Final = "born.pdf"
_READ_AS_PICTURE: Final = 0.25  # of a page under images: what is printed on them is no text of the page's own
_UNREADABLE: Final = 0.02  # of the glyphs that nobody can name
_MOST_KEPT: Final = 50 << 20  # bytes of a PDF/A that is proved in one go
_SIGNED: Final = re.compile(rb"/ByteRange\s*\[\s*\d+\s+\d+")
_PAGE: Final = re.compile(rb"/Type\s*/Page\b")
_LETTER: Final = (0, 0, 612, 792)  # what pdfium and others take a page without a box to be
_DIES_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG (linux/prctl.h)
_DAMAGE: Final = ("damaged", "reconstruct", "recover")  # qpdf's words for a file that has lost something


def main(source: Path, folder: Path, drawn: str) -> dict[str, Any]:
    """The answer for a PDF: `leaves` and `notes`, or `fault`, `cause` and `values`."""
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    _limit(SECONDS_AT_ONCE)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    memory = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return _unpack(source, folder, drawn)
    except VanthuError as error:
        return {"fault": error.code, "cause": error.cause, "values": _without_name(error)}
    except MemoryError:
        return {"fault": faults.HEAVY_PDF.code, "cause": "", "values": {"page": len(list(folder.glob("*.leaf"))) + 1}}


def _unpack(source: Path, folder: Path, known: str) -> dict[str, Any]:
    notes: list[str] = []
    original = source
    pdf, warnings = _opened(source, folder)
    with pdf:
        count = _count(pdf)
        warnings += _with_boxes(pdf)
        (folder / PAGES).write_text(str(count))
        warnings += [str(warning) for warning in pdf.get_warnings()]
        damaged = any(word in warning for word in _DAMAGE for warning in warnings)
        if warnings:
            notes.append("repaired")
            source = folder / "repaired.pdf"  # so that pdfium sees the pages that qpdf sees
            pdf.save(source)
        if _signed(pdf, original):
            notes.append("signed_input")
        notes += left_behind(pdf)
        drawn: pypdfium2.PdfDocument | None = None
        leaves: list[Leaf | None] = []
        for index in range(count):
            _at_work()
            if damaged and not is_whole(pdf.pages[index]):
                raise refused(faults.BROKEN_PDF, f"{index + 1}")
            leaf = taken_over(pdf, index, folder)
            if leaf is None:
                drawn = drawn or drawable(source)
                leaf = decoded_by_pdfium(pdf, drawn, index, folder)
            leaves.append(leaf)
            (folder / f"{index + 1:05}.leaf").touch()
        within = taken(pdf, folder)
        notes += ["attachments_kept"] * bool(within.files) + ["attachments_left"] * within.left
        if born := [index for index, leaf in enumerate(leaves) if leaf is None]:
            for index in born:
                drawn_dpi(index, *points(pdf, index))
            (folder / CONVERTING).touch()
            made = _converted(source, born, known)
            leaves = _with_sheets(leaves, made, folder, notes)
            if len(made.sheets) == count and not warnings and not within.left and _stays(pdf, leaves, original):
                notes.append("pdfa_kept")
            for index, why in made.reasons.items():
                _at_work()
                leaves[index] = drawn_leaf(pdf, drawn or drawable(source), index, folder) | {"why": why}
                notes.append("rasterised")
        bookmarks = _led(pdf, leaves, notes)
        if pdf.get_warnings():
            notes.append("repaired")
    return {
        "leaves": leaves, "notes": list(dict.fromkeys(notes)), "bookmarks": bookmarks, "files": within.files,
        "secrecy": within.secrecy,
    }  # fmt: skip


def _led(pdf: pikepdf.Pdf, leaves: list[Leaf | None], notes: list[str]) -> list[tuple[str, int, int]]:
    """Gives the converted pages their links; the bookmarks. Pages that are images have nothing that leads anywhere."""
    from pipeline.digitize.born.links import Leading
    from pipeline.digitize.born.optional import Visibility

    leading, shown = Leading(pdf), Visibility(pdf)
    for page, leaf in zip(pdf.pages, leaves, strict=True):
        links, left = leading.links(page, shown)
        if leaf is not None and "sheet" in leaf:
            leaf["links"] = [(link.box, link.address, link.page) for link in links]
        else:
            left += len(links)
        if left:
            notes.append("links_left")
    return [(mark.title, mark.depth, mark.page) for mark in leading.bookmarks()]


def _at_work() -> None:
    """A new step: its own allowance of time, and somebody there who waits for it."""
    _limit(SECONDS_AT_ONCE)
    if os.getppid() == 1:  # nobody is waiting any more
        sys.exit(1)


def _converted(source: Path, born: list[int], known: str) -> Converted:
    """The born-digital pages as they can be taken over; those known to be drawn are not tried again, nor the rest proved."""
    # fontTools and more: most of a second that a scan need not wait
    from pipeline.digitize.born.convert import Converted, convert

    if known == "all":
        return Converted(reasons=dict.fromkeys(born, ""))
    drawn = {int(index) for index in known.split(",") if index.isdecimal()}
    pages = [index for index in born if index not in drawn]
    made = convert(source, pages, _at_work, prove=known == "-") if pages else Converted()
    made.reasons |= dict.fromkeys(drawn & set(born), "")
    return made


def _with_sheets(leaves: list[Leaf | None], made: Converted, folder: Path, notes: list[str]) -> list[Leaf | None]:
    """Converted pages with their words; a picture of those that must be read as one, and of the first (secrecy marks)."""
    if not made.sheets:
        return leaves
    (folder / BORN).write_bytes(made.data)
    document = drawable(folder / BORN)
    if made.stood_in:
        notes.append("typeface_replaced")
    for sheet in made.sheets:
        _at_work()
        page = document[sheet.place]
        lines = lines_of(page)
        letters = sum(len(text) for line in lines for text, _ in line)
        seen = not letters or sheet.unread > _UNREADABLE or sheet.pictures > _READ_AS_PICTURE
        leaf: Leaf = {
            "sheet": BORN,
            "place": sheet.place,
            "lines": lines,
            "read": seen,
            "dpi": drawn_dpi(sheet.page, sheet.width, sheet.height),
        }
        leaf["size"] = (page.get_width(), page.get_height())
        if seen or sheet.page == 0:
            image = page.render(scale=leaf["dpi"] / INCH - 1e-6).to_pil().convert("RGB")
            target = folder / f"{sheet.page + 1:05}.png"
            slimmed(image).save(target, compress_level=1)
            leaf["file"] = target.name
        page.close()
        leaves[sheet.page] = leaf
        notes.append("born_digital")
        if seen and letters and sheet.unread > _UNREADABLE:
            notes.append("text_unreadable")
    return leaves


def _stays(pdf: pikepdf.Pdf, leaves: list[Leaf | None], source: Path) -> bool:
    """Whether the file is PDF/A-2u or -3u as it came, upright, all its words its own: then it is the record already."""
    from pipeline.digitize.check import check_pdfa
    from pipeline.digitize.conformance import part_of

    if any(leaf is None or leaf["read"] for leaf in leaves) or "/AcroForm" in pdf.Root or part_of(pdf) not in (2, 3):
        return False
    for page in pdf.pages:
        left, bottom, *_ = page_box(page)
        if rotation(page) or left or bottom or "/UserUnit" in page.obj or list(page.mediabox) != list(page.cropbox):
            return False
    return source.stat().st_size <= _MOST_KEPT and not check_pdfa(source.read_bytes())


def _limit(seconds: int) -> None:
    """Processor time from now on; beyond it the kernel ends this process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY))


def _opened(source: Path, folder: Path) -> tuple[pikepdf.Pdf, list[str]]:
    """The PDF, and what had to be mended in it: by qpdf, or by pdfium where qpdf does not find its pages."""
    try:
        pdf = pikepdf.open(source)
        warnings = [str(warning) for warning in pdf.get_warnings()]
        if any(
            word in warning for word in _DAMAGE for warning in warnings
        ):  # qpdf drops the last object of a file that was cut right behind it
            pdf = pikepdf.open(io.BytesIO(source.read_bytes() + b"\n%%EOF\n"))
    except pikepdf.PasswordError as error:
        raise refused(faults.LOCKED_PDF) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        try:
            pdf, warnings = _rescued(source, folder)
        except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, RuntimeError):
            raise refused(faults.BROKEN_PDF, type(error).__name__) from error
    if pdf.is_encrypted:
        raise refused(faults.LOCKED_PDF)
    return pdf, warnings


def _rescued(source: Path, folder: Path) -> tuple[pikepdf.Pdf, list[str]]:
    """The file as pdfium writes it anew. Raises ValueError where it has fewer pages than can be seen in the file."""
    target = folder / "rescued.pdf"
    with closing(pypdfium2.PdfDocument(source)) as document:
        document.save(target)
    pdf = pikepdf.open(target)
    if len(pdf.pages) < len(_PAGE.findall(source.read_bytes())):
        raise ValueError("pages")
    return pdf, [_DAMAGE[0]]


def _with_boxes(pdf: pikepdf.Pdf) -> list[str]:
    """Pages whose boxes leave nothing to be seen are given what readers take for them; a warning where there were such."""
    boxless = [page for page in pdf.pages if not has_box(page)]
    for page in boxless:
        try:
            left, bottom, right, top = page_box(page)
        except ODD:
            left, bottom, right, top = _LETTER
        box = (left, bottom, right, top) if left < right and bottom < top else _LETTER
        page.obj.MediaBox = page.obj.CropBox = pikepdf.Array(box)
    return ["page box"] if boxless else []


def _count(pdf: pikepdf.Pdf) -> int:
    try:
        count = len(pdf.pages)
    except (pikepdf.PdfError, ValueError, RuntimeError, AttributeError, TypeError) as error:
        raise refused(faults.BROKEN_PDF, type(error).__name__) from error
    if not count:
        raise refused(faults.NO_PAGES)
    if count > MOST_PAGES:
        raise refused(faults.TOO_MANY_PAGES, limit=MOST_PAGES)
    return count


def _signed(pdf: pikepdf.Pdf, source: Path) -> bool:
    """Whether somebody's signature is in the file; the usage rights that Adobe once sold are none (ISO 32000-1 12.8.2.3)."""
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = sum(1 for _ in _SIGNED.finditer(data))
    rights = pdf.Root.get("/Perms", {})
    return found > (1 if isinstance(rights, pikepdf.Dictionary) and ("/UR3" in rights or "/UR" in rights) else 0)


def _without_name(error: VanthuError) -> dict[str, object]:
    return {key: value for key, value in error.values.items() if key != "name"}


if __name__ == "__main__":
    answer = main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    sys.stdout.write(json.dumps(answer))
