"""What is handed out of the archive: never a damaged object."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import VanthuError
from pipeline.office import documents
from pipeline.work import room
from pipeline.work.services import cabinet


def test_a_damaged_object_is_not_handed_out_until_it_is_mended(office, a_document, tmp_path):
    row = a_document(version=1, record_version=1)
    where = room.enter(office)
    where.keep(documents.record_of(row), {"record.pdf": b"%PDF-1.7 as signed"}, "thử", "thử")
    kept = where.record_path(documents.record_of(row))
    whole = kept.read_bytes()
    kept.chmod(0o644)
    kept.write_bytes(b"%PDF-1.7 as forged")
    with pytest.raises(VanthuError) as refused:
        cabinet.export(where, [row.pk], tmp_path / "out", "pdf", [])
    assert refused.value.code == "VT-WORK-019"
    assert not (tmp_path / "out").exists()
    kept.write_bytes(whole)
    [file] = cabinet.export(where, [row.pk], tmp_path / "out", "pdf", [])["files"]
    assert Path(file).read_bytes() == whole
