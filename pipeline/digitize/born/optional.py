"""Optional content: what the default configuration of a PDF shows (ISO 32000-1 8.11.4)."""

from __future__ import annotations

from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary

_DEEPEST: Final = 8


class Visibility:
    """Says of the value of an /OC entry, or of a marked content's properties, whether a reader shows it at first."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        properties = pdf.Root.get("/OCProperties")
        default = properties.get("/D") if isinstance(properties, Dictionary) else None
        default = default if isinstance(default, Dictionary) else Dictionary()
        self._on_at_first = str(default.get("/BaseState", "/ON")) != "/OFF"
        turned = default.get("/ON" if not self._on_at_first else "/OFF", [])
        self._turned = (
            {group.objgen for group in turned if isinstance(group, Dictionary)} if isinstance(turned, Array) else set()
        )

    def __call__(self, content: Any) -> bool:
        if not isinstance(content, Dictionary):
            return True
        if content.get("/Type") != "/OCMD":
            return (content.objgen in self._turned) != self._on_at_first
        if isinstance(content.get("/VE"), Array):
            return self._expression(content.VE, 0)
        groups = content.get("/OCGs")
        groups = list(groups) if isinstance(groups, Array) else [groups]
        states = [self(group) for group in groups if isinstance(group, Dictionary)]
        if not states:
            return True
        return {
            "/AllOn": all(states), "/AnyOff": not all(states), "/AllOff": not any(states),
        }.get(str(content.get("/P")), any(states))  # fmt: skip

    def _expression(self, expression: Any, depth: int) -> bool:
        if isinstance(expression, Dictionary) or depth > _DEEPEST:
            return self(expression)
        if not isinstance(expression, Array) or not len(expression):
            return True
        values = [self._expression(part, depth + 1) for part in list(expression)[1:]]
        operator = str(expression[0])
        return not values[0] if operator == "/Not" and values else any(values) if operator == "/Or" else all(values)
