"""How far the signatures of a document reach (B-B to B-LTA), how far they should, and until when they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from pipeline import clock
from pipeline.office import documents, journal
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Document, Lift, Signature
from pipeline.office.settings import LEVELS

EARLY: Final = timedelta(days=90)  # before an archive time stamp's certificate ends: an office may be shut for weeks


@dataclass(frozen=True)
class Standing:
    """`level` is the lowest of the record's signatures'; `renew_by` only at B-LTA, and only once it was looked at."""

    level: str
    wanted: str
    renew_by: datetime | None

    @property
    def ages(self) -> bool:
        """Whether the last time stamp must be stamped over soon."""
        return self.renew_by is not None and self.renew_by - EARLY < clock.now()


def standing(row: Any) -> Standing | None:
    """None where nobody signed."""
    signatures = list(Signature.objects.filter(document=row))
    if not signatures:
        return None
    last = Lift.objects.filter(document=row).last()
    level = last.level if last else min((one.level for one in signatures), key=LEVELS.index)
    wanted = max((one.wanted or one.level for one in signatures), key=LEVELS.index)
    return Standing(level, wanted, datetime.fromisoformat(last.renew_by) if last and last.renew_by else None)


def short(row: Any) -> bool:
    """Whether there is something to lift: a level that was not reached, an archive time stamp nobody looked at or that ages."""
    told = standing(row)
    if told is None:
        return False
    unknown = told.level == "B-LTA" and told.renew_by is None
    return LEVELS.index(told.level) < LEVELS.index(told.wanted) or unknown or told.ages


def ageing() -> list[Any]:
    """Archived documents whose last time stamp must be stamped over soon."""
    until = clock.iso(clock.now() + EARLY)
    near = Lift.objects.filter(renew_by__gt="", renew_by__lt=until, document__state="archived").values("document")
    return [row for row in Document.objects.filter(pk__in=near) if short(row)]


def below() -> list[Any]:
    """Archived documents that are below the level that was wanted."""
    signed = Signature.objects.exclude(wanted="").exclude(wanted="B-B").values("document")
    return [row for row in Document.objects.filter(pk__in=signed, state="archived") if short(row)]


@in_one_transaction
def enter(row: Any, version: int, level: str, renew_by: datetime | None, notes: Sequence[str], actor: str) -> None:
    """Writes down what was reached; a `version` beyond the row's becomes the current record."""
    Lift.objects.update_or_create(
        document=row, version=version,
        defaults={
            "level": level, "at": clock.iso(clock.now()), "notes": list(notes),
            "renew_by": clock.iso(renew_by) if renew_by else "",
        },
    )  # fmt: skip
    if version != row.record_version:
        documents.change(row, version=version, record_version=version)
    journal.record(actor, "lifted", row.pk, level=level, version=version, notes=list(notes))
