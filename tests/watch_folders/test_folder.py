"""What a watched folder finds: by a clock of the test's own where time is the question, else with real writers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest

from tests.watch_folders import scans
from watch_folders import faults
from watch_folders.claim import snapshot
from watch_folders.folder import Finding, Ready, Unfinished, Unusable, Waiting, WatchedFolder
from watch_folders.mounts import Mount

SETTLE, INCOMPLETE = 3.0, 10.0


@pytest.fixture
def den(tmp_path: Path) -> Path:
    folder = tmp_path / "den"
    folder.mkdir()
    return folder


def watched(folder: Path) -> WatchedFolder:
    return WatchedFolder(folder, settle_seconds=SETTLE, incomplete_seconds=INCOMPLETE)


def at(folder: WatchedFolder, *moments: float) -> tuple[Finding, ...]:
    """The findings of the last of several scans."""
    found: tuple[Finding, ...] = ()
    for moment in moments:
        found = folder.scan(moment)
    return found


def test_a_whole_file_is_ready_when_it_has_been_still_for_long_enough(den: Path) -> None:
    file = den / "cv.pdf"
    file.write_bytes(scans.PDF)
    folder = watched(den)
    assert at(folder, 100, 102.9) == (Waiting(file),)
    assert folder.pending == 1
    assert folder.quiet_at() == 100 + SETTLE + INCOMPLETE
    assert at(folder, 103) == (Ready(file, len(scans.PDF), seen=snapshot(file)),)  # type: ignore[arg-type]
    assert (folder.pending, folder.quiet_at()) == (0, None)


def test_it_is_told_again_until_it_is_moved_away(den: Path) -> None:
    file = den / "cv.pdf"
    file.write_bytes(scans.PDF)
    folder = watched(den)
    assert at(folder, 0, 3) == at(folder, 4)
    file.unlink()
    assert at(folder, 5) == ()


def test_any_change_starts_the_waiting_anew(den: Path) -> None:
    file = den / "cv.pdf"
    file.write_bytes(scans.PDF)
    folder = watched(den)
    at(folder, 0)
    with file.open("ab") as more:
        more.write(b"\n")
    assert at(folder, 1, 3.5) == (Waiting(file),)
    os.utime(file, ns=(1, 1))
    assert at(folder, 3.9, 6) == (Waiting(file),)
    (den / "other").write_bytes(scans.PDF)
    os.utime(den / "other", ns=(1, 1))
    (den / "other").rename(file)  # same size and time, other inode
    assert at(folder, 6.5, 8) == (Waiting(file),)
    assert isinstance(at(folder, 30)[0], Ready)


def test_a_file_without_its_end_is_waited_for_and_then_unusable(den: Path) -> None:
    file = den / "cắt.jpg"
    file.write_bytes(scans.jpeg()[:-500])
    folder = watched(den)
    assert at(folder, 0, 3) == (Unfinished(file, faults.CUT, 0),)
    assert (folder.pending, folder.quiet_at()) == (1, 13)
    assert isinstance(at(folder, 12.9)[0], Unfinished)
    assert at(folder, 13) == (Unusable(file, faults.CUT, snapshot(file)),)  # type: ignore[arg-type]
    assert folder.pending == 0


def test_an_empty_file_is_waited_for_and_then_unusable(den: Path) -> None:
    (den / "rỗng.tif").touch()
    folder = watched(den)
    assert isinstance(at(folder, 0, 3)[0], Unfinished)
    found = at(folder, 13)[0]
    assert isinstance(found, Unusable)
    assert found.fault is faults.EMPTY


def test_a_file_whose_end_comes_late_is_taken_whole(den: Path) -> None:
    file, whole = den / "chậm.jpg", scans.jpeg()
    file.write_bytes(whole[:-500])
    folder = watched(den)
    assert isinstance(at(folder, 0, 5)[0], Unfinished)
    file.write_bytes(whole)
    found = at(folder, 6, 30)[0]
    assert isinstance(found, Ready)
    assert found.size == len(whole)


def test_a_word_file_is_unusable_as_soon_as_it_is_still(den: Path) -> None:
    file = den / "Công văn.docx"
    file.write_bytes(b"PK\x03\x04" + b"word/document.xml" * 20)
    found = at(watched(den), 0, 3)[0]
    assert isinstance(found, Unusable)
    assert found.fault is faults.WORD


def test_a_tiff_that_announces_more_pages_is_waited_for_longer_and_then_taken(den: Path) -> None:
    scans.page().save(den / "fax.tif", "TIFF", tiffinfo={297: (0, 3)})
    folder = watched(den)
    assert isinstance(at(folder, 0, 3)[0], Unfinished)
    assert isinstance(at(folder, 13)[0], Ready)


def test_a_scanner_that_pauses_before_each_page_gets_twice_its_longest_pause(den: Path) -> None:
    file = den / "quét.pdf"
    folder = watched(den)
    for page in range(3):  # whole after each page, like a file with incremental updates
        with file.open("ab") as out:
            out.write(scans.PDF)
        assert at(folder, page * 2.5) == (Waiting(file),)
    assert at(folder, 5 + 4.9) == (Waiting(file),)
    assert isinstance(at(folder, 5 + 5)[0], Ready)


SYSTEM = [
    "Thumbs.db", "THUMBS.DB", "desktop.ini", ".DS_Store", "._Công văn.pdf", "~$Công văn.docx", ".~lock.a.odt#",
    "a.pdf.tmp", "a.pdf.part", "a.pdf.crdownload", "a.filepart", ".smbdelete0001", "a.pdf~", ".ẩn.pdf",
    "Thumbs.db:encryptable",
]  # fmt: skip


@pytest.mark.parametrize("name", SYSTEM)
def test_temporary_and_system_files_are_never_seen(den: Path, name: str) -> None:
    (den / name).write_bytes(scans.PDF)
    assert at(watched(den), 0, 100) == ()


def test_direct_sub_folders_are_looked_into_and_those_of_systems_are_not(den: Path) -> None:
    for place in ("lô 1", "@eaDir", "__MACOSX", "#recycle", ".recycle", "lô 1/sâu"):
        (den / place).mkdir()
        (den / place / "cv.pdf").write_bytes(scans.PDF)
    folder = watched(den)
    found = at(folder, 0, 3)
    assert [one.path for one in found] == [den / "lô 1" / "cv.pdf"]
    assert folder.overlooked == (den / "lô 1" / "sâu",)


def test_links_pipes_and_loops_are_never_opened(den: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(scans.PDF)
    (den / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (den / "circle").symlink_to(den)
    (den / "self.pdf").symlink_to("self.pdf")
    os.mkfifo(den / "pipe.pdf")
    folder = watched(den)
    assert at(folder, 0, 100) == ()  # opening the pipe would hang here
    assert {path.name for path in folder.overlooked} == {"link.pdf", "circle", "self.pdf", "pipe.pdf"}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_vietnamese_names_in_both_forms(den: Path, form: str) -> None:
    name = unicodedata.normalize(form, "Quyết định số 12 về đường bộ.pdf")
    (den / name).write_bytes(scans.PDF)
    found = at(watched(den), 0, 3)[0]
    assert isinstance(found, Ready)
    assert found.path.name == name
    assert found.path.exists()


def test_names_that_are_no_utf8(den: Path) -> None:
    raw = os.fsencode(den) + b"/c\xf4ng v\xe3n.pdf"
    Path(os.fsdecode(raw)).write_bytes(scans.PDF)
    found = at(watched(den), 0, 3)[0]
    assert isinstance(found, Ready)
    assert os.fsencode(found.path) == raw


def test_the_one_changed_first_comes_first(den: Path) -> None:
    for name, moment in (("b.pdf", 20), ("a.pdf", 30), ("c.pdf", 10)):
        (den / name).write_bytes(scans.PDF)
        os.utime(den / name, (moment, moment))
    assert [one.path.name for one in at(watched(den), 0, 3)] == ["c.pdf", "b.pdf", "a.pdf"]


def test_a_file_that_goes_while_it_is_looked_at_is_no_error(den: Path) -> None:
    for number in range(300):
        (den / f"{number}.pdf").write_bytes(scans.PDF)
    folder = watched(den)
    at(folder, 0)
    remover = subprocess.Popen(["find", str(den), "-name", "*.pdf", "-delete"])
    found = [at(folder, 3 + turn) for turn in range(20)]
    remover.wait()
    assert all(isinstance(one, Ready | Waiting) for scan in found for one in scan)
    assert at(folder, 50) == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_the_right_to_read_is_told_and_never_put_aside(den: Path) -> None:
    file = den / "cv.pdf"
    file.write_bytes(scans.PDF)
    file.chmod(0)
    folder = watched(den)
    assert at(folder, 0, 100) == (Unfinished(file, faults.UNREADABLE, 0),)
    assert folder.pending == 0


def test_a_folder_that_vanishes_is_told_and_comes_back_by_itself(den: Path) -> None:
    (den / "cv.pdf").write_bytes(scans.PDF)
    folder = watched(den)
    at(folder, 0)
    den.rename(den.with_name("gone"))
    assert at(folder, 1) == ()
    assert folder.lost is not None
    assert folder.lost.fault is faults.FOLDER_LOST
    den.with_name("gone").rename(den)
    assert at(folder, 2) == (Waiting(den / "cv.pdf"),)
    assert folder.lost is None
    assert isinstance(at(folder, 5)[0], Ready)


def test_on_a_network_share_stillness_must_last_longer(den: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = Mount(den, "cifs", "0:99", Path("/"))
    monkeypatch.setattr("watch_folders.folder.mount_of", lambda path: share)
    (den / "cv.pdf").write_bytes(scans.PDF)
    folder = watched(den)
    assert at(folder, 0, 29) == (Waiting(den / "cv.pdf"),)
    # a client of a share refuses every lease that it has no oplock for: that is no sign of a writer
    monkeypatch.setattr("watch_folders.folder.has_writer", lambda handle: True)
    assert isinstance(at(folder, 30)[0], Ready)


@pytest.mark.slow
def test_ten_thousand_files_at_once_are_found_quickly_and_all(den: Path) -> None:
    for number in range(10_000):
        (den / f"{number}.pdf").write_bytes(b"%%PDF-1.4\n%d\n%%%%EOF\n" % number)
    folder = watched(den)
    took, ready = [], 0
    for turn in range(200):
        start = time.process_time()
        found = folder.scan(turn)
        took.append(time.process_time() - start)
        ready = sum(isinstance(one, Ready) for one in found)
        if ready == 10_000:
            break
    assert ready == 10_000
    assert sorted(took)[len(took) // 2] < 1.0, took  # processor seconds of the middle scan: others work here too
    assert max(took) < 3.0, took


# Real writers: what they do while the folder is looked at again and again must never be taken in part.

SLOW = """
import sys, time
data = open(sys.argv[1], "rb").read()
with open(sys.argv[2], "wb") as out:
    for part in range(4):
        out.write(data[part * len(data) // 4 : (part + 1) * len(data) // 4]); out.flush(); time.sleep(0.6)
"""
PAGES = """
import sys, time
data = open(sys.argv[1], "rb").read()
for part in range(4):
    with open(sys.argv[2], "ab") as out:
        out.write(data[part * len(data) // 4 : (part + 1) * len(data) // 4])
    time.sleep(0.6)
"""
BESIDE = """
import os, sys, time
data = open(sys.argv[1], "rb").read()
with open(sys.argv[2] + ".tmp", "wb") as out:
    for part in range(4):
        out.write(data[part * len(data) // 4 : (part + 1) * len(data) // 4]); out.flush(); time.sleep(0.3)
os.rename(sys.argv[2] + ".tmp", sys.argv[2])
"""
OVER = """
import os, sys, time
data = open(sys.argv[1], "rb").read()
for size in (len(data) // 3, len(data)):
    with open(sys.argv[2] + ".tmp", "wb") as out:
        out.write(data[:size])
    os.rename(sys.argv[2] + ".tmp", sys.argv[2]); time.sleep(0.6)
"""


@pytest.mark.slow
def test_writers_with_pauses_longer_than_settling_are_never_taken_in_part(den: Path, tmp_path: Path) -> None:
    """Sixteen at once: each way of writing with each kind of file."""
    wholes = {"pdf": scans.PDF, "jpg": scans.jpeg(), "tif": scans.tiff(), "png": scans.image("PNG")}
    processes = []
    for kind, whole in wholes.items():
        (tmp_path / kind).write_bytes(whole)
        for way in (SLOW, PAGES, BESIDE, OVER):
            target = den / f"{len(processes)}.{kind}"
            processes.append(subprocess.Popen([sys.executable, "-S", "-c", way, str(tmp_path / kind), str(target)]))
    folder = WatchedFolder(den, settle_seconds=0.2, incomplete_seconds=30)
    taken: dict[str, bytes] = {}
    until = time.monotonic() + 40
    while len(taken) < len(processes) and time.monotonic() < until:
        for one in folder.scan(time.monotonic()):
            assert not isinstance(one, Unusable)
            if isinstance(one, Ready):
                taken[one.path.name] = one.path.read_bytes()
                assert len(taken[one.path.name]) == one.size
                one.path.unlink()
        time.sleep(0.05)
    for process in processes:
        assert process.wait() == 0
    assert len(taken) == len(processes)
    assert {name for name, data in taken.items() if data != wholes[name[-3:]]} == set()


def test_a_file_held_open_is_told_of_and_neither_taken_nor_put_aside(den: Path) -> None:
    file = den / "cv.pdf"
    with file.open("wb") as out:
        out.write(scans.PDF)
        out.flush()
        folder = watched(den)
        assert at(folder, 0, 4) == (Unfinished(file, faults.BUSY, 0),)
        assert folder.pending == 1
        assert at(folder, 1000) == (Unfinished(file, faults.BUSY, 0),)
        assert (folder.pending, folder.quiet_at()) == (0, None)  # run --until-idle does not wait for it for ever
    assert isinstance(at(folder, 1001)[0], Ready)


def test_a_client_killed_half_way_leaves_a_file_that_is_put_aside(den: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "source", den / "quét.jpg"
    source.write_bytes(scans.jpeg())
    process = subprocess.Popen([sys.executable, "-c", SLOW, str(source), str(target)])
    while not target.exists() or not target.stat().st_size:
        time.sleep(0.02)
    process.kill()
    process.wait()
    found = at(watched(den), 0, 3, 13)[0]
    assert isinstance(found, Unusable)
    assert found.fault is faults.CUT
