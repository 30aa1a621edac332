"""`vanthu audit` and `vanthu fixity`: whether the journal and the kept objects are as they were written."""

from __future__ import annotations

import click

from pipeline.cli.answer import Answer, Manner
from pipeline.cli.grammar import Command, Group, Whole
from pipeline.cli.words import t


@click.group(
    cls=Group,
    aliases={"xem": "show", "kiem-tra": "verify"},
    help=t("Nhật ký: ai đã làm gì, lúc nào.", "The journal: who did what, and when."),
)
def audit() -> None:
    pass


@audit.command("show", help=t("Xem nhật ký, việc mới nhất ở cuối.", "Show the journal, the newest act last."))
@click.argument("which", required=False, metavar=t("[MÃ]", "[ID]"))
@click.option(
    "--limit", type=Whole(1), default=50, metavar="N", help=t("Số việc nhiều nhất (50).", "The most acts (50).")
)
@click.pass_obj
def show(manner: Manner, which: str | None, limit: int) -> Answer:
    raise NotImplementedError


@audit.command(
    "verify", help=t("Kiểm tra chuỗi băm của toàn bộ nhật ký.", "Check the hash chain of the whole journal.")
)
@click.pass_obj
def verify(manner: Manner) -> Answer:
    raise NotImplementedError


@click.command(
    cls=Command,
    help=t(
        "Tính lại mã băm của các văn bản đã lưu, cũ nhất trước.",
        "Hash the stored objects again, the longest unchecked first.",
    ),
)
@click.option(
    "--budget",
    type=Whole(1),
    metavar="N",
    help=t("Số văn bản kiểm tra nhiều nhất lần này.", "The most objects to check this time."),
)
@click.pass_obj
def fixity(manner: Manner, budget: int | None) -> Answer:
    raise NotImplementedError
