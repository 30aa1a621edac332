"""`sign lift`: archived records lifted now to the level that was wanted, without waiting for the worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.archive.disk import fault_of
from pipeline.errors import VanthuError
from pipeline.office import documents, levels
from pipeline.work import faults, lifting
from pipeline.work.room import Room

Told = Callable[[dict[str, Any]], None]


def waiting() -> list[str]:
    """Every archived document whose signatures are below the wanted level, or whose time stamp ages."""
    return list(dict.fromkeys(row.pk for row in (*levels.below(), *levels.ageing())))


def lift(room: Room, ids: Sequence[str], told: Told) -> list[dict[str, Any]]:
    """Lifts each as far as the servers allow; `told` hears each result as it comes."""
    results = []
    for which in ids:
        results.append(_one(room, which))
        told(results[-1])
    return results


def _one(room: Room, which: str) -> dict[str, Any]:
    try:
        row = documents.find(which)
        documents.require(row, {"archived"}, "nâng mức chữ ký", "lift")
        reached = lifting.lift_document(room, row.pk)
    except VanthuError as error:
        return _failed(which, error)
    except OSError as error:
        return _failed(which, fault_of(error, room.office.root))
    if reached is None:
        return _failed(row.pk, VanthuError(faults.NOTHING_TO_LIFT, id=row.pk))
    about = {"id": row.pk, "level": reached.level, "wanted": reached.wanted, "reason": " ".join(reached.notes) or None}
    if reached.done:
        return about | {"status": "lifted" if reached.changed else "as_wanted"}
    why = VanthuError(
        faults.LEVEL_SHORT, id=row.pk, level=reached.level, wanted=reached.wanted, notes=" ".join(reached.notes)
    )
    return about | {"status": "failed", "error": why}


def _failed(which: str, error: VanthuError) -> dict[str, Any]:
    return {"id": which, "status": "failed", "level": None, "wanted": None, "reason": error.sentence(), "error": error}
