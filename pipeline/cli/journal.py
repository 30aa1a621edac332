"""`vanthu audit` and `vanthu fixity`: whether the journal and the kept objects are as they were written."""

from __future__ import annotations

import json

import click

from pipeline.cli import faults
from pipeline.cli.answer import Answer, Manner, say, table
from pipeline.cli.grammar import Command, Group, Whole
from pipeline.cli.place import enter
from pipeline.cli.terms import ACTS, DAMAGES, term, when
from pipeline.cli.words import t
from pipeline.errors import Exit, VanthuError


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
    enter(manner)
    from pipeline.work.services import cabinet

    data = cabinet.audit_show(which, limit)
    rows = [
        (
            e["number"],
            when(e["at"]),
            e["actor"],
            term(ACTS, e["act"]),
            e["document"],
            json.dumps(e["detail"], ensure_ascii=False),
        )
        for e in data["entries"]
    ]
    headings = (
        t("Số", "No."),
        t("Lúc", "At"),
        t("Người làm", "By"),
        t("Việc", "Act"),
        t("Văn bản", "Document"),
        t("Chi tiết", "Details"),
    )
    return Answer(data, table(headings, rows))


@audit.command(
    "verify", help=t("Kiểm tra chuỗi băm của toàn bộ nhật ký.", "Check the hash chain of the whole journal.")
)
@click.pass_obj
def verify(manner: Manner) -> Answer:
    enter(manner)
    from pipeline.work.services import cabinet

    data = cabinet.audit_verify()
    if data["intact"]:
        return Answer(data, say(t(f"Nhật ký nguyên vẹn: {data['entries']} việc.", f"Intact: {data['entries']} acts.")))
    broken = VanthuError(faults.JOURNAL_BROKEN, number=data["first_broken"])
    return Answer(data, say(), broken.exit, [broken])


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
    room = enter(manner)
    from pipeline.work.services import cabinet

    data = cabinet.fixity(room, budget)
    told = t(f"Đã kiểm tra {data['checked']} văn bản lưu trữ.", f"{data['checked']} objects were checked.")
    damaged = [VanthuError(faults.OBJECT_DAMAGED, _damage(one["what"]), id=one["id"]) for one in data["damaged"]]
    return Answer(data, say(told), Exit.STORAGE if damaged else Exit.DONE, damaged)


def _damage(what: str) -> str:
    """`v2/content/record.pdf: changed` in the language of this call; `missing` alone is the whole object."""
    path, _, kind = what.rpartition(": ")
    return ": ".join(filter(None, (path, term(DAMAGES, kind))))
