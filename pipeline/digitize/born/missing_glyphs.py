"""Glyphs for codes that lead to none: PDF/A wants every shown code to have one (ISO 19005-2 6.2.11.4.1, 6.2.11.8).

Subsets often leave out the space, the tab or the no-break space. What readers show there, mostly nothing or the box that is
glyph 0, is lent to such a code as a glyph of its own.
"""

from __future__ import annotations

import copy
import struct
from collections.abc import Mapping
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Stream


def lend(program: TTFont, codes: Mapping[int, bool]) -> dict[int, str]:
    """Adds a glyph for each code to a TrueType program: a copy of glyph 0 where true, an empty one else. Their names."""
    if not codes:
        return {}
    order, outlines, metrics = list(program.getGlyphOrder()), program["glyf"], program["hmtx"].metrics
    first, added = order[0], {}
    taken = set(order)
    for code, visible in sorted(codes.items()):
        name = f"lent{code}"
        while name in taken:
            name += "x"
        outlines.glyphs[name] = copy.deepcopy(outlines[first]) if visible else Glyph()
        metrics[name] = metrics[first]
        order.append(name)
        added[code] = name
    outlines.glyphOrder = order
    program.setGlyphOrder(order)
    for table in ("hdmx", "VDMX", "LTSH", "vmtx", "vhea"):  # of each glyph too, and of no use in a PDF
        if table in program:
            del program[table]
    return added


def map_of(child: Any, glyphs: Mapping[int, int]) -> bytes:
    """The table from codes to glyphs of a descendant font, with these (ISO 32000-1 table 117, CIDToGIDMap)."""
    old = child.get("/CIDToGIDMap")
    before = bytes(old.read_bytes()) if isinstance(old, Stream) else b"".join(
        struct.pack(">H", code) for code in range(max(glyphs, default=0) + 1)
    )  # fmt: skip
    table = bytearray(before.ljust(2 * (max(glyphs, default=0) + 1), b"\0"))
    for code, glyph in glyphs.items():
        struct.pack_into(">H", table, 2 * code, glyph)
    return bytes(table)
