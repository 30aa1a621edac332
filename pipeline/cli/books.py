"""`vanthu register print`: the register books of a year, as Decree 30 Annex IV has them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from pipeline.cli.answer import Answer, Manner, say
from pipeline.cli.grammar import FILE, Group, OneOf, Whole
from pipeline.cli.place import enter
from pipeline.cli.words import t


@click.group(
    cls=Group,
    aliases={"in": "print"},
    help=t("Sổ đăng ký văn bản đến, văn bản đi.", "The register books of incoming and outgoing documents."),
)
def register() -> None:
    pass


@register.command(
    "print",
    help=t("In sổ của một năm ra tệp .pdf, .xlsx hoặc .csv.", "Print a year's book to a .pdf, .xlsx or .csv file."),
)
@click.option(
    "--book",
    required=True,
    type=OneOf(("incoming", "outgoing")),
    help=t("incoming: sổ văn bản đến; outgoing: sổ văn bản đi.", "Which book."),
)
@click.option("--year", required=True, type=Whole(1900), metavar="Y", help=t("Năm của sổ.", "The book's year."))
@click.option(
    "-o",
    "--output",
    "file",
    required=True,
    type=FILE,
    metavar="FILE",
    help=t("Tệp kết quả; đuôi tên cho biết dạng.", "The output file; its ending tells the form."),
)
@click.pass_obj
def print_(manner: Manner, book: Literal["incoming", "outgoing"], year: int, file: Path) -> Answer:
    room = enter(manner)
    from pipeline.work.services import cabinet

    data = cabinet.print_register(room, book, year, file)
    gaps = ", ".join(str(number) for number in data["gaps"])
    told = [t(f"Đã in {data['rows']} dòng ra {data['file']}.", f"{data['rows']} rows are in {data['file']}.")]
    if gaps:
        told.append(t(f"Số chưa cấp ở giữa sổ: {gaps}.", f"Numbers never given: {gaps}."))
    return Answer(data, say(*told))
