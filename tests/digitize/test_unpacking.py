"""Taking a PDF apart: whoever waits is told that it goes on, and of one that hangs nothing is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.digitize import pdf_source


def heard(program: str, folder: Path) -> tuple[bytes, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    try:
        return pdf_source._heard(child, folder, lambda done, of: told.append((done, of))), told
    finally:
        child.kill()
        child.communicate()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_source, "_LOOKED_EVERY", 0.05)
    monkeypatch.setattr(pdf_source, "_WORKED", 0.05)
    monkeypatch.setattr(pdf_source, "_MOST_SILENT", 0.5)


def test_a_child_that_works_is_told_of_with_its_pages(tmp_path: Path) -> None:
    (tmp_path / pdf_source.PAGES).write_text("137")
    work = "import time\nwhile time.process_time() < 0.3: pass\nprint('done')"
    said, told = heard(work, tmp_path)
    assert said == b"done\n"
    assert len(told) > 1 and set(told) == {(0, 137)}


def test_a_child_that_hangs_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        heard("import time; time.sleep(60)", tmp_path)


def test_the_child_begins_with_most_of_its_memory_free() -> None:
    """OpenCV's libraries alone take 300 of its 800 MB of addresses: large pages were refused for them."""
    program = "import pipeline.digitize.pdf_unpacking\nprint(open('/proc/self/status').read())"
    status = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    [taken] = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmSize")]
    assert taken < 300_000, "kB"
