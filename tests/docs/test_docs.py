"""The documentation says what the program does: every command, option, setting, exit status and error code, and nothing else."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
from collections import Counter
from importlib.machinery import SourceFileLoader
from pathlib import Path

import click
import pytest

from pipeline.cli import main, words
from pipeline.office.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md"), *ROOT.glob("ocr_models/cards/*.md")]
)
SOURCES = [
    path
    for room in ("pipeline", "signing", "ocr_models", "watch_folders")
    for path in sorted((ROOT / room).rglob("*.py"))
]
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")
FENCED = re.compile(r"^```(?:console|bash|sh)?\n(.*?)^```", re.M | re.S)
CODE = re.compile(r"VT-[A-Z]+-\d{3}")


def reference():
    loader = SourceFileLoader("reference", str(ROOT / "script" / "docs"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("reference", loader))
    loader.exec_module(module)
    return module


def test_the_reference_pages_are_what_the_program_says():
    ran = subprocess.run([sys.executable, ROOT / "script" / "docs", "--check"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    broken = [
        to for to, _ in LINK.findall(page.read_text("utf-8")) if "://" not in to and not (page.parent / to).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_only_settings_and_error_codes_that_exist(page):
    text = page.read_text("utf-8")
    assert set(CODE.findall(text)) <= reference().all_faults().keys()
    rooms = "|".join(sorted({key.split(".")[0] for key in SETTINGS}))
    named = set(re.findall(rf"(?<![\w/.])((?:{rooms})\.[a-z0-9_]+)\b", text)) - {"office.sqlite3"}
    assert {key for key in named if not key.startswith("people.")} <= SETTINGS.keys()


def calls():
    """Every call of vanthu in a fenced block or between backticks, with the page it stands on."""
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = [line.strip().removeprefix("$ ") for block in FENCED.findall(text) for line in block.splitlines()]
        lines += re.findall(r"`(vanthu [^`\n]+)`", text)
        for line in lines:
            found = re.match(r"(?:\S*/)?vanthu\s+(.*)", line.split("  #")[0].split(" | ")[0])
            if found and page.name != "lenh.md":
                yield pytest.param(found.group(1), id=f"{page.name}: {line[:60]}")


@pytest.mark.parametrize("call", calls())
def test_commands_shown_exist_with_their_options(call):
    words.choose((), {})
    command: click.Command = main.build()
    pieces = shlex.split(re.sub(r"\s&&.*", "", call).replace("...", ""))
    options = {text for one in command.params for text in one.opts}
    for piece in list(pieces):
        if piece.startswith("--"):
            continue
        if isinstance(command, click.Group) and (found := command.get_command(click.Context(command), piece)):
            command = found
            options |= {text for one in command.params for text in (*one.opts, *one.secondary_opts)}
    assert command.name != "vanthu" or not [p for p in pieces if not p.startswith("-")], f"no such command: {call}"
    unknown = [
        piece.split("=")[0]
        for piece in pieces
        if piece.startswith("-") and piece.split("=")[0] not in {*options, "--help"}
    ]
    assert unknown == []


def test_every_fault_that_is_declared_is_raised_somewhere():
    names = {}
    for path in SOURCES:
        if path.name == "faults.py":
            for name in re.findall(r"^([A-Z_0-9]+)\b[^=\n]*= (?:declare|_\w+)\(", path.read_text("utf-8"), re.M):
                names[name] = path
    used = Counter(word for path in SOURCES for word in re.findall(r"\b[A-Z][A-Z_0-9]+\b", path.read_text("utf-8")))
    idle = [f"{path.parent.name}.{name}" for name, path in names.items() if used[name] < 2]
    assert names and idle == []


def test_the_readme_says_at_once_what_for_whom_and_how():
    first = (ROOT / "README.md").read_text("utf-8")[:2600]
    for wanted in ("script/demo", "script/test", "PDF/A", "Debian 12", "Văn thư", "Người ký", "Lưu trữ"):
        assert wanted in first


def test_the_change_log_names_this_version():
    import configparser

    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    assert f"## {setup['metadata']['version']}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
