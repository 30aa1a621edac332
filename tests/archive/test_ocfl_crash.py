"""A kill at any moment leaves a valid storage root, loses nothing that was kept, and the same call finishes the work."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import clock
from pipeline.archive import ocfl, staging
from pipeline.archive.ocfl import Archive
from tests.archive.judge import faults_of

WATCHED = ("os.", "open", "shutil.", "fcntl.", "ctypes.dlsym")
CREATED = clock.now()


def write(archive: Archive, object_id: str, version: int) -> int:
    """Version 1, 2 or 3 of an object whose bytes follow from its id."""
    files = {
        1: {"scan/công văn.pdf": f"scan {object_id}".encode()},
        2: {"record.pdf": f"record {object_id}".encode(), "text.txt": b"words"},
        3: {"record.pdf": f"signed {object_id}".encode()},
    }[version]
    return archive.add_version(object_id, files, message="m", user="u", created=CREATED, expect_head=version - 1)


def in_child(act: Callable[[], object], kill_at: int | None) -> tuple[int, int]:
    """Runs `act` in a child that is killed at its n-th call of the operating system; returns those it made and how it ended.

    Python tells of most such calls before they are made (audit events), so a kill falls between any two of them.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def hook(event: str, _: object) -> None:
            nonlocal count
            if event.startswith(WATCHED):
                count += 1
                if count == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        code = 1
        try:
            act()
            made = count
            os.write(writer, str(made).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        made = int(told.read() or b"0")
    return made, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def prepare(folder: Path, versions: int) -> Archive:
    archive = Archive(folder)
    archive.create_root()
    write(archive, "other", 1)
    for version in range(1, versions + 1):
        write(archive, "paper", version)
    return archive


def check_whole(archive: Archive, least: int) -> None:
    """The root is valid, the other object untouched, and what was acknowledged is there."""
    assert faults_of(archive.root) == []
    assert archive.verify("other") == []
    assert archive.head("paper") >= least
    if least:
        assert archive.path_of("paper", "scan/công văn.pdf").read_bytes() == b"scan paper"


@pytest.mark.slow
@pytest.mark.parametrize("version", [1, 2, 3])
def test_killed_at_every_step_of_adding_a_version(tmp_path: Path, version: int):
    sample = prepare(tmp_path / "sample", version - 1)
    steps, code = in_child(
        lambda: write(Archive(shutil.copytree(sample.root, tmp_path / "count")), "paper", version), None
    )
    assert code == 0
    assert steps > 40
    heads = set()
    for step in range(1, steps + 1):
        root = tmp_path / "kho"
        shutil.copytree(sample.root, root)
        _, code = in_child(lambda root=root: write(Archive(root), "paper", version), step)
        archive = Archive(root)
        if code == 0:  # copying the sample was counted too: the write alone has fewer steps
            break
        assert code == -signal.SIGKILL
        check_whole(archive, version - 1)
        heads.add(archive.head("paper"))
        assert len(list((root / "extensions" / "vanthu-staging").glob("*"))) <= 1
        assert write(archive, "paper", version) == version
        check_whole(archive, version)
        archive.sweep(timedelta(0))
        assert list(staging.area(root).iterdir()) == []
        shutil.rmtree(root)
    assert heads == {version - 1, version}


@pytest.mark.slow
def test_killed_at_every_step_of_erasing(tmp_path: Path):
    sample = prepare(tmp_path / "sample", 2)
    for step in range(1, 400):
        root = tmp_path / "kho"
        shutil.copytree(sample.root, root)
        _, code = in_child(lambda root=root: Archive(root).erase("paper"), step)
        archive = Archive(root)
        assert faults_of(root) == []
        archive.erase("paper")
        assert faults_of(root) == []
        assert not [p for p in root.rglob("*") if p.is_file() and b"paper" in p.read_bytes()]
        assert archive.verify("other") == []
        shutil.rmtree(root)
        if code == 0:
            break
    assert 10 < step < 399


@pytest.mark.slow
def test_killed_at_every_step_of_making_the_root(tmp_path: Path):
    for step in range(1, 200):
        root = tmp_path / "kho"
        _, code = in_child(lambda root=root: Archive(root).create_root(), step)
        archive = Archive(root)
        archive.create_root()
        write(archive, "paper", 1)
        assert faults_of(root) == []
        assert not list(root.rglob("*.tmp"))
        shutil.rmtree(root)
        if code == 0:
            break
    assert 10 < step < 199


@pytest.mark.slow
def test_killed_at_every_step_where_folders_cannot_be_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """NFS and the like: the object may be away for a moment, and whoever writes or sweeps next brings it back."""
    monkeypatch.setattr(ocfl, "exchange", lambda one, other: False)
    sample = prepare(tmp_path / "sample", 1)
    away = 0
    for step in range(1, 400):
        root = tmp_path / "kho"
        shutil.copytree(sample.root, root)
        _, code = in_child(lambda root=root: write(Archive(root), "paper", 2), step)
        archive = Archive(root)
        away += not archive.exists("paper")
        archive.sweep(timedelta(0))
        check_whole(archive, 1)
        assert write(archive, "paper", 2) == 2
        check_whole(archive, 2)
        assert list(staging.area(root).iterdir()) == []
        shutil.rmtree(root)
        if code == 0:
            break
    assert 40 < step < 399
    assert away >= 1


WRITER = """
import sys
from pathlib import Path
from pipeline.archive.ocfl import Archive
from tests.archive.test_ocfl_crash import write
archive = Archive(Path(sys.argv[1]))
for n in range(int(sys.argv[2]), 10_000):
    for version in (1, 2, 3):
        print(f"paper{n}", write(archive, f"paper{n}", version), flush=True)
"""


@pytest.mark.slow
def test_killed_at_random_while_two_write(tmp_path: Path):
    archive = Archive(tmp_path / "kho")
    archive.create_root()
    moments = random.Random(20261122)
    kept: dict[str, int] = {}
    for _ in range(4):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(archive.root), str(begin)],
                stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
            )
            for begin in (0, 5000)
        ]  # fmt: skip
        begun = [writer.stdout.readline() for writer in writers]  # a busy machine takes its time to start Python
        time.sleep(moments.random())
        for writer, first in zip(writers, begun, strict=True):
            writer.kill()
            told, _ = writer.communicate()
            for line in (first + told).splitlines():
                if len(line.split()) == 2:
                    name, version = line.split()
                    kept[name] = max(kept.get(name, 0), int(version))
        assert faults_of(archive.root) == []
    assert len(kept) >= 2
    assert all(archive.head(name) >= version for name, version in kept.items())
    assert len(list(staging.area(archive.root).iterdir())) <= 8
    archive.sweep(timedelta(0))
    assert list(staging.area(archive.root).iterdir()) == []


def test_two_processes_that_make_the_root_make_one(tmp_path: Path):
    children = []
    for _ in range(6):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                Archive(tmp_path / "kho").create_root()
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
    assert faults_of(tmp_path / "kho") == []


def test_two_processes_that_add_the_same_version_make_one(tmp_path: Path):
    archive = prepare(tmp_path / "kho", 1)
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            os._exit(write(archive, "paper", 2))
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [2, 2, 2, 2]
    assert archive.head("paper") == 2
    assert faults_of(archive.root) == []
