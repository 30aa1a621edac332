"""`vanthu search` and `vanthu export`: finding what is kept, and handing it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.answer import Answer, Manner, cell, say
from pipeline.cli.documents import shown
from pipeline.cli.grammar import FILE, Command, Day, OneOf, Whole
from pipeline.cli.place import enter
from pipeline.cli.words import t

if TYPE_CHECKING:
    from rich.console import Console


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
    room = enter(manner)
    from pipeline.archive.query import Query
    from pipeline.work.services import cabinet

    asked = Query(
        " ".join(query),
        date.fromisoformat(since) if since else None,
        date.fromisoformat(until) if until else None,
        type_name or "",
        issuer or "",
        "incoming" if direction == "incoming" else "outgoing" if direction == "outgoing" else "",
    )
    data = cabinet.search(room, asked, limit, offset)
    return Answer(data, lambda out: _show(out, data, offset))


def _show(out: Console, data: Mapping[str, Any], offset: int) -> None:
    """A few lines for each hit, as a person reads them."""
    for n, hit in enumerate(data["hits"], offset + 1):
        head = " · ".join(shown(key, hit[key]) for key in ("code", "type_name", "issued_date", "issuer") if hit[key])
        out.print(f"{n}. {hit['id']}  {head}", soft_wrap=True)
        for told in (hit["subject"], hit["snippet"]):
            if told:
                out.print(f"   {cell(told)}", soft_wrap=True)
    found = t(f"Tìm thấy {data['total']} văn bản", f"{data['total']} found")
    out.print(found + t(f" trong {data['seconds']:.2f} giây.", f" in {data['seconds']:.2f} s."), soft_wrap=True)


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
    room = enter(manner)
    from pipeline.work.services import cabinet

    data = cabinet.export(room, ids, folder, package, organs)
    return Answer(data, say(*data["files"]))
