"""`vanthu init` and `vanthu config`: making an office, and its one file of settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answer import Answer, Manner, say, table
from pipeline.cli.grammar import FILE, Command, Group, Pair
from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.office.place import Office


@click.command(
    cls=Command,
    help=t(
        "Lập nơi làm việc cho một cơ quan: thư mục, sổ mục lục, cấu hình.\n\nCơ quan đã có ở đó thì được giữ nguyên.",
        "Make an office: folders, catalogue, configuration.\n\nAn office that is already there is left alone.",
    ),
)
@click.argument("folder", type=FILE, metavar=t("THƯ_MỤC", "DIR"))
@click.option(
    "--organ-id",
    required=True,
    metavar="ID",
    help=t("Mã định danh của cơ quan, ví dụ H24.94.", "The agency's identifier, as in H24.94."),
)
@click.option(
    "--organ-name", required=True, metavar="NAME", help=t("Tên cơ quan, ví dụ “Sở Nội vụ”.", "The agency's name.")
)
@click.pass_obj
def init(manner: Manner, folder: Path, organ_id: str, organ_name: str) -> Answer:
    from pipeline.office import database, place

    office = place.make(folder, organ_id, organ_name)
    database.connect(office)
    data = {
        "office": office.root,
        "incoming": office.incoming,
        "outgoing": office.outgoing,
        "quarantine": office.quarantine,
    }
    return Answer(
        data,
        say(
            t(f"Đã tạo thư mục làm việc của cơ quan ở {office.root}.", f"The office is at {office.root}."),
            t(f"Thả văn bản đến vào {office.incoming}.", f"Drop incoming papers into {office.incoming}."),
            t(f"Thả văn bản đi vào {office.outgoing}.", f"Drop outgoing papers into {office.outgoing}."),
            t(f"Rồi chạy: vanthu --office {office.root} run", f"Then run: vanthu --office {office.root} run"),
        ),
    )  # fmt: skip


@click.group(
    cls=Group, aliases={"xem": "get", "dat": "set"},
    help=t("Xem và đặt cấu hình của cơ quan (vanthu.toml).", "See and change the office's settings (vanthu.toml)."),
)  # fmt: skip
def config() -> None:
    pass


@config.command("get", help=t("Xem mọi cấu hình, hoặc một khóa.", "Show all settings, or one."))
@click.argument("key", required=False, metavar=t("[KHÓA]", "[KEY]"))
@click.pass_obj
def get(manner: Manner, key: str | None) -> Answer:
    from pipeline.cli.place import office_of
    from pipeline.errors import VanthuError
    from pipeline.office import faults
    from pipeline.office.settings import SETTINGS

    values = office_of(manner).settings.values
    known = {name: values.get(name, setting.default) for name, setting in SETTINGS.items()} | dict(values)
    if key is not None:
        if key not in known:
            raise VanthuError(faults.UNKNOWN_KEY, key=key)
        known = {key: known[key]}
    meaning = {name: t(setting.vi, setting.en) for name, setting in SETTINGS.items()}
    rows = [
        (name, ", ".join(value) if isinstance(value, list) else value, meaning.get(name, ""))
        for name, value in known.items()
    ]
    return Answer(known, table((t("Khóa", "Key"), t("Giá trị", "Value"), t("Ý nghĩa", "Meaning")), rows))


@config.command(
    "set",
    help=t(
        "Đặt cấu hình; được kiểm tra trước khi ghi. Danh sách viết cách nhau bằng dấu phẩy.",
        "Change settings; they are checked before they are written. A list is given with commas.",
    ),
)
@click.argument("pairs", nargs=-1, required=True, type=Pair(), metavar=t("KHÓA=GIÁ_TRỊ...", "KEY=VALUE..."))
@click.pass_obj
def set_(manner: Manner, pairs: tuple[tuple[str, str], ...]) -> Answer:
    from pipeline.cli.place import office_of
    from pipeline.office import settings

    office = office_of(manner)
    _refuse_overlaps(office, dict(pairs))
    stored = settings.store(office.root / settings.FILE_NAME, dict(pairs))
    written = {key: stored.values[key] for key, _ in pairs}
    return Answer(written, table((t("Khóa", "Key"), t("Giá trị", "Value")), list(written.items())))


def _refuse_overlaps(office: Office, changes: Mapping[str, str]) -> None:
    """Folders that would lie in one another with these changes are refused here, not when the worker next starts."""
    from pipeline.errors import VanthuError
    from pipeline.office import faults
    from pipeline.office.place import Office
    from pipeline.office.settings import Settings, read_value
    from watch_folders import overlap

    if not any(key.startswith("folders.") for key in changes):
        return
    changed = {key: read_value(key, value) for key, value in changes.items()}
    then = Office(office.root, Settings({**office.settings.values, **changed}))
    found = overlap.check_apart(then.folders(), *overlap.program_folders())
    if new := [one for one in found if one.first in changes or one.second in changes]:
        raise VanthuError(faults.OVERLAP, folders="; ".join(map(str, new)))
