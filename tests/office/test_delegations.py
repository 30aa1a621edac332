"""Who may sign for whom, and when: what an office has entered is held to, and nothing of it can be made up afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline import clock
from pipeline.errors import VanthuError
from pipeline.office import delegations, journal
from pipeline.office.delegations import Terms, authority, line_of
from pipeline.office.models import Delegation

HEAD, DEPUTY = "Nguyễn Văn An", "Trần Thị Bình"
TODAY = clock.today()
DIGEST = "a" * 64


def fields(competence="", position="", type_name="Công văn"):
    told = {"competence": competence, "signer_position": position, "type_name": type_name}
    return {key: {"value": value} for key, value in told.items() if value}


def kt(**more):
    return Terms(
        **{"person": DEPUTY, "kind": "KT", "principal": "GIÁM ĐỐC", "grantor": HEAD, "basis": "QĐ 12/QĐ-STTTT"} | more
    )


def tuq(**more):
    given = {"kind": "TUQ", "until": (TODAY + timedelta(5)).isoformat(), "scope": "đi công tác"}
    return kt(**given | more)


def refused(told, signer=DEPUTY, certificate=DIGEST):
    with pytest.raises(VanthuError) as caught:
        authority(told, signer, certificate)
    return caught.value.code


@pytest.mark.parametrize(
    ("competence", "position", "kind", "principal"),
    [
        ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "KT", "GIÁM ĐỐC"),
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "TM", "ỦY BAN NHÂN DÂN"),
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "KT", "CHỦ TỊCH"),
        ("TL.CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "TL", "CHỦ TỊCH"),
        ("TUQ. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "TUQ", "GIÁM ĐỐC"),
        ("Q. GIÁM ĐỐC", "", "Q", "GIÁM ĐỐC"),
        ("", "GIÁM ĐỐC", "head", ""),
    ],
)
def test_the_last_line_is_the_signers_own_authority(competence, position, kind, principal):
    line = line_of(fields(competence, position))
    assert (line.kind, line.principal) == (kind, principal)


def test_an_office_that_enters_nobody_is_not_checked(office):
    assert authority(fields("KT. GIÁM ĐỐC"), DEPUTY, DIGEST).delegation is None


def test_with_the_first_one_entered_all_delegated_signing_is_checked(office):
    number = delegations.add("văn thư", kt())
    assert authority(fields("KT. GIÁM ĐỐC"), DEPUTY, DIGEST).delegation == number
    assert refused(fields("KT. GIÁM ĐỐC"), signer="Lê Văn Cường") == "VT-OFFICE-043"
    assert refused(fields("TL. GIÁM ĐỐC")) == "VT-OFFICE-043", "one kind is not another"
    assert authority(fields(), HEAD, DIGEST).delegation is None, "no head is entered yet"


def test_with_a_head_entered_nobody_else_signs_in_the_heads_own_right(office):
    delegations.add("văn thư", Terms(HEAD, "head"))
    delegations.add("văn thư", kt())
    assert authority(fields(), HEAD, DIGEST).delegation
    assert authority(fields("TM. ỦY BAN NHÂN DÂN"), HEAD, DIGEST).delegation
    for line in ("", "TM. ỦY BAN NHÂN DÂN", "Q. GIÁM ĐỐC"):
        assert refused(fields(line)) == "VT-OFFICE-043"


def test_outside_its_time_it_does_not_hold(office, monkeypatch):
    number = delegations.add(
        "văn thư", kt(since=(TODAY + timedelta(2)).isoformat(), until=(TODAY + timedelta(4)).isoformat())
    )
    now = clock.now()
    for days, code in ((0, "VT-OFFICE-044"), (2, None), (4, None), (5, "VT-OFFICE-044")):
        monkeypatch.setattr(clock, "now", lambda days=days: now + timedelta(days))
        if code:
            assert refused(fields("KT. GIÁM ĐỐC")) == code
        else:
            assert authority(fields("KT. GIÁM ĐỐC"), DEPUTY, DIGEST).delegation == number


def test_a_clock_set_back_brings_nothing_to_life(office, monkeypatch):
    delegations.add("văn thư", kt(until=TODAY.isoformat()))
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(3))
    journal.record("vanthu", "fixity")
    monkeypatch.setattr(clock, "now", lambda: now)
    assert refused(fields("KT. GIÁM ĐỐC")) == "VT-OFFICE-044"


def test_beyond_its_scope_it_does_not_hold(office):
    delegations.add("văn thư", kt(types=("Công văn", "Thông báo")))
    assert authority(fields("KT. GIÁM ĐỐC", type_name="THÔNG BÁO"), DEPUTY, DIGEST).delegation
    assert refused(fields("KT. GIÁM ĐỐC", type_name="Quyết định")) == "VT-OFFICE-045"
    assert refused(fields("KT. GIÁM ĐỐC", type_name="")) == "VT-OFFICE-045", "a type nobody read is not in scope"
    assert refused(fields("KT. CHỦ TỊCH")) == "VT-OFFICE-045"


def test_one_that_names_a_certificate_is_for_no_namesake(office):
    delegations.add("văn thư", kt(certificate=":".join(["AA"] * 32)))
    assert authority(fields("KT. GIÁM ĐỐC"), DEPUTY, DIGEST).delegation
    assert refused(fields("KT. GIÁM ĐỐC"), certificate="b" * 64) == "VT-OFFICE-043"


def test_the_first_signature_ties_a_name_to_its_certificate(office):
    """Many have one name: no namesake signs after the first, and a renewed certificate is entered anew."""
    number = delegations.add("văn thư", kt())
    used = authority(fields("KT. GIÁM ĐỐC"), DEPUTY, DIGEST)
    delegations.bind("văn thư", used.told, DIGEST)
    delegations.bind("văn thư", used.told, DIGEST)
    assert [act.act for act in journal.acts()].count("delegation_bound") == 1
    assert delegations.listed()[0]["certificate"] == DIGEST
    assert authority(fields("KT. GIÁM ĐỐC"), DEPUTY, DIGEST).delegation == number
    assert refused(fields("KT. GIÁM ĐỐC"), certificate="b" * 64) == "VT-OFFICE-043"
    with pytest.raises(VanthuError) as caught:  # both were asked before either was entered
        delegations.bind("văn thư", used.told, "b" * 64)
    assert caught.value.code == "VT-OFFICE-043"
    renewed = delegations.add("văn thư", kt(certificate="b" * 64))
    assert authority(fields("KT. GIÁM ĐỐC"), DEPUTY, "b" * 64).delegation == renewed
    delegations.bind("văn thư", "KT. GIÁM ĐỐC", "c" * 64)  # an office that has entered nobody


def test_ended_is_ended_and_the_check_stays_on(office):
    number = delegations.add("văn thư", kt())
    delegations.revoke("văn thư", number, "chuyển công tác")
    assert refused(fields("KT. GIÁM ĐỐC")) == "VT-OFFICE-044"
    with pytest.raises(VanthuError) as caught:
        delegations.revoke("văn thư", number, "lần nữa")
    assert caught.value.code == "VT-OFFICE-042"
    assert Delegation.objects.count() == 1, "nothing is deleted"
    assert [act.act for act in journal.acts()][-2:] == ["delegated", "delegation_ended"] and journal.verify().intact


@pytest.mark.parametrize(
    "terms",
    [
        kt(since=(TODAY - timedelta(1)).isoformat()),
        kt(until=(TODAY - timedelta(1)).isoformat()),
        kt(grantor=""),
        kt(grantor=DEPUTY),
        kt(principal=""),
        kt(basis=" "),
        kt(certificate="abc"),
        tuq(until=""),
        tuq(scope=""),
        Terms("", "head"),
    ],
    ids=["back-dated", "over before", "nobody gave it", "his own", "for nobody", "no paper", "no digest", "no end", "for anything", "nobody"],
)  # fmt: skip
def test_what_the_decree_does_not_allow_is_not_entered(office, terms):
    with pytest.raises(VanthuError) as caught:
        delegations.add("văn thư", terms)
    assert caught.value.code == "VT-OFFICE-041"
    assert not Delegation.objects.exists()


def test_a_delegate_does_not_delegate(office):
    delegations.add("văn thư", tuq())
    with pytest.raises(VanthuError):
        delegations.add("văn thư", tuq(person="Lê Văn Cường", grantor=DEPUTY))
