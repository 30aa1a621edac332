"""Ký nháy: who checks a draft signs it first, small and in order; the authorised person signs what they all saw, under his authority."""

from __future__ import annotations

import pikepdf
import pytest

from pipeline.digitize.check import check_pdfa
from pipeline.errors import VanthuError
from pipeline.office import delegations, journal, place, settings
from pipeline.office.models import Document, Signature
from pipeline.work import room
from pipeline.work.services import issuing, keys, signing_desk, slips, standing
from signing.demo_authority import Holder, make_demo_authority
from signing.pin import read_pin
from signing.places import INITIALS, REASONS
from signing.trust import load_trust
from signing.verdict import judge
from tests.judges import pdftotext
from tests.work.conftest import READY
from tests.work.papers import lay_out

pytestmark = pytest.mark.slow
ORGAN = "Sở Thông tin và Truyền thông"
PEOPLE = {
    "SOAN THAO": Holder("Trần Thị Soạn", ORGAN), "VAN PHONG": Holder("Lê Văn Phòng", ORGAN),
    "LANH DAO": Holder("Nguyễn Văn An", ORGAN), "CO QUAN": Holder(ORGAN.upper(), ORGAN),
}  # fmt: skip
ROLES = ("drafter", "office")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return make_demo_authority(tmp_path_factory.mktemp("ca") / "thu", PEOPLE)


@pytest.fixture
def desk(office, authority, monkeypatch):
    monkeypatch.setenv("SOFTHSM2_CONF", str(authority.softhsm_conf))
    given = {
        "signing.modules": str(authority.module), "signing.trust": str(authority.anchors),
        "signing.agency_token": "CO QUAN", "signing.initials": "drafter,office",
    }  # fmt: skip
    settings.store(office.root / settings.FILE_NAME, given)
    return room.enter(place.find(office.root))


@pytest.fixture
def sign(authority, desk):
    def do(key, role, token):
        pin = read_pin(f"file:{authority.tokens[token].pin_file}")
        [result] = signing_desk.approve(desk, [key], role, token, pin, lambda told: None)
        return result["error"].code if result["status"] == "failed" else result["status"]

    return do


@pytest.fixture
def issue(authority, desk):
    def do(key):
        pin = read_pin(f"file:{authority.tokens['CO QUAN'].pin_file}")
        [result] = issuing.issue(desk, [key], "CO QUAN", pin, lambda told: None)
        return result["error"].code if result["status"] == "failed" else result["status"]

    return do


def test_the_whole_order_and_nothing_out_of_it(desk, sign, issue, authority):
    [key] = lay_out(desk, 1, initials=ROLES, code_notation="STTTT-VP")
    for role, token in (("personal", "LANH DAO"), ("office", "VAN PHONG")):
        assert sign(key, role, token) == "VT-WORK-011", "it is the drafter's turn"
    assert issue(key) == "VT-WORK-012"
    assert sign(key, "drafter", "SOAN THAO") == "signed"
    assert sign(key, "drafter", "SOAN THAO") == "signed", "told again, not done again"
    assert sign(key, "personal", "LANH DAO") == "VT-WORK-011"
    assert issue(key) == "VT-WORK-012", "initials are no approval"
    [waiting] = signing_desk.waiting()["results"]
    assert (waiting["waits_for"], waiting["role"], waiting["state"]) == ("initials", "office", "awaiting_signature")
    shown = signing_desk.show(desk, key)["results"][0]
    assert [one["role"] for one in shown["signatures"]] == ["drafter"]
    assert sign(key, "office", "VAN PHONG") == "signed"
    assert sign(key, "personal", "LANH DAO") == "signed"
    assert sign(key, "office", "VAN PHONG") == "signed" and Signature.objects.filter(document=key).count() == 3
    assert issue(key) == "issued"

    path = desk.archive.path_of(desk.object_id(key), "record.pdf")
    verdict = judge(path.read_bytes(), load_trust([authority.anchors]))
    assert verdict.verdict == "TOTAL-PASSED", verdict.reasons
    purposes = {one.field: one.purpose for one in sorted(verdict.signatures, key=lambda one: one.revision)}
    assert list(purposes) == [INITIALS["drafter"], INITIALS["office"], "ChuKyCaNhan", "DauCoQuan"]
    assert purposes[INITIALS["office"]] == REASONS[INITIALS["office"]] and purposes["ChuKyCaNhan"] == ""
    assert not check_pdfa(path.read_bytes())
    acts = [(act.act, act.detail.get("role")) for act in journal.acts(key) if act.act in ("initialled", "signed")]
    assert acts == [("initialled", "drafter"), ("initialled", "office"), ("signed", "personal"), ("signed", "agency")]


