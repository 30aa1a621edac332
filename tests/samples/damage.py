"""One kind of damage at a time, laid on a clean page: what a reader loses to it is told by the same page without it.

Paper is written on and stamped, folded, and printed on both sides; then it lies crooked under a lid. Measures are of real scans:
a fold is 0.3 to 0.6 mm wide, 60 g paper shows a third of its other side, a copier's edge is black and fades over 1 to 3 cm.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from tests.samples import inks
from tests.samples.drafts import Wish, draft
from tests.samples.paper import typeset
from tests.samples.scanners import Pixels, show_through
from tests.samples.typist import Sheet, TrueLine

Damage = Callable[[Sheet, Sheet, int, random.Random], Pixels]  # the page, its other side, dpi
MODES: Final = ("colour", "grey", "1-bit")
_WISH: Final = Wish(amount=1, urgency="", arrival=False, hand_number=False)


def none(page: Sheet, back: Sheet, dpi: int, chance: random.Random) -> Pixels:
    return np.array(page.image)


def through(page: Sheet, back: Sheet, dpi: int, chance: random.Random) -> Pixels:
    """The other side's print, mirrored and soft, a third as dark as this side's."""
    return show_through(np.array(page.image), np.array(back.image), 0.35, chance, dpi)


def creases(page: Sheet, back: Sheet, dpi: int, chance: random.Random) -> Pixels:
    """A letter folded in three and then in two: dark furrows along and across lines of print, toner broken off on them."""
    pixels = np.array(page.image)
    for middle in (0.34, 0.5, 0.66):
        pixels = _folded(pixels, middle, chance.uniform(-0.01, 0.01), dpi, chance)
    upright = np.ascontiguousarray(pixels.transpose(1, 0, 2))
    return np.ascontiguousarray(_folded(upright, 0.5, chance.uniform(-0.01, 0.01), dpi, chance).transpose(1, 0, 2))


def edges(page: Sheet, back: Sheet, dpi: int, chance: random.Random) -> Pixels:
    """A lid left open: a black band at two sides, a shadow from the left into the print, two punched holes."""
    pixels = np.array(page.image)
    high, wide = pixels.shape[:2]
    mm = dpi / 25.4
    away = np.arange(wide, dtype=np.float32) / mm
    light = 1 - 0.8 * np.exp(-away / 14)
    pixels = np.asarray(pixels * light[None, :, None], np.uint8)
    for level in (0.36, 0.64):
        cv2.circle(pixels, (round(12 * mm), round(level * high)), round(3 * mm), (12, 12, 14), -1)
    band, slope = round(5 * mm), round(0.012 * wide)
    cv2.fillPoly(pixels, [np.array([(0, 0), (wide, 0), (wide, band + slope), (0, band)], np.int32)], (16, 16, 18))
    cv2.fillPoly(pixels, [np.array([(wide, 0), (wide - band, 0), (wide - band - slope, high), (wide, high)], np.int32)],
                 (16, 16, 18))  # fmt: skip
    return pixels


def pen(page: Sheet, back: Sheet, dpi: int, chance: random.Random) -> Pixels:
    """A leader's blue pen: words underlined and ringed, a scrawl over two lines, ticks beside them."""
    image = page.image.copy()
    body = _body(page)
    for line in chance.sample(body, min(3, len(body))):
        inks.press(image, *_underline(line, dpi, chance))
    for line in chance.sample(body, min(2, len(body))):
        inks.press(image, *_ring(line, dpi, chance))
    line = body[len(body) // 2]
    hand = inks.signature(chance, dpi)
    inks.press(image, hand, round(line.box[2] - hand.width - 20 * dpi / 25.4), round(line.box[1] - hand.height / 3))
    return np.array(image)


def stamps(page: Sheet, back: Sheet, dpi: int, chance: random.Random) -> Pixels:
    """A seal over the ends of lines at the margin, as it goes across two sheets, and an archive's stamp over the text."""
    image = page.image.copy()
    body = _body(page)
    line = body[len(body) // 3]
    seal = inks.seal("ỦY BAN NHÂN DÂN ★ TỈNH CAO BẰNG", chance, dpi)
    inks.press(image, seal, image.width - round(0.62 * seal.width), round(line.box[1] - seal.height / 2))
    line = body[2 * len(body) // 3]
    stamp = inks.boxed("ĐÃ SAO Y", chance, dpi, 34, 10)
    inks.press(image, stamp, round(line.box[0] + 25 * dpi / 25.4), round(line.box[1] - stamp.height / 4))
    return np.array(image)


def arrival(page: Sheet, back: Sheet, dpi: int, chance: random.Random) -> Pixels:
    """A stamp ĐẾN whose frame lies over the subject's first letters."""
    image = page.image.copy()
    subject = next(line for line in page.lines if line.kind == "subject")
    stamp, _ = inks.arrival("SỞ NỘI VỤ", "1428", "28/4/2026", False, chance, dpi)
    inks.press(
        image, stamp, round(subject.box[0] - stamp.width + 4 * dpi / 25.4), round(subject.box[1] - stamp.height / 2)
    )
    return np.array(image)


KINDS: Final[Mapping[str, Damage]] = {
    "none": none, "through": through, "creases": creases, "edges": edges, "pen": pen, "stamps": stamps,
    "arrival": arrival,
}  # fmt: skip


def damaged(kind: str, mode: str, seed: str, dpi: int = 200) -> tuple[npt.NDArray[np.uint8], list[TrueLine]]:
    """One page as scanned (BGR, grey or black and white) and what is printed on it; the same page for every kind."""
    chance = random.Random(seed)
    page, back = (typeset(draft(chance, _WISH), dpi, chance)[0] for _ in range(2))
    pixels = KINDS[kind](page, back, dpi, random.Random(f"{seed}/{kind}"))
    noise = np.random.default_rng(7)
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.05 * dpi / 25.4)
    toned = 22 + soft.astype(np.float32) * ((243 - 22) / 255)  # paper is not white and toner not black
    seen = np.clip(toned + noise.normal(0, 3, (*soft.shape[:2], 1)), 0, 255).astype(np.uint8)
    image = seen[:, :, ::-1] if mode == "colour" else cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY)
    if mode == "1-bit":
        image = np.where(image > 150, np.uint8(255), np.uint8(0))
    return np.ascontiguousarray(image), page.lines


def _body(page: Sheet) -> list[TrueLine]:
    """Lines of running text that are about as long as the page is wide."""
    return [line for line in page.lines if line.kind == "body" and line.box[2] - line.box[0] > 0.6 * page.image.width]


def _folded(pixels: Pixels, at: float, slope: float, dpi: int, chance: random.Random) -> Pixels:
    """A fold from left to right at this share of the height: dark in the furrow, shaded on one side, light on the other."""
    high, wide = pixels.shape[:2]
    mm = dpi / 25.4
    top = at * high + chance.uniform(-4, 4) * mm
    wave = 0.25 * mm * np.sin(np.linspace(0, chance.uniform(8, 14), wide))
    off = (np.arange(high)[:, None] - top - (slope * np.arange(wide) + wave)[None, :]) / mm
    light = 1 - chance.uniform(0.3, 0.45) * np.exp(-((off / 0.22) ** 2))
    light -= 0.10 * np.exp(-np.maximum(off, 0) / 2.5) * (off > 0)
    flaked = np.random.default_rng(chance.getrandbits(32)).random((high // 3 + 1, wide // 3 + 1)) < 0.35
    bare = cv2.resize(flaked.astype(np.uint8), (wide, high), interpolation=cv2.INTER_NEAREST) * (abs(off) < 0.3)
    worn = np.where(bare[:, :, None] > 0, 255, pixels)
    return np.asarray(np.clip(worn * light[:, :, None], 0, 255), np.uint8)


def _underline(line: TrueLine, dpi: int, chance: random.Random) -> tuple[Image.Image, int, int]:
    """A wavy stroke under a third of a line, at the feet of its letters; with where it goes."""
    wide, high = (line.box[2] - line.box[0]) / 3, 4 * dpi / 25.4
    points = [(wide * at / 9 + 4, high / 2 + chance.uniform(-0.3, 0.3) * dpi / 25.4) for at in range(10)]
    left, foot = line.box[0] + chance.uniform(0, 2) * wide, line.box[3] - 0.2 * (line.box[3] - line.box[1])
    return _drawn(points, wide + 8, high, dpi), round(left - 4), round(foot - high / 2)


def _ring(line: TrueLine, dpi: int, chance: random.Random) -> tuple[Image.Image, int, int]:
    """A ring about 25 mm wide round a word or two."""
    mm = dpi / 25.4
    wide, high = 26 * mm, line.box[3] - line.box[1] + 4 * mm
    turns = [math.tau * at / 14 - 1 for at in range(16)]
    points = [(wide * (0.5 + 0.45 * math.cos(t)), high * (0.5 + (0.4 + 0.004 * n) * math.sin(t))) for n, t in
              enumerate(turns)]  # fmt: skip
    left = line.box[0] + chance.uniform(0.1, 0.7) * (line.box[2] - line.box[0])
    return _drawn(points, wide, high, dpi), round(left), round(line.box[1] - 2 * mm)


def _drawn(points: list[tuple[float, float]], wide: float, high: float, dpi: int) -> Image.Image:
    image = Image.new("RGB", (round(2 * wide), round(2 * high)), "white")
    doubled = [(2 * x, 2 * y) for x, y in points]
    inks.stroke(ImageDraw.Draw(image), inks.smooth(doubled), 2 * 0.5 * dpi / 25.4, inks.BLUE)
    return image.resize((round(wide), round(high)), Image.Resampling.LANCZOS)
