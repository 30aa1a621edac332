"""A server asks for a signature: the one in the field of the document that was shown is given, anything else is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from pipeline.clock import now
from pipeline.errors import VanthuError
from signing.appearance import agency_appearance, personal_appearance
from signing.asked import opened_by
from signing.demo_authority import Certified, DemoAuthority, Holder
from signing.increment import Increment
from signing.opened import check_signed, close_field, open_field
from signing.places import AGENCY, DATE, PERSONAL
from signing.trust import Trust
from signing.verdict import judge


@pytest.fixture(scope="module")
def leader(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Nguyễn Văn An", "Sở Thử nghiệm"))


def sign(leader: Certified, attributes: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return leader.key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())  # type: ignore[call-arg,arg-type]


def test_what_both_sides_compute_is_one_signature(
    outgoing: bytes, leader: Certified, trust: Trust, image: Callable[..., object]
) -> None:
    look = personal_appearance(image("chu-ky.png", (0, 0, 160)))  # type: ignore[arg-type]
    server = open_field(outgoing, PERSONAL, leader.certificate, (), now(), appearance=look)
    signer = opened_by(outgoing, server.pdf[len(outgoing) :], PERSONAL, leader.certificate, (), now())
    assert signer.attributes == server.attributes
    done = close_field(server, sign(leader, signer.attributes))
    check_signed(outgoing, done, PERSONAL, leader.certificate, "token")
    assert judge(done, trust).verdict == "TOTAL-PASSED"


def test_a_signed_record_is_sealed_the_same_way(outgoing: bytes, leader: Certified, authority: DemoAuthority) -> None:
    first = open_field(outgoing, PERSONAL, leader.certificate, (), now())
    signed = close_field(first, sign(leader, first.attributes))
    agency = authority.issue(Holder("Sở Thử nghiệm", "Sở Thử nghiệm"))
    server = open_field(signed, AGENCY, agency.certificate, (), now(), appearance=agency_appearance())
    assert opened_by(signed, server.pdf[len(signed) :], AGENCY, agency.certificate, (), now()).gap == server.gap


def lies(outgoing: bytes, leader: Certified, other: Certified) -> dict[str, bytes]:
    """Updates that a dishonest server may send for a document that was shown."""

    def opened(before: bytes = outgoing, field: str = PERSONAL) -> bytes:
        return open_field(before, field, leader.certificate, (), now()).pdf

    honest = opened()
    update = honest[len(outgoing) :]
    made = {"another field": opened(field=AGENCY)[len(outgoing) :]}

    filled = Increment.of(outgoing)
    date = filled.field(DATE)
    date[pdf_name("/V")] = generic.TextStringObject("ngày 1 tháng 1 năm 2001")
    filled.update_container(date)
    made["a field filled before"] = opened(filled.bytes())[len(outgoing) :]

    painted = Increment.of(outgoing)
    page = painted.root["/Pages"]["/Kids"][0]
    content = painted.add_object(generic.StreamObject(stream_data=b"0 0 0 rg 0 0 600 800 re f"))
    page[pdf_name("/Contents")] = generic.ArrayObject([content])
    painted.update_container(page)
    made["a page painted over"] = opened(painted.bytes())[len(outgoing) :]

    class Moved(Increment):
        def draw(self, field: generic.DictionaryObject, content: bytes, resources: generic.DictionaryObject) -> None:
            field[pdf_name("/Rect")] = generic.ArrayObject([generic.FloatObject(v) for v in (0, 0, 595, 842)])
            super().draw(field, content, resources)

    moved = pytest.MonkeyPatch()
    moved.setattr("signing.opened.Increment", Moved)
    made["a box over the whole page"] = opened()[len(outgoing) :]
    moved.undo()

    class Active(Increment):
        def update_container(self, obj: generic.PdfObject) -> None:
            if isinstance(obj, generic.DictionaryObject) and obj.get("/FT") == "/Sig":
                obj[pdf_name("/A")] = generic.DictionaryObject({pdf_name("/S"): pdf_name("/JavaScript")})
            super().update_container(obj)

    active = pytest.MonkeyPatch()
    active.setattr("signing.opened.Increment", Active)
    made["an action"] = opened()[len(outgoing) :]
    active.undo()

    made["an object no table lists"] = update.replace(b"xref\n", b"5 0 obj\n<< >>\nendobj\nxref\n", 1)
    made["a tail"] = update + b"1 0 obj\n<< >>\nendobj\n"
    made["another's name"] = open_field(outgoing, PERSONAL, other.certificate, (), now()).pdf[len(outgoing) :]
    start = update.index(b"/Contents")
    made["a gap that is not empty"] = update[: start + 40] + b"41" + update[start + 42 :]
    made["a shorter range"] = re.sub(rb"/ByteRange \[0 (\d+)", lambda found: b"/ByteRange [9 " + found[1], update)
    made["nothing"] = b""
    made["rubbish"] = b"%PDF-1.7\n" * 20
    return made


NAMES = (
    "another field", "a field filled before", "a page painted over", "a box over the whole page", "an action",
    "an object no table lists", "a tail", "another's name", "a gap that is not empty", "a shorter range", "nothing", "rubbish",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(outgoing: bytes, leader: Certified, authority: DemoAuthority) -> dict[str, bytes]:
    return lies(outgoing, leader, authority.issue(Holder("Lê Thị Khác", "Sở Thử nghiệm")))


@pytest.mark.parametrize("lie", NAMES)
def test_anything_else_is_not_signed(outgoing: bytes, leader: Certified, told: dict[str, bytes], lie: str) -> None:
    with pytest.raises(VanthuError) as caught:
        opened_by(outgoing, told[lie], PERSONAL, leader.certificate, (), now())
    assert caught.value.code == "VT-SIGN-050"


def test_a_signature_is_over_what_was_shown_whatever_the_server_has(
    outgoing: bytes, incoming: bytes, leader: Certified
) -> None:
    server = open_field(outgoing, PERSONAL, leader.certificate, (), now())
    update = server.pdf[len(outgoing) :]
    for shown in (incoming, outgoing + b"\n"):
        with pytest.raises(VanthuError) as caught:
            opened_by(shown, update, PERSONAL, leader.certificate, (), now())
        assert caught.value.code == "VT-SIGN-050"
    shown = outgoing.replace(b"/Lang (vi)", b"/Lang (en)", 1)
    signer = opened_by(shown, update, PERSONAL, leader.certificate, (), now())
    with pytest.raises(VanthuError) as caught:
        done = close_field(server, sign(leader, signer.attributes))
        check_signed(outgoing, done, PERSONAL, leader.certificate, "token")
    assert caught.value.code == "VT-SIGN-015", "what the server has is not what was signed"


@pytest.mark.parametrize("apart", [timedelta(minutes=-11), timedelta(minutes=11)])
def test_a_time_that_is_not_ours_is_not_signed(outgoing: bytes, leader: Certified, apart: timedelta) -> None:
    update = open_field(outgoing, PERSONAL, leader.certificate, (), now() + apart).pdf[len(outgoing) :]
    with pytest.raises(VanthuError) as caught:
        opened_by(outgoing, update, PERSONAL, leader.certificate, (), now())
    assert caught.value.code == "VT-SIGN-051"
