"""Draws scans: python -m tests.samples --out DIR --count N --seed S [--profile NAME] ..."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.samples import elsewhere, faces, truth
from tests.samples.drafts import SECRECY, TYPES, URGENCY, Draft, Wish
from tests.samples.scanners import PROFILES, Habit, Scanned


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m tests.samples", description=__doc__)
    ask.add_argument("--out", type=Path, required=True, help="folder for the images, their .json and docs.json")
    ask.add_argument("--count", type=int, default=10, help="how many documents")
    ask.add_argument("--seed", default="1", help="the same seed gives the same bytes")
    ask.add_argument("--profile", choices=PROFILES, help="one scanner for all; drawn for each document when not given")
    ask.add_argument("--type", choices=TYPES, dest="type_name", help="one type of document for all")
    ask.add_argument("--pages", type=int, default=truth.MOST_PAGES, help="at most so many pages a document (1 to 4)")
    ask.add_argument("--urgency", choices=URGENCY, help="all with this stamp")
    ask.add_argument("--secrecy", choices=SECRECY, default="", help="all with this stamp; none without this option")
    ask.add_argument("--arrival", action="store_true", help="all with a stamp ĐẾN")
    ask.add_argument("--blank-number", action="store_true", help="outgoing drafts without number and date")
    ask.add_argument(
        "--unseen", action="store_true", help="offices, sentences and typefaces that readers were not tuned on"
    )
    said = ask.parse_args()
    looks = (faces.others() or (faces.USUAL,)) if said.unseen else (faces.USUAL,)
    wish = Wish(
        type_name=said.type_name, urgency=said.urgency, secrecy=said.secrecy, arrival=True if said.arrival else None,
        blank_number=said.blank_number, amount=1 if said.pages == 1 else None,
    )  # fmt: skip
    if said.unseen:
        wish = replace(wish, world=elsewhere.WORLD)

    def drawn() -> Iterator[tuple[str, Draft, list[Scanned], Habit]]:
        profile = PROFILES[said.profile] if said.profile else None
        for number in range(said.count):
            name = f"s{said.seed}_{number:03d}"
            face = looks[number % len(looks)]
            yield name, *truth.document(f"{said.seed}:{number}", wish, profile, said.pages, face)

    listed = truth.write(said.out, drawn())
    print(f"{len(listed)} documents, {sum(len(entry['files']) for entry in listed)} pages in {said.out}")


main()
