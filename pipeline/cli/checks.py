"""One check of `doctor`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """What was looked at, whether it holds, what was seen, and what to do where it does not."""

    name: str
    ok: bool
    detail: str
    fix: str = ""
