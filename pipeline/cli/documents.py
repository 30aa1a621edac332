"""`vanthu status` and `vanthu show`: where everything is and why, and one document whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

import click

from pipeline.cli import faults
from pipeline.cli.answer import Answer, Manner, cell, table
from pipeline.cli.grammar import Command
from pipeline.cli.place import enter
from pipeline.cli.terms import ACTS, DIRECTIONS, INDICATIONS, ROLES, term, when
from pipeline.cli.words import t
from pipeline.errors import VanthuError

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.office.place import Office

_ENDED: Final = {"archived", "parted", "rejected", "recalled", "voided"}  # what lies aside is still somebody's work
_NEWEST: Final = 20


@click.command(
    cls=Command,
    help=t(
        "Mỗi văn bản đang ở đâu, vì sao, chờ ai.\n\n"
        "Nêu mã văn bản (ít nhất bốn chữ đầu) hoặc tên tệp đã thả để hỏi riêng.",
        "Where each document is, why, and whom it waits for.\n\n"
        "Ask for one by its id (four letters are enough) or by its dropped file's name.",
    ),
)
@click.argument("which", required=False, metavar=t("[MÃ hoặc TỆP]", "[ID or FILE]"))
@click.pass_obj
def status(manner: Manner, which: str | None) -> Answer:
    room = enter(manner)
    from pipeline.office.documents import STATES
    from pipeline.office.faults import NO_DOCUMENT
    from pipeline.work.services import standing

    try:
        data = standing.status(which)
    except VanthuError as error:
        if error.fault is NO_DOCUMENT and (lies := _not_taken(room.office, which or "")):
            raise VanthuError(faults.NOT_TAKEN, path=lies) from None
        raise
    rows = [
        (
            d["id"],
            term(STATES, d["state"]),
            term(DIRECTIONS, d["direction"]),
            d["source"],
            d["reason"],
            when(d["updated"]),
        )
        for d in (data["documents"] if which else _lately(data["documents"]))
    ]
    headings = (
        t("Mã", "Id"),
        t("Trạng thái", "State"),
        t("Chiều", "Way"),
        t("Tệp", "File"),
        t("Lý do", "Reason"),
        t("Cập nhật", "Updated"),
    )
    told = ["; ".join(f"{term(STATES, state)}: {n}" for state, n in data["counts"].items())]
    if left := len(data["documents"]) - len(rows):
        told.append(
            t(f"{left} văn bản xong từ trước không liệt kê ở đây; tìm bằng: vanthu search, vanthu status MÃ.",
              f"{left} documents that ended earlier are not listed; find them by: vanthu search, vanthu status ID.")
        )  # fmt: skip
    return Answer(
        data, table(headings, rows, t("Chưa có văn bản nào.", "There are no documents yet."), "\n".join(told))
    )


def _lately(documents: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What a person looks for among years of documents: all that is on its way, and the newest of what ended."""
    ended = [d for d in documents if d["state"] in _ENDED and not d["waits_for"]]
    newest = {d["id"] for d in sorted(ended, key=lambda d: str(d["updated"]))[-_NEWEST:]}
    old = {d["id"] for d in ended} - newest
    return [d for d in documents if d["id"] not in old]


def _not_taken(office: Office, name: str) -> Path | None:
    """Where a dropped file of this name lies that no worker has taken: still being copied, too deep, or nobody works."""
    from watch_folders.names import plain_name

    wanted = plain_name(PurePath(name))
    dropped = (path for folder in (office.incoming, office.outgoing) for path in folder.rglob("*"))
    return next((path for path in dropped if plain_name(path) == wanted and path.is_file()), None)


@click.command(
    cls=Command,
    help=t(
        "Xem một văn bản: thông tin, trang, chữ ký, quá trình xử lý.",
        "Show one document: fields, pages, signatures, history.",
    ),
)
@click.argument("which", metavar=t("MÃ", "ID"))
@click.pass_obj
def show(manner: Manner, which: str) -> Answer:
    room = enter(manner)
    from pipeline.work.services import standing

    data = standing.show(room, which)
    return Answer(data, lambda out: _show(out, data))


def fields_table(fields: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, str, str]]:
    """The fields of a record as rows: name, value, confidence, page."""
    from pipeline.office.review import NAMES

    known = sorted(fields.items(), key=lambda item: list(NAMES).index(item[0]))
    return [
        (term(NAMES, key), shown(key, field["value"]), f"{100 * field['confidence']:.0f} %", cell(field["page"]))
        for key, field in known
    ]


