"""Spot colours of a file: those of one name are one thing (ISO 19005-2 6.2.4.4), whatever the objects they are written in."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import pikepdf

_DEEPEST: Final = 12
_HOW_STORED: Final = frozenset(("/Length", "/Filter", "/DecodeParms", "/DL"))
_ANY_INK: Final = frozenset(("/All", "/None"))


def spot_of(space: Any) -> str | None:
    """The ink of a Separation space; None for other spaces, and for inks that stand for all or none."""
    if not isinstance(space, pikepdf.Array) or len(space) < 4 or not isinstance(space[0], pikepdf.Name):
        return None
    name = str(space[1])
    return name if str(space[0]) == "/Separation" and name not in _ANY_INK else None


class Meanings:
    """What the spaces of a document mean: alike where the objects are equal, however they are compressed or referred to."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], str] = {}

    def of(self, space: pikepdf.Array) -> str:
        """Alternate space and tint transformation as one digest."""
        return self._digest([space[2], space[3]])

    def _digest(self, item: Any, depth: int = 0) -> str:
        at = item.objgen if isinstance(item, pikepdf.Object) and item.is_indirect else None
        if at is not None and at in self._known:
            return self._known[at]
        found = hashlib.sha256(self._said(item, depth)).hexdigest()
        if at is not None:
            self._known[at] = found
        return found

    def _said(self, item: Any, depth: int) -> bytes:
        if depth > _DEEPEST:
            return b"deep"
        if isinstance(item, pikepdf.Stream | pikepdf.Dictionary):
            body = item.read_bytes() if isinstance(item, pikepdf.Stream) else b""
            kept = sorted((key, value) for key, value in item.items() if key not in _HOW_STORED)
            parts = [part for key, value in kept for part in (key, self._digest(value, depth + 1))]
            return b"<" + hashlib.sha256(body).digest() + " ".join(parts).encode()
        if isinstance(item, pikepdf.Array | list):
            return b"[" + " ".join(self._digest(part, depth + 1) for part in item).encode()
        return repr(item).encode()
