"""PDFs as pages: taken apart by a child process, so that a PDF that kills its reader kills nothing else.

Why a child: qpdf inflates a stream of any size, pdfium aborts when memory ends, and both are C++ fed by strangers. The
child limits its own memory and processor time (pdf_unpacking.py) and answers in one JSON line.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.digitize import faults
from pipeline.digitize.turning import Turn
from pipeline.errors import FAULTS, VanthuError

CONVERTING: Final = "converting"  # there once the child has come as far as that
FORM: Final = "/Fm0"  # a converted page's content
_LONGEST: Final = 3600  # seconds of the clock, for a child that waits for a dead network folder
_PROGRAM: Final = (sys.executable, "-I", "-m", "pipeline.digitize.pdf_unpacking")


@dataclass(frozen=True)
class Leaf:
    """One page of a PDF, as an image file. `dpi` (x, y) is that of the stored image, None when the page tells none."""

    file: Path
    dpi: tuple[float, float] | None
    turn: Turn
    why: str | None = None  # drawn, because it could not be converted: the reason, as far as it is known


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


@dataclass(frozen=True)
class Unpacked:
    leaves: tuple[Leaf | Sheet, ...]
    notes: tuple[str, ...]


@contextmanager
def unpack(path: Path, drawn: Sequence[int] | None = None) -> Iterator[Unpacked]:
    """The pages of a PDF as files that live as long as the context.

    `drawn` are the pages (from 0) that an earlier call found no other way for: the others are not proved again. Raises
    VanthuError (VT-SCAN-014, 02n).
    """
    with tempfile.TemporaryDirectory(prefix="vanthu-pdf-") as folder:
        known = "-" if drawn is None else ",".join(["none", *map(str, drawn)])
        try:
            answer = _ask_child(path, Path(folder), known)
        except VanthuError as error:
            if error.fault is not faults.HEAVY_PDF or not Path(folder, CONVERTING).exists():
                raise
            for left in Path(folder).iterdir():
                left.unlink()
            answer = _ask_child(path, Path(folder), "all")  # drawing takes less than converting
        yield Unpacked(tuple(_leaf(leaf, Path(folder)) for leaf in answer["leaves"]), tuple(answer["notes"]))


def _leaf(told: dict[str, Any], folder: Path) -> Leaf | Sheet:
    if "sheet" not in told:
        turn = Turn(told["degrees"], told["mirrored"])
        return Leaf(folder / told["file"], tuple(told["dpi"]) if told["dpi"] else None, turn, told.get("why"))
    lines = tuple(tuple((text, tuple(box)) for text, box in line) for line in told["lines"])
    picture = folder / told["file"] if "file" in told else None
    return Sheet(folder / told["sheet"], told["place"], tuple(told["size"]), told["dpi"], lines, told["read"], picture)


def _ask_child(path: Path, folder: Path, drawn: str) -> dict[str, Any]:
    try:
        ran = subprocess.run(
            [*_PROGRAM, str(path.absolute()), str(folder), drawn],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise VanthuError(faults.HEAVY_PDF, name=path.name, page=1) from error
    try:
        answer: dict[str, Any] = json.loads(ran.stdout.decode())
    except ValueError:  # it died: out of memory or time, or of the file itself
        done = len(list(folder.glob("*.leaf")))
        raise VanthuError(faults.HEAVY_PDF, f"{ran.returncode}", name=path.name, page=done + 1) from None
    if "fault" in answer:
        raise VanthuError(FAULTS[answer["fault"]], answer["cause"], name=path.name, **answer["values"])
    return answer
