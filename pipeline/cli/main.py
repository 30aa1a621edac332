"""The program `vanthu`: chooses the language, finds the command, says its answer, ends with its exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pipeline.cli import words

if TYPE_CHECKING:
    import click

    from pipeline.cli.answer import Manner

# Where each command is written: its module, in which an object of the command's name stands.
COMMANDS: Final = {
    name: f"pipeline.cli.{module}"
    for name, module in {
        "digitize": "digitize", "separator": "separator", "verify": "verify", "demo": "demo", "doctor": "doctor", "token": "token",
        "init": "office", "config": "office", "run": "worker", "status": "documents", "show": "documents",
        "review": "review", "quarantine": "quarantine", "void": "slips", "recall": "slips", "move": "slips",
        "sign": "desk", "issue": "desk", "search": "kept", "export": "kept", "register": "books",
        "audit": "journal", "fixity": "journal", "access": "access", "delegation": "delegation", "serve": "serving",
    }.items()
}  # fmt: skip
# The glossary of the records offices, without diacritics so that any keyboard types it.
ALIASES: Final = {
    "so-hoa": "digitize", "to-phan-cach": "separator", "kiem-tra": "verify", "dung-thu": "demo", "chan-doan": "doctor", "thiet-bi": "token",
    "khoi-tao": "init", "cau-hinh": "config", "chay": "run", "tinh-trang": "status", "xem": "show",
    "soat": "review", "cach-ly": "quarantine", "huy": "void", "thu-hoi": "recall", "chuyen": "move",
    "ky": "sign", "phat-hanh": "issue", "tim": "search", "xuat": "export", "so": "register",
    "nhat-ky": "audit", "toan-ven": "fixity", "truy-cap": "access", "uy-quyen": "delegation",
    "phuc-vu": "serve",
}  # fmt: skip


def build() -> click.Group:
    """The command `vanthu` in the chosen language; its commands are loaded when they are asked for."""
    from pipeline.cli.grammar import Group, options_everywhere

    t = words.t
    group = Group(
        name="vanthu", places=COMMANDS, aliases=ALIASES, no_args_is_help=True,
        help=t(
            "vanthu biến giấy tờ thành văn bản điện tử có giá trị pháp lý trong văn thư, lưu trữ.\n\n"
            "Bản quét được số hóa thành PDF/A tìm kiếm được, vào sổ, ký số, lưu trữ và tra cứu.",
            "vanthu turns paper into records that hold up in law in Vietnamese records offices.\n\n"
            "A scan becomes searchable PDF/A, is registered, signed, archived and found again.",
        ),
        epilog=t(
            "Bắt đầu: vanthu demo (dùng thử), vanthu init THƯ_MỤC (lập nơi làm việc). Trợ giúp: vanthu LỆNH --help",
            "To begin: vanthu demo, or vanthu init DIR. Help on each command: vanthu COMMAND --help",
        ),
    )  # fmt: skip
    # What a command hides, the program shows: these are the same options.
    group.params[:] = options_everywhere(hidden=False)
    return group


def command_tree() -> dict[str, click.Command]:
    """Every command, loaded, by its whole name (`sign approve`); for the tests of the documentation."""
    import click

    def walk(path: str, command: click.Command) -> None:
        if path:
            tree[path] = command
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                if found := command.get_command(context, name):
                    walk(f"{path} {name}".strip(), found)

    tree: dict[str, click.Command] = {}
    walk("", build())
    return tree


def run(arguments: Sequence[str]) -> int:
    """One call of the program: says the answer on sys.stdout and the rest on sys.stderr; returns the exit status."""
    words.choose(arguments, os.environ)
    from pipeline.cli import answer, faults
    from pipeline.errors import VanthuError

    manner = answer.Manner(form="json" if words.asked_for("--format", arguments) == "json" else "text")
    try:
        status = _call(arguments, manner)
        sys.stdout.flush()
    except BrokenPipeError:
        answer.drop_stdout()
        return 0
    except OSError as error:
        answer.drop_stdout()
        answer.complain(VanthuError(faults.DISK, error.strerror or "", path="stdout"), manner)
        return faults.DISK.exit
    return status


def _call(arguments: Sequence[str], manner: Manner) -> int:
    import click

    from pipeline.cli import answer, faults, log
    from pipeline.cli.grammar import usage_error
    from pipeline.errors import VanthuError

    try:
        found = build().main(list(arguments), prog_name="vanthu", standalone_mode=False, obj=manner)
        return answer.give(found, manner) if isinstance(found, answer.Answer) else int(found or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code
    except click.UsageError as error:
        return answer.give_error(usage_error(error), manner)
    except VanthuError as error:
        failure = error
    except (KeyboardInterrupt, click.Abort):
        failure = VanthuError(faults.INTERRUPTED)
    except BrokenPipeError:
        raise
    except ModuleNotFoundError as error:
        failure = VanthuError(faults.COMPONENT_MISSING, name=error.name)
        failure.__cause__ = error
    except OSError as error:
        failure = VanthuError(faults.DISK, error.strerror or "", path=error.filename or "?")
        failure.__cause__ = error
    except Exception as error:
        failure = VanthuError(faults.UNEXPECTED, kind=type(error).__name__)
        failure.__cause__ = error
        if manner.office:
            log.keep_trace(manner.office, error)
    if manner.verbose > 1:
        import traceback

        traceback.print_exception(failure.__cause__ or failure)
    return answer.give_error(failure, manner)


def main() -> None:
    """The entry point: answers keep stdout to themselves, so a library's chatter never spoils a JSON document."""
    from pipeline.cli import answer

    answer.keep_stdout()
    status = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        answer.drop_stdout()
    sys.exit(status)
