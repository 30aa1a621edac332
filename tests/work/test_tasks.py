"""Tasks: claimed by one, fenced against the late, urgent ones first, failures counted, the end in one transaction."""

from __future__ import annotations

import time

import pytest

from pipeline.errors import VanthuError
from pipeline.office import journal, registers
from pipeline.office.models import Document, Entry, KeptFile, Task
from pipeline.work import faults, tasks
from pipeline.work.outcome import Done, Enter, NeedsReview, Quarantine, Retry, Secret, WaitsFor


def task(document, stage="digitize"):
    tasks.add(document, stage)
    return document


def settle(office, claim, outcome):
    return tasks.settle(claim, outcome, office.settings)


def test_a_task_is_claimed_once(a_document):
    task(a_document())
    first = tasks.claim()
    assert (first.stage, first.attempt) == ("digitize", 1)
    assert tasks.claim() is None


def test_a_stage_is_written_once_while_it_is_alive(a_document):
    document = task(task(a_document()))
    assert Task.objects.filter(document=document).count() == 1


def test_what_came_after_a_live_task_looked_is_done_by_another_try(office, a_document):
    document = task(a_document(state="archived"), "lift")
    looked = tasks.claim()
    tasks.add_anew(document, "lift")
    assert settle(office, looked, Done()) is False, "it had looked before"
    again = tasks.claim()
    assert (again.stage, again.attempt) == ("lift", 2)
    settle(office, again, Retry(3600.0, VanthuError(faults.UNEXPECTED, stage="lift")))
    assert tasks.claim() is None
    tasks.add_anew(document, "lift")
    assert settle(office, tasks.claim(), Done()) is True, "it waits for no old pause"
    tasks.add_anew(document, "lift")
    assert tasks.claim().attempt == 1


def test_urgent_documents_go_first_and_then_the_oldest(a_document):
    for key, urgency in (("a", 0), ("b", 0), ("c", 3), ("d", 1)):
        task(a_document(key, urgency=urgency))
    assert [tasks.claim().document[0] for _ in range(4)] == ["c", "d", "a", "b"]


def test_an_expired_lease_is_taken_over_before_new_work_and_the_late_one_is_fenced(office, a_document):
    task(a_document("a"))
    late = tasks.claim()
    task(a_document("b", urgency=3))
    Task.objects.filter(pk=late.task).update(lease=time.time() - 1)
    taker = tasks.claim()
    assert (taker.document, taker.attempt) == (late.document, 2)
    assert settle(office, late, Done()) is False
    assert (
        Document.objects.get(pk=late.document).state == "digitized" and Task.objects.get(pk=late.task).state == "doing"
    )
    assert settle(office, taker, Done()) is True


def test_a_heartbeat_keeps_the_lease(a_document):
    task(a_document())
    held = tasks.claim()
    Task.objects.filter(pk=held.task).update(lease=time.time() - 1)
    tasks.heartbeat([held])
    assert tasks.claim() is None


def test_done_moves_the_document_on_writes_the_next_task_and_the_journal(office, a_document):
    document = task(a_document(state="received"))
    settle(office, tasks.claim(), Done({"version": 2, "record_version": 2}))
    document.refresh_from_db()
    assert (document.state, document.version) == ("digitized", 2)
    assert tasks.claim().stage == "describe"
    assert [act.act for act in journal.acts(document.pk)] == ["digitize"]


def test_the_number_is_given_in_the_transaction_that_registers(office, a_document):
    from pipeline import clock

    document = task(a_document(), "register")
    settle(office, tasks.claim(), Done(enter=Enter(registers.INCOMING, clock.today())))
    document.refresh_from_db()
    assert (document.state, document.fields["arrival_number"]["value"]) == ("registered", "1")
    assert Entry.objects.get().document_id == document.pk


def test_a_review_names_the_clerk_and_what_to_look_at(office, a_document):
    document = task(a_document(), "describe")
    settle(office, tasks.claim(), NeedsReview(("subject",), ("trùng với văn bản khác",)))
    document.refresh_from_db()
    assert (document.state, document.waits_for, document.unsure) == ("needs_review", "review", ["subject"])
    assert "văn thư" in document.reason and "trích yếu" in document.reason and "trùng" in document.reason


def test_waiting_for_a_signature_is_a_state_and_no_task(office, a_document):
    document = task(a_document(), "prepare")
    settle(office, tasks.claim(), WaitsFor("personal", {"prepared": "f" * 64}))
    document.refresh_from_db()
    assert (document.state, document.waits_for) == ("awaiting_signature", "personal")
    assert tasks.live() == (0, 0)


def test_trouble_that_may_pass_is_due_later_and_never_quarantined(office, a_document):
    document = task(a_document(state="received"))
    for _ in range(12):
        Task.objects.update(due=0)
        settle(office, tasks.claim(), Retry(30, VanthuError(faults.UNEXPECTED, "đĩa đầy", stage="digitize")))
    document.refresh_from_db()
    assert document.state == "received" and "đĩa đầy" in document.reason
    assert tasks.live() == (0, 1)
    assert Task.objects.get().due - time.time() > 300, "tries lie further and further apart"


def test_a_process_that_dies_is_counted_and_its_task_due_again_after_a_pause(a_document):
    task(a_document())
    for times in range(1, 4):
        Task.objects.update(due=0)
        assert tasks.count_failure(tasks.claim(), "child ended with -9") == times
    assert tasks.claim() is None and tasks.live() == (0, 1)
    assert Document.objects.get().reason, "status says why it stands still"


def test_what_is_put_aside_takes_its_files_along_with_the_reason(office, a_document):
    document = task(a_document(state="received"))
    KeptFile.objects.create(
        document=document, place="taken", origin="x", stamp="1", path="x", current="x", settled=True, since=""
    )
    settle(office, tasks.claim(), Quarantine(VanthuError(faults.CHILD_DIED, times=5, stage="digitize")))
    document.refresh_from_db()
    kept = KeptFile.objects.get()
    assert (document.state, kept.place, kept.settled, kept.code) == ("quarantined", "aside", False, "VT-WORK-003")
    assert kept.reason and kept.next_step


def test_a_secret_paper_leaves_no_word_of_its_text(office, a_document):
    document = task(a_document(state="received", fields={"subject": {"value": "điều không ai được biết"}}, triple="x"))
    settle(office, tasks.claim(), Secret(VanthuError(faults.SECRET)))
    document.refresh_from_db()
    assert (document.state, document.fields, document.triple) == ("quarantined", {}, None)
    assert all("không ai" not in str(act) for act in journal.acts())


def test_a_worker_that_starts_frees_what_a_dead_one_held(a_document):
    task(a_document())
    tasks.claim()
    assert tasks.release_all() == 1
    assert tasks.claim().attempt == 2


@pytest.mark.parametrize("stage", ["digitize", "describe", "register", "prepare", "keep"])
def test_every_stage_has_a_state_to_stand_in_afterwards(stage):
    from pipeline.office.documents import STATES
    from pipeline.work import way

    assert way.STATE_AFTER[stage] in STATES
