"""A PKCS#11 module seen from outside its process: ask, wait so long and no longer, let go."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
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
        self._lines: queue.Queue[bytes] = queue.Queue()
        # -P: the folder of this package must not shadow the standard library in the child.
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(CHILD), str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip
        # A thread reads: waiting for a pipe with a time-out is nothing Windows can do otherwise.
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
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
        except OSError:  # Windows says EINVAL where others say EPIPE
            raise ModuleError("Gone") from None
        return self._answer(time.monotonic() + seconds)

    def _listen(self) -> None:
        """Every line that the child says; an empty one when it says no more."""
        assert self._process.stdout is not None
        rest = b""
        while block := self._process.stdout.read(1 << 16):
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                self._lines.put(line)
        self._lines.put(b"")

    def _answer(self, deadline: float) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            self._kill()
            raise ModuleError("Silent") from None
        if not line:
            self._kill()
            raise ModuleError("Gone")
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
        self._reader.join()
        self._process.stdout.close()
