"""The reading image: a grey copy made for the recogniser alone. The scan itself is never touched."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import ColourImage, GreyImage

READING_DPI: Final = 300  # more gives Tesseract nothing (upscaling measured: 2.91 to 3.16 % CER) and costs time
_MOST_PIXELS: Final = 18_000_000  # an A3 page at 300 dpi; bounds time and memory on whatever is dropped
SKEW_THAT_MATTERS: Final = 0.35  # degrees: below this Tesseract reads as well, and turning pixels blurs them
_INK: Final = 48  # how much darker than the paper round it a pixel of ink is


_LEAST_INK: Final = 0.5  # mm2; one letter of 13 point has as much
_PAPER: Final = (5.0, 24.0)  # inches; the longer side of what offices scan, A6 to A2
_A4: Final = 11.69  # inches


def likely_dpi(image: ColourImage | GreyImage, dpi: float) -> float:
    """The dpi that the scan says, or that of an A4 page where the paper would be a stamp's or a poster's size.

    Telephones write 72 dpi into pictures of 4000 pixels; letters are then looked for at a quarter of their size.
    """
    longer = int(max(image.shape[:2]))
    if longer / dpi > _PAPER[1] or (longer >= 800 and longer / dpi < _PAPER[0]):
        return longer / _A4
    return dpi


def reduced(image: ColourImage | GreyImage, dpi: float) -> tuple[ColourImage | GreyImage, float]:
    """The image at no more than READING_DPI and a bounded size, and the scale that was applied (1.0: as it was)."""
    scale = reduction(image, dpi)
    return scaled(image, scale), scale


def reduction(image: ColourImage | GreyImage, dpi: float) -> float:
    """The scale that brings the image to no more than READING_DPI and a bounded size."""
    height, width = image.shape[:2]
    return min(1.0, READING_DPI / dpi if dpi > 1.1 * READING_DPI else 1.0, math.sqrt(_MOST_PIXELS / (height * width)))


def scaled(image: ColourImage | GreyImage, scale: float) -> ColourImage | GreyImage:
    """The image made smaller; as it is where `scale` is 1."""
    if scale == 1.0:
        return image
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def ink(grey: GreyImage) -> GreyImage:
    """255 where there is ink, 0 on paper, whatever the light: ink is clearly darker than the paper round it."""
    if grey.size == 0 or int(grey.max()) - int(grey.min()) < _INK:
        return np.zeros_like(grey)
    block = max(15, min(grey.shape) // 30 | 1)
    paper = cv2.blur(grey, (block, block))
    return np.asarray(cv2.threshold(cv2.subtract(paper, grey), _INK // 2, 255, cv2.THRESH_BINARY)[1], np.uint8)


def levelness(small: GreyImage) -> float:
    """How much more a shrunk page's ink changes from row to row than by chance: high for level lines of print, about 1 for none."""
    if min(small.shape) < 2:
        return 0.0
    sums = cv2.reduce(small, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel() / 255
    if not sums.sum():
        return 0.0
    by_chance = small.shape[1] * (share := sums.sum() / small.size) * (1 - share) * 2
    return float(np.square(np.diff(sums)).mean() / max(by_chance, 1e-9))


def straightened(grey: GreyImage, degrees: float) -> tuple[GreyImage, npt.NDArray[np.float64]]:
    """The page turned level about its middle, and the 2 x 3 matrix that takes its pixels back to where they were."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    level = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255.0)
    return np.asarray(level, np.uint8), np.asarray(cv2.invertAffineTransform(turn), np.float64)


def is_blank(inked: GreyImage, dpi: float) -> bool:
    """A page with no more ink than dust: less than a few letters' worth, the edges with shadows and holes left out."""
    height, width = inked.shape
    edge_y, edge_x = height // 20, width // 20
    inner = inked[edge_y : height - edge_y, edge_x : width - edge_x]
    if not inner.size:
        return True
    solid = cv2.morphologyEx(inner, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))  # specks are a pixel wide
    return cv2.countNonZero(solid) < _LEAST_INK * (dpi / 25.4) ** 2


def shrunk(inked: GreyImage, side: int) -> GreyImage:
    """The page with no side longer than `side`."""
    scale = side / max(inked.shape)
    if scale >= 1.0:
        return inked
    size = (max(1, round(inked.shape[1] * scale)), max(1, round(inked.shape[0] * scale)))
    return np.asarray(cv2.resize(inked, size, interpolation=cv2.INTER_AREA), np.uint8)
