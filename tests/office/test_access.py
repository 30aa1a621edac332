"""Passes: a secret is shown once, kept nowhere, and ends when it is taken back; the journal names who acts."""

from __future__ import annotations

import pytest

from pipeline.errors import VanthuError
from pipeline.office import access, journal
from pipeline.office.models import JournalEntry, Pass


def test_a_secret_opens_until_it_is_taken_back_and_is_kept_nowhere(office):
    secret = access.grant("văn thư", "  Nguyễn  Văn An ", ["personal"])
    assert access.bearer_of(secret) == access.Bearer("Nguyễn Văn An", ("personal",))
    assert access.bearer_of(secret + "x") is None and access.bearer_of("") is None
    stored = str(list(Pass.objects.values())) + str(list(JournalEntry.objects.values()))
    assert secret not in stored and secret[3:] not in stored
    assert access.revoke("văn thư", "Nguyễn Văn An") == 1
    assert access.bearer_of(secret) is None
    with pytest.raises(VanthuError) as caught:
        access.revoke("văn thư", "Nguyễn Văn An")
    assert caught.value.code == "VT-OFFICE-031"
    assert [act.act for act in journal.acts()] == ["pass_granted", "pass_ended"]


def test_two_passes_of_one_person_are_two_secrets(office):
    assert access.grant("văn thư", "An", ["personal"]) != access.grant("văn thư", "An", ["agency"])
    assert [one["roles"] for one in access.listed()] == [["personal"], ["agency"]]


def test_whoever_acts_through_the_server_is_named_and_nobody_after(office):
    usual = journal.who(office.settings)
    with journal.acting("Nguyễn Văn An"):
        assert journal.who(office.settings) == "Nguyễn Văn An"
    assert journal.who(office.settings) == usual
