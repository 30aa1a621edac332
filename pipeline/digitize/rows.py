"""Where print stands on a page, found from its ink before anything is read: one box a printed line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import MARGIN, Box, GreyImage

_Numbers = npt.NDArray[np.int32]
_Flags = npt.NDArray[np.bool_]
_Reals = npt.NDArray[np.float64]

_MOST_PIECES: Final = 60_000  # a full A3 page of print has some 15,000 pieces of ink; more than this is noise
_MOST_LETTERS: Final = 25_000  # a full A3 page has 12,000
_MOST_IN_A_LETTER: Final = 4.0  # pieces of ink; with all its accents a letter has three
_HIGHEST: Final = 7.0  # small letters; a line of a title in double size
_GAP: Final = 2.2  # small letters; a justified line's word gaps stay below it, the gap between two columns does not
_TIED_WIDTH: Final = 12.0  # small letters; in a shorter row two levels are no sign of two lines
_TIED_HEIGHT: Final = 2.2  # small letters; the middles of one level line's letters span less than one
_STEEPEST: Final = 0.12  # as a sheet feeder slips at worst: 7 degrees


@dataclass(frozen=True)
class Rows:
    """The printed lines of a page. `parts` numbers a pixel's piece of ink, `owner` a piece's row (-1: none)."""

    boxes: tuple[Box, ...]
    letter: float  # height of a small letter, pixels
    skew: float  # degrees by which the lines fall to the right
    parts: _Numbers
    stats: _Numbers  # left, top, width, height and area of each piece
    owner: _Numbers

    @property
    def crowded(self) -> bool:
        """Whether rows or ink cover more of the page than print does: half and a sixth of it where it is set tight."""
        rows = sum(box.width * box.height for box in self.boxes)
        return max(rows / 0.8, int(np.count_nonzero(self.parts)) / 0.3) > self.parts.size

    def strip(self, grey: GreyImage, row: int) -> tuple[GreyImage, Box]:
        """The picture of one row with MARGIN round it, other rows' ink painted over, and where on the page it was cut.

        Beyond the page's edges it is white.
        """
        box, (height, width) = self.boxes[row], grey.shape
        margin = round(MARGIN * box.height)
        cut = Box(box.left - margin, box.top - margin, box.right + margin, box.bottom + margin)
        down, across = max(0, -cut.top), max(0, -cut.left)
        area = np.s_[cut.top + down : min(height, cut.bottom), cut.left + across : min(width, cut.right)]
        seen = grey[area].copy()
        owner = self.owner[self.parts[area]]
        foreign = ((owner >= 0) & (owner != row)).astype(np.uint8)
        if foreign.any():  # a pixel more than the ink itself: its soft edge
            own = cv2.dilate((owner == row).astype(np.uint8), np.ones((3, 3), np.uint8))
            seen[(cv2.dilate(foreign, np.ones((3, 3), np.uint8)) > own) | (foreign > 0)] = 255
        if seen.shape == (cut.height, cut.width):
            return seen, cut
        picture = np.full((cut.height, cut.width), 255, np.uint8)
        picture[down : down + seen.shape[0], across : across + seen.shape[1]] = seen
        return picture, cut


@dataclass(frozen=True)
class _Pieces:
    """Connected pieces of ink; number 0 is the paper."""

    left: npt.NDArray[np.int64]
    top: npt.NDArray[np.int64]
    width: npt.NDArray[np.int64]
    height: npt.NDArray[np.int64]
    area: npt.NDArray[np.int64]

    @cached_property
    def centre(self) -> _Reals:
        return self.left + self.width / 2

    @cached_property
    def middle(self) -> _Reals:
        return self.top + self.height / 2


def find_rows(ink: GreyImage, dpi: float, letter: float | None = None) -> Rows | None:
    """The printed lines of a nearly level page without rules, or None where the ink is noise and not print.

    `letter` is the height of a small letter in pixels where it is known; else it is what most pieces of ink have.
    """
    count, parts, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    if count > _MOST_PIECES:
        return None
    pieces = _Pieces(*(stats[:, i].astype(np.int64) for i in range(5)))
    letter = _letter_height(pieces, dpi) if letter is None else letter
    body = (pieces.height > 0.45 * letter) & (pieces.height < 3.2 * letter)
    body &= (pieces.width < 14 * letter) & (pieces.width > 0.12 * letter)
    body[0] = False
    named, spans = _bands(ink.shape, pieces, body, letter)
    core = np.flatnonzero(body)
    owner = np.full(count, -1, np.int32)
    owner[core] = (
        named[np.minimum(ink.shape[0] - 1, pieces.middle[core].astype(int)), pieces.centre[core].astype(int)] - 1
    )
    core = core[owner[core] >= 0]
    spans = _parted(pieces, owner, core, spans, letter)
    slope, base = _base_lines(pieces.centre[core], (pieces.top + pieces.height)[core], owner[core], len(spans))
    real = ~_marks_only(spans, letter)
    _adopt(pieces, owner, spans, slope, base, real, letter, least=max(2.0, (dpi / 200) ** 2 * 3))
    _join(pieces, owner, slope, base, letter)
    _drop_smudges(pieces, owner, len(spans), letter)
    boxes, owner = _boxes(pieces, owner, len(spans))
    if sum(box.width for box in boxes) > _MOST_LETTERS * letter:
        return None
    return Rows(boxes, letter, _skew(slope, spans, letter), parts, stats, owner)


def _letter_height(pieces: _Pieces, dpi: float) -> float:
    """Height of a small letter. The scan's dpi may be wrong by half: the commonest height near the expected one counts."""
    expected = 2.0 * dpi / 25.4  # a small letter of 13 point is 2.0 mm high (Decree 30 Annex I.II: body 13 to 14 point)
    plausible = (pieces.height > 0.5 * expected) & (pieces.height < 2.2 * expected)
    plausible &= (pieces.width > 0.2 * expected) & (pieces.width < 4 * expected)
    plausible[0] = False
    letter = float(np.median(pieces.height[plausible])) if plausible.sum() >= 5 else expected
    return min(max(letter, 0.6 * expected, 3.0), max(2 * expected, 3.0))


