"""The one class of error: a code, an exit status, a sentence, a cause and the next step, in Vietnamese and English.

Every room lists the faults it can report in its own `faults.py` (code by code, `declare(...)`), so this module knows none
of them; `tests/test_faults.py` holds the documentation to that list. Expected outcomes are values and not errors.

    VanthuError
      Refused        the input is not ours to take (exit 4), by a fault of the room that looked
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Exit(IntEnum):
    """Exit statuses of the program (docs/exit-codes.md)."""

    DONE = 0
    SOME_FAILED = 1
    USAGE = 2
    CONFIGURATION = 3
    INPUT_REFUSED = 4
    OUTPUT_FAILED_CHECK = 5
    TOKEN = 6
    SIGNATURE_INVALID = 7
    SIGNATURE_INDETERMINATE = 8
    OFFICE_RULE = 9
    NETWORK = 10
    STORAGE = 11
    INTERRUPTED = 130


@dataclass(frozen=True)
class Fault:
    """One thing that can go wrong. Texts may name values as `{name}`; no text ever holds a PIN or a document's words."""

    code: str  # VT-ROOM-nnn, stable for ever
    exit: Exit
    vi: str  # one sentence
    en: str
    next_vi: str  # what the person can do
    next_en: str


FAULTS: Final[dict[str, Fault]] = {}


def declare(code: str, exit: Exit, vi: str, en: str, next_vi: str, next_en: str) -> Fault:  # noqa: A002
    """Adds a fault to the list of all faults and returns it; a code is declared once."""
    if code in FAULTS:
        raise ValueError(f"{code} is declared twice")
    fault = Fault(code, exit, vi, en, next_vi, next_en)
    FAULTS[code] = fault
    return fault


class VanthuError(Exception):
    """Something that ends a command or a stage, with what a person needs to know. `values` fill the fault's texts."""

    def __init__(self, fault: Fault, cause: str = "", **values: object) -> None:
        self.fault = fault
        self.cause = cause
        self.values = values
        super().__init__(f"{fault.code}: {self.sentence('en')}")

    @property
    def code(self) -> str:
        return self.fault.code

    @property
    def exit(self) -> Exit:
        return self.fault.exit

    def sentence(self, lang: str = "vi") -> str:
        """The one sentence, with the cause behind it where there is one."""
        text = (self.fault.vi if lang == "vi" else self.fault.en).format(**self.values)
        return f"{text} ({self.cause})" if self.cause else text

    def next_step(self, lang: str = "vi") -> str:
        return (self.fault.next_vi if lang == "vi" else self.fault.next_en).format(**self.values)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.fault.code, self.fault, self.cause, self.values)


def _rebuild(code: str, fault: Fault, cause: str, values: dict[str, object]) -> VanthuError:
    """Errors cross process borders (worker and child)."""
    return VanthuError(FAULTS.get(code, fault), cause, **values)
