"""Civil time is Vietnam's; an error says code, sentence, cause and next step in two languages and crosses processes."""

import pickle
from datetime import UTC, datetime

import pytest

from pipeline import clock
from pipeline.errors import FAULTS, Exit, VanthuError, declare
from pipeline.office import faults


def test_times_carry_the_zone():
    assert clock.iso(datetime(2026, 11, 22, 2, 15, 3, tzinfo=UTC)) == "2026-11-22T09:15:03+07:00"
    with pytest.raises(ValueError, match="zone"):
        clock.iso(datetime(2026, 11, 22))


def test_an_error_speaks_two_languages_and_names_its_cause():
    error = VanthuError(faults.NO_DOCUMENT, "gõ nhầm", id="k7d2")
    assert error.sentence() == "Không có văn bản nào mang mã hoặc tên tệp “k7d2”. (gõ nhầm)"
    assert "There is no document" in error.sentence("en") and error.next_step("en")
    assert (error.code, error.exit) == ("VT-OFFICE-011", Exit.OFFICE_RULE)


def test_an_error_crosses_a_process_border():
    error = pickle.loads(pickle.dumps(VanthuError(faults.NO_DOCUMENT, id="k7d2")))
    assert error.sentence() == VanthuError(faults.NO_DOCUMENT, id="k7d2").sentence()


def test_a_code_is_declared_once():
    code = next(iter(FAULTS))
    with pytest.raises(ValueError, match="twice"):
        declare(code, Exit.USAGE, "", "", "", "")
