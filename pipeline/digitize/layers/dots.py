"""Black ink as the dots of a mask: where they stand, and how many a pixel of the scan is given.

A mask has no half tones for the edges of thin strokes: of a coarse scan it is drawn between the scan's pixels as well.

200 to 260 dpi: strokes are sharpened first, below 225 dpi a fourth more dots. Misread letters, Tesseract, plain mask and this:
200 dpi scan 18, 19 and 14; 240 dpi 0, 2 and 0. More dots cost 5 KB a page and more, and gave nothing.
150 dpi: four dots for each pixel, where they fall in bold strokes; and where what they show is another tone than the
pixel's (a tone mark, the hook of a letter, a semicolon), as many as the pixel is dark. Misread of 15 878 printed letters of eleven
scans: the scans 38, twice as many sharpened dots 51, this 46 for 9 KB more, as many dots everywhere 40 for 16 KB more.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final

import cv2
import numpy as np

from pipeline.digitize.layers.ink import BLACK, Ink, black_ink
from pipeline.digitize.layers.paper import Mask, Pixels, grey_of, resized

_TONED: Final = 190  # dpi, below which a pixel has four dots
_FINER: Final = 225  # dpi, below which there is a fourth more dots
_FOURTH: Final = 1.25
_SOFT: Final = 260  # dpi; strokes of print are two or three pixels wide
_SHARPER: Final = 0.8
_OTHER_TONE: Final = 0.2  # share of full contrast


def black_dots(pixels: Pixels, guess: Pixels, ink: Ink, own: Mask, dpi: float) -> Mask:
    """The mask of a page's black ink, as large as the page or finer; none where ink keeps its `own` pixels."""
    grey = grey_of(pixels)
    height, width = grey.shape
    light = resized(grey_of(guess), width, height, cv2.INTER_LINEAR)
    if dpi < _TONED:
        black = _toned(grey, light, ink.level)
    else:
        if dpi < _SOFT:
            blurred = cv2.GaussianBlur(grey, (0, 0), 1.2)
            grey = np.asarray(cv2.addWeighted(grey, 1 + _SHARPER, blurred, -_SHARPER, 0), np.uint8)
        if dpi < _FINER:
            width, height = round(_FOURTH * width), round(_FOURTH * height)
            grey = resized(grey, width, height, cv2.INTER_CUBIC)
            light = resized(light, width, height, cv2.INTER_LINEAR)
        black = black_ink(grey, light, ink.level)
    height, width = black.shape
    black[resized(own, width, height, cv2.INTER_NEAREST) > 0] = 0
    return black


def _toned(grey: Pixels, light: Pixels, level: float) -> Mask:
    """Two dots across and two down for each pixel, the darkest of the four first."""
    height, width = grey.shape
    dark = cv2.bitwise_not(cv2.divide(grey, light, scale=255))
    least = 255 * (1 - level)
    full = least / BLACK
    finer = cv2.resize(dark, (2 * width, 2 * height), interpolation=cv2.INTER_CUBIC)
    corners = [(row, column) for row in (0, 1) for column in (0, 1)]
    dots = [np.ascontiguousarray(finer[row::2, column::2]) for row, column in corners]
    count = np.sum([dot > least for dot in dots], axis=0, dtype=np.uint8)
    wanted = np.minimum(np.arange(256) / full, 1.0)
    shown = np.asarray(cv2.LUT(count, np.minimum(np.arange(256) * full / 4, 255).astype(np.uint8)), np.uint8)
    other = cv2.compare(cv2.absdiff(shown, cv2.min(dark, full)), _OTHER_TONE * full, cv2.CMP_GT)
    cv2.copyTo(cv2.LUT(dark, np.floor(4 * wanted + 0.5).astype(np.uint8)), other, count)
    darker = [np.zeros((height, width), np.uint8) for _ in dots]  # how many of its neighbours are darker than a dot
    for one, two in combinations(range(4), 2):
        second = (dots[two] > dots[one]).view(np.uint8)
        darker[one] += second
        darker[two] += 1 - second
    black = np.empty((2 * height, 2 * width), np.uint8)
    for (row, column), place in zip(corners, darker, strict=True):
        black[row::2, column::2] = cv2.compare(count, place, cv2.CMP_GT)
    return black
