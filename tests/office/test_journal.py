"""The journal: a chain that shows a changed, a missing and an added row."""

import pytest

from pipeline.office import journal
from pipeline.office.models import JournalEntry


@pytest.fixture
def written(office):
    for number in range(5):
        journal.record("Trần Thị Lan", "received", "a" * 12, source=f"công văn {number}.pdf")


def test_an_untouched_journal_is_intact(written):
    assert journal.verify() == journal.Chain(True, 5, None)


@pytest.mark.parametrize(
    ("spoil", "first_broken"),
    [
        (lambda: JournalEntry.objects.filter(pk=3).update(actor="ai đó"), 3),
        (lambda: JournalEntry.objects.filter(pk=3).update(detail="{}"), 3),
        (lambda: JournalEntry.objects.filter(pk=2).delete(), 2),
        (lambda: JournalEntry.objects.filter(pk=4).update(hash="0" * 64), 4),
        (lambda: JournalEntry.objects.filter(pk=1).delete(), 1),
    ],
)
def test_what_was_changed_afterwards_shows(written, spoil, first_broken):
    spoil()
    chain = journal.verify()
    assert (chain.intact, chain.first_broken) == (False, first_broken)


def test_acts_are_told_oldest_first_and_the_newest_are_kept(written):
    assert [act.number for act in journal.acts(limit=2)] == [4, 5]
    assert [act.number for act in journal.acts("b" * 12)] == []