def _bands(shape: tuple[int, ...], pieces: _Pieces, body: _Flags, letter: float) -> tuple[_Numbers, _Numbers]:
    """The middles of letters tied to their neighbours, numbered by row from 1, and each row's left, top, width, height.

    Accents and tails stay out; they would tie two lines together. So would two letters of neighbouring lines that touch:
    a tall piece that reaches into two rows ties none.
    """
    bands = np.zeros(shape, np.uint8)
    gap = np.ones((1, max(3, round(_GAP * letter))), np.uint8)

    def paint(piece: np.intp) -> None:
        middle, half = pieces.middle[piece], max(1.0, min(pieces.height[piece], 2 * letter) * 0.3)
        left = pieces.left[piece]
        bands[max(0, int(middle - half)) : int(middle + half) + 1, left : left + pieces.width[piece]] = 255

    tall = body & (pieces.height > 2.1 * letter)
    for piece in np.flatnonzero(body & ~tall):
        paint(piece)
    if tall.any():
        _, rows = cv2.connectedComponents(
            cv2.morphologyEx(bands, cv2.MORPH_CLOSE, gap), connectivity=8, ltype=cv2.CV_32S
        )
        reach = round(1.5 * letter)
        for piece in np.flatnonzero(tall):
            top, left = pieces.top[piece], pieces.left[piece]
            near = rows[top : top + pieces.height[piece], max(0, left - reach) : left + pieces.width[piece] + reach]
            if len(np.unique(near[near > 0])) < 2:
                paint(piece)
    closed = cv2.morphologyEx(bands, cv2.MORPH_CLOSE, gap)
    _, named, spans, _ = cv2.connectedComponentsWithStats(closed, connectivity=8, ltype=cv2.CV_32S)
    return np.asarray(named, np.int32), np.asarray(spans[1:, :4], np.int32)


