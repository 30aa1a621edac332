"""`vanthu demo`: an office with sample scans and software tokens, taken through the whole way."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.answer import Answer, Manner, table
from pipeline.cli.grammar import FILE, Command
from pipeline.cli.progress import Watch, watching
from pipeline.cli.terms import INDICATIONS, term
from pipeline.cli.words import t
from pipeline.errors import Exit

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.cli.demo_office import Demo, Sample
    from pipeline.work.room import Room


@click.command(
    cls=Command,
    help=t(
        "Dùng thử: một cơ quan mẫu đi trọn đường từ bản quét đến lưu trữ.\n\n"
        "Dùng token mềm và chứng thư thử nghiệm; chữ ký không có giá trị pháp lý.",
        "Try it: a sample office, all the way from scans to the archive.\n\n"
        "With software tokens and test certificates; the signatures have no legal force.",
    ),
)
@click.argument("folder", required=False, default="vanthu-demo", type=FILE, metavar=t("[THƯ_MỤC]", "[DIR]"))
@click.option(
    "--clean",
    is_flag=True,
    help=t("Xóa cơ quan dùng thử đã có rồi làm lại từ đầu.", "Remove the demo office that is there and begin anew."),
)
@click.pass_obj
def demo(manner: Manner, folder: Path, clean: bool) -> Answer:
    from pipeline.cli import demo_office

    begun = time.monotonic()
    with watching(manner, t("Dùng thử", "Demo")) as watch:
        if clean:
            demo_office.remove(folder)
        made = demo_office.make(folder)
        manner.office = made.office.root
        where = os.path.relpath(folder)
        if made.there:
            watch.tell(t(f"✓ cơ quan dùng thử đã có ở {where}", f"✓ the demo office is at {where} already"))
        else:
            watch.tell(
                t(
                    f"✓ tạo cơ quan mẫu ở {where}, hai token mềm, CA thử nghiệm",
                    f"✓ made an office in {where}, two software tokens, a test CA",
                )
            )
        documents, found = _walk(made, watch)
    seconds = round(time.monotonic() - begun, 1)
    data = {"office": made.office.root, "documents": documents, "search": found, "seconds": seconds}
    fine = all((one["state"] == "archived" and one["verdict"] == "TOTAL-PASSED") or one["secret"] for one in documents)
    return Answer(
        data, lambda out: _show(out, made, documents, found, seconds), Exit.DONE if fine else Exit.SOME_FAILED
    )


def _walk(made: Demo, watch: Watch) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Drops the samples, takes them all the way, and looks at what came of it."""
    from pipeline.cli import demo_office
    from pipeline.office import database
    from pipeline.work import room as rooms

    database.connect(made.office)

    samples = demo_office.drop(made.office)
    dropped = sum(sample.dropped for sample in samples)
    if dropped:
        watch.tell(
            t(f"✓ thả {dropped} bản quét mẫu vào den/ và di/", f"✓ dropped {dropped} sample scans into den/ and di/")
        )
    else:
        watch.tell(t("✓ không có bản quét mẫu nào mới", "✓ no sample scan is new"))
    with demo_office.time_stamps(made) as office:
        room = rooms.enter(office)
        demo_office.take_all_the_way(made, room, watch)
    watch.tell(t("✓ lưu trữ theo OCFL", "✓ archived (OCFL)"))
    documents = _documents(room, samples)
    _export(room, documents)
    watch.tell(
        t("✓ xuất PDF/A đã ký và một gói tin edXML vào xuat/", "✓ exported signed PDF/A and an edXML message to xuat/")
    )
    found = _search(room, documents)
    _verify(room, documents)
    watch.tell(t("✓ tìm kiếm và kiểm tra lại chữ ký", "✓ searched, and verified the signatures"))
    return documents, found


def _documents(room: Room, samples: Sequence[Sample]) -> list[dict[str, Any]]:
    """Each sample as it stands now."""
    from pipeline.office.documents import record_of
    from pipeline.office.models import Document, KeptFile
    from pipeline.work.faults import SECRET

    told = []
    for sample in samples:
        row = Document.objects.get(pk=sample.id)
        record = record_of(row)
        arrival = record.value("arrival_number")
        kept = KeptFile.objects.filter(document=row, place="secret").first()
        told.append(
            {
                "file": sample.file,
                "id": row.pk,
                "direction": row.direction,
                "state": row.state,
                "number": t(f"số đến {arrival}", f"arrival no. {arrival}") if arrival else record.code or None,
                "subject": record.value("subject") or None,
                "path": os.path.relpath(kept.path, room.office.root) if kept else None,
                "secret": row.fault == SECRET.code,
                "verdict": None,
            }
        )
    return told


