"""Dropped files come to lie where the catalogue says, after a crash too, and nobody else's file is touched."""

from __future__ import annotations

import hashlib

import pytest

from pipeline.errors import VanthuError
from pipeline.office.models import Document, KeptFile
from pipeline.work import effects, faults, intake, tasks
from pipeline.work.outcome import Done, Quarantine, Secret
from pipeline.work.room import enter


@pytest.fixture
def room(office):
    return enter(office)


def drop(folder, name, data=b"\xff\xd8 giay \xff\xd9"):
    path = folder / name
    path.write_bytes(data)
    return path


def taken(room, path, direction="incoming"):
    key = intake.take(room, path, direction)
    effects.carry_out(room)
    return Document.objects.get(pk=key)


def moved_before_a_crash(room, path):
    """The file lies where it belongs, the catalogue has not heard of it: `intake:moved` in docs/crash-table.md."""
    before = KeptFile.objects.values("place", "current", "path", "settled").get()
    row = taken(room, path) if path.exists() else None
    KeptFile.objects.update(**before)
    return row


def test_a_file_moved_just_before_a_crash_is_found_where_it_lies(room):
    path = drop(room.office.incoming, "scan0001.jpg")
    intake.take(room, path, "incoming")
    moved_before_a_crash(room, path)
    effects.carry_out(room)
    kept = KeptFile.objects.get()
    assert kept.settled and kept.path.startswith(str(room.office.taken))


def test_a_released_file_never_takes_another_paper_of_the_same_name_along(room):
    path = drop(room.office.incoming, "scan0001.jpg")
    taken(room, path)
    KeptFile.objects.update(place="gone", settled=False, current=str(path), path=str(path))
    other = drop(room.office.incoming, "scan0001.jpg", b"\xff\xd8 giay khac \xff\xd9")
    effects.carry_out(room)
    assert other.exists()


def test_a_file_sent_on_while_it_was_being_moved_is_still_to_be_moved(room):
    intake.take(room, drop(room.office.incoming, "a.jpg"), "incoming")
    row = KeptFile.objects.select_related("document").get()
    KeptFile.objects.update(place="aside", reason="hỏng", next_step="quét lại")
    effects._move(room, row)
    assert not KeptFile.objects.get().settled
    effects.carry_out(room)
    assert [path.name for path in sorted(room.office.quarantine.iterdir())] == ["a.jpg", "a.jpg.ly-do.txt"]


def test_a_secret_paper_moved_just_before_a_crash_does_not_stay_among_the_taken(room, office):
    path = drop(office.incoming, "a.jpg")
    intake.take(room, path, "incoming")
    moved_before_a_crash(room, path)
    tasks.settle(tasks.claim(), Secret(VanthuError(faults.SECRET)), office.settings)
    effects.carry_out(room)
    assert [path.name for path in office.secret.iterdir()] == ["a.jpg"]
    assert not [path for path in office.taken.rglob("*") if path.is_file()]
    assert not list(room.archive.objects())


def test_a_secret_found_after_the_clerk_ended_the_document_is_erased_all_the_same(room, office):
    from pipeline.work.services import slips

    row = taken(room, drop(office.incoming, "a.jpg"))
    held = tasks.claim()
    slips.void(room, row.pk, "thả nhầm")
    tasks.settle(held, Secret(VanthuError(faults.SECRET)), office.settings)
    effects.carry_out(room)
    row.refresh_from_db()
    assert (row.state, row.fault) == ("quarantined", faults.SECRET.code)
    assert not list(room.archive.objects()) and list(office.secret.iterdir())


def test_what_was_put_aside_and_comes_again_under_another_name_can_be_read(room, office):
    row = taken(room, drop(office.incoming, "a.jpg"))
    tasks.settle(tasks.claim(), Quarantine(VanthuError(faults.TOO_LARGE)), office.settings)
    effects.carry_out(room)
    data = (office.quarantine / "a.jpg").read_bytes()
    again = taken(room, drop(office.outgoing, "tên khác.jpg", data), "outgoing")
    assert (again.pk, again.state, again.direction) == (row.pk, "received", "outgoing")
    assert hashlib.sha256(room.scan_path(again.pk).read_bytes()).hexdigest() == again.sha256
    assert not list(office.quarantine.iterdir())


