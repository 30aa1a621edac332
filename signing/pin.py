"""A token's PIN: where it comes from, and a value that does not print itself."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from pipeline.errors import VanthuError
from signing.faults import PIN_SOURCE


class Pin:
    """Holds a PIN for as long as a session is opened; never shown, never pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Pin(****)"

    def __reduce__(self) -> str:
        raise TypeError("a PIN is not written anywhere")


def read_pin(source: str) -> Pin:
    """The PIN from `prompt` (the terminal), `file:PATH` (its first line) or `env:NAME`. Raises VanthuError (VT-SIGN-016)."""
    kind, _, place = source.partition(":")
    try:
        if source == "prompt":
            value = getpass.getpass("Mã PIN: ")
        elif kind == "file" and place:
            value = Path(place).read_text("utf-8").partition("\n")[0].rstrip("\r")
        elif kind == "env" and place:
            value = os.environ[place].rstrip("\r\n")
        else:
            raise VanthuError(PIN_SOURCE, source="giá trị đã cho")  # not shown: it may be the PIN itself
    except (OSError, KeyError, UnicodeDecodeError, EOFError) as error:
        raise VanthuError(PIN_SOURCE, _cause(error), source=source) from None
    if not value:
        raise VanthuError(PIN_SOURCE, source=source)
    return Pin(value)


def _cause(error: Exception) -> str:
    """What was missing, never a word of what was read."""
    match error:
        case KeyError():
            return "chưa đặt biến môi trường này"
        case EOFError():
            return "không có bàn phím để hỏi"
        case FileNotFoundError():
            return "không có tệp này"
        case _:
            return "không đọc được"
