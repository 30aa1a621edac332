"""What is stamped in the head of a document's first page: secrecy, urgency, ĐẾN. Looked for before anything else is read.

Decree 30 Annex I.II, boxes 10a, 10b: boxed stamps by themselves, under the number at the left; in practice anywhere in the
head, red or black, askew, over other print. What counts is a mark that stands alone; `mật` in a sentence or name is no mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

import cv2
import numpy as np

from ocr_models.page import ColourImage, GreyImage, Line, Recogniser, Word
from pipeline.digitize import clean, colour, orientation
from pipeline.digitize.frames import Cut, framed, levelled
from pipeline.digitize.rows import Rows, find_rows, without_rules
from pipeline.digitize.values import MARKS
from pipeline.text import fold, nfc

_HEAD: Final = 0.42  # share of the page's height that the head takes at most
_LOOKING_DPI: Final = 200  # stamps are set in 13 to 14 point and larger; more dots only cost time
_OVERVIEW_DPI: Final = 100
_INCH: Final = 25.4
_WIDTH: Final = (7.0, 75.0)  # mm; MẬT in 13 point is 11 mm wide, TUYỆT MẬT in a large stamp some 60
_HEIGHT: Final = (3.0, 16.0)  # mm; capitals of 13 point without their marks are 3 high
_STAMP_LETTER: Final = 2.6  # mm; takes capitals from 1.2 to 8 mm
_MOST_PIECES: Final = 24  # of ink; TUYỆT MẬT has 13 with its marks, dust may add some
_MOST: Final = 100  # candidates; a head with more of them is a picture
_WITNESSES: Final = 3  # long lines that are read only to tell whether the page stands upright
_BOX: Final = ((12.0, 90.0), (5.0, 26.0))  # mm; stamps for urgency are 20 to 40 by 8 (Annex I.II.11), secrecy alike
_RULE: Final = 0.4  # inches; longer straight strokes are drawn, and no letters
_ROOM: Final = 5.0  # mm round coloured ink, more than what is cut out with it
_PART: Final = 0.3  # of the head; less than what print may cover before it counts as a picture
_WORN: Final = 0.8  # mm; gaps in the frame of a stamp that took little ink, on a 1-bit scan
# mm; the stamp ĐẾN is 50 by 35 (Annex IV). Where another stamp touches its frame, the cell of number and day is left.
_ARRIVAL: Final = (((42.0, 60.0), (29.0, 42.0)), ((28.0, 42.0), (10.0, 17.0)))
_ARRIVAL_LETTER: Final = 1.7  # mm; a small letter of 11 point
_ARRIVAL_LINES: Final = 9  # it has six
_SPELLINGS: Final = (
    (re.compile(r"tuye?[tli1]?ma[tli1]"), 2),
    (re.compile(r"to[il1]ma[tli1]"), 1),
    (re.compile(r"ma[tli1]"), 0),
)
_CAPITALS: Final = 0.6  # share of a mark's letters: with a mark on it, one of three may be misread small
_NAMES: Final = ("mat", "toimat", "tuyetmat")
_URGENCY: Final = ("khan", "thuongkhan", "hoatoc", "hoatochengio")  # the gravest last
# What a quick reader reads this surely, in this many letters, and less like a mark than this, is no mark: of 786 candidates on
# 80 heads, 66 with a secrecy mark, 296 and no mark among them. Of the 66 Tesseract saw 57, Tesseract or trueocr's net 59.
_SURELY: Final = 0.6
_LETTERS: Final = 5.0
_LIKE: Final = 0.6


@dataclass(frozen=True)
class HeadMarks:
    """The stamps of a first page. Lines are in pixels of the image turned clockwise by `rotation` degrees."""

    secrecy: str | None = None  # as in MARKS
    urgency: Line | None = None  # as it was read
    arrival: tuple[Line, ...] = ()  # what is in a frame of the size of a stamp ĐẾN
    rotation: int = 0


def head_marks(
    image: ColourImage | GreyImage, *, dpi: float, recogniser: Recogniser, of_prose: Recogniser | None = None
) -> HeadMarks:
    """The marks of a document whose first page this is, as stored.

    `recogniser` reads stamps and short isolated lines of the head. Where there is a quicker one, `of_prose`, it reads them
    first: what it surely reads as something else needs no second look, a secrecy mark that either reads is one. Of the head's
    lines it also tells whether the page stands upright: trueocr's net is sure of 0.5 at most of lines on their heads, of 0.75
    and more of the upright ones of 25 pages of 29.
    Raises VanthuError VT-OCR-003, -004.
    """
    readers = recogniser, of_prose or recogniser
    told = clean.likely_dpi(image, dpi)
    scale = clean.reduction(image, told)
    if told * scale > 1.2 * _LOOKING_DPI:
        scale = _LOOKING_DPI / told
    dots, turn = told * scale, 0
    if orientation.lies_sideways(_overview(image, told)):
        turn = orientation.upright_turn(colour.without_seals(clean.scaled(image, scale), dots), dots, recogniser)
    marks, confidence = _read_head(image, turn, scale, dots, readers)
    if marks.secrecy is None and confidence < orientation.SURE:  # an empty head may be the foot of a page on its head
        page = orientation.turned(clean.scaled(image, scale), turn)
        if clean.is_blank(clean.ink(colour.all_ink(page)), dots):
            return HeadMarks()
        more = orientation.upright_turn(colour.without_seals(page, dots), dots, recogniser)
        if more:
            marks, _ = _read_head(image, (turn + more) % 360, scale, dots, readers)
    return marks


def _overview(image: ColourImage | GreyImage, dpi: float) -> GreyImage:
    """The page's ink at about 100 dpi: enough to see which way its lines run, if not to read them."""
    each = max(1, int(dpi / _OVERVIEW_DPI))
    rows, columns = (max(1, side // each) for side in image.shape[:2])
    whole = image[: rows * each, : columns * each]
    small = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_LINEAR) if each > 1 else whole
    return clean.ink(colour.all_ink(np.asarray(small, np.uint8)))


def _read_head(
    image: ColourImage | GreyImage, turn: int, scale: float, dpi: float, readers: tuple[Recogniser, Recogniser]
) -> tuple[HeadMarks, float]:
    """The marks found, and how well the head's other lines were read (0.0: too few to tell).

    `image` as stored, `turn` sets it upright, `scale` brings it to `dpi`.
    """
    of_stamps, of_prose = readers
    upright = orientation.turned(image, turn)
    half = clean.scaled(upright[: max(1, upright.shape[0] // 2)], scale)
    dark = colour.all_ink(half)
    planes = list(_planes(half, dark, max(1, round(2 * half.shape[0] * _HEAD)), dpi))
    found = [candidate for plane in planes for candidate in _candidates(plane, dpi)][:_MOST]
    secrecy: list[str] = []
    confidence = 0.0
    if of_prose is not of_stamps:
        quick = of_prose.read_lines([cut.picture for cut, _ in found], dpi)
        secrecy = [mark for words, (_, stamp) in zip(quick, found, strict=True) if (mark := mark_in(words, stamp))]
        confidence = orientation.mean_confidence([word for words in quick for word in words])
        found = [each for each, words in zip(found, quick, strict=True) if not surely_other(words)]
    arrival = _arrival(dark, dpi)
    read = of_stamps.read_lines([cut.picture for cut, _ in found] + [cut.picture for cut in arrival], dpi)
    secrecy += [mark for words, (_, stamp) in zip(read, found, strict=False) if (mark := mark_in(words, stamp))]
    urgency = [
        (rank, cut.line(words, 1 / scale))
        for words, (cut, stamp) in zip(read, found, strict=False)
        if (rank := urgency_in(words, stamp)) is not None
    ]
    stamped = zip(read[len(found) :], arrival, strict=False)
    marks = HeadMarks(
        max(secrecy, key=MARKS.index, default=None),
        max(urgency, key=lambda mark: (mark[0], mark[1].confidence))[1] if urgency else None,
        tuple(cut.line(words, 1 / scale) for words, cut in stamped if words),
        turn,
    )
    if confidence < orientation.SURE:
        confidence = _read_well(_witnesses(planes[0]), dpi, of_prose, of_stamps)
    return marks, confidence


def _read_well(lines: Sequence[GreyImage], dpi: float, *readers: Recogniser) -> float:
    """How surely lines are read by the first reader that is sure of them, else by the last.

    The longest mostly tells alone: of 40 heads on their heads the net was sure of 0.48 of theirs at most, of 0.75 and more of
    that of 26 upright ones (31 by all three).
    """
    confidence = 0.0
    for reader in dict.fromkeys(readers):
        words: list[Word] = []
        for some in (lines[:1], lines[1:]):
            words += [word for line in reader.read_lines(some, dpi) for word in line]
            confidence = orientation.mean_confidence(words)
            if confidence >= orientation.SURE:
                return confidence
    return confidence


@dataclass(frozen=True)
class _Plane:
    """The head's ink of every colour, or its coloured ink alone, dark on white; what is drawn and what is print on it."""

    picture: GreyImage
    coloured: bool
    ink: GreyImage
    rules: GreyImage
    rows: Rows | None  # None: a picture, or noise
    corner: tuple[int, int] = (0, 0)  # left and top on the head

    def on_head(self, cut: Cut) -> Cut:
        back = cut.back.copy()
        back[:, 2] += self.corner
        return Cut(cut.picture, back)


def _planes(half: ColourImage | GreyImage, dark: GreyImage, height: int, dpi: float) -> Iterator[_Plane]:
    """The head's ink of every colour, and its coloured ink alone: a red stamp over black print is read only there."""
    picture = dark[:height]
    ink = clean.ink(picture)
    print_, rules = without_rules(ink, round(_RULE * dpi))
    rows = find_rows(print_, dpi)
    yield _Plane(picture, False, ink, rules, None if rows is None or rows.crowded else rows)
    coloured = colour.coloured_ink(half[:height], dpi)
    if coloured is not None:
        yield _coloured_plane(coloured, dpi)


def _coloured_plane(picture: GreyImage, dpi: float) -> _Plane:
    """Coloured ink; where it stands in one part of the head, as most stamps do, that part alone is looked at."""
    ink = clean.ink(picture)
    left, top, width, height = cv2.boundingRect(ink)
    room = round(_ROOM * dpi / _INCH)
    part = np.s_[max(0, top - room) : top + height + room, max(0, left - room) : left + width + room]
    alone = ink[part].size < _PART * ink.size
    if alone:
        picture, ink = np.ascontiguousarray(picture[part]), np.ascontiguousarray(ink[part])
    print_, rules = without_rules(ink, round(_RULE * dpi))
    # Of a stamp's letters alone, worn and few, none is surely a letter: they are looked for at their own size.
    rows = find_rows(print_, dpi, letter=_STAMP_LETTER * dpi / _INCH)
    if rows is not None and rows.crowded and not alone:
        rows = None
    return _Plane(picture, True, ink, rules, rows, (part[1].start, part[0].start) if alone else (0, 0))


def _candidates(plane: _Plane, dpi: float) -> Iterator[tuple[Cut, bool]]:
    """Pictures of what may be a mark, and whether it is surely a stamp: insides of boxes, and each short line of print."""
    mm, rows = dpi / _INCH, plane.rows
    whole = list(framed(plane.picture, plane.ink, mm, _BOX))
    worn = [
        cut
        for cut in framed(plane.picture, plane.ink, mm, _BOX, gap=_WORN)
        if not any(np.hypot(*(cut.middle - other.middle)) < mm for other in whole)
    ]
    yield from ((plane.on_head(cut), True) for cut in [*whole, *worn])
    if rows is None:
        return
    pieces = np.bincount(rows.owner[rows.owner >= 0], minlength=len(rows.boxes))
    cleared = np.where(plane.rules > 0, np.uint8(255), plane.picture)
    for row, box in enumerate(rows.boxes):
        short = _WIDTH[0] * mm <= box.width <= _WIDTH[1] * mm and pieces[row] <= _MOST_PIECES
        if short and _HEIGHT[0] * mm <= box.height <= _HEIGHT[1] * mm:
            yield plane.on_head(levelled(cleared, rows, row)), plane.coloured


def _arrival(dark: GreyImage, dpi: float) -> list[Cut]:
    """The lines in the frame of a stamp ĐẾN, from the ink of every colour: the number is not of the stamp's own ink."""
    mm = dpi / _INCH
    for stamp in framed(dark, clean.ink(dark), mm, *_ARRIVAL):
        ink, rules = without_rules(clean.ink(stamp.picture), round(8 * mm))
        rows = find_rows(ink, dpi, letter=_ARRIVAL_LETTER * mm)
        if rows is None or rows.crowded or not 2 <= len(rows.boxes) <= _ARRIVAL_LINES:
            continue
        cleared = np.where(rules > 0, np.uint8(255), stamp.picture)
        strips = (rows.strip(cleared, row) for row in range(len(rows.boxes)))
        return [stamp.inner(picture, cut.left, cut.top) for picture, cut in strips]
    return []


def _witnesses(plane: _Plane) -> list[GreyImage]:
    rows = plane.rows
    if rows is None:
        return []
    longest = sorted(range(len(rows.boxes)), key=lambda row: -rows.boxes[row].width)[:_WITNESSES]
    return [rows.strip(plane.picture, row)[0] for row in longest]


def mark_in(words: Sequence[Word], stamp: bool) -> str | None:
    """The mark of secrecy that these words of one line are, with nothing beside it. `stamp`: in a box or in colour."""
    letters = _letters(words)
    if not stamp and sum(letter.isupper() for letter in letters) < _CAPITALS * len(letters):
        return None
    if not stamp and re.search(r"M[ĂẮẰẲẴ]T$", letters):  # a hospital for the eyes, not a secret
        return None
    folded = fold(letters)
    for spelling, mark in _SPELLINGS:
        if spelling.fullmatch(folded):
            return MARKS[mark]
    return None


def urgency_in(words: Sequence[Word], stamp: bool) -> int | None:
    """How grave the mark of urgency is that these words of one line are, with nothing beside it; None: they are none."""
    letters = _letters(words)
    if not stamp and sum(letter.isupper() for letter in letters) < _CAPITALS * len(letters):
        return None
    folded = fold(letters)
    return _URGENCY.index(folded) if folded in _URGENCY else None


def surely_other(words: Sequence[Word]) -> bool:
    """Whether a quick reader read letters enough, and surely enough, that are unlike those of any mark."""
    letters = fold("".join(char for word in words for char in word.text if char.isalnum()))
    share = sum(word.confidence * len(word.text) for word in words) / max(1, sum(len(word.text) for word in words))
    if share < _SURELY or share * len(letters) < _LETTERS:
        return False
    return all(SequenceMatcher(None, letters, name, autojunk=False).ratio() < _LIKE for name in (*_NAMES, *_URGENCY))


def _letters(words: Sequence[Word]) -> str:
    text = nfc(" ".join(word.text for word in words))
    return "".join(char for char in text if char.isalpha() or char == "1")  # 1: a T worn off
