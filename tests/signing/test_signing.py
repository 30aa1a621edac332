"""A record on its way: prepared, signed by the person, numbered and dated, sealed by the agency; judged at each step."""

from __future__ import annotations

import io
import socket
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from pipeline.clock import now
from pipeline.errors import VanthuError
from signing.appearance import agency_appearance, copy_appearance, personal_appearance
from signing.demo_authority import DemoAuthority
from signing.fill import fill_fields
from signing.places import AGENCY as SEAL
from signing.places import DATE, NUMBER, PERSONAL, FieldPlan, Place, plan_incoming, plan_outgoing
from signing.prepare import page_sizes, prepare_record
from signing.rules import may_seal
from signing.sign import sign_field
from signing.tokens import open_token
from signing.trust import Trust
from signing.verdict import judge
from tests import judges
from tests.signing.conftest import AGENCY, CURVE, LEADER
from tests.signing.records import scanned_record

VALUES = {NUMBER: "125/QĐ-SNV", DATE: "Hải Phòng, ngày 22 tháng 11 năm 2026"}


@pytest.fixture(scope="module")
def steps(
    authority: DemoAuthority,
    pin: Callable,
    record: bytes,
    outgoing: bytes,
    time_stamps: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Path]:
    """The record after each step, as files."""
    folder = tmp_path_factory.mktemp("steps")
    made = [record, outgoing]
    with open_token([authority.module], LEADER, pin(LEADER)) as key:
        made.append(sign_field(outgoing, PERSONAL, key, timestamp_urls=[time_stamps]).pdf)
    made.append(fill_fields(made[-1], VALUES))
    with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
        made.append(sign_field(made[-1], SEAL, key, timestamp_urls=[time_stamps]).pdf)
    paths = [folder / f"{number}.pdf" for number in range(len(made))]
    for path, data in zip(paths, made, strict=True):
        path.write_bytes(data)
    return paths


def test_every_step_after_the_fields_only_appends(steps: list[Path]) -> None:
    data = [path.read_bytes() for path in steps[1:]]
    assert all(later.startswith(earlier) for earlier, later in pairwise(data))


def test_preparing_again_changes_nothing(outgoing: bytes, outgoing_plan: FieldPlan) -> None:
    assert prepare_record(outgoing, outgoing_plan) == outgoing


@pytest.mark.slow
def test_fields_cannot_be_made_after_a_signature(
    record: bytes, incoming: bytes, authority: DemoAuthority, pin: Callable
) -> None:
    with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
        sealed = sign_field(incoming, SEAL, key).pdf
    with pytest.raises(VanthuError) as caught:
        prepare_record(sealed, FieldPlan(personal=Place(1, (10, 10, 90, 50))))
    assert caught.value.code == "VT-SIGN-024"


@pytest.mark.java
def test_every_step_is_pdfa(steps: list[Path]) -> None:
    assert not judges.all_pass(judges.verapdf(steps))


