"""The catalogue: made once, one for each office, never made anew over an archive that has documents."""

from __future__ import annotations

import shutil

import pytest

from pipeline.errors import VanthuError
from pipeline.office import database, place
from pipeline.office.models import Document


def test_two_offices_in_one_process_do_not_mix(office, a_document, tmp_path):
    a_document("a")
    other = place.make(tmp_path / "Chi cục", "H24.95", "Chi cục Văn thư")
    database.connect(other)
    assert not Document.objects.exists()
    database.connect(office)
    assert Document.objects.count() == 1


def test_a_lost_catalogue_is_not_made_anew_over_an_archive_with_documents(office):
    (office.archive / "abc" / "def" / "012" / "urn%3avanthu%3aaaaaaaaaaaaa").mkdir(parents=True)
    database.close()
    shutil.rmtree(office.internal)
    with pytest.raises(VanthuError) as refused:
        database.connect(office)
    assert (refused.value.code, refused.value.exit) == ("VT-OFFICE-023", 11)


def test_a_catalogue_that_is_no_database_is_told_as_a_storage_fault(office):
    database.close()
    office.catalogue.write_bytes(b"khong phai co so du lieu" * 100)
    with pytest.raises(VanthuError) as refused:
        database.connect(office)
    assert refused.value.exit == 11
