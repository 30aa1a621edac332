"""`vanthu demo`: an office with sample scans and software tokens, taken through the whole way."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.answer import Answer, Manner
from pipeline.cli.grammar import FILE, Command
from pipeline.cli.words import t


@click.command(
    cls=Command,
    help=t(
        "Dùng thử: một văn phòng mẫu đi trọn đường từ bản quét đến lưu trữ.\n\n"
        "Dùng token mềm và chứng thư thử nghiệm; chữ ký không có giá trị pháp lý.",
        "Try it: a sample office, all the way from scans to the archive.\n\n"
        "With software tokens and test certificates; the signatures have no legal force.",
    ),
)
@click.argument("folder", required=False, default="vanthu-demo", type=FILE, metavar=t("[THƯ_MỤC]", "[DIR]"))
@click.option(
    "--clean",
    is_flag=True,
    help=t("Xóa văn phòng dùng thử đã có rồi làm lại từ đầu.", "Remove the demo office that is there and begin anew."),
)
@click.pass_obj
def demo(manner: Manner, folder: Path, clean: bool) -> Answer:
    raise NotImplementedError
