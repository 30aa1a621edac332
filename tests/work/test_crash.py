"""A power cut at every named point: run again, nothing is lost, nothing is doubled (docs/crash-table.md)."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections import Counter

import pytest

from pipeline.archive.fixity import check_object
from pipeline.office import journal, place, registers, settings
from pipeline.work.crash import POINTS
from pipeline.work.services import standing
from tests.work.conftest import READY

pytestmark = pytest.mark.slow
BY_THE_WORKER = [point for point in POINTS if not point.startswith(("sign:", "issue:", "attach:"))]
BY_THE_DESK = [point for point in POINTS if point.startswith(("sign:", "issue:"))]


def vanthu(staff, *arguments, crash_at=""):
    """The program in a process group of its own; its exit status (-9 when the crash point was met)."""
    command = [sys.executable, "-m", "pipeline", "--office", str(staff.office.root), *arguments]
    child = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**os.environ, "VANTHU_CRASH_AT": crash_at},
    )  # fmt: skip
    said = child.communicate(timeout=300)[1].decode()
    assert child.returncode in (0, -signal.SIGKILL), said
    return child.returncode


def whole(staff, document):
    """The archived object is intact, and the journal's chain too."""
    assert check_object(staff.room.archive, staff.room.object_id(document)).intact
    assert journal.verify().intact


@pytest.mark.parametrize("point", BY_THE_WORKER)
def test_a_worker_killed_at_a_point_goes_on_where_it_was(staff, point):
    if point.startswith(
        ("register:", "prepare:")
    ):  # every paper waits for a clerk, so that the worker ends before these
        settings.store(staff.office.root / settings.FILE_NAME, {"review.threshold": "1"})
        staff.office = place.find(staff.office.root)
    source = staff.drop(READY / "den" / "giay-moi.tif")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if point.startswith(("keep:", "lift:")):
        server = staff.office.settings.list("signing.timestamp_urls")[0]
        away = {"signing.level": "B-LTA", "signing.timestamp_urls": "http://127.0.0.1:9/"}
        if point.startswith("lift:"):
            settings.store(staff.office.root / settings.FILE_NAME, away)
            staff.office = place.find(staff.office.root)
        staff.work()
        staff.review()
        staff.work()
        staff.sign("agency")
        settings.store(staff.office.root / settings.FILE_NAME, {"signing.timestamp_urls": server})
    if point.startswith(("register:", "prepare:")):
        staff.work()
        staff.review()
    assert vanthu(staff, "run", "--until-idle", crash_at=point) == -signal.SIGKILL, "the point was not met"
    staff.finish()
    [one] = staff.documents()
    assert (one["state"], one["sha256"]) == ("archived", digest)
    assert [entry.number for entry, _ in registers.rows("incoming", 2026)] == [1]
    assert not list(staff.office.incoming.iterdir())
    assert [path.name for path in staff.office.taken.rglob("*.tif")] == ["giay-moi.tif"]
    assert Counter(act.act for act in journal.acts(one["id"]))["received"] == 1
    told = standing.show(staff.room, one["id"])
    assert len(told["signatures"]) == 1
    assert told["level"] == told["level_wanted"]
    assert len(told["records"]) == (3 if point.startswith("lift:") else 2), "read, signed, at most lifted once"
    whole(staff, one["id"])


@pytest.mark.parametrize("point", BY_THE_DESK)
@pytest.mark.parametrize("role", ["personal", "agency"])
def test_a_desk_killed_at_a_point_signs_once(staff, point, role):
    staff.drop(READY / "di" / "cong-van-chua-so.jpg", "outgoing")
    staff.work()
    staff.review()
    staff.work()
    [key] = staff.waiting_for("personal")
    if role == "agency":
        staff.sign("personal")
    elif point.startswith("issue:"):
        pytest.skip("numbers are given at the agency's desk alone")
    token = "LANH DAO" if role == "personal" else "CO QUAN"
    pin = f"file:{staff.authority.tokens[token].pin_file}"
    act = ("sign", "approve", key, "--role", role) if role == "personal" else ("issue", key)
    assert vanthu(staff, *act, "--token", token, "--pin-source", pin, crash_at=point) == -signal.SIGKILL
    if staff.documents()[0]["waits_for"] == ("personal" if role == "personal" else "issue"):
        vanthu(staff, *act, "--token", token, "--pin-source", pin)
    staff.finish()
    shown = standing.show(staff.room, key)
    assert shown["state"] == "archived"
    assert [one["role"] for one in shown["signatures"]] == ["personal", "agency"]
    assert [entry.number for entry, _ in registers.rows("outgoing", 2026)] == [1]
    uses = Counter(act.detail["role"] for act in journal.acts(key) if act.act == "key_use")
    # before the signed file lies whole in the work folder the key is used again, and the journal says so
    assert uses[role] == (2 if point == "sign:announced" else 1)
    whole(staff, key)


def test_an_attachment_that_the_catalogue_never_heard_of_is_signed_once(staff):
    staff.drop(READY / "di" / "bao-cao-02.tif", "outgoing")
    staff.finish()
    [key] = [one["id"] for one in staff.documents()]
    given = READY / "den" / "giay-moi.tif"
    pin = f"file:{staff.authority.tokens['CO QUAN'].pin_file}"
    act = ("sign", "attach", key, str(given), "--token", "CO QUAN", "--pin-source", pin)
    assert vanthu(staff, *act, crash_at="attach:kept") == -signal.SIGKILL
    assert standing.show(staff.room, key)["attachments"] == []
    uses = [act.act for act in journal.acts(key)].count("key_use")
    vanthu(staff, *act)
    vanthu(staff, *act)
    shown = standing.show(staff.room, key)
    [one] = shown["attachments"]
    assert (one["level"], one["signer"]) == ("B-T", shown["signatures"][-1]["signer"])
    acts = [act.act for act in journal.acts(key)]
    assert (acts.count("key_use"), acts.count("attached")) == (uses, 1)
    whole(staff, key)
