"""The journal: every act is a row chained to the one before by SHA-256, so that a changed or missing row shows."""

from __future__ import annotations

import getpass
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from pipeline import clock
from pipeline.office.models import JournalEntry
from pipeline.office.settings import Settings

GENESIS: Final = "0" * 64
WORKER: Final = "vanthu"  # who acts when no person does


@dataclass(frozen=True)
class Act:
    """One row of the journal as it is shown."""

    number: int
    at: str
    actor: str
    act: str
    document: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Chain:
    """What a walk over the whole journal found; `first_broken` is the number of the first row that does not fit."""

    intact: bool
    entries: int
    first_broken: int | None


_acting: Final[ContextVar[str | None]] = ContextVar("acting", default=None)


@contextmanager
def acting(person: str) -> Iterator[None]:
    """In the block it is `person` who acts: somebody at another computer, whom the server has recognised."""
    before = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(before)


def who(settings: Settings) -> str:
    """The person who acts: whom `acting` names, else the operating-system user, by the name that `vanthu.toml` gives to it."""
    if (person := _acting.get()) is not None:
        return person
    try:
        login = getpass.getuser()
    except (KeyError, OSError):
        login = "?"
    return settings.person(login)


def _hash(number: int, at: str, actor: str, act: str, document: str, detail: str, before: str) -> str:
    row = json.dumps([number, at, actor, act, document, detail, before], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(row.encode()).hexdigest()


def record(actor: str, act: str, document: str = "", **detail: Any) -> None:
    """Adds a row; call it inside the transaction of the act itself. `detail` never holds a PIN or a document's text."""
    last = JournalEntry.objects.select_for_update().order_by("-id").first()
    number, before = (last.id + 1, last.hash) if last else (1, GENESIS)
    at = clock.iso(clock.now())
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    JournalEntry.objects.create(
        id=number, at=at, actor=actor, act=act, document=document, detail=text, before=before,
        hash=_hash(number, at, actor, act, document, text, before),
    )  # fmt: skip


def verify() -> Chain:
    """Walks the whole chain."""
    expected, before = 1, GENESIS
    for row in JournalEntry.objects.order_by("id").iterator():
        fits = row.id == expected and row.before == before
        if not fits or row.hash != _hash(row.id, row.at, row.actor, row.act, row.document, row.detail, row.before):
            return Chain(False, JournalEntry.objects.count(), expected)
        expected, before = expected + 1, row.hash
    return Chain(True, expected - 1, None)


def acts(document: str | None = None, limit: int | None = None) -> Iterator[Act]:
    """The newest `limit` acts (of one document, or of all), oldest first."""
    rows = JournalEntry.objects.order_by("-id")
    if document is not None:
        rows = rows.filter(document=document)
    for row in reversed(rows[:limit] if limit else rows):
        yield Act(row.id, row.at, row.actor, row.act, row.document, json.loads(row.detail))
