"""The validation report of ETSI TS 119 102-2: true to ETSI's schema, and to the verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from signing.demo_authority import Certified, DemoAuthority, Holder
from signing.etsi import NAMESPACE, etsi_report
from signing.report import FileVerdict
from signing.trust import Trust
from signing.verdict import judge
from tests import judges
from tests.signing.attacks import ATTACKS
from tests.signing.plain import plain_sign, stamper
from tests.signing.test_good_files import context

VR = {"vr": NAMESPACE}


@pytest.fixture(scope="module")
def person(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Phạm Văn Cường", "Sở Tài chính"))


@pytest.fixture(scope="module")
def clock(authority: DemoAuthority) -> Certified:
    return authority.issue(Holder("Dấu thời gian", "Ban Cơ yếu", time_stamps=True))


@pytest.fixture(scope="module")
def verdicts(
    record: bytes, authority: DemoAuthority, trust: Trust, person: Certified, clock: Certified
) -> dict[str, FileVerdict]:
    signed = plain_sign(record, person)
    meta = {"embed_validation_info": True, "validation_context": context(authority), "use_pades_lta": True}
    archived = plain_sign(record, person, stamps=stamper(clock), **meta)
    return {
        "good": judge(signed, trust),
        "archived": judge(archived, trust),
        "two people": judge(plain_sign(archived, person, "Signature2"), trust),
        "no anchor": judge(signed, Trust()),
        "expired": judge(signed, trust, now=datetime.now(UTC) + timedelta(days=3000)),
        "forged": judge(ATTACKS["content_replaced"](signed), trust),
        "tail": judge(ATTACKS["text_after_the_end"](signed), trust),
        "wrapped": judge(ATTACKS["range_null"](signed), trust),
        "unsigned": judge(record, trust),
        "junk": judge(b"%PDF-1.7 junk", trust),
        "old digest": judge(plain_sign(record, person, digest="sha1"), trust),
    }


def main_indications(verdict: FileVerdict) -> list[str]:
    root = etree.fromstring(etsi_report(verdict))
    path = "vr:SignatureValidationReport/vr:SignatureValidationStatus/vr:MainIndication"
    return [found.text.rpartition(":")[2] for found in root.findall(path, VR)]


@pytest.mark.slow
@pytest.mark.java
def test_every_report_fits_the_schema_of_etsi(verdicts: dict[str, FileVerdict]) -> None:
    schema = judges.etsi_schema()
    for name, verdict in verdicts.items():
        assert schema.validate(etree.fromstring(etsi_report(verdict))), f"{name}: {schema.error_log}"


@pytest.mark.slow
def test_a_report_says_what_the_verdict_says(verdicts: dict[str, FileVerdict]) -> None:
    told = {name: main_indications(verdict) for name, verdict in verdicts.items()}
    assert told == {
        "good": ["total-passed"],
        "archived": ["total-passed"],
        "two people": ["total-passed", "total-passed"],
        "no anchor": ["indeterminate"],
        "expired": ["indeterminate"],
        "forged": ["total-failed"],
        "tail": ["total-failed"],
        "wrapped": told["wrapped"],
        "unsigned": ["noSignatureFound"],
        "junk": ["indeterminate"],
        "old digest": ["indeterminate"],
    }
    assert "total-passed" not in told["wrapped"]


@pytest.mark.slow
def test_what_is_wrong_with_the_file_is_said_of_its_signatures(verdicts: dict[str, FileVerdict]) -> None:
    good = replace(verdicts["good"], whole="INDETERMINATE", reasons=("Sau phần cuối của tệp còn dữ liệu.",))
    root = etree.fromstring(etsi_report(good))
    assert main_indications(good) == ["indeterminate"]
    assert "FORMAT_FAILURE" in root.findtext(".//vr:SubIndication", namespaces=VR)
    assert "còn dữ liệu" in root.findtext(".//vr:ReportData/vr:Value", namespaces=VR)


@pytest.mark.slow
def test_certificates_and_time_stamps_are_there_once_and_referred_to(verdicts: dict[str, FileVerdict]) -> None:
    root = etree.fromstring(etsi_report(verdicts["two people"]))
    ids = [item.get("id") for item in root.iter(f"{{{NAMESPACE}}}ValidationObject")]
    assert len(ids) == len(set(ids)) == 4  # the root, the person, the clock, one document time stamp
    referred = {item.get("VOReference") for item in root.iter() if item.get("VOReference")}
    assert referred <= set(ids)
    best = root.findtext(".//vr:BestSignatureTime/vr:POETime", namespaces=VR)
    first = verdicts["two people"].signatures[0]
    assert first.best_time is not None
    assert best == first.best_time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
