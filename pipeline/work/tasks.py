"""Durable tasks: rows with a lease and an attempt number that fences a worker that woke up too late.

A stage's end is one transaction: this task done, the document moved on, the next task written, the act in the journal.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db.models import Q

from pipeline import clock
from pipeline.errors import VanthuError
from pipeline.office import documents, journal, lessons, levels, registers, review
from pipeline.office.database import in_one_transaction
from pipeline.office.documents import WAITING
from pipeline.office.models import Document, KeptFile, Part, Task
from pipeline.work import faults, way
from pipeline.work.outcome import Done, NeedsReview, Outcome, Parted, Quarantine, Retry, Secret, WaitsFor

LEASE_SECONDS: Final = 60.0  # a heartbeat every few seconds renews it; a dead worker's task is free again after this
LAST: Final = -1  # the urgency of what waits for servers: no paper waits behind it
_RECORDS: Final = {"sealed", "archived", "recalled"}
MOST_FAILURES: Final = 5  # a file that kills its process so often is put aside (architecture: durable work)


@dataclass(frozen=True)
class Claim:
    """A task that this worker holds. `attempt` must still stand in the row when the outcome is written."""

    task: int
    attempt: int
    document: str
    stage: str


def add(document: Any, stage: str) -> None:
    """Writes the next task; a live one of the same stage is enough."""
    if not Task.objects.filter(document=document, stage=stage, state__in=["todo", "doing"]).exists():
        urgency = LAST if stage == way.LIFT else document.urgency
        Task.objects.create(document=document, stage=stage, urgency=urgency, due=time.time())


def add_anew(document: Any, stage: str) -> None:
    """The same for what may come after a live one has looked: that is due again, and what is being done counts no more."""
    live = Task.objects.filter(document=document, stage=stage, state__in=["todo", "doing"])
    if not live.update(state="todo", due=time.time(), lease=0.0):
        add(document, stage)


@in_one_transaction
def claim() -> Claim | None:
    """The next task to run: expired leases before new work, urgent documents before others, then the oldest."""
    now = time.time()
    live = Task.objects.filter(state__in=["todo", "doing"], due__lte=now).select_related("document")
    task = (
        live.filter(state="doing", lease__lt=now).first()
        or live.filter(state="todo").order_by("-urgency", "due", "id").first()
    )
    if task is None:
        return None
    task.state, task.attempt, task.lease = "doing", task.attempt + 1, now + LEASE_SECONDS
    task.save(update_fields=["state", "attempt", "lease"])
    return Claim(task.id, task.attempt, task.document_id, task.stage)


@in_one_transaction
def release_all() -> int:
    """Frees every held task: for the one worker of an office at its start, when no other can be alive."""
    return int(Task.objects.filter(state="doing").update(state="todo", lease=0.0))


@in_one_transaction
def heartbeat(claims: Sequence[Claim]) -> None:
    """Renews the leases of tasks that are being worked on."""
    for held in claims:
        Task.objects.filter(pk=held.task, attempt=held.attempt, state="doing").update(lease=time.time() + LEASE_SECONDS)


@in_one_transaction
def count_failure(held: Claim, error: str) -> int:
    """A try that ended without an outcome: the task is due again after a growing pause. Returns the failures so far."""
    task = Task.objects.select_for_update().get(pk=held.task)
    if task.state == "doing" and task.attempt == held.attempt:
        task.failures += 1
        task.state, task.due, task.error = "todo", time.time() + 2.0**task.failures, error[:300]
        task.save()
        unexpected = VanthuError(faults.UNEXPECTED, stage=held.stage)
        Document.objects.filter(pk=held.document).update(reason=unexpected.sentence(), fault=unexpected.code)
    return int(task.failures)


@in_one_transaction
def claim_again(held: Claim) -> Claim | None:
    """Takes back a task that failed too often, so that its end can be written."""
    task = Task.objects.select_for_update().get(pk=held.task)
    if task.state != "todo":
        return None
    task.state, task.attempt, task.lease = "doing", task.attempt + 1, time.time() + LEASE_SECONDS
    task.save(update_fields=["state", "attempt", "lease"])
    return Claim(task.id, task.attempt, held.document, held.stage)


def live() -> tuple[int, int]:
    """How many tasks are due now (or being done), and how many later."""
    now = time.time()
    alive = Task.objects.filter(state__in=["todo", "doing"])
    due = alive.filter(Q(state="doing") | Q(due__lte=now)).count()
    return due, alive.count() - due


@in_one_transaction
def settle(held: Claim, outcome: Outcome, settings: Any, actor: str = journal.WORKER) -> bool:
    """Writes the end of a stage. False when the claim is no longer ours (the task was taken over): nothing is written."""
    task = Task.objects.select_for_update().get(pk=held.task)
    row = Document.objects.select_for_update().get(pk=held.document)
    if task.state != "doing" or task.attempt != held.attempt:
        if isinstance(outcome, Secret) and row.fault != faults.SECRET.code:
            forget(row, outcome.error.sentence(), actor)  # true of the paper whatever became of the task
        return False
    if isinstance(outcome, Retry):
        pause = min(outcome.after * 2.0 ** min(task.attempt - 1, 10), outcome.at_most)
        task.state, task.due, task.error = "todo", time.time() + pause, outcome.error.sentence()[:300]
        task.save()
        documents.change(row, reason=outcome.error.sentence(), fault=outcome.error.code)
        return True
    task.state = "done"
    task.save(update_fields=["state"])
    match outcome:
        case Done():
            _move_on(row, held.stage, outcome, actor)
        case Parted():
            _part(row, outcome, actor)
        case NeedsReview():
            reason = review.reason(outcome.keys, outcome.because)
            documents.change(
                row, state="needs_review", waits_for="review", unsure=list(outcome.keys), reason=reason, fault=""
            )
            journal.record(actor, "needs_review", row.pk, keys=list(outcome.keys))
        case WaitsFor():
            documents.change(
                row, state="awaiting_signature", waits_for=outcome.role, reason=WAITING[outcome.role], fault="",
                **outcome.facts,
            )  # fmt: skip
            journal.record(actor, "waits_for", row.pk, role=outcome.role, prepared=row.prepared)
        case Quarantine() if held.stage == way.LIFT:  # the record is kept and good as it is
            documents.change(row, reason=outcome.error.sentence(), fault=outcome.error.code)
        case Quarantine():
            put_aside(row, outcome.error.code, outcome.error.sentence(), outcome.error.next_step(), actor)
        case Secret():
            forget(row, outcome.error.sentence(), actor)
    return True


def _move_on(row: Any, stage: str, outcome: Done, actor: str) -> None:
    facts = dict(outcome.facts)
    detail: dict[str, Any] = {}
    if outcome.enter is not None:
        given = registers.allot(row, outcome.enter.book, outcome.enter.day, outcome.enter.wanted)
        found = {"confidence": 1.0, "page": None, "box": None}
        facts["fields"] = {
            **row.fields,
            "arrival_number": {"value": str(given.number), **found},
            "arrival_date": {"value": given.day.isoformat(), **found},
        }
        detail = asdict(given) | {"day": given.day.isoformat()}
    following = way.follows(stage, row.direction)
    if following == way.LIFT and not levels.short(row):
        following = None
    if "fields" in facts:
        facts |= documents.told_by(facts["fields"], row.urgency)
    documents.change(row, state=way.STATE_AFTER[stage], waits_for=None, reason="", fault="", **facts)
    journal.record(actor, stage, row.pk, version=row.version, **detail)
    if following:
        add(row, following)


def _part(row: Any, outcome: Parted, actor: str) -> None:
    """A row for each paper of a file and a task for those that go on; one that was put aside after an earlier try does so now."""
    for part in outcome.parts:
        key = documents.id_of(part.sha256)
        paper = Document.objects.select_for_update().filter(pk=key).first()
        fields = part.facts.get("fields", {})
        columns = {**part.facts, **documents.told_by(fields, row.urgency), "direction": part.direction}
        if paper is None:
            paper = Document(
                id=key, sha256=part.sha256, source=row.source, state="digitized", taken_at=row.taken_at,
                updated_at=clock.iso(clock.now()), **columns,
            )  # fmt: skip
            paper.save(force_insert=True)
            Part.objects.create(document=paper, whole=row, number=part.number, pages=list(part.pages))
            journal.record(
                actor, "received", key, source=row.source, sha256=row.sha256, direction=part.direction, whole=row.pk,
                number=part.number, pages=list(part.pages),
            )  # fmt: skip
        else:
            documents.change(paper, state="digitized", waits_for=None, reason="", fault="", **columns)
            Part.objects.filter(document=paper).update(pages=list(part.pages))
        if part.fault is not None:
            put_aside(paper, part.fault.code, part.fault.sentence(), part.fault.next_step(), actor)
            continue
        journal.record(actor, "digitize", key, version=paper.version)
        add(paper, "describe")
    documents.change(row, state="parted", waits_for=None, reason="", fault="")
    journal.record(actor, "parted", row.pk, parts=[documents.id_of(part.sha256) for part in outcome.parts])


def put_aside(row: Any, code: str, sentence: str, next_step: str, actor: str) -> None:
    """The document is quarantined and its dropped files are to lie in `cach-ly/`; the moving itself comes after.

    Of one of several papers of a file the whole file lies there, and says which paper it is for; the others go on.
    """
    documents.change(row, state="quarantined", waits_for=None, reason=sentence, fault=code)
    if hasattr(row, "part"):
        pages = ", ".join(str(page) for page in row.part.pages)
        sentence = f"Văn bản thứ {row.part.number} trong tệp (trang {pages}): {sentence}"
        for file in KeptFile.objects.filter(document=documents.whole_of(row), place="aside", settled=False):
            file.reason = f"{file.reason}\n{sentence}"  # on its way there for another of its papers
            file.save(update_fields=["reason"])
    KeptFile.objects.filter(document=documents.whole_of(row), place="taken").update(
        place="aside", settled=False, code=code, reason=sentence, next_step=next_step
    )
    journal.record(actor, "quarantined", row.pk, code=code)


def forget(row: Any, sentence: str, actor: str) -> None:
    """A secret paper: what was known of its text goes, its files are to lie in `mat/`, its copies are to be erased.

    A file of several papers lies there whole, and none of them can be composed from it any more: those that are not records
    yet go with it, their numbers void. What is sealed or archived holds its own pages alone, and stays.
    """
    whole = documents.whole_of(row)
    papers = {
        one.pk: one for one in (*documents.parts_of(whole), whole, row)
    }  # `row` itself, for its caller looks at it
    for one in papers.values():
        if one.state in _RECORDS and one is not row:
            continue
        Task.objects.filter(document=one, state__in=["todo", "doing"]).update(state="dead")
        registers.void(one, sentence)
        documents.change(
            one, state="quarantined", waits_for=None, reason=sentence, fault=faults.SECRET.code, fields={}, pages=[],
            notes=[], unsure=[], triple=None,
        )  # fmt: skip
        lessons.forget(one)
    KeptFile.objects.filter(document=whole).exclude(place="gone").update(
        place="secret", settled=False, code=faults.SECRET.code
    )
    journal.record(actor, "secret", row.pk)
