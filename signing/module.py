"""A PKCS#11 module seen from outside its process: ask, wait so long and no longer, let go."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

CHILD: Final = Path(__file__).with_name("module_child.py")


class ModuleError(Exception):
    """The module answered with an error: the PKCS#11 error's name (`PinIncorrect`), `ModuleFailed`, `Silent` or `Gone`."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(name)
        self.name = name
        self.text = text


class Module:
    """The process that has loaded one PKCS#11 library. Ending the `with` ends the process and with it any session."""

    def __init__(self, path: Path, start_seconds: float = 20.0) -> None:
        self.path = path
        self._buffer = b""
        # -P: the folder of this package must not shadow the standard library in the child.
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(CHILD), str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip
        self._deadline = time.monotonic() + start_seconds
        self._ready = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, seconds: float, **request: Any) -> dict[str, Any]:
        """One request and its answer. Raises ModuleError; after `Silent` or `Gone` the process is dead."""
        if not self._ready:
            self._answer(self._deadline)
            self._ready = True
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
        except BrokenPipeError:
            raise ModuleError("Gone") from None
        return self._answer(time.monotonic() + seconds)

    def _answer(self, deadline: float) -> dict[str, Any]:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                self._kill()
                raise ModuleError("Silent")
            block = os.read(pipe, 1 << 16)
            if not block:
                self._kill()
                raise ModuleError("Gone")
            self._buffer += block
        line, _, self._buffer = self._buffer.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise ModuleError(str(answer["error"]), str(answer.get("text", "")))
        return answer

    def _kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Lets the child log out; a driver that hangs in doing so is killed."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            self._kill()
        self._process.stdout.close()
