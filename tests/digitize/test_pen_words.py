"""The page's words say what its fields say: number and day in their gaps, nothing else touched."""

from __future__ import annotations

from ocr_models.page import Box, Change, Word, line_of
from pipeline.digitize.pen_words import with_written
from pipeline.digitize.values import Field, ReadPage

DPI = 200


def words(top, *placed):
    return line_of([Word(text, Box(left, top, right, top + 33), 0.9) for text, left, right in placed])


NUMBER = words(300, ("Số:", 180, 235), ("Z5?", 250, 310), ("/QĐ-UBND", 330, 520))
DATE = words(
    302, ("Huế,", 860, 930), ("ngày", 945, 1010), ("tháng", 1080, 1160), ("11", 1170, 1200), ("năm", 1215, 1280)
)
BODY = words(600, ("SỞ", 180, 235), ("ngày", 250, 310), ("21", 320, 350), ("tháng", 360, 420))
PAGE = ReadPage(1, 1654, 2339, DPI, 0, 0.0, (NUMBER, DATE, BODY))
NOTATION = Field("QĐ-UBND", 0.99, 1, tuple(value * 72 / DPI for value in (330, 300, 520, 333)))
GAP = tuple(value * 72 / DPI for value in (920, 300, 1300, 335))


def texts(**told):
    return [
        line.text for line in with_written(PAGE, {"code_notation": NOTATION}, {"code_notation": NOTATION, **told}).lines
    ]


def test_number_and_day_stand_in_their_gaps():
    said = texts(code_number=Field("275", 0.9, 1, GAP), issued_date=Field("2026-11-08", 0.9, 1, GAP))
    assert said == ["Số: 275 /QĐ-UBND", "Huế, ngày 08 tháng 11 năm", BODY.text]


def test_what_was_read_before_is_kept_as_a_change():
    told = {"code_notation": NOTATION, "code_number": Field("275", 0.9, 1, GAP)}
    word = with_written(PAGE, {}, told).lines[0].words[1]
    assert word.change == Change("Z5?", "vote") and word.box == NUMBER.words[1].box and word.confidence == 0.9


def test_what_a_clerk_may_yet_change_stays_as_it_was_read():
    assert texts(code_number=Field("275", 0.7, 1, GAP)) == [NUMBER.text, DATE.text, BODY.text]


def test_what_was_known_before_is_left_alone():
    known = {"code_notation": NOTATION, "code_number": Field("275", 0.99, 1, GAP)}
    assert with_written(PAGE, known, known) == PAGE
