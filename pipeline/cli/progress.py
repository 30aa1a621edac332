"""Progress for a person at a terminal, on stderr; a few plain lines for a log; nothing for a program or `-q`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from pipeline.cli.answer import Manner
from pipeline.cli.words import t
from pipeline.text import nfc

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Watch(Protocol):
    """What a command tells while it works."""

    def at(self, done: float, total: float | None = None, note: str | None = None) -> None:
        """So much is done of `total`; `note` is what is at hand."""

    def tell(self, line: str) -> None:
        """A step is over: one line that stays."""


class _Silent:
    def at(self, done: float, total: float | None = None, note: str | None = None) -> None:
        pass

    def tell(self, line: str) -> None:
        pass


class _Lines(_Silent):
    def tell(self, line: str) -> None:
        print(nfc(line), file=sys.stderr, flush=True)


class _Bar:
    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def at(self, done: float, total: float | None = None, note: str | None = None) -> None:
        self._progress.update(self._task, completed=done, total=total)
        if note is not None:
            self._progress.update(self._task, note=nfc(note))

    def tell(self, line: str) -> None:
        self._progress.console.print(nfc(line), markup=False, highlight=False)


@contextmanager
def watching(manner: Manner, what: str, total: float | None = None) -> Iterator[Watch]:
    """A bar named `what`; its clock goes on when no step is told, so that it never looks dead (OCRmyPDF #1313)."""
    if manner.quiet or manner.log_form == "json" or not sys.stderr.isatty():
        yield _Silent() if manner.quiet or manner.log_form == "json" else _Lines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns: list[ProgressColumn] = [
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    ]
    if total is not None:  # time left can be told only where the end is known
        columns += [TextColumn(t("còn", "left"), markup=False), TimeRemainingColumn()]
    columns.append(TextColumn("{task.fields[note]}", markup=False))
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
        yield _Bar(progress, progress.add_task(what, total=total, note=""))
