"""The worker itself: what it takes, when it ends, what it does when the disk or a child fails. No page is read here."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import time
import unicodedata

import pytest
from PIL import Image

from pipeline.archive import layout
from pipeline.errors import VanthuError
from pipeline.office import documents, place, settings
from pipeline.office.models import Document, KeptFile, Task
from pipeline.work import crew, effects, intake, room, tasks, worker
from pipeline.work.services import standing


def unreadable(shade: int = 0) -> bytes:
    """A whole JPEG that its stage refuses: far too small to be a page."""
    out = io.BytesIO()
    Image.new("L", (8, 8), shade).save(out, "JPEG")
    return out.getvalue()


def run(office):
    return worker.Worker(office, 1).run(until_idle=True)


@pytest.mark.slow
def test_when_it_ends_nothing_is_left_to_be_moved(office):
    (office.incoming / "hỏng.jpg").write_bytes(unreadable())
    ended = run(office)
    assert (ended.quarantined, ended.failed) == (1, 0)
    assert sorted(path.name for path in office.quarantine.iterdir()) == ["hỏng.jpg", "hỏng.jpg.ly-do.txt"]
    assert not KeptFile.objects.filter(settled=False).exists()


def test_files_of_any_name_and_in_sub_folders_are_taken_and_told(office, caplog):
    caplog.set_level("WARNING", "pipeline")
    (office.incoming / "phòng một cửa" / "quá sâu").mkdir(parents=True)
    names = [
        office.incoming / unicodedata.normalize("NFD", "Công văn số 1.docx"),
        office.incoming / "phòng một cửa" / "ảnh.docx",
        office.incoming / os.fsdecode(b"c\xf4ng v\xe2n.docx"),
    ]
    for number, path in enumerate(names):
        path.write_bytes(b"PK\x03\x04" + bytes([number]) * 100)
    (office.incoming / "phòng một cửa" / "quá sâu" / "x.docx").write_bytes(b"PK")
    run(office)
    assert [path for path in office.incoming.rglob("*") if path.is_file() and path.name != "x.docx"] == []
    for path in names:
        [one] = standing.status(str(path))["documents"]
        assert one["state"] == "quarantined" and one["reason"]
    assert sum("quá sâu" in record.getMessage() for record in caplog.records) == 1


def test_with_too_little_room_nothing_is_taken_and_the_end_says_so(office, monkeypatch):
    monkeypatch.setattr(worker, "TROUBLE_SECONDS", 0.5)
    settings.store(office.root / settings.FILE_NAME, {"storage.min_free_mb": "900000000"})
    (office.incoming / "a.docx").write_bytes(b"PK\x03\x04")
    with pytest.raises(VanthuError) as refused:
        run(place.find(office.root))
    assert refused.value.code == "VT-WORK-005"
    assert (office.incoming / "a.docx").exists() and not Document.objects.exists()


@pytest.mark.slow
def test_trouble_that_passed_does_not_count_when_it_comes_again(office, monkeypatch, caplog):
    """`--until-idle` ends with trouble that stays, not with two short ones; each is told."""
    caplog.set_level("WARNING", "pipeline")
    monkeypatch.setattr(worker, "TROUBLE_SECONDS", 1.0)
    settings.store(office.root / settings.FILE_NAME, {"folders.settle_seconds": "2"})
    begun, times = time.monotonic(), [2, 2]  # the disk is full for two looks at once, and for two more after a while
    usage = shutil.disk_usage(office.root)

    def look(root):
        later = time.monotonic() - begun > 1.2
        times[later] -= 1
        return usage if times[later] < 0 else usage._replace(free=0)

    monkeypatch.setattr(worker.shutil, "disk_usage", look)
    (office.incoming / "a.docx").write_bytes(b"PK\x03\x04")
    run(place.find(office.root))
    assert sum("VT-WORK-005" in record.getMessage() for record in caplog.records) == 2
    assert Document.objects.get().state == "quarantined"


@pytest.mark.slow
def test_a_file_whose_archive_cannot_be_written_stays_and_the_others_are_taken(office, monkeypatch):
    monkeypatch.setattr(worker, "TROUBLE_SECONDS", 0.5)
    (office.incoming / "a.jpg").write_bytes(unreadable())
    (office.incoming / "b.docx").write_bytes(b"PK\x03\x04")
    here = room.enter(office)
    key = documents.id_of(hashlib.sha256(unreadable()).hexdigest())
    in_the_way = office.archive / layout.object_path(here.object_id(key)).parts[0]
    in_the_way.write_bytes(b"")
    with pytest.raises(VanthuError) as refused:
        run(office)
    assert refused.value.exit == 11
    assert [path.name for path in office.incoming.iterdir()] == ["a.jpg"]
    assert list(Document.objects.values_list("source", flat=True)) == ["b.docx"]


@pytest.mark.slow
def test_a_child_that_died_while_it_was_idle_is_replaced(office):
    here = room.enter(office)
    ended = []
    hands = crew.Crew(office, 1, lambda document, stage: ended.append(document))
    try:
        for number in range(2):
            path = office.incoming / f"{number}.jpg"
            path.write_bytes(unreadable(100 * number))
            intake.take(here, path, "incoming")
            until = time.monotonic() + 60
            while Task.objects.filter(state__in=["todo", "doing"]).exists() and time.monotonic() < until:
                Task.objects.filter(state="todo").update(due=0)
                hands.hand_out()
                hands.collect(0.2)
            for one in hands._children:
                one.process.kill()
                one.process.join()
    finally:
        hands.end(0)
    assert set(Document.objects.values_list("state", flat=True)) == {"quarantined"}
    assert Task.objects.filter(failures=1).count() == 1
    effects.carry_out(here)
    assert tasks.live() == (0, 0)


def test_a_second_worker_is_refused(office):
    with worker._alone(office), pytest.raises(VanthuError) as refused:
        run(office)
    assert refused.value.exit == 9
