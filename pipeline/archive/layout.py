"""Where things lie in the storage root: OCFL 1.1 §4, extension 0003 (hashed n-tuples, then the object's id)."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Final

from pipeline import durable
from pipeline.archive import faults
from pipeline.errors import VanthuError

EXTENSION: Final = "0003-hash-and-id-n-tuple-storage-layout"
ROOT_DECLARATION: Final = "0=ocfl_1.1"
OBJECT_DECLARATION: Final = "0=ocfl_object_1.1"
LAYOUT_FILE: Final = "ocfl_layout.json"
TUPLE: Final = 3  # letters of the digest a folder, and folders: the extension's defaults
# Below `extensions/` because only that folder is surely on the archive's own file system and outside its hierarchy.
STAGING: Final = "vanthu-staging"

_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]")


def encoded(object_id: str) -> str:
    """The object's folder name: safe letters as they are, all else percent-encoded, cut at 100 (extension 0003)."""
    name = "".join(
        c if _PLAIN.fullmatch(c) else "".join(f"%{byte:02x}" for byte in c.encode("utf-8")) for c in object_id
    )
    return name if len(name) <= 100 else f"{name[:100]}-{hashlib.sha256(object_id.encode('utf-8')).hexdigest()}"


def object_path(object_id: str) -> Path:
    """The object's folder relative to the storage root, as `abc/def/012/ID`."""
    digest = hashlib.sha256(object_id.encode("utf-8")).hexdigest()
    tuples = [digest[n * TUPLE : (n + 1) * TUPLE] for n in range(TUPLE)]
    return Path(*tuples, encoded(object_id))


def is_root(root: Path) -> bool:
    return (root / ROOT_DECLARATION).is_file()


def create_root(root: Path) -> None:
    """Makes an empty storage root; harmless where there is one. The declaration, which makes it a root, comes last."""
    if is_root(root):
        return
    root.mkdir(parents=True, exist_ok=True)
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # two processes may enter a new office at once
        if not is_root(root):
            _fill(root)
    finally:
        os.close(handle)
    durable.sync_folder(root.parent)


def _fill(root: Path) -> None:
    config = root / "extensions" / EXTENSION / "config.json"
    for folder in (root, config.parent):
        for leftover in folder.glob(".*.tmp"):  # of a creation that was killed
            leftover.unlink()
    if {entry.name for entry in root.iterdir()} - {"extensions", LAYOUT_FILE}:
        raise VanthuError(faults.NO_ARCHIVE, place=root)
    description = "Hashed truncated n-tuple trees with object id encapsulating directory"
    _write_json(root / LAYOUT_FILE, {"extension": EXTENSION, "description": description})
    _write_json(
        config,
        {"extensionName": EXTENSION, "digestAlgorithm": "sha256", "tupleSize": TUPLE, "numberOfTuples": TUPLE},
    )
    durable.sync_folder(config.parent.parent)
    durable.write_text(root / ROOT_DECLARATION, "ocfl_1.1\n")


def _write_json(target: Path, value: object) -> None:
    durable.write_text(target, json.dumps(value, indent=2, ensure_ascii=False) + "\n")
