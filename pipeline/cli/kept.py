"""`vanthu search` and `vanthu export`: finding what is kept, and handing it on."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.answer import Answer, Manner
from pipeline.cli.grammar import FILE, Command, Day, OneOf, Whole
from pipeline.cli.words import t


@click.command(
    cls=Command,
    help=t(
        "Tìm trong thông tin và toàn văn; gõ có dấu hay không dấu đều được.\n\n"
        "Mọi từ đều phải có; đặt trong ngoặc kép để tìm cả cụm.",
        "Search fields and full text, with or without diacritics.\n\nAll words must occur; quotes make a phrase.",
    ),
)
@click.argument("query", nargs=-1, required=True, metavar=t("CÂU_TÌM", "QUERY"))
@click.option(
    "--from", "since", type=Day(), metavar="D", help=t("Ngày ban hành từ ngày này.", "Issued on this day or later.")
)
@click.option(
    "--to", "until", type=Day(), metavar="D", help=t("Ngày ban hành đến ngày này.", "Issued on this day or earlier.")
)
@click.option("--type", "type_name", metavar="T", help=t("Tên loại, ví dụ “Quyết định”.", "Document type."))
@click.option("--issuer", metavar="I", help=t("Cơ quan ban hành.", "Issuing agency."))
@click.option(
    "--direction",
    type=OneOf(("incoming", "outgoing")),
    help=t("incoming: văn bản đến; outgoing: văn bản đi.", "Only these."),
)
@click.option(
    "--limit", type=Whole(1), default=20, metavar="N", help=t("Số kết quả nhiều nhất (20).", "The most results (20).")
)
@click.option(
    "--offset", type=Whole(0), default=0, metavar="N", help=t("Bỏ qua chừng này kết quả đầu.", "Skip so many results.")
)
@click.pass_obj
def search(
    manner: Manner, query: tuple[str, ...], since: str | None, until: str | None, type_name: str | None,
    issuer: str | None, direction: str | None, limit: int, offset: int,
) -> Answer:  # fmt: skip
    raise NotImplementedError


@click.command(
    cls=Command,
    help=t(
        "Xuất văn bản: tệp PDF đã ký, hoặc gói tin edXML gửi trục liên thông.",
        "Export documents: the signed PDF, or edXML for the axis.",
    ),
)
@click.argument("ids", nargs=-1, required=True, metavar=t("MÃ...", "ID..."))
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=FILE,
    metavar="DIR",
    help=t("Thư mục nhận kết quả.", "The folder to write to."),
)
@click.option(
    "--package",
    required=True,
    type=OneOf(("pdf", "edxml")),
    help=t("pdf: tệp PDF; edxml: gói tin cho trục.", "What is made."),
)
@click.option(
    "--to",
    "organs",
    multiple=True,
    metavar="ORGAN_ID",
    help=t(
        "Mã định danh nơi nhận (edXML); nêu được nhiều lần.", "Identifier of a receiver (edXML); may be given again."
    ),
)
@click.pass_obj
def export(manner: Manner, ids: tuple[str, ...], folder: Path, package: str, organs: tuple[str, ...]) -> Answer:
    raise NotImplementedError
