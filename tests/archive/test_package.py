"""Records go out under names a person and every file system can read, and no export eats another."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.archive.package import NamedRecord, export_pdf, safe_name
from pipeline.errors import VanthuError


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("21/2026/TT-BCT", "21_2026_TT-BCT"),
        ("123/UBND-VP", "123_UBND-VP"),
        ("45/QĐ-UBND", "45_QD-UBND"),
        ("7816/VPCP-TTĐT", "7816_VPCP-TTDT"),
        ("../../etc/passwd", "etc_passwd"),
        ("", "k7d2m9qx4tfa"),
        ("///", "k7d2m9qx4tfa"),
        ("1/" + "X" * 300, "1_" + "X" * 98),
    ],
)
def test_names_say_what_they_are(code: str, name: str):
    assert safe_name(NamedRecord("k7d2m9qx4tfa", code, Path("record.pdf"))) == name


@pytest.fixture
def records(tmp_path: Path) -> list[NamedRecord]:
    made = []
    for n, code in enumerate(("12/UBND-VP", "12/UBND-VP", "")):
        path = tmp_path / f"content{n}"
        path.write_bytes(f"%PDF-1.7 document {n}".encode())
        made.append(NamedRecord(f"id{n}", code, path))
    return made


def test_every_record_becomes_a_file_of_its_own(records: list[NamedRecord], tmp_path: Path):
    files = export_pdf(records, tmp_path / "a" / "b")
    assert [file.name for file in files] == ["12_UBND-VP.pdf", "12_UBND-VP_id1.pdf", "id2.pdf"]
    assert [file.read_bytes() for file in files] == [record.path.read_bytes() for record in records]
    assert sorted((tmp_path / "a" / "b").iterdir()) == sorted(files)


def test_exporting_again_replaces_the_same_record_also_after_a_signature(records: list[NamedRecord], tmp_path: Path):
    first = export_pdf(records, tmp_path / "out")
    records[0].path.write_bytes(records[0].path.read_bytes() + b" and a signature")
    assert export_pdf(records, tmp_path / "out") == first
    assert first[0].read_bytes().endswith(b" and a signature")
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_another_document_with_the_same_number_is_not_overwritten(records: list[NamedRecord], tmp_path: Path):
    first = export_pdf(records[:1], tmp_path / "out")
    second = export_pdf(records[1:2], tmp_path / "out")
    assert second[0].name == "12_UBND-VP_id1.pdf"
    assert first[0].read_bytes() == records[0].path.read_bytes()


def test_a_place_that_cannot_be_written_is_a_storage_fault(records: list[NamedRecord], tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(VanthuError, match="VT-ARCH-"):
        export_pdf(records, tmp_path / "file")
