"""New things before they are part of the archive: written, hashed and fsynced in a folder that a crash may leave."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipeline import durable
from pipeline.archive import layout

# What a fallback without exchange moved aside (see put_in_place in ocfl.py): the only copy of an object for a moment.
ASIDE: Final = ".aside"


@dataclass(frozen=True)
class Measured:
    """The two digests (hex) of a file as it was written."""

    sha512: str
    sha256: str


def area(root: Path) -> Path:
    return root / "extensions" / layout.STAGING


@contextmanager
def stage(root: Path, object_id: str) -> Iterator[Path]:
    """A fresh folder for work on one object, gone when the block ends; a killed process leaves it for `sweep`."""
    folder = area(root) / f"{layout.encoded(object_id)}.{secrets.token_hex(6)}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def take(source: Path | bytes, target: Path) -> Measured:
    """Writes the bytes durably and read-only to `target`, hashing what is written."""
    sha512, sha256 = hashlib.sha512(), hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        for block in _blocks(source):
            sha512.update(block)
            sha256.update(block)
            out.write(block)
        out.flush()
        os.fchmod(out.fileno(), 0o444)
        os.fsync(out.fileno())
    return Measured(sha512.hexdigest(), sha256.hexdigest())


def _blocks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as data:
        while block := data.read(durable.BLOCK):
            yield block


def link_tree(source: Path, target: Path) -> None:
    """Gives every file of `source` a second name below `target`; copies where the file system has no hard links."""
    target.mkdir(parents=True)
    for entry in sorted(source.iterdir()):
        if entry.is_dir():
            link_tree(entry, target / entry.name)
            continue
        try:
            os.link(entry, target / entry.name)
        except OSError:
            take(entry, target / entry.name)


def sync_tree(folder: Path) -> None:
    """fsyncs every folder of a tree whose files are safe already, leaves first."""
    for place, _, _ in os.walk(folder, topdown=False):
        durable.sync_folder(Path(place))


def leftovers(root: Path, object_id: str | None = None) -> list[Path]:
    """Folders in the staging area, of one object or of all, those set aside not among them."""
    begin = "" if object_id is None else f"{layout.encoded(object_id)}."
    if not area(root).is_dir():
        return []
    return sorted(p for p in area(root).iterdir() if p.name.startswith(begin) and not p.name.endswith(ASIDE))


def is_old(folder: Path, age: timedelta) -> bool:
    """True when nothing was made in `folder` for that long; False when it is gone by now."""
    try:
        return time.time() - folder.stat().st_mtime >= age.total_seconds()
    except FileNotFoundError:
        return False
