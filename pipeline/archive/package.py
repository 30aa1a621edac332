"""Documents handed out of the archive as files with names that say what they are: `21_2026_TT-BCT.pdf`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline import durable
from pipeline.archive.disk import told

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST: Final = 100  # letters


@dataclass(frozen=True)
class NamedRecord:
    """A record to hand out: the file in the archive, and what its name is made of. Without a code the id is its name."""

    id: str
    code: str  # number and notation as printed: `21/2026/TT-BCT`
    path: Path


def export_pdf(records: Sequence[NamedRecord], folder: Path) -> list[Path]:
    """Copies every record to `folder` under its speaking name; returns the files in the order of the records.

    A record's file from an earlier export is replaced, that of another document with the same number never is: then
    the name gets the id. Storage faults as everywhere in the archive.
    """
    made: list[Path] = []
    for record in records:
        target = folder / f"{safe_name(record)}.pdf"
        with told(target):
            if target in made or not _is_earlier(target, record.path):
                target = folder / f"{safe_name(record)}_{_plain(record.id)}.pdf"
            durable.copy(record.path, target)
        made.append(target)
    return made


def safe_name(record: NamedRecord) -> str:
    """A file name in ASCII, without its ending, by number and notation (đ as d): `123_UBND-VP`."""
    return _plain(record.code) or _plain(record.id)


def _plain(value: str) -> str:
    letters = unicodedata.normalize("NFD", value.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("_", letters).strip("._-")[:_LONGEST]


def _is_earlier(target: Path, source: Path) -> bool:
    """Whether nothing is at `target`, or the same record as it was before a signature: those only add at the end."""
    if not target.exists():
        return True
    if target.stat().st_size > source.stat().st_size:
        return False
    with target.open("rb") as old, source.open("rb") as new:
        while block := old.read(durable.BLOCK):
            if new.read(len(block)) != block:
                return False
    return True
