"""An authority, tokens, a time stamp server and records to sign; one of each for a test process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signing.demo_authority import DemoAuthority, Holder, make_demo_authority
from signing.pin import Pin, read_pin
from signing.places import AGENCY as SEAL
from signing.places import FieldPlan, Place, plan_incoming, plan_outgoing
from signing.prepare import page_sizes, prepare_record
from signing.sign import LEVELS, sign_field
from signing.tokens import open_token
from signing.trust import Trust, load_trust
from signing.verdict import judge
from tests.signing.records import scanned_record

ORGAN = "Sở Thông tin và Truyền thông"
LEADER, AGENCY, CURVE = "LANH DAO", "CO QUAN", "P384"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoAuthority]:
    people = {
        LEADER: Holder("Nguyễn Văn An", ORGAN),
        AGENCY: Holder("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", ORGAN, key="rsa3072"),
        CURVE: Holder("Trần Đức Đệ", ORGAN, key="p384"),
    }
    made = make_demo_authority(tmp_path_factory.mktemp("authority") / "demo", people)
    before = dict(os.environ)
    os.environ.update(made.environment)
    yield made
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def trust(authority: DemoAuthority) -> Trust:
    return load_trust([authority.anchors])


@pytest.fixture(scope="session")
def pin(authority: DemoAuthority) -> Callable[[str], Pin]:
    return lambda label: read_pin(f"file:{authority.tokens[label].pin_file}")


@pytest.fixture(scope="session")
def time_stamps(authority: DemoAuthority) -> Iterator[str]:
    with authority.serve_time_stamps() as url:
        yield url


@pytest.fixture(scope="session")
def record() -> bytes:
    """Two scanned pages as PDF/A-2u, without fields."""
    return scanned_record()


@pytest.fixture(scope="session")
def outgoing_plan(record: bytes) -> FieldPlan:
    return plan_outgoing(
        page_sizes(record),
        position=Place(2, (360, 560, 500, 576)),
        name=Place(2, (370, 660, 490, 676)),
        number=Place(1, (80, 85, 170, 104)),
        date=Place(1, (300, 85, 540, 104)),
    )


@pytest.fixture(scope="session")
def outgoing(record: bytes, outgoing_plan: FieldPlan) -> bytes:
    """An outgoing record with all its fields, unsigned."""
    return prepare_record(record, outgoing_plan)


@pytest.fixture(scope="session")
def incoming(record: bytes) -> bytes:
    """The digitised copy of an incoming paper with its field, unsigned."""
    return prepare_record(record, plan_incoming(page_sizes(record)))


@pytest.fixture
def at_every_level(
    authority: DemoAuthority, pin: Callable[[str], Pin], time_stamps: str, trust: Trust, tmp_path: Path
) -> Callable[[bytes], list[Path]]:
    """Files of a PDF/A as the agency signed it from B-B to B-LTA, each judged good, before them the one that was prepared."""

    def sign(pdf: bytes) -> list[Path]:
        paths = [tmp_path / "prepared.pdf"]
        prepared = prepare_record(pdf, plan_incoming(page_sizes(pdf)))
        paths[0].write_bytes(prepared)
        with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
            for level in LEVELS:
                done = sign_field(prepared, SEAL, key, level=level, timestamp_urls=[time_stamps], trust=trust)
                assert (done.level, done.notes) == (level, ())
                assert judge(done.pdf, trust).verdict == "TOTAL-PASSED"
                paths.append(tmp_path / f"{level}.pdf")
                paths[-1].write_bytes(done.pdf)
        return paths

    return sign


@pytest.fixture
def image(tmp_path: Path) -> Callable[[str, tuple[int, int, int]], Path]:
    """A PNG with a transparent ground and a stroke of the colour asked for."""
    from PIL import Image, ImageDraw

    def make(name: str, colour: tuple[int, int, int]) -> Path:
        picture = Image.new("RGBA", (200, 120), (0, 0, 0, 0))
        ImageDraw.Draw(picture).line([(10, 100), (80, 10), (190, 90)], fill=(*colour, 255), width=8)
        path = tmp_path / name
        picture.save(path)
        return path

    return make
