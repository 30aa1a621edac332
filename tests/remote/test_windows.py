"""The signer's computer may run Windows: nothing on its way needs what only POSIX has, nor the office's catalogue."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.remote.conftest import serving
from tests.work.papers import lay_out

# A stand-in for Windows as far as Python shows it: modules that are not there, and calls that are not.
WITHOUT_POSIX = """
import os, select, signal, sys
for name in ("fcntl", "pwd", "grp", "resource", "termios", "django", "pipeline.office.models", "pipeline.work.room"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "geteuid", "getuid", "sched_getaffinity", "killpg", "setsid"):
    delattr(os, name)
for name in ("poll", "epoll"):
    delattr(select, name)
del signal.SIGKILL
def no_pipes(readers, writers, errors, timeout=None, real=select.select):
    assert all(hasattr(one, "getpeername") for one in (*readers, *writers, *errors)), "select takes sockets alone"
    return real(readers, writers, errors, timeout)
select.select = no_pipes
from pipeline.cli.main import main
sys.argv = ["vanthu", *sys.argv[1:]]
main()
"""


@pytest.mark.slow
def test_a_leader_lists_shows_and_signs_without_posix(office, there, leader):
    [key] = lay_out(there, 1)

    def vanthu(*arguments: str) -> dict:
        ran = subprocess.run(
            [sys.executable, "-c", WITHOUT_POSIX, "--format", "json", *arguments],
            capture_output=True, text=True, env=leader.environment, cwd=leader.home, timeout=120,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr + ran.stdout
        return json.loads(ran.stdout)

    with serving(office, "--address", "127.0.0.1:0") as running:
        leader.url = running.url
        assert [one["id"] for one in vanthu("sign", "list")["results"]] == [key]
        assert vanthu("sign", "show", key)["results"][0]["digest"]
        [result] = vanthu("sign", "approve", key, "--role", "personal", "--pin-source", leader.pin)["results"]
        assert result["status"] == "signed"


def test_the_folders_of_windows_are_looked_through(monkeypatch, tmp_path):
    from signing import drivers

    (tmp_path / "System32").mkdir()
    for name in ("bit4xpki.dll", "viettel-ca_v6.dll", "khac.dll"):
        (tmp_path / "System32" / name).touch()
    monkeypatch.setattr(drivers.sys, "platform", "win32")
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    assert [path.name for path in drivers.known_modules()] == ["bit4xpki.dll", "viettel-ca_v6.dll"]
