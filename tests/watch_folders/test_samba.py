"""A real Samba share: a slow write through it is taken whole, what a killed client leaves is put aside."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.watch_folders import scans
from watch_folders import faults
from watch_folders.folder import Finding, Ready, Unusable, WatchedFolder

SMBD = shutil.which("smbd") or shutil.which("smbd", path="/usr/sbin")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        SMBD is None or shutil.which("smbclient") is None, reason="samba and smbclient are not installed"
    ),
]

SETTINGS = """[global]
server role = standalone server
map to guest = Bad User
guest account = {user}
interfaces = 127.0.0.1
bind interfaces only = yes
smb ports = {port}
disable netbios = yes
load printers = no
log file = {home}/log
private dir = {home}/p
lock directory = {home}/l
state directory = {home}/l
cache directory = {home}/l
pid directory = {home}/l
ncalrpc dir = {home}/n
[scan]
path = {den}
guest ok = yes
read only = no
force user = {user}
"""


@dataclass
class Share:
    den: Path
    port: int

    def answers(self) -> bool:
        with self.client("ls") as client:
            return client.wait() == 0

    def client(self, command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["smbclient", "-N", "-p", str(self.port), "//127.0.0.1/scan", "-c", command],
            stdin=subprocess.PIPE, bufsize=0, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Share]:
    den = tmp_path / "den"
    den.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="smb") as home:  # short: its pipes have at most 108 letters
        for name in ("p", "l", "n"):
            (Path(home) / name).mkdir(mode=0o755)
        settings = Path(home) / "smb.conf"
        settings.write_text(SETTINGS.format(user=getpass.getuser(), port=port, home=home, den=den))
        server = subprocess.Popen(
            [str(SMBD), "--foreground", "--no-process-group", f"--configfile={settings}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,  # when it ends it ends its whole process group
        )  # fmt: skip
        try:
            one = Share(den, port)
            until = time.monotonic() + 20
            while not one.answers():
                if time.monotonic() > until or server.poll() is not None:
                    pytest.skip("smbd does not start here")
                time.sleep(0.2)
            yield one
        finally:
            server.terminate()
            server.wait(20)


def decided(folder: WatchedFolder) -> Finding:
    """Scans until the one file there is ready or unusable."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for found in folder.scan(time.monotonic()):
            if isinstance(found, Ready | Unusable):
                return found
        time.sleep(0.05)
    raise AssertionError("nothing was decided in 30 s")


def test_a_slow_write_through_samba_is_taken_whole(share: Share) -> None:
    """Its size stands still for seconds and its marks are there all the while: only the lease tells of the writer."""
    whole = scans.PDF * 204
    folder = WatchedFolder(share.den, settle_seconds=0.2, incomplete_seconds=1)
    client = share.client('put /dev/stdin "quét.pdf"')
    assert client.stdin
    early: list[Finding] = []
    for part in range(6):
        client.stdin.write(whole[part * len(whole) // 6 : (part + 1) * len(whole) // 6])
        client.stdin.flush()
        until = time.monotonic() + 0.6
        while time.monotonic() < until:
            early += [one for one in folder.scan(time.monotonic()) if isinstance(one, Ready | Unusable)]
            time.sleep(0.05)
    client.stdin.close()
    assert client.wait() == 0
    assert early == []
    found = decided(folder)
    assert isinstance(found, Ready)
    assert found.path.read_bytes() == whole


def test_a_client_killed_while_it_writes_leaves_what_is_put_aside(share: Share) -> None:
    client = share.client('put /dev/stdin "cắt.jpg"')
    assert client.stdin
    client.stdin.write(scans.jpeg()[:20_000])
    client.stdin.flush()
    until = time.monotonic() + 10
    while not (share.den / "cắt.jpg").exists() and time.monotonic() < until:
        time.sleep(0.05)
    client.kill()
    client.wait()
    client.stdin.close()
    found = decided(WatchedFolder(share.den, settle_seconds=0.2, incomplete_seconds=1))
    assert isinstance(found, Unusable)
    assert found.fault in (faults.CUT, faults.EMPTY)
