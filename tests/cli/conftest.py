"""The program as a person starts it, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        return json.loads(self.out)


Vanthu = Callable[..., Ran]
CLEAN = {
    name: value for name, value in os.environ.items() if not name.startswith("VANTHU_") and name != "SOFTHSM2_CONF"
}


def start(*arguments: object, cwd: Path, env: dict[str, str] | None = None, seconds: float = 120) -> Ran:
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    ran = subprocess.run(
        command,
        cwd=cwd,
        env=CLEAN | (env or {}),
        capture_output=True,
        timeout=seconds,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Ran(ran.returncode, ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8"))


@pytest.fixture
def vanthu(tmp_path: Path) -> Vanthu:
    """Runs `vanthu ARGUMENTS` in the test's own folder."""

    def run(*arguments: object, env: dict[str, str] | None = None, seconds: float = 120) -> Ran:
        return start(*arguments, cwd=tmp_path, env=env, seconds=seconds)

    return run


@pytest.fixture(scope="session")
def empty_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which nothing was done yet; tests only look at it."""
    folder = tmp_path_factory.mktemp("office") / "Sở Nội vụ"
    made = start("init", folder, "--organ-id", "H24.94", "--organ-name", "Sở Nội vụ", cwd=folder.parent)
    assert made.code == 0, made.err
    return folder
