"""Which office a command is about, and what of its settings must stand in the environment before any room is loaded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.cli import faults
from pipeline.cli.answer import Manner
from pipeline.errors import VanthuError

if TYPE_CHECKING:
    from pipeline.office.place import Office
    from pipeline.work.room import Room

SETTINGS: Final = "vanthu.toml"  # looked for by its name, so that commands without an office do not wait for Django


def office_of(manner: Manner) -> Office:
    """The office that was named, else the one we stand in; none is a fault (exit 3)."""
    office = office_or_none(manner)
    if office is None:
        raise VanthuError(faults.NO_OFFICE)
    return office


def office_or_none(manner: Manner) -> Office | None:
    """As `office_of`, for commands that do without one. One that was named must be there all the same."""
    folder = manner.office
    if folder is None:
        if not Path(SETTINGS).is_file():
            return None
        folder = Path.cwd()
    from pipeline.office import place

    office = place.find(folder)
    manner.office = office.root
    software_tokens = office.settings.text("signing.softhsm2_conf")
    if software_tokens and "SOFTHSM2_CONF" not in os.environ:
        # SoftHSM2 knows no other way to be told where its tokens lie (softhsm2.conf(5)).
        os.environ["SOFTHSM2_CONF"] = str((office.root / software_tokens).absolute())
    return office


def enter(manner: Manner, jobs: int = 1) -> Room:
    """Opens the office's catalogue and archive."""
    office = office_of(manner)
    from pipeline.office import database
    from pipeline.work import room

    database.connect(office)
    return room.enter(office, jobs)
