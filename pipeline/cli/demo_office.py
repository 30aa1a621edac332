"""The demo's office: made with software tokens of a test authority, its sample scans taken all the way."""

from __future__ import annotations

import getpass
import json
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
# What stands on a sample paper, by the names of its drawer.
ON_PAPER: Final = {
    "code_number": "so",
    "code_notation": "ky_hieu",
    "issued_date": "ngay",
    "issuer": "co_quan",
    "parent_organ": "co_quan_chu_quan",
    "subject": "trich_yeu",
    "recipients": "noi_nhan",
}


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
        "signing.personal_image": _kept_image(office, "chu-ky.png"),
        "signing.seal_image": _kept_image(office, "con-dau.png"),
        "folders.settle_seconds": "0.5",
        f"{settings.PEOPLE}{getpass.getuser()}": "Nguyễn Thị Lan",
    }
    settings.store(office.root / settings.FILE_NAME, changes)
    durable.write_text(folder / MARK, "ready\n")
    return Demo(place.find(folder), False)


def _kept_image(office: Office, name: str) -> str:
    """The leader's signature and the agency's seal lie in the office, for they go on every record."""
    durable.copy(SAMPLES / name, office.root / "anh" / name)
    return f"anh/{name}"


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


@dataclass(frozen=True)
class Sample:
    """A sample scan: its file's name, the id its bytes give it, whether this run dropped it."""

    file: str
    id: str
    dropped: bool


def drop(office: Office) -> list[Sample]:
    """Copies the sample scans that this office has not seen into its folders, as a clerk would; tells of all samples."""
    from pipeline.office.documents import id_of
    from pipeline.office.models import Document

    scans = sorted(path for path in SAMPLES.glob("*/*") if path.suffix.lower() in SCANS)
    if not scans:
        raise VanthuError(faults.NO_SAMPLES, path=SAMPLES)
    samples = []
    for scan in scans:
        key = id_of(durable.sha256_of(scan))
        new = not Document.objects.filter(pk=key).exists()
        if new:
            folder = office.outgoing if scan.parent.name == "di" else office.incoming
            durable.copy(scan, folder / scan.name)
        samples.append(Sample(scan.name, key, new))
    return samples


def take_all_the_way(demo: Demo, room: Room, watch: Watch) -> None:
    """Runs the worker and does what people would do, until nothing waits for anybody."""
    from pipeline.work.services import issuing, signing_desk
    from pipeline.work.worker import Worker
    from signing.pin import read_pin

    steps = 0

    def heard(what: Any) -> None:
        nonlocal steps
        steps += 1
        watch.at(steps, note=what["id"] if isinstance(what, dict) else what.document)

    def work() -> int:
        return Worker(room.office, len(os.sched_getaffinity(0)), heard).run(until_idle=True).processed

    def signed(told: list[dict[str, Any]], vi: str, en: str) -> None:
        for result in told:
            if "error" in result:
                raise result["error"]
        if told:
            watch.tell(t(f"✓ {vi} {len(told)} văn bản", f"✓ {en} {len(told)} documents"))

    if count := work():
        watch.tell(
            t(
                f"✓ nhận {count} văn bản: làm sạch ảnh, đọc tiếng Việt, ghi PDF/A, tìm thông tin",
                f"✓ took {count} documents: cleaned, read in Vietnamese, composed to PDF/A, fields found",
            )
        )
    looked_at, corrected = _review(room)
    if looked_at:
        watch.tell(
            t(
                f"✓ văn thư soát {looked_at} văn bản, sửa {corrected} chỗ máy đọc chưa đúng",
                f"✓ a clerk looked at {looked_at} documents and corrected {corrected} fields",
            )
        )
        work()
    leader, agency = read_pin(f"file:{demo.pin(PERSONAL)}"), read_pin(f"file:{demo.pin(AGENCY)}")
    told = signing_desk.approve(room, _waiting("personal"), "personal", None, leader, heard)
    signed(told, "lãnh đạo ký số", "the leader signed")
    told = issuing.issue(room, _waiting("issue"), None, agency, heard)
    signed(told, "văn thư cấp số, ghi ngày, đóng dấu số", "numbered, dated and sealed")
    told = signing_desk.approve(room, _waiting("agency"), "agency", None, agency, heard)
    signed(told, "ký số cơ quan bản số hóa của", "the agency signed the digitised copies of")
    work()


def _waiting(whom: str) -> list[str]:
    from pipeline.office.models import Document

    return list(Document.objects.filter(waits_for=whom).values_list("pk", flat=True))


def _review(room: Room) -> tuple[int, int]:
    """Looks at what recognition was unsure of as a clerk does with the paper at hand: documents looked at, fields mended."""
    from pipeline.office.models import Document
    from pipeline.work.services import reviewing

    papers = {file: paper for folder in SAMPLES.glob("*/") for paper in _papers(folder) for file in paper["files"]}
    corrected = 0
    documents = _waiting("review")
    for key in documents:
        row = Document.objects.get(pk=key)
        paper = papers.get(row.source, {})
        typed = {}
        for name, drawn in ON_PAPER.items():
            on_paper, read = paper.get(drawn, ""), row.fields.get(name, {}).get("value", "")
            if on_paper != read and (name in row.unsure or not read):
                typed[name] = "; ".join(on_paper) if isinstance(on_paper, list) else on_paper
        corrected += len(typed)
        if typed:
            reviewing.correct(room, key, typed)
        if Document.objects.get(pk=key).waits_for == "review":
            reviewing.confirm(room, key)
    return len(documents), corrected


def _papers(folder: Path) -> list[dict[str, Any]]:
    """What stands on the sample papers, as the one who drew them says."""
    listed = folder / "docs.json"
    return list(json.loads(listed.read_text("utf-8"))) if listed.is_file() else []
