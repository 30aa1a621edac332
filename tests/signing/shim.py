"""Builds `faulty_token.c`, the PKCS#11 module that misbehaves on demand."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("faulty_token.c")


def build_shim(folder: Path) -> Path:
    """The module, compiled into `folder`; skips the test where there is no C compiler, and says so."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("no C compiler: the faulty PKCS#11 module cannot be built (apt-get install gcc)")
    made = folder / "faulty_token.so"
    command = [compiler, "-std=c11", "-D_DEFAULT_SOURCE", "-Wall", "-Werror", "-O1", "-shared", "-fPIC"]
    subprocess.run([*command, "-o", str(made), str(SOURCE), "-ldl"], check=True)
    return made
