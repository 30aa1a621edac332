"""A record that leads somewhere (web, mail, another page, bookmarks), signed: it still leads there, and is PDF/A-2u and sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from signing.demo_authority import DemoAuthority
from tests import judges
from tests.digitize.born import leading_record


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


@pytest.mark.java
def test_a_record_with_links_is_signed_at_every_level(
    at_every_level: Callable[[bytes], list[Path]], authority: DemoAuthority, tmp_path: Path
) -> None:
    record, _ = leading_record(tmp_path)
    paths = [record, *at_every_level(record.read_bytes())]
    wanted = leads(record)
    assert [len(links) for links in wanted] == [3, 1, 0]
    assert all(leads(path) == wanted for path in paths)
    with pikepdf.open(paths[-1]) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Chương I", "Chương II"]
    assert judges.all_pass(judges.verapdf(paths)) == []
    [[signature]] = judges.dss(paths[-1:], [authority.anchors / "demo.pem"]).values()
    assert signature.indication == "TOTAL_PASSED"