@pytest.mark.java
def test_both_signatures_pass_eu_dss(steps: list[Path], authority: DemoAuthority) -> None:
    anchors, lists = [authority.anchors / "demo.pem"], [authority.anchors / "demo.crl"]
    signatures = judges.dss([steps[-1]], anchors, lists)[steps[-1].absolute()]
    assert [(s.field, s.indication, s.level) for s in signatures] == [
        (PERSONAL, "TOTAL_PASSED", "PAdES-BASELINE-T"),
        (SEAL, "TOTAL_PASSED", "PAdES-BASELINE-T"),
    ]
    assert [s.signer for s in signatures] == ["Nguyễn Văn An", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"]


def test_our_verdict_agrees_and_knows_that_the_number_came_later(steps: list[Path], trust: Trust) -> None:
    verdict = judge(steps[-1].read_bytes(), trust)
    assert verdict.verdict == "TOTAL-PASSED"
    person, agency = verdict.signatures
    assert (person.level, agency.level) == ("B-T", "B-T")
    assert (person.modified_after, agency.modified_after) == (True, False)
    assert agency.covers_whole_file


def test_a_number_filled_in_but_not_sealed_is_not_passed(steps: list[Path], trust: Trust) -> None:
    assert judge(steps[2].read_bytes(), trust).verdict == "TOTAL-PASSED"
    assert judge(steps[3].read_bytes(), trust).verdict == "INDETERMINATE"


def test_number_and_date_are_read_by_others(steps: list[Path]) -> None:
    text = judges.pdftotext(steps[-1])[0]
    assert VALUES[NUMBER] in text and VALUES[DATE] in text


def test_the_signature_is_an_approval_in_vietnams_time(steps: list[Path]) -> None:
    with pikepdf.open(steps[-1]) as document:
        values = [field.V for field in document.Root.AcroForm.Fields if pikepdf.Name.Sig == field.FT]
        assert "/Perms" not in document.Root and "/NeedAppearances" not in document.Root.AcroForm
        for value in values:
            assert value.SubFilter == pikepdf.Name("/ETSI.CAdES.detached")
            assert str(value.M).endswith("+07'00'") and str(value.M)[2:6] == str(now().year)


def test_a_signed_field_is_not_signed_again(steps: list[Path], authority: DemoAuthority, pin: Callable) -> None:
    with open_token([authority.module], LEADER, pin(LEADER)) as key:
        with pytest.raises(VanthuError) as caught:
            sign_field(steps[-1].read_bytes(), PERSONAL, key)
        assert caught.value.code == "VT-SIGN-022"
        with pytest.raises(VanthuError) as caught:
            sign_field(steps[0].read_bytes(), PERSONAL, key)
        assert caught.value.code == "VT-SIGN-021"
        with pytest.raises(VanthuError) as caught:
            sign_field(b"%PDF-1.7 broken", PERSONAL, key)
        assert caught.value.code == "VT-SIGN-020"


@pytest.mark.slow
def test_the_seal_waits_for_the_person(
    steps: list[Path], trust: Trust, authority: DemoAuthority, pin: Callable, outgoing: bytes
) -> None:
    prepared, signed, filled = (path.read_bytes() for path in steps[1:4])
    assert not may_seal(prepared, trust, person_field=PERSONAL).allowed
    assert may_seal(signed, trust, person_field=PERSONAL).allowed
    assert may_seal(filled, trust, person_field=PERSONAL, expected_signer="Nguyễn Văn An").allowed
    assert not may_seal(filled, trust, person_field=PERSONAL, expected_signer="Trần Văn Khác").allowed
    assert not may_seal(filled, Trust(), person_field=PERSONAL).allowed
    flipped = bytearray(filled)
    flipped[len(flipped) // 4] ^= 1
    assert not may_seal(bytes(flipped), trust, person_field=PERSONAL).allowed
    with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
        only_sealed = sign_field(outgoing, SEAL, key).pdf
    assert not may_seal(only_sealed, trust, person_field=PERSONAL).allowed


def test_missing_revocation_data_is_recorded_and_stops_no_seal(steps: list[Path], trust: Trust) -> None:
    answer = may_seal(steps[3].read_bytes(), Trust(trust.anchors), person_field=PERSONAL)
    assert answer.allowed
    assert any("thu hồi" in note for note in answer.notes)


@pytest.mark.slow
def test_a_server_that_is_away_costs_a_level_and_no_signature(
    incoming: bytes, authority: DemoAuthority, pin: Callable, time_stamps: str, trust: Trust
) -> None:
    with socket.socket() as silent:  # listens and never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        hung = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
            bare = sign_field(incoming, SEAL, key, timestamp_urls=["http://127.0.0.1:1/", hung], timestamp_seconds=1)
            stamped = sign_field(incoming, SEAL, key, timestamp_urls=["http://127.0.0.1:1/", time_stamps])
            plain = sign_field(incoming, SEAL, key)
            asked = sign_field(incoming, SEAL, key, timestamp_urls=[time_stamps], level="B-B")
    assert (bare.level, stamped.level, plain.level, asked.level) == ("B-B", "B-T", "B-B", "B-B")
    assert len(bare.notes) == 3 and "kết nối" in bare.notes[0] and "không trả lời kịp" in bare.notes[1]
    assert len(stamped.notes) == 1 and plain.notes == asked.notes == ()
    assert judge(bare.pdf, trust).verdict == judge(stamped.pdf, trust).verdict == "TOTAL-PASSED"


@pytest.mark.slow
def test_what_a_server_answers_wrongly_is_not_put_in(incoming: bytes, authority: DemoAuthority, pin: Callable) -> None:
    import http.server
    import threading

    class Liar(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>not a time stamp</html>")

        def log_message(self, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Liar) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
            signed = sign_field(incoming, SEAL, key, timestamp_urls=[f"http://127.0.0.1:{server.server_port}/"])
        server.shutdown()
    assert signed.level == "B-B" and "RFC 3161" in signed.notes[0]


PAGES = [
    (595.28, 841.89, 0),
    (595.28, 841.89, 90),
    (595.28, 841.89, 180),
    (595.28, 841.89, 270),
    (300.0, 420.0, 0),
    (1190.0, 842.0, 270),
]
FORMS = ("SAO Y", "SAO LỤC", "TRÍCH SAO") * 2  # a page each


@pytest.fixture(scope="module")
def copies(authority: DemoAuthority, pin: Callable, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The agency's copies on pages turned and of odd sizes."""
    folder, made = tmp_path_factory.mktemp("copies"), []
    with open_token([authority.module], CURVE, pin(CURVE)) as key:
        for number, (width, height, rotation) in enumerate(PAGES):
            scan = scanned_record(1, rotation, (width, height))
            copy = prepare_record(scan, plan_incoming(page_sizes(scan)))
            appearance = copy_appearance("Sở Thông tin và Truyền thông thành phố Hải Phòng", FORMS[number])
            (folder / f"{number}-before.pdf").write_bytes(copy)
            made.append(folder / f"{number}.pdf")
            made[-1].write_bytes(sign_field(copy, SEAL, key, appearance=appearance).pdf)
    return made


def drawn(path: Path) -> np.ndarray:
    """The first page as poppler draws it, grey, a pixel a point."""
    command = ["pdftoppm", "-r", "72", "-gray", "-singlefile", str(path)]
    with Image.open(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout)) as picture:
        return np.asarray(picture, dtype=int)


@pytest.mark.slow
def test_the_copy_block_stands_upright_at_the_top_right(copies: list[Path]) -> None:
    for path in copies:
        before, after = drawn(path.with_name(f"{path.stem}-before.pdf")), drawn(path)
        rows, columns = (abs(after - before) > 40).nonzero()
        height, width = after.shape
        assert len(rows) > 100, path
        assert columns.min() > width * 0.5 and rows.max() < height * 0.12
        # lines of print are wider than high: upright
        assert columns.max() - columns.min() > 2 * (rows.max() - rows.min())


@pytest.mark.java
def test_copies_on_all_pages_are_pdfa_and_pass_eu_dss(
    copies: list[Path], authority: DemoAuthority, trust: Trust
) -> None:
    assert not judges.all_pass(judges.verapdf(copies))
    found = judges.dss(copies, [authority.anchors / "demo.pem"], [authority.anchors / "demo.crl"])
    assert {s.indication for signatures in found.values() for s in signatures} == {"TOTAL_PASSED"}
    assert {judge(path.read_bytes(), trust).verdict for path in copies} == {"TOTAL-PASSED"}


@pytest.mark.slow
def test_the_copy_block_says_form_agency_and_time(copies: list[Path]) -> None:
    for path, form in zip(copies, FORMS, strict=True):
        assert form in " ".join(judges.pdftotext(path)[0].split()), path
    text = " ".join(judges.pdftotext(copies[0])[0].split())
    assert "Sở Thông tin và Truyền thông thành phố Hải Phòng" in text
    assert f"{now().year}-" in text and "+07:00" in text


@pytest.fixture(scope="module")
def illustrated(
    authority: DemoAuthority, pin: Callable, outgoing: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Signed with images: the leader's hand in blue, the seal in red."""
    folder = tmp_path_factory.mktemp("images")
    for name, colour in (("ky.png", (20, 40, 160)), ("dau.png", (205, 30, 40))):
        picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
        ImageDraw.Draw(picture).ellipse((10, 10, 290, 290), outline=(*colour, 255), width=20)
        picture.save(folder / name)
    with open_token([authority.module], LEADER, pin(LEADER)) as key:
        signed = sign_field(outgoing, PERSONAL, key, appearance=personal_appearance(folder / "ky.png")).pdf
    with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
        sealed = sign_field(signed, SEAL, key, appearance=agency_appearance(folder / "dau.png")).pdf
    (folder / "ky-dau.pdf").write_bytes(sealed)
    return folder / "ky-dau.pdf"


@pytest.mark.java
def test_images_keep_pdfa_and_pass(illustrated: Path, authority: DemoAuthority, trust: Trust) -> None:
    assert not judges.all_pass(judges.verapdf([illustrated]))
    found = judges.dss([illustrated], [authority.anchors / "demo.pem"], [authority.anchors / "demo.crl"])
    assert [s.indication for s in found[illustrated.absolute()]] == ["TOTAL_PASSED", "TOTAL_PASSED"]
    assert judge(illustrated.read_bytes(), trust).verdict == "TOTAL-PASSED"


def test_the_seal_lies_over_a_third_of_the_signature_on_its_left(record: bytes, outgoing_plan: FieldPlan) -> None:
    assert outgoing_plan.personal is not None and outgoing_plan.agency is not None
    hand, seal = outgoing_plan.personal.box, outgoing_plan.agency.box
    assert hand is not None and seal is not None
    assert seal[2] == pytest.approx(hand[0] + (hand[2] - hand[0]) / 3)
    assert (seal[1] + seal[3]) / 2 == pytest.approx((hand[1] + hand[3]) / 2)
    assert seal[2] - seal[0] == pytest.approx(38 * 72 / 25.4)
    assert hand[1] >= 576 and hand[3] <= 660  # between position and name
    assert (hand[0] + hand[2]) / 2 == pytest.approx(430)  # centred on the name


def test_without_a_name_the_signature_stands_low_on_the_last_page(record: bytes) -> None:
    plan = plan_outgoing(page_sizes(record))
    assert plan.personal is not None and plan.personal.page == 2
    assert plan.number == Place(1, None)


def test_unseen_fields_carry_their_values(record: bytes) -> None:
    filled = fill_fields(prepare_record(record, plan_outgoing(page_sizes(record))), VALUES)
    with pikepdf.open(io.BytesIO(filled)) as document:
        said = {str(field.T): str(field.get("/V", "")) for field in document.Root.AcroForm.Fields}
    assert said[NUMBER] == VALUES[NUMBER] and said[DATE] == VALUES[DATE]


def test_what_cannot_be_written_is_refused(outgoing: bytes) -> None:
    for value in ("số " * 200, "文書番号"):
        with pytest.raises(VanthuError) as caught:
            fill_fields(outgoing, {NUMBER: value})
        assert caught.value.code == "VT-SIGN-025"
    with pytest.raises(VanthuError):
        fill_fields(outgoing, {"KhongCo": "1"})


@pytest.fixture(scope="module")
def archived(
    authority: DemoAuthority,
    pin: Callable,
    outgoing: bytes,
    time_stamps: str,
    trust: Trust,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The person at B-T, the agency at B-LTA over it."""
    with open_token([authority.module], LEADER, pin(LEADER)) as key:
        signed = sign_field(outgoing, PERSONAL, key, timestamp_urls=[time_stamps]).pdf
    with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
        sealed = sign_field(signed, SEAL, key, timestamp_urls=[time_stamps], level="B-LTA", trust=trust)
    assert (sealed.level, sealed.notes) == ("B-LTA", ())
    path = tmp_path_factory.mktemp("archived") / "lta.pdf"
    path.write_bytes(sealed.pdf)
    return path


@pytest.mark.slow
def test_for_the_archive_both_are_judged_from_the_file_alone(archived: Path, trust: Trust) -> None:
    verdict = judge(archived.read_bytes(), Trust(trust.anchors))
    assert verdict.verdict == "TOTAL-PASSED", verdict
    assert [s.level for s in verdict.signatures] == ["B-LTA", "B-LTA", "DocTimeStamp"]


@pytest.mark.java
def test_for_the_archive_eu_dss_needs_no_list_of_ours(archived: Path, authority: DemoAuthority) -> None:
    assert not judges.all_pass(judges.verapdf([archived]))
    found = judges.dss([archived], [authority.anchors / "demo.pem"])[archived.absolute()]
    assert [(s.indication, s.level[-3:]) for s in found] == [("TOTAL_PASSED", "LTA"), ("TOTAL_PASSED", "LTA")]


@pytest.mark.slow
def test_without_revocation_data_the_level_stays(
    incoming: bytes, authority: DemoAuthority, pin: Callable, time_stamps: str, trust: Trust
) -> None:
    with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
        signed = sign_field(incoming, SEAL, key, timestamp_urls=[time_stamps], level="B-LT", trust=Trust(trust.anchors))
    assert signed.level == "B-T" and "B-T" in signed.notes[0]
    assert judge(signed.pdf, trust).verdict == "TOTAL-PASSED"
