"""File systems are known by /proc/self/mountinfo; an unmounted share is told from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.watch_folders import scans
from watch_folders import faults
from watch_folders.folder import Waiting, WatchedFolder
from watch_folders.mounts import Mount, mount_lost, mount_of

TABLE = r"""27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:40 / /srv/scan rw,relatime shared:1 master:2 - cifs //may-quet/scan rw,vers=3.0
41 27 0:41 / /srv/M\303\241y\040qu\303\251t rw - nfs4 nas:/scan rw
42 27 0:42 / /srv/usb rw - fuseblk /dev/sdb1 rw
43 27 0:43 / /srv/ssh rw - fuse.sshfs a@b: rw
44 27 254:0 /home/van-thu/den /srv/bound rw - ext4 /dev/vda rw
45 27 0:45 / /srv/auto rw - autofs systemd-1 rw
46 45 0:46 / /srv/auto rw - cifs //a/b rw
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "mountinfo").write_text(TABLE.replace(r"\303\241", "á").replace(r"\303\251", "é"))
    return tmp_path / "mountinfo"


@pytest.mark.parametrize(
    ("path", "kind", "network"),
    [
        ("/home/van-thu/den", "ext4", False),
        ("/srv/scan/phong 1", "cifs", True),
        ("/srv/scanner", "ext4", False),
        ("/srv/Máy quét", "nfs4", True),
        ("/srv/usb/den", "fuseblk", False),
        ("/srv/ssh", "fuse.sshfs", True),
        ("/srv/auto/den", "cifs", True),
    ],
)
def test_the_file_system_of_a_folder(table: Path, path: str, kind: str, network: bool) -> None:
    mount = mount_of(Path(path), table)
    assert mount is not None
    assert (mount.kind, mount.network) == (kind, network)


def test_an_unmounted_share_is_told_from_an_empty_folder(tmp_path: Path) -> None:
    line = f"40 27 0:40 / {tmp_path} rw - cifs //a/b rw\n"
    table = tmp_path.parent / "mountinfo"
    table.write_text("27 1 254:0 / / rw - ext4 /dev/vda rw\n" + line)
    was = mount_of(tmp_path, table)
    assert mount_lost(tmp_path, was, table) is None
    table.write_text("27 1 254:0 / / rw - ext4 /dev/vda rw\n")
    lost = mount_lost(tmp_path, was, table)
    assert lost is not None
    assert lost.fault is faults.MOUNT_LOST
    table.write_text("27 1 254:0 / / rw - ext4 /dev/vda rw\n" + line.replace("0:40", "0:77"))
    assert mount_lost(tmp_path, was, table) is None


def test_an_unmounted_share_is_told_where_the_root_is_no_mount(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text("")  # in a chroot the table names nothing above what was mounted inside
    lost = mount_lost(tmp_path, Mount(tmp_path, "cifs", "0:1", Path("/")), table)
    assert lost is not None and lost.fault is faults.MOUNT_LOST


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    lost = mount_lost(tmp_path / "den")
    assert lost is not None
    assert lost.fault is faults.FOLDER_LOST


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A real mount; root only."""
    place = tmp_path / "ổ mạng"
    place.mkdir()
    mount = shutil.which("mount")
    if (
        os.geteuid() != 0
        or not mount
        or subprocess.run([mount, "-t", "tmpfs", "tmpfs", place], capture_output=True).returncode
    ):
        pytest.skip("mounting needs root")
    yield place
    subprocess.run(["umount", place], capture_output=True)


def test_a_mount_that_goes_and_comes_back_is_noticed_by_the_scan(mounted: Path) -> None:
    (mounted / "cv.pdf").write_bytes(scans.PDF)
    folder = WatchedFolder(mounted, settle_seconds=3, incomplete_seconds=10)
    assert folder.scan(0) == (Waiting(mounted / "cv.pdf"),)
    subprocess.run(["umount", mounted], check=True)
    assert folder.scan(1) == ()
    assert folder.lost is not None
    assert folder.lost.fault is faults.MOUNT_LOST
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", mounted], check=True)
    (mounted / "khác.pdf").write_bytes(scans.PDF)
    assert folder.scan(2) == (Waiting(mounted / "khác.pdf"),)
    assert folder.lost is None
