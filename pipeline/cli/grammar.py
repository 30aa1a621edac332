"""Commands as click classes that speak the chosen language: help, usage errors, and the options every command takes."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from pipeline.cli import faults, log
from pipeline.cli.answer import Manner
from pipeline.cli.words import LANGUAGES, t
from pipeline.errors import VanthuError

Value = TypeVar("Value")
# What click says of an option in its help, in Vietnamese.
_NOTES: Final = {"[required]": "[bắt buộc]", "env var:": "biến môi trường:", "default:": "mặc định:"}
# click's sentences about a wrong command line that are not built below; the group is the part a person typed.
_SENTENCES: Final = (
    (re.compile(r"Got unexpected extra arguments? \((.*)\)"), "thừa {}"),
    (re.compile(r"Option '(.*)' requires"), "tùy chọn {} cần có giá trị"),
    (re.compile(r"Option '(.*)' does not take a value"), "tùy chọn {} không nhận giá trị"),
    (re.compile(r"No such option:? '?([^ ']*)'?"), "không có tùy chọn {}"),
    (re.compile(r"Missing command"), "thiếu tên lệnh con"),
)


class OneOf(click.Choice[str]):
    """One of a few words, told in the chosen language where it is none of them."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        return t(f"“{value}” không phải là một trong: ", f"“{value}” is none of: ") + ", ".join(self.choices)

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:
        return t("chọn một trong: ", "choose one of: ") + ", ".join(self.choices)


class Whole(click.ParamType[int]):
    """A whole number from `least` on."""

    name = "N"

    def __init__(self, least: int = 0) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            number = self.least - 1
        if number < self.least:
            self.fail(
                t(
                    f"“{value}” không phải số nguyên từ {self.least} trở lên",
                    f"“{value}” is no whole number from {self.least} on",
                ),
                param,
                ctx,
            )
        return number


class Day(click.ParamType[str]):
    """A day as people here write it (22/11/2026) or as ISO 8601 has it (2026-11-22); given on as ISO."""

    name = "D"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from datetime import date

        text = str(value).strip()
        local = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
        try:
            day = date(int(local[3]), int(local[2]), int(local[1])) if local else date.fromisoformat(text)
        except ValueError:
            self.fail(
                t(
                    f"“{value}” không phải ngày (viết 22/11/2026 hoặc 2026-11-22)",
                    f"“{value}” is no date (22/11/2026 or 2026-11-22)",
                ),
                param,
                ctx,
            )
        return day.isoformat()


class Pair(click.ParamType[tuple[str, str]]):
    """KEY=VALUE; white space around both is not part of them."""

    name = "KEY=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        key, equals, given = str(value).partition("=")
        if not equals or not key.strip():
            self.fail(t(f"“{value}” không có dạng KHÓA=GIÁ_TRỊ", f"“{value}” is not KEY=VALUE"), param, ctx)
        return key.strip(), given.strip()


FILE: Final = click.Path(
    path_type=Path
)  # whether it is there is asked by the command, which has a better sentence for it


