"""Printed lines are found one by one, whatever lies between them."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import ImageDraw

from pipeline.digitize import clean
from pipeline.digitize.rows import find_rows
from tests.reading.paper import BLACK, DPI, blank, scanned, write


def test_two_lines_that_strokes_between_them_tie_are_two_rows() -> None:
    page = blank(210, 60)
    write(page, 20, 20.0, "Trong thời gian qua, công tác tổ chức cán bộ trên địa bàn đã đạt được")
    write(page, 20, 26.2, "nhiều kết quả tích cực, tuy nhiên vẫn còn một số tồn tại, hạn chế cần sớm")
    for step, top in enumerate((135, 146, 157, 166)):  # as of a stamp at the margin, each stroke reaching the next
        ImageDraw.Draw(page).rectangle((90 + 9 * step, top, 94 + 9 * step, top + 22), fill=BLACK)
    grey = np.asarray(cv2.cvtColor(scanned(page, noise=0), cv2.COLOR_BGR2GRAY), np.uint8)
    rows = find_rows(clean.ink(grey), DPI)
    assert rows is not None
    upper, lower = rows.boxes
    assert upper.width > 800 and lower.width > 800
    assert max(upper.height, lower.height) < 45  # 36 pixels from line to line; as one row they are 67 high
