"""What stands on a page: black ink, which a mask can hold, and ink that only its own pixels can tell.

The second is coloured (seals, signatures, blue handwriting, stamps) or of a middle tone (pencil, a grey stamp, a red seal
in a grey scan, a photograph).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipeline.digitize.layers.paper import Mask, Pixels, grey_of

_COLOURED: Final = 13  # Cr or Cb away from the paper's; JPEG's noise stays below 8, the palest seals reach 20
_TINTED: Final = 9  # the same, for what is joined to something coloured
_FRINGE: Final = 0.16  # chroma over darkness: scanners' fringes of black print have less, blue-black ink 0.2, red 0.5
BLACK: Final = 0.45  # share of full contrast from which a pixel is ink: half way, a bit less for thin accents
_PALE: Final = 0.16  # share of full contrast from which something may stand on the paper: show-through stays below
_TONE: Final = 0.28  # mean share of a pale thing that is worth pixels of its own; what is paler stays in the paper
_SOLID: Final = 0.62  # share of full contrast that black print has at the heart of its strokes
_FEW: Final = 0.06  # print has more than this of its pixels solid, pencil and grey stamps have none
_STEEP: Final = 0.2  # share of full contrast within a pixel's neighbours; noise of worn scans has 0.1, edges 0.5
_DEEP: Final = 0.8  # share of full contrast from which ink is black
_LEAST_AREA: Final = 0.4  # mm2 of an even tone; a worn letter's smudge has less
_SEAL_REACH: Final = 5.0  # mm from an even area to the thin strokes of the same seal
_LOOKED_AT: Final = 120  # dpi; the thin ring of a seal is still a line there
_INCH: Final = 25.4


@dataclass(frozen=True)
class Ink:
    """`own` is ink that keeps its pixels; `level` is the share of the paper's light below which ink is black."""

    own: Mask  # of the size that was looked at, or smaller
    level: float
    colour: tuple[int, int, int]  # RGB of black ink


