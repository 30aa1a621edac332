"""The program as a person starts it: in this process where that says the same, else in one of its own."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        return json.loads(self.out)


Vanthu = Callable[..., Ran]
OURS = ("VANTHU_OFFICE", "VANTHU_LANG", "SOFTHSM2_CONF")
CLEAN = {name: value for name, value in os.environ.items() if name not in OURS}


@contextmanager
def as_it_was() -> Iterator[None]:
    """What a call of the program leaves behind in its process is taken back."""
    here, environment, root = Path.cwd(), dict(os.environ), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(environment)
        logging.captureWarnings(False)
        root.handlers[:], root.level = handlers, level


@pytest.fixture
def vanthu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Vanthu:
    """Calls `vanthu ARGUMENTS` in the test's own folder."""

    def call(*arguments: object, env: dict[str, str] | None = None) -> Ran:
        capsys.readouterr()
        with as_it_was():
            os.chdir(tmp_path)
            for name in OURS:
                os.environ.pop(name, None)
            os.environ.update(env or {})
            code = main.run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return call


@pytest.fixture
def program(tmp_path: Path) -> Vanthu:
    """Runs `python -m pipeline ARGUMENTS` in the test's own folder."""

    def run(*arguments: object, env: dict[str, str] | None = None, seconds: float = 120) -> Ran:
        command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
        ran = subprocess.run(
            command,
            cwd=tmp_path,
            env=CLEAN | (env or {}),
            capture_output=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return Ran(ran.returncode, ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8"))

    return run


@pytest.fixture(scope="session")
def empty_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which nothing was done yet; tests only look at it."""
    from pipeline.office import database, place

    office = place.make(tmp_path_factory.mktemp("office") / "Sở Nội vụ", "H24.94", "Sở Nội vụ")
    database.connect(office)
    return office.root
