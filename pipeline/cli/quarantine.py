"""`vanthu quarantine`: what was put aside, why, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from pipeline.cli.answer import Answer, Manner, exit_of, table, told
from pipeline.cli.grammar import Group
from pipeline.cli.place import enter
from pipeline.cli.terms import when
from pipeline.cli.words import t
from pipeline.errors import VanthuError

FILES = click.argument("files", nargs=-1, required=True, metavar=t("TỆP...", "FILE..."))


@click.group(
    cls=Group,
    aliases={"danh-sach": "list", "thu-lai": "retry", "bo": "discard"},
    help=t("Các tệp bị cách ly: vì sao, thử lại hoặc bỏ.", "Files that were put aside: why, try again or discard."),
)
def quarantine() -> None:
    pass


@quarantine.command("list", help=t("Các tệp đang bị cách ly và lý do.", "The files put aside, and why."))
@click.pass_obj
def list_(manner: Manner) -> Answer:
    enter(manner)
    from pipeline.work.services import putting_aside

    data = putting_aside.listed()
    rows = [(f["file"], f["code"], f["reason"], f["next"], when(f["since"])) for f in data["files"]]
    headings = (
        t("Tệp", "File"),
        t("Mã", "Code"),
        t("Lý do", "Reason"),
        t("Cần làm gì", "Next step"),
        t("Từ lúc", "Since"),
    )
    return Answer(data, table(headings, rows, t("Không có tệp nào bị cách ly.", "Nothing was put aside.")))


@quarantine.command("retry", help=t("Đưa tệp ra khỏi khu cách ly để thử lại.", "Take files out and try them again."))
@FILES
@click.pass_obj
def retry(manner: Manner, files: tuple[str, ...]) -> Answer:
    room = enter(manner)
    from pipeline.work.services import putting_aside

    return _each(files, lambda name: putting_aside.retry(room, name))


@quarantine.command(
    "discard",
    help=t("Xóa tệp bị cách ly; lý do được ghi vào nhật ký.", "Delete files put aside; the journal keeps why."),
)
@FILES
@click.option(
    "--reason", required=True, metavar="TEXT", help=t("Lý do, được ghi vào nhật ký.", "Why; kept in the journal.")
)
@click.pass_obj
def discard(manner: Manner, files: tuple[str, ...], reason: str) -> Answer:
    room = enter(manner)
    from pipeline.work.services import putting_aside

    return _each(files, lambda name: putting_aside.discard(room, name, reason))


def _each(files: Sequence[str], act: Callable[[str], dict[str, Any]]) -> Answer:
    """Does it to each file; one that cannot be done does not stop the others."""
    done: list[dict[str, Any]] = []
    failures: list[VanthuError] = []
    for name in files:
        try:
            done.append(act(name))
        except VanthuError as error:
            failures.append(error)
            done.append({"file": name, "status": "failed", "error": told(error)})
    words = {"retried": t("thử lại", "tried again"), "discarded": t("đã xóa", "deleted"), "failed": t("lỗi", "failed")}
    rows = [(one["file"], words[one["status"]]) for one in done]
    answer = table((t("Tệp", "File"), t("Kết quả", "Result")), rows)
    return Answer({"files": done}, answer, exit_of(len(files) - len(failures), failures), failures)
