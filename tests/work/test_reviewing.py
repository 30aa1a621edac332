"""The clerk's review: what was accepted is journalled, what was typed goes on, what is still in doubt stays."""

from __future__ import annotations

from pipeline.office import journal
from pipeline.work import room
from pipeline.work.services import reviewing


def field(value, confidence=0.5):
    return {"value": value, "confidence": confidence, "page": 1, "box": None}


def waiting(a_document, **columns):
    given = {
        "state": "needs_review",
        "waits_for": "review",
        "unsure": ["subject"],
        "fields": {"subject": field("Kế hoạch")},
    }
    return a_document(**(given | columns))


def test_a_confirmation_names_what_was_in_doubt_and_makes_it_sure(office, a_document):
    row = waiting(a_document)
    reviewing.confirm(room.enter(office), row.pk)
    row.refresh_from_db()
    assert (row.waits_for, row.unsure, row.fields["subject"]["confidence"]) == (None, [], 1.0)
    [act] = [act for act in journal.acts(row.pk) if act.act == "review_confirmed"]
    assert act.detail["keys"] == ["subject"]


def test_a_correction_of_all_doubts_lets_the_document_go_on(office, a_document):
    needed = {key: field("x", 0.99) for key in ("code_number", "code_notation", "issuer", "type_name")}
    row = waiting(a_document, fields={**needed, "subject": field("Ke hoach")}, unsure=["subject", "issued_date"])
    where = room.enter(office)
    reviewing.correct(where, row.pk, {"subject": "Kế hoạch năm 2027"})
    row.refresh_from_db()
    assert (row.waits_for, row.unsure) == ("review", ["issued_date"])
    assert row.reason == "Chờ văn thư soát lại: ngày ban hành", "what is settled is asked for no more"
    reviewing.correct(where, row.pk, {"issued_date": "22/11/2026"})
    row.refresh_from_db()
    assert (row.waits_for, row.fields["issued_date"]["value"]) == (None, "2026-11-22")
    told = [act.detail for act in journal.acts(row.pk)]
    assert "Kế hoạch năm 2027" not in str(told)
