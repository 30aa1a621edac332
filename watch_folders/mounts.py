"""Which file system a folder lies on: whether a network's, where no events come, and whether it went away."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import Fault
from watch_folders import faults

TABLE: Final = Path("/proc/self/mountinfo")

# inotify sees what this machine's own programs do and nothing that comes from the other side of the wire (inotify(7)).
_NETWORK: Final = frozenset(
    {
        "cifs", "smb3", "smbfs", "nfs", "nfs4", "ncpfs", "afs", "9p", "vboxsf", "drvfs", "prl_fs", "vmhgfs", "virtiofs",
        "davfs", "glusterfs", "ceph", "lustre", "gpfs", "ocfs2", "gfs2", "autofs", "fuse",
    }
)  # fmt: skip
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True)
class Mount:
    """One line of /proc/self/mountinfo (proc(5))."""

    point: Path
    kind: str  # the file system's type: ext4, cifs, fuse.sshfs ...
    device: str  # major:minor
    root: Path  # the folder of the file system that is mounted here: other than / for a bind mount

    @property
    def network(self) -> bool:
        """Whether others may write here without this kernel's knowing. `fuse.*` is taken for one, fuseblk is a disk."""
        return self.kind in _NETWORK or self.kind.startswith("fuse.")


@dataclass(frozen=True)
class Lost:
    """A watched folder that cannot be looked into now."""

    path: Path
    fault: Fault


def mount_of(path: Path, table: Path = TABLE) -> Mount | None:
    """The mount that `path` (or the nearest folder above it that exists) lies on; None where there is no such table."""
    try:
        lines = table.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    place = path.resolve()
    best: Mount | None = None
    for line in lines:
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        point = Path(_plain(fields[4]))
        # a later line covers an earlier one of the same place
        if place.is_relative_to(point) and (best is None or len(point.parts) >= len(best.point.parts)):
            best = Mount(point, right.split(" ")[0], fields[2], Path(_plain(fields[3])))
    return best


def on_network(path: Path) -> bool:
    """Whether `path` lies on a network file system: no events of others' writes there, and no leases that tell of them."""
    mount = mount_of(path)
    return mount is not None and mount.network


def mount_lost(path: Path, was: Mount | None = None, table: Path = TABLE) -> Lost | None:
    """Why `path` cannot be watched now, or None when it can. `was` is its mount when all was well.

    An unmounted share leaves an empty folder behind that looks like one without files: only the mount tells.
    """
    try:
        there = path.is_dir()
        if there:
            os.scandir(path).close()  # also makes an automounter mount it again
    except OSError:  # ESTALE, ENOTCONN, EHOSTDOWN ...: the name is there and nothing behind it
        return Lost(path, faults.MOUNT_LOST if was is not None and was.network else faults.UNREADABLE)
    if was is not None and was.point != Path("/"):
        now = mount_of(path, table)
        if now is None or (now.point, now.kind) != (was.point, was.kind):  # None: a root that is no mount (chroot)
            return Lost(path, faults.MOUNT_LOST)
    return None if there else Lost(path, faults.FOLDER_LOST)


def _plain(field: str) -> str:
    return _OCTAL.sub(lambda m: chr(int(m.group(1), 8)), field)
