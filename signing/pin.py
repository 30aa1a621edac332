"""A token's PIN, and other secrets: where they come from, and a value that does not print itself."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from pipeline.errors import Fault, VanthuError
from signing.faults import PIN_SOURCE


class Pin:
    """Holds a PIN, or another secret, for as long as it is needed; never shown, never pickled."""

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
    return read_secret(source, "Mã PIN: ", PIN_SOURCE)


def read_secret(source: str, asked: str, fault: Fault) -> Pin:
    """A secret from `prompt` (asked for with `asked`), `file:PATH` or `env:NAME`; `fault` where there is none."""
    kind, _, place = source.partition(":")
    try:
        if source == "prompt":
            value = getpass.getpass(asked)
        elif kind == "file" and place:
            value = Path(place).read_text("utf-8").partition("\n")[0].rstrip("\r")
        elif kind == "env" and place:
            value = os.environ[place].rstrip("\r\n")
        else:
            raise VanthuError(fault, source="giá trị đã cho")  # not shown: it may be the secret itself
    except (OSError, KeyError, UnicodeDecodeError, EOFError) as error:
        raise VanthuError(fault, _cause(error), source=source) from None
    if not value:
        raise VanthuError(fault, source=source)
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