def shown(key: str, value: Any) -> str:
    """A field's value as a person reads it: days as they are written here."""
    return when(value) if key in ("issued_date", "arrival_date") else cell(value)


def _paper(page: Mapping[str, Any]) -> str:
    """`210 x 297 mm`"""
    return " x ".join(f"{page[side] / page['dpi'] * 25.4:.0f}" for side in ("width", "height")) + " mm"


def _layers(layers: Sequence[Mapping[str, Any]]) -> str:
    """`nền giấy 200 dpi; mực màu 300 dpi; chữ đen 300 dpi 1 bit`: kind and resolution of each (Decree 30/2020 Annex I)."""
    from pipeline.digitize.values import LAYER_KINDS

    return "; ".join(
        f"{t(*LAYER_KINDS[layer['kind']])} {layer['dpi']} dpi" + (" 1 bit" if layer["bits"] == 1 else "")
        for layer in layers
    )


def _show_received(out: Console, data: Mapping[str, Any]) -> None:
    """The verdict on the signatures that a document came with."""
    came = data.get("received_signed")
    if came is None:
        return
    verdict = term(INDICATIONS, came["verdict"])
    out.print(
        t(
            f"Chữ ký khi đến: {verdict} ({when(came['checked_at'])})",
            f"Signatures on arrival: {verdict} ({when(came['checked_at'])})",
        )
    )
    reasons = [reason for one in data["signatures"] if one["role"] == "received" for reason in one["notes"]]
    for reason in dict.fromkeys([*came["reasons"], *reasons]):
        out.print(f"  {reason}", soft_wrap=True)


def _show(out: Console, data: Mapping[str, Any]) -> None:
    from pipeline.digitize.scan import NOTES
    from pipeline.office.documents import STATES

    way = f"{t('văn bản', 'document')} {term(DIRECTIONS, data['direction'])}"
    out.print(f"{data['id']}  {term(STATES, data['state'])}  ({way})  {data['source']}")
    if part := data["part"]:
        its_pages = ", ".join(map(str, part["pages"]))
        out.print(
            t(
                f"Văn bản thứ {part['number']} trong tệp {part['of']}, trang {its_pages}",
                f"Paper {part['number']} of file {part['of']}, pages {its_pages}",
            )
        )
    for one in data["attachments"]:
        level = one["level"] if one["level"] == one["level_wanted"] else f"{one['level']} → {one['level_wanted']}"
        out.print(f"{t('Kèm theo', 'Goes with it')}: {one['name']}; {one['signer']}, {level} ({one['file']})")
    if data["parts"]:
        out.print(t("Đã tách thành", "Parted into") + ": " + ", ".join(data["parts"]))
    out.print()
    headings = (t("Thông tin", "Field"), t("Giá trị", "Value"), t("Độ tin cậy", "Confidence"), t("Trang", "Page"))
    table(headings, fields_table(data["fields"]), t("Chưa đọc được thông tin nào.", "No fields were read."))(out)
    out.print()
    pages = [
        (page["number"], _paper(page), f"{page['dpi']:.0f} dpi", _layers(page.get("layers", ())))
        for page in data["pages"]
    ]
    headings_of_pages = (
        t("Trang", "Page"),
        t("Khổ giấy", "Paper"),
        t("Bản quét", "Scan"),
        t("Ảnh trong bản số hóa", "Images of the record"),
    )
    table(headings_of_pages, pages, t("Chưa đọc trang nào.", "No pages were read."))(out)
    for page in data["pages"]:
        if page.get("why"):
            out.print(
                t(f"Trang {page['number']} phải vẽ lại vì", f"Page {page['number']} was drawn, because of")
                + f": {page['why']}"
            )
    for note in data["notes"]:
        out.print(t(*NOTES[note]) if note in NOTES else note)
    out.print()
    signatures = [
        (term(ROLES, s["role"]), s["signer"], s["organ"], s["level"], when(s["signing_time"]))
        for s in data["signatures"]
    ]
    headings_of_signatures = (
        t("Vai", "Role"),
        t("Người ký", "Signer"),
        t("Cơ quan", "Organ"),
        t("Mức", "Level"),
        t("Lúc", "At"),
    )
    table(headings_of_signatures, signatures, t("Chưa có chữ ký số.", "No signatures yet."))(out)
    _show_received(out, data)
    out.print()
    history = [(when(h["at"]), h["actor"], term(ACTS, h["act"])) for h in data["history"]]
    table((t("Lúc", "At"), t("Người làm", "By"), t("Việc", "Act")), history)(out)
