"""An office with software tokens, a time stamp server and sample scans; the worker and the desks as a person uses them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.office import place, settings
from pipeline.office.place import Office
from pipeline.work import room
from pipeline.work.services import issuing, reviewing, signing_desk, standing
from pipeline.work.worker import Worker
from signing.demo_authority import DemoAuthority, Holder, make_demo_authority
from signing.pin import read_pin

READY = Path(__file__).resolve().parents[1] / "samples" / "ready"
ORGAN = "Sở Thông tin và Truyền thông"
LEADER, AGENCY = "LANH DAO", "CO QUAN"


@pytest.fixture
def office(office: Office) -> Office:
    """One whose worker waits only as long as a test can bear."""
    settings.store(office.root / settings.FILE_NAME, {"folders.settle_seconds": "0.2", "folders.scan_seconds": "0.3"})
    return place.find(office.root)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    people = {LEADER: Holder("Nguyễn Văn An", ORGAN), AGENCY: Holder(ORGAN.upper(), ORGAN)}
    return make_demo_authority(tmp_path_factory.mktemp("ca") / "thu", people)


@dataclass
class Staff:
    """The people of the office: each method is what one of them types."""

    office: Office
    authority: DemoAuthority

    @property
    def room(self) -> room.Room:
        return room.enter(self.office, 2)

    def drop(self, source: Path, direction: str = "incoming", name: str | None = None) -> Path:
        folder = self.office.incoming if direction == "incoming" else self.office.outgoing
        return Path(shutil.copy(source, folder / (name or source.name)))

    def work(self):
        return Worker(self.office, 2).run(until_idle=True)

    def documents(self) -> list[dict]:
        return standing.status()["documents"]

    def waiting_for(self, role: str) -> list[str]:
        return [one["id"] for one in self.documents() if one["waits_for"] == role]

    def review(self) -> None:
        for key in self.waiting_for("review"):
            reviewing.confirm(self.room, key)

    def pin(self, token: str):
        return read_pin(f"file:{self.authority.tokens[token].pin_file}")

    def sign(self, role: str) -> list[dict]:
        token = LEADER if role == "personal" else AGENCY
        return signing_desk.approve(
            self.room, self.waiting_for(role), role, token, self.pin(token), lambda result: None
        )

    def issue(self) -> list[dict]:
        return issuing.issue(self.room, self.waiting_for("issue"), AGENCY, self.pin(AGENCY), lambda result: None)

    def finish(self) -> None:
        """Everything that people and worker still have to do."""
        for _ in range(4):
            self.work()
            self.review()
            self.work()
            if not any(one["waits_for"] for one in self.documents()):
                return
            self.sign("personal")
            self.issue()
            self.sign("agency")


@pytest.fixture
def staff(office: Office, authority: DemoAuthority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Staff]:
    monkeypatch.setenv("SOFTHSM2_CONF", str(authority.softhsm_conf))
    with authority.serve_time_stamps() as url:
        given = {
            "signing.modules": str(authority.module),
            "signing.trust": str(authority.anchors),
            "signing.timestamp_urls": url,
        }
        settings.store(office.root / settings.FILE_NAME, given)
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        yield Staff(place.find(office.root), authority)
