"""Stamps on the first page: urgency, secrecy, ĐẾN (Decree 30 Annex I.III.2, Annex IV; boxes 10a, 10b)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from pipeline.digitize.fields.findings import field
from pipeline.digitize.fields.layout import Row, Sheet
from pipeline.digitize.fields.words import bare
from pipeline.digitize.marks import HeadMarks
from pipeline.digitize.values import Field

_SURE: Final = 0.8  # the threshold of review: an arrival number is taken over or not, there is no half way
# Height of printed figures in that of the label before them, at most. Of 30 stamps drawn, printed ones stand 0.9 to 1.0
# as high as "Số:" and 0.7 to 0.8 as "Ngày:" (that has marks above and below), written ones 1.2 to 1.4 and 1.0 to 1.1.
_PRINTED: Final = {"arrival_number": 1.1, "arrival_date": 0.9}
# A numbering machine's figures are as large as a pen's. No written pair of number and day was read as surely as this.
_BY_MACHINE: Final = 0.92
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


def read_stamps(sheet: Sheet, marks: HeadMarks) -> dict[str, Field]:
    """`marks` are what was read of the stamps alone; what a stamp's own ink does not tell is looked for on the page."""
    rows = [row for row in sheet.all_rows if row.level < sheet.height * _STAMP_PART]
    stamped = Sheet(replace(sheet.page, lines=(marks.urgency,) if marks.urgency else ())).all_rows
    fields: dict[str, Field] = {}
    for key, words, where in (("urgency", _URGENCY, stamped or rows), ("secrecy", _SECRECY, rows)):
        found = _mark(where, words)
        if found is not None:
            fields[key] = found
    if stamped and "urgency" in fields:  # one of three words, read within a frame or in a stamp's colour
        found = fields["urgency"]
        fields["urgency"] = Field(found.value, round(0.85 + 0.14 * found.confidence, 3), found.page, found.box)
    fields.update(_stamped(Sheet(replace(sheet.page, lines=marks.arrival)).all_rows) or _arrival(sheet, rows))
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
            label = (
                dated is not None and dated.start() < 3 and not piece.text.lstrip()[0].islower()
            )  # no sentence's end
            if label and piece.left < sheet.width * 0.4:
                return _stamped(sheet.rows(piece.left - 30, piece.right + 12, piece.level - 40, piece.level + 8))
            if _UNDER.match(piece.folded):
                return _stamped(sheet.rows(piece.left - 30, piece.left + 160, piece.level - 75, piece.level))
    return {}


def _stamped(rows: Sequence[Row]) -> dict[str, Field]:
    """Number and day after their labels in print: what a pen wrote is read wrongly too often, and as surely as print."""
    fields: dict[str, Field] = {}
    by_pen = False
    for row in rows:
        for key, form in (("arrival_number", _ARRIVAL_NUMBER), ("arrival_date", _ARRIVAL_DATE)):
            read = form.search(row.folded)
            if read is None or key in fields:
                continue
            value = read[1] if key == "arrival_number" else _iso(read)
            words = row.between(read.start(1), read.end())
            found = field(value, row.page, words, 0.97) if value else None
            if found is None or found.confidence < _SURE:
                continue
            fields[key] = found
            label = row.words[row.word_at(read.start(1)) - 1 if words[0] is not row.words[0] else 0]
            if max(word.height for word in words) > _PRINTED[key] * label.height:
                by_pen = True
    by_machine = len(fields) == 2 and all(found.confidence >= _BY_MACHINE for found in fields.values())
    return {} if by_pen and not by_machine else fields


def _iso(read: re.Match[str]) -> str | None:
    try:
        return date(int(read[3]), int(read[2]), int(read[1])).isoformat()
    except ValueError:
        return None
