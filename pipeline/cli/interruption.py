"""Ctrl-C that a library swallows while it loads is raised again where the work begins."""

from __future__ import annotations

import signal
import threading
from typing import Any

_noted = threading.Event()


def listen() -> None:
    """Notes interruptions from now on, and raises them as Python does; nothing where another handler stands, or beside the main thread."""
    _noted.clear()
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) in (
        signal.default_int_handler,
        _note,
    ):
        signal.signal(signal.SIGINT, _note)


def check() -> None:
    """Raises KeyboardInterrupt where one was noted: `except:` and `__del__` of others may have eaten it."""
    if _noted.is_set():
        raise KeyboardInterrupt


def _note(number: int, frame: Any) -> None:
    _noted.set()
    raise KeyboardInterrupt
