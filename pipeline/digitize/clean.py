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
_SKEW_RANGE: Final = 6.0  # degrees; a sheet feeder does not slip further
_SKEW_THAT_MATTERS: Final = 0.35  # degrees: below this Tesseract reads as well, and turning pixels blurs them
_INK: Final = 48  # how much darker than the paper round it a pixel of ink is
_COLOUR: Final = 40  # difference of channels from which ink is coloured; below lie paper tint and JPEG's colour noise


def reduced(image: ColourImage | GreyImage, dpi: float) -> tuple[ColourImage | GreyImage, float]:
    """The image at no more than READING_DPI and a bounded size, and the scale that was applied (1.0: as it was)."""
    height, width = image.shape[:2]
    scale = min(1.0, READING_DPI / dpi if dpi > 1.1 * READING_DPI else 1.0, math.sqrt(_MOST_PIXELS / (height * width)))
    if scale == 1.0:
        return image, 1.0
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def without_colour(image: ColourImage | GreyImage) -> GreyImage:
    """Black print alone, grey: red seals, blue signatures and coloured stamps become paper.

    The brightest channel of coloured ink is nearly as bright as paper; what saturation it has is added to that. Black
    under a seal stays black in every channel. (Measured: signers' names under the seal 63.5 -> 11.5 % CER.)
    """
    if image.ndim == 2:
        return image
    blue, green, red = cv2.split(image)
    brightest = cv2.max(cv2.max(blue, green), red)
    saturation = cv2.subtract(brightest, cv2.min(cv2.min(blue, green), red))
    coloured = cv2.threshold(saturation, _COLOUR, 255, cv2.THRESH_BINARY)[1]
    coloured = cv2.morphologyEx(
        coloured, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)
    )  # a scanner's colour fringes are thin
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if not cv2.countNonZero(coloured):
        return np.asarray(grey, np.uint8)
    near = cv2.dilate(coloured, np.ones((15, 15), np.uint8))
    dropped = cv2.add(brightest, cv2.subtract(saturation, np.full_like(saturation, 30)))
    return np.asarray(np.where(near > 0, dropped, grey), np.uint8)


def coloured_ink(image: ColourImage | GreyImage) -> GreyImage | None:
    """Coloured ink alone, dark on white, or None where the page has none worth looking at."""
    if image.ndim == 2:
        return None
    blue, green, red = cv2.split(image)
    brightest = cv2.max(cv2.max(blue, green), red)
    darkest = cv2.min(cv2.min(blue, green), red)
    saturation = cv2.subtract(brightest, darkest)
    share = cv2.countNonZero(cv2.threshold(saturation, _COLOUR, 255, cv2.THRESH_BINARY)[1]) / saturation.size
    if share < 0.00005:
        return None
    return np.asarray(cv2.subtract(np.full(1, 255, np.uint8), cv2.add(saturation, saturation)), np.uint8)


def ink(grey: GreyImage) -> GreyImage:
    """255 where there is ink, 0 on paper, whatever the light: ink is clearly darker than the paper round it."""
    if grey.size == 0 or int(grey.max()) - int(grey.min()) < _INK:
        return np.zeros_like(grey)
    block = max(15, min(grey.shape) // 30 | 1)
    paper = cv2.blur(grey, (block, block))
    return np.asarray(cv2.threshold(cv2.subtract(paper, grey), _INK // 2, 255, cv2.THRESH_BINARY)[1], np.uint8)


def skew(inked: GreyImage) -> float:
    """Degrees by which text falls to the right, between -6 and 6; 0.0 where the ink shows no direction.

    Projection profile: lines of print are level when the sums of ink along rows differ most from one row to the next.
    """
    small, _ = _shrunk(inked, 1000)
    if cv2.countNonZero(small) < 200:
        return 0.0
    coarse = np.arange(-_SKEW_RANGE, _SKEW_RANGE + 0.01, 0.5)
    best = _levellest(small, coarse)
    return round(_levellest(small, best + np.arange(-0.4, 0.41, 0.1)), 2)


def levelness(inked: GreyImage) -> float:
    """How much more ink changes from row to row than by chance: high for level lines of print, about 1 for none."""
    small, _ = _shrunk(inked, 1000)
    sums = cv2.reduce(small, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel() / 255
    if not sums.sum():
        return 0.0
    by_chance = small.shape[1] * (share := sums.sum() / small.size) * (1 - share) * 2
    return float(np.square(np.diff(sums)).mean() / max(by_chance, 1e-9))


def straightened(grey: GreyImage, degrees: float) -> tuple[GreyImage, npt.NDArray[np.float64]]:
    """The page turned level about its middle, and the 2 x 3 matrix that takes its pixels back to where they were."""
    height, width = grey.shape
    if abs(degrees) < _SKEW_THAT_MATTERS:
        return grey, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
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
    return (
        cv2.countNonZero(solid) < 0.08 * (dpi / 25.4) ** 2 * 6
    )  # six letters; one of 13 point has 0.5 to 1 mm2 of ink


def _shrunk(inked: GreyImage, side: int) -> tuple[GreyImage, float]:
    scale = min(1.0, side / max(inked.shape))
    if scale == 1.0:
        return inked, 1.0
    size = (max(1, round(inked.shape[1] * scale)), max(1, round(inked.shape[0] * scale)))
    return np.asarray(cv2.resize(inked, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def _levellest(small: GreyImage, degrees: npt.NDArray[np.float64]) -> float:
    height, width = small.shape
    scores = []
    for angle in degrees:
        shear = np.array([[1.0, 0.0, 0.0], [-math.tan(math.radians(angle)), 1.0, 0.0]])
        shear[1, 2] = -shear[1, 0] * width / 2
        sums = cv2.reduce(cv2.warpAffine(small, shear, (width, height)), 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel()
        scores.append(float(np.square(np.diff(sums)).sum()))
    at = int(np.argmax(scores))
    return float(degrees[at]) if scores[at] > 1.02 * float(np.median(scores)) else 0.0
