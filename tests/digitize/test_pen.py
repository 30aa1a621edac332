"""What a pen wrote in the head: what our net bears out, adds and doubts; where it is shown what."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_models.page import Box, Line, Word, line_of
from pipeline.digitize.marks import HeadMarks
from pipeline.digitize.pen import with_pen
from pipeline.digitize.values import Field, ReadPage
from tests.samples import inks

DPI = 200
BOX = (118.8, 108.0, 187.2, 120.0)  # points; of /QĐ-UBND below


@dataclass
class Net:
    """Reads number and date as told, and keeps what it was shown."""

    number: list
    dated: list
    shown: list = field(default_factory=list)
    name = "net"
    version = "1"

    def readings(self, strip):
        self.shown.append(strip)
        return self.number if len(self.shown) <= 3 else self.dated  # three sizes of each


def words(*placed):
    return line_of([Word(text, Box(left, 300, right, 333), 0.9) for text, left, right in placed])


HEAD = (
    words(("Số:", 180, 235), ("/QĐ-UBND", 330, 520)),
    words(("Huế,", 860, 930), ("ngày", 945, 1010), ("¿8", 1020, 1060), ("tháng", 1080, 1160), ("11", 1170, 1200),
          ("năm", 1215, 1280), ("2026", 1290, 1370)),
)  # fmt: skip


def page(lines: tuple[Line, ...] = HEAD) -> tuple[np.ndarray, ReadPage]:
    image = Image.new("RGB", (1654, 2339), "white")
    pen = ImageDraw.Draw(image)
    for line in lines:
        for word in line.words:
            pen.text((word.box.left, 328), word.text, "black", font=inks.font("", 36), anchor="ls")
    return np.asarray(image)[:, :, ::-1], ReadPage(1, 1654, 2339, DPI, 0, 0.0, lines)


def told(net, lines=HEAD, **more):
    fields = {"code_notation": Field("QĐ-UBND", 0.99, 1, BOX), **more}
    return with_pen(*page(lines), fields, net)


def net(number="", share=0.9, day="", day_share=0.9):
    return Net([(f"Số: {number}/Q", share)], [(f"ngày {day} tháng 11 năm 2026", day_share)])


def test_what_nobody_read_is_told_where_the_net_is_sure():
    fields = told(net("45", 0.99, "08", 0.99))
    assert fields["code_number"].value == "45" and fields["issued_date"].value == "2026-11-08"
    assert min(fields["code_number"].confidence, fields["issued_date"].confidence) >= 0.8
    left, top, right, bottom = fields["issued_date"].box
    assert left < 945 * 72 / DPI and right > 1370 * 72 / DPI and top < 300 * 72 / DPI < bottom


def test_what_it_is_unsure_of_a_clerk_looks_at():
    fields = told(net("45", 0.4, "08", 0.4))
    assert fields["code_number"].value == "45" and fields["code_number"].confidence < 0.8
    assert fields["issued_date"].confidence < 0.8


def test_a_draft_stays_without_number_and_date():
    assert set(told(net("", 0.99, "", 0.99))) == {"code_notation"}


def test_what_it_reads_alike_is_surer():
    other = told(net("45", 0.6), code_number=Field("45", 0.5, 1, BOX))["code_number"]
    assert other.value == "45" and other.confidence > 0.8
    assert told(net("45", 0.6), code_number=Field("45", 0.99, 1, BOX))["code_number"].confidence == 0.99


@pytest.mark.parametrize(
    ("sure", "share", "day", "looked_at"),
    [(0.99, 0.2, "03", True), (0.99, 0.6, "08", True), (0.99, 0.99, "08", True), (0.5, 0.99, "08", False)],
)
def test_what_it_reads_otherwise_is_not_taken_for_granted(sure, share, day, looked_at):
    main = Field("2026-11-03", sure, 1, BOX)
    found = told(net(day="08", day_share=share), issued_date=main)["issued_date"]
    assert (found.value, found.confidence < 0.8) == (f"2026-11-{day}", looked_at)


def test_a_day_of_one_digit_may_have_lost_one():
    """Decree 30 Annex I.II.4.b writes 08."""
    assert told(net(day="08", day_share=0.95))["issued_date"].confidence >= 0.8
    assert told(net(day="8", day_share=0.95))["issued_date"].confidence < 0.8


def test_where_it_sees_no_date_what_was_read_stays():
    main = Field("2026-11-03", 0.99, 1, BOX)
    blind = Net([("~", 0.9)], [("~", 0.9)])
    assert told(blind, issued_date=main)["issued_date"] == main


def test_a_day_that_no_month_has_is_no_date():
    assert "issued_date" not in told(net(day="38", day_share=0.99))


def test_where_the_notation_was_lost_too_the_net_reads_both():
    reader = Net([("Số: 45/TB-UBND", 0.99)], [("Số: 45/TB-UBND", 0.99)])
    lines = (words(("Số:", 180, 235), ("4§7TE,URND", 250, 520)),)
    fields = with_pen(*page(lines), {}, reader)
    assert (fields["code_number"].value, fields["code_notation"].value) == ("45", "TB-UBND")


def test_strips_are_level_and_hold_the_gap_alone():
    """The upright page falls by two degrees to the right; the strip's print does not."""
    lines = (HEAD[0],)
    image, read = page(lines)
    turned = np.asarray(Image.fromarray(np.ascontiguousarray(image)).rotate(-2, fillcolor="white", center=(350, 316)))
    reader = net("45")
    with_pen(
        turned, ReadPage(1, 1654, 2339, DPI, 0, 2.0, lines), {"code_notation": Field("QĐ-UBND", 0.99, 1, BOX)}, reader
    )
    straight = net("45")
    with_pen(image, read, {"code_notation": Field("QĐ-UBND", 0.99, 1, BOX)}, straight)
    for one, other in zip(reader.shown, straight.shown, strict=True):
        assert one.shape == other.shape and one.shape[0] == 40
        ours, theirs = (np.flatnonzero((strip < 128).any(axis=1)) for strip in (one, other))
        assert abs(int(ours[0]) - int(theirs[0])) <= 2 and abs(int(ours[-1]) - int(theirs[-1])) <= 2


def test_a_date_whose_first_word_was_lost_is_looked_for_before_the_month():
    lines = (
        HEAD[0],
        words(("Huế,", 860, 930), ("tháng", 1080, 1160), ("11", 1170, 1200), ("năm", 1215, 1280), ("2026", 1290, 1370)),
    )
    found = told(net(day="08", day_share=0.95), lines)["issued_date"]
    assert found.value == "2026-11-08" and found.box[0] < 1000 * 72 / DPI


@pytest.mark.parametrize(
    ("share", "day", "taken"),
    [(0.97, "19/1/2025", True), (0.6, "19/1/2025", False), (0.97, "1911/2025", True), (0.97, "1/1/25", False)],
)
def test_a_stamp_that_a_pen_filled_in_is_taken_over_whole_or_not_at_all(share, day, taken):
    class Stamp(Net):
        def readings(self, strip):
            self.shown.append(strip)
            return [("Số: 1439", 0.97)] if len(self.shown) <= 3 else [(f"Ngày: {day}", share)]

    stamp = words(("Số:", 180, 220)), words(("Ngày:", 180, 240))
    fields = with_pen(*page(()), {}, Stamp([], []), HeadMarks(arrival=stamp))
    told = {key: found.value for key, found in fields.items()}
    assert told == ({"arrival_number": "1439", "arrival_date": "2025-01-19"} if taken else {})
