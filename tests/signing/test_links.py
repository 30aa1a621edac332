"""A record that leads somewhere (web, mail, another page, bookmarks), signed: it still leads there, and is PDF/A-2u and sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from signing.demo_authority import DemoAuthority
from signing.places import AGENCY as SEAL
from signing.places import plan_incoming
from signing.prepare import page_sizes, prepare_record
from signing.sign import LEVELS, sign_field
from signing.tokens import open_token
from signing.trust import Trust
from signing.verdict import judge
from tests import judges
from tests.digitize.born import leading_record
from tests.signing.conftest import AGENCY


def leads(path: Path) -> list[list[str]]:
    with pikepdf.open(path) as pdf:
        return [
            [
                str(note.A.URI) if "/A" in note else "page"
                for note in page.obj.get("/Annots", [])
                if note.Subtype == "/Link"
            ]
            for page in pdf.pages
        ]


@pytest.mark.slow
@pytest.mark.java
def test_a_record_with_links_is_signed_at_every_level(
    authority: DemoAuthority, pin: Callable, time_stamps: str, trust: Trust, tmp_path: Path
) -> None:
    record, _ = leading_record(tmp_path)
    prepared = prepare_record(record.read_bytes(), plan_incoming(page_sizes(record.read_bytes())))
    (tmp_path / "prepared.pdf").write_bytes(prepared)
    paths = [record, tmp_path / "prepared.pdf"]
    with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
        for level in LEVELS:
            done = sign_field(prepared, SEAL, key, level=level, timestamp_urls=[time_stamps], trust=trust)
            assert judge(done.pdf, trust).verdict == "TOTAL-PASSED"
            paths.append(tmp_path / f"{level}.pdf")
            paths[-1].write_bytes(done.pdf)
    wanted = leads(record)
    assert [len(links) for links in wanted] == [3, 1, 0]
    assert all(leads(path) == wanted for path in paths)
    with pikepdf.open(paths[-1]) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Chương I", "Chương II"]
    assert judges.all_pass(judges.verapdf(paths)) == []
    [[signature]] = judges.dss(paths[-1:], [authority.anchors / "demo.pem"]).values()
    assert signature.indication == "TOTAL_PASSED"
