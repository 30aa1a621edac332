"""Ctrl-C that somebody else's code swallowed is not lost."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator

import pytest

from pipeline.cli import interruption


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    interruption.listen()
    signal.signal(signal.SIGINT, before)


def test_what_was_swallowed_is_raised_where_the_work_begins() -> None:
    interruption.listen()
    interruption.check()
    with contextlib.suppress(BaseException):  # as libraries do while they load
        os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        interruption.check()
    interruption.listen()
    interruption.check()


def test_another_handler_stays() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    interruption.listen()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