def _export(room: Room, documents: Sequence[dict[str, Any]]) -> None:
    from pipeline.work.services import cabinet

    archived = [one for one in documents if one["state"] == "archived"]
    files = cabinet.export(room, [one["id"] for one in archived], room.office.root / "xuat", "pdf", ())["files"]
    for one, file in zip(archived, files, strict=True):
        one["path"] = os.path.relpath(file, room.office.root)
    outgoing = [one["id"] for one in archived if one["direction"] == "outgoing"]
    if outgoing:
        cabinet.export(room, outgoing[:1], room.office.root / "xuat", "edxml", ("000.00.00.H24",))


def _search(room: Room, documents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Looks for the first words of one subject, typed without marks as people do."""
    from pipeline.archive.query import Query
    from pipeline.text import fold
    from pipeline.work.services import cabinet

    subject = next((one["subject"] for one in documents if one["subject"] and one["state"] == "archived"), "")
    asked = " ".join(fold(subject).split()[:5])
    return {"query": asked, "total": cabinet.search(room, Query(asked), 5, 0)["total"]} if asked else {}


def _verify(room: Room, documents: Sequence[dict[str, Any]]) -> None:
    from signing.trust import load_trust
    from signing.verdict import judge

    trusted = load_trust([room.office.trust])
    for one in documents:
        if one["state"] == "archived":
            one["verdict"] = judge((room.office.root / one["path"]).read_bytes(), trusted).verdict


def _show(out: Console, made: Demo, documents: Sequence[dict[str, Any]], found: dict[str, Any], seconds: float) -> None:
    from pipeline.office.documents import STATES

    rows = [
        (
            one["file"],
            t("có dấu mật: để riêng, không xử lý", "secrecy mark: set apart")
            if one["secret"]
            else term(STATES, one["state"]),
            one["number"],
            term(INDICATIONS, one["verdict"]),
            one["path"],
        )
        for one in documents
    ]
    where = os.path.relpath(made.office.root)
    headings = (
        t("Bản quét", "Scan"),
        t("Kết quả", "Result"),
        t("Số", "Number"),
        t("Chữ ký", "Signatures"),
        t(f"Trong {where}/", f"In {where}/"),
    )
    table(headings, rows)(out)
    out.print()
    out.print(t(f"Xong trong {seconds:.0f} giây. Thử tiếp:", f"Done in {seconds:.0f} s. Try next:"))
    for command in _next(made, documents, found):
        out.print(f"  {command}", soft_wrap=True)
    out.print(t("Với bản quét của chính bạn:", "With a scan of your own:"))
    for command in _with_your_own(made):
        out.print(f"  {command}", soft_wrap=True)


def _program() -> str:
    """How this program is called from here."""
    if shutil.which("vanthu"):
        return "vanthu"
    return shlex.quote(os.path.relpath(sys.argv[0])) if sys.argv[0].endswith("vanthu") else "python -m pipeline"


def _next(made: Demo, documents: Sequence[dict[str, Any]], found: dict[str, Any]) -> list[str]:
    """Commands that work as they stand here."""
    where = shlex.quote(os.path.relpath(made.office.root))
    office = f"{_program()} --office {where}"
    commands = [f"{office} status"]
    one = next((d for d in documents if d["state"] == "archived"), None)
    if one:
        commands += [f"{office} show {one['id']}", f"{office} verify {where}/{shlex.quote(one['path'])}"]
    if found:
        commands.append(f"{office} search {shlex.quote(found['query'])}")
    year = time.localtime().tm_year
    return [*commands, f"{office} register print --book incoming --year {year} -o so-den.pdf", f"{office} audit verify"]


def _with_your_own(made: Demo) -> list[str]:
    from pipeline.cli.demo_office import AGENCY

    where = shlex.quote(os.path.relpath(made.office.root))
    office = f"{_program()} --office {where}"
    scan, document = t("BẢN_QUÉT.jpg", "SCAN.jpg"), t("MÃ", "ID")
    pin = shlex.quote(os.path.relpath(made.pin(AGENCY)))
    return [
        f"cp {scan} {where}/den/ && {office} run --until-idle",
        f"{office} sign approve {document} --role agency --pin-source file:{pin}",
    ]
