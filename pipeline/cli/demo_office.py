"""The demo's office: made with software tokens of a test authority, its sample scans taken all the way."""

from __future__ import annotations

import getpass
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline import durable
from pipeline.cli import faults
from pipeline.cli.progress import Watch
from pipeline.cli.words import t
from pipeline.errors import VanthuError
from pipeline.office import place, settings
from pipeline.office.place import Office

if TYPE_CHECKING:
    from pipeline.work.room import Room
    from signing.demo_authority import Certified, DemoAuthority

MARK: Final = ".vanthu/demo"  # only a folder with this file is ever removed by --clean
TOKENS: Final = "token-thu"
ORGAN: Final = "Sở Thông tin và Truyền thông"
LEADER: Final = "Phạm Hải Đăng"  # the director who stands on the sample drafts, an invented person
PERSONAL, AGENCY = "LANH DAO", "CO QUAN"
SAMPLES: Final = Path(__file__).resolve().parents[2] / "tests" / "samples" / "ready"
SCANS: Final = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".pdf"}
ROUNDS: Final = 6  # review, personal signature, issue, seal, archive: five looks are enough


@dataclass(frozen=True)
class Demo:
    """A demo office and where the PINs of its tokens lie."""

    office: Office
    there: bool  # it had been made before

    @property
    def tokens(self) -> Path:
        return self.office.root / TOKENS

    def pin(self, label: str) -> Path:
        return self.tokens / ("pin-1" if label == PERSONAL else "pin-2")


def remove(folder: Path) -> None:
    """Removes a demo office, and nothing else."""
    if not folder.exists():
        return
    if not (folder / MARK).is_file():
        raise VanthuError(faults.NOT_A_DEMO, path=folder)
    shutil.rmtree(folder)


def make(folder: Path) -> Demo:
    """Makes the office and its tokens, or finds those of an earlier run; one half-made is made anew."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise VanthuError(faults.NOT_A_DEMO, path=folder)
        if (folder / MARK).read_text("utf-8") == "ready\n":
            demo = Demo(place.find(folder), True)
            os.environ["SOFTHSM2_CONF"] = str(demo.tokens.absolute() / "softhsm2.conf")
            return demo
        shutil.rmtree(folder)
    from signing.demo_authority import Holder, make_demo_authority

    durable.write_text(folder / MARK, "begun\n")
    office = place.make(folder, "H24.91", ORGAN)
    authority = make_demo_authority(
        office.root / TOKENS, {PERSONAL: Holder(LEADER, ORGAN), AGENCY: Holder(ORGAN, ORGAN)}
    )
    os.environ["SOFTHSM2_CONF"] = str(authority.softhsm_conf.absolute())
    for anchor in authority.anchors.iterdir():
        durable.copy(anchor, office.trust / anchor.name)
    _keep_stamper(authority)
    changes = {
        "signing.modules": str(authority.module),
        "signing.personal_token": PERSONAL,
        "signing.agency_token": AGENCY,
        "signing.softhsm2_conf": f"{TOKENS}/softhsm2.conf",
        "folders.settle_seconds": "0.5",
        f"{settings.PEOPLE}{getpass.getuser()}": "Nguyễn Thị Lan",
    }
    settings.store(office.root / settings.FILE_NAME, changes)
    durable.write_text(folder / MARK, "ready\n")
    return Demo(place.find(folder), False)


def _keep_stamper(authority: DemoAuthority) -> None:
    """The time stamp server's key and certificate are kept, so that a second run stamps under the same authority."""
    from cryptography.hazmat.primitives import serialization

    from signing.demo_authority import Holder

    stamper = authority.issue(Holder("Dấu thời gian thử nghiệm", "Cơ quan chứng thực thử nghiệm", time_stamps=True))
    key = stamper.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    durable.write_bytes(authority.folder / "tsa.key", key)
    (authority.folder / "tsa.key").chmod(0o600)
    durable.write_bytes(authority.folder / "tsa.crt", stamper.certificate.public_bytes(serialization.Encoding.PEM))


