"""The pages that are measured: drawn afresh from a seed, the ready samples, or a folder of one's own with truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.samples import showcase, truth
from tests.samples.drafts import Wish

SEED = "benchmark-1"


@dataclass(frozen=True)
class Paper:
    """One file as a clerk would drop it, and what is printed on each of its pages."""

    file: Path
    pages: list[list[dict[str, Any]]]
    profile: str


def drawn(folder: Path, count: int, seed: str = SEED) -> list[Paper]:
    """Documents of tests/samples by a fixed seed; several pages come as one TIFF or one PDF, as scanners give them."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = []
    for number in range(count):
        _, pages, habit = truth.document(f"{seed}:{number}", Wish())
        suffix, data = pages[0].suffix, pages[0].data
        if len(pages) > 1 and suffix == ".tif":
            data = showcase.in_one_tiff(pages, habit.dpi)
        elif len(pages) > 1 and suffix == ".jpg":
            suffix, data = ".pdf", showcase.in_one_pdf(pages, habit.dpi)
        elif len(pages) > 1:  # no scanner puts PNG pages together
            pages = pages[:1]
        file = folder / f"d{number:03d}-{habit.profile.name}{suffix}"
        file.write_bytes(data)
        told = [truth.page_truth(file.name, file.stem, n, page, habit)["lines"] for n, page in enumerate(pages, 1)]
        papers.append(Paper(file, told, habit.profile.name))
    return papers


def ready() -> list[Paper]:
    """tests/samples/ready without the secret page, which the program refuses to read."""
    return [paper for name in ("den", "di") for paper in found(showcase.READY / name)]


def found(folder: Path) -> list[Paper]:
    """Every scan below a folder that has NAME.json with "lines" beside it."""
    return list(_found(folder))


def _found(folder: Path) -> Iterator[Paper]:
    for told_file in sorted(folder.rglob("*.json")):
        told = json.loads(told_file.read_text(encoding="utf-8"))
        if not isinstance(told, dict) or "lines" not in told:
            continue
        file = told_file.with_name(told["image"])
        count = max((line.get("page", 1) for line in told["lines"]), default=1)
        pages = [[line for line in told["lines"] if line.get("page", 1) == n] for n in range(1, count + 1)]
        yield Paper(file, pages, told.get("profile", ""))
