"""Where number and date are written on an outgoing paper: in the blanks that a draft leaves, else in the top margin."""

from __future__ import annotations

from datetime import date

import pytest

from ocr_models.page import Box, Line, Word
from pipeline.digitize.values import Reading, ReadPage
from pipeline.work.placing import blanks_of_date, date_text, initials_of, texts
from signing.places import DATE, DAY, INITIAL, MONTH, NUMBER, FieldPlan, PageSize, Place

TODAY = date(2026, 3, 5)


def reading(*words: tuple[str, int, int], top: int = 300) -> Reading:
    """A page of 200 dpi whose head holds one row of words (text, left, right); every word a line, as gaps part lines."""
    lines = []
    for text, left, right in words:
        box = Box(left, top, right, top + 30)
        lines.append(Line((Word(text, box, 0.9),), box, 0.9))
    return Reading((ReadPage(1, 1654, 2339, 200, 0, 0.0, tuple(lines)),), {}, "thử")


DRAFT = (("Huế,", 960, 1070), ("ngày", 1085, 1158), ("tháng", 1222, 1306), ("năm", 1372, 1434), ("2026", 1445, 1521))


def test_the_blanks_of_a_draft_are_found_in_points_between_its_words() -> None:
    blanks = blanks_of_date(reading(*DRAFT))
    assert blanks is not None and blanks.year == 2026
    assert blanks.day[::2] == pytest.approx((1158 * 0.36 + 1, 1222 * 0.36 - 1))
    assert blanks.month[::2] == pytest.approx((1306 * 0.36 + 1, 1372 * 0.36 - 1))


def test_dots_in_the_blanks_are_no_words() -> None:
    dotted = [*DRAFT[:2], ("...", 1170, 1200), DRAFT[2], ("…", 1320, 1350), *DRAFT[3:]]
    assert blanks_of_date(reading(*dotted)) is not None


@pytest.mark.parametrize(
    "words",
    [
        (*DRAFT[:2], ("05", 1170, 1200), *DRAFT[2:]),
        (("ngày", 1000, 1070), ("tháng", 1080, 1160), ("năm", 1170, 1230), ("2026", 1240, 1310)),
        DRAFT[:4],
        (),
    ],
    ids=["a day is printed", "words of a sentence", "no year", "an empty page"],
)
def test_other_papers_have_no_blanks(words) -> None:
    assert blanks_of_date(reading(*words)) is None


def test_a_row_low_on_the_page_is_not_the_documents_date() -> None:
    assert blanks_of_date(reading(*DRAFT, top=1500)) is None


def test_day_and_month_go_into_the_blanks_and_else_the_whole_date_stands_above() -> None:
    code = ("12", "SNV-VP")
    assert texts({}, reading(*DRAFT), code, TODAY) == {NUMBER: "Số: 12/SNV-VP", DAY: "05", MONTH: "3"}
    whole = {NUMBER: "Số: 12/SNV-VP", DATE: date_text(TODAY)}
    assert texts({}, reading(), code, TODAY) == whole
    assert texts({}, reading(*DRAFT), code, date(2027, 3, 5))[DATE] == "Ngày 05 tháng 3 năm 2027"


A4 = PageSize(595.4, 842.0)
WHO = ("drafter", "department", "office")


def initials(*lines: tuple[str, int, int], signature: Place | None = None) -> dict[str, Place]:
    page = tuple(
        Line((Word(text, Box(250, top, right, top + 40), 0.9),), Box(250, top, right, top + 40))
        for text, right, top in lines
    )
    read = Reading((ReadPage(1, 1654, 2339, 200, 0, 0.0, page),), {}, "thử")
    return dict(initials_of(read, (A4,), WHO, FieldPlan(personal=signature)))


def test_initials_stand_behind_the_end_of_the_text_and_the_last_recipient() -> None:
    found = initials(
        ("Nơi nhận:", 500, 1500), ("thi hành Quyết định này./.", 900, 1400), ("- Lưu: VT, CNTT.", 600, 1700)
    )
    drafter, department, office = (found[role].box for role in WHO)
    assert drafter and department and office
    assert drafter[0] == pytest.approx(900 * 0.36 + 3) and drafter[1] > 1400 * 0.36 - 3 and drafter[3] < 1440 * 0.36 + 3
    assert department[0] > drafter[2] and department[1] == drafter[1]
    assert office[0] == pytest.approx(600 * 0.36 + 3)
    assert all(box[2] - box[0] == pytest.approx(INITIAL[0]) for box in (drafter, department, office))


def test_where_the_line_is_full_they_stand_under_it_and_on_the_sheet() -> None:
    box = initials(("đến hết dòng này./.", 1500, 1400))["drafter"].box
    assert box and box[1] > 1440 * 0.36 and box[2] < A4.width


def test_initials_cover_no_signature_and_are_unseen_where_no_line_is_found() -> None:
    assert initials()["drafter"].box is None
    under = initials(("này./.", 900, 1400), signature=Place(1, (320, 490, 450, 516)))["drafter"].box
    assert under and under[1] > 1440 * 0.36, "behind it somebody signs"
    assert initials(("này./.", 900, 1400), signature=Place(1, (60, 490, 450, 560)))["drafter"].box is None
