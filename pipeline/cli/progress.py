"""Progress for a person at a terminal, on stderr; nothing at all for a pipe, a program or `-q`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from pipeline.cli.answer import Manner


class Watch(Protocol):
    """What a command tells while it works: the whole is `total` steps, `note` is what is at hand."""

    def at(self, done: float, total: float | None = None, note: str | None = None) -> None: ...


class _Silent:
    def at(self, done: float, total: float | None = None, note: str | None = None) -> None:
        pass


@contextmanager
def watching(manner: Manner, what: str, total: float | None = None) -> Iterator[Watch]:
    """A bar named `what`; its clock goes on when no step is told, so that it never looks dead (OCRmyPDF #1313)."""
    if manner.quiet or manner.log_form == "json" or not sys.stderr.isatty():
        yield _Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", markup=False),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task(what, total=total, note="")

        class Bar:
            def at(self, done: float, total: float | None = None, note: str | None = None) -> None:
                progress.update(task, completed=done, total=total)
                if note is not None:
                    progress.update(task, note=note)

        yield Bar()