def options_everywhere(hidden: bool) -> list[click.Option]:
    """`--office`, `--lang` and the like: shown before the command, accepted behind it too."""

    def sets(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
        def callback(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
            if value:
                setattr(ctx.ensure_object(Manner), name, value)
            return value

        return callback

    def option(*names: str, sets_to: str | None, vi: str, en: str, **more: Any) -> click.Option:
        return click.Option(
            names,
            expose_value=False,
            hidden=hidden,
            help=t(vi, en),
            callback=sets(sets_to) if sets_to else None,
            **more,
        )

    return [
        option(
            "--office",
            sets_to="office",
            vi="Thư mục của cơ quan; nếu không nêu: thư mục đang đứng khi có vanthu.toml.",
            en="The office; when not given, the current folder if it has vanthu.toml.",
            metavar="DIR",
            type=FILE,
            envvar=None if hidden else "VANTHU_OFFICE",
            show_envvar=True,
        ),
        option(
            "--lang",
            sets_to=None,
            vi="Ngôn ngữ của thông báo và trợ giúp (hoặc biến VANTHU_LANG).",
            en="Language of messages and help (or VANTHU_LANG).",
            type=OneOf(LANGUAGES),
        ),
        option(
            "--format",
            sets_to="form",
            vi="Dạng của câu trả lời.",
            en="Form of the answer.",
            type=OneOf(("text", "json")),
        ),
        option(
            "-q",
            "--quiet",
            sets_to="quiet",
            vi="Chỉ trả lời và báo lỗi, không báo tiến độ.",
            en="The answer and errors alone, no progress.",
            is_flag=True,
        ),
        option(
            "-v",
            "--verbose",
            sets_to="verbose",
            vi="Kể nhiều hơn; -vv kể hết.",
            en="Tell more; -vv tells all.",
            count=True,
        ),
        option(
            "--log-format",
            sets_to="log_form",
            vi="Dạng của nhật ký trên stderr.",
            en="Form of the log on stderr.",
            type=OneOf(("text", "json")),
        ),
    ]


class Command(click.Command):
    """A command whose help is in the chosen language, its usage on the first line and nowhere else."""

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("options_metavar", t("[TÙY CHỌN]", "[OPTIONS]"))
        more.setdefault("context_settings", {"help_option_names": ["-h", "--help"], "max_content_width": 100})
        super().__init__(*args, **more)
        self.params.extend(options_everywhere(hidden=True))

    def invoke(self, ctx: click.Context) -> Any:
        if not isinstance(self, click.Group):
            log.begin(ctx.ensure_object(Manner))
        return super().invoke(ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = t("Xem trợ giúp này.", "Show this help.")
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"{t('Cách dùng', 'Usage')}: {' '.join([ctx.command_path, *self.collect_usage_pieces(ctx)])}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [
            record
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and (record := param.get_help_record(ctx))
        ]
        with formatter.section(t("Tùy chọn", "Options")):
            formatter.write_dl([(names, _notes(text)) for names, text in records])


class Group(Command, click.Group):
    """A command with commands in it; `places` names the module of each, so that none is loaded before it is called."""

    command_class = Command

    def __init__(
        self, *args: Any, places: Mapping[str, str] | None = None, aliases: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        more.setdefault("subcommand_metavar", t("LỆNH [THAM SỐ]...", "COMMAND [ARGS]..."))
        super().__init__(*args, **more)
        self.places = dict(places or {})
        self.aliases = dict(aliases or {})  # Vietnamese without diacritics -> the command's name

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.places, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = self.aliases.get(cmd_name, cmd_name)
        if name in self.places:
            found = getattr(importlib.import_module(self.places[name]), name)
            assert isinstance(found, click.Command)
            return found
        return self.commands.get(name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = _near(args[0], [*self.list_commands(ctx), *self.aliases])
            ctx.fail(
                t(f"không có lệnh “{args[0]}”", f"there is no command “{args[0]}”")
                + (t(f"; có phải {near}?", f"; did you mean {near}?") if near else "")
            )
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        named = {name: alias for alias, name in reversed(self.aliases.items())}
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                rows.append((f"{name}, {named[name]}" if name in named else name, summary(command)))
        with formatter.section(t("Các lệnh", "Commands")):
            formatter.write_dl(rows)


def summary(command: click.Command) -> str:
    """The first sentence of a command's help."""
    return inspect.cleandoc(command.help or "").partition("\n\n")[0].replace("\n", " ")


def _notes(text: str) -> str:
    for english, vietnamese in _NOTES.items():
        text = text.replace(english, t(vietnamese, english))
    return text


def _near(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    return ", ".join(get_close_matches(word, known, 2))


def usage_error(error: click.UsageError) -> VanthuError:
    """click's complaint about a command line as one of our own, in the chosen language."""
    command = error.ctx.command_path if error.ctx else "vanthu"
    return VanthuError(faults.USAGE, what=_complaint(error).rstrip("."), command=command)


def _complaint(error: click.UsageError) -> str:
    hint = error.param.get_error_hint(error.ctx) if isinstance(error, click.BadParameter) and error.param else ""
    if isinstance(error, click.MissingParameter):
        more = error.param.type.get_missing_message(error.param, error.ctx) if error.param else None
        return t(f"thiếu {hint}", f"{hint} is missing") + (f" ({more})" if more else "")
    if isinstance(error, click.BadParameter):
        return f"{hint}: {error.message}" if hint else error.message
    message = error.message
    for pattern, vietnamese in _SENTENCES:
        if found := pattern.search(message):
            return t(vietnamese.format(*found.groups()), message)
    return message