def test_a_copy_that_a_crash_left_in_the_archive_serves_a_file_renamed_since(room, office):
    path = drop(office.incoming, "a.jpg")
    taken(room, path)
    KeptFile.objects.all().delete()
    tasks.Task.objects.all().delete()
    Document.objects.all().delete()
    row = taken(room, drop(office.incoming, "b.jpg"))
    assert (row.source, row.version) == ("b.jpg", 1)
    assert room.scan_path(row.pk).is_file()


def test_a_discarded_file_that_is_dropped_again_is_tried_again(room, office):
    from pipeline.work.services import putting_aside

    row = taken(room, drop(office.incoming, "a.jpg"))
    tasks.settle(tasks.claim(), Quarantine(VanthuError(faults.TOO_LARGE)), office.settings)
    effects.carry_out(room)
    putting_aside.discard(room, "a.jpg", "quét hỏng")
    assert Document.objects.get().state == "voided" and not list(office.quarantine.iterdir())
    again = taken(room, drop(office.incoming, "a.jpg"))
    assert (again.pk, again.state) == (row.pk, "received")
    assert tasks.claim().document == row.pk


def test_a_document_voided_after_it_was_read_stays_void_when_it_is_dropped_again(room, office):
    from pipeline.work.services import slips

    row = taken(room, drop(office.incoming, "a.jpg"))
    tasks.settle(tasks.claim(), Done({"version": 2, "record_version": 2}), office.settings)
    slips.void(room, row.pk, "không phải của cơ quan")
    assert taken(room, drop(office.incoming, "a.jpg")).state == "voided"


def test_retry_puts_the_file_back_and_a_file_that_is_gone_is_told(room, office):
    from pipeline.work.services import putting_aside

    taken(room, drop(office.incoming, "a.jpg"))
    tasks.settle(tasks.claim(), Quarantine(VanthuError(faults.TOO_LARGE)), office.settings)
    effects.carry_out(room)
    (office.quarantine / "a.jpg").rename(office.root / "mang đi.jpg")
    with pytest.raises(VanthuError) as refused:
        putting_aside.retry(room, "a.jpg")
    assert refused.value.code == "VT-OFFICE-017"
    (office.root / "mang đi.jpg").rename(office.quarantine / "a.jpg")
    putting_aside.retry(room, "a.jpg")
    assert [path.name for path in office.incoming.iterdir()] == ["a.jpg"]
    assert putting_aside.listed() == {"files": []}


def test_a_drop_that_could_not_be_moved_is_not_taken_again(room, office):
    path = drop(office.incoming, "a.jpg")
    key = intake.take(room, path, "incoming")
    assert intake.take(room, path, "incoming") == key
    assert KeptFile.objects.count() == 1


def test_a_name_that_fits_several_files_put_aside_discards_none(room, office):
    from pipeline.work.services import putting_aside

    for number in range(2):
        taken(room, drop(office.incoming, "scan.jpg", b"\xff\xd8 %d \xff\xd9" % number))
        tasks.settle(tasks.claim(), Quarantine(VanthuError(faults.TOO_LARGE)), office.settings)
        effects.carry_out(room)
    (office.quarantine / "scan.jpg").rename(office.root / "mang di.jpg")
    KeptFile.objects.filter(path=str(office.quarantine / "scan.jpg")).update(path=str(office.quarantine / "khac.jpg"))
    with pytest.raises(VanthuError) as refused:
        putting_aside.discard(room, "scan.jpg", "quét hỏng")
    assert refused.value.code == "VT-OFFICE-018"
    putting_aside.discard(room, "scan (2).jpg", "quét hỏng")
    assert [one["file"] for one in putting_aside.listed()["files"]] == [str(office.quarantine / "khac.jpg")]


def test_bytes_put_aside_twice_are_one_file_and_discarded_once(room, office):
    from pipeline.work.services import putting_aside

    for name in ("a.jpg", "b.jpg"):
        taken(room, drop(office.incoming, name))
    tasks.settle(tasks.claim(), Quarantine(VanthuError(faults.TOO_LARGE)), office.settings)
    effects.carry_out(room)
    for one in putting_aside.listed()["files"]:
        putting_aside.discard(room, one["file"], "quét hỏng")
    assert putting_aside.listed() == {"files": []} and not list(office.quarantine.iterdir())
