"""Fixity of one kept object: its bytes read again and compared; which objects come first is the caller's choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline import clock
from pipeline.archive.ocfl import Archive
from pipeline.archive.verify import Damage


@dataclass(frozen=True)
class FixityResult:
    """`damages` is empty for an object that is whole; `version` is its newest version, 0 when that cannot be told."""

    object_id: str
    version: int
    damages: tuple[Damage, ...]
    checked: datetime

    @property
    def intact(self) -> bool:
        return not self.damages


def check_object(archive: Archive, object_id: str) -> FixityResult:
    """Re-hashes every version of one object; damage and loss are values here and no errors."""
    damages = archive.verify(object_id)
    version = 0 if damages else archive.head(object_id)
    return FixityResult(object_id, version, tuple(damages), clock.now())
