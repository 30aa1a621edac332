"""vanthu.toml: checked before it is written, its comments kept, wrong things told by name."""

import pytest

from pipeline.errors import Exit, VanthuError
from pipeline.office import settings


def test_a_new_office_has_the_defaults_of_the_contract(office):
    told = office.settings
    assert told.text("office.organ_id") == "H24.94"
    assert (office.incoming.name, office.outgoing.name, office.quarantine.name) == ("den", "di", "cach-ly")
    assert told.number("folders.settle_seconds") == 3
    assert told.number("folders.incomplete_seconds") == 10
    assert told.list("signing.outgoing") == ("personal", "agency")
    assert told.level == "B-B"


def test_a_time_stamp_server_raises_the_level_to_B_T(office):
    file = office.root / settings.FILE_NAME
    assert settings.store(file, {"signing.timestamp_urls": "http://127.0.0.1:1/,http://127.0.0.1:2/"}).level == "B-T"
    assert settings.load(file).list("signing.timestamp_urls") == ("http://127.0.0.1:1/", "http://127.0.0.1:2/")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("signing.level", "B-Z"),
        ("folders.settle_seconds", "nhanh"),
        ("folders.settle_seconds", "-1"),
        ("signing.outgoing", "agency,personal"),
        ("signing.timestamp_urls", "ftp://x"),
        ("office.organ_name", ""),
        ("office.organ_id", "H24 94/../x"),
        ("no.such_key", "1"),
    ],
)
def test_a_wrong_setting_is_refused_and_nothing_is_written(office, key, value):
    file = office.root / settings.FILE_NAME
    before = file.read_bytes()
    with pytest.raises(VanthuError) as refused:
        settings.store(file, {"folders.settle_seconds": "1", key: value})
    assert refused.value.exit is Exit.CONFIGURATION
    assert file.read_bytes() == before


def test_comments_of_the_file_are_kept(office):
    file = office.root / settings.FILE_NAME
    file.write_text(file.read_text("utf-8") + "\n# máy quét ở phòng một cửa\n", "utf-8")
    settings.store(file, {"folders.settle_seconds": "0.5"})
    assert "# máy quét ở phòng một cửa" in file.read_text("utf-8")
    assert settings.load(file).number("folders.settle_seconds") == 0.5


def test_a_broken_file_is_told_as_configuration(office):
    (office.root / settings.FILE_NAME).write_text("[office\n", "utf-8")
    with pytest.raises(VanthuError) as refused:
        settings.load(office.root / settings.FILE_NAME)
    assert refused.value.exit is Exit.CONFIGURATION


def test_people_are_named_by_their_accounts(office):
    told = settings.store(office.root / settings.FILE_NAME, {"people.lan": "Trần Thị Lan"})
    assert told.person("lan") == "Trần Thị Lan"
    assert told.person("minh") == "minh"


def test_a_list_given_empty_is_unset(office):
    file = office.root / settings.FILE_NAME
    settings.store(file, {"signing.timestamp_urls": "http://127.0.0.1:1/"})
    assert settings.store(file, {"signing.timestamp_urls": ""}).list("signing.timestamp_urls") == ()
    assert settings.load(file).level == "B-B"
