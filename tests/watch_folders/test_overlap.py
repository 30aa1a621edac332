"""One agency's folders never feed themselves."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from watch_folders.mounts import mount_of
from watch_folders.overlap import PROGRAM, check_apart, program_folders


@pytest.fixture
def office(tmp_path: Path) -> dict[str, Path]:
    folders = {name: tmp_path / name for name in ("den", "di", "cach-ly", "da-nhan", "kho")}
    for folder in folders.values():
        folder.mkdir()
    return folders


def pairs(folders: dict[str, Path], *program: Path) -> list[tuple[str, str]]:
    return [(one.first, one.second) for one in check_apart(folders, *program)]


def test_an_office_as_init_makes_it_is_fine(office: dict[str, Path]) -> None:
    assert pairs(office, *program_folders()) == []


def test_the_same_folder_twice_and_one_within_another(office: dict[str, Path]) -> None:
    assert pairs(office | {"di": office["den"]}) == [("den", "di")]
    assert pairs(office | {"cach-ly": office["den"] / "cach-ly"}) == [("den", "cach-ly")]  # need not exist
    assert pairs(office | {"di": office["kho"] / "x" / "y"}) == [("di", "kho")]
    assert pairs(office | {"di": office["den"] / ".." / "den"}) == [("den", "di")]


def test_names_that_only_begin_alike_are_apart(office: dict[str, Path]) -> None:
    assert pairs(office | {"di": office["den"].with_name("den-2")}) == []


def test_a_symbolic_link_hides_nothing(office: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(office["den"])
    assert pairs(office | {"di": tmp_path / "link"}) == [("den", "di")]
    assert pairs(office | {"di": tmp_path / "link" / "con"}) == [("den", "di")]


def test_the_program_is_not_watched_nor_put_into_a_watched_folder(office: dict[str, Path], tmp_path: Path) -> None:
    house = program_folders()[0]
    assert pairs({"den": house}, *program_folders()) == [("den", PROGRAM)]
    assert pairs({"den": house / "work"}, house) == [("den", PROGRAM)]
    assert pairs({"den": house.parent}, house) == [("den", PROGRAM)]


def test_the_demo_may_lie_in_the_checkout() -> None:
    checkout = Path(__file__).resolve().parents[2]
    assert pairs({"den": checkout / "vanthu-demo" / "den"}, *program_folders()) == []


def test_a_bind_mount_hides_nothing_by_the_table_of_mounts(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(
        f"27 1 254:0 / / rw - ext4 /dev/vda rw\n44 27 254:0 {tmp_path}/den/sub {tmp_path}/bound rw - ext4 /dev/vda rw\n"
    )
    found = check_apart({"den": tmp_path / "den", "di": tmp_path / "bound" / "x"}, table=table)
    assert [(one.first, one.second) for one in found] == [("den", "di")]
    assert check_apart({"den": tmp_path / "khac", "di": tmp_path / "bound" / "x"}, table=table) == ()


def test_a_real_bind_mount_hides_nothing(office: dict[str, Path], tmp_path: Path) -> None:
    if mount_of(Path("/")) is None:
        pytest.skip("the root is no mount (chroot): the table does not say where its folders lie")
    bound, inner = tmp_path / "bound", office["den"] / "con"
    bound.mkdir()
    inner.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "--bind", inner, bound], capture_output=True).returncode:
        pytest.skip("mounting needs root")
    try:
        assert pairs(office | {"di": bound}) == [("den", "di")]
    finally:
        subprocess.run(["umount", bound], check=True)
