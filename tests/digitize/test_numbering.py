"""A number that stands before the notation and was not read is noticed; the gap of a draft is left alone."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_models.page import Box, Line, Word
from pipeline.digitize.numbering import number_unread
from pipeline.digitize.values import Field, ReadPage

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
DPI = 200
NOTATION = (330, 300, 520, 336)  # pixels


def page(gap, colour=(0, 0, 0)):
    """A head line `Số: GAP /QĐ-UBND` with the words of it that a reader found."""
    image = Image.new("RGB", (1654, 2339), "white")
    pen, face = ImageDraw.Draw(image), ImageFont.truetype(FONT, 36)
    pen.text((180, 298), "Số:", "black", face)
    gap(pen, face, colour)
    pen.text((318, 298), "/QĐ-UBND", "black", face)
    words = (Word("Số:", Box(180, 300, 235, 336), 0.95), Word("/QĐ-UBND", Box(318, 300, 520, 336), 0.95))
    line = Line(words, Box(180, 300, 520, 336))
    return np.asarray(image)[:, :, ::-1], ReadPage(1, 1654, 2339, DPI, 0, 0.0, (line,))


def found(**more):
    box = tuple(value * 72 / DPI for value in NOTATION)
    return {"code_notation": Field("QĐ-UBND", 0.9, 1, box), **more}


def by_hand(pen, face, colour):
    pen.line([(250, 330), (258, 302), (270, 318), (256, 330)], colour, 3)
    pen.line([(280, 305), (300, 305), (285, 332)], colour, 3)


@pytest.mark.parametrize("colour", [(0, 0, 0), (35, 60, 170)])
def test_a_number_by_hand_is_noticed_in_black_and_in_blue(colour):
    image, read = page(by_hand, colour)
    assert number_unread(image, read, found())


def test_a_turned_page_is_looked_at_upright():
    image, read = page(by_hand)
    turned = ReadPage(1, 1654, 2339, DPI, 90, 0.0, read.lines)
    assert number_unread(np.rot90(image), turned, found())


@pytest.mark.parametrize(
    "gap",
    [
        lambda pen, face, colour: None,
        lambda pen, face, colour: pen.text((240, 298), "......", "black", face),
        lambda pen, face, colour: [pen.point((245 + 9 * n, 310), "black") for n in range(6)],
    ],
    ids=["blank", "a leader of dots", "dirt"],
)
def test_the_gap_of_a_draft_holds_no_number(gap):
    image, read = page(gap)
    assert not number_unread(image, read, found())


def test_where_a_number_was_read_nothing_is_asked():
    image, read = page(by_hand)
    assert not number_unread(image, read, found(code_number=Field("27", 0.9, 1, None)))
    assert not number_unread(image, read, {})
