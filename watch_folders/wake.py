"""Wakes the worker when something happens in a watched folder. Only a hint: events are lost when many files land."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from watch_folders.mounts import on_network

# Opening and closing without writing are left out: our own looking into a file would wake us for ever.
_EVENTS: Final[list[type[FileSystemEvent]]] = [
    FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileClosedEvent, DirCreatedEvent, DirMovedEvent,
]  # fmt: skip
_CALM: Final = 0.5  # seconds between two early returns, so that a stream of events does not make a stream of scans


class Waker(FileSystemEventHandler):
    """Waits for the next scan. Folders on a network, or beyond inotify, are simply polled: there wait() times out."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._event = threading.Event()
        self._watches: dict[Path, tuple[tuple[int, int], ObservedWatch]] = {}
        self._last = 0.0
        # its warning of lost events is no news here, for the scan finds every file
        logging.getLogger("watchdog").setLevel(logging.ERROR)
        self._observer: BaseObserver | None = Observer()
        try:
            self._observer.start()
        except OSError:  # no inotify instance left (fs.inotify.max_user_instances)
            self._observer = None
        self._arm()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def polled(self) -> tuple[Path, ...]:
        """The folders from which no event can be expected now: on a network, not there, or beyond inotify's limits."""
        return tuple(folder for folder in self._folders if folder not in self._watches)

    def wait(self, timeout: float) -> None:
        """Returns after `timeout` seconds, or earlier when something came into a folder."""
        self._arm()
        if self._event.wait(timeout):
            rest = min(self._last + _CALM - time.monotonic(), timeout)
            if rest > 0:
                time.sleep(rest)
            self._event.clear()
        self._last = time.monotonic()

    def close(self) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(5)
            self._observer = None
        self._watches.clear()

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._event.set()

    def _arm(self) -> None:
        """Watches folders that are new or came back: a watch stays with the old inode when a folder is made anew."""
        if self._observer is None:
            return
        for folder in self._folders:
            try:
                found = folder.stat()
                here = (found.st_dev, found.st_ino)
            except OSError:
                here = None
            known = self._watches.get(folder)
            if known is not None and known[0] != here:
                self._observer.unschedule(known[1])
                del self._watches[folder]
                self._event.set()
            if here is not None and folder not in self._watches:
                if on_network(folder):
                    continue
                try:
                    watch = self._observer.schedule(self, str(folder), recursive=True, event_filter=_EVENTS)
                except OSError:  # fs.inotify.max_user_watches, or gone again
                    continue
                self._watches[folder] = (here, watch)