def test_the_agencys_token_initials_nothing(desk, sign, issue, authority):
    [key] = lay_out(desk, 1, initials=ROLES)
    with pytest.raises(VanthuError) as caught:
        sign(key, "drafter", "CO QUAN")
    assert caught.value.code == "VT-WORK-023"
    settings.store(desk.office.root / settings.FILE_NAME, {"signing.agency_token": ""})
    [sealed] = lay_out(desk, 1, begin=1)
    for step in (lambda: sign(sealed, "personal", "LANH DAO"), lambda: issue(sealed)):
        assert step() in ("signed", "issued")
    again = room.enter(place.find(desk.office.root))
    pin = read_pin(f"file:{authority.tokens['CO QUAN'].pin_file}")
    [result] = signing_desk.approve(again, [key], "drafter", "CO QUAN", pin, lambda told: None)
    assert result["error"].code == "VT-WORK-030", "its certificate is known by what it sealed"


def test_a_record_whose_initials_are_not_those_of_the_book_is_not_signed(desk, sign):
    first, second = lay_out(desk, 2, initials=("drafter",))
    assert sign(first, "drafter", "SOAN THAO") == "signed"
    Signature.objects.filter(document=first).update(certificate="0" * 64)
    assert sign(first, "personal", "LANH DAO") == "VT-WORK-028"
    # somebody writes into the catalogue that all have initialled
    Document.objects.filter(pk=second).update(waits_for="personal")
    assert sign(second, "personal", "LANH DAO") == "VT-WORK-028"
    Document.objects.filter(pk=second).update(initials=[])  # or that nobody was to
    assert sign(second, "personal", "LANH DAO") == "VT-WORK-028"
    assert not [act for act in journal.acts() if act.act == "key_use" and act.detail["role"] == "personal"]


def test_an_initialled_document_is_sent_back_whole_and_not_moved(desk, sign):
    [key] = lay_out(desk, 1, initials=("drafter",))
    sign(key, "drafter", "SOAN THAO")
    with pytest.raises(VanthuError) as caught:
        slips.move(desk, key, "incoming")
    assert caught.value.code == "VT-WORK-029"
    assert signing_desk.reject(desk, key, "sai thể thức")["status"] == "rejected"
    assert sign(key, "personal", "LANH DAO") == "VT-WORK-011"
    assert sign(key, "drafter", "SOAN THAO") == "VT-WORK-011"
    assert desk.archive.verify(desk.object_id(key)) == []


def test_an_initial_left_by_a_crash_is_entered_without_the_key(desk, sign, monkeypatch):
    [key] = lay_out(desk, 1, initials=("drafter",))
    monkeypatch.setattr(keys, "keep", lambda *given: (_ for _ in ()).throw(OSError(28, "full")))
    sign(key, "drafter", "SOAN THAO")
    monkeypatch.undo()
    monkeypatch.setattr(keys, "use_key", lambda *given: pytest.fail("the key was used again"))
    assert sign(key, "drafter", "SOAN THAO") == "signed"
    assert Document.objects.get(pk=key).waits_for == "personal"


