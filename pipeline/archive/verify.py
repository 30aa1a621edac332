"""Re-hashing one OCFL object: every byte against its inventory, and nothing there that the inventory does not know."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline import durable
from pipeline.archive import inventory as inventories
from pipeline.archive import layout

What = Literal["missing", "changed", "unreadable", "unexpected"]


@dataclass(frozen=True)
class Damage:
    """One file of an object that is not as it was written; `path` is relative to the object, empty for all of it."""

    path: str
    what: What

    def __str__(self) -> str:
        return f"{self.path}: {self.what}" if self.path else self.what


def damages_of(folder: Path, object_id: str) -> list[Damage]:
    """All damages of the object in `folder`; empty when it is whole. Reads every byte once."""
    if not folder.is_dir():
        return [Damage("", "missing")]
    found = _inventory_damage(folder)
    if found is not None:
        return [found]
    inventory = inventories.parse((folder / inventories.NAME).read_bytes())
    damages = [] if inventory.object_id == object_id else [Damage(inventories.NAME, "changed")]
    known = {layout.OBJECT_DECLARATION, inventories.NAME, inventories.SIDECAR}
    for number in range(1, inventory.head + 1):
        known |= {f"v{number}/{inventories.NAME}", f"v{number}/{inventories.SIDECAR}"}
        old = _inventory_damage(folder / f"v{number}")
        if old is not None:
            damages.append(Damage(f"v{number}/{old.path}", old.what))
    if not (folder / layout.OBJECT_DECLARATION).is_file():
        damages.append(Damage(layout.OBJECT_DECLARATION, "missing"))
    for digest, path in sorted(inventory.manifest.items(), key=lambda item: item[1]):
        known.add(path)
        what = _content_damage(folder / path, digest, inventory.sha256.get(path))
        if what is not None:
            damages.append(Damage(path, what))
    present = {
        Path(place, name).relative_to(folder).as_posix() for place, _, names in os.walk(folder) for name in names
    }
    return damages + [Damage(path, "unexpected") for path in sorted(present - known)]


def _inventory_damage(folder: Path) -> Damage | None:
    """Whether the inventory in `folder` is there, agrees with its sidecar and can be read."""
    try:
        data = (folder / inventories.NAME).read_bytes()
        sidecar = (folder / inventories.SIDECAR).read_text("ascii")
        if sidecar.split()[:1] != [hashlib.sha512(data).hexdigest()]:
            return Damage(inventories.NAME, "changed")
        inventories.parse(data)
    except FileNotFoundError as error:
        return Damage(Path(error.filename).name, "missing")
    except ValueError:
        return Damage(inventories.NAME, "changed")
    except OSError:
        return Damage(inventories.NAME, "unreadable")
    return None


def _content_damage(path: Path, sha512: str, sha256: str | None) -> What | None:
    first, second = hashlib.sha512(), hashlib.sha256()
    try:
        with path.open("rb") as data:
            while block := data.read(durable.BLOCK):
                first.update(block)
                second.update(block)
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unreadable"
    return None if (first.hexdigest(), second.hexdigest()) == (sha512, sha256) else "changed"
