"""What was fetched to this computer and what its person was shown: whole files by their digest, begun ones to go on with."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from pathlib import Path

from pipeline import durable
from pipeline.errors import VanthuError
from pipeline.remote import faults
from pipeline.remote.line import Fetched, Server
from signing import profiles


def home() -> Path:
    """Where this person's computer keeps what can be fetched again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "vanthu"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vanthu"


class Shelf:
    """The folder of one server, for this person's eyes alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @classmethod
    def of(cls, server: Server) -> Shelf:
        return cls(home() / f"{server.host.replace(':', '_')}_{server.port}")

    def shown(self, document: str) -> str | None:
        """The digest of what was last shown of a document on this computer; its id may be cut short."""
        return next((digest for key, digest in self._notes().items() if key.startswith(document)), None)

    def note_shown(self, document: str, digest: str) -> None:
        durable.write_text(self.folder / "da-xem.json", json.dumps(self._notes() | {document: digest}))

    def lying(self, document: str) -> Fetched | None:
        """A document that was fetched whole, read again to make sure."""
        for path in sorted(self.folder.glob(f"{document}*.pdf")) if document.isalnum() else ():
            key, digest = path.stem.split(".")
            if durable.sha256_of(path) == digest:
                return Fetched(key, path, digest)
            path.unlink()
        return None

    def drop(self, document: str) -> None:
        """A document that is signed, rejected or changed lies here no longer."""
        for path in self.folder.glob(f"{document}.*"):
            path.unlink(missing_ok=True)
        if document in (notes := self._notes()):
            durable.write_text(
                self.folder / "da-xem.json",
                json.dumps({key: digest for key, digest in notes.items() if key != document}),
            )

    def keep_only(self, documents: set[str]) -> None:
        """Other documents than these are not this person's business any more."""
        names = {path.name.partition(".")[0] for path in self.folder.iterdir() if path.suffix in (".pdf", ".part")}
        for name in names - documents:
            self.drop(name)

    def _notes(self) -> dict[str, str]:
        try:
            told = json.loads((self.folder / "da-xem.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(key): str(digest) for key, digest in told.items()} if isinstance(told, dict) else {}


def own_profiles(name: str) -> dict[str, str]:
    """What this person's own file says of a signing profile (`[profiles.NAME]`, as in an office's vanthu.toml). VT-REMOTE-009."""
    file = settings_folder() / "vanthu.toml"
    try:
        told = tomllib.loads(file.read_text("utf-8"))["profiles"][name]
        read = {str(key): str(value) for key, value in told.items() if key in profiles.KEYS}
        if read.get("signature", "pkcs1") not in profiles.SCHEMES:
            raise ValueError("signature")
        return read
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VanthuError(faults.NO_PROFILE, type(error).__name__, name=name, file=file) from None


def settings_folder() -> Path:
    """Where this person's own settings lie."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "vanthu"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "vanthu"
