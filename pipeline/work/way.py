"""The way of a document: which stage follows which, and the state it stands in between (contract: states)."""

from __future__ import annotations

from typing import Final

from pipeline.office.settings import Settings

FIRST: Final = "digitize"
LIFT: Final = "lift"  # only where the signatures are below the level that was wanted (`pipeline/work/lifting.py`)
STATE_AFTER: Final = {
    "digitize": "digitized", "describe": "digitized", "register": "registered", "prepare": "registered", "keep": "archived",
    LIFT: "archived",
}  # fmt: skip


def follows(stage: str, direction: str) -> str | None:
    """The stage after `stage` when no person is needed in between; None at the end of the way."""
    if stage == "describe":
        return "register" if direction == "incoming" else "prepare"
    return {"digitize": "describe", "register": "prepare", "prepare": "keep", "keep": LIFT}.get(stage)


def first_signature(direction: str, settings: Settings) -> str | None:
    """Whom a prepared document waits for: initials, personal, issue (sao y: the agency alone), agency, or nobody."""
    if direction == "outgoing":
        if settings.list("signing.outgoing")[0] != "personal":
            return "issue"
        return "initials" if settings.list("signing.initials") else "personal"
    return "agency" if settings.text("signing.incoming") == "agency" else None
