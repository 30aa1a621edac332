"""The paper of a page: what it would look like if nothing stood on it, and the quiet copy of it that lies under the ink."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]  # height x width grey, or height x width x 3 BGR
Mask = npt.NDArray[np.uint8]  # height x width, 0 or 255

PATCH: Final = 8  # pixels of a side; within such a patch light does not change
_REACH: Final = 7  # patches: print never covers 7 mm of paper wholly, a dark scanner bed does and is paper then
_FAINT: Final = 16  # grey levels above noise from which a mark on the paper is something, not noise
_NEARBY: Final = 9  # pixels round a mark in which its soft edges belong to it


def grey_of(image: Pixels) -> Pixels:
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def resized(image: Pixels, width: int, height: int, how: int = cv2.INTER_AREA) -> Pixels:
    if image.shape[:2] == (height, width):
        return image
    return np.asarray(cv2.resize(image, (width, height), interpolation=how), np.uint8)


def paper_under(image: Pixels) -> Pixels:
    """The paper, guessed from the brightest of each neighbourhood; good enough to tell ink from it."""
    height, width = image.shape[:2]
    patches = resized(image, max(1, width // PATCH), max(1, height // PATCH), cv2.INTER_AREA)
    brightest = cv2.dilate(patches, np.ones((_REACH, _REACH), np.uint8), borderType=cv2.BORDER_REPLICATE)
    even = cv2.blur(cv2.medianBlur(brightest, 5), (_REACH, _REACH), borderType=cv2.BORDER_REPLICATE)
    return resized(np.asarray(even, np.uint8), width, height, cv2.INTER_LINEAR)


def quiet_paper(image: Pixels, covered: Mask, guess: Pixels) -> Pixels:
    """The page with what is `covered` by other layers filled in and its noise gone; faint marks that are more stay.

    `guess` is that of paper_under, one pixel a patch.
    """
    smooth = _filled(image, covered, guess)
    apart = cv2.absdiff(grey_of(image), grey_of(smooth))
    noise = 1.5 * float(np.median(apart[::5, ::5][covered[::5, ::5] == 0])) if not covered.all() else 0.0
    calm = cv2.blur(apart, (3, 3))
    level = _FAINT + 2.0 * noise
    marks = cv2.dilate(cv2.compare(calm, level, cv2.CMP_GT), np.ones((_NEARBY, _NEARBY), np.uint8))
    marks = cv2.bitwise_and(marks, cv2.compare(calm, level / 2, cv2.CMP_GT))
    marks[covered > 0] = 0
    cv2.copyTo(image, marks, smooth)
    return smooth


def _filled(image: Pixels, covered: Mask, guess: Pixels) -> Pixels:
    """The mean of the bare paper near each place; the guess where no bare paper is near."""
    height, width = image.shape[:2]
    small = (max(1, width // PATCH), max(1, height // PATCH))
    bare = cv2.bitwise_not(covered)
    kept = cv2.copyTo(image, bare)
    share = cv2.resize(bare, small, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    total = cv2.resize(kept, small, interpolation=cv2.INTER_AREA).astype(np.float32)
    share, total = cv2.blur(share, (5, 5)), cv2.blur(total, (5, 5))
    least = 0.02
    guessed = guess.astype(np.float32)
    weight = np.minimum(1.0, share / 0.1)
    if image.ndim == 3:
        share, weight = share[:, :, None], weight[:, :, None]
    mean = weight * (total / np.maximum(share, least)) + (1 - weight) * guessed
    return resized(np.asarray(np.clip(mean + 0.5, 0, 255), np.uint8), width, height, cv2.INTER_LINEAR)
