"""An office with papers to sign, its server as a process of its own, and a signer's computer with a token and no office."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.office import access, place, settings
from pipeline.office.place import Office
from pipeline.work import room
from signing.demo_authority import DemoAuthority, Holder, make_demo_authority

ORGAN = "Sở Thông tin và Truyền thông"
LEADER = "Nguyễn Văn An"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    people = {"LANH DAO": Holder(LEADER, ORGAN)}
    return make_demo_authority(tmp_path_factory.mktemp("ca") / "thu", people)


@dataclass
class Running:
    """A server that runs: its address, its process, what it said."""

    url: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


@contextmanager
def serving(office: Office, *options: str, prefix: tuple[str, ...] = (), crash_at: str = "") -> Iterator[Running]:
    """`vanthu serve` for this office, without the token's configuration: the server's machine has no token."""
    clean = {key: value for key, value in os.environ.items() if key != "SOFTHSM2_CONF"} | {"VANTHU_CRASH_AT": crash_at}
    command = [*prefix, sys.executable, "-m", "pipeline", "--office", str(office.root), "serve", *options]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=clean, start_new_session=True
    )
    assert process.stderr is not None
    said = process.stderr.readline()
    found = re.search(r"https?://\S+", said)
    assert found, said + process.stderr.read()
    running = Running(found[0], process)
    try:
        yield running
    finally:
        if process.poll() is None:
            running.stop()
        process.stderr.close()


@dataclass
class Computer:
    """The leader's own: a home folder, a token, a pass, and `vanthu`."""

    home: Path
    authority: DemoAuthority
    secret: str
    url: str = ""
    prefix: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ, **self.authority.environment, "HOME": str(self.home), "VANTHU_ACCESS": self.secret,
            "VANTHU_SERVER": self.url, "XDG_CACHE_HOME": str(self.home / "cache"), "XDG_CONFIG_HOME": str(self.home / "config"),
            **self.more,
        }  # fmt: skip

    @property
    def pin(self) -> str:
        return f"file:{self.authority.tokens['LANH DAO'].pin_file}"

    def run(self, *arguments: str, timeout: float = 120) -> tuple[int, dict, str]:
        command = [*self.prefix, sys.executable, "-m", "pipeline", "--format", "json", *arguments]
        ran = subprocess.run(
            command, capture_output=True, text=True, env=self.environment, cwd=self.home, timeout=timeout
        )
        return ran.returncode, json.loads(ran.stdout), ran.stderr

    def approve(self, *ids: str, timeout: float = 300) -> tuple[int, list[dict], str]:
        code, answer, said = self.run(
            "sign", "approve", *ids, "--role", "personal", "--pin-source", self.pin, timeout=timeout
        )
        return code, answer.get("results", []), said

    def shelf(self) -> list[Path]:
        return sorted(path for path in (self.home / "cache").rglob("*") if path.is_file())


@pytest.fixture
def office(office: Office, authority: DemoAuthority) -> Office:
    settings.store(office.root / settings.FILE_NAME, {"signing.trust": str(authority.anchors)})
    return place.find(office.root)


@pytest.fixture
def there(office: Office) -> room.Room:
    return room.enter(office)


@pytest.fixture
def leader(office: Office, authority: DemoAuthority, tmp_path: Path) -> Computer:
    home = tmp_path / "máy lãnh đạo"
    home.mkdir()
    return Computer(home, authority, access.grant("văn thư", LEADER, ["personal"]))
