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

_SURE: Final = 0.8  # the threshold of review: an arrival number is taken over or not, there is no half way
_STAMP_PART: Final = 0.5  # of the page's height
_URGENCY: Final = {
    "hoatochengio": "HỎA TỐC HẸN GIỜ",
    "hoatoc": "HỎA TỐC",
    "thuongkhan": "THƯỢNG KHẨN",
    "khan": "KHẨN",
}
_SECRECY: Final = {"tuyetmat": "TUYỆT MẬT", "toimat": "TỐI MẬT", "mat": "MẬT"}
# Form of the stamp (Annex IV.I): the office's name; ĐẾN beside Số and Ngày; under them Chuyển, Số và ký hiệu HS.
_ARRIVAL: Final = re.compile(r"^\W*(?:cong van\s*)?den\b")
_UNDER: Final = re.compile(r"^\W*(?:chuyen\s?[:;.]|so va k[yi] hi)")
_ARRIVAL_NUMBER: Final = re.compile(r"(?:^|[\W_])so\s?[:;.]\s?[.…]*(\d{1,6})(?![\w/|])")
_ARRIVAL_DATE: Final = re.compile(
    r"ngay\s?[:;.]?\s?[.…]*(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?((?:19|20)\d{2})(?!\d)"
)


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
            if letters not in marks or core.upper < 0.6:
                continue
            rank = list(marks).index(letters)
            if best is None or rank < best[0]:
                printed = " ".join("".join(c for c in w.text if c.isalpha()) for w in words)
                same = printed == marks[letters] or printed == marks[letters].replace("ỎA", "OẢ")
                best = rank, field(printed if same else marks[letters], piece.page, words, 1.0 if same else 0.9)
    return best[1] if best else None


def _arrival(sheet: Sheet, rows: Sequence[Row]) -> dict[str, Field]:
    """Number and date of a stamp ĐẾN; only what is read surely, for a register takes them over."""
    for row in rows:
        for piece in row.cut(14.0):
            words = [w for w in piece.words if bare(w.text)]
            if not words or len(words) > 8:
                continue
            if _ARRIVAL.match(piece.folded) and Row(tuple(words[: 1 if len(words) < 3 else 3]), row.page).upper > 0.9:
                return _stamped(sheet.rows(piece.left - 60, piece.left + 150, piece.level - 28, piece.level + 55))
            dated = _ARRIVAL_DATE.search(piece.folded)
            if dated and dated.start() < 3 and piece.left < sheet.width * 0.4:
                return _stamped(sheet.rows(piece.left - 30, piece.right + 12, piece.level - 40, piece.level + 8))
            if _UNDER.match(piece.folded):
                return _stamped(sheet.rows(piece.left - 30, piece.left + 160, piece.level - 75, piece.level))
    return {}


def _stamped(rows: Sequence[Row]) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for row in rows:
        number = _ARRIVAL_NUMBER.search(row.folded)
        if number and "arrival_number" not in fields:
            found = field(number[1], row.page, row.between(number.start(1), number.end(1)), 0.95)
            if found.confidence >= _SURE:
                fields["arrival_number"] = found
        dated = _ARRIVAL_DATE.search(row.folded)
        if dated and "arrival_date" not in fields:
            try:
                day = date(int(dated[3]), int(dated[2]), int(dated[1]))
            except ValueError:
                continue
            found = field(day.isoformat(), row.page, row.between(dated.start(), dated.end()), 0.95)
            if found.confidence >= _SURE:
                fields["arrival_date"] = found
    return fields
