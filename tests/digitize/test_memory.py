"""A process that read a page of 300 dpi does not keep its memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
import numpy as np
from pipeline.digitize.memory import give_back_pages
if sys.argv[1] == "frugal":
    give_back_pages()
pages = [np.ones(26_000_000, np.uint8)]
del pages[0]  # from here on glibc keeps arrays of this size on its heap
pages = [np.ones(26_000_000, np.uint8) for _ in range(6)]
del pages[:5]  # the last lies above them
print(int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1]) // 1000)
"""


def held(how: str) -> int:
    """MB that are still taken when one page of six is left."""
    return int(subprocess.run([sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, check=True).stdout)


@pytest.mark.slow
def test_freed_pages_go_back_to_the_system() -> None:
    assert held("frugal") < held("as it is") - 100
