"""An office of its own for each test that asks for one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.office import database, place
from pipeline.office.place import Office


@pytest.fixture(scope="session")
def empty_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue as `vanthu init` leaves it: made once, as the migrations take longer than most tests."""
    made = place.make(tmp_path_factory.mktemp("an office") / "mẫu", "H24.94", "Sở Thông tin và Truyền thông")
    database.connect(made)
    database.close()
    return made.catalogue


@pytest.fixture
def office(tmp_path: Path, empty_catalogue: Path) -> Iterator[Office]:
    made = place.make(tmp_path / "Văn phòng", "H24.94", "Sở Thông tin và Truyền thông")
    shutil.copy(empty_catalogue, made.catalogue)
    database.connect(made)
    yield made
    database.close()


@pytest.fixture
def a_document(office: Office) -> Callable[..., Any]:
    """Makes rows of the catalogue: `a_document("a", direction="incoming", ...)`."""
    from pipeline.office.models import Document

    def make(key: str = "a", **columns: Any) -> Document:
        given = {"direction": "incoming", "state": "digitized", "source": f"{key}.jpg"} | columns
        return Document.objects.create(
            id=key * 12,
            sha256=key * 64,
            taken_at="2026-11-22T08:00:00+07:00",
            updated_at="2026-11-22T08:00:00+07:00",
            **given,
        )

    return make
