"""`vanthu void`, `recall` and `move`: a clerk's slip undone; a number once given stays in the book as void."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from pipeline.cli.answer import Answer, Manner, table
from pipeline.cli.grammar import Command, OneOf
from pipeline.cli.place import enter
from pipeline.cli.terms import term
from pipeline.cli.words import t

WHICH = click.argument("which", metavar=t("MÃ", "ID"))
REASON = click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help=t("Lý do, được ghi vào sổ và nhật ký.", "Why; kept in book and journal."),
)
TO = click.option(
    "--to",
    "direction",
    required=True,
    type=OneOf(("incoming", "outgoing")),
    help=t("incoming: văn bản đến; outgoing: văn bản đi.", "Where it belongs."),
)


@click.command(
    cls=Command,
    help=t(
        "Hủy một văn bản nhận nhầm; số đã cấp vẫn nằm trong sổ và ghi là đã hủy.",
        "Void a document taken by mistake; its number stays in the book as void.",
    ),
)
@WHICH
@REASON
@click.pass_obj
def void(manner: Manner, which: str, reason: str) -> Answer:
    room = enter(manner)
    from pipeline.work.services import slips

    return _answer(slips.void(room, which, reason))


@click.command(
    cls=Command,
    help=t(
        "Thu hồi một văn bản đã phát hành; số đã cấp được giữ và ghi là đã hủy.",
        "Call an issued document back; its number is kept as void.",
    ),
)
@WHICH
@REASON
@click.pass_obj
def recall(manner: Manner, which: str, reason: str) -> Answer:
    room = enter(manner)
    from pipeline.work.services import slips

    return _answer(slips.recall(room, which, reason))


@click.command(
    cls=Command,
    help=t(
        "Chuyển văn bản thả nhầm thư mục giữa văn bản đến và văn bản đi.",
        "Move a document that was dropped into the wrong folder.",
    ),
)
@WHICH
@TO
@click.pass_obj
def move(manner: Manner, which: str, direction: str) -> Answer:
    room = enter(manner)
    from pipeline.work.services import slips

    return _answer(slips.move(room, which, direction))


def _answer(result: Mapping[str, Any]) -> Answer:
    from pipeline.office.documents import STATES

    return Answer(
        {"results": [result]},
        table((t("Mã", "Id"), t("Trạng thái", "State")), [(result["id"], term(STATES, result["state"]))]),
    )
