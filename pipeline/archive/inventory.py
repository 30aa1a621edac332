"""The inventory of an OCFL object (OCFL 1.1 §3.5): the names, bytes and digests of every version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

ALGORITHM: Final = "sha512"  # content addressing; OCFL 1.1 §3.5.1 wants sha512 or sha256 and recommends sha512
FIXITY: Final = "sha256"  # the digest the office and its signatures use, kept beside it in the fixity block
NAME: Final = "inventory.json"
SIDECAR: Final = f"{NAME}.{ALGORITHM}"


@dataclass(frozen=True)
class Version:
    """One version: `state` gives the digest (sha512, hex) of the bytes under every logical path."""

    created: str  # RFC 3339
    message: str
    user: str
    state: Mapping[str, str]


@dataclass(frozen=True)
class Inventory:
    """`manifest` gives the one content path of every digest, `sha256` the second digest of every content path."""

    object_id: str
    manifest: Mapping[str, str]
    sha256: Mapping[str, str]
    versions: tuple[Version, ...]

    @property
    def head(self) -> int:
        return len(self.versions)

    def state(self, version: int) -> Mapping[str, str]:
        """Logical path to digest in a version; version 0, before the first, holds nothing."""
        return self.versions[version - 1].state if version else {}

    def to_json(self) -> bytes:
        by_sha256: dict[str, list[str]] = {}
        for path, digest in sorted(self.sha256.items()):
            by_sha256.setdefault(digest, []).append(path)
        value = {
            "id": self.object_id,
            "type": "https://ocfl.io/1.1/spec/#inventory",
            "digestAlgorithm": ALGORITHM,
            "head": f"v{self.head}",
            "manifest": {digest: [path] for digest, path in sorted(self.manifest.items())},
            "fixity": {FIXITY: by_sha256},
            "versions": {f"v{n}": _version_json(version) for n, version in enumerate(self.versions, 1)},
        }
        return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _version_json(version: Version) -> dict[str, object]:
    state: dict[str, list[str]] = {}
    for path, digest in sorted(version.state.items()):
        state.setdefault(digest, []).append(path)
    return {
        "created": version.created,
        "message": version.message,
        "user": {"name": version.user},
        "state": dict(sorted(state.items())),
    }


def parse(data: bytes) -> Inventory:
    """Reads an inventory this room wrote; ValueError when it is damaged."""
    try:
        value: dict[str, Any] = json.loads(data)
        if value["digestAlgorithm"] != ALGORITHM or value["head"] != f"v{len(value['versions'])}":
            raise ValueError("an inventory of another kind")
        versions = tuple(
            Version(
                created=one["created"],
                message=one["message"],
                user=one["user"]["name"],
                state={path: digest for digest, paths in one["state"].items() for path in paths},
            )
            for one in (value["versions"][f"v{n}"] for n in range(1, len(value["versions"]) + 1))
        )
        return Inventory(
            object_id=value["id"],
            manifest={digest: paths[0] for digest, paths in value["manifest"].items()},
            sha256={path: digest for digest, paths in value["fixity"][FIXITY].items() for path in paths},
            versions=versions,
        )
    except (KeyError, TypeError, AttributeError, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"not an inventory: {error!r}") from error
