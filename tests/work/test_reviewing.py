"""What a clerk types: urgency moves a document up, a secrecy mark ends it, a number that is taken is refused."""

from __future__ import annotations

import pytest

from pipeline import clock
from pipeline.archive.query import Query
from pipeline.errors import VanthuError
from pipeline.office import registers
from pipeline.office.models import Task
from pipeline.work import faults, finding, room
from pipeline.work.services import cabinet, reviewing


@pytest.fixture
def here(office):
    return room.enter(office)


def read(value, box=None):
    return {"value": value, "confidence": 0.5, "page": 1, "box": box}


@pytest.fixture
def doubtful(a_document):
    fields = {"subject": read("về việc tuyệt đối không ai biết"), "signer_name": read("Nguyễn Văn Am", [1, 2, 3, 4])}
    return a_document(state="needs_review", waits_for="review", fields=fields, unsure=["subject"])


def test_an_urgency_that_the_clerk_has_seen_counts_at_once(here, doubtful):
    reviewing.correct(here, doubtful.pk, {"urgency": "Hỏa tốc", "subject": "cứu đê"})
    doubtful.refresh_from_db()
    assert (doubtful.urgency, doubtful.state) == (3, "digitized")
    assert Task.objects.get().urgency == 3


def test_a_corrected_value_keeps_its_place_on_the_page(here, doubtful):
    reviewing.correct(here, doubtful.pk, {"signer_name": "Nguyễn Văn An"})
    doubtful.refresh_from_db()
    found = doubtful.fields["signer_name"]
    assert (found["value"], found["page"], found["box"], found["confidence"]) == ("Nguyễn Văn An", 1, [1, 2, 3, 4], 1.0)


def test_a_secrecy_mark_that_the_clerk_has_seen_leaves_no_word_anywhere(here, doubtful):
    finding.feed(here)
    assert cabinet.search(here, Query("tuyệt đối"), 5, 0)["total"] == 1
    reviewing.correct(here, doubtful.pk, {"secrecy": "MẬT"})
    finding.feed(here)
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.fault, doubtful.fields) == ("quarantined", faults.SECRET.code, {})
    assert cabinet.search(here, Query("tuyệt đối"), 5, 0)["total"] == 0
    held = [path for path in here.office.index.rglob("*") if path.is_file() and "tuyệt".encode() in path.read_bytes()]
    assert held == []


def test_an_arrival_number_that_is_taken_is_refused_and_nothing_changes(here, doubtful, a_document):
    registers.allot(a_document("b"), "incoming", clock.today(), wanted=7)
    with pytest.raises(VanthuError) as refused:
        reviewing.correct(here, doubtful.pk, {"arrival_number": "7", "subject": "x"})
    assert refused.value.exit == 2
    doubtful.refresh_from_db()
    assert doubtful.state == "needs_review" and "arrival_number" not in doubtful.fields
