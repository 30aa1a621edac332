"""Stamps on the first page: urgency, secrecy, ĐẾN (Decree 30 Annex I.III.2, Annex IV; boxes 10a, 10b)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeline.digitize.fields.findings import field
from pipeline.digitize.fields.layout import Row, Sheet
from pipeline.digitize.fields.words import bare
from pipeline.digitize.values import Field

_STAMP_PART: Final = 0.5  # of the page's height
_URGENCY: Final = {
    "hoatochengio": "HỎA TỐC HẸN GIỜ",
    "hoatoc": "HỎA TỐC",
    "thuongkhan": "THƯỢNG KHẨN",
    "khan": "KHẨN",
}
_SECRECY: Final = {"tuyetmat": "TUYỆT MẬT", "toimat": "TỐI MẬT", "mat": "MẬT"}
_ARRIVAL: Final = re.compile(r"^\W*(?:cong van\s*)?den\b")
_ARRIVAL_NUMBER: Final = re.compile(r"\bso\W{0,3}(\d{1,6})\b")
_ARRIVAL_DATE: Final = re.compile(r"\bngay\W{0,4}(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?((?:19|20)\d{2})\b")


def read_stamps(sheet: Sheet) -> dict[str, Field]:
    rows = [row for row in sheet.all_rows if row.level < sheet.height * _STAMP_PART]
    fields: dict[str, Field] = {}
    for key, marks in (("urgency", _URGENCY), ("secrecy", _SECRECY)):
        found = _mark(rows, marks)
        if found is not None:
            fields[key] = found
    fields.update(_arrival(sheet, rows))
    return fields


def _mark(rows: Sequence[Row], marks: dict[str, str]) -> Field | None:
    """The gravest mark that stands alone in capitals; `marks` runs from the gravest down."""
    best: tuple[int, Field] | None = None
    for row in rows:
        for piece in row.cut(9.0):
            words = [w for w in piece.words if bare(w.text)]
            if not words or len(words) > 4:
                continue
            core = Row(tuple(words), piece.page)
            letters = bare(core.text)
            if letters not in marks or core.upper < 1:
                continue
            rank = list(marks).index(letters)
            if best is None or rank < best[0]:
                printed = " ".join("".join(c for c in w.text if c.isalpha()) for w in words)
                same = printed == marks[letters] or printed == marks[letters].replace("ỎA", "OẢ")
                best = rank, field(printed if same else marks[letters], piece.page, words, 1.0 if same else 0.9)
    return best[1] if best else None


def _arrival(sheet: Sheet, rows: Sequence[Row]) -> dict[str, Field]:
    """Number and date of a stamp ĐẾN (Annex IV.I): the word in capitals, "Số:" and "Ngày:" beside or under it."""
    for row in rows:
        for piece in row.cut(14.0):
            words = [w for w in piece.words if bare(w.text)]
            if not words or not _ARRIVAL.match(piece.folded) or not words[-1 if len(words) < 3 else 0].text.isupper():
                continue
            if len(words) > 6:
                continue
            return _arrival_lines(sheet, piece)
    return {}


def _arrival_lines(sheet: Sheet, stamp: Row) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    around = sheet.rows(stamp.left - 60, stamp.left + 150, stamp.level - 28, stamp.level + 55)
    for row in around:
        for piece in [row]:
            number = _ARRIVAL_NUMBER.search(piece.folded)
            if number and "arrival_number" not in fields and "/" not in piece.text[number.end() : number.end() + 2]:
                found = field(number[1], piece.page, piece.between(number.start(1), number.end(1)), 0.95)
                if found.confidence >= 0.8:
                    fields["arrival_number"] = found
            dated = _ARRIVAL_DATE.search(piece.folded)
            if dated and "arrival_date" not in fields:
                try:
                    day = date(int(dated[3]), int(dated[2]), int(dated[1]))
                except ValueError:
                    continue
                found = field(day.isoformat(), piece.page, piece.between(dated.start(), dated.end()), 0.95)
                if found.confidence >= 0.8:
                    fields["arrival_date"] = found
    return fields
