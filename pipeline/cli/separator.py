"""`vanthu separator`: sheets to print and lay between papers, so that one scan becomes several documents."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.answer import Answer
from pipeline.cli.grammar import FILE, Command, OneOf, Whole
from pipeline.cli.words import t


@click.command(
    cls=Command,
    help=t(
        "In tờ phân cách ra tệp PDF.\n\nĐặt một tờ giữa hai văn bản rồi quét cả tập; digitize --split tách ra ở mỗi tờ.",
        "Separator sheets as a PDF to print.\n\nLay one between two papers and scan the stack; digitize --split parts it there.",
    ),
)
@click.option(
    "-o",
    "--output",
    "path",
    required=True,
    type=FILE,
    metavar="FILE.pdf",
    help=t("Tệp PDF để in.", "The PDF to print."),
)
@click.option("--count", type=Whole(1), default=1, metavar="N", help=t("Số tờ.", "How many sheets."))
@click.option(
    "--direction",
    type=OneOf(("incoming", "outgoing")),
    help=t(
        "Văn bản sau tờ này là đến (incoming) hay đi (outgoing).",
        "Whether the paper behind it is incoming or outgoing.",
    ),
)
def separator(path: Path, count: int, direction: str | None) -> Answer:
    from pipeline.digitize.separator_sheet import print_separators

    print_separators(path, count, direction)
    said = t(f"Đã ghi {count} tờ phân cách vào {path}.", f"{count} separator sheets are in {path}.")
    return Answer({"file": str(path), "sheets": count}, lambda out: out.print(said))
