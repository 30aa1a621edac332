"""The secrecy mark (MẬT, TỐI MẬT, TUYỆT MẬT) on a document's first page: looked for before anything else is read.

Decree 30 Annex I.II, box 10a: a boxed stamp by itself, under the number at the left; in practice anywhere in the head,
red or black, askew, over other print. What counts is a mark that stands alone; `mật` in a sentence or name is no mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from ocr_models.page import ColourImage, GreyImage, Recogniser, Word
from pipeline.digitize import clean, colour, orientation
from pipeline.digitize.rows import Rows, find_rows, without_rules
from pipeline.text import fold, nfc

MARKS: Final = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")  # Law 29/2018/QH14 art. 8
_HEAD: Final = 0.42  # share of the page's height that the head takes at most
_LOOKING_DPI: Final = 200  # stamps are set in 13 to 14 point and larger; more dots only cost time
_MARGIN: Final = 6
_INCH: Final = 25.4
_WIDTH: Final = (7.0, 75.0)  # mm; MẬT in 13 point is 11 mm wide, TUYỆT MẬT in a large stamp some 60
_HEIGHT: Final = (3.0, 16.0)  # mm; capitals of 13 point without their marks are 3 high
_STAMP_LETTER: Final = 2.6  # mm; takes capitals from 1.2 to 8 mm
_MOST_PIECES: Final = 24  # of ink; TUYỆT MẬT has 13 with its marks, dust may add some
_MOST: Final = 100  # candidates; a head with more of them is a picture
_WITNESSES: Final = 3  # long lines that are read only to tell whether the page stands upright
_BOX_WIDTH: Final = (12.0, 90.0)  # mm; stamps for urgency are 20 to 40 by 8 (Annex I.II.11), those for secrecy alike
_BOX_HEIGHT: Final = (5.0, 26.0)
_TILT: Final = 25.0  # degrees by which a stamp may be set askew
_SPELLINGS: Final = (
    (re.compile(r"tuye?[tli1]?ma[tli1]"), 2),
    (re.compile(r"toima[tli1]"), 1),
    (re.compile(r"ma[tli1]"), 0),
)


def secrecy_mark(image: ColourImage | GreyImage, *, dpi: float, recogniser: Recogniser) -> str | None:
    """The secrecy mark of a document whose first page this is, as stored; None where there is none.

    Reads short isolated lines of the head alone, no prose. Raises VanthuError VT-OCR-003, -004.
    """
    page, dots = _looked_at(image, dpi)
    grey = colour.without_seals(page, dots)
    if clean.is_blank(clean.ink(colour.all_ink(page)), dots):
        return None
    if orientation.lies_sideways(clean.ink(grey)):
        page = orientation.turned(page, orientation.upright_turn(grey, dots, recogniser))
    mark, confidence = _read_head(page, dots, recogniser)
    if mark is None and confidence < orientation.SURE:  # an empty head may be the foot of a page on its head
        turn = orientation.upright_turn(colour.without_seals(page, dots), dots, recogniser)
        if turn:
            mark, _ = _read_head(orientation.turned(page, turn), dots, recogniser)
    return mark


def _looked_at(image: ColourImage | GreyImage, dpi: float) -> tuple[ColourImage | GreyImage, float]:
    told = clean.likely_dpi(image, dpi)
    small, scale = clean.reduced(image, told)
    dots = told * scale
    if dots <= 1.2 * _LOOKING_DPI:
        return small, dots
    factor = _LOOKING_DPI / dots
    size = (max(1, round(small.shape[1] * factor)), max(1, round(small.shape[0] * factor)))
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_AREA), np.uint8), float(_LOOKING_DPI)


def _read_head(page: ColourImage | GreyImage, dpi: float, recogniser: Recogniser) -> tuple[str | None, float]:
    """The highest mark found, and how well the head's other lines were read (0.0: too few to tell)."""
    head = page[: max(1, round(page.shape[0] * _HEAD))]
    found = [candidate for plane, coloured in _planes(head) for candidate in _candidates(plane, coloured, dpi)][:_MOST]
    witnesses = _witnesses(colour.all_ink(head), dpi)
    read = recogniser.read_lines([picture for picture, _ in found] + witnesses, dpi)
    marks = [mark for words, (_, stamp) in zip(read, found, strict=False) if (mark := mark_in(words, stamp))]
    upright = orientation.mean_confidence([word for words in read[len(found) :] for word in words])
    return max(marks, key=MARKS.index, default=None), upright


