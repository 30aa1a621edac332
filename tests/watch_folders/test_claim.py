"""Claiming: a copy of one moment or none at all, and moves that may be repeated after a crash."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from tests.watch_folders import scans
from watch_folders.claim import Changed, copy_stable, has_writer, open_still, put_in_taken, snapshot
from watch_folders.names import LONGEST, plain_name

DAY = date(2026, 11, 22)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "den" / "Công văn.pdf"
    path.parent.mkdir()
    path.write_bytes(scans.PDF)
    return path


def test_the_copy_has_the_same_bytes_and_their_digest_is_told(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "kho" / "v1"
    assert copy_stable(file, target, seen=snapshot(file)) == hashlib.sha256(scans.PDF).hexdigest()
    assert target.read_bytes() == scans.PDF
    assert file.read_bytes() == scans.PDF


def test_a_file_that_is_not_what_was_judged_is_not_copied(file: Path, tmp_path: Path) -> None:
    judged = snapshot(file)
    with file.open("ab") as out:
        out.write(b"next page")
    assert isinstance(copy_stable(file, tmp_path / "v1", seen=judged), Changed)
    assert not (tmp_path / "v1").exists()


def test_a_file_that_is_open_for_writing_is_not_copied(file: Path, tmp_path: Path) -> None:
    with file.open("ab"):
        assert isinstance(copy_stable(file, tmp_path / "v1"), Changed)
    assert isinstance(copy_stable(file, tmp_path / "v1"), str)


@pytest.mark.parametrize("change", ["append", "touch", "replace", "remove"])
def test_what_changes_while_it_is_copied_leaves_no_copy(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    real_read, reads = os.read, []

    def read(handle: int, count: int) -> bytes:
        block = real_read(handle, count)
        if not block and not reads:  # the end of the source: the last moment at which it can change under our hands
            reads.append(1)
            match change:
                case "append":
                    with file.open("ab") as out:
                        out.write(b"more")
                case "touch":
                    os.utime(file, (5, 5))
                case "replace":
                    (file.parent / "new").write_bytes(scans.PDF)
                    (file.parent / "new").rename(file)
                case "remove":
                    file.unlink()
        return block

    monkeypatch.setattr("watch_folders.claim.os.read", read)
    assert isinstance(copy_stable(file, tmp_path / "v1"), Changed)
    assert reads
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_what_is_gone_or_no_file_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe")
    for name in ("gone", "link", "pipe", "."):
        assert isinstance(copy_stable(tmp_path / name, tmp_path / "v1"), Changed)
        assert snapshot(tmp_path / name) is None


def test_asking_for_writers_survives_a_writer_that_comes_at_that_moment(file: Path) -> None:
    """A lease that is broken signals its holder: with the default SIGIO this process would be dead."""
    writer = subprocess.Popen(
        [sys.executable, "-c", "import sys\nwhile True:\n with open(sys.argv[1], 'ab'): pass", str(file)]
    )
    asker = "import sys; from watch_folders.claim import *\nh = open_still(sys.argv[1])\n"
    asker += "for _ in range(20000): has_writer(h)"
    asked = subprocess.run([sys.executable, "-c", asker, str(file)], timeout=120)
    writer.kill()
    writer.wait()
    assert asked.returncode == 0
    assert has_writer(open_still(file)) is False


def test_the_file_moves_to_the_day_it_was_taken_under_its_name_in_nfc(tmp_path: Path) -> None:
    source = tmp_path / unicodedata.normalize("NFD", "Quyết định.pdf")
    source.write_bytes(scans.PDF)
    target = put_in_taken(source, tmp_path / "da-nhan", day=DAY)
    assert target == tmp_path / "da-nhan" / "2026-11-22" / unicodedata.normalize("NFC", "Quyết định.pdf")
    assert target.read_bytes() == scans.PDF
    assert not source.exists()


def test_a_name_that_is_taken_gets_a_number_and_nothing_is_overwritten(tmp_path: Path) -> None:
    put = []
    for content in (b"one", b"two", b"three"):
        (tmp_path / "a.pdf").write_bytes(content)
        put.append(put_in_taken(tmp_path / "a.pdf", tmp_path / "t", day=DAY))
    assert [path.name for path in put if path] == ["a.pdf", "a (2).pdf", "a (3).pdf"]
    assert [path.read_bytes() for path in put if path] == [b"one", b"two", b"three"]


def test_moving_again_after_a_crash_between_copy_and_removal_makes_no_second_file(tmp_path: Path) -> None:
    source, there = tmp_path / "a.pdf", tmp_path / "t" / "2026-11-22" / "a.pdf"
    there.parent.mkdir(parents=True)
    for make in (lambda: there.write_bytes(b"bytes"), lambda: (there.unlink(), os.link(source, there))):
        source.write_bytes(b"bytes")
        make()
        assert put_in_taken(source, tmp_path / "t", day=DAY) == there
        assert not source.exists()
        assert [path.name for path in there.parent.iterdir()] == ["a.pdf"]


def test_what_was_dropped_since_under_the_same_name_stays_where_it_is(tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(b"first")
    claimed = snapshot(source)
    assert put_in_taken(source, tmp_path / "t", day=DAY, seen=claimed)
    source.write_bytes(b"second, dropped after the move and before the crash was over")
    assert put_in_taken(source, tmp_path / "t", day=DAY, seen=claimed) is None
    assert source.exists()


def test_a_move_over_a_border_of_file_systems(tmp_path: Path) -> None:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev or not os.access(memory, os.W_OK):
        pytest.skip("no second file system here")
    source = memory / f"vanthu-{os.getpid()}.pdf"
    source.write_bytes(scans.PDF)
    target = put_in_taken(source, tmp_path / "t", day=DAY)
    assert target is not None
    assert target.read_bytes() == scans.PDF
    assert not source.exists()


def test_names_as_they_are_written_down(tmp_path: Path) -> None:
    assert plain_name(Path(os.fsdecode(b"/x/c\xf4ng v\xe3n.pdf"))) == "c%F4ng v%E3n.pdf"
    assert plain_name(Path("/x/hai\ndòng.pdf")) == "hai_dòng.pdf"
    long = plain_name(Path("/x/" + "ế" * 83 + ".pdf"))
    assert long.endswith("ế.pdf")
    assert len(long.encode()) <= LONGEST


def test_a_name_that_is_no_utf8_and_one_that_is_as_long_as_can_be_move_too(tmp_path: Path) -> None:
    for raw in (b"c\xf4ng v\xe3n.pdf", ("ế" * 83 + ".pdf").encode()):
        source = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw))
        source.write_bytes(scans.PDF)
        target = put_in_taken(source, tmp_path / "t", day=DAY)
        assert target is not None
        str(target).encode()
        assert target.read_bytes() == scans.PDF
