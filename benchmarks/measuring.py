"""What a run costs: seconds, processor seconds with all children, memory of the whole tree; and on which machine."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    wall: float  # seconds
    cpu: float  # seconds, with all children that were waited for
    peak: float  # MB, the whole tree at its largest, sampled ten times a second


def processor_seconds() -> float:
    """Of this process and of all its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def run(command: Sequence[str], env: dict[str, str] | None = None) -> Ran:
    """Runs a command to its end and keeps account of it. Run one at a time."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})}
    )
    peak = [0.0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            peak[0] = max(peak[0], _resident(child.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, err = child.communicate()
    done.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(child.returncode, out, err, time.monotonic() - start, cpu, peak[0])


def _resident(top: int) -> float:
    """MB in memory of a process and all that came from it, in whatever session they are."""
    children: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:  # a process may end while one looks at it
            after_name = (folder / "stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        process = int(folder.name)
        children.setdefault(int(after_name[1]), []).append(process)
        pages[process] = int(after_name[21])
    tree = [top]
    for process in tree:
        tree += children.get(process, [])
    return sum(pages.get(process, 0) for process in tree) * os.sysconf("SC_PAGE_SIZE") / 1e6


def cores() -> int:
    return len(os.sched_getaffinity(0))


def machine() -> str:
    """One line: what was measured on, and how busy it was with other things."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    tesseract = subprocess.run(["tesseract", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    return (
        f"{model}, {cores()} cores, {memory:.0f} GB; Python {platform.python_version()}, {tesseract}; "
        f"load {os.getloadavg()[0]:.1f} when it began"
    )


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Plain columns: the first to the left, numbers to the right."""
    widths = [max(len(row[i]) for row in [headings, *rows]) for i in range(len(headings))]
    lines = []
    for row in [headings, *rows]:
        cells = [
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * w for w in widths))
    return "\n".join(lines)
