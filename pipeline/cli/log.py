"""The log of a call on stderr: as text or as JSON lines, as much as -q and -v ask for; never a document's words."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Final

from pipeline import clock
from pipeline.cli.answer import Manner
from pipeline.cli.words import language
from pipeline.errors import VanthuError

OUR_ROOMS: Final = ("pipeline", "signing", "ocr_models", "watch_folders")


def _told(record: logging.LogRecord) -> str:
    """What a record says; an error among its values speaks the language of this call and tells the next step."""
    values = record.args if isinstance(record.args, tuple) else ()
    if not any(isinstance(value, VanthuError) for value in values):
        return record.getMessage()
    return str(record.msg) % tuple(_sentence(value) if isinstance(value, VanthuError) else value for value in values)


def _sentence(error: VanthuError) -> str:
    return f"{error.code}: {error.sentence(language())} → {error.next_step(language())}"


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return _told(record)


class _Json(logging.Formatter):
    """One JSON object a line, after borg's `--log-json`."""

    def format(self, record: logging.LogRecord) -> str:
        moment = clock.iso(datetime.fromtimestamp(record.created, clock.VIETNAM))
        line = {
            "type": "log_message",
            "time": moment,
            "level": record.levelname,
            "name": record.name,
            "message": _told(record),
        }
        return json.dumps(line, ensure_ascii=False)


def begin(manner: Manner) -> None:
    """Sets the log up; other people's libraries are heard only with -vv, and only when they warn."""
    ours = {0: logging.WARNING, 1: logging.INFO}.get(manner.verbose, logging.DEBUG)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if manner.log_form == "json" else _Text())
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING if manner.verbose > 1 else logging.CRITICAL)
    for room in OUR_ROOMS:
        logging.getLogger(room).setLevel(logging.ERROR if manner.quiet else ours)


def keep_trace(office: Path, error: BaseException) -> None:
    """Adds an unexpected error to the office's own log, frames alone, no words; silent where it cannot."""
    folder = office / ".vanthu" / "log"
    try:
        folder.mkdir(exist_ok=True)
        with (folder / "cli.log").open("a", encoding="utf-8") as log:
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.write(f"{clock.iso(clock.now())} {type(error).__name__}\n{frames}\n")
    except OSError:
        pass
