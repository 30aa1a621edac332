"""No forgery of a sealed record passes, and what was forged is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from signing.demo_authority import DemoAuthority
from signing.fill import fill_fields
from signing.places import AGENCY as AGENCY_FIELD
from signing.places import DATE, NUMBER, PERSONAL
from signing.sign import sign_field
from signing.tokens import open_token
from signing.trust import Trust
from signing.verdict import judge
from tests.signing.attacks import ATTACKS
from tests.signing.conftest import AGENCY, LEADER

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sealed(authority: DemoAuthority, pin: Callable, outgoing: bytes, time_stamps: str) -> bytes:
    with open_token([authority.module], LEADER, pin(LEADER)) as key:
        signed = sign_field(outgoing, PERSONAL, key, timestamp_urls=[time_stamps]).pdf
    filled = fill_fields(signed, {NUMBER: "125/QĐ-SNV", DATE: "Hải Phòng, ngày 22 tháng 11 năm 2026"})
    with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
        return sign_field(filled, AGENCY_FIELD, key, timestamp_urls=[time_stamps]).pdf


def test_the_record_that_is_forged_is_good_itself(sealed: bytes, trust: Trust) -> None:
    assert judge(sealed, trust).verdict == "TOTAL-PASSED"


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_no_forgery_passes(name: str, sealed: bytes, trust: Trust) -> None:
    forged = ATTACKS[name](sealed)
    assert forged != sealed
    verdict = judge(forged, trust)
    assert verdict.verdict in ("TOTAL-FAILED", "INDETERMINATE"), verdict
    assert verdict.reasons or any(signature.reasons for signature in verdict.signatures)