def ink_on(image: Pixels, paper: Pixels, dpi: float) -> Ink:
    """Looks at a page of about 200 dpi, and at the paper under it."""
    height, width = image.shape[:2]
    step = max(1, round(dpi / _LOOKED_AT))
    half = (max(1, width // step), max(1, height // step))
    light = grey_of(paper)
    depth = cv2.subtract(light, grey_of(image))
    brightness = max(1.0, float(np.median(light[::16, ::16])))
    del light  # of the largest pages each such plane is 50 MB
    full, colour = _black(image, depth)
    small, small_paper = (
        np.asarray(cv2.resize(one, half, interpolation=cv2.INTER_AREA), np.uint8) for one in (image, paper)
    )
    # the darkest pixel of each place, so that fine print does not grow pale
    small_depth = np.asarray(
        cv2.resize(cv2.dilate(depth, np.ones((step, step), np.uint8)), half, interpolation=cv2.INTER_NEAREST), np.uint8
    )
    mm = dpi / step / _INCH
    own = _coloured(small, small_paper, small_depth, mm)
    own = cv2.dilate(own, _disc(0.25 * mm))
    areas = cv2.resize(_even_areas(depth, full, dpi / _INCH), half, interpolation=cv2.INTER_NEAREST)
    tones = _of_middle_tone(small_depth, np.asarray(areas, np.uint8), full, own, mm)
    own = cv2.max(own, cv2.dilate(tones, _disc(0.25 * mm)))
    return Ink(np.asarray(own, np.uint8), 1 - BLACK * full / brightness, colour)


def black_ink(grey: Pixels, light: Pixels, level: float) -> Mask:
    """Where ink is black, the paper's light there being `light`."""
    return np.asarray(cv2.compare(grey, cv2.convertScaleAbs(light, alpha=level), cv2.CMP_LT), np.uint8)


def _black(image: Pixels, depth: Pixels) -> tuple[float, tuple[int, int, int]]:
    """How much darker than paper the page's ink is, and its colour (RGB)."""
    counts = cv2.calcHist([depth], [0], None, [256], [0, 256]).ravel()
    counts[:60] = 0  # less is not what anybody calls black
    total = counts.sum()
    if total < 30:
        return 190.0, (0, 0, 0)
    full = float(np.searchsorted(np.cumsum(counts), 0.8 * total))
    heart = cv2.compare(depth, 0.85 * full, cv2.CMP_GT)
    mean = cv2.mean(image, heart)
    blue, green, red = mean[:3] if image.ndim == 3 else (mean[0],) * 3
    if max(blue, green, red) - min(blue, green, red) < 24:  # black that a scanner tinted
        blue = green = red = (blue + green + red) / 3
    return full, (round(red), round(green), round(blue))


def _coloured(image: Pixels, paper: Pixels, depth: Pixels, mm: float) -> Mask:
    """Coloured strokes, whole: where they grow thin or pale, they are followed as far as they are joined."""
    if image.ndim == 2:
        return np.zeros(image.shape, np.uint8)
    seen, under = (cv2.cvtColor(one, cv2.COLOR_BGR2YCrCb) for one in (image, paper))
    apart = cv2.absdiff(cv2.blur(seen, (3, 3)), under)
    chroma = cv2.max(cv2.extractChannel(apart, 1), cv2.extractChannel(apart, 2))
    tinted = cv2.compare(chroma, _TINTED, cv2.CMP_GT)
    if not cv2.countNonZero(tinted):
        return np.asarray(tinted, np.uint8)
    broad = cv2.morphologyEx(cv2.compare(chroma, _COLOURED, cv2.CMP_GT), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, strokes = cv2.connectedComponents(tinted, connectivity=8, ltype=cv2.CV_32S)
    places = tinted > 0
    stroke = strokes[places]
    size = np.bincount(stroke, minlength=count)
    colour = np.bincount(stroke, weights=chroma[places], minlength=count)
    dark = np.bincount(stroke, weights=depth[places], minlength=count)
    coloured = (colour > _FRINGE * dark) & (size > 2) & (colour > _COLOURED * size)
    coloured |= np.bincount(stroke, weights=broad[places], minlength=count) > 0
    coloured[0] = False
    return np.asarray(np.where(coloured[strokes], np.uint8(255), np.uint8(0)), np.uint8)


def _even_areas(depth: Pixels, full: float, mm: float) -> Mask:
    """Inside of strokes and areas of an even middle tone. The edges of print are of such a tone as well, but steep."""
    slopes = cv2.morphologyEx(depth, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    even = cv2.compare(slopes, _STEEP * full, cv2.CMP_LT)
    del slopes
    even = cv2.bitwise_and(even, cv2.inRange(depth, np.array([_TONE * full]), np.array([_DEEP * full])))
    count, areas, stats, _ = cv2.connectedComponentsWithStats(even, connectivity=8, ltype=cv2.CV_32S)
    if count == 1:
        return np.asarray(even, np.uint8)
    large = np.where(stats[:, cv2.CC_STAT_AREA] > _LEAST_AREA * mm * mm, np.uint8(255), np.uint8(0))
    large[0] = 0
    return np.asarray(large[areas], np.uint8)


def _of_middle_tone(depth: Pixels, areas: Mask, full: float, own: Mask, mm: float) -> Mask:
    """What is between paper and black: things that nothing black belongs to, and what surrounds even areas of a tone."""
    pale = cv2.compare(depth, _PALE * full, cv2.CMP_GT)
    pale[own > 0] = 0
    span = max(3, round(0.7 * mm)) | 1
    grouped = cv2.morphologyEx(pale, cv2.MORPH_CLOSE, np.ones((span, span), np.uint8))
    count, groups = cv2.connectedComponents(grouped, connectivity=8, ltype=cv2.CV_32S)
    places = pale > 0
    group, deep = groups[places], depth[places]
    size = np.bincount(group, minlength=count)
    solid = np.bincount(group[deep > _SOLID * full], minlength=count)
    mean = np.bincount(group, weights=deep, minlength=count) / np.maximum(size, 1)
    least = (0.8 * mm) ** 2  # a speck is no stroke
    toned = (solid < _FEW * size) & (mean > _TONE * full) & (size > least)
    toned[0] = False
    tones = np.where(toned[groups], np.uint8(255), np.uint8(0))
    if cv2.countNonZero(areas):
        joined = np.bincount(groups[areas > 0], minlength=count) > 0
        joined[0] = False
        reach = 2 * round(_SEAL_REACH * mm) + 1
        near = cv2.dilate(areas, np.ones((1, reach), np.uint8))
        near = cv2.dilate(near, np.ones((reach, 1), np.uint8))
        tones = cv2.max(tones, cv2.bitwise_and(near, np.where(joined[groups], np.uint8(255), np.uint8(0))))
    return np.asarray(cv2.bitwise_and(tones, pale), np.uint8)


def _disc(radius: float) -> Mask:
    side = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