def _stamper(tokens: Path) -> Certified:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    from signing.demo_authority import Certified

    key = serialization.load_pem_private_key((tokens / "tsa.key").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    return Certified(key, x509.load_pem_x509_certificate((tokens / "tsa.crt").read_bytes()))


@contextmanager
def time_stamps(demo: Demo) -> Iterator[Office]:
    """The office with a time stamp server on loopback; afterwards it signs without one, since the server is gone."""
    from signing.demo_authority import DemoAuthority

    file = demo.office.root / settings.FILE_NAME
    stamper = _stamper(demo.tokens)
    authority = DemoAuthority(demo.tokens, Path(demo.office.settings.list("signing.modules")[0]), stamper)
    with authority.serve_time_stamps(stamper) as url:
        settings.store(file, {"signing.timestamp_urls": url})
        try:
            yield place.find(demo.office.root)
        finally:
            settings.store(file, {"signing.timestamp_urls": ""})


def drop(office: Office) -> list[Path]:
    """Copies the sample scans that this office has not seen into its folders, as a clerk would; returns all samples."""
    from pipeline.office.models import Document

    samples = sorted(path for path in SAMPLES.rglob("*") if path.suffix.lower() in SCANS)
    if not samples:
        raise VanthuError(faults.NO_SAMPLES, path=SAMPLES)
    for sample in samples:
        if not Document.objects.filter(sha256=durable.sha256_of(sample)).exists():
            folder = office.outgoing if sample.parent.name == "di" else office.incoming
            durable.copy(sample, folder / sample.name)
    return samples


def take_all_the_way(demo: Demo, room: Room, watch: Watch) -> None:
    """Runs the worker and does what people would do, until nothing waits for anybody."""
    from pipeline.office.models import Document
    from pipeline.work.services import issuing, reviewing, signing_desk
    from pipeline.work.worker import Worker
    from signing.pin import read_pin

    office = room.office
    steps = 0

    def heard(what: Any) -> None:
        nonlocal steps
        steps += 1
        watch.at(steps, note=what["id"] if isinstance(what, dict) else what.document)

    for _ in range(ROUNDS):
        Worker(office, len(os.sched_getaffinity(0)), heard).run(until_idle=True)
        waiting = {role: [row.pk for row in Document.objects.filter(waits_for=role)] for role in WAITS}
        if not any(waiting.values()):
            return
        for document in waiting["review"]:
            reviewing.confirm(room, document)
        told: list[dict[str, Any]] = []
        if waiting["personal"]:
            pin = read_pin(f"file:{demo.pin(PERSONAL)}")
            told += signing_desk.approve(room, waiting["personal"], "personal", None, pin, heard)
        if waiting["issue"]:
            told += issuing.issue(room, waiting["issue"], None, read_pin(f"file:{demo.pin(AGENCY)}"), heard)
        if waiting["agency"]:
            pin = read_pin(f"file:{demo.pin(AGENCY)}")
            told += signing_desk.approve(room, waiting["agency"], "agency", None, pin, heard)
        for result in told:
            if "error" in result:
                raise result["error"]
        for role, done in WAITS.items():
            if waiting[role]:
                watch.tell(t(done[0], done[1]).format(n=len(waiting[role])))


# Whom a document waits for, in the order of the way, and how it is told that it waits no more.
WAITS: Final = {
    "review": ("✓ văn thư soát {n} văn bản", "✓ a clerk looked at {n} documents"),
    "personal": ("✓ lãnh đạo ký số {n} văn bản đi", "✓ the leader signed {n} outgoing documents"),
    "issue": ("✓ văn thư cấp số, đóng dấu số {n} văn bản đi", "✓ {n} outgoing documents were numbered and sealed"),
    "agency": ("✓ ký số cơ quan {n} văn bản đến", "✓ the agency signed {n} incoming copies"),
}