def _parted(pieces: _Pieces, owner: _Numbers, core: npt.NDArray[np.intp], spans: _Numbers, letter: float) -> _Numbers:
    """Parts rows, in `owner`, that a speck or a stamp's stroke between two lines has tied; `spans` with those added.

    Letters of one line stand at one level, those of two at two, with next to none between them.
    """
    wide = np.flatnonzero(spans[:, 2] > _TIED_WIDTH * letter)
    slope, _ = _base_lines(pieces.centre[core], (pieces.top + pieces.height)[core], owner[core], len(spans))
    leaning = float(np.median(slope[wide])) if len(wide) else 0.0
    for row in wide[spans[wide, 3] > _TIED_HEIGHT * letter]:
        mine = core[owner[core] == row]
        level = (pieces.middle[mine] - leaning * pieces.centre[mine]) / letter
        edges = np.sort(level)[len(level) // 10 : -(len(level) // 10) or None]
        between = np.linspace(edges[0] + 0.5, edges[-1] - 0.5, 30) if edges[-1] - edges[0] > 1.5 else np.empty(0)
        inside = [int((np.abs(level - at) < 0.3).sum()) for at in between]
        if not inside or min(inside) > 0.06 * len(mine):
            continue
        lower = level > float(between[int(np.argmin(inside))])
        if not 0.2 * len(mine) < int(lower.sum()) < 0.8 * len(mine):
            continue
        owner[mine[lower]] = len(spans)
        halves = [(mine[~lower], row), (mine[lower], len(spans))]
        spans = np.vstack([spans, spans[row]])
        for half, number in halves:
            left, top = pieces.left[half].min(), pieces.top[half].min()
            right, bottom = (pieces.left + pieces.width)[half].max(), (pieces.top + pieces.height)[half].max()
            spans[number] = left, top, right - left, bottom - top
    return spans


def _base_lines(centre: _Reals, bottom: npt.NDArray[np.int64], owner: _Numbers, rows: int) -> tuple[_Reals, _Reals]:
    """Slope and height at x = 0 of the line that each row's letters stand on."""
    slope, base = np.zeros(rows), np.zeros(rows)
    for row in range(rows):
        mine = owner == row
        x, y = centre[mine], bottom[mine].astype(np.float64)
        if len(x) >= 10 and np.ptp(x) > 0:
            slope[row] = float(np.clip(np.polyfit(x, y, 1)[0], -_STEEPEST, _STEEPEST))
        base[row] = float(np.median(y - slope[row] * x)) if len(x) else 0.0
    return slope, base


def _skew(slope: _Reals, spans: _Numbers, letter: float) -> float:
    """The slope that the page's long lines share, in degrees; 0.0 where there are too few of them to tell."""
    long = spans[:, 2] > 15 * letter if len(spans) else np.zeros(0, bool)
    if long.sum() < 2:
        return 0.0
    order = np.argsort(slope[long])
    weight = np.cumsum(spans[long, 2][order])
    middle = int(np.searchsorted(weight, weight[-1] / 2))
    return round(float(np.degrees(np.arctan(slope[long][order][middle]))), 2)


def _marks_only(spans: _Numbers, letter: float) -> _Flags:
    """Which rows are but accents or commas: short, and close above or below a longer row that runs past them."""
    left, top, width, height = (spans[:, i].astype(np.int64) for i in range(4))
    marks = np.zeros(len(spans), bool)
    for row in np.flatnonzero(width < 4 * letter):
        apart = np.maximum(top - (top + height)[row], top[row] - (top + height))
        covers = (left <= left[row] + letter) & (left + width >= left[row] + width[row] - letter)
        marks[row] = bool((covers & (apart < 0.55 * letter) & (width > 2 * width[row])).any())
    return marks


def _adopt(
    pieces: _Pieces,
    owner: _Numbers,
    spans: _Numbers,
    slope: _Reals,
    base: _Reals,
    real: _Flags,
    letter: float,
    least: float,
) -> None:
    """Gives accents, dots, commas and dashes to the line they belong to, in `owner`; dust stays with none."""
    near, far = spans[:, 0], spans[:, 0] + spans[:, 2]
    small = (pieces.height < 3.2 * letter) & (pieces.width < 14 * letter) & (pieces.area >= least)
    small[0] = False
    settled = owner >= 0
    settled[settled] = real[owner[settled]]
    owner[~settled] = -1
    if not real.any():
        return
    for piece in np.flatnonzero(small & ~settled):
        centre = pieces.centre[piece]
        below = (pieces.middle[piece] - base - slope * centre) / letter  # under the base line; -1 to 0 between letters
        # Vietnamese stacks two accents up to 1.2 letters high; under the base line stand only dots and commas.
        cost = np.maximum(below / 0.6, (-1 - below) / 1.3)
        # A dash or a full stop at the height of the letters may stand further off than an accent.
        aside = np.maximum(near - centre, centre - far) / letter
        cost[(aside > np.where(cost <= 0, 2.0, 0.7)) | ~real] = np.inf
        nearest = int(np.argmin(cost))
        if cost[nearest] < 1:
            owner[piece] = nearest


def _join(pieces: _Pieces, owner: _Numbers, slope: _Reals, base: _Reals, letter: float) -> None:
    """Makes one row, in `owner`, of two that stand on one base line and that a dash between them ties."""
    boxes, numbered = _boxes(pieces, owner, len(base))
    rows = [int(owner[np.flatnonzero(numbered == i)[0]]) for i in range(len(boxes))]
    for i in sorted(range(len(boxes)), key=lambda i: boxes[i].left):
        for j in range(len(boxes)):
            row, other, end, start = rows[i], rows[j], boxes[i].right, boxes[j].left
            step = abs(base[other] + slope[other] * start - base[row] - slope[row] * end)
            if row != other and -letter < start - end <= _GAP * letter and step < 0.5 * letter:
                owner[owner == other] = row
                rows = [row if each == other else each for each in rows]


def _drop_smudges(pieces: _Pieces, owner: _Numbers, rows: int, letter: float) -> None:
    """Takes from `owner` what is no line of print: too high, or of more pieces than letters have."""
    boxes, numbered = _boxes(pieces, owner, rows)
    count = np.bincount(numbered[numbered >= 0], minlength=len(boxes))
    for row, box in enumerate(boxes):
        letters = max(5.0, box.width / letter)
        if box.height > _HIGHEST * letter or count[row] > _MOST_IN_A_LETTER * letters:
            owner[numbered == row] = -1


def _boxes(pieces: _Pieces, owner: _Numbers, rows: int) -> tuple[tuple[Box, ...], _Numbers]:
    """A box for each row that has a piece, and `owner` numbered by these boxes."""
    boxes: list[Box] = []
    number = np.full(rows + 1, -1, np.int32)  # the last stands for -1
    right, bottom = pieces.left + pieces.width, pieces.top + pieces.height
    for row in range(rows):
        mine = np.flatnonzero(owner == row)
        if len(mine):
            number[row] = len(boxes)
            edges = pieces.left[mine].min(), pieces.top[mine].min(), right[mine].max(), bottom[mine].max()
            boxes.append(Box(*(int(edge) for edge in edges)))
    return tuple(boxes), number[owner]
