"""PDFs as pages: unpacked into image files by a child process, so that a PDF that kills its reader kills nothing else.

Why a child: qpdf inflates a stream of any size, pdfium aborts when memory ends, and both are C++ fed by strangers. The
child limits its own memory and processor time (pdf_unpacking.py) and answers in one JSON line.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.digitize import faults
from pipeline.digitize.turning import Turn
from pipeline.errors import FAULTS, VanthuError

_LONGEST: Final = 3600  # seconds of the clock, for a child that waits for a dead network folder
_PROGRAM: Final = (sys.executable, "-I", "-m", "pipeline.digitize.pdf_unpacking")


@dataclass(frozen=True)
class Leaf:
    """One page of a PDF, as an image file. `dpi` (x, y) is that of the stored image, None when the page tells none."""

    file: Path
    dpi: tuple[float, float] | None
    turn: Turn


@dataclass(frozen=True)
class Unpacked:
    leaves: tuple[Leaf, ...]
    notes: tuple[str, ...]


@contextmanager
def unpack(path: Path) -> Iterator[Unpacked]:
    """The pages of a PDF as image files that live as long as the context. Raises VanthuError (VT-SCAN-014, 02n)."""
    with tempfile.TemporaryDirectory(prefix="vanthu-pdf-") as folder:
        answer = _ask_child(path, Path(folder))
        leaves = tuple(
            Leaf(
                Path(folder, leaf["file"]),
                tuple(leaf["dpi"]) if leaf["dpi"] else None,
                Turn(leaf["degrees"], leaf["mirrored"]),
            )
            for leaf in answer["leaves"]
        )
        yield Unpacked(leaves, tuple(answer["notes"]))


def _ask_child(path: Path, folder: Path) -> dict[str, Any]:
    try:
        ran = subprocess.run(
            [*_PROGRAM, str(path.absolute()), str(folder)],
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
