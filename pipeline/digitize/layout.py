"""Where print stands on a page: upright, level, without seals and rules, its lines found. Nothing of it is read yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ocr_models.page import Box, ColourImage, GreyImage, LineFinder
from pipeline.digitize import clean, orientation
from pipeline.digitize.colour import without_seals
from pipeline.digitize.lines import lines_in
from pipeline.digitize.readers import Readers
from pipeline.digitize.rows import Rows, find_rows
from pipeline.digitize.rules import without_folds, without_rules
from pipeline.digitize.seals import without_rings
from pipeline.digitize.through import without_show_through

_RULE: Final = 0.4  # inches; a straight stroke longer than 10 mm is a drawn line and not a letter


@dataclass(frozen=True)
class ReadingImage:
    """A stored page in grey, without seals, as it lies."""

    grey: GreyImage
    dpi: float
    scale: float  # from pixels as stored to its own
    height: int  # as stored
    width: int


@dataclass(frozen=True)
class Strip:
    """One printed line: its box, the picture of it alone, and where that was cut."""

    box: Box
    picture: GreyImage
    cut: Box


@dataclass(frozen=True)
class Print:
    """A page's print, upright and level. `back` (2 x 3) takes pixels to the upright page that is not level."""

    level: GreyImage  # without rules
    rules: GreyImage  # those that part cells
    back: npt.NDArray[np.float64]
    rows: Rows  # by their ink
    lines: Rows  # as a net sees them, where there is one

    def strip(self, line: int) -> Strip:
        return Strip(self.lines.boxes[line], *self.lines.strip(self.level, line))


@dataclass(frozen=True)
class Layout:
    image: ReadingImage
    turn: int  # degrees clockwise that set it upright
    slope: float  # degrees by which the upright page's lines fall to the right
    print: Print | None  # None: blank, a picture, or noise
    blank: bool = False


def laid_out(image: ColourImage | GreyImage, *, dpi: float, readers: Readers) -> Layout:
    """Lays out a stored page: rows x columns (x 3, BGR), 8 bit, from one pixel up. Raises VanthuError VT-OCR-003, -004.

    Whether one that does not lie on its side lies on its head is not asked: reading tells.
    """
    told = clean.likely_dpi(image, dpi)
    small, scale = clean.reduced(image, told)
    dots = told * scale
    grey = without_seals(small, dots)
    height, width = image.shape[:2]
    del image, small  # 24 MB in colour, which nobody needs while the page is read
    ink = clean.ink(grey)
    if clean.is_blank(ink, dots):
        return Layout(ReadingImage(grey, dots, scale, height, width), 0, 0.0, None, blank=True)
    opaque = without_show_through(grey, ink, dots)
    ink = ink if opaque is grey else clean.ink(opaque)
    cleared = without_rings(opaque, ink, dots)
    page = ReadingImage(cleared, dots, scale, height, width)
    if orientation.lies_sideways(ink):
        return turned(page, orientation.upright_turn(cleared, dots, readers.stamps), readers.finder)
    return _laid(page, 0, cleared, ink if cleared is opaque else clean.ink(cleared), readers.finder)


def turned(image: ReadingImage, turn: int, finder: LineFinder | None) -> Layout:
    """The page laid out anew, set upright by `turn` degrees clockwise."""
    upright = orientation.turned(image.grey, turn)
    return _laid(image, turn, upright, clean.ink(upright), finder)


def looks_blank(image: ColourImage | GreyImage, dpi: float) -> bool:
    """Whether nothing would be found on the page but dust."""
    told = clean.likely_dpi(image, dpi)
    small, scale = clean.reduced(image, told)
    dots = told * scale
    return clean.is_blank(clean.ink(without_seals(small, dots)), dots)


def _laid(image: ReadingImage, turn: int, level: GreyImage, ink: GreyImage, finder: LineFinder | None) -> Layout:
    """`level` is upright, `ink` what of it is ink."""
    back = np.eye(2, 3)
    print_, rules = without_rules(ink, round(_RULE * image.dpi))
    rows = find_rows(print_, image.dpi)
    slope = rows.skew if rows else 0.0
    if abs(slope) >= clean.SKEW_THAT_MATTERS:
        level, back = clean.straightened(level, slope)
        print_, rules = without_rules(clean.ink(level), round(_RULE * image.dpi))
        rows = find_rows(print_, image.dpi)
    if rows is None or not rows.boxes:
        return Layout(image, turn, slope, None)
    level = np.where(rules > 0, np.uint8(255), level)
    rules = without_folds(rules, print_, round(_RULE * image.dpi))
    lines = rows if finder is None else lines_in(finder.find_lines(level), rows, rules, image.dpi)
    return Layout(image, turn, slope, Print(level, rules, back, rows, lines))
