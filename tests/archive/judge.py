"""ocfl-py, a program that is not ours, judges every archive a test made."""

from __future__ import annotations

import logging
from pathlib import Path

from ocfl.storage_root import StorageRoot

logging.getLogger().setLevel(logging.ERROR)


def faults_of(root: Path) -> list[str]:
    """What ocfl-py finds wrong with a storage root and all its objects, every byte re-hashed; empty when it is valid."""
    judge = StorageRoot(root=str(root))
    valid = judge.validate(validate_objects=True, check_digests=True)
    found = [message for _, message in judge.errors] + list(judge.log.messages)
    if not valid or judge.num_objects != judge.good_objects:
        found.append(f"{judge.good_objects} of {judge.num_objects} objects are good")
    return found


def count_of(root: Path) -> int:
    judge = StorageRoot(root=str(root))
    judge.validate(validate_objects=True, check_digests=False)
    return int(judge.num_objects)
