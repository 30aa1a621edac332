"""What is stamped in the head of a document's first page: secrecy, urgency, ĐẾN. Looked for before anything else is read.

Decree 30 Annex I.II, boxes 10a, 10b: boxed stamps by themselves, under the number at the left; in practice anywhere in the
head, red or black, askew, over other print. What counts is a mark that stands alone; `mật` in a sentence or name is no mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

import cv2
import numpy as np

from ocr_models.page import Box, ColourImage, GreyImage, Line, Word
from pipeline.digitize import clean, colour, orientation
from pipeline.digitize.frames import Cut, Outline, framed, levelled, outlines
from pipeline.digitize.layout import Layout, Print, laid_out, turned
from pipeline.digitize.read import Heard, heard_above
from pipeline.digitize.readers import Readers
from pipeline.digitize.rows import Rows, find_rows
from pipeline.digitize.rules import without_rules
from pipeline.digitize.tangles import tangles
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
_WITNESSES: Final = 3  # long lines that tell whether the page stands upright
_BOX: Final = ((12.0, 90.0), (5.0, 26.0))  # mm; stamps for urgency are 20 to 40 by 8 (Annex I.II.11), secrecy alike
_RULE: Final = 0.4  # inches; longer straight strokes are drawn, and no letters
_TINGED: Final = 32  # difference of channels that the overview of coloured ink still has
_LEAST: Final = 0.00005  # of the head: less coloured ink is no stamp
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
# Of a mark under print: UYẾT M…, which is no NGUYỄN M…; TỐI M_T; MẬT behind capitals at the end, which is no BÍ MẬT.
_WITHIN: Final = (
    ("TUYỆT MẬT", re.compile(r"(?<!G)UY[EÊÉẾÈỀẺỂẸỆ][TI1LHh]{1,3}M")),
    ("TỐI MẬT", re.compile(r"T[OÔÓỐÒỒỎỔỌỘ][IÍÌỈỊ1L]M[AÂÁẤẠẬÀẦẢẨ][TI1]")),
    ("MẬT", re.compile(r"(?<![a-zà-ỹđ])(?<!B[IÍ])(?<!B[AẢ]O)M[ÂẤẬẠA]T$")),
)
_FEW: Final = 3  # capitals
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


@dataclass(frozen=True)
class Look:
    """The marks of a first page, and what was done to see them that reading the page need not do again."""

    marks: HeadMarks
    page: Layout
    heard: Mapping[int, Heard]  # lines of the head, by their number in the layout


def look(image: ColourImage | GreyImage, *, dpi: float, readers: Readers) -> Look:
    """Looks for the marks of a document whose first page this is, as stored. Nothing below the head is read.

    The page is laid out, and the first recogniser reads the lines of its head as it does when a page is read. What it surely
    reads as something else than a mark needs no second look. The rest, what stands in frames and what is of coloured ink
    are shown to it and to `readers.stamps`: a secrecy mark that either reads is one. The lines also tell whether the page
    stands upright: trueocr's net is sure of 0.5 at most of lines on their heads, of 0.75 and more of the upright ones of
    25 pages of 29.
    Raises VanthuError VT-OCR-003, -004.
    """
    page = laid_out(image, dpi=dpi, readers=readers)
    seen, confidence = _look(image, page, readers)
    empty = seen.marks.secrecy is None and confidence < orientation.SURE and not page.blank
    if empty and page.turn == 0:  # the foot of a page on its head
        turn = orientation.upright_turn(page.image.grey, page.image.dpi, readers.stamps)
        if turn:
            seen, _ = _look(image, turned(page.image, turn, readers.finder), readers)
    return seen


def _look(image: ColourImage | GreyImage, page: Layout, readers: Readers) -> tuple[Look, float]:
    """What is seen of a page laid out, and how well its head's lines were read (0.0: too few to tell). `image` as stored."""
    full = page.image.dpi / page.image.scale
    scale = _LOOKING_DPI / full if full > 1.2 * _LOOKING_DPI else 1.0
    dpi = full * scale
    upright = orientation.turned(image, page.turn)
    dark = _Plane.of(clean.scaled(colour.all_ink(upright[: max(1, upright.shape[0] // 2)]), scale), dpi)
    coloured = _coloured(upright[: max(1, round(upright.shape[0] * _HEAD))], full, scale)
    found = [(cut, True) for cut in _boxed(dark, 2 * _HEAD * dark.picture.shape[0])]
    found += [(cut, True) for cut in (*_boxed(coloured), *_short_rows(coloured))] if coloured is not None else []
    found = [(cut.of_page(scale), stamp) for cut, stamp in found]
    heard: dict[int, Heard] = {}
    confidence = 0.0
    if page.print is not None and not page.print.rows.crowded:
        heard = heard_above(page.print, _HEAD * page.print.level.shape[0], page.image.dpi, readers)
        confidence = _sureness(page.print, heard, page.image.dpi, readers)
        found += [(cut, False) for cut in _print_in_doubt(page, page.print, heard, dpi)]
    found = found[:_MOST]
    secrecy = [mark for line in heard.values() if (mark := mark_in(line.words, False))]
    if readers.first is not readers.stamps:
        quick = readers.first.read_lines([cut.picture for cut, _ in found], dpi)
        secrecy += [mark for words, (_, stamp) in zip(quick, found, strict=True) if (mark := mark_in(words, stamp))]
        found = [each for each, words in zip(found, quick, strict=True) if not surely_other(words)]
    arrival = [cut.of_page(scale) for cut in _arrival(dark, dpi)]
    read = readers.stamps.read_lines([cut.picture for cut, _ in found] + [cut.picture for cut in arrival], dpi)
    secrecy += [mark for words, (_, stamp) in zip(read, found, strict=False) if (mark := mark_in(words, stamp))]
    urgency = [
        (rank, cut.line(words))
        for words, (cut, stamp) in zip(read, found, strict=False)
        if (rank := urgency_in(words, stamp)) is not None
    ]
    if page.print is not None and heard and not secrecy:
        secrecy = list(_over_print(page.print, heard, page.image.dpi, readers))
    marks = HeadMarks(
        max(secrecy, key=MARKS.index, default=None),
        max(urgency, key=lambda mark: (mark[0], mark[1].confidence))[1] if urgency else None,
        tuple(cut.line(words) for words, cut in zip(read[len(found) :], arrival, strict=False) if words),
        page.turn,
    )
    return Look(marks, page, heard), confidence


def _sureness(page: Print, heard: Mapping[int, Heard], dpi: float, readers: Readers) -> float:
    """How surely the head's lines are read by the first reader that is sure of them, else by the last.

    The longest mostly tells alone: of 40 heads on their heads the net was sure of 0.48 of theirs at most, of 0.75 and more of
    that of 26 upright ones (31 by all three).
    """
    longest = sorted(heard, key=lambda at: -page.lines.boxes[at].width)[:_WITNESSES]
    confidence = 0.0
    for some in (longest[:1], longest):
        confidence = orientation.mean_confidence([word for at in some for word in heard[at].words])
        if confidence >= orientation.SURE or readers.first is readers.stamps:
            return confidence
    words: list[Word] = []
    for some in (longest[:1], longest[1:]):
        words += [
            word for line in readers.stamps.read_lines([heard[at].strip.picture for at in some], dpi) for word in line
        ]
        confidence = orientation.mean_confidence(words)
        if confidence >= orientation.SURE:
            break
    return confidence


@dataclass(frozen=True)
class _Plane:
    """The ink of every colour, or coloured ink alone, dark on white; `corner` is its left and top on the page as looked at."""

    picture: GreyImage
    dpi: float
    ink: GreyImage
    drawn: Sequence[Outline]
    corner: tuple[int, int] = (0, 0)

    @staticmethod
    def of(picture: GreyImage, dpi: float, corner: tuple[int, int] = (0, 0)) -> _Plane:
        ink = clean.ink(picture)
        return _Plane(picture, dpi, ink, outlines(ink, dpi / _INCH), corner)

    def on_page(self, cut: Cut) -> Cut:
        back = cut.back.copy()
        back[:, 2] += self.corner
        return Cut(cut.picture, back)


def _coloured(head: ColourImage | GreyImage, full: float, scale: float) -> _Plane | None:
    """Coloured ink alone: a red stamp over black print is read only there.

    Where it stands in one part of the head, as most stamps do, that part alone is looked at. `full` is the dpi of `head`.
    """
    if head.ndim == 2:
        return None
    each = max(1, int(full / _OVERVIEW_DPI))
    size = max(1, head.shape[1] // each), max(1, head.shape[0] // each)
    small = np.asarray(cv2.resize(head, size, interpolation=cv2.INTER_NEAREST), np.uint8) if each > 1 else head
    tinged = cv2.threshold(colour.saturation(small), _TINGED, 255, cv2.THRESH_BINARY)[1]
    if cv2.countNonZero(tinged) < _LEAST * tinged.size:
        return None
    left, top, width, height = (each * side for side in cv2.boundingRect(tinged))
    room = round(_ROOM * full / _INCH)
    left, top, right, bottom = max(0, left - room), max(0, top - room), left + width + room, top + height + room
    part = head[top:bottom, left:right]
    if part.shape[0] * part.shape[1] >= _PART * head.shape[0] * head.shape[1]:
        part, left, top = head, 0, 0
    picture = colour.coloured_ink(clean.scaled(np.ascontiguousarray(part), scale), full * scale)
    return None if picture is None else _Plane.of(picture, full * scale, (round(left * scale), round(top * scale)))


def _boxed(plane: _Plane, above: float = np.inf) -> Iterator[Cut]:
    """The insides of frames of a stamp's size whose middles are above a row of the plane."""
    mm = plane.dpi / _INCH
    whole = [cut for cut in framed(plane.picture, plane.drawn, mm, _BOX) if cut.middle[1] < above]
    yield from map(plane.on_page, whole)
    for cut in framed(plane.picture, outlines(plane.ink, mm, _WORN), mm, _BOX):
        if cut.middle[1] < above and not any(np.hypot(*(cut.middle - other.middle)) < mm for other in whole):
            yield plane.on_page(cut)


def _short_rows(plane: _Plane) -> Iterator[Cut]:
    """The short lines of coloured ink."""
    print_, rules = without_rules(plane.ink, round(_RULE * plane.dpi))
    # Of a stamp's letters alone, worn and few, none is surely a letter: they are looked for at their own size.
    rows = find_rows(print_, plane.dpi, letter=_STAMP_LETTER * plane.dpi / _INCH)
    if rows is None or (rows.crowded and plane.corner == (0, 0)):
        return
    cleared = np.where(rules > 0, np.uint8(255), plane.picture)
    for row in _short(rows, plane.dpi):
        yield plane.on_page(levelled(cleared, rows, row))


def _short(rows: Rows, dpi: float) -> Iterator[int]:
    """Rows that may be a mark by their size and pieces."""
    mm = dpi / _INCH
    pieces = np.bincount(rows.owner[rows.owner >= 0], minlength=len(rows.boxes))
    for row, box in enumerate(rows.boxes):
        short = _WIDTH[0] * mm <= box.width <= _WIDTH[1] * mm and pieces[row] <= _MOST_PIECES
        if short and _HEIGHT[0] * mm <= box.height <= _HEIGHT[1] * mm:
            yield row


def _print_in_doubt(page: Layout, seen: Print, heard: Mapping[int, Heard], dpi: float) -> Iterator[Cut]:
    """Short lines of the head's print that were not surely read as something else, at so many dpi."""
    said = [word.moved(line.strip.cut.left, line.strip.cut.top) for line in heard.values() for word in line.words]
    less = dpi / page.image.dpi
    for row in _short(seen.rows, page.image.dpi):
        box = seen.rows.boxes[row]
        if box.top >= _HEAD * seen.level.shape[0] or surely_other([word for word in said if _in(word, box)]):
            continue
        cut = levelled(seen.level, seen.rows, row)
        back = seen.back @ np.vstack([cut.back, [0.0, 0.0, 1.0]]) / page.image.scale
        picture = clean.scaled(cut.picture, less)
        back[:, :2] *= cut.picture.shape[1] / picture.shape[1]
        yield Cut(picture, back)


def _in(word: Word, box: Box) -> bool:
    across, down = word.box.left + word.box.right, word.box.top + word.box.bottom
    return 2 * box.left <= across <= 2 * box.right and 2 * box.top <= down <= 2 * box.bottom


def _arrival(dark: _Plane, dpi: float) -> list[Cut]:
    """The lines in the frame of a stamp ĐẾN, from the ink of every colour: the number is not of the stamp's own ink."""
    mm = dpi / _INCH
    for stamp in framed(dark.picture, dark.drawn, mm, *_ARRIVAL):
        ink, rules = without_rules(clean.ink(stamp.picture), round(8 * mm))
        rows = find_rows(ink, dpi, letter=_ARRIVAL_LETTER * mm)
        if rows is None or rows.crowded or not 2 <= len(rows.boxes) <= _ARRIVAL_LINES:
            continue
        cleared = np.where(rules > 0, np.uint8(255), stamp.picture)
        strips = (rows.strip(cleared, row) for row in range(len(rows.boxes)))
        return [stamp.inner(picture, cut.left, cut.top) for picture, cut in strips]
    return []


def _over_print(page: Print, heard: Mapping[int, Heard], dpi: float, readers: Readers) -> Iterator[str]:
    """Marks of secrecy that are tangled with print."""
    pictures = list(tangles(page, heard, _HEAD * page.level.shape[0], dpi, _LOOKING_DPI))
    for reader in dict.fromkeys((readers.first, readers.stamps)):
        read = reader.read_lines(pictures, min(dpi, _LOOKING_DPI))
        yield from filter(None, map(mark_within, read))
        pictures = [picture for picture, words in zip(pictures, read, strict=True) if _has_capitals(words)]


def _has_capitals(words: Sequence[Word]) -> bool:
    return sum(letter.isupper() for letter in _letters(words)) >= _FEW


def mark_within(words: Sequence[Word]) -> str | None:
    """The mark that can be told from these words of a place where print lies over it: some of its letters are others, there are more."""
    letters = _letters(words)
    for mark, form in _WITHIN:
        if form.search(letters):
            return mark
    return None


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
