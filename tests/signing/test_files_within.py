"""A PDF/A-3u that holds a file, signed at every level: still PDF/A-3u, and good to EU DSS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest

from pipeline import clock
from pipeline.digitize.cover_sheet import cover_sheet
from pipeline.digitize.office_file import OfficeFile
from pipeline.digitize.xmp import RecordInfo
from signing.demo_authority import DemoAuthority
from tests import judges


@pytest.mark.java
def test_it_stays_pdfa_3u_at_every_level(
    at_every_level: Callable[[bytes], list[Path]], authority: DemoAuthority
) -> None:
    file = OfficeFile(
        "số liệu.ods", "application/vnd.oasis.opendocument.spreadsheet", b"PK", datetime.now(clock.VIETNAM)
    )
    paths = at_every_level(cover_sheet(file, "Quyết định số 12/QĐ-UBND", RecordInfo("Số liệu", "UBND xã", clock.now())))
    for path in paths:
        with pikepdf.open(path) as pdf:
            assert pdf.attachments["số liệu.ods"].get_file().read_bytes() == file.data
    assert judges.all_pass(judges.verapdf(paths), ("3u",)) == []
    for path, [signature] in judges.dss(paths[-2:], [authority.anchors / "demo.pem"]).items():
        assert signature.indication == "TOTAL_PASSED", path
