"""`vanthu token`: the signing devices that are plugged in, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.answer import Answer, Manner, table
from pipeline.cli.grammar import Group
from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.office.place import Office


@click.group(
    cls=Group,
    aliases={"danh-sach": "list", "chan-doan": "doctor"},
    help=t("Thiết bị ký số (token) đang cắm vào máy.", "Signing devices that are plugged in."),
)
def token() -> None:
    pass


@token.command(
    "list",
    help=t("Các token và chứng thư số trong đó; không hỏi mã PIN.", "Tokens and their certificates; asks for no PIN."),
)
@click.pass_obj
def list_(manner: Manner) -> Answer:
    from pipeline.cli.place import office_or_none
    from signing.tokens import list_tokens

    tokens = list_tokens(modules_of(office_or_none(manner)))
    data = {
        "tokens": [
            {
                "label": token.label,
                "serial": token.serial,
                "module": str(token.module),
                "pin_state": token.pin_state,
                "certificates": [
                    {
                        "id": c.id,
                        "sha256": c.sha256,
                        "subject": c.subject,
                        "not_after": c.not_after.isoformat(),
                        "usable": c.usable,
                        "reason": c.reason,
                    }
                    for c in token.certificates
                ],
            }
            for token in tokens
        ]
    }
    rows: list[tuple[Any, ...]] = []
    for held in tokens:
        rows += [
            (held.label, held.serial, c.subject, f"{c.not_after:%d/%m/%Y}", c.usable, c.reason)
            for c in held.certificates
        ] or [(held.label, held.serial, t("(không có chứng thư số)", "(no certificate)"), "", False, "")]
    headings = (
        t("Thiết bị", "Token"),
        t("Sê-ri", "Serial"),
        t("Chứng thư số", "Certificate"),
        t("Hết hạn", "Expires"),
        t("Dùng được", "Usable"),
        t("Lý do", "Reason"),
    )
    return Answer(
        data,
        table(
            headings,
            rows,
            t("Không thấy token nào.", "No token is seen."),
            t("Nếu đã cắm token: vanthu token doctor", "If one is plugged in: vanthu token doctor") if not rows else "",
        ),
    )


def modules_of(office: Office | None) -> tuple[Path, ...]:
    """The PKCS#11 libraries that the office names, else those known and found."""
    from signing.drivers import known_modules

    named = office.settings.list("signing.modules") if office else ()
    return tuple(Path(module) for module in named) or known_modules()


@token.command("doctor", help=t("Tìm vì sao token không dùng được.", "Find out why a token does not work."))
@click.pass_obj
def doctor(manner: Manner) -> Answer:
    from pipeline.cli.doctor import answer_of
    from pipeline.cli.health import check_modules, check_tokens
    from pipeline.cli.place import office_or_none

    office = office_or_none(manner)
    modules = modules_of(office)
    return answer_of([check_modules(modules), *check_tokens(office, modules)])
