"""Files that are there whole or not at all: write beside, fsync, rename, fsync the folder (after borg's SaveFile)."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

BLOCK = 1 << 20


def sync_folder(folder: Path) -> None:
    """Makes names made in or taken from `folder` outlive a power cut; Windows opens no folders, and its NTFS journals names."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `target` when the block ends well and leaves no trace when it does not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name[:80]}.{secrets.token_hex(6)}.tmp")
    try:
        with beside.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
        sync_folder(target.parent)
    finally:
        beside.unlink(missing_ok=True)


def write_bytes(target: Path, data: bytes) -> None:
    with replacing(target) as out:
        out.write(data)


def write_text(target: Path, text: str) -> None:
    write_bytes(target, text.encode("utf-8"))


def copy(source: Path, target: Path) -> str:
    """Copies the bytes durably; returns their SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with source.open("rb") as data, replacing(target) as out:
        while block := data.read(BLOCK):
            digest.update(block)
            out.write(block)
    return digest.hexdigest()


def move(source: Path, target: Path) -> None:
    """Moves a file, over a border of file systems too; `source` is gone only when `target` is safe."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(target)
    except OSError:
        copy(source, target)
        shutil.copystat(source, target)
        source.unlink()
    sync_folder(target.parent)
    if source.parent.exists():
        sync_folder(source.parent)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes in hexadecimal: the digest that names objects and documents."""
    digest = hashlib.sha256()
    with path.open("rb") as data:
        while block := data.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def path_to_text(path: Path) -> str:
    """A path as text that a database takes: bytes that are no UTF-8 (names from old shares) are written in hexadecimal."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return "bytes:" + os.fsencode(path).hex()
    return str(path)


def path_from_text(text: str) -> Path:
    """The path that `path_to_text` wrote."""
    return Path(os.fsdecode(bytes.fromhex(text[6:]))) if text.startswith("bytes:") else Path(text)
