"""What an office scanner makes of a page: skew, tint, shadow, folds, show-through, blur, noise, one bit, JPEG."""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from tests.samples.typist import Sheet, TrueLine

Pixels = npt.NDArray[np.uint8]  # height x width x 3, RGB


@dataclass(frozen=True)
class Profile:
    """One scanner with its habits; pairs are ranges to draw from. Blur is in millimetres, noise in grey levels."""

    name: str
    weight: int
    dpi: tuple[int, ...]
    mode: str  # color, gray, bin
    skew: float  # at most, degrees either way
    blur: tuple[float, float]
    noise: tuple[float, float]
    tint: float = 0.0  # how far the paper is from white, 0 to 1
    through: float = 0.0  # strength of the other side's print
    shadow: float = 0.0  # at most, along one edge
    fold: float = 0.0  # chance of a fold
    specks: float = 0.0  # a square centimetre
    border: float = 0.0  # chance of a dark strip where the paper ended
    quality: tuple[int, int] = (0, 0)  # JPEG; (0, 0) is PNG, or G4 TIFF in one bit


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("good", 26, (200, 300), "color", 0.6, (0.02, 0.05), (1, 3), 0.15, 0.03, 0.05, quality=(72, 90)),
        Profile(
            "office", 24, (200, 240, 300), "color", 1.4, (0.04, 0.08), (2, 5), 0.5, 0.08, 0.18, 0.3, 0.02, 0.2, (55, 78)
        ),
        Profile("low", 10, (150,), "color", 1.0, (0.04, 0.07), (1, 4), 0.3, 0.05, 0.1, 0.1, quality=(60, 80)),
        Profile("gray", 10, (200, 300), "gray", 1.2, (0.03, 0.07), (2, 6), 0.4, 0.08, 0.15, 0.2, quality=(60, 82)),
        Profile("portal", 18, (200, 300), "bin", 1.0, (0.04, 0.10), (8, 28), 0.3, 0.05, 0.1, 0.1, 0.06, 0.35),
        Profile("worn", 8, (150, 200), "color", 2.0, (0.06, 0.1), (4, 9), 1.0, 0.14, 0.35, 0.7, 0.08, 0.4, (42, 62)),
        Profile("flat", 4, (200,), "color", 0.2, (0.0, 0.02), (0, 1)),
    )
}


@dataclass(frozen=True)
class Habit:
    """What stays the same for all pages of one document on one scanner."""

    profile: Profile
    dpi: int
    quality: int


@dataclass(frozen=True)
class Scanned:
    data: bytes
    suffix: str
    size: tuple[int, int]
    skew: float  # degrees by which text falls to the right
    lines: list[TrueLine]


def habit(profile: Profile, chance: random.Random) -> Habit:
    return Habit(profile, chance.choice(profile.dpi), chance.randint(*profile.quality))


def scan(sheet: Sheet, back: Sheet, habit: Habit, chance: random.Random) -> Scanned:
    """One page through the scanner; `back` is what is printed on the other side or the sheet under it."""
    profile, dpi = habit.profile, habit.dpi
    noise = np.random.default_rng(chance.getrandbits(64))
    pixels: Pixels = np.array(sheet.image)
    if profile.through and chance.random() < 0.7:
        pixels = show_through(pixels, np.asarray(back.image), profile.through * chance.uniform(0.4, 1.0), chance, dpi)
    skew = chance.uniform(-profile.skew, profile.skew)
    pixels, matrix = _skewed(pixels, skew, chance, dpi)
    pixels = _tinted(pixels, profile.tint, chance)
    pixels = _lit(pixels, profile, chance)
    blur = chance.uniform(*profile.blur) * dpi / 25.4
    if blur > 0.15:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur)
    pixels = _noisy(pixels, chance.uniform(*profile.noise), noise)
    pixels = _dirty(pixels, profile, chance, dpi)
    lines = [TrueLine(line.text, line.kind, _moved(line.box, matrix), line.optional) for line in sheet.lines]
    image = _mode(pixels, profile, chance, noise)
    data, suffix = _written(image, habit)
    return Scanned(data, suffix, image.size, skew, lines)


def show_through(pixels: Pixels, back: Pixels, strength: float, chance: random.Random, dpi: int) -> Pixels:
    mirrored = cv2.GaussianBlur(cv2.cvtColor(back[:, ::-1], cv2.COLOR_RGB2GRAY), (0, 0), 0.18 * dpi / 25.4)
    move = np.array([[1, 0, chance.uniform(-8, 8) * dpi / 25.4], [0, 1, chance.uniform(-8, 8) * dpi / 25.4]])
    mirrored = cv2.warpAffine(mirrored, move, (pixels.shape[1], pixels.shape[0]), borderValue=255)
    faint = cv2.convertScaleAbs(mirrored, alpha=strength, beta=255 * (1 - strength))
    return np.asarray(cv2.multiply(pixels, cv2.merge([faint] * 3), scale=1 / 255), np.uint8)


