"""Civil time of Vietnam: always +07:00, no daylight saving (Decree 30/2020 Annex I asks for ISO 8601 with the zone)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

VIETNAM: Final = timezone(timedelta(hours=7))


def now() -> datetime:
    """This moment in Vietnam, whole seconds."""
    return datetime.now(VIETNAM).replace(microsecond=0)


def today() -> date:
    return now().date()


def iso(moment: datetime) -> str:
    """`2026-11-22T09:15:03+07:00`; a moment without a zone is a mistake of the caller."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(VIETNAM).replace(microsecond=0).isoformat()
