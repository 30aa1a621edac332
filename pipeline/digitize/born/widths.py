"""Widths of glyphs as the PDF tells them, and programs made to agree (ISO 19005-2 6.2.11.5): readers go by the PDF's."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Final

from fontTools.cffLib import CFFFontSet
from fontTools.cffLib.specializer import commandsToProgram, programToCommands
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary

from pipeline.digitize.born.programs import compiled

_THOUSANDTHS: Final = (0.001, 0, 0, 0.001, 0, 0)
_NEAR: Final = 0.9  # thousandths of the size; one is allowed


def of_cid(child: Any, cid: int) -> float:
    """ISO 32000-1 9.7.4.3."""
    widths, at = child.get("/W", []), 0
    while at + 1 < len(widths):
        first = int(widths[at])
        following = widths[at + 1]
        if isinstance(following, Array):
            if first <= cid < first + len(following):
                return float(following[cid - first])
            at += 2
        else:
            if at + 2 < len(widths) and first <= cid <= int(following):
                return float(widths[at + 2])
            at += 3
    return float(child.get("/DW", 1000))


def of_codes(font: Any, codes: set[int]) -> dict[int, float]:
    """What the PDF says of the widths of codes; nothing for one of the standard 14 that leaves it out."""
    widths, first = font.get("/Widths"), font.get("/FirstChar", 0)
    if not isinstance(widths, Array):
        return {}
    descriptor = font.get("/FontDescriptor", Dictionary())
    missing = float(descriptor.get("/MissingWidth", 0))
    return {code: float(widths[code - first]) if 0 <= code - first < len(widths) else missing for code in codes}


def tell_all(font: Any, codes: set[int], known: Mapping[int, float]) -> None:
    """Gives a simple font a table of widths that reaches as far as it says (6.2.11.2); `known` is what its program says."""
    told = of_codes(font, codes)
    widths, first, last = font.get("/Widths"), font.get("/FirstChar"), font.get("/LastChar")
    if (
        isinstance(widths, Array)
        and isinstance(first, int)
        and isinstance(last, int)
        and len(widths) == last - first + 1
    ):
        return
    told = told or {code: known.get(code, 0.0) for code in codes}
    font.FirstChar, font.LastChar = min(told, default=0), max(told, default=0)
    font.Widths = Array([round(told.get(code, 0.0), 2) for code in range(font.FirstChar, font.LastChar + 1)])


def fit_truetype(program: TTFont, names: Mapping[str, float]) -> bool:
    """Sets advances by glyph name; whether anything changed."""
    em, metrics, changed = program["head"].unitsPerEm, program["hmtx"].metrics, False
    for name, width in names.items():
        advance, bearing = metrics[name]
        if abs(advance * 1000 / em - width) > _NEAR:
            metrics[name] = (min(65535, max(0, round(width * em / 1000))), bearing)
            changed = True
    return changed


def of_outlines(fonts: CFFFontSet, names: Iterable[str]) -> dict[str, float]:
    """Widths of the glyphs of a Type 1C program, of those that are there."""
    top = fonts[0]
    return {name: _width(top, _commands(top, name)) for name in names if name in top.CharStrings}


def fit_outlines(fonts: CFFFontSet, wanted: Mapping[str, float]) -> bytes | None:
    """Sets widths in a Type 1C program by glyph name, names it lacks becoming copies of .notdef; None where nothing changed."""
    top = fonts[0]
    if hasattr(top, "ROS") or tuple(top.FontMatrix) != _THOUSANDTHS:
        return None
    changed = False
    for name, width in wanted.items():
        if name not in top.CharStrings:
            _lend(top, name)
            changed = True
        commands = _commands(top, name)
        if abs(_width(top, commands) - width) > _NEAR:
            rest = commands[1:] if commands and commands[0][0] == "" else commands
            top.CharStrings[name].program = commandsToProgram([("", [round(width) - top.Private.nominalWidthX]), *rest])
            changed = True
    if not changed:
        return None
    return compiled(fonts)


def _commands(top: Any, name: str) -> list[Any]:
    glyph = top.CharStrings[name]
    glyph.decompile()
    return list(programToCommands(glyph.program))


def _width(top: Any, commands: list[Any]) -> float:
    """The first operand is the width, as a difference, where there is one too many (Adobe TN 5177, 3.1)."""
    told = commands and commands[0][0] == ""
    return float(commands[0][1][0] + top.Private.nominalWidthX if told else top.Private.defaultWidthX)


def _lend(top: Any, name: str) -> None:
    glyph = copy.copy(top.CharStrings[".notdef"])
    glyphs = top.CharStrings
    glyphs.charStringsIndex.append(glyph)
    glyphs.charStrings[name] = len(glyphs.charStringsIndex) - 1
    top.charset.append(name)
