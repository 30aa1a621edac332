"""A province's catalogue: what is asked every few seconds does not read every document; the journal is walked quickly."""

from __future__ import annotations

import time

import pytest
from django.db import transaction
from django.db.models import F

from pipeline.office import journal
from pipeline.office.models import Document, KeptFile, Task


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (lambda: Document.objects.exclude(indexed=F("revision")).order_by("taken_at")[:500], "document_stale"),
        (lambda: Document.objects.filter(waits_for__isnull=False), "document_waits"),
        (lambda: Document.objects.filter(fault="VT-WORK-001"), "document_fault"),
        (lambda: Document.objects.filter(source="a.pdf"), "document_source"),
        (lambda: Task.objects.filter(state__in=["todo", "doing"]), "task_claim"),
        (lambda: KeptFile.objects.filter(settled=False), "file_to_be_moved"),
    ],
)
def test_what_is_asked_often_has_its_index(office, asked, index):
    plan = asked().explain()
    assert index in plan, plan


@pytest.mark.slow
def test_a_journal_of_twenty_thousand_acts_is_walked_in_two_seconds(office):
    with transaction.atomic():
        journal.record("vanthu", "received", "a" * 12, source="công văn.pdf")
        row = journal.JournalEntry.objects.get()
        rows = []
        for number in range(2, 20_001):
            told = (number, row.at, row.actor, row.act, row.document, row.detail, row.hash)
            row = journal.JournalEntry(
                id=number, at=row.at, actor=row.actor, act=row.act, document=row.document, detail=row.detail,
                before=row.hash, hash=journal._hash(*told),
            )  # fmt: skip
            rows.append(row)
        journal.JournalEntry.objects.bulk_create(rows, batch_size=2000)
    start = time.process_time()
    assert journal.verify() == journal.Chain(True, 20_000, None)
    assert time.process_time() - start < 2
