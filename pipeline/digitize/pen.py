"""What a pen wrote into the gaps of the head: the number before the notation, day and month of the date.

Recognisers of print guess at handwriting, now and then with confidence. Our own line net was taught such gaps with the print
round them. What it reads alike is surer for it, what it reads otherwise is not taken for granted, and what nobody else read
it may tell: at the confidence that such readings had on pages it never saw.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import cv2
import numpy as np

from ocr_models.page import Box, ColourImage, GreyImage, LikelyReader, Word
from pipeline.digitize.colour import all_ink
from pipeline.digitize.fields.grammar import NUMBER_START, notation_of
from pipeline.digitize.fields.layout import Sheet
from pipeline.digitize.marks import HeadMarks
from pipeline.digitize.values import Field, Fields, ReadPage
from pipeline.text import fold

_HEAD: Final = 0.45  # share of the page's height; no head reaches lower (Annex I.IV, boxes 1 to 5)
_A4: Final = 595.3  # points; dots told by scanners are often wrong, paper's width is not
_EM: Final = 13.0  # points of number and date (Annex I.II.3, I.II.4: 13 to 14); so are all ems here
_HEIGHT: Final = 40  # pixels of a strip
_SIZES: Final = (24.0, 21.0, 27.0)  # pixels of an em on a strip; what is read at each is averaged
_EDGE: Final = 0.3  # ems
_LEAN: Final = 0.9  # ems; before "ngày", whose first letter may not have been read
_GAP: Final = 4.5  # ems; before "tháng": "ngày" and a gap
_BEFORE: Final = 3.5  # ems before the notation in which the number stands where no "Số:" was read
_CODE_LONG: Final = 12.0  # ems that "Số: 4532/UBND-VHXH" takes
_DATE_LONG: Final = 14.0  # ems that "ngày 07 tháng 11 năm 2026" takes
_RIGHT_PART: Final = 0.42  # share of the page's width from which the head's date stands
_DAY: Final = re.compile(r"ngay|^\W*.?gay")
_MONTH: Final = re.compile(r"^th.ng$")
_YEAR: Final = re.compile(r"^n.m$|^n.m?\d{4}|^[12][09]\d\d")
_NUMBER_COLON: Final = re.compile(r"^S.{1,2}:")
_NUMBER: Final = r"^(?:S?[ốôoỐ]?\s?[:.;,]\s*|S?[ốôoỐ]\s*)?(\d{0,5})\s?/"
_LABELS: Final = {"arrival_number": re.compile(r"^so\W*$|^so:"), "arrival_date": re.compile(r"^ngay")}  # Annex IV.I
_STAMPED: Final = 0.8  # share of both from which a stamp is taken over ...
_STAMP_WORTH: Final = 0.92  # ... and how often it is right at least: 23 of 23
_STAMP_EM: Final = 11 / 13  # of an em
_STAMP_LONG: Final = 7.9  # such ems from "Số:" to the frame of a stamp 50 mm wide
_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    "number": re.compile(_NUMBER),
    "code": re.compile(_NUMBER + r"\s?((?:\d{4}/)?[A-ZĐ][\wĐđ]*[-/][\wĐđ/-]+)"),
    "arrival_number": re.compile(r"^S?[ốôo]?\s?[:.;]\s?(\d{1,6})\b"),
    "arrival_date": re.compile(  # an upright stroke behind two figures is a slash: 1617/2026
        r"^.{0,3}?ày\s?[:.;]?\s?(\d{1,2}(?=\s?[/.-])|\d\d(?=1))\s?[/.1-]\s?(\d{1,2})\s?[/.1-]\s?((?:19|20)\d{2})\b"
    ),
    "date": re.compile(r"^(?:.*?gày|.{0,2}?)\s?(\d{0,2})\s?tháng\s?(\d{0,2})\s?năm\s?([12]\d{3})", re.IGNORECASE),
}
_CONTESTED: Final = 0.7  # below the fields' threshold of review, 0.8
# By counts on pages drawn for it (ocr_models/cards/vanthu-lines.md). A share is what of the net's probability a reading has.
_HEARD: Final = 0.1  # with less it has no say
_BETTER: Final = 0.3  # from which it is better than another reading ...
_SURE: Final = 0.9  # ... and from which nobody needs to look
_ODD: Final = (
    0.6  # what one digit alone counts: below 10 the decree writes a 0 (Annex I.II.3.a, I.II.4.b), so one was lost
)
_ALIKE: Final = 0.97  # how often two that read alike are right
_RIGHT: Final = ((0.0, 0.3, 0.5, 0.9, 0.97, 1.0), (0.1, 0.5, 0.65, 0.8, 0.97, 0.99))  # share, how often right


@dataclass(frozen=True)
class Place:
    """A stretch of a line on the upright page, in pixels, along the page's slope."""

    left: float
    right: float
    level: float  # of its letters' middle ...
    across: float  # ... there
    em: float  # of the print there
    form: str  # of what stands there, as in _FORMS


