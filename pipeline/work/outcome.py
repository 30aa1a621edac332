"""How a stage ends: expected outcomes are values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pipeline.errors import Exit, VanthuError

OWN_FAULT: Final = (Exit.INPUT_REFUSED, Exit.OUTPUT_FAILED_CHECK)  # the paper's own: trying again changes nothing


@dataclass(frozen=True)
class Enter:
    """Ask for a number in a book, in the transaction that ends the stage."""

    book: str
    day: date
    wanted: int | None = None


@dataclass(frozen=True)
class Done:
    """The stage did its work; `facts` are columns of the document that it learned."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    enter: Enter | None = None


@dataclass(frozen=True)
class NeedsReview:
    """A clerk must look at these fields first; `because` are sentences beyond the fields (a twin, a number not free)."""

    keys: tuple[str, ...]
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One of several papers of a file: the digest it goes by, its pages in the file, its columns as far as it was kept."""

    sha256: str
    number: int  # from 1
    direction: str
    pages: tuple[int, ...]
    facts: Mapping[str, Any]
    fault: VanthuError | None = None  # why it goes no further; the others do


@dataclass(frozen=True)
class Parted:
    """The file held several papers: each becomes a document, and the file's own row stands for the file alone."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class WaitsFor:
    """A person's signature comes next."""

    role: str  # initials, personal, issue, agency
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Retry:
    """Trouble that may pass: try again after so many seconds, and twice as long (`at_most`) each time it is there again."""

    after: float
    error: VanthuError
    at_most: float = 600.0


@dataclass(frozen=True)
class Quarantine:
    """Nobody but a person can mend this."""

    error: VanthuError


@dataclass(frozen=True)
class Secret:
    """A secrecy mark stands on the paper: it is not ours to keep (Decree 30/2020 leaves state secrets to their own law)."""

    error: VanthuError


Outcome = Done | Parted | NeedsReview | WaitsFor | Retry | Quarantine | Secret
