"""Pieces cut out of a page and set level: the insides of stamps' frames, and short lines that climb or fall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import Box, GreyImage, Line, Word
from pipeline.digitize.rows import Rows

_TILT: Final = 25.0  # degrees by which a stamp may be set askew
_LEVEL: Final = 1.5  # degrees that need no turning
_STROKE: Final = 0.7  # mm; the line of a frame
_FILLED: Final = 0.75  # of its upright rectangle, by the area that an outline goes round

Sides = tuple[float, float]  # mm, from and to


@dataclass(frozen=True)
class Cut:
    """A level picture of a piece of a page; `back` (2 x 3) takes its pixels to where they were on the page."""

    picture: GreyImage
    back: npt.NDArray[np.float64]

    @property
    def middle(self) -> npt.NDArray[np.float64]:
        """Where its middle is on the page: x, y."""
        height, width = self.picture.shape
        return np.asarray(self.back @ np.array([width / 2, height / 2, 1.0]), np.float64)

    def inner(self, picture: GreyImage, left: int, top: int) -> Cut:
        """A piece of this piece that begins at left, top."""
        back = self.back.copy()
        back[:, 2] = self.back @ np.array([left, top, 1.0])
        return Cut(picture, back)

    def of_page(self, scale: float) -> Cut:
        """The same, `back` to the page that was made smaller by `scale`."""
        return Cut(self.picture, self.back / scale)

    def line(self, words: Sequence[Word]) -> Line:
        """Words read in the picture as a line of the page; middles are taken back, boxes stay level."""
        placed, scale = [], float(np.hypot(self.back[0, 0], self.back[1, 0]))
        for word in words:
            x, y = self.back @ np.array([(word.box.left + word.box.right) / 2, (word.box.top + word.box.bottom) / 2, 1])
            wide, high = scale * word.box.width / 2, scale * word.box.height / 2
            edges = (round(edge) for edge in (x - wide, y - high, x + wide, y + high))
            placed.append(Word(word.text, Box(*edges), word.confidence))
        box = placed[0].box
        for word in placed[1:]:
            box = box.around(word.box)
        return Line(tuple(placed), box)


Outline = tuple[cv2.typing.MatLike, float]  # and the area that it goes round


def outlines(ink: GreyImage, mm: float, gap: float = 0.0) -> list[Outline]:
    """What is drawn or printed, as closed lines. `mm` is in pixels, `gap` how worn a frame is."""
    reach = max(3, round(gap * mm)) | 1  # worn frames have gaps
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    found, _ = cv2.findContours(closed, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    return [(outline, area) for outline in found if len(outline) >= 4 and (area := cv2.contourArea(outline))]


def framed(plane: GreyImage, drawn: Sequence[Outline], mm: float, *sizes: tuple[Sides, Sides]) -> Iterator[Cut]:
    """The insides of drawn rectangles, set upright, frame cut off: all of the first size (wide, high), then of the next."""
    for wide, high in sizes:
        some = [each for each in drawn if each[1] >= _FILLED * wide[0] * high[0] * mm * mm]
        yield from filter(None, (_inside(plane, *each, mm, wide, high) for each in some))


def _inside(
    plane: GreyImage, outline: cv2.typing.MatLike, area: float, mm: float, wide: Sides, high: Sides
) -> Cut | None:
    """What an outline goes round, if it is a rectangle of that size."""
    (x, y), (width, height), angle = cv2.minAreaRect(outline)
    if width < height:
        width, height, angle = height, width, angle - 90
    angle = (angle + 90) % 180 - 90
    if not (wide[0] * mm <= width <= wide[1] * mm and high[0] * mm <= height <= high[1] * mm):
        return None
    if abs(angle) > _TILT or area < _FILLED * width * height:
        return None
    stroke = max(2, round(_STROKE * mm))
    turn = cv2.getRotationMatrix2D((x, y), angle, 1.0)
    turn[:, 2] += (width / 2 - x - stroke, height / 2 - y - stroke)
    size = (round(width) - 2 * stroke, round(height) - 2 * stroke)
    inside = cv2.warpAffine(plane, turn, size, flags=cv2.INTER_LINEAR, borderValue=255.0)
    return Cut(np.asarray(inside, np.uint8), np.asarray(cv2.invertAffineTransform(turn), np.float64))


def levelled(plane: GreyImage, rows: Rows, row: int) -> Cut:
    """A row's picture, turned level where its letters climb or fall."""
    picture, cut = rows.strip(plane, row)
    back = np.array([[1.0, 0.0, cut.left], [0.0, 1.0, cut.top]])
    mine = np.argwhere(rows.owner[rows.parts[cut.top : cut.bottom, cut.left : cut.right]] == row)
    if len(mine) < 20:
        return Cut(picture, back)
    angle = float(np.degrees(np.arctan(np.polyfit(mine[:, 1], mine[:, 0], 1)[0])))
    if not _LEVEL <= abs(angle) <= _TILT:
        return Cut(picture, back)
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    level = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255.0)
    whole = Cut(picture, back)
    return Cut(np.asarray(level, np.uint8), whole.back @ np.vstack([cv2.invertAffineTransform(turn), [0.0, 0.0, 1.0]]))
