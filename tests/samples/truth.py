"""Writes scans with what stands on them: NAME.json beside each image, docs.json for the documents' fields."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.samples import scanners
from tests.samples.drafts import Draft, Wish, draft
from tests.samples.faces import USUAL
from tests.samples.paper import typeset
from tests.samples.scanners import PROFILES, Profile, Scanned

MOST_PAGES = 4
ANYTHING = Wish()


def document(
    seed: str, wish: Wish = ANYTHING, profile: Profile | None = None, most: int = MOST_PAGES, face: str = USUAL
) -> tuple[Draft, list[Scanned], scanners.Habit]:
    """One document from its seed alone; drawn again with less text, at last with other text, where it is too long."""
    amount, redrawn = wish.amount, 0
    while True:
        chance = random.Random(f"{seed}/{redrawn}" if redrawn else seed)
        drawn = profile or chance.choices(list(PROFILES.values()), [p.weight for p in PROFILES.values()])[0]
        habit = scanners.habit(drawn, chance)
        text_chance, page_chance, scan_chance = (random.Random(chance.getrandbits(64)) for _ in range(3))
        said = draft(text_chance, replace(wish, amount=amount))
        sheets = typeset(said, habit.dpi, page_chance, face)
        if len(sheets) <= most:
            break
        if amount == 1:
            redrawn += 1
        else:
            amount = max(1, (amount or MOST_PAGES) - 1)
    scanned = [
        scanners.scan(sheet, sheets[(number + 1) % len(sheets)], habit, random.Random(scan_chance.getrandbits(64)))
        for number, sheet in enumerate(sheets)
    ]
    return said, scanned, habit


def page_truth(image: str, doc: str, number: int, page: Scanned, habit: scanners.Habit) -> dict[str, Any]:
    return {
        "image": image,
        "doc": doc,
        "page": number,
        "dpi": habit.dpi,
        "mode": habit.profile.mode,
        "profile": habit.profile.name,
        "skew": round(page.skew, 3),
        "size": list(page.size),
        "lines": [
            {"text": line.text, "optional": line.optional, "kind": line.kind, "box": [round(x) for x in line.box]}
            for line in page.lines
        ],
    }


def document_truth(doc: str, files: list[str], said: Draft, habit: scanners.Habit) -> dict[str, Any]:
    """The record as it ought to be read; Vietnamese keys, as the office calls them. Blank where the paper is blank."""
    dated = said.day.isoformat() if said.day else ""
    return {
        "doc": doc,
        "files": files,
        "so": said.number,
        "ky_hieu": said.notation,
        "so_ky_hieu": f"{said.number}/{said.notation}",
        "ngay": dated,
        "dia_danh": said.office.place,
        "dia_danh_ngay": said.date_line,
        "co_quan": said.office.issuer,
        "co_quan_chu_quan": said.office.parent,
        "loai_ten": said.type_name,
        "trich_yeu": said.subject,
        "nguoi_ky": said.signer,
        "chuc_vu": "|".join(said.signing),
        "kinh_gui": list(said.addressees),
        "noi_nhan": list(said.recipients),
        "hand_number": said.hand_number,
        "do_khan": said.urgency,
        "do_mat": said.secrecy,
        "so_den": said.arrival.number if said.arrival else "",
        "ngay_den": said.arrival.day.isoformat() if said.arrival else "",
        "pages": len(files),
        "profile": habit.profile.name,
    }


def write(folder: Path, documents: Iterable[tuple[str, Draft, list[Scanned], scanners.Habit]]) -> list[dict[str, Any]]:
    """One image a page with its truth, then docs.json; what docs.json holds."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = []
    for doc, said, pages, habit in documents:
        files = []
        for number, page in enumerate(pages, 1):
            stem = f"{doc}_p{number}"
            files.append(stem + page.suffix)
            (folder / files[-1]).write_bytes(page.data)
            _json(folder / f"{stem}.json", page_truth(files[-1], doc, number, page, habit))
        listed.append(document_truth(doc, files, said, habit))
    _json(folder / "docs.json", listed)
    return listed


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
