"""A server that was away costs a level and never a signature: the record is lifted later, as a version of its own."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import clock
from pipeline.axis.read import read_message
from pipeline.office import journal, levels, place, settings
from pipeline.office.models import AttachedFile, Lift, Task
from pipeline.work import lifting
from pipeline.work.services import attaching, cabinet, raising, standing
from signing.trust import load_trust
from signing.verdict import judge
from tests.work.conftest import AGENCY, READY, Staff

pytestmark = pytest.mark.slow
AWAY = "http://127.0.0.1:9/"


def configured(staff: Staff, **given: str) -> Staff:
    settings.store(staff.office.root / settings.FILE_NAME, {f"signing.{key}": value for key, value in given.items()})
    return Staff(place.find(staff.office.root), staff.authority)


@pytest.fixture
def issued(staff: Staff) -> tuple[Staff, str]:
    """An outgoing document issued while the time stamp server was away, though B-LTA is wanted; the server is back."""
    url = staff.office.settings.list("signing.timestamp_urls")[0]
    away = configured(staff, level="B-LTA", timestamp_urls=AWAY)
    away.drop(READY / "di" / "cong-van-chua-so.jpg", "outgoing")
    away.finish()
    [one] = away.documents()
    return configured(away, timestamp_urls=url), one["id"]


def test_signed_marked_archived_and_lifted_later(issued: tuple[Staff, str], tmp_path) -> None:
    staff, key = issued
    before = standing.show(staff.room, key)
    assert before["state"] == "archived"
    assert (before["level"], before["level_wanted"]) == ("B-B", "B-LTA")
    assert "B-LTA" in before["reason"]
    assert {one["level"] for one in before["signatures"]} == {"B-B"}
    sent_bytes = Path(before["record"]).read_bytes()

    Task.objects.filter(stage="lift").update(due=time.time())
    staff.work()

    after = standing.show(staff.room, key)
    assert (after["state"], after["level"], after["reason"]) == ("archived", "B-LTA", None)
    assert after["renew_by"] is not None
    records = after["records"]
    assert [(one["level"], one["issued"], one["current"]) for one in records[-2:]] == [
        ("B-B", True, False), ("B-LTA", False, True),
    ]  # fmt: skip
    assert Path(records[-2]["file"]).read_bytes() == sent_bytes
    lifted = Path(records[-1]["file"]).read_bytes()
    assert lifted.startswith(sent_bytes)
    verdict = judge(lifted, load_trust([staff.authority.anchors / "demo.pem"]))
    assert verdict.verdict == "TOTAL-PASSED"
    assert [one.level for one in verdict.signatures if one.level != "DocTimeStamp"] == ["B-LTA", "B-LTA"]
    assert [act.act for act in journal.acts(key)][-2:] == ["lifted", "lift"]

    [message] = cabinet.export(staff.room, [key], tmp_path, "edxml", ["H24.95"])["files"]
    assert read_message(Path(message).read_bytes()).attachments[0].data == sent_bytes


def test_what_goes_out_with_it_is_lifted_too(issued: tuple[Staff, str], tmp_path) -> None:
    staff, key = issued
    raising.lift(staff.room, [key], lambda result: None)
    away = configured(staff, timestamp_urls=AWAY)
    pin = away.pin(AGENCY)
    [told] = attaching.attach(away.room, key, [READY / "den" / "giay-moi.tif"], AGENCY, pin, lambda result: None)
    assert (told["status"], told["level"]) == ("signed", "B-B")
    [before] = standing.show(away.room, key)["attachments"]
    assert (before["level"], before["level_wanted"]) == ("B-B", "B-LTA")
    assert raising.waiting() == [key]
    [short] = raising.lift(away.room, [key], lambda result: None)
    assert (short["status"], short["level"], short["wanted"]) == ("failed", "B-B", "B-LTA")
    assert short["reason"].startswith("giay-moi.pdf: ")

    url = staff.office.settings.list("signing.timestamp_urls")[0]
    back = configured(away, timestamp_urls=url)
    back.work()  # signing it wrote the worker's task

    after = standing.show(back.room, key)
    [one] = after["attachments"]
    assert (one["level"], one["sent"], after["level"]) == ("B-LTA", before["sent"], "B-LTA")
    assert one["renew_by"] is not None
    sent, lifted = Path(one["sent"]).read_bytes(), Path(one["file"]).read_bytes()
    assert lifted.startswith(sent) and len(lifted) > len(sent)
    verdict = judge(lifted, load_trust([staff.authority.anchors / "demo.pem"]))
    assert verdict.verdict == "TOTAL-PASSED"
    assert [one.level for one in verdict.signatures] == ["B-LTA", "DocTimeStamp", "DocTimeStamp"]
    assert raising.waiting() == [] and lifting.remember() == 0
    [message] = cabinet.export(back.room, [key], tmp_path, "edxml", ["H24.95"])["files"]
    assert read_message(Path(message).read_bytes()).attachments[1].data == sent

    AttachedFile.objects.filter(document=key).update(renew_by=clock.iso(clock.now() + timedelta(days=60)))
    assert lifting.remember() == 1
    back.work()
    [renewed] = standing.show(back.room, key)["attachments"]
    assert renewed["renew_by"] == one["renew_by"]
    assert Path(renewed["file"]).stat().st_size > len(lifted)


def test_by_hand_and_twice(issued: tuple[Staff, str]) -> None:
    staff, key = issued
    assert raising.waiting() == [key]
    [first] = raising.lift(staff.room, [key], lambda result: None)
    assert (first["status"], first["level"]) == ("lifted", "B-LTA")
    version = standing.show(staff.room, key)["versions"]
    [second] = raising.lift(staff.room, [key], lambda result: None)
    assert (second["status"], standing.show(staff.room, key)["versions"]) == ("as_wanted", version)
    assert raising.waiting() == []
    Task.objects.filter(stage="lift").update(due=time.time())
    staff.work()
    assert standing.show(staff.room, key)["versions"] == version


def test_while_the_server_is_away_nothing_is_written_and_the_pause_grows(issued: tuple[Staff, str]) -> None:
    staff, key = issued
    away = configured(staff, timestamp_urls=AWAY)
    version = standing.show(away.room, key)["versions"]
    for _ in range(2):
        Task.objects.filter(stage="lift").update(due=time.time())
        away.work()
    task = Task.objects.get(stage="lift", state="todo")
    assert task.due > time.time() + 90
    assert standing.show(away.room, key)["versions"] == version


def test_a_stamp_that_ages_is_stamped_over(issued: tuple[Staff, str]) -> None:
    staff, key = issued
    raising.lift(staff.room, [key], lambda result: None)
    assert lifting.remember() == 0
    soon = clock.iso(clock.now() + timedelta(days=60))
    Lift.objects.filter(document=key).update(renew_by=soon)
    assert [row.pk for row in levels.ageing()] == [key]
    Task.objects.filter(stage="lift").update(due=time.time())
    before = standing.show(staff.room, key)
    staff.work()
    after = standing.show(staff.room, key)
    assert after["versions"] == before["versions"] + 1
    assert after["renew_by"] > soon
    assert "đóng lại" in after["records"][-1]["what"]
    stamps = judge(Path(after["record"]).read_bytes(), load_trust([staff.authority.anchors])).signatures
    assert sum(one.level == "DocTimeStamp" for one in stamps) >= 3
    assert lifting.remember() == 0


def test_what_needs_no_lift_gets_no_task(staff: Staff) -> None:
    staff.drop(READY / "den" / "giay-moi.tif")
    staff.finish()
    [one] = staff.documents()
    assert one["state"] == "archived"
    assert not Task.objects.filter(stage="lift").exists()
    told = standing.show(staff.room, one["id"])
    assert (told["level"], told["level_wanted"]) == ("B-T", "B-T")
