"""Slips and refusals: numbers that are void stay so, nothing of them goes along, nobody else's token signs."""

from __future__ import annotations

import pytest

from pipeline import clock
from pipeline.errors import VanthuError
from pipeline.office import place, registers, settings
from pipeline.office.models import Entry
from pipeline.work import messages, room
from pipeline.work.services import issuing, keys, signing_desk, slips
from signing.pin import Pin

GIVEN = {"value": "01", "confidence": 1.0, "page": None, "box": None, "given": True}


@pytest.fixture
def here(office):
    return room.enter(office)


def test_a_numbered_paper_that_the_signer_refuses_leaves_its_number_void(here, a_document):
    row = a_document(direction="outgoing", state="signed", waits_for="issue")
    issuing._number(here, row)
    signing_desk.reject(here, row.pk, "sai thể thức")
    assert Entry.objects.get().void
    row.refresh_from_db()
    assert (row.state, row.waits_for) == ("rejected", None)


def test_a_paper_that_arrived_keeps_its_number_when_its_copy_is_not_signed(here, a_document):
    row = a_document(state="awaiting_signature", waits_for="agency")
    registers.allot(row, "incoming", clock.today())
    signing_desk.reject(here, row.pk, "quét mờ")
    assert not Entry.objects.get().void


def test_a_moved_paper_does_not_carry_a_void_number_along(here, a_document):
    row = a_document(direction="outgoing", state="awaiting_signature", waits_for="issue")
    issuing._number(here, row)
    slips.move(here, row.pk, "incoming")
    row.refresh_from_db()
    assert Entry.objects.get().void
    assert not {"code_number", "issued_date"} & row.fields.keys()


def test_a_number_no_book_can_hold_is_not_kept(here, a_document):
    organ = here.office.settings.text("office.organ_name")
    fields = {
        key: {"value": value, "confidence": 1.0}
        for key, value in (("issuer", organ), ("code_number", "9" * 25), ("issued_date", "2026-11-22"))
    }
    row = a_document(direction="outgoing", state="signed", waits_for="issue", fields=fields)
    issuing._number(here, row)
    assert row.fields["code_number"]["value"] == "01"


def test_a_recalled_document_does_not_go_to_the_axis(here, a_document):
    row = a_document(direction="outgoing", state="recalled", fields={"code_number": GIVEN, "issued_date": GIVEN})
    with pytest.raises(VanthuError) as refused:
        messages.document_message(here, row, ["H24.95"])
    assert refused.value.code == "VT-WORK-018"


@pytest.mark.parametrize(("role", "label"), [("personal", "CO QUAN"), ("agency", "LANH DAO")])
def test_the_token_of_one_role_does_not_sign_for_the_other(office, role, label):
    named = {"signing.personal_token": "LANH DAO", "signing.agency_token": "CO QUAN"}
    settings.store(office.root / settings.FILE_NAME, named)
    here = room.enter(place.find(office.root))
    with pytest.raises(VanthuError) as refused, keys.opened(here, role, label, Pin("123456")):
        pass
    assert refused.value.code == "VT-WORK-023"


def test_what_is_kept_is_found_after_the_agency_got_another_identifier(office):
    before = room.enter(office).object_id("a" * 12)
    settings.store(office.root / settings.FILE_NAME, {"office.organ_id": "H24.95"})
    assert room.enter(place.find(office.root)).object_id("a" * 12) == before
