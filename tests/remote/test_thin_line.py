"""Over a 2G line between two network namespaces: 600 ms there and back, every fiftieth packet lost, 32 kbit a second."""

from __future__ import annotations

import threading
import time

import pytest

from pipeline.office import settings
from pipeline.office.models import Signature
from signing.trust import load_trust
from signing.verdict import judge
from tests.remote.conftest import serving
from tests.remote.thin_line import NoLine, thin_line
from tests.work.papers import lay_out

pytestmark = pytest.mark.slow


@pytest.fixture
def line():
    try:
        with thin_line(delay=0.3, loss=0.02, rate=32_000) as made:
            yield made
    except NoLine as why:
        pytest.skip(f"no line can be made here: {why}")


@pytest.fixture
def served(line, office):
    settings.store(office.root / settings.FILE_NAME, {"serve.plain_http": "yes"})
    with serving(office, "--address", f"{line.address}:8470", prefix=line.inside(line.office)) as running:
        yield running


@pytest.fixture
def leader(leader, line, served):
    leader.url, leader.prefix = served.url, line.inside(line.leader)
    return leader


def test_two_documents_are_looked_at_and_signed(line, leader, there, authority):
    one, two = lay_out(there, 2)
    code, _, said = leader.run("sign", "show", one, "--plain-http", timeout=300)
    assert code == 0, said
    shown = line.octets
    begin = time.monotonic()
    code, answer, said = leader.run(
        "sign", "approve", one, two, "--role", "personal", "--pin-source", leader.pin, "--plain-http", timeout=300
    )
    assert code == 0 and [result["status"] for result in answer["results"]] == ["signed", "signed"], said
    trust = load_trust([authority.anchors])
    for key in (one, two):
        path = there.archive.path_of(there.object_id(key), "record.pdf")
        assert judge(path.read_bytes(), trust).verdict == "TOTAL-PASSED"
    size = (there.archive.path_of(there.object_id(two), "record.pdf", 1)).stat().st_size
    assert line.octets - shown < 1.5 * size + 30_000, "what was shown before is not fetched again"
    assert line.lost > 0
    print(f"{line.packets} packets, {line.lost} lost, {line.octets} bytes, signed in {time.monotonic() - begin:.0f} s")


def test_a_line_that_is_cut_while_fetching_and_while_signing_loses_nothing(line, leader, there):
    [key] = lay_out(there, 1)
    stop = threading.Event()

    def cut() -> None:
        while not stop.wait(6):
            line.cut.set()
            time.sleep(3)
            line.cut.clear()

    weather = threading.Thread(target=cut)
    weather.start()
    try:
        code, answer, said = leader.run(
            "sign", "approve", key, "--role", "personal", "--pin-source", leader.pin, "--plain-http", timeout=500
        )
    finally:
        stop.set()
        weather.join()
        line.cut.clear()
    assert code == 0 and answer["results"][0]["status"] == "signed", said
    assert Signature.objects.count() == 1
