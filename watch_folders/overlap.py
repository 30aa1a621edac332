"""Folders that would feed themselves: one folder twice, one within another, the program or the archive watched."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from watch_folders.mounts import TABLE, mount_of

PROGRAM = "program"


@dataclass(frozen=True)
class Overlap:
    """Two names of the settings whose folders are one or lie within each other."""

    first: str
    second: str
    first_path: Path
    second_path: Path

    def __str__(self) -> str:
        return f"{self.first} ({self.first_path}) – {self.second} ({self.second_path})"


def program_folders() -> tuple[Path, ...]:
    """Where this program's code and its Python lie; not the checkout around them, where the demo's office may lie."""
    house = Path(__file__).resolve().parent.parent
    rooms = (house / name for name in ("pipeline", "signing", "ocr_models", "watch_folders"))
    return (*rooms, Path(sys.prefix))


def check_apart(folders: Mapping[str, Path], *program: Path, table: Path = TABLE) -> tuple[Overlap, ...]:
    """Every two of `folders` (by their names in the settings), and each of them and of the `program`'s, that overlap.

    Symbolic links, bind mounts and other spellings do not hide that two folders are one. Folders need not exist.
    """
    named = list(folders.items())
    pairs = [*combinations(named, 2), *((one, (PROGRAM, other)) for one in named for other in program)]
    return tuple(Overlap(a, b, x, y) for (a, x), (b, y) in pairs if _overlap(x, y, table))


def _overlap(one: Path, other: Path, table: Path) -> bool:
    a, b = one.resolve(), other.resolve()
    return _nested(a, b) or _same(a, b) or _nested_in_file_system(a, b, table)


def _nested(a: Path, b: Path) -> bool:
    return a.is_relative_to(b) or b.is_relative_to(a)


def _same(a: Path, b: Path) -> bool:
    """By device and inode, of the folders and of those above them: other spellings of one folder (case-blind disks)."""
    return any(_identical(a, folder) for folder in (b, *b.parents)) or any(
        _identical(b, folder) for folder in a.parents
    )


def _identical(a: Path, b: Path) -> bool:
    try:
        return os.path.samestat(a.stat(), b.stat())
    except OSError:
        return False


def _nested_in_file_system(a: Path, b: Path, table: Path) -> bool:
    """Bind mounts: compares the places within the file system itself, its device and the path below its root."""
    first, second = mount_of(a, table), mount_of(b, table)
    if first is None or second is None or first.device != second.device:
        return False
    return _nested(first.root / a.relative_to(first.point), second.root / b.relative_to(second.point))
