"""The archive keeps every version of every object, and other programs can read it without us."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import clock
from pipeline.archive import disk, layout, staging
from pipeline.archive.fixity import check_object
from pipeline.archive.ocfl import Archive
from pipeline.archive.verify import Damage
from pipeline.errors import Exit, VanthuError
from tests.archive.judge import count_of, faults_of

ID = "urn:vanthu:H24.94:k7d2m9qx4tfa"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = Archive(tmp_path / "kho")
    made.create_root()
    return made


def add(archive: Archive, files: dict[str, Path | bytes], expect: int | None = None, object_id: str = ID) -> int:
    return archive.add_version(object_id, files, message="thử", user="lan", created=clock.now(), expect_head=expect)


def test_an_object_goes_through_its_four_versions_and_ocfl_py_finds_nothing_wrong(archive: Archive, tmp_path: Path):
    scan = tmp_path / "Công văn số 12.pdf"
    scan.write_bytes(b"%PDF the dropped bytes")
    assert add(archive, {"scan/Công văn số 12.pdf": scan}, 0) == 1
    assert add(archive, {"record.pdf": b"pdf/a", "text.txt": b"words", "fields.json": b"{}"}, 1) == 2
    assert add(archive, {"record.pdf": b"pdf/a signed"}, 2) == 3
    assert add(archive, {"record.pdf": b"pdf/a signed sealed"}, 3) == 4
    assert archive.head(ID) == 4
    assert archive.path_of(ID, "scan/Công văn số 12.pdf").read_bytes() == scan.read_bytes()
    assert [archive.path_of(ID, "record.pdf", n).read_bytes() for n in (2, 3, 4)] == [
        b"pdf/a", b"pdf/a signed", b"pdf/a signed sealed",
    ]  # fmt: skip
    assert set(archive.files(ID)) == {"scan/Công văn số 12.pdf", "record.pdf", "text.txt", "fields.json"}
    assert set(archive.files(ID, 1)) == {"scan/Công văn số 12.pdf"}
    assert archive.files(ID)["text.txt"] == hashlib.sha512(b"words").hexdigest()
    assert faults_of(archive.root) == []


def test_the_inventory_has_both_digests_and_says_who_did_it(archive: Archive):
    add(archive, {"scan/a": b"abc"})
    folder = archive.root / layout.object_path(ID)
    told = json.loads((folder / "inventory.json").read_bytes())
    assert told["digestAlgorithm"] == "sha512"
    assert told["manifest"] == {hashlib.sha512(b"abc").hexdigest(): ["v1/content/scan/a"]}
    assert told["fixity"]["sha256"] == {hashlib.sha256(b"abc").hexdigest(): ["v1/content/scan/a"]}
    assert told["versions"]["v1"]["user"] == {"name": "lan"}
    assert told["versions"]["v1"]["created"].endswith("+07:00")


def test_bytes_the_object_holds_are_not_stored_twice(archive: Archive):
    add(archive, {"scan/a": b"same", "copy": b"same"})
    add(archive, {"another": b"same"})
    content = [p for p in (archive.root / layout.object_path(ID)).rglob("*") if "content" in p.parts and p.is_file()]
    assert len(content) == 1
    assert archive.path_of(ID, "another").read_bytes() == b"same"
    assert faults_of(archive.root) == []


def test_repeating_a_call_gives_the_version_that_is_there(archive: Archive):
    add(archive, {"scan/a": b"1"}, 0)
    add(archive, {"record.pdf": b"2"}, 1)
    add(archive, {"record.pdf": b"3"}, 2)
    assert add(archive, {"scan/a": b"1"}, 0) == 1
    assert add(archive, {"record.pdf": b"2"}, 1) == 2
    assert add(archive, {"record.pdf": b"3"}, 2) == 3
    assert add(archive, {"record.pdf": b"3"}) == 3
    assert archive.head(ID) == 3


@pytest.mark.parametrize("expect", [0, 1, 5])
def test_a_head_nobody_expected_is_an_error_and_changes_nothing(archive: Archive, expect: int):
    add(archive, {"scan/a": b"1"}, 0)
    add(archive, {"record.pdf": b"2"}, 1)
    with pytest.raises(VanthuError) as caught:
        add(archive, {"record.pdf": b"other"}, expect)
    assert (caught.value.code, caught.value.exit) == ("VT-ARCH-008", Exit.STORAGE)
    assert archive.head(ID) == 2
    assert list(staging.area(archive.root).iterdir()) == []


@pytest.mark.parametrize(
    "name", ["", "/abs", "../up", "a/../b", "a//b", "./a", "a/", "x" * 256, "a\0b", "\udcff.pdf", "ệ" * 90]
)
def test_names_that_cannot_be_kept_are_refused(archive: Archive, name: str):
    with pytest.raises(VanthuError) as caught:
        add(archive, {name: b"1"})
    assert caught.value.code == "VT-ARCH-009"
    assert not archive.exists(ID)


def test_a_name_cannot_be_file_and_folder(archive: Archive):
    with pytest.raises(VanthuError, match="VT-ARCH-009"):
        add(archive, {"scan": b"1", "scan/a": b"2"})


def test_names_are_kept_in_nfc(archive: Archive):
    add(archive, {"scan/Vă\u0306n ba\u0309n.pdf": b"1"})
    assert list(archive.files(ID)) == ["scan/Vă\u0306n bản.pdf"]
    assert archive.path_of(ID, "scan/Vă\u0306n ba\u0309n.pdf").read_bytes() == b"1"


def test_all_objects_are_listed_also_those_with_long_ids(archive: Archive):
    ids = {"k7d2m9qx4tfa", "a b/c:đ", "x" * 150, ID}
    for object_id in ids:
        add(archive, {"scan/a": object_id.encode()}, 0, object_id)
    assert set(archive.objects()) == ids
    assert faults_of(archive.root) == []
    assert count_of(archive.root) == 4


def test_what_is_not_there_is_said(archive: Archive):
    assert not archive.exists("nothing")
    assert archive.head("nothing") == 0
    with pytest.raises(VanthuError, match="VT-ARCH-005"):
        archive.files("nothing")
    add(archive, {"scan/a": b"1"})
    for name, version in (("record.pdf", None), ("scan/a", 2), ("scan/a", 0)):
        with pytest.raises(VanthuError, match="VT-ARCH-006"):
            archive.path_of(ID, name, version)


def test_making_the_root_twice_is_harmless_and_other_folders_are_left_alone(archive: Archive, tmp_path: Path):
    add(archive, {"scan/a": b"1"})
    archive.create_root()
    assert archive.head(ID) == 1
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("mine")
    with pytest.raises(VanthuError, match="VT-ARCH-004"):
        Archive(tmp_path / "home").create_root()
    with pytest.raises(VanthuError, match="VT-ARCH-004"):
        add(Archive(tmp_path / "nowhere"), {"scan/a": b"1"})


def test_erasing_leaves_nothing_and_can_be_repeated(archive: Archive):
    add(archive, {"scan/a": b"TOI MAT"}, 0, "secret")
    add(archive, {"record.pdf": b"TOI MAT 2"}, 1, "secret")
    add(archive, {"scan/a": b"open"})
    leftover = staging.area(archive.root) / "secret.0123456789ab"  # of a worker that was killed while it wrote
    leftover.mkdir()
    (leftover / "0").write_bytes(b"TOI MAT")
    for _ in range(2):
        archive.erase("secret")
        assert list(archive.objects()) == [ID]
        assert not [p for p in archive.root.rglob("*") if p.is_file() and b"TOI MAT" in p.read_bytes()]
        assert faults_of(archive.root) == []


def test_sweep_takes_old_leftovers_only(archive: Archive):
    leftover = staging.area(archive.root) / "x.0123456789ab"
    leftover.mkdir(parents=True)
    assert archive.sweep() == 0
    os.utime(leftover, (0, 0))
    assert archive.sweep() == 1
    assert not leftover.exists()
    assert archive.sweep(timedelta(0)) == 0


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (lambda folder: (folder / "v1/content/scan/a").write_bytes(b"scam"), Damage("v1/content/scan/a", "changed")),
        (lambda folder: (folder / "v1/content/scan/a").unlink(), Damage("v1/content/scan/a", "missing")),
        (lambda folder: (folder / "v2/inventory.json").unlink(), Damage("v2/inventory.json", "missing")),
        (lambda folder: (folder / "inventory.json").write_bytes(b"{}"), Damage("inventory.json", "changed")),
        (lambda folder: (folder / "inventory.json.sha512").unlink(), Damage("inventory.json.sha512", "missing")),
        (lambda folder: (folder / "0=ocfl_object_1.1").unlink(), Damage("0=ocfl_object_1.1", "missing")),
        (lambda folder: (folder / "v1/content/more").write_bytes(b""), Damage("v1/content/more", "unexpected")),
        (lambda folder: folder.rename(folder.with_name("away")), Damage("", "missing")),
    ],
)
def test_damage_is_found_and_named(archive: Archive, harm, what: Damage):
    add(archive, {"scan/a": b"scan"})
    add(archive, {"record.pdf": b"pdf"})
    assert check_object(archive, ID).intact
    for place in (archive.root / layout.object_path(ID)).rglob("*"):
        place.chmod(0o755)
    harm(archive.root / layout.object_path(ID))
    result = check_object(archive, ID)
    assert result.damages == (what,)
    assert not result.intact


def test_a_damaged_inventory_is_a_storage_fault_and_never_overwritten(archive: Archive):
    add(archive, {"scan/a": b"scan"})
    inventory = archive.root / layout.object_path(ID) / "inventory.json"
    inventory.chmod(0o644)
    inventory.write_bytes(inventory.read_bytes().replace(b"lan", b"mai"))
    with pytest.raises(VanthuError, match="VT-ARCH-007") as caught:
        add(archive, {"record.pdf": b"pdf"})
    assert caught.value.exit is Exit.STORAGE


def test_a_full_disk_is_told_and_leaves_the_archive_as_it_was(archive: Archive):
    add(archive, {"scan/a": b"1"})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
        with pytest.raises(VanthuError) as caught:
            add(archive, {"record.pdf": b"x" * 100_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert (caught.value.code, caught.value.exit) == ("VT-ARCH-001", Exit.STORAGE)
    assert archive.head(ID) == 1
    assert list(staging.area(archive.root).iterdir()) == []
    assert faults_of(archive.root) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "VT-ARCH-001"),
        (errno.EDQUOT, "VT-ARCH-001"),
        (errno.EROFS, "VT-ARCH-002"),
        (errno.EACCES, "VT-ARCH-002"),
        (errno.EIO, "VT-ARCH-003"),
        (errno.ESTALE, "VT-ARCH-003"),
    ],
)
def test_what_the_disk_says_is_a_storage_fault(number: int, code: str):
    with pytest.raises(VanthuError) as caught, disk.told(Path("/kho")):
        raise OSError(number, os.strerror(number))
    assert (caught.value.code, caught.value.exit) == (code, Exit.STORAGE)
    assert "/kho" in caught.value.sentence()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_write_permission_is_told(archive: Archive):
    archive.root.chmod(0o555)
    try:
        with pytest.raises(VanthuError, match="VT-ARCH-002"):
            add(archive, {"scan/a": b"1"})
    finally:
        archive.root.chmod(0o755)


def test_files_of_the_archive_are_read_only(archive: Archive):
    add(archive, {"scan/a": b"1"})
    assert archive.path_of(ID, "scan/a").stat().st_mode & 0o222 == 0
