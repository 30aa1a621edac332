"""Opens the office's catalogue: SQLite on the local disk, never less durable than FULL, its schema brought up to date."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError, OperationalError

from pipeline.errors import VanthuError
from pipeline.office import faults
from pipeline.office import ready as ready
from pipeline.office.place import Office

P = ParamSpec("P")
T = TypeVar("T")
_MIGRATIONS: Final = len(list((Path(__file__).parent / "migrations").glob("[0-9]*.py")))


def connect(office: Office) -> None:
    """Makes this process's database that of `office`; makes or updates the schema where needed (exit 3 or 11)."""
    if connections["default"].settings_dict["NAME"] != str(office.catalogue):
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = str(office.catalogue)
    try:
        _bring_up_to_date(office)
    except (OperationalError, DatabaseError, sqlite3.Error, OSError) as error:
        raise VanthuError(faults.BAD_DATABASE, str(error)) from error


def _bring_up_to_date(office: Office) -> None:
    office.internal.mkdir(exist_ok=True)
    version = _schema_version()
    if version == _MIGRATIONS:
        return
    if version > _MIGRATIONS:
        raise VanthuError(faults.NEWER_DATABASE)
    if version == 0 and any(office.archive.glob("[0-9a-f]*/*/*/*")):
        raise VanthuError(faults.CATALOGUE_LOST)  # an empty one would give every number a second time
    with (office.internal / "schema.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _schema_version() < _MIGRATIONS:
            call_command("migrate", verbosity=0, interactive=False)
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA user_version = {_MIGRATIONS}")


def _schema_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA user_version")
        return int(cursor.fetchone()[0])


def close() -> None:
    """Gives the connection back; the next query opens a new one. To be called before a process is spawned."""
    connections.close_all()


def in_one_transaction(act: Callable[P, T]) -> Callable[P, T]:
    """All of `act` or nothing of it; a catalogue that cannot be written is a storage fault (exit 11)."""

    @wraps(act)
    def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        except OperationalError as error:
            raise VanthuError(faults.BAD_DATABASE, str(error)) from error

    return whole