def _skewed(pixels: Pixels, skew: float, chance: random.Random, dpi: int) -> tuple[Pixels, npt.NDArray[np.float64]]:
    high, wide = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), -skew, chance.uniform(0.99, 1.0))
    matrix[:, 2] += [chance.uniform(-2, 2) * dpi / 25.4, chance.uniform(-2, 2) * dpi / 25.4]
    moved = cv2.warpAffine(pixels, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return moved, matrix


def _moved(
    box: tuple[float, float, float, float], matrix: npt.NDArray[np.float64]
) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]]) @ matrix.T
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def _tinted(pixels: Pixels, strength: float, chance: random.Random) -> Pixels:
    """Paper is not white and toner not black: one look-up a channel."""
    paper = chance.choice(((238, 240, 250), (250, 246, 232), (244, 244, 240), (252, 250, 246)))
    toner = chance.uniform(4, 34)
    tables = []
    for level in paper:
        white = 255 - (255 - level) * strength
        tables.append(toner * strength + np.arange(256) * (white - toner * strength) / 255)
    table = np.clip(np.stack(tables, axis=-1), 0, 255).astype(np.uint8)[None]
    return np.asarray(cv2.LUT(pixels, table), np.uint8)


def _lit(pixels: Pixels, profile: Profile, chance: random.Random) -> Pixels:
    """Shadow along an edge, unevenness of the lamp and a fold: a small map of light, stretched over the page."""
    high, wide = 297, 210  # one cell a millimetre
    light = np.ones((high, wide), np.float32)
    edge, reach, depth = (
        chance.choice(("left", "right", "top", "bottom")),
        chance.uniform(6, 30),
        profile.shadow * chance.random(),
    )
    along = np.arange(wide if edge in ("left", "right") else high, dtype=np.float32)
    fall = 1 - depth * np.exp(-(along if edge in ("left", "top") else along[::-1]) / reach)
    light *= fall[None, :] if edge in ("left", "right") else fall[:, None]
    light *= (
        1 - profile.shadow * 0.12 * np.cos(np.linspace(0, chance.uniform(2, 6), high, dtype=np.float32))[:, None] ** 2
    )
    if chance.random() < profile.fold:
        middle, slope = chance.choice((99.0, 148.0, 198.0)) + chance.uniform(-3, 3), chance.uniform(-0.02, 0.02)
        away = np.arange(high, dtype=np.float32)[:, None] - middle - slope * np.arange(wide, dtype=np.float32)[None, :]
        light *= (
            1 - chance.uniform(0.06, 0.16) * np.exp(-((away / 1.2) ** 2)) + 0.03 * np.exp(-(((away - 3) / 2.5) ** 2))
        )
    small = np.clip(light * 255, 0, 255).astype(np.uint8)
    field = cv2.resize(small, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(pixels, cv2.merge([field] * 3), scale=1 / 255), np.uint8)


def _noisy(pixels: Pixels, strength: float, noise: np.random.Generator) -> Pixels:
    """Grain of the sensor: one large tile laid over the page at a random place in each band."""
    if strength < 0.3:
        return pixels
    high, wide = pixels.shape[:2]
    tile = (noise.standard_normal((min(high, 600), wide)) * strength).astype(np.int16)
    out = pixels.copy()
    for top in range(0, high, tile.shape[0]):
        band = out[top : top + tile.shape[0]]
        grain = np.roll(tile, int(noise.integers(wide)), axis=1)[: band.shape[0], :, None]
        out[top : top + tile.shape[0]] = np.clip(band.astype(np.int16) + grain, 0, 255).astype(np.uint8)
    return out


def _dirty(pixels: Pixels, profile: Profile, chance: random.Random, dpi: int) -> Pixels:
    """Specks of dust and toner, and the dark strip where the lid shows beyond the paper."""
    high, wide = pixels.shape[:2]
    for _ in range(int(profile.specks * 623 * chance.uniform(0.3, 1.6))):
        centre = chance.randrange(wide), chance.randrange(high)
        cv2.circle(
            pixels, centre, max(1, round(chance.expovariate(13) * dpi / 25.4)), (chance.randint(20, 120),) * 3, -1
        )
    if chance.random() < profile.border:
        strip = int(chance.uniform(0.6, 5) * dpi / 25.4)
        dark = (chance.randint(8, 50),) * 3
        tilt = int(math.tan(math.radians(chance.uniform(-0.5, 0.5))) * high)
        side = chance.choice(("left", "right", "bottom"))
        if side == "bottom":
            corners = [(0, high - strip), (wide, high - strip + int(tilt * wide / high)), (wide, high), (0, high)]
        else:
            edge, inner = (0, strip) if side == "left" else (wide, wide - strip)
            corners = [(edge, 0), (inner, 0), (inner + (tilt if side == "left" else -tilt), high), (edge, high)]
        cv2.fillPoly(pixels, [np.array(corners, np.int32)], dark)
    return pixels


def _mode(pixels: Pixels, profile: Profile, chance: random.Random, noise: np.random.Generator) -> Image.Image:
    if profile.mode == "color":
        return Image.fromarray(pixels)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if profile.mode == "gray":
        return Image.fromarray(grey)
    return Image.fromarray(grey > chance.uniform(128, 176))


def _written(image: Image.Image, habit: Habit) -> tuple[bytes, str]:
    out, dpi = io.BytesIO(), (habit.dpi, habit.dpi)
    if habit.profile.mode == "bin":
        image.save(out, "TIFF", compression="group4", dpi=dpi)
        return out.getvalue(), ".tif"
    if habit.quality:
        image.save(out, "JPEG", quality=habit.quality, dpi=dpi)
        return out.getvalue(), ".jpg"
    image.save(out, "PNG", dpi=dpi)
    return out.getvalue(), ".png"
