"""`vanthu run`: the worker that takes every document as far as it can go without a person."""

from __future__ import annotations

import dataclasses
import os
import signal
import threading

import click

from pipeline.cli.answer import Answer, Manner, say
from pipeline.cli.grammar import Command, Whole
from pipeline.cli.place import office_of
from pipeline.cli.progress import watching
from pipeline.cli.terms import ACTS, term
from pipeline.cli.words import t
from pipeline.errors import Exit


@click.command(
    cls=Command,
    help=t(
        "Theo dõi các thư mục và xử lý văn bản cho đến khi cần người.\n\n"
        "Chạy mãi cho đến khi bị dừng (Ctrl-C); tệp bị cách ly không phải là lỗi.",
        "Watch the folders and take every document as far as it can go without a person.\n\n"
        "Runs until it is stopped (Ctrl-C); files put aside are no failure.",
    ),
)
@click.option(
    "--until-idle", is_flag=True, help=t("Kết thúc khi không còn việc gì để làm.", "End when nothing is left to do.")
)
@click.option(
    "--jobs",
    type=Whole(1),
    metavar="N",
    help=t(
        "Số việc làm cùng lúc; nếu không nêu: số nhân máy.", "Things done at a time; when not given, as many as cores."
    ),
)
@click.pass_obj
def run(manner: Manner, until_idle: bool, jobs: int | None) -> Answer:
    stop = (
        threading.Event()
    )  # from the first moment: an interruption while libraries load may be swallowed by one of them
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, lambda number, frame: stop.set())
    office = office_of(manner)
    from pipeline.cli import outlook
    from pipeline.cli.token import modules_of
    from pipeline.work.worker import Progress, Worker

    steps = 0
    with watching(manner, t("Xử lý văn bản", "Working")) as watch:

        def notify(progress: Progress) -> None:
            nonlocal steps
            steps += 1
            watch.at(steps, note=f"{progress.document} {term(ACTS, progress.stage)}")

        worker = Worker(office, jobs or len(os.sched_getaffinity(0)), notify, stop)
        over = threading.Event()
        outlook.announce(office, modules_of(office), over)
        try:
            ended = worker.run(until_idle)
        finally:
            over.set()
    data = dataclasses.asdict(ended)
    told = t(
        f"Đã xử lý {ended.processed}, đang chờ {ended.waiting}, cách ly {ended.quarantined}, lỗi {ended.failed}.",
        f"Processed {ended.processed}, waiting {ended.waiting}, put aside {ended.quarantined}, failed {ended.failed}.",
    )
    hint = t("Xem chi tiết: vanthu status", "Details: vanthu status")
    return Answer(data, say(told, hint), Exit.INTERRUPTED if stop.is_set() else Exit.DONE)
