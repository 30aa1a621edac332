"""An office of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.office import database, place
from pipeline.office.place import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = place.make(tmp_path / "Văn phòng", "H24.94", "Sở Thông tin và Truyền thông")
    database.connect(made)
    yield made
    database.close()


@pytest.fixture
def a_document(office: Office):
    """Makes rows of the catalogue: `a_document("a", direction="incoming", ...)`."""
    from pipeline.office.models import Document

    def make(key: str = "a", **columns):
        given = {"direction": "incoming", "state": "digitized", "source": f"{key}.jpg"} | columns
        return Document.objects.create(
            id=key * 12,
            sha256=key * 64,
            taken_at="2026-11-22T08:00:00+07:00",
            updated_at="2026-11-22T08:00:00+07:00",
            **given,
        )

    return make
