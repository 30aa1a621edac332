"""Signing profiles in `vanthu.toml`: set key by key, read whole, refused where a key or a role does not exist."""

from __future__ import annotations

import pytest

from pipeline.errors import VanthuError
from pipeline.office import place, settings
from pipeline.work import room
from pipeline.work.services import keys
from signing.profiles import Profile, profile_of

GIVEN = {
    "profiles.giam-doc.module": "/usr/lib/libbit4xpki.so",
    "profiles.giam-doc.token": "TOKEN GĐ",
    "profiles.giam-doc.certificate": "0a1b",
    "profiles.giam-doc.role": "personal",
    "profiles.van-thu.serial": "00123",
}


def test_profiles_are_tables_of_the_one_file(office):
    stored = settings.store(office.root / settings.FILE_NAME, GIVEN)
    assert "[profiles.giam-doc]" in (office.root / settings.FILE_NAME).read_text("utf-8")
    made = profile_of("giam-doc", stored.profile("giam-doc"))
    assert (str(made.module), made.token, made.certificate, made.role) == (
        "/usr/lib/libbit4xpki.so",
        "TOKEN GĐ",
        "0a1b",
        "personal",
    )
    assert profile_of("van-thu", stored.profile("van-thu")) == Profile("van-thu", serial="00123")
    assert settings.load(office.root / settings.FILE_NAME) == stored


def test_a_profile_that_is_not_there_names_those_that_are(office):
    stored = settings.store(office.root / settings.FILE_NAME, GIVEN)
    with pytest.raises(VanthuError) as caught:
        stored.profile("khac")
    assert caught.value.code == "VT-OFFICE-032" and "giam-doc, van-thu" in caught.value.sentence()


@pytest.mark.parametrize("key", ["profiles.a.pin", "profiles.a", "profiles.a.b.token"])
def test_a_profile_holds_no_pin_and_nothing_unknown(office, key):
    with pytest.raises(VanthuError) as caught:
        settings.store(office.root / settings.FILE_NAME, {key: "12345678"})
    assert caught.value.exit == 3


def test_a_profile_of_one_role_does_not_sign_in_the_other(office):
    settings.store(office.root / settings.FILE_NAME, GIVEN)
    there = room.enter(place.find(office.root))
    profile = profile_of("giam-doc", there.office.settings.profile("giam-doc"))
    with pytest.raises(VanthuError) as caught, keys.opened(there, "agency", profile, None):
        pass
    assert caught.value.code == "VT-WORK-023"
