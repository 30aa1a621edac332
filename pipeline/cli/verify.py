"""`vanthu verify`: the signatures of any PDF, with or without an office."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from pipeline import clock
from pipeline.cli import faults
from pipeline.cli.answer import Answer, Manner, complain, table
from pipeline.cli.grammar import FILE, Command
from pipeline.cli.progress import watching
from pipeline.cli.terms import INDICATIONS, term, when
from pipeline.cli.words import t
from pipeline.errors import Exit, VanthuError

if TYPE_CHECKING:
    from rich.console import Console

    from signing.report import FileVerdict, SignatureVerdict
    from signing.trust import Trust

# The contract's exit for each verdict; for several files the worst decides, worst first.
EXITS: Final = (
    ("TOTAL-FAILED", Exit.SIGNATURE_INVALID),
    ("INDETERMINATE", Exit.SIGNATURE_INDETERMINATE),
    ("NO_SIGNATURE", Exit.INPUT_REFUSED),
    ("TOTAL-PASSED", Exit.DONE),
)


@click.command(
    cls=Command,
    help=t(
        "Kiểm tra chữ ký số trong các tệp PDF.\n\n"
        "Kết quả: 0 mọi chữ ký hợp lệ, 7 không hợp lệ, 8 chưa kết luận được, 4 không có chữ ký.",
        "Check the signatures in PDF files.\n\n"
        "Ends with 0 when all hold, 7 when one is invalid, 8 when no verdict can be reached, 4 when there is none.",
    ),
)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar=t("TỆP...", "FILE..."))
@click.option(
    "--trust",
    multiple=True,
    type=FILE,
    metavar="PATH",
    help=t(
        "Chứng thư gốc (tệp PEM) hoặc thư mục có *.pem và *.crl; nêu được nhiều lần. Nếu không nêu: của cơ quan.",
        "A trust anchor (PEM) or a folder with *.pem and *.crl; may be given again. When not given, the office's.",
    ),
)
@click.option(
    "--report",
    type=FILE,
    metavar="PATH",
    help=t(
        "Ghi báo cáo kiểm tra theo ETSI TS 119 102-2 (XML): một tệp, hoặc một thư mục khi kiểm tra nhiều tệp.",
        "Write the validation report of ETSI TS 119 102-2 (XML): a file, or a folder for several files.",
    ),
)
@click.pass_obj
def verify(manner: Manner, files: tuple[Path, ...], trust: tuple[Path, ...], report: Path | None) -> Answer:
    from signing.trust import load_trust

    trusted = load_trust(_anchors(manner, trust))
    judged: list[dict[str, Any]] = []
    with watching(manner, t("Kiểm tra chữ ký", "Checking signatures"), len(files)) as watch:
        for n, file in enumerate(files):
            watch.at(n, note=file.name)
            judged.append(judge_file(file, trusted, manner, _report_of(file, report, len(files))))
    verdicts = {file["verdict"] for file in judged}
    worst = next(status for verdict, status in EXITS if verdict in verdicts)
    return Answer({"files": judged}, lambda out: _show(out, judged), worst)


def _anchors(manner: Manner, trust: Sequence[Path]) -> list[Path]:
    """What is trusted: what was named, else the office's own folder, else nothing."""
    if not trust:
        from pipeline.cli.place import office_or_none

        office = office_or_none(manner)
        return [office.trust] if office else []
    for path in trust:
        if not path.exists():
            raise VanthuError(faults.NOT_FOUND, path=path)
    return list(trust)


def _report_of(file: Path, report: Path | None, count: int) -> Path | None:
    """Where the report on `file` goes: `report` itself for one file, else a file of the input's name in the folder `report`."""
    if report is None:
        return None
    return report / f"{file.name}.xml" if count > 1 or report.is_dir() else report


def judge_file(file: Path, trusted: Trust, manner: Manner, report: Path | None = None) -> dict[str, Any]:
    """One file as the answer has it. What cannot be read or judged is INDETERMINATE, with the reason (contract)."""
    from signing.verdict import judge

    found: dict[str, Any] = {
        "file": str(file),
        "verdict": "INDETERMINATE",
        "pdfa": None,
        "signatures": [],
        "reasons": [],
    }
    try:
        data = file.read_bytes()
    except OSError as error:
        there = file.exists()
        fault, cause = (faults.UNREADABLE, error.strerror or "") if there else (faults.NOT_FOUND, "")
        failure = VanthuError(fault, cause, path=file)
        complain(failure, manner)
        return found | {"reasons": [failure.sentence()]}
    verdict = judge(data, trusted)
    if report is not None:
        _write_report(report, verdict)
    return found | {
        "verdict": verdict.verdict,
        "pdfa": pdfa_of(data),
        "signatures": [_told(signature) for signature in verdict.signatures],
        "reasons": list(verdict.reasons),
        "revisions": [dataclasses.asdict(revision) for revision in verdict.revisions],
        "checked_at": verdict.checked_at,
        "report": str(report) if report is not None else None,
    }


def _told(signature: SignatureVerdict) -> dict[str, Any]:
    """A signature as JSON has it; digests and certificates are the report's business."""
    return {key: value for key, value in dataclasses.asdict(signature).items() if key != "traces"}


def _write_report(path: Path, verdict: FileVerdict) -> None:
    from pipeline import durable
    from pipeline.archive.disk import fault_of
    from signing.etsi import etsi_report

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        durable.write_bytes(path, etsi_report(verdict))
    except OSError as error:
        raise fault_of(error, path) from error


def pdfa_of(data: bytes) -> bool:
    """Whether the file holds to PDF/A, as far as our own check sees."""
    from pipeline.digitize.check import check_pdfa

    try:
        return not check_pdfa(data)
    except VanthuError:
        return False


def _show(out: Console, judged: Sequence[dict[str, Any]]) -> None:
    headings = (
        t("Ô ký", "Field"),
        t("Người ký", "Signer"),
        t("Mức", "Level"),
        t("Lúc", "At"),
        t("Kết quả", "Verdict"),
        t("Lý do", "Reasons"),
    )
    for file in judged:
        out.print(f"{file['file']}: {term(INDICATIONS, file['verdict'])}", soft_wrap=True)
        for reason in file["reasons"]:
            out.print(f"  {reason}", soft_wrap=True)
        rows = [
            (s["field"], s["signer"], s["level"], s["signing_time"], term(INDICATIONS, s["indication"]), s["reasons"])
            for s in file["signatures"]
        ]
        if rows:
            table(headings, rows)(out)
        for signature in file["signatures"]:
            for line in _grounds(signature):
                out.print(f"  {signature['field']}: {line}", soft_wrap=True)


def _grounds(signature: dict[str, Any]) -> Iterator[str]:
    """What a verdict on one signature rests on: its chain, when it is known to have existed, who was asked about revocation."""
    if signature["purpose"]:
        yield t("mục đích: ", "purpose: ") + signature["purpose"]
    if signature["chain"]:
        yield t("chuỗi chứng thư: ", "chain: ") + " ← ".join(signature["chain"])
    if signature["best_time"]:
        sources = {"SignatureTimeStamp": "dấu thời gian trong chữ ký", "DocTimeStamp": "dấu thời gian của tệp"}
        yield (
            t("có trước ", "existed at ")
            + when(clock.iso(signature["best_time"]))
            + f" ({term(sources, signature['best_time_source'])})"
        )
    for answer in signature["revocation"]:
        state = t("đã thu hồi", "revoked") if answer["revoked"] else t("không bị thu hồi", "not revoked")
        yield f"{answer['certificate']}: {state} ({answer['source']} {when(clock.iso(answer['made']))})"
