"""Documents handed out of the archive as files with names that say what they are: `21_2026_TT-BCT.pdf`."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline import durable
from pipeline.archive.disk import told
from pipeline.archive.inventory import Inventory
from pipeline.archive.ocfl import Archive

RECORD: Final = "record.pdf"

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST: Final = 100  # letters


@dataclass(frozen=True)
class Paper:
    """A document to hand out; without number and notation its id is its name."""

    object_id: str
    code_number: str = ""
    code_notation: str = ""


def export_pdf(archive: Archive, papers: Sequence[Paper], folder: Path) -> list[Path]:
    """Copies the newest `record.pdf` of every paper to `folder`; returns the files in the order of the papers.

    A file of the same document from an earlier export is replaced; a file of another document never is: then the name
    gets the id. VT-ARCH-005 or 006 for a paper that is not there, storage faults as everywhere.
    """
    made: list[Path] = []
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for paper in papers:
            source = archive.path_of(paper.object_id, RECORD)
            target = folder / speaking_name(paper, ".pdf")
            if target in made or not _is_of(archive.inventory(paper.object_id), target):
                target = folder / speaking_name(paper, f"_{paper.object_id}.pdf")
            durable.copy(source, target)
            made.append(target)
    return made


def speaking_name(paper: Paper, ending: str) -> str:
    """A file name in ASCII by number and notation (đ as d), with `ending`: `123_UBND-VP.pdf`."""
    code = "_".join(part for part in (paper.code_number, paper.code_notation) if part)
    plain = unicodedata.normalize("NFD", code.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    stem = _UNSAFE.sub("_", plain).strip("._-")[:_LONGEST]
    return f"{stem or _UNSAFE.sub('_', paper.object_id)}{ending}"


def _is_of(inventory: Inventory, target: Path) -> bool:
    """Whether nothing is there, or a version of this same document's record."""
    if not target.exists():
        return True
    known = {digest for version in inventory.versions for path, digest in version.state.items() if path == RECORD}
    return hashlib.sha512(target.read_bytes()).hexdigest() in known
