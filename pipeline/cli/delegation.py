"""`vanthu delegation`: who may sign for whom, from when until when (Decree 30/2020, Art. 13)."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.answer import Answer, Manner, say, table
from pipeline.cli.grammar import Day, Group, OneOf, Whole
from pipeline.cli.place import enter
from pipeline.cli.terms import KINDS, term, when
from pipeline.cli.words import t


@click.group(
    cls=Group,
    aliases={"them": "add", "danh-sach": "list", "thu-hoi": "revoke"},
    help=t(
        "Thẩm quyền ký: người đứng đầu, TM., Q., KT., TL., TUQ., có thời hạn.",
        "Who may sign for whom, from when until when.",
    ),
)
def delegation() -> None:
    pass


@delegation.command(
    "add",
    help=t(
        "Ghi một người được ký.\n\n"
        "Chưa ghi ai thì không kiểm tra. Đã ghi thì khi duyệt ký, chứng thư số phải mang đúng họ tên này, còn hạn và đúng phạm vi. "
        "Không ghi lùi ngày. TUQ. phải có --until, --basis và --types hoặc --scope (Điều 13.3 NĐ 30/2020).",
        "Enter somebody who may sign.\n\n"
        "While nobody is entered nothing is checked. After that a certificate that signs must bear this name, in time and scope. "
        "Nothing is entered for days gone by. TUQ. needs --until, --basis and --types or --scope (Decree 30, Art. 13.3).",
    ),
)
@click.argument("person", metavar=t("HỌ_TÊN", "NAME"))
@click.option(
    "--kind",
    required=True,
    type=OneOf(tuple(KINDS)),
    help=t("head: người đứng đầu; TM, Q, KT, TL, TUQ: như ghi trên văn bản.", "head, or as on the paper."),
)
@click.option(
    "--for",
    "principal",
    default="",
    metavar="TEXT",
    help=t('Ký cho ai, như sau chữ KT.: "GIÁM ĐỐC".', 'For whom, as behind KT. on the paper: "GIÁM ĐỐC".'),
)
@click.option("--by", "grantor", default="", metavar=t("HỌ_TÊN", "NAME"), help=t("Người giao.", "Who delegates."))
@click.option("--basis", default="", metavar="TEXT", help=t("Văn bản giao quyền.", "The paper that says so."))
@click.option("--from", "since", type=Day(), help=t("Từ ngày; mặc định hôm nay.", "First day; today."))
@click.option("--until", type=Day(), help=t("Đến hết ngày.", "Last day."))
@click.option(
    "--types",
    default="",
    metavar="LIST",
    help=t("Chỉ cho các loại văn bản này, cách nhau bằng dấu phẩy.", "For these types of documents alone."),
)
@click.option(
    "--scope", default="", metavar="TEXT", help=t("Nội dung, hiện cho người ký xem.", "Its contents, shown to signers.")
)
@click.option(
    "--certificate",
    default="",
    metavar="SHA256",
    help=t(
        "Chỉ chứng thư số này (`vanthu token list --format json`); nếu không nêu: chứng thư mang họ tên này ký lần đầu.",
        "This certificate alone (`vanthu token list --format json`); when not given, the first of this name that signs.",
    ),
)
@click.pass_obj
def add(manner: Manner, /, person: str, types: str, since: str | None, until: str | None, **said: Any) -> Answer:
    room = enter(manner)
    from pipeline.office import delegations, journal

    named = tuple(part for part in types.split(",") if part.strip())
    terms = delegations.Terms(person=person, types=named, since=since or "", until=until or "", **said)
    number = delegations.add(journal.who(room.office.settings), terms)
    return Answer({"number": number, "person": person}, say(t(f"Đã ghi, số {number}.", f"Entered as number {number}.")))


@delegation.command("list", help=t("Mọi người được ghi, cả đã hết hạn hay thu hồi.", "All there were, ended ones too."))
@click.pass_obj
def list_(manner: Manner) -> Answer:
    enter(manner)
    from pipeline.office import delegations

    found = delegations.listed()
    rows = [
        (
            one["number"], one["person"], term(KINDS, one["kind"]), one["principal"], when(one["since"]), when(one["until"]),
            t("còn", "yes") if one["holds"] else t("không", "no"), one["basis"],
        )
        for one in found
    ]  # fmt: skip
    headings = (
        t("Số", "Number"), t("Người ký", "Signer"), t("Quyền", "Kind"), t("Ký cho", "For"), t("Từ", "From"),
        t("Đến", "Until"), t("Hiệu lực", "Holds"), t("Văn bản", "Paper"),
    )  # fmt: skip
    return Answer({"delegations": found}, table(headings, rows, t("Chưa ghi ai.", "Nobody is entered.")))


@delegation.command("revoke", help=t("Thu hồi ngay, không khôi phục được.", "End one at once and for good."))
@click.argument("number", type=Whole(1), metavar=t("SỐ", "NUMBER"))
@click.option("--reason", required=True, metavar="TEXT", help=t("Lý do, được ghi vào nhật ký.", "Why; journalled."))
@click.pass_obj
def revoke(manner: Manner, number: int, reason: str) -> Answer:
    room = enter(manner)
    from pipeline.office import delegations, journal

    delegations.revoke(journal.who(room.office.settings), number, reason)
    return Answer({"number": number}, say(t(f"Đã thu hồi số {number}.", f"Number {number} ended.")))
