"""The archive: an OCFL 1.1 storage root; a crash at any moment leaves it valid, with at most a folder more in staging.

Every version is written beside the archive, fsynced, and becomes part of it by one rename: a first version with the
folders above it, a later one by exchanging the whole object with a copy made of hard links (exchange.py), because root
inventory, its sidecar and the version's folder could not otherwise change at the same instant.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from pipeline import clock, durable, text
from pipeline.archive import faults, layout, staging, verify
from pipeline.archive import inventory as inventories
from pipeline.archive.disk import told
from pipeline.archive.exchange import exchange
from pipeline.archive.inventory import Inventory, Version
from pipeline.archive.staging import Measured
from pipeline.archive.verify import Damage
from pipeline.errors import VanthuError

_NAME_BYTES: Final = 255  # a file name on Linux file systems


@dataclass(frozen=True)
class _Incoming:
    """The files of one call, safe in the staging folder: logical path to digests and place."""

    measured: Mapping[str, Measured]
    place: Mapping[str, Path]


class Archive:
    """One storage root. Safe for several processes: the short step that changes it is done under a lock."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def create_root(self) -> None:
        """Makes the storage root; harmless where it is there. VT-ARCH-004 for a folder with other things in it."""
        with told(self.root):
            layout.create_root(self.root)

    def exists(self, object_id: str) -> bool:
        return (self._folder(object_id) / inventories.NAME).is_file()

    def head(self, object_id: str) -> int:
        """The newest version's number, from 1; 0 when there is no such object."""
        return self.inventory(object_id).head if self.exists(object_id) else 0

    def inventory(self, object_id: str) -> Inventory:
        """The inventory, checked against its sidecar. VT-ARCH-005 when there is no object, 007 when it is damaged."""
        found = self._read(object_id)
        if found is None:
            raise VanthuError(faults.NO_OBJECT, object_id=object_id)
        return found

    def files(self, object_id: str, version: int | None = None) -> Mapping[str, str]:
        """Logical path to digest (sha512, hex) of everything a version holds, the newest when none is named."""
        inventory = self.inventory(object_id)
        number = inventory.head if version is None else version
        if not 1 <= number <= inventory.head:
            raise VanthuError(faults.NO_FILE, object_id=object_id, name="*", version=number)
        return inventory.state(number)

    def path_of(self, object_id: str, logical_path: str, version: int | None = None) -> Path:
        """Where the bytes lie. To read only: nobody changes a file of the archive."""
        inventory = self.inventory(object_id)
        digest = self.files(object_id, version).get(text.nfc(logical_path))
        if digest is None:
            number = inventory.head if version is None else version
            raise VanthuError(faults.NO_FILE, object_id=object_id, name=logical_path, version=number)
        return self._folder(object_id) / inventory.manifest[digest]

    def objects(self) -> Iterator[str]:
        """The ids of all objects, in the order of their folders."""
        for folder in sorted(self.root.glob("[0-9a-f]*/*/*/*")):
            if len(folder.name) <= 100:
                yield unquote(folder.name)
            else:  # the name was cut: the id stands in the inventory alone
                yield inventories.parse((folder / inventories.NAME).read_bytes()).object_id

    def add_version(
        self,
        object_id: str,
        files: Mapping[str, Path | bytes],
        *,
        message: str,
        user: str,
        created: datetime,
        expect_head: int | None = None,
    ) -> int:
        """Adds a version and returns its number, from 1. Files not named are carried over from the version before.

        `expect_head` is the version this one follows (0: the object is new; None: whichever is the newest). Repeating a
        call is harmless: where the version it would have made is there already, that version's number comes back.
        VT-ARCH-008 when another version follows `expect_head`; VT-ARCH-009 for a logical path that cannot be kept.
        """
        named = {_checked(path): source for path, source in files.items()}
        _no_name_twice(named)
        with told(self.root):
            self._require_root()
            with staging.stage(self.root, object_id) as stage:
                places = {path: stage / "new" / str(n) for n, path in enumerate(named)}
                incoming = _Incoming({path: staging.take(named[path], places[path]) for path in named}, places)
                with self._lock():
                    return self._add(stage, object_id, incoming, (message, user, clock.iso(created)), expect_head)

    def verify(self, object_id: str) -> list[Damage]:
        """Reads every byte of the object again; empty when it is whole, a lost object is a damage too."""
        folder = self._folder(object_id)
        found = verify.damages_of(folder, object_id)
        # A version added while we read makes the old and the new inventory look mixed: look once more before accusing.
        return verify.damages_of(folder, object_id) if found else []

    def erase(self, object_id: str) -> None:
        """Removes an object and every leftover copy of it, for good; harmless when it is gone.

        Only for papers with a secrecy mark, which are not ours to keep; everything else is kept (Decree 30 Art. 30).
        """
        with told(self.root):
            self._require_root()
            with self._lock():
                self._restore()
                folder = self._folder(object_id)
                if folder.is_dir():
                    self._take_out(folder, object_id)
                for leftover in staging.leftovers(self.root, object_id):
                    shutil.rmtree(leftover)
                if staging.area(self.root).is_dir():
                    durable.sync_folder(staging.area(self.root))

    def sweep(self, older: timedelta = timedelta(days=1)) -> int:
        """Removes what crashes left in the staging area and nobody touched for so long; returns how many folders."""
        with told(self.root):
            self._require_root()
            with self._lock():
                self._restore()
            old = [folder for folder in staging.leftovers(self.root) if staging.is_old(folder, older)]
            for folder in old:
                shutil.rmtree(folder)
        return len(old)

    def _folder(self, object_id: str) -> Path:
        return self.root / layout.object_path(object_id)

    def _require_root(self) -> None:
        if not layout.is_root(self.root):
            raise VanthuError(faults.NO_ARCHIVE, place=self.root)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One process at a time; the kernel frees it when a process dies. On the declaration: it is always there."""
        with (self.root / layout.ROOT_DECLARATION).open("rb+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _read(self, object_id: str) -> Inventory | None:
        folder = self._folder(object_id)
        for _ in range(3):  # an exchange between the two reads gives a pair that does not match; the next try does
            try:
                data = (folder / inventories.NAME).read_bytes()
                sidecar = (folder / inventories.SIDECAR).read_bytes()
                if sidecar.split()[:1] == [hashlib.sha512(data).hexdigest().encode()]:
                    return inventories.parse(data)
            except FileNotFoundError:
                if not folder.is_dir():
                    return None
            except OSError as error:
                raise VanthuError(faults.OBJECT_DAMAGED, error.strerror or "", object_id=object_id) from error
            except ValueError as error:
                raise VanthuError(faults.OBJECT_DAMAGED, str(error)[:80], object_id=object_id) from error
        raise VanthuError(faults.OBJECT_DAMAGED, object_id=object_id)

    def _add(
        self, stage: Path, object_id: str, incoming: _Incoming, about: tuple[str, str, str], expect_head: int | None
    ) -> int:
        self._restore()
        now = self._read(object_id)
        head = now.head if now else 0
        base = head if expect_head is None else expect_head
        before = now.state(base) if now and base <= head else {}
        after = {**before, **{path: measured.sha512 for path, measured in incoming.measured.items()}}
        if now and base <= head:
            if base >= 1 and after == before:
                return base
            if base < head and now.state(base + 1) == after:
                return base + 1
        if base != head:
            raise VanthuError(faults.OTHER_HEAD, object_id=object_id, head=head, expected=base)
        message, user, created = about
        tree = stage / "object"
        tree.mkdir()
        manifest, sha256 = self._settle(tree, head + 1, incoming, now)
        versions = (*(now.versions if now else ()), Version(created, message, user, after))
        self._complete(tree, Inventory(object_id, manifest, sha256, versions), self._folder(object_id))
        self._put_in_place(tree, self._folder(object_id), stage)
        return head + 1

    def _settle(
        self, tree: Path, number: int, incoming: _Incoming, now: Inventory | None
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Moves new content to its place below `tree`; bytes the object holds already are not stored again."""
        manifest = dict(now.manifest) if now else {}
        sha256 = dict(now.sha256) if now else {}
        for path, measured in incoming.measured.items():
            if measured.sha512 in manifest:
                continue
            content = f"v{number}/content/{path}"
            (tree / content).parent.mkdir(parents=True, exist_ok=True)
            incoming.place[path].rename(tree / content)
            manifest[measured.sha512] = content
            sha256[content] = measured.sha256
        return manifest, sha256

    def _complete(self, tree: Path, inventory: Inventory, old: Path) -> None:
        """Makes `tree` a whole OCFL object: declaration, inventories, and the versions of `old` linked into it."""
        data = inventory.to_json()
        sidecar = f"{hashlib.sha512(data).hexdigest()} {inventories.NAME}\n".encode("ascii")
        for folder in (tree / f"v{inventory.head}", tree):
            staging.take(data, folder / inventories.NAME)
            staging.take(sidecar, folder / inventories.SIDECAR)
        staging.take(f"{layout.OBJECT_DECLARATION[2:]}\n".encode("ascii"), tree / layout.OBJECT_DECLARATION)
        for number in range(1, inventory.head):
            staging.link_tree(old / f"v{number}", tree / f"v{number}")
        staging.sync_tree(tree)

    def _put_in_place(self, tree: Path, folder: Path, stage: Path) -> None:
        if not folder.exists():
            self._bring_in(tree, folder, stage)
        elif not exchange(tree, folder):
            # Without an exchange the object is away between two renames; whoever takes the lock next brings it back.
            aside = staging.area(self.root) / f"{folder.name}{staging.ASIDE}"
            folder.rename(aside)
            durable.sync_folder(staging.area(self.root))
            tree.rename(folder)
            durable.sync_folder(folder.parent)
            aside.rename(stage / "replaced")
        durable.sync_folder(folder.parent)
        durable.sync_folder(stage)

    def _bring_in(self, tree: Path, folder: Path, stage: Path) -> None:
        """A first version with the folders above it that are missing: an empty folder would be no valid root (E073)."""
        top = folder
        while not top.parent.exists():
            top = top.parent
        if top == folder:
            tree.rename(folder)
            return
        staged_top = stage / "tree"
        staged = staged_top / folder.relative_to(top)
        staged.parent.mkdir(parents=True)
        tree.rename(staged)
        staging.sync_tree(staged_top)
        staged_top.rename(top)
        durable.sync_folder(top.parent)

    def _take_out(self, folder: Path, object_id: str) -> None:
        """Moves an object out, with the folders above that hold nothing else, in one step, and erases it there."""
        top = folder
        while top.parent != self.root and sum(1 for _ in top.parent.iterdir()) == 1:
            top = top.parent
        with staging.stage(self.root, object_id) as stage:
            top.rename(stage / "erased")
            durable.sync_folder(top.parent)
            shutil.rmtree(stage / "erased")

    def _restore(self) -> None:
        """Under the lock: brings back an object that a crash between two renames left aside; drops it when replaced."""
        area = staging.area(self.root)
        for aside in sorted(area.glob(f"*{staging.ASIDE}")) if area.is_dir() else []:
            object_id = inventories.parse((aside / inventories.NAME).read_bytes()).object_id
            folder = self._folder(object_id)
            if folder.exists():
                # Renamed before it is removed: half an object must never be taken for one that waits to come back.
                with staging.stage(self.root, object_id) as stage:
                    aside.rename(stage / "replaced")
            else:
                aside.rename(folder)
                durable.sync_folder(folder.parent)


def _checked(path: str) -> str:
    """The logical path in NFC, relative and without steps up: OCFL 1.1 §3.5.3 and what a file system takes."""
    name = text.nfc(path)
    parts = PurePosixPath(name).parts
    try:
        lengths = [len(part.encode("utf-8")) for part in parts]
    except UnicodeEncodeError as error:
        raise VanthuError(faults.BAD_NAME, name=ascii(name)) from error
    if (
        not parts
        or name.startswith("/")
        or name != "/".join(parts)
        or ".." in parts
        or "\0" in name
        or max(lengths) > _NAME_BYTES
    ):
        raise VanthuError(faults.BAD_NAME, name=ascii(name)[:80])
    return name


def _no_name_twice(files: Mapping[str, object]) -> None:
    """A name cannot be a file and a folder of other files at once (OCFL 1.1 §3.5.3)."""
    for path in files:
        for above in PurePosixPath(path).parents:
            if above.as_posix() in files:
                raise VanthuError(faults.BAD_NAME, name=path)
