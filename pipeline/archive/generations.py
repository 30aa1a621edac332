"""The folder of a search index that may be thrown away: one generation in use, named by CURRENT, and one writer."""

from __future__ import annotations

import fcntl
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipeline import durable
from pipeline.archive import faults
from pipeline.errors import VanthuError

_POINTER: Final = "CURRENT"
_LOCK: Final = "lock"
_POLL: Final = 0.05  # seconds


class Generations:
    """`kind` is the schema's version: a generation of another kind is as good as none."""

    def __init__(self, folder: Path, kind: int) -> None:
        self._folder = folder
        self._begin = f"g{kind}-"

    def current(self) -> Path | None:
        """The generation in use; None when there is none that this program can read."""
        try:
            name = (self._folder / _POINTER).read_text("ascii").strip()
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return None
        place = self._folder / name
        return place if name.startswith(self._begin) and "/" not in name and place.is_dir() else None

    def begin(self) -> Path:
        """A new, empty folder, not in use yet. Under the lock."""
        place = self._folder / f"{self._begin}{secrets.token_hex(6)}"
        place.mkdir()
        return place

    def take_into_use(self, place: Path) -> None:
        """Names `place` the one in use and removes all others; readers that have them open go on. Under the lock."""
        durable.write_text(self._folder / _POINTER, f"{place.name}\n")
        for other in self._folder.glob("g*-*"):
            if other != place:
                shutil.rmtree(other, ignore_errors=True)

    def throw_away(self, place: Path) -> None:
        """Puts a damaged generation out of use, if it is still the one in use."""
        if self.current() == place:
            (self._folder / _POINTER).unlink(missing_ok=True)

    @contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        """Waits `wait` seconds for the other writer, then VT-ARCH-010. The kernel frees a killed process's lock."""
        self._folder.mkdir(parents=True, exist_ok=True)
        end = time.monotonic() + wait
        with (self._folder / _LOCK).open("ab") as handle:
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= end:
                        raise VanthuError(faults.INDEX_BUSY) from None
                    time.sleep(_POLL)
            yield
