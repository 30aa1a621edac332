"""`vanthu access`: who may sign from another computer (`vanthu serve`, `vanthu sign --server`)."""

from __future__ import annotations

import click

from pipeline.cli.answer import Answer, Manner, say, table
from pipeline.cli.grammar import Group, OneOf
from pipeline.cli.place import enter
from pipeline.cli.terms import ROLE_NAMES, ROLES, term, when
from pipeline.cli.words import t

PERSON = click.argument("person", metavar=t("HỌ_TÊN", "NAME"))


@click.group(
    cls=Group,
    aliases={"cap": "grant", "danh-sach": "list", "thu-hoi": "revoke"},
    help=t("Thẻ truy cập của người ký ở máy khác.", "Passes of those who sign from another computer."),
)
def access() -> None:
    pass


@access.command(
    "grant",
    help=t(
        "Cấp thẻ truy cập cho một người; mã bí mật chỉ hiện một lần.\n\n"
        "Người đó dùng mã này với vanthu sign --server; mọi việc được ghi vào nhật ký dưới tên người đó.",
        "Give a person a pass; its secret is shown once.\n\n"
        "The person uses it with vanthu sign --server; everything is journalled under the person's name.",
    ),
)
@PERSON
@click.option(
    "--role",
    "roles",
    multiple=True,
    default=("personal",),
    type=OneOf(ROLE_NAMES),
    help=t(
        "Vai được ký; nếu không nêu: người có thẩm quyền.",
        "A role to sign in; when not given, the authorised person's.",
    ),
)
@click.pass_obj
def grant(manner: Manner, person: str, roles: tuple[str, ...]) -> Answer:
    room = enter(manner)
    from pipeline.office import access as passes
    from pipeline.office import journal

    secret = passes.grant(journal.who(room.office.settings), person, sorted(set(roles)))
    data = {"person": person, "roles": sorted(set(roles)), "secret": secret}
    return Answer(
        data,
        say(
            secret,
            t(
                "Trao tận tay cho người ký; mã này không xem lại được. Thu hồi: vanthu access revoke",
                "Hand it to the signer; it cannot be shown again. To end it: vanthu access revoke",
            ),
        ),
    )


@access.command("list", help=t("Các thẻ đã cấp, không kèm mã bí mật.", "The passes there are, without their secrets."))
@click.pass_obj
def list_(manner: Manner) -> Answer:
    enter(manner)
    from pipeline.office import access as passes

    found = passes.listed()
    rows = [
        (one["person"], ", ".join(term(ROLES, role) for role in one["roles"]), when(one["made"]), when(one["ended"]))
        for one in found
    ]
    headings = (t("Người", "Person"), t("Vai", "Roles"), t("Cấp lúc", "Made"), t("Thu hồi lúc", "Ended"))
    return Answer({"passes": found}, table(headings, rows, t("Chưa cấp thẻ nào.", "There is no pass.")))


@access.command("revoke", help=t("Thu hồi mọi thẻ của một người.", "End every pass of a person."))
@PERSON
@click.pass_obj
def revoke(manner: Manner, person: str) -> Answer:
    room = enter(manner)
    from pipeline.office import access as passes
    from pipeline.office import journal

    ended = passes.revoke(journal.who(room.office.settings), person)
    return Answer({"person": person, "ended": ended}, say(t(f"Đã thu hồi {ended} thẻ.", f"{ended} passes ended.")))