def _planes(head: ColourImage | GreyImage) -> Iterator[tuple[GreyImage, bool]]:
    """The head's ink of every colour, and its coloured ink alone: a red stamp over black print is read only there."""
    yield colour.all_ink(head), False
    coloured = colour.coloured_ink(head)
    if coloured is not None:
        yield coloured, True


def _candidates(plane: GreyImage, coloured: bool, dpi: float) -> Iterator[tuple[GreyImage, bool]]:
    """Pictures of what may be a mark, and whether it is surely a stamp: insides of boxes, and each short line of print."""
    mm = dpi / _INCH
    ink = clean.ink(plane)
    yield from ((picture, True) for picture in _boxes(plane, ink, mm))
    ink, rules = without_rules(ink, round(0.4 * dpi))
    # Of a stamp's letters alone, worn and few, none is surely a letter: they are looked for at their own size.
    rows = find_rows(ink, dpi, letter=_STAMP_LETTER * mm if coloured else None)
    if rows is None or rows.crowded:
        return
    pieces = np.bincount(rows.owner[rows.owner >= 0], minlength=len(rows.boxes))
    cleared = np.where(rules > 0, np.uint8(255), plane)
    for row, box in enumerate(rows.boxes):
        short = _WIDTH[0] * mm <= box.width <= _WIDTH[1] * mm and pieces[row] <= _MOST_PIECES
        if short and _HEIGHT[0] * mm <= box.height <= _HEIGHT[1] * mm:
            yield _levelled(cleared, rows, row), coloured


def _witnesses(plane: GreyImage, dpi: float) -> list[GreyImage]:
    ink, _ = without_rules(clean.ink(plane), round(0.4 * dpi))
    rows = find_rows(ink, dpi)
    if rows is None or rows.crowded:
        return []
    longest = sorted(range(len(rows.boxes)), key=lambda row: -rows.boxes[row].width)[:_WITNESSES]
    return [rows.strip(plane, row, _MARGIN)[0] for row in longest]


def _boxes(plane: GreyImage, ink: GreyImage, mm: float) -> Iterator[GreyImage]:
    """The insides of drawn rectangles of a stamp's size, set upright, frame cut off."""
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))  # worn frames have gaps
    outlines, _ = cv2.findContours(closed, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        if len(outline) < 4 or cv2.contourArea(outline) < _BOX_WIDTH[0] * _BOX_HEIGHT[0] * mm * mm:
            continue
        (x, y), (width, height), angle = cv2.minAreaRect(outline)
        if width < height:
            width, height, angle = height, width, angle - 90
        angle = (angle + 90) % 180 - 90
        if not (
            _BOX_WIDTH[0] * mm <= width <= _BOX_WIDTH[1] * mm and _BOX_HEIGHT[0] * mm <= height <= _BOX_HEIGHT[1] * mm
        ):
            continue
        if abs(angle) > _TILT or cv2.contourArea(outline) < 0.75 * width * height:
            continue
        turn = cv2.getRotationMatrix2D((x, y), angle, 1.0)
        turn[:, 2] += (width / 2 - x, height / 2 - y)
        inside = cv2.warpAffine(plane, turn, (round(width), round(height)), flags=cv2.INTER_LINEAR, borderValue=255.0)
        frame = max(2, round(0.7 * mm))
        yield np.ascontiguousarray(inside[frame:-frame, frame:-frame], np.uint8)


def _levelled(plane: GreyImage, rows: Rows, row: int) -> GreyImage:
    """A row's picture, turned level where its letters climb or fall."""
    picture, cut = rows.strip(plane, row, _MARGIN)
    mine = np.argwhere(rows.owner[rows.parts[cut.top : cut.bottom, cut.left : cut.right]] == row)
    if len(mine) < 20:
        return picture
    slope = float(np.polyfit(mine[:, 1], mine[:, 0], 1)[0])
    angle = float(np.degrees(np.arctan(slope)))
    if abs(angle) < 1.5 or abs(angle) > _TILT:
        return picture
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    level = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255.0)
    return np.asarray(level, np.uint8)


def mark_in(words: tuple[Word, ...], stamp: bool) -> str | None:
    """The mark that these words of one line are, with nothing beside it. `stamp`: they stood in a box or in colour."""
    text = nfc(" ".join(word.text for word in words))
    letters = "".join(char for char in text if char.isalpha() or char == "1")  # 1: a T worn off
    if not stamp and letters != letters.upper():
        return None
    if not stamp and re.search(r"M[ĂẮẰẲẴ]T$", letters):  # a hospital for the eyes, not a secret
        return None
    folded = fold(letters)
    for spelling, mark in _SPELLINGS:
        if spelling.fullmatch(folded):
            return MARKS[mark]
    return None
