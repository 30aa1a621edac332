"""An office on disk: where its folders, its archive and its catalogue lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline import durable
from pipeline.errors import VanthuError
from pipeline.office import faults, settings
from pipeline.office.settings import Settings

INTERNAL: Final = ".vanthu"


@dataclass(frozen=True)
class Office:
    """One agency's place: its folder and its settings. Every path is absolute."""

    root: Path
    settings: Settings

    def _at(self, key: str) -> Path:
        return (self.root / self.settings.text(key)).absolute()

    @property
    def incoming(self) -> Path:
        return self._at("folders.incoming")

    @property
    def outgoing(self) -> Path:
        return self._at("folders.outgoing")

    @property
    def quarantine(self) -> Path:
        return self._at("folders.quarantine")

    @property
    def taken(self) -> Path:
        return self._at("folders.taken")

    @property
    def secret(self) -> Path:
        return self._at("folders.secret")

    @property
    def trust(self) -> Path:
        return self._at("signing.trust")

    @property
    def archive(self) -> Path:
        return self.root / "kho"

    @property
    def internal(self) -> Path:
        return self.root / INTERNAL

    @property
    def catalogue(self) -> Path:
        return self.internal / "catalogue.sqlite3"

    @property
    def index(self) -> Path:
        return self.internal / "index"

    @property
    def intake(self) -> Path:
        return self.internal / "intake"

    def work(self, document_id: str) -> Path:
        return self.internal / "work" / document_id

    def lessons(self, document_id: str) -> Path:
        """Pictures of what clerks looked at; of this office alone."""
        return self.internal / "lessons" / document_id

    def folders(self) -> dict[str, Path]:
        """The folders that must not lie in one another, by the setting that names them."""
        return {
            "folders.incoming": self.incoming,
            "folders.outgoing": self.outgoing,
            "folders.quarantine": self.quarantine,
            "folders.taken": self.taken,
            "folders.secret": self.secret,
            "kho": self.archive,
            INTERNAL: self.internal,
        }


def find(root: Path) -> Office:
    """The office at `root`, its settings checked; no office there is a fault (exit 3)."""
    file = root / settings.FILE_NAME
    if not file.is_file():
        raise VanthuError(faults.NO_OFFICE, path=root)
    return Office(root.absolute(), settings.load(file))


def make(root: Path, organ_id: str, organ_name: str) -> Office:
    """Makes the folders and the settings of a new office; one that is there already is left alone (exit 9)."""
    file = root / settings.FILE_NAME
    if file.exists():
        raise VanthuError(faults.OFFICE_THERE, path=root)
    given = {"office.organ_id": organ_id, "office.organ_name": organ_name}
    for key, value in given.items():
        settings.read_value(key, value)
    try:
        root.mkdir(parents=True, exist_ok=True)
        for folder in Office(root.absolute(), Settings({})).folders().values():
            folder.mkdir(parents=True, exist_ok=True)
        Office(root.absolute(), Settings({})).trust.mkdir(exist_ok=True)
        (root / INTERNAL).chmod(0o700)
        durable.sync_folder(root)
    except OSError as error:
        raise VanthuError(faults.NOT_EMPTY, str(error), path=root) from None
    settings.store(file, given)  # last: with this file the office is one
    return find(root)
