"""A PDF/A-3u that holds a file, signed at every level: still PDF/A-3u, and good to EU DSS."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest

from pipeline import clock
from pipeline.digitize.cover_sheet import cover_sheet
from pipeline.digitize.office_file import OfficeFile
from pipeline.digitize.xmp import RecordInfo
from signing.appearance import attachment_appearance
from signing.demo_authority import DemoAuthority
from signing.places import AGENCY as FIELD
from signing.places import plan_incoming
from signing.prepare import page_sizes, prepare_record
from signing.sign import LEVELS, sign_field
from signing.tokens import open_token
from signing.trust import Trust
from signing.verdict import judge
from tests import judges
from tests.signing.conftest import AGENCY


@pytest.mark.java
def test_it_stays_pdfa_3u_at_every_level(
    authority: DemoAuthority, pin: Callable, time_stamps: str, trust: Trust, tmp_path: Path
) -> None:
    file = OfficeFile(
        "số liệu.ods", "application/vnd.oasis.opendocument.spreadsheet", b"PK", datetime.now(clock.VIETNAM)
    )
    cover = cover_sheet(file, "Quyết định số 12/QĐ-UBND", RecordInfo("Số liệu", "UBND xã", clock.now()))
    prepared = prepare_record(cover, plan_incoming(page_sizes(cover)))
    paths = []
    with open_token([authority.module], AGENCY, pin(AGENCY)) as key:
        for level in LEVELS:
            done = sign_field(
                prepared, FIELD, key, appearance=attachment_appearance("12/QĐ-UBND"), level=level,
                timestamp_urls=[time_stamps], trust=trust,
            )  # fmt: skip
            assert (done.level, done.notes) == (level, ())
            assert judge(done.pdf, trust).verdict == "TOTAL-PASSED"
            with pikepdf.open(io.BytesIO(done.pdf)) as pdf:
                assert pdf.attachments["số liệu.ods"].get_file().read_bytes() == file.data
            paths.append(tmp_path / f"{level}.pdf")
            paths[-1].write_bytes(done.pdf)
    assert judges.all_pass(judges.verapdf(paths), ("3u",)) == []
    for path, [signature] in judges.dss(paths[2:], [authority.anchors / "demo.pem"]).items():
        assert signature.indication == "TOTAL_PASSED", path
