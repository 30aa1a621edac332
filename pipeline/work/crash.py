"""Named points at which tests kill the process, as a power cut would (docs/crash-table.md lists what each leaves)."""

from __future__ import annotations

import os
import signal
from typing import Final

ASKED: Final = os.environ.get("VANTHU_CRASH_AT", "")
POINTS: Final = (
    "intake:copied", "intake:archived", "intake:entered", "intake:moved",
    "digitize:begin", "digitize:kept", "digitize:before-settle", "digitize:after-settle",
    "describe:begin", "describe:before-settle", "describe:after-settle",
    "register:begin", "register:before-settle", "register:after-settle",
    "prepare:begin", "prepare:before-settle", "prepare:after-settle",
    "sign:announced", "sign:signed", "sign:kept", "sign:entered",
    "issue:numbered",
    "attach:kept",
    "keep:begin", "keep:before-settle", "keep:after-settle",
    "lift:begin", "lift:kept", "lift:entered", "lift:before-settle", "lift:after-settle",
)  # fmt: skip


def point(name: str) -> None:
    """Kills this whole process group at once where the environment names this point; costs a comparison otherwise."""
    if name == ASKED:
        os.killpg(os.getpgrp(), signal.SIGKILL)
