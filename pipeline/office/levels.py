"""How far the signatures of a document reach (B-B to B-LTA), how far they should, and until when they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from pipeline import clock
from pipeline.office import documents, journal
from pipeline.office.database import in_one_transaction
from pipeline.office.models import AttachedFile, Document, Lift, Signature
from pipeline.office.settings import LEVELS

EARLY: Final = timedelta(days=90)  # before an archive time stamp's certificate ends: an office may be shut for weeks


@dataclass(frozen=True)
class Standing:
    """`level` is the lowest of a file's signatures'; `renew_by` only at B-LTA, and only once it was looked at."""

    level: str
    wanted: str
    renew_by: datetime | None

    @property
    def ages(self) -> bool:
        """Whether the last time stamp must be stamped over soon."""
        return self.renew_by is not None and self.renew_by - EARLY < clock.now()

    @property
    def short(self) -> bool:
        """Whether there is something to lift: a level that was not reached, an archive time stamp nobody looked at or that ages."""
        unknown = self.level == "B-LTA" and self.renew_by is None
        return LEVELS.index(self.level) < LEVELS.index(self.wanted) or unknown or self.ages


def standing(row: Any) -> Standing | None:
    """Of the record; None where nobody signed."""
    signatures = list(Signature.objects.filter(document=row))
    if not signatures:
        return None
    last = Lift.objects.filter(document=row).last()
    level = last.level if last else min((one.level for one in signatures), key=LEVELS.index)
    wanted = max((one.wanted or one.level for one in signatures), key=LEVELS.index)
    return Standing(level, wanted, _moment(last.renew_by) if last else None)


def attached(row: Any) -> list[tuple[Any, Standing]]:
    """The files that go out with the document, in the order they were signed, each with how far its signature reaches."""
    return [
        (one, Standing(one.level, one.wanted, _moment(one.renew_by)))
        for one in AttachedFile.objects.filter(document=row)
    ]


def _moment(told: str) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def short(row: Any) -> bool:
    """Whether there is something to lift in the record or in what goes out with it."""
    told = standing(row)
    return (told is not None and told.short) or any(one.short for _, one in attached(row))


def ageing() -> list[Any]:
    """Archived documents with a file whose last time stamp must be stamped over soon."""
    near = {"renew_by__gt": "", "renew_by__lt": clock.iso(clock.now() + EARLY)}
    return _short_among(Lift.objects.filter(**near), AttachedFile.objects.filter(**near))


def below() -> list[Any]:
    """Archived documents with a file that is below the level that was wanted."""
    return _short_among(*(kind.objects.exclude(wanted__in=["", "B-B"]) for kind in (Signature, AttachedFile)))


def _short_among(records: Any, files: Any) -> list[Any]:
    either = Q(pk__in=records.values("document")) | Q(pk__in=files.values("document"))
    return [row for row in Document.objects.filter(either, state="archived") if short(row)]


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


@in_one_transaction
def enter_attached(
    row: Any, file: Any, version: int, level: str, renew_by: datetime | None, notes: Sequence[str], actor: str
) -> None:
    """The same for a file that goes out with the document; `version` is the archive object's newest."""
    AttachedFile.objects.filter(pk=file.pk).update(level=level, renew_by=clock.iso(renew_by) if renew_by else "")
    if version != row.version:
        documents.change(row, version=version)
    journal.record(actor, "lifted", row.pk, file=file.path, level=level, version=version, notes=list(notes))
