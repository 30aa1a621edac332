"""Initials come before the authorised person's signature, are no approval, and cannot be passed off as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.clock import now
from pipeline.errors import VanthuError
from signing.asked import opened_by
from signing.certificates import fingerprint
from signing.demo_authority import Certified, DemoAuthority, Holder
from signing.opened import close_field, open_field
from signing.places import INITIALS, PERSONAL, REASONS, FieldPlan, Place
from signing.prepare import prepare_record
from signing.rules import may_seal, why_not_initialled
from signing.trust import Trust

DRAFTER, OFFICE = INITIALS["drafter"], INITIALS["office"]
Sign = Callable[[bytes, str, Certified], bytes]


@pytest.fixture(scope="module")
def people(authority: DemoAuthority) -> dict[str, Certified]:
    names = {"leader": "Nguyễn Văn An", "drafter": "Trần Thị Soạn", "office": "Lê Văn Phòng"}
    return {role: authority.issue(Holder(name, "Sở Thử nghiệm")) for role, name in names.items()}


@pytest.fixture(scope="module")
def draft(record: bytes, outgoing_plan: FieldPlan) -> bytes:
    boxes = {"drafter": (60.0, 250.0, 124.0, 261.0), "office": (60.0, 700.0, 124.0, 711.0)}
    places = tuple((role, Place(2, box)) for role, box in boxes.items())
    return prepare_record(record, replace(outgoing_plan, initials=places))


def sign(pdf: bytes, field: str, by: Certified) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    opened = open_field(pdf, field, by.certificate, (), now())
    return close_field(opened, by.key.sign(opened.attributes, padding.PKCS1v15(), hashes.SHA256()))  # type: ignore[call-arg,arg-type]


@pytest.mark.slow
def test_the_leader_signs_after_all_initials_and_the_seal_follows(
    draft: bytes, people: dict[str, Certified], trust: Trust
) -> None:
    expected: dict[str, str | None] = {role: fingerprint(people[role].certificate) for role in ("drafter", "office")}
    once = sign(draft, DRAFTER, people["drafter"])
    assert why_not_initialled(once, trust, expected), "one is missing"
    both = sign(once, OFFICE, people["office"])
    assert why_not_initialled(both, trust, expected) == ""
    assert why_not_initialled(both, trust, expected | {"office": fingerprint(people["drafter"].certificate)})
    assert why_not_initialled(both, trust, expected | {"office": None}), "the book knows of none"
    assert may_seal(sign(both, PERSONAL, people["leader"]), trust, person_field=PERSONAL).allowed
    assert not may_seal(both, trust, person_field=PERSONAL).allowed


def test_initials_in_the_wrong_order_or_beside_a_strangers_signature_stop_the_leader(
    draft: bytes, people: dict[str, Certified], trust: Trust
) -> None:
    expected: dict[str, str | None] = {role: fingerprint(people[role].certificate) for role in ("drafter", "office")}
    turned = sign(sign(draft, OFFICE, people["office"]), DRAFTER, people["drafter"])
    assert why_not_initialled(turned, trust, expected)
    assert why_not_initialled(turned, trust, {"drafter": expected["drafter"]})


def test_initials_after_the_leader_stop_the_seal(draft: bytes, people: dict[str, Certified], trust: Trust) -> None:
    late = sign(sign(draft, PERSONAL, people["leader"]), DRAFTER, people["drafter"])
    told = may_seal(late, trust, person_field=PERSONAL)
    assert not told.allowed and "Ký nháy sau" in told.reason.replace("ký", "Ký")


def test_a_server_cannot_call_initials_an_approval(
    draft: bytes, people: dict[str, Certified], monkeypatch: pytest.MonkeyPatch
) -> None:
    by = people["drafter"].certificate
    honest = open_field(draft, DRAFTER, by, (), now()).pdf[len(draft) :]
    assert opened_by(draft, honest, DRAFTER, by, (), now())
    with monkeypatch.context() as patched:
        patched.setitem(REASONS, DRAFTER, "Ký phê duyệt")
        lied = open_field(draft, DRAFTER, by, (), now()).pdf[len(draft) :]
    with pytest.raises(VanthuError) as caught:
        opened_by(draft, lied, DRAFTER, by, (), now())
    assert caught.value.code == "VT-SIGN-050"
