"""The program speaks Vietnamese unless English is asked for, in help as in errors."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from functools import cache

import pytest

from pipeline.cli import log
from pipeline.cli.answer import Manner
from pipeline.cli.main import ALIASES, COMMANDS, command_tree
from pipeline.cli.words import asked_for, choose
from pipeline.errors import VanthuError
from pipeline.work.faults import LITTLE_ROOM
from tests.cli.conftest import CLEAN, Vanthu, as_it_was

VIETNAMESE = re.compile("[ăâđêôơưạảấầậắằặẹẻẽếềệỉịọỏốồộớờợụủứừựỳỵỷỹ]")
HELP_OF_ALL = """
import json, sys, click
from pipeline.cli import words
words.choose(["--lang", sys.argv[1]], {})
from pipeline.cli.main import build, command_tree
tree = {"": build(), **command_tree()}
print(json.dumps({name: command.get_help(click.Context(command, info_name=f"vanthu {name}")) for name, command in tree.items()}))
"""


@cache
def help_of_all(language: str) -> dict[str, str]:
    ran = subprocess.run([sys.executable, "-c", HELP_OF_ALL, language], env=CLEAN, capture_output=True, check=True)
    told = json.loads(ran.stdout)
    assert isinstance(told, dict)
    return told


@pytest.mark.parametrize("name", ["", *command_tree()])
def test_every_command_has_its_help_in_both_languages(name: str) -> None:
    vietnamese, english = help_of_all("vi")[name], help_of_all("en")[name]
    assert VIETNAMESE.search(vietnamese)
    assert not VIETNAMESE.search(english)
    assert vietnamese.startswith("Cách dùng: ")
    assert english.startswith("Usage: ")
    assert vietnamese.count("--") == english.count("--"), "the same options in both"


def test_every_option_of_every_command_is_explained() -> None:
    import click

    for name, command in command_tree().items():
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.help, f"{name} {option.opts}"


def test_vietnamese_is_spoken_when_nothing_is_said(program: Vanthu) -> None:
    assert program("--help").out == program("--lang", "vi", "--help").out


def test_english_by_option_and_by_environment_are_the_same(program: Vanthu) -> None:
    by_option, by_environment = program("--lang", "en", "--help"), program("--help", env={"VANTHU_LANG": "en"})
    assert by_option.code == by_environment.code == 0
    assert by_option.out == by_environment.out
    assert "Usage: vanthu" in by_option.out


def test_the_option_wins_over_the_environment(program: Vanthu) -> None:
    assert "Cách dùng" in program("--lang=vi", "--help", env={"VANTHU_LANG": "en"}).out


def test_a_language_we_do_not_have_is_a_usage_error(vanthu: Vanthu) -> None:
    ran = vanthu("--lang", "fr", "status")
    assert ran.code == 2
    assert "VT-CLI-001" in ran.err


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--lang", "en", "status"], "en"),
        (["status", "--lang=en"], "en"),
        (["search", "--", "--lang", "en"], None),
        (["--lang"], None),
    ],
)
def test_the_language_is_found_before_anything_is_parsed(arguments: list[str], found: str | None) -> None:
    assert asked_for("--lang", arguments) == found


def test_every_vietnamese_name_stands_for_a_command() -> None:
    assert set(ALIASES.values()) <= set(COMMANDS)
    assert all(re.fullmatch("[a-z-]+", alias) for alias in ALIASES), "typed on any keyboard"


@pytest.mark.parametrize(("alias", "command"), [("ky", "sign"), ("tim", "search"), ("so", "register"), ("chay", "run")])
def test_a_vietnamese_name_has_the_help_of_its_command(vanthu: Vanthu, alias: str, command: str) -> None:
    one, other = vanthu(alias, "--help"), vanthu(command, "--help")
    assert one.code == 0
    assert one.out.split("\n")[1:] == other.out.split("\n")[1:]
    assert one.out != other.out


def test_verbs_within_a_group_have_vietnamese_names_too(vanthu: Vanthu) -> None:
    one, other = vanthu("ky", "duyet", "--help"), vanthu("sign", "approve", "--help")
    assert one.out.split("\n")[1:] == other.out.split("\n")[1:]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "không có lệnh “nonsense”"),
        (["sing", "list"], "có phải sign"),
        (["status", "--nonsense"], "không có tùy chọn --nonsense"),
        (["show"], "thiếu"),
        (["sign", "approve", "abcd"], "--role"),
        (["sign", "approve", "abcd", "--role", "king"], "“king” không phải là một trong: personal, agency"),
        (["search", "--limit", "x", "y"], "không phải số nguyên"),
        (["search", "--from", "32/1/2026", "y"], "không phải ngày"),
        (["config", "set", "abc"], "KHÓA=GIÁ_TRỊ"),
        (["show", "a", "b"], "thừa b"),
        (["digitize", "a.jpg", "-o"], "cần có giá trị"),
        (["export", "abcd", "-o", "out", "--package", "sip"], "pdf, edxml"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_says_in_vietnamese_what_is_wrong(
    vanthu: Vanthu, arguments: list[str], said: str
) -> None:
    ran = vanthu(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("VT-CLI-001: ")
    assert said in ran.err
    assert "--help" in ran.err


def test_an_error_in_the_log_speaks_the_language_of_the_call(capsys: pytest.CaptureFixture[str]) -> None:
    with as_it_was():
        for lang, form, told in (
            ("vi", "text", "Ổ đĩa chỉ còn 3 MB"),
            ("en", "text", "Only 3 MB are free"),
            ("vi", "json", "Dọn chỗ trên ổ đĩa"),
        ):
            choose(["--lang", lang], {})
            log.begin(Manner(log_form=form))
            logging.getLogger("pipeline.work").warning("%s", VanthuError(LITTLE_ROOM, free=3, wanted=500))
            err = capsys.readouterr().err
            assert told in err
            assert "VT-WORK-005" in err
        choose([], {})