Shares = Mapping[tuple[str, ...], float]  # what a place says, in the groups of its form, and how likely


def with_pen(
    image: ColourImage | GreyImage, page: ReadPage, fields: Fields, net: LikelyReader, marks: HeadMarks | None = None
) -> dict[str, Field]:
    """The fields with number, notation and date as the net bears them out, adds to them or doubts them.

    `image` is the page as it was read, before `page.rotation` was applied; `marks` the stamps of its head.
    """
    upright = np.rot90(image, -page.rotation // 90)
    told = dict(fields)
    number = number_place(page, fields)
    if number is not None:
        told.update(_numbered(told, page, number, _shares(upright, page, number, net)))
    dated = date_place(page, told)
    if dated is not None:
        written = _written(fields.get("code_number"), told.get("code_number"))
        told.update(_dated(told, page, dated, _shares(upright, page, dated, net), written))
    if marks is not None and marks.arrival and marks.rotation == page.rotation and "arrival_number" not in told:
        told.update(_arrived(upright, page, marks, net))
    return told


def number_place(page: ReadPage, fields: Fields) -> Place | None:
    """From "Số:" over the gap to the notation's first letters; without a notation, as far as it may reach."""
    em = _em(page)
    notation = fields.get("code_notation")
    starts = [word.box for word in _words(page) if _begins_number(word.text)]
    if notation is None:
        heads = [box for box in starts if box.top < _HEAD * page.height and box.left < _RIGHT_PART * page.width]
        if not heads:
            return None
        first = min(heads, key=lambda box: box.top)
        end = min(first.left + _CODE_LONG * em, 0.52 * page.width)
        return Place(
            first.left - _EDGE * em, end, (first.top + first.bottom) / 2, (first.left + first.right) / 2, em, "code"
        )
    if notation.box is None or notation.page != page.number:
        return None
    left, top, right, bottom = (value * page.dpi / 72 for value in notation.box)
    level = (top + bottom) / 2
    start = left - _BEFORE * em
    for box in starts:
        if _beside(box, level, em) and left - 9 * em < box.left <= left:
            start = box.left - _EDGE * em
    return Place(start, min(right, start + _CODE_LONG * em) + 0.1 * em, level, (left + right) / 2, em, "number")


def date_place(page: ReadPage, fields: Fields) -> Place | None:
    """From "ngày" to the year, in the right part: about on a level with the number, or the highest in the head."""
    em = _em(page)
    notation = fields.get("code_notation")
    level = None
    if notation is not None and notation.box is not None and notation.page == page.number:
        level = (notation.box[1] + notation.box[3]) / 2 * page.dpi / 72
    best: tuple[float, Place] | None = None
    for row in Sheet(page).all_rows:
        words = [placed.word for placed in row.words]
        at, before = _begin(words, _DAY), _LEAN
        if at is None and level is not None:  # "ngày" was lost with what stands behind it
            at, before = _begin(words, _MONTH), _GAP
        if at is None:
            continue
        last = next((n for n in range(len(words) - 1, at, -1) if _YEAR.search(fold(words[n].text))), None)
        boxes = [word.box for word in words[at : len(words) if last is None else last + 1]]
        middle = sorted((box.top + box.bottom) / 2 for box in boxes)[len(boxes) // 2]
        off, most = (middle, _HEAD * page.height) if level is None else (abs(middle - level), 4 * em)
        if boxes[0].left < _RIGHT_PART * page.width or off > most or (best is not None and off >= best[0]):
            continue
        longest = min(float(page.width), boxes[0].left + _DATE_LONG * em)
        right = longest if last is None else min(longest, boxes[-1].right + _EDGE * em)
        best = off, Place(boxes[0].left - before * em, right, middle, (boxes[0].left + boxes[-1].right) / 2, em, "date")
    return None if best is None else best[1]


def _begin(words: Sequence[Word], form: re.Pattern[str]) -> int | None:
    return next((n for n, word in enumerate(words) if form.search(fold(word.text))), None)


def _numbered(told: Fields, page: ReadPage, place: Place, shares: Shares) -> dict[str, Field]:
    found: dict[str, Field] = {}
    text, share = _best(shares, 0)
    number = _weighed(told.get("code_number"), text, share, lambda value: value.lstrip("0"))
    if number is not None:
        found["code_number"] = _placed(number, place, page)
    if place.form == "code":
        read, share = _best(shares, 1)
        notation, sureness = notation_of(read)
        if notation is not None:
            found["code_notation"] = _placed(Field(notation, round(_worth(share) * sureness, 3)), place, page)
    return found


def _written(printed: Field | None, told: Field | None) -> bool:
    """Whether the number is surely a pen's, that no recogniser of print read: the same hand writes the day with it."""
    if told is None or told.confidence <= _CONTESTED:
        return False
    return printed is None or str(printed.value).lstrip("0") != str(told.value).lstrip("0")


def _dated(told: Fields, page: ReadPage, place: Place, shares: Shares, written: bool) -> dict[str, Field]:
    days: Counter[str] = Counter()
    for groups, share in shares.items():
        days[_day(groups)] += share  # type: ignore[assignment]
    day, share = days.most_common(1)[0] if days else ("", 0.0)
    dated = _weighed(told.get("issued_date"), day, share, str, written)
    return {} if dated is None else {"issued_date": _placed(dated, place, page)}


def _arrived(upright: ColourImage | GreyImage, page: ReadPage, marks: HeadMarks, net: LikelyReader) -> dict[str, Field]:
    """Number and day that a pen wrote into a stamp ĐẾN, both or neither: a register takes them over."""
    em = _em(page) * _STAMP_EM
    found: dict[str, Field] = {}
    for word in (word for line in marks.arrival for word in line.words[:1]):
        key = next((key for key, form in _LABELS.items() if form.match(fold(word.text))), None)
        if key is None or key in found or word.text.isupper():
            continue
        box = word.box
        right = min(float(page.width), box.left + _STAMP_LONG * em)
        place = Place(box.left - _EDGE * em, right, (box.top + box.bottom) / 2, (box.left + box.right) / 2, em, key)
        texts: Counter[str] = Counter()
        for groups, share in _shares(upright, page, place, net).items():
            texts[groups[0] if len(groups) == 1 else _day(groups)] += share  # type: ignore[assignment]
        text, share = texts.most_common(1)[0] if texts else ("", 0.0)
        if text and share >= _STAMPED:
            found[key] = _placed(Field(text, _STAMP_WORTH), place, page)
    return found if len(found) == len(_LABELS) else {}


def _weighed(
    main: Field | None, text: str, share: float, same: Callable[[str], str], written: bool = False
) -> Field | None:
    """What is to be believed of a field: `main` as it was read, the net's `text` ("" for a blank gap), or neither much.

    Of what is known to be `written`, the reading of those who read print says little.
    """
    if main is None:
        return Field(text, _worth(share)) if text else None
    if text and same(text) == same(str(main.value)):
        return replace(main, confidence=max(main.confidence, _ALIKE)) if share >= _HEARD else main
    if share < _HEARD:
        return main
    if text and share >= _BETTER:
        # Two that are sure and differ: a clerk looks.
        alone = share >= _SURE and (written or main.confidence < _CONTESTED)
        return Field(text, _worth(share) if alone else min(_worth(share), _CONTESTED))
    return replace(main, confidence=min(main.confidence, _CONTESTED))


def _placed(field: Field, place: Place, page: ReadPage) -> Field:
    """The field with the place it was read from, where it has none of its own."""
    if field.box is not None:
        return field
    scale, half = 72 / page.dpi, 0.6 * place.em
    left, top, right, bottom = place.left, place.level - half, place.right, place.level + half
    box = (round(left * scale, 1), round(top * scale, 1), round(right * scale, 1), round(bottom * scale, 1))
    return replace(field, page=page.number, box=box)


def _day(groups: tuple[str, ...]) -> str:
    """Day, month and year as a date, or "" where they make none."""
    try:
        day, month, year = (int(part) for part in groups)
        return date(year, month, day).isoformat() if 1945 <= year <= 2100 else ""
    except ValueError:
        return ""


def _worth(share: float) -> float:
    """How often the net's reading is right, by the share of its probability (the card has the counts)."""
    return round(float(np.interp(share, *_RIGHT)), 3)


def _best(shares: Shares, group: int) -> tuple[str, float]:
    """The likeliest text of one group, whatever the others say; "" where it is blank or nothing fits the form."""
    texts: Counter[str] = Counter()
    for groups, share in shares.items():
        texts[groups[group]] += share  # type: ignore[assignment]
    return texts.most_common(1)[0] if texts else ("", 0.0)


def _shares(upright: ColourImage | GreyImage, page: ReadPage, place: Place, net: LikelyReader) -> Shares:
    shares: Counter[tuple[str, ...]] = Counter()
    for size in _SIZES:
        for text, share in net.readings(strip_of(upright, page, place, size)):
            found = _FORMS[place.form].match(text)
            if found is not None:
                counted = share * (_ODD if len(found[1]) == 1 and place.form not in _LABELS else 1.0)
                shares[found.groups()] += counted / len(_SIZES)  # type: ignore[assignment]
    return shares


def strip_of(upright: ColourImage | GreyImage, page: ReadPage, place: Place, size: float = _SIZES[0]) -> GreyImage:
    """The place as a strip, level, an em so many pixels; the darkest channel, for pens are blue."""
    scale = size / place.em
    half, slope = _HEIGHT / 2 / scale, math.tan(math.radians(page.skew))
    first, last = (place.level + slope * (end - place.across) for end in (place.left, place.right))
    top, left = max(0, int(min(first, last) - half) - 2), max(0, int(place.left) - 2)
    cut = upright[top : int(max(first, last) + half) + 3, left : int(place.right) + 3]
    if min(cut.shape[:2]) < 4:
        return np.full((_HEIGHT, _HEIGHT), 255, np.uint8)
    ink = all_ink(np.ascontiguousarray(cut))
    if scale < 0.8:
        ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.4 / scale), np.uint8)
    wide = max(8, round((place.right - place.left) * scale))
    to_cut = np.array([[1 / scale, 0.0, place.left - left], [slope / scale, 1 / scale, first - half - top]])
    inverse = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(ink, to_cut, (wide, _HEIGHT), flags=inverse, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _begins_number(text: str) -> bool:
    """ "Số:", but not "SỞ"."""
    return bool(NUMBER_START.match(f"{fold(text)} ") and not text.isupper()) or bool(_NUMBER_COLON.match(text))


def _words(page: ReadPage) -> list[Word]:
    return [word for line in page.lines for word in line.words]


def _beside(box: Box, level: float, em: float) -> bool:
    return abs((box.top + box.bottom) / 2 - level) < 0.6 * em


def _em(page: ReadPage) -> float:
    """Pixels of an em of number and date."""
    return _EM * min(page.width, page.height) / _A4