def test_a_signature_outside_its_authority_is_refused_before_the_key(desk, sign):
    [key] = lay_out(desk, 1, competence="KT. GIÁM ĐỐC", signer_position="PHÓ GIÁM ĐỐC", type_name="Quyết định")
    terms = delegations.Terms("Nguyễn Văn An", "KT", "GIÁM ĐỐC", "Phạm Văn Giám", "QĐ 1", types=("Công văn",))
    delegations.add("văn thư", terms)
    assert sign(key, "personal", "LANH DAO") == "VT-OFFICE-045"
    assert not [act for act in journal.acts(key) if act.act == "key_use"]
    delegations.add("văn thư", delegations.Terms("Nguyễn Văn An", "KT", "GIÁM ĐỐC", "Phạm Văn Giám", "QĐ 2"))
    told = signing_desk.show(desk, key)["results"][0]["authority"]
    assert (told["line"], told["checked"], [one["basis"] for one in told["may_sign"]]) == (
        "KT. GIÁM ĐỐC",
        True,
        ["QĐ 2"],
    )
    assert sign(key, "personal", "LANH DAO") == "signed"
    made = Signature.objects.get(document=key)
    assert made.authority == "KT. GIÁM ĐỐC (số 2)"
    assert [one["certificate"] for one in delegations.listed()] == [None, made.certificate], "tied to who signed first"


def test_one_person_in_two_roles_is_told_and_not_refused(desk, sign):
    """Decree 30/2020, Art. 12: contents and form are two checks; a commune's office may have one person for both."""
    [key] = lay_out(desk, 1, initials=ROLES)
    assert [sign(key, role, "SOAN THAO") for role in ROLES] == ["signed", "signed"]
    assert sign(key, "personal", "LANH DAO") == "signed"
    made = {one.role: one.notes for one in Signature.objects.filter(document=key)}
    told = f"Cùng một người (Trần Thị Soạn) đã thực hiện: {REASONS[INITIALS['drafter']].lower()}."
    assert told in made["office"]
    assert told not in made["drafter"] + made["personal"]
    assert (
        told
        in next(
            act for act in journal.acts(key) if act.detail.get("role") == "office" and act.act == "initialled"
        ).detail["notes"]
    )


def test_the_agencys_copy_says_which_form_it_has(desk, authority):
    [key] = lay_out(desk, 1)
    Document.objects.filter(pk=key).update(direction="incoming", waits_for="agency")
    pin = read_pin(f"file:{authority.tokens['CO QUAN'].pin_file}")
    [result] = signing_desk.approve(desk, [key], "agency", None, pin, lambda told: None, "TRÍCH SAO")
    assert result["status"] == "signed", result
    text = " ".join(pdftotext(desk.archive.path_of(desk.object_id(key), "record.pdf"))[0].split())
    assert "TRÍCH SAO" in text and ORGAN in text and "SAO Y" not in text


def test_a_scanned_draft_waits_for_its_initials_in_boxes_behind_its_print(staff, authority):
    settings.store(staff.office.root / settings.FILE_NAME, {"signing.initials": "drafter,office"})
    staff.office = place.find(staff.office.root)
    staff.drop(READY / "di" / "to-trinh-01.jpg", "outgoing")
    staff.work()
    staff.review()
    staff.work()
    [key] = staff.waiting_for("initials")
    row = Document.objects.get(pk=key)
    assert (row.state, row.initials) == ("awaiting_signature", ["drafter", "office"])
    shown = keys.to_sign(staff.room, row).path
    with pikepdf.open(shown) as pdf:
        boxes = {str(field.T): [float(v) for v in field.Rect] for field in pdf.Root.AcroForm.Fields}
    for role in row.initials:
        left, low, right, high = boxes[INITIALS[role]]
        assert 50 < right - left < 80 and 8 < high - low < 14, "small, behind a line of print"
    for role, token in (("drafter", "SOAN THAO"), ("office", "VAN PHONG"), ("personal", "LANH DAO")):
        [result] = signing_desk.approve(staff.room, [key], role, token, staff.pin(token), lambda told: None)
        assert result["status"] == "signed", result
    staff.issue()
    staff.work()
    assert standing.status(key)["documents"][0]["state"] == "archived"
