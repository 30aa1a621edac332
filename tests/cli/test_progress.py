"""What a person at a terminal sees while two hundred documents are signed: how many are done, and the time left."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

_SIGNING = """
import time
from pipeline.cli.answer import Manner
from pipeline.cli.progress import watching

with watching(Manner(), "Ký số", 5) as watch:
    for done in range(1, 6):
        time.sleep(0.15)
        watch.at(done, note=f"vb{done}")
"""


def seen(script: str) -> str:
    """What the script writes on a terminal of 120 columns."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen([sys.executable, "-c", script], stderr=theirs, env=environment) as child:
        os.close(theirs)
        said = b""
        while True:
            try:
                block = os.read(ours, 4096)
            except OSError:  # the other side was closed
                break
            if not block:
                break
            said += block
    os.close(ours)
    assert child.returncode == 0
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode())


def test_a_bar_tells_how_many_are_signed_and_the_time_left() -> None:
    shown = seen(_SIGNING)
    assert "Ký số" in shown and "5/5" in shown and "vb3" in shown
    left = re.findall(r"còn (\d:\d\d:\d\d)", shown)
    assert left and left[-1] == "0:00:00"


def test_in_a_log_there_is_no_bar() -> None:
    ran = subprocess.run([sys.executable, "-c", _SIGNING], capture_output=True, check=True)
    assert ran.stderr == b""
