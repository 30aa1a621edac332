"""How like its scan a record's page is: ink kept and added, colour of seals and signatures, sharpness of edges.

Both images are BGR, of one size. Limits stand beside each measure with their reason; `benchmarks/fidelity` prints the
figures, tests/digitize/test_fidelity.py holds them.

    kept     share of the scan's dark pixels that the page shows dark within a pixel: at least 0.998. What is lost are single
             pixels of soft edges and dust, never a stroke.
    real     share of the page's dark pixels that the scan has: at least 0.998, for the same reason.
    colour   mean CIEDE2000 where the scan is strongly coloured, seals and signatures: at most 2 a page. 1 is what an eye just
             tells side by side; saving the same scans as JPEG of quality 75, as scanners do, costs 1.3 to 2.9 (measured).
    print    slope of the edges of black print, the scan's being 1: at least 0.95. A mask has no soft edges; one
             drawn finer than the scan gets some from the viewer (measured: 0.98 to 1.27).
    strokes  the same of coloured ink: at least 0.9; JPEG of quality 75 keeps 0.95, of 50 it keeps 0.93 (measured).
    letters  of the print misread in the record's page beside those misread in the scan. Over 28 pages of 150 to 300 dpi
             there were fewer (105 against 107 of 38 877). Coarse pages alone, sixteen of 150 dpi, most of them drawn after
             the layers were made: 44 against 36 of 26 777, and 15 against 27 read where nothing is printed (dots of a
             stamp, a signature). Four dots for every pixel by its tone alone did no better (65 and 60), for 12 KB a page.
             A recogniser reads one page better and the next one worse, by up to six letters where it cuts a line
             short. Of the four pages of the test it misread 11 and 16 of 6044 until 22/11/2026, and 1 and 13 since: most
             are three lines cut short, on print that shows no fault. So four pages are allowed 2.5 in a thousand
             more. What is read where nothing is printed is told beside and not counted.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Share = npt.NDArray[np.bool_]

LEAST_KEPT: Final = 0.998
LEAST_REAL: Final = 0.998
MOST_COLOUR: Final = 2.0
LEAST_PRINT: Final = 0.95
LEAST_STROKES: Final = 0.9
MOST_LETTERS: Final = 0.0025
_DARK, _NEAR_DARK = 100, 160  # of 255; what was dark may be this light where rendering blurs by half a pixel
_ENOUGH: Final = 4000  # coloured pixels, fewer tell nothing


def ink(scan: Pixels, page: Pixels) -> tuple[float, float]:
    """`kept` and `real`."""
    before, after = (cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) for image in (scan, page))
    return _shown(before, after), _shown(after, before)


def coloured(scan: Pixels) -> Share:
    """Where the scan is strongly coloured; single pixels of noise are not."""
    hsv = cv2.cvtColor(scan, cv2.COLOR_BGR2HSV)
    strong = ((hsv[:, :, 1] > 110) & (hsv[:, :, 2] > 90)).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(strong, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0)


def colour(scan: Pixels, page: Pixels) -> float | None:
    """Mean CIEDE2000 in seals and signatures, blurred by what an eye at reading distance blurs; None where there are none."""
    where = coloured(scan)
    if where.sum() < _ENOUGH:
        return None
    lab = [
        cv2.cvtColor(cv2.GaussianBlur(image, (5, 5), 0).astype(np.float32) / 255, cv2.COLOR_BGR2LAB)[where]
        for image in (scan, page)
    ]
    return float(ciede2000(lab[0], lab[1]).mean())


def sharpness(scan: Pixels, page: Pixels) -> tuple[float | None, float | None]:
    """How steep the edges of black print, and of coloured ink, are on the page, the scan's being 1."""
    slopes = [_slope(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)) for image in (scan, page)]
    tinted = cv2.dilate(coloured(scan).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return _steeper(*slopes, ~tinted), _steeper(*slopes, tinted)


def ciede2000(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Differences of colours, n x 3 CIELAB each (CIE 142-2001; as Sharma, Wu and Dalal 2005 wrote it down)."""
    (l1, a1, b1), (l2, a2, b2) = (np.asarray(lab, np.float64).T for lab in (one, other))
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    grow = 1 + 0.5 * (1 - np.sqrt(chroma**7 / (chroma**7 + 25.0**7)))
    a1, a2 = a1 * grow, a2 * grow
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    grey = c1 * c2 == 0
    turn = np.where(grey, 0, (h2 - h1 + 180) % 360 - 180)
    hue = np.where(grey, h1 + h2, (h1 + turn / 2) % 360)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1 - 0.17 * np.cos(np.radians(hue - 30)) + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6)) - 0.20 * np.cos(np.radians(4 * hue - 63))
    )  # fmt: skip
    by_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    rotation = -np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))) * 2
    rotation *= np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    return np.sqrt(np.maximum(by_light**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue, 0))


def _shown(one: Pixels, other: Pixels) -> float:
    dark = one < _DARK
    near = cv2.erode(other, np.ones((3, 3), np.uint8)) < _NEAR_DARK
    return float((dark & near).sum() / max(1, dark.sum()))


def _slope(grey: Pixels) -> npt.NDArray[np.float32]:
    """The steepest slope within a pixel."""
    across, down = (cv2.Sobel(grey, cv2.CV_32F, 1 - axis, axis) for axis in (0, 1))
    return np.asarray(cv2.dilate(cv2.magnitude(across, down), np.ones((3, 3), np.uint8)), np.float32)


def _steeper(scan: npt.NDArray[np.float32], page: npt.NDArray[np.float32], where: Share) -> float | None:
    """Over the upper half of the scan's slopes there: noise of paper has none of them."""
    if where.sum() < _ENOUGH:
        return None
    edges = where & (scan > 0.5 * np.quantile(scan[where][::7], 0.995))
    return float(page[edges].mean() / scan[edges].mean())
