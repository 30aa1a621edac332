"""`vanthu review`: what recognition was not sure of, confirmed or corrected by a clerk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from pipeline.cli.answer import Answer, Manner, cell, say, table
from pipeline.cli.documents import shown
from pipeline.cli.grammar import Group, Pair
from pipeline.cli.place import enter
from pipeline.cli.terms import DIRECTIONS, term
from pipeline.cli.words import t


@click.group(
    cls=Group,
    aliases={"danh-sach": "list", "xac-nhan": "confirm", "sua": "correct"},
    help=t("Soát lại những gì máy đọc chưa chắc.", "Look at what recognition was not sure of."),
)
def review() -> None:
    pass


@review.command("list", help=t("Các văn bản chờ văn thư soát lại.", "Documents that wait for a clerk's look."))
@click.pass_obj
def list_(manner: Manner) -> Answer:
    enter(manner)
    from pipeline.work.services import reviewing

    data = reviewing.waiting()
    rows = [
        (d["id"], term(DIRECTIONS, d["direction"]), d["source"], doubts(d["unsure"], d["fields"]), d["reason"])
        for d in data["documents"]
    ]
    headings = (t("Mã", "Id"), t("Chiều", "Way"), t("Tệp", "File"), t("Cần soát", "Unsure"), t("Lý do", "Reason"))
    below = t(
        'Xác nhận: vanthu review confirm MÃ. Sửa: vanthu review correct MÃ subject="..."',
        'Confirm: vanthu review confirm ID. Correct: vanthu review correct ID subject="..."',
    )
    empty = t("Không có văn bản nào chờ soát.", "Nothing waits for review.")
    return Answer(data, table(headings, rows, empty, below if rows else ""))


def doubts(unsure: list[str], fields: Mapping[str, Mapping[str, Any]]) -> str:
    """What a clerk is to look at, one a line, with what was read: `trích yếu (subject): ...`."""
    from pipeline.office.review import NAMES

    absent = t("(không đọc được)", "(not read)")
    names = {key: t(f"{NAMES[key]} ({key})", key) for key in unsure}
    return "\n".join(f"{names[key]}: {shown(key, fields[key]['value']) if key in fields else absent}" for key in unsure)


@review.command(
    "confirm",
    help=t(
        "Xác nhận thông tin đã đọc; chỗ thiếu được để trống trong sổ.",
        "Confirm what was read; what is absent stays empty in the register.",
    ),
)
@click.argument("which", metavar=t("MÃ", "ID"))
@click.pass_obj
def confirm(manner: Manner, which: str) -> Answer:
    room = enter(manner)
    from pipeline.work.services import reviewing

    return _answer(reviewing.confirm(room, which))


@review.command(
    "correct",
    help=t(
        "Sửa thông tin; khi không còn gì chưa chắc, văn bản được xử lý tiếp.\n\n"
        "Danh sách viết cách nhau bằng dấu chấm phẩy; để trống giá trị là bỏ thông tin đó.",
        "Correct fields; with nothing left in doubt the document goes on.\n\n"
        "A list is given with semicolons; an empty value removes the field.",
    ),
)
@click.argument("which", metavar=t("MÃ", "ID"))
@click.argument("pairs", nargs=-1, required=True, type=Pair(), metavar=t("KHÓA=GIÁ_TRỊ...", "KEY=VALUE..."))
@click.pass_obj
def correct(manner: Manner, which: str, pairs: tuple[tuple[str, str], ...]) -> Answer:
    room = enter(manner)
    from pipeline.work.services import reviewing

    return _answer(reviewing.correct(room, which, dict(pairs)))


def _answer(data: Mapping[str, Any]) -> Answer:
    (document,) = data["documents"]
    if document["waits_for"] == "review":
        told = t("Đã ghi; vẫn còn chỗ cần soát: ", "Noted; still to be looked at: ") + cell(document["reason"])
    else:
        told = t("Đã xong phần soát; văn bản được xử lý tiếp.", "Reviewed; the document goes on.")
    return Answer(data, say(f"{document['id']}: {told}"))
