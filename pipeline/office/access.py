"""Passes: who may sign from another computer. A secret is shown once when it is made; the catalogue keeps its SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline import clock
from pipeline.errors import VanthuError
from pipeline.office import faults, journal
from pipeline.office.database import in_one_transaction
from pipeline.office.models import Pass
from pipeline.text import tidy

PREFIX: Final = "vt-"  # so that a secret that leaks into a log or a repository is recognised
BYTES: Final = 32  # drawn by lot: nothing to guess, so a plain digest of it is enough


@dataclass(frozen=True)
class Bearer:
    """Who stands behind a pass, and the roles in which that person may sign."""

    person: str
    roles: tuple[str, ...]


@in_one_transaction
def grant(actor: str, person: str, roles: Sequence[str]) -> str:
    """Makes a pass and returns its secret, which nobody can read again."""
    secret = PREFIX + secrets.token_urlsafe(BYTES)
    name = tidy(person)
    Pass.objects.create(person=name, roles=list(roles), digest=_digest(secret), made_at=clock.iso(clock.now()))
    journal.record(actor, "pass_granted", person=name, roles=list(roles))
    return secret


@in_one_transaction
def revoke(actor: str, person: str) -> int:
    """Ends every pass of a person; returns how many. VT-OFFICE-031 where there is none."""
    name = tidy(person)
    ended: int = Pass.objects.filter(person=name, ended_at="").update(ended_at=clock.iso(clock.now()))
    if not ended:
        raise VanthuError(faults.NO_PASS, person=name)
    journal.record(actor, "pass_ended", person=name, count=ended)
    return ended


def bearer_of(secret: str) -> Bearer | None:
    """The person whose pass this secret is; None for a wrong or ended one. Looked up by digest: the time taken tells nothing."""
    row = Pass.objects.filter(digest=_digest(secret), ended_at="").first()
    return Bearer(row.person, tuple(row.roles)) if row else None


def listed() -> list[dict[str, Any]]:
    """Every pass there was, ended ones too, without secrets."""
    return [
        {"person": row.person, "roles": row.roles, "made": row.made_at, "ended": row.ended_at or None}
        for row in Pass.objects.all()
    ]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
