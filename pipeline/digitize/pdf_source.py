"""PDFs as pages: taken apart by a child process, so that a PDF that kills its reader kills nothing else.

Why a child: qpdf inflates a stream of any size, pdfium aborts when memory ends, and both are C++ fed by strangers. The
child limits its own memory and processor time (pdf_unpacking.py) and answers in one JSON line. That it goes on is told, so that
whoever waits knows a child that gets little of a busy machine from one that hangs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.digitize import faults
from pipeline.digitize.turning import Turn
from pipeline.errors import FAULTS, VanthuError

CONVERTING: Final = "converting"  # there once the child has come as far as that
FORM: Final = "/Fm0"  # a converted page's content
PAGES: Final = "pages"  # how many there are, written by the child when it has come as far as that
Rectangle = tuple[float, float, float, float]

_LOOKED_EVERY: Final = 1.0  # seconds
_WORKED: Final = (
    1.0  # seconds of processor time after which a child is seen to go on; the kernel ends it after so many a step
)
_MOST_SILENT: Final = 900  # seconds of the clock without any, for a child that waits for a dead network folder
_PROGRAM: Final = (sys.executable, "-I", "-m", "pipeline.digitize.pdf_unpacking")


@dataclass(frozen=True)
class Leaf:
    """One page of a PDF, as an image file. `dpi` (x, y) is that of the stored image, None when the page tells none."""

    file: Path
    dpi: tuple[float, float] | None
    turn: Turn
    why: str | None = None  # drawn, because it could not be converted: the reason, as far as it is known


@dataclass(frozen=True)
class Link:
    """A place on a page that leads to an address, or to another page (its index)."""

    box: Rectangle  # left, bottom, right, top in points, from the lower left corner of the upright page
    address: str = ""
    page: int = -1


@dataclass(frozen=True)
class Bookmark:
    title: str
    depth: int  # from 0
    page: int  # index


@dataclass(frozen=True)
class Sheet:
    """One born-digital page: a page of a PDF/A whose content is one form XObject, FORM."""

    file: Path
    place: int  # index of the page in `file`
    size: tuple[float, float]  # points
    dpi: float  # of `picture`, and of what is measured in pixels
    lines: tuple[
        tuple[tuple[str, tuple[float, float, float, float]], ...], ...
    ]  # words with boxes in points, from the top left
    read: bool  # there is more to read than its text tells, and `picture` is what to read it from
    picture: Path | None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Attached:
    """A file that lies in the PDF and goes into the record."""

    file: Path
    name: str
    mime: str
    modified: str  # as the PDF tells it (ISO 32000-1 7.9.4); empty where it does not
    said: str  # what the PDF says of it


@dataclass(frozen=True)
class Unpacked:
    leaves: tuple[Leaf | Sheet, ...]
    notes: tuple[str, ...]
    bookmarks: tuple[Bookmark, ...] = ()
    files: tuple[Attached, ...] = ()
    secrecy: str = ""  # the mark of Law 29/2018/QH14 that stands in one of its files


@contextmanager
def unpack(
    path: Path, drawn: Sequence[int] | None = None, on_page: Callable[[int, int], None] | None = None
) -> Iterator[Unpacked]:
    """The pages of a PDF as files that live as long as the context.

    `drawn` are the pages (from 0) that an earlier call found no other way for: the others are not proved again. `on_page(0, of)`
    is told while the work goes on. Raises VanthuError (VT-SCAN-014, 02n).
    """
    with tempfile.TemporaryDirectory(prefix="vanthu-pdf-") as folder:
        known = "-" if drawn is None else ",".join(["none", *map(str, drawn)])
        try:
            answer = _ask_child(path, Path(folder), known, on_page)
        except VanthuError as error:
            if error.fault is not faults.HEAVY_PDF or not Path(folder, CONVERTING).exists():
                raise
            for left in Path(folder).iterdir():
                left.unlink()
            answer = _ask_child(path, Path(folder), "all", on_page)  # drawing takes less than converting
        yield Unpacked(
            tuple(_leaf(leaf, Path(folder)) for leaf in answer["leaves"]),
            tuple(answer["notes"]),
            tuple(Bookmark(*told) for told in answer["bookmarks"]),
            tuple(Attached(**told | {"file": Path(folder, told["file"])}) for told in answer["files"]),
            answer["secrecy"],
        )


def _leaf(told: dict[str, Any], folder: Path) -> Leaf | Sheet:
    if "sheet" not in told:
        turn = Turn(told["degrees"], told["mirrored"])
        return Leaf(folder / told["file"], tuple(told["dpi"]) if told["dpi"] else None, turn, told.get("why"))
    lines = tuple(tuple((text, tuple(box)) for text, box in line) for line in told["lines"])
    picture = folder / told["file"] if "file" in told else None
    links = tuple(Link(tuple(box), address, page) for box, address, page in told["links"])
    size = tuple(told["size"])
    return Sheet(folder / told["sheet"], told["place"], size, told["dpi"], lines, told["read"], picture, links)


def _ask_child(path: Path, folder: Path, drawn: str, on_page: Callable[[int, int], None] | None) -> dict[str, Any]:
    child = subprocess.Popen(
        [*_PROGRAM, str(path.absolute()), str(folder), drawn],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        said = _heard(child, folder, on_page)
    except subprocess.TimeoutExpired as error:
        raise VanthuError(faults.HEAVY_PDF, name=path.name, page=1) from error
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    try:
        answer: dict[str, Any] = json.loads(said.decode())
    except ValueError:  # it died: out of memory or time, or of the file itself
        done = len(list(folder.glob("*.leaf")))
        raise VanthuError(faults.HEAVY_PDF, f"{child.returncode}", name=path.name, page=done + 1) from None
    if "fault" in answer:
        raise VanthuError(FAULTS[answer["fault"]], answer["cause"], name=path.name, **answer["values"])
    return answer


def _heard(child: subprocess.Popen[bytes], folder: Path, on_page: Callable[[int, int], None] | None) -> bytes:
    """What the child says at its end; that it works is told meanwhile. Raises TimeoutExpired where it has not for long."""
    before, last = 0.0, time.monotonic()
    while True:
        try:
            return child.communicate(timeout=_LOOKED_EVERY)[0]
        except subprocess.TimeoutExpired:
            worked = _processor_time(child.pid)
            if worked >= before + _WORKED:
                before, last = worked, time.monotonic()
                if on_page is not None:
                    on_page(0, _pages(folder))
            elif time.monotonic() - last > _MOST_SILENT:
                raise


def _processor_time(process: int) -> float:
    """Seconds that a process has worked, by proc(5)."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _pages(folder: Path) -> int:
    try:
        return int((folder / PAGES).read_text())
    except (OSError, ValueError):  # not counted yet
        return 0
