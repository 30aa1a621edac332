"""`vanthu doctor`: everything the office needs, each with its fix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pipeline.cli import faults
from pipeline.cli.answer import Answer, Manner, table
from pipeline.cli.grammar import Command
from pipeline.cli.words import t
from pipeline.errors import Exit, VanthuError

if TYPE_CHECKING:
    from pipeline.cli.checks import Check


@click.command(
    cls=Command,
    help=t(
        "Kiểm tra mọi thứ cơ quan cần: thư mục, phông chữ, nhận dạng, token, dấu thời gian, đồng hồ, ổ đĩa.\n\n"
        "Mỗi mục chưa đạt kèm cách khắc phục.",
        "Check all the office needs: folders, fonts, recognition, token, time stamps, clock, disk.\n\n"
        "Each that does not hold comes with its fix.",
    ),
)
@click.pass_obj
def doctor(manner: Manner) -> Answer:
    from pipeline.cli import health
    from pipeline.cli.place import office_or_none
    from pipeline.cli.token import modules_of

    office = office_or_none(manner)
    modules = modules_of(office)
    checks = [*health.of_the_program(), health.check_modules(modules), *health.check_tokens(office, modules)]
    if office is not None:
        checks += health.of_the_office(office)
    return answer_of(checks)


def answer_of(checks: Sequence[Check]) -> Answer:
    """The checks as an answer; one that does not hold makes it exit 3."""
    data = {"checks": [{"name": c.name, "ok": c.ok, "detail": c.detail, "fix": c.fix} for c in checks]}
    rows = [(t("đạt", "ok") if c.ok else t("CHƯA ĐẠT", "NOT OK"), c.name, c.detail, c.fix) for c in checks]
    headings = (t("Kết quả", "Result"), t("Mục", "Check"), t("Chi tiết", "Detail"), t("Cách khắc phục", "Fix"))
    wrong = [check.name for check in checks if not check.ok]
    failures = [VanthuError(faults.CHECKS_FAILED, count=len(wrong), names=", ".join(wrong))] if wrong else []
    return Answer(data, table(headings, rows), Exit.CONFIGURATION if wrong else Exit.DONE, failures)
