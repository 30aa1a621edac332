"""`vanthu sign` and `vanthu issue`: the signer's desk, and the clerk who numbers and seals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli import far
from pipeline.cli.answer import Answer, Manner, exit_of, table, told
from pipeline.cli.documents import fields_table
from pipeline.cli.grammar import Command, Group, OneOf
from pipeline.cli.place import enter
from pipeline.cli.progress import watching
from pipeline.cli.terms import ROLE_NAMES, ROLES, WAITS, term, when
from pipeline.cli.words import t
from pipeline.errors import VanthuError

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.work.room import Room
    from signing.profiles import Profile

WHICH = click.argument("which", metavar=t("MÃ", "ID"))
IDS = click.argument("ids", nargs=-1, required=True, metavar=t("MÃ...", "ID..."))
TOKEN = click.option(
    "--token",
    metavar="LABEL",
    help=t("Nhãn của token; nếu không nêu: như cấu hình.", "The token's label; when not given, as in the settings."),
)
PROFILE = click.option(
    "--profile",
    metavar="NAME",
    help=t(
        "Hồ sơ ký: thư viện, token, chứng thư số và vai.", "A signing profile: driver, token, certificate and role."
    ),
)
# The words of Decree 30/2020, Art. 25, as they stand in the block (`signing.appearance.COPIES`).
FORMS = {"sao-y": "SAO Y", "sao-luc": "SAO LỤC", "trich-sao": "TRÍCH SAO"}
COPY = click.option(
    "--copy",
    type=OneOf(tuple(FORMS)),
    default="sao-y",
    help=t(
        "Hình thức sao ghi trên bản sao của cơ quan: sao-y (mặc định), sao-luc, trich-sao.",
        "The form that the agency's own copy says it has: sao-y (the default), sao-luc, trich-sao.",
    ),
)
PIN_SOURCE = click.option(
    "--pin-source",
    default="prompt",
    metavar="SOURCE",
    help=t(
        "Mã PIN lấy từ đâu: prompt (gõ trên bàn phím, mặc định), file:TỆP hoặc env:BIẾN.",
        "Where the PIN comes from: prompt (the default), file:PATH or env:NAME.",
    ),
)


@click.group(
    cls=Group,
    aliases={
        "danh-sach": "list",
        "xem": "show",
        "duyet": "approve",
        "tu-choi": "reject",
        "nang-muc": "lift",
        "kem-theo": "attach",
    },
    help=t("Trình ký: xem, ký số hoặc từ chối văn bản.", "The signer's desk: look at documents, sign or reject them."),
)
def sign() -> None:
    pass


@sign.command("list", help=t("Các văn bản chờ ký.", "Documents that wait for a signature."))
@far.server_options
@click.pass_obj
def list_(manner: Manner, /, **server: Any) -> Answer:
    if where := far.elsewhere(**server):
        from pipeline.remote import desk

        with far.connected(where) as (line, shelf):
            data = desk.listed(line, shelf)
    else:
        enter(manner)
        from pipeline.work.services import signing_desk

        data = signing_desk.waiting()
    rows = [(r["id"], _waits(r), r["code"], r["subject"], r["source"]) for r in data["results"]]
    headings = (
        t("Mã", "Id"),
        t("Chờ", "Waits for"),
        t("Số, ký hiệu", "Code"),
        t("Trích yếu", "Subject"),
        t("Tệp", "File"),
    )
    return Answer(data, table(headings, rows, t("Không có văn bản nào chờ ký.", "Nothing waits for a signature.")))


def _waits(result: dict[str, Any]) -> str:
    """Whom a document waits for; of those who initial, which."""
    initials = result["waits_for"] == "initials"
    return term(ROLES, result["role"]) if initials else term(WAITS, result["waits_for"])


@sign.command("show", help=t("Xem đúng bản sẽ được ký.", "Show exactly what will be signed."))
@WHICH
@click.option(
    "--open", "opens", is_flag=True, help=t("Mở tệp bằng trình xem PDF của máy.", "Open the file in a viewer.")
)
@far.server_options
@click.pass_obj
def show(manner: Manner, /, which: str, opens: bool, **server: Any) -> Answer:
    if where := far.elsewhere(**server):
        from pipeline.remote import desk

        with far.connected(where) as (line, shelf), watching(manner, t("Tải văn bản", "Fetching"), 1) as watch:
            data = desk.show(line, shelf, which, far.fetching(watch, lambda: 0))
    else:
        room = enter(manner)
        from pipeline.work.services import signing_desk

        data = signing_desk.show(room, which)
    if opens:
        click.launch(data["results"][0]["file"])
    return Answer(data, lambda out: _show(out, data["results"][0]))


def _show(out: Console, shown: dict[str, Any]) -> None:
    out.print(f"{shown['id']}  {shown['reason'] or ''}", soft_wrap=True)
    out.print(f"{t('Tệp', 'File')}: {shown['file']}", soft_wrap=True)
    out.print(f"SHA-256: {shown['digest']}", soft_wrap=True)
    for line in _authority(shown["authority"]):
        out.print(line, soft_wrap=True)
    for made in shown["signatures"]:
        out.print(f"{term(ROLES, made['role'])}: {made['signer']}, {when(made['signing_time'])}", soft_wrap=True)
    out.print()
    headings = (t("Thông tin", "Field"), t("Giá trị", "Value"), t("Độ tin cậy", "Confidence"), t("Trang", "Page"))
    table(headings, fields_table(shown["fields"]))(out)
    out.print()
    out.print(shown["text"], soft_wrap=True)


def _authority(told: dict[str, Any]) -> Iterator[str]:
    """The line of authority on the paper, and who may sign under it today."""
    yield f"{t('Quyền hạn ký', 'Authority')}: {told['line'] or t('người đứng đầu', 'the head')}"
    if not told["checked"]:
        yield "  " + t("chưa ghi ai được ký (vanthu delegation add): không kiểm tra", "nobody is entered: not checked")
        return
    if not told["may_sign"]:
        yield "  " + t("hôm nay không ai được ghi là người ký", "nobody is entered who may sign it today")
    for one in told["may_sign"]:
        until = t("đến ", "until ") + when(one["until"]) if one["until"] else ""
        yield "  " + "; ".join(part for part in (one["person"], one["basis"], one["scope"], until) if part)


@sign.command(
    "approve",
    help=t(
        "Ký số các văn bản bằng token.\n\nMã PIN chỉ hỏi một lần, không được lưu ở đâu và không tự thử lại khi sai.",
        "Sign documents with a token.\n\n"
        "The PIN is asked for once, kept nowhere, and never tried again when it is wrong.",
    ),
)
@IDS
@click.option(
    "--role",
    required=True,
    type=OneOf(ROLE_NAMES),
    help=t(
        "personal: người có thẩm quyền; agency: cơ quan; ký nháy: drafter (người soạn thảo), department (đơn vị soạn thảo), "
        "office (văn phòng).",
        "personal: the authorised person; agency: the agency; initials: drafter, department (its head), office.",
    ),
)
@COPY
@TOKEN
@PROFILE
@PIN_SOURCE
@far.server_options
@click.pass_obj
def approve(
    manner: Manner,
    /,
    ids: tuple[str, ...],
    role: str,
    copy: str,
    token: str | None,
    profile: str | None,
    pin_source: str,
    **server: Any,
) -> Answer:
    headings = (t("Mã", "Id"), t("Kết quả", "Result"), t("Mức", "Level"), t("Người ký", "Signer"), t("Ghi chú", "Note"))
    columns = ("id", "status", "level", "signer", "reason")
    if where := far.elsewhere(**server):
        with watching(manner, t("Ký số", "Signing"), len(ids)) as watch:
            results = far.approve(where, ids, role, FORMS[copy], far.profile_here(profile, token), pin_source, watch)
        return _answer(results, headings, columns)
    room = enter(manner)
    from pipeline.work.services import signing_desk

    with watching(manner, t("Ký số", "Signing"), len(ids)) as watch:
        heard = 0

        def hear(result: dict[str, Any]) -> None:
            nonlocal heard
            heard += 1
            watch.at(heard, note=result["id"])

        chosen = _profile(room, profile) or token
        results = signing_desk.approve(room, ids, role, chosen, far.asking(pin_source), hear, FORMS[copy])
    return _answer(results, headings, columns)


def _profile(room: Room, name: str | None) -> Profile | None:
    from signing.profiles import profile_of

    return profile_of(name, room.office.settings.profile(name)) if name else None


@sign.command(
    "reject",
    help=t("Từ chối ký và trả lại văn bản, kèm lý do.", "Refuse to sign and send the document back, with a reason."),
)
@WHICH
@click.option(
    "--reason", required=True, metavar="TEXT", help=t("Lý do, được ghi vào nhật ký.", "Why; kept in the journal.")
)
@far.server_options
@click.pass_obj
def reject(manner: Manner, /, which: str, reason: str, **server: Any) -> Answer:
    if where := far.elsewhere(**server):
        from pipeline.remote import desk

        with far.connected(where) as (line, shelf):
            result = desk.reject(line, shelf, which, reason)
    else:
        room = enter(manner)
        from pipeline.work.services import signing_desk

        result = signing_desk.reject(room, which, reason)
    return _answer([result], (t("Mã", "Id"), t("Kết quả", "Result"), t("Lý do", "Reason")), ("id", "status", "reason"))


@sign.command(
    "lift",
    help=t(
        "Nâng mức chữ ký của văn bản đã lưu (dấu thời gian, dữ liệu thu hồi) bằng một phiên bản lưu mới.\n\n"
        "Không nêu mã: mọi văn bản chưa đạt mức đã chọn hoặc sắp phải đóng lại dấu thời gian.",
        "Lift the signatures of archived documents (time stamps, revocation data) as a new archive version.\n\n"
        "Without ids: all that are below the level wanted, or whose time stamp must be renewed soon.",
    ),
)
@click.argument("ids", nargs=-1, metavar=t("MÃ...", "ID..."))
@click.pass_obj
def lift(manner: Manner, ids: tuple[str, ...]) -> Answer:
    room = enter(manner)
    from pipeline.work.services import raising

    wanted = ids or tuple(raising.waiting())
    with watching(manner, t("Nâng mức", "Lifting"), len(wanted)) as watch:
        heard = 0

        def hear(result: dict[str, Any]) -> None:
            nonlocal heard
            heard += 1
            watch.at(heard, note=result["id"])

        results = raising.lift(room, wanted, hear)
    headings = (t("Mã", "Id"), t("Kết quả", "Result"), t("Mức", "Level"), t("Cần", "Wanted"), t("Ghi chú", "Note"))
    return _answer(results, headings, ("id", "status", "level", "wanted", "reason"))


@sign.command(
    "attach",
    help=t(
        "Ký số cơ quan lên văn bản kèm theo (phụ lục, tài liệu thành tệp riêng) của văn bản đã phát hành.\n\n"
        "Trang đầu mỗi tệp có số, ký hiệu văn bản và thời gian ký ở góc trên bên phải (Nghị định 30/2020, Phụ lục I). "
        "Tệp gốc được lưu nguyên từng byte; tệp đã ký đi cùng văn bản khi xuất edXML.",
        "Sign with the agency's key what goes out with an issued document in files of their own.\n\n"
        "Each gets the document's number and notation and the time top right on its first page (Decree 30/2020, Annex I). "
        "The file is kept as it was given; the signed one goes with the document in edXML.",
    ),
)
@WHICH
@click.argument("files", nargs=-1, required=True, metavar=t("TỆP...", "FILE..."), type=click.Path(path_type=Path))
@TOKEN
@PROFILE
@PIN_SOURCE
@click.pass_obj
def attach(
    manner: Manner, which: str, files: tuple[Path, ...], token: str | None, profile: str | None, pin_source: str
) -> Answer:
    room = enter(manner)
    from pipeline.work.services import attaching

    with watching(manner, t("Ký kèm theo", "Signing attachments"), len(files)) as watch:
        heard = 0

        def hear(result: dict[str, Any]) -> None:
            nonlocal heard
            heard += 1
            watch.at(heard, note=result["file"])

        chosen = _profile(room, profile) or token
        results = attaching.attach(room, which, files, chosen, far.asking(pin_source), hear)
    headings = (
        t("Tệp", "File"),
        t("Kết quả", "Result"),
        t("Mức", "Level"),
        t("Người ký", "Signer"),
        t("Ghi chú", "Note"),
    )
    return _answer(results, headings, ("file", "status", "level", "signer", "reason"))


@click.command(
    cls=Command,
    help=t(
        "Phát hành văn bản đi: cấp số, ghi ngày, ký số cơ quan.\n\n"
        "Số và ngày đã in trên giấy được giữ khi số còn trống trong sổ; nếu không, lấy số kế tiếp và ngày hôm nay.",
        "Issue outgoing documents: number, date, the agency's signature.\n\n"
        "Number and date on the paper are kept where the number is free in the book; else the next number and today.",
    ),
)
@IDS
@COPY
@TOKEN
@PROFILE
@PIN_SOURCE
@click.pass_obj
def issue(
    manner: Manner, ids: tuple[str, ...], copy: str, token: str | None, profile: str | None, pin_source: str
) -> Answer:
    room = enter(manner)
    from pipeline.work.services import issuing

    with watching(manner, t("Phát hành", "Issuing"), len(ids)) as watch:
        heard = 0

        def hear(result: dict[str, Any]) -> None:
            nonlocal heard
            heard += 1
            watch.at(heard, note=result["id"])

        chosen = _profile(room, profile) or token
        results = issuing.issue(room, ids, chosen, far.asking(pin_source), hear, FORMS[copy])
    headings = (
        t("Mã", "Id"),
        t("Kết quả", "Result"),
        t("Số", "Number"),
        t("Ký hiệu", "Notation"),
        t("Ngày", "Date"),
        t("Ghi chú", "Note"),
    )
    results = [result | {"note": result.get("note") or result.get("reason")} for result in results]
    return _answer(results, headings, ("id", "status", "code_number", "code_notation", "issued_date", "note"))


def _answer(results: Sequence[dict[str, Any]], headings: Sequence[str], columns: Sequence[str]) -> Answer:
    """Results of several documents; where one failed, its error stands in its result."""
    errors = [error for result in results if isinstance(error := result.get("error"), VanthuError)]
    failures = list({id(error): error for error in errors}.values())  # what stopped a batch is told once
    plain = [r | {"error": told(r["error"])} if isinstance(r.get("error"), VanthuError) else r for r in results]
    names = {
        "signed": "đã ký",
        "issued": "đã phát hành",
        "rejected": "đã từ chối",
        "failed": "lỗi",
        "waiting": "chưa ký",
        "attached_before": "đã ký từ trước",
    }
    rows = [[_cell(names, column, result.get(column)) for column in columns] for result in plain]
    return Answer({"results": plain}, table(headings, rows), exit_of(len(results) - len(errors), failures), failures)


def _cell(names: Mapping[str, str], column: str, value: Any) -> Any:
    return term(names, value) if column == "status" else when(value) if column == "issued_date" else value
