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
    aliases={"danh-sach": "list", "xem": "show", "xac-nhan": "confirm", "sua": "correct", "da-hoc": "learned"},
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
        'Xem ảnh: vanthu review show MÃ. Xác nhận: vanthu review confirm MÃ. Sửa: vanthu review correct MÃ subject="..."',
        'Pictures: vanthu review show ID. Confirm: vanthu review confirm ID. Correct: vanthu review correct ID subject="..."',
    )
    empty = t("Không có văn bản nào chờ soát.", "Nothing waits for review.")
    return Answer(data, table(headings, rows, empty, below if rows else ""))


@review.command(
    "show",
    help=t(
        "Xem những chỗ chưa chắc của một văn bản, kèm ảnh cắt từ bản quét.",
        "Show what is unsure of one document, with pictures cut out of the scan.",
    ),
)
@click.argument("which", metavar=t("MÃ", "ID"))
@click.option("--open", "opened", is_flag=True, help=t("Mở các ảnh để xem.", "Open the pictures."))
@click.pass_obj
def show(manner: Manner, which: str, opened: bool) -> Answer:
    room = enter(manner)
    from pipeline.office.review import NAMES
    from pipeline.work.services import reviewing

    data = reviewing.shown(room, which)
    (document,) = data["documents"]
    fields, pictures = document["fields"], document["pictures"]
    rows = [
        (
            f"{term(NAMES, key)} ({key})",
            shown(key, fields[key]["value"]) if key in fields else t("(không đọc được)", "(not read)"),
            f"{100 * fields[key]['confidence']:.0f} %" if key in fields else "",
            pictures.get(key, ""),
        )
        for key in document["unsure"]
    ]
    if opened:
        for picture in pictures.values():
            click.launch(picture)
    headings = (
        t("Trường", "Field"),
        t("Đọc được", "Read"),
        t("Độ tin cậy", "Confidence"),
        t("Ảnh cắt từ bản quét", "Picture from the scan"),
    )
    return Answer(
        data,
        table(headings, rows, t("Không có trường nào chưa chắc.", "No field is unsure."), cell(document["reason"])),
    )


@review.command(
    "learned",
    help=t(
        "Máy đã học được gì từ những lần văn thư soát ở cơ quan này.\n\n"
        "Mỗi lần xác nhận hay sửa được ghi lại, chỉ trên máy của cơ quan. Từ đó độ tin cậy của mỗi trường được tăng hoặc giảm trước "
        "khi so với review.threshold; ít dữ liệu thì hầu như không đổi.",
        "What was learned from this office's own reviews.\n\n"
        "Each confirmation and correction is kept, on the office's own disk alone. By them a field's confidence is raised or "
        "lowered before it is compared with review.threshold; few of them change next to nothing.",
    ),
)
@click.pass_obj
def learned(manner: Manner) -> Answer:
    room = enter(manner)
    from pipeline.office.review import NAMES
    from pipeline.work.services import reviewing

    data = reviewing.learned(room)
    rows = [
        (
            f"{term(NAMES, key)} ({key})",
            str(one["looked_at"]),
            str(one["right"]),
            f"{100 * one['said']:.0f} %",
            f"{100 * data['threshold']:.0f} % → {100 * one['at_threshold']:.0f} %",
        )
        for key, one in data["fields"].items()
    ]
    headings = (
        t("Trường", "Field"),
        t("Đã soát", "Looked at"),
        t("Đọc đúng", "Right"),
        t("Tin cậy trung bình", "Mean confidence"),
        t("Nay hiểu là", "Taken as"),
    )
    empty = t("Chưa có lần soát nào được ghi lại.", "No review has been kept yet.")
    return Answer(data, table(headings, rows, empty))


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
