"""The language of this call: Vietnamese unless English is asked for; chosen before any command is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

LANGUAGES: Final = ("vi", "en")
_chosen = "vi"


def t(vi: str, en: str) -> str:
    """The text in the language of this call."""
    return vi if _chosen == "vi" else en


def language() -> str:
    return _chosen


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Takes the language from `--lang`, else VANTHU_LANG, else Vietnamese; click refuses a `--lang` we do not have."""
    global _chosen
    asked = asked_for("--lang", arguments) or environment.get("VANTHU_LANG", "")
    _chosen = asked if asked in LANGUAGES else "vi"


def asked_for(option: str, arguments: Sequence[str]) -> str | None:
    """The value of `option` on a command line that was not parsed yet; the last one counts, as click has it."""
    found = None
    for at, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith(f"{option}="):
            found = argument.partition("=")[2]
        elif argument == option and at + 1 < len(arguments):
            found = arguments[at + 1]
    return found
