"""How answers go out: one JSON document or Vietnamese text on stdout; errors, one sentence each, on stderr."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline import clock
from pipeline.cli.words import language, t
from pipeline.errors import Exit, VanthuError
from pipeline.text import nfc

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH: Final = 200  # columns where nobody's window sets a limit: a pipe or a file


@dataclass
class Manner:
    """How this call of the program talks, and which office it is about; options before and after the command set it."""

    office: Path | None = None
    form: str = "text"
    quiet: bool = False
    verbose: int = 0
    log_form: str = "text"


@dataclass(frozen=True)
class Answer:
    """What a command found. `show` says it to a person; `failures` are told on stderr whatever the form."""

    data: Mapping[str, object]
    show: Callable[[Console], None]
    exit: int = Exit.DONE
    failures: Sequence[VanthuError] = field(default=())


def exit_of(done: int, failures: Sequence[VanthuError]) -> int:
    """Exit status for several inputs (contract): 0 all done, 1 some failed, the common code when all failed alike."""
    codes = {failure.exit for failure in failures}
    if not codes:
        return Exit.DONE
    return codes.pop() if not done and len(codes) == 1 else Exit.SOME_FAILED


def told(error: VanthuError) -> dict[str, str]:
    """An error as JSON answers carry it."""
    return {"code": error.code, "message": error.sentence(language()), "next": error.next_step(language())}


def give(answer: Answer, manner: Manner) -> int:
    """Says an answer and returns the exit status."""
    for failure in answer.failures:
        complain(failure, manner)
    if manner.form == "json":
        write_json(answer.data)
    else:
        answer.show(console())
    return answer.exit


def give_error(error: VanthuError, manner: Manner) -> int:
    """Says what ended the command, where there is no other answer."""
    complain(error, manner)
    if manner.form == "json":
        write_json({"error": told(error)})
    return error.exit


def complain(error: VanthuError, manner: Manner) -> None:
    """One sentence with its code and the cause, below it the next step, on stderr."""
    if manner.log_form == "json":
        line = json.dumps({"type": "error", "time": clock.iso(clock.now()), **told(error)}, ensure_ascii=False)
    else:
        line = f"{error.code}: {error.sentence(language())}\n  → {error.next_step(language())}"
    print(nfc(line), file=sys.stderr, flush=True)


def write_json(data: Mapping[str, object]) -> None:
    sys.stdout.write(nfc(json.dumps(data, ensure_ascii=False, indent=2, default=_plain)) + "\n")
    sys.stdout.flush()


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    raise TypeError(f"no JSON for {type(value).__name__}")


def console() -> Console:
    """stdout for people; a pipe gets plain lines that are not cut."""
    from rich.console import Console

    class Pipe(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would end the program with 1; a reader that has had enough is no failure

    return Pipe(
        file=sys.stdout, width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False, markup=False, emoji=False
    )


def say(*lines: str) -> Callable[[Console], None]:
    """An answer that is a few sentences."""

    def show(out: Console) -> None:
        for line in lines:
            out.print(nfc(line), soft_wrap=True)

    return show


def table(
    headings: Sequence[str], rows: Sequence[Sequence[object]], empty: str = "", below: str = ""
) -> Callable[[Console], None]:
    """An answer that is a table; `empty` is said instead where there are no rows, `below` behind it."""

    def show(out: Console) -> None:
        if not rows:
            out.print(empty or t("Không có gì.", "Nothing."), soft_wrap=True)
        else:
            from rich import box
            from rich.table import Table

            made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
            for heading in headings:
                made.add_column(heading, overflow="fold")
            for row in rows:
                made.add_row(*(cell(value) for value in row))
            out.print(made)
        if below:
            out.print(nfc(below), soft_wrap=True)

    return show


def cell(value: object) -> str:
    """A value as a person reads it in a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return t("có", "yes") if value else t("không", "no")
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M:%S}"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, (list, tuple)):
        return "; ".join(cell(v) for v in value)
    return nfc(str(value))


def keep_stdout() -> None:
    """Only answers reach stdout: what libraries and children write to descriptor 1 goes to stderr (after OCRmyPDF)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # started with it closed: no file of ours shall get its number
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    sys.stdout.flush()
    answers = os.dup(1)
    os.set_inheritable(answers, False)
    os.dup2(2, 1)
    sys.stdout = os.fdopen(answers, "w", encoding="utf-8", errors="backslashreplace")


def drop_stdout() -> None:
    """The reader of our answer has gone (`| head`): nothing more is said, and the last flush finds no broken pipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
