"""Outlines keyed by glyph names within a composite font, keyed by CID instead.

There CIDs are the numbers of the glyphs (ISO 32000-1 9.7.4.2), as a program keyed by CID says of itself; our proof knows no others.
"""

from __future__ import annotations

import io
from typing import Final

from fontTools.cffLib import CFFFontSet, FDArrayIndex, FDSelect, FontDict
from pikepdf import Stream

from pipeline.digitize.born.programs import compiled

_IDENTITY: Final = ("Adobe", "Identity", 0)
_OF_NAMES: Final = ("Private", "Encoding")  # what the fonts within have, and what CIDs need not


def key_by_cid(stream: Stream) -> None:
    """Changes the program where it is keyed by names. Raises what fontTools does of broken ones."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(stream.read_bytes()), None)
    top = fonts[0]
    if hasattr(top, "ROS"):
        return
    glyphs, within, count = top.CharStrings, FontDict(), len(top.charset)
    if [glyphs.charStrings[name] for name in top.charset] != list(range(count)):
        return  # a name that stands twice
    within.Private = top.Private
    top.ROS, top.CIDCount = _IDENTITY, count
    top.FDArray = FDArrayIndex()
    top.FDArray.strings = fonts.strings
    top.FDArray.append(within)
    top.FDSelect = FDSelect()
    top.FDSelect.gidArray = [0] * count
    top.charset = [".notdef", *(f"cid{number:05}" for number in range(1, count))]
    glyphs.charStrings = {name: number for number, name in enumerate(top.charset)}
    for entry in _OF_NAMES:
        top.rawDict.pop(entry, None)
        top.__dict__.pop(entry, None)
    stream.write(compiled(fonts))
