"""The clerk's review: what was accepted is journalled, what was typed goes on, what is still in doubt stays."""

from __future__ import annotations

import pytest

from pipeline import clock
from pipeline.errors import VanthuError
from pipeline.office import journal, place, registers, settings
from pipeline.work import room
from pipeline.work.services import reviewing
from tests.work.conftest import READY


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


@pytest.mark.parametrize("typed", [{"secrecy": "không"}, {"secrecy": "mất"}, {"urgency": "gấp"}])
def test_a_stamp_that_does_not_exist_is_refused_and_nothing_is_erased(office, a_document, typed):
    row = waiting(a_document)
    with pytest.raises(VanthuError) as refused:
        reviewing.correct(room.enter(office), row.pk, typed)
    assert refused.value.code == "VT-OFFICE-016"
    row.refresh_from_db()
    assert row.state == "needs_review"


@pytest.mark.parametrize("typed", ["hoả tốc", "HỎA TỐC"])
def test_an_urgency_is_known_however_it_is_spelled(office, a_document, typed):
    row = waiting(a_document)
    reviewing.correct(room.enter(office), row.pk, {"urgency": typed})
    row.refresh_from_db()
    assert (row.urgency, row.fields["urgency"]["value"]) == (3, "HỎA TỐC")


def test_each_answer_is_a_lesson_with_what_was_read(office, a_document):
    row = waiting(a_document, unsure=["subject", "issued_date"])
    where = room.enter(office)
    reviewing.correct(where, row.pk, {"subject": "Kế hoạch năm 2027"})
    reviewing.confirm(where, row.pk)
    told = {one.key: (one.read, one.became, one.right) for one in row.lessons.all()}
    assert told == {"subject": ("Kế hoạch", "Kế hoạch năm 2027", False), "issued_date": (None, None, True)}
    learned = reviewing.learned(where)["fields"]
    assert list(learned) == ["subject"], "what was not read has no confidence to be judged"
    assert learned["subject"]["at_threshold"] < 0.8


def test_a_secret_paper_leaves_no_lesson(office, a_document):
    row = waiting(a_document, version=1)
    where = room.enter(office)
    reviewing.correct(where, row.pk, {"subject": "Kế hoạch năm 2027"})
    row.refresh_from_db()
    waiting_again = {"state": "needs_review", "waits_for": "review"}
    type(row).objects.filter(pk=row.pk).update(**waiting_again)
    picture = office.lessons(row.pk) / "subject.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"x")
    reviewing.correct(where, row.pk, {"secrecy": "MẬT"})
    assert row.lessons.count() == 0
    assert not picture.parent.exists()


def test_one_secret_paper_takes_the_file_and_the_papers_that_are_no_records_yet(office, a_document):
    from pipeline.office.database import in_one_transaction
    from pipeline.office.models import KeptFile, Part
    from pipeline.work import effects

    where, dropped = room.enter(office), office.taken / "chong.tif"
    dropped.parent.mkdir(parents=True, exist_ok=True)
    dropped.write_bytes(b"x")
    file = a_document("f", state="parted", version=1)
    secret, archived = waiting(a_document, key="s", version=1), a_document("k", state="archived", version=3)
    other = a_document("o", state="registered", version=2, fields={"subject": field("Kế hoạch")})
    for number, paper in enumerate((secret, archived, other), 1):
        Part.objects.create(document=paper, whole=file, number=number, pages=[number])
    in_one_transaction(registers.allot)(other, registers.INCOMING, clock.today())
    for row in (file, secret, archived, other):
        where.archive.add_version(
            where.object_id(row.pk), {"a": row.pk.encode()}, message="x", user="x", created=clock.now(), expect_head=0
        )
    lies = {"origin": str(office.incoming / "chong.tif"), "current": str(dropped), "path": str(dropped)}
    KeptFile.objects.create(document=file, stamp="1:1:1:1", settled=True, place="taken", **lies)

    told = reviewing.correct(where, secret.pk, {"secrecy": "MẬT"})
    assert told["documents"][0]["state"] == "quarantined"
    assert [path.name for path in office.secret.iterdir()] == ["chong.tif"] and not dropped.exists()
    assert [row.pk for row in (file, secret, archived, other) if where.archive.exists(where.object_id(row.pk))] == [
        archived.pk
    ]
    for row in (file, secret, archived, other):
        row.refresh_from_db()
    assert [row.state for row in (file, secret, archived, other)] == [
        "quarantined",
        "quarantined",
        "archived",
        "quarantined",
    ]
    assert other.fields == {} and registers.standing(other, registers.INCOMING) is None
    assert effects.carry_out(where) == 0, "what was erased is erased once"


@pytest.mark.slow
def test_the_clerk_is_shown_what_a_field_was_read_from(staff):
    import numpy as np
    from PIL import Image

    staff.drop(sorted((READY / "den").glob("*.jpg"))[0])
    settings.store(staff.office.root / settings.FILE_NAME, {"review.threshold": "1"})
    staff.office = place.find(staff.office.root)
    staff.work()
    [key] = staff.waiting_for("review")
    pictures = reviewing.shown(staff.room, key)["documents"][0]["pictures"]
    seen = np.asarray(Image.open(pictures["subject"]).convert("L"))
    assert seen.shape[1] > 2 * seen.shape[0]
    assert 0.02 < (seen < 128).mean() < 0.4, "print on paper"
