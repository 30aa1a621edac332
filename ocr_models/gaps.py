"""Boxes of words that a net saw only roughly: cut at the white gaps between them, drawn in to their ink."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr_models.page import Box, GreyImage

_REACH: Final = 0.9  # line heights that a word's first and last letter may stretch beyond where they were seen
_DUST: Final = 0.04  # line heights; a speck smaller than a square of this is no part of a word


def word_boxes(strip: GreyImage, seen: Sequence[tuple[float, float]], height: float) -> list[Box]:
    """The ink of each word on a strip; `seen` are the columns in which a net saw its letters, from left to right.

    `height` is the line's, in pixels. A word without ink gets a box of its columns.
    """
    ink = _ink(strip, height)
    rows, columns = strip.shape
    filled = np.asarray(ink.any(axis=0), np.bool_)
    edges = [max(0, round(seen[0][0] - _REACH * height))] if seen else []
    for before, after in pairwise(seen):
        edges.append(_gap(filled, round((before[0] + before[1]) / 2), round((after[0] + after[1]) / 2)))
    edges += [min(columns, round(seen[-1][1] + _REACH * height))] if seen else []
    boxes = []
    for (left, right), (first, last) in zip(pairwise(edges), seen, strict=True):
        across = np.flatnonzero(filled[left:right])
        if not len(across):
            start = min(max(0, round(first)), columns - 1)
            boxes.append(Box(start, 0, min(columns, max(start + 1, round(last))), rows))
            continue
        left, right = left + int(across[0]), left + int(across[-1]) + 1
        down = np.flatnonzero(ink[:, left:right].any(axis=1))
        boxes.append(Box(left, int(down[0]), right, int(down[-1]) + 1))
    return boxes


def _ink(strip: GreyImage, height: float) -> npt.NDArray[np.bool_]:
    dark, paper = np.percentile(strip, (1, 75))
    dots = (strip < (dark + paper) / 2).astype(np.uint8)
    _, named, stats, _ = cv2.connectedComponentsWithStats(dots, connectivity=8)
    real = stats[:, cv2.CC_STAT_AREA] >= max(2.0, (_DUST * height) ** 2)
    real[0] = False
    return np.asarray(real[named], np.bool_)


def _gap(filled: npt.NDArray[np.bool_], start: int, end: int) -> int:
    """The middle of the longest white stretch between two columns; halfway where there is none."""
    start, end = max(0, min(start, end)), min(len(filled), max(start, end))
    white = np.flatnonzero(~filled[start:end])
    if not len(white):
        return (start + end) // 2
    runs = np.split(white, np.flatnonzero(np.diff(white) > 1) + 1)
    longest = max(runs, key=len)
    return start + int(longest[0] + longest[-1] + 1) // 2
