"""Whether a number stands before the notation that was not read: handwritten, under a stamp, worn away."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.digitize.values import Fields, ReadPage

_SLASH: Final = 8.0  # points that the stroke between number and notation takes
_WIDEST: Final = 60.0  # points before the notation in which its number would stand
_DARK: Final = 150  # of 255, in the darkest channel: blue pen counts
_TALL: Final = 0.35  # of the line's height: lower is a dot of a leader or dirt


def number_unread(image: npt.NDArray[np.uint8], page: ReadPage, fields: Fields) -> bool:
    """True when no number was read but ink stands where it belongs: the paper is no draft, and its number must be typed.

    `image` is the page as it was read, before `page.rotation` was applied.
    """
    notation = fields.get("code_notation")
    if "code_number" in fields or notation is None or notation.box is None or notation.page != page.number:
        return False
    scale = page.dpi / 72
    left, top, _, bottom = (int(value * scale) for value in notation.box)
    height = bottom - top
    start = max([left - int(_WIDEST * scale), 0, *_rights_before(page, left, top, bottom)])
    upright = np.rot90(image, -page.rotation // 90)
    gap = upright[max(top - height // 3, 0) : bottom + height // 3, start + height // 6 : left - int(_SLASH * scale)]
    if min(gap.shape[:2]) < 3:
        return False
    darkest = gap if gap.ndim == 2 else gap.min(axis=2)
    _, _, stats, _ = cv2.connectedComponentsWithStats((darkest < _DARK).astype(np.uint8))
    return bool((stats[1:, cv2.CC_STAT_HEIGHT] >= _TALL * height).any())


def _rights_before(page: ReadPage, left: int, top: int, bottom: int) -> list[int]:
    """Where the words end that stand before the notation on its line (`Số:`)."""
    middle = (top + bottom) // 2
    words = [word for line in page.lines for word in line.words]
    return [w.box.right for w in words if w.box.top <= middle <= w.box.bottom and w.box.right <= left]
