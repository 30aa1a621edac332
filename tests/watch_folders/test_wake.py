"""The waker is a hint: quick where events come, harmless where they do not."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from tests.watch_folders import scans
from watch_folders import wake
from watch_folders.claim import open_still
from watch_folders.wake import Waker

LONG = 20.0


@pytest.fixture
def den(tmp_path: Path) -> Path:
    (tmp_path / "den").mkdir()
    return tmp_path / "den"


def woken_after(waker: Waker, act: object, timeout: float = LONG) -> float:
    """Seconds that a wait lasts when `act` happens shortly after it began."""
    later = threading.Timer(0.3, act)  # type: ignore[arg-type]
    later.start()
    start = time.monotonic()
    waker.wait(timeout)
    later.join()
    return time.monotonic() - start


@pytest.mark.slow
def test_a_file_wakes_it_early_in_the_folder_and_in_a_sub_folder(den: Path) -> None:
    (den / "lô 1").mkdir()
    with Waker([den]) as waker:
        assert waker.polled == ()
        assert woken_after(waker, lambda: (den / "a.pdf").write_bytes(scans.PDF)) < LONG / 2
        waker.wait(0.7)  # the rest of that file's events
        assert woken_after(waker, lambda: (den / "lô 1" / "b.pdf").write_bytes(scans.PDF)) < LONG / 2
        waker.wait(0.7)
        assert woken_after(waker, lambda: (den / "a.pdf").rename(den / "c.pdf")) < LONG / 2


def test_it_waits_to_the_end_when_nothing_happens_and_when_a_file_is_only_looked_at(den: Path) -> None:
    (den / "a.pdf").write_bytes(scans.PDF)
    with Waker([den]) as waker:
        waker.wait(0.5)
        assert woken_after(waker, lambda: os.close(open_still(den / "a.pdf")), 1.2) >= 1.19


@pytest.mark.slow
def test_a_stream_of_events_does_not_make_a_stream_of_scans(den: Path) -> None:
    stop = time.monotonic() + 2

    def stream() -> None:
        while time.monotonic() < stop:
            (den / "a.pdf").write_bytes(b"x")

    thread = threading.Thread(target=stream)
    with Waker([den]) as waker:
        thread.start()
        turns = 0
        while time.monotonic() < stop:
            waker.wait(LONG)
            turns += 1
        thread.join()
    assert turns <= 6


@pytest.mark.slow
def test_a_folder_that_went_and_came_back_is_watched_again(den: Path) -> None:
    with Waker([den]) as waker:
        den.rmdir()
        waker.wait(0.1)
        assert waker.polled == (den,)
        den.mkdir()
        waker.wait(0.1)
        assert waker.polled == ()
        waker.wait(0.7)
        assert woken_after(waker, lambda: (den / "a.pdf").write_bytes(scans.PDF)) < LONG / 2


def test_a_share_is_polled(den: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "on_network", lambda path: True)
    with Waker([den]) as waker:
        assert waker.polled == (den,)
        assert woken_after(waker, lambda: (den / "a.pdf").write_bytes(scans.PDF), 1.0) >= 0.99
