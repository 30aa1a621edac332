"""What is not print: seals, signatures, stamps and handwriting, drawn as strokes and laid over the page as ink."""

from __future__ import annotations

import math
import random
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFont

from tests.samples import faces

Colour = tuple[int, int, int]
RED: Colour = (206, 32, 48)
BLUE: Colour = (34, 62, 168)
Point = tuple[float, float]


@lru_cache(maxsize=256)
def font(style: str, pixels: int, face: str = faces.USUAL) -> ImageFont.FreeTypeFont:
    """Basic layout: NFC letters need no shaping, and the result is then the same on every machine."""
    return ImageFont.truetype(faces.file(face, style), pixels, layout_engine=ImageFont.Layout.BASIC)


def press(page: Image.Image, ink: Image.Image, left: int, top: int) -> None:
    """Lays ink (white where there is none) on the page: darker where it meets print, as on paper."""
    box = (max(0, left), max(0, top), min(page.width, left + ink.width), min(page.height, top + ink.height))
    if box[0] >= box[2] or box[1] >= box[3]:
        return
    part = ink.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
    page.paste(ImageChops.multiply(page.crop(box), part), box)


def worn(ink: Image.Image, chance: random.Random, strength: float) -> Image.Image:
    """Rubber wears and takes ink unevenly: patches of the print come out lighter."""
    small = Image.frombytes("L", (24, 24), bytes(chance.randint(0, 255) for _ in range(576)))
    patches = small.resize(ink.size, Image.Resampling.BICUBIC).point(lambda v: int(max(0, v - 96) * strength))
    return Image.composite(Image.new("RGB", ink.size, "white"), ink, patches)


def smooth(points: list[Point], steps: int = 10) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    out: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            out.append(tuple(  # type: ignore[arg-type]
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t**3)
                for p, q, r, s in zip(a, b, c, d, strict=True)
            ))  # fmt: skip
    return [*out, points[-1]]


def stroke(draw: ImageDraw.ImageDraw, points: list[Point], width: float, colour: Colour) -> None:
    """A pen's line: thinner where the hand is fast."""
    for (x0, y0), (x1, y1) in pairwise(points):
        w = width * max(0.55, 1.25 - math.hypot(x1 - x0, y1 - y0) / (width * 12))
        draw.line((x0, y0, x1, y1), colour, max(1, round(w)))
        r = w / 2
        draw.ellipse((x1 - r, y1 - r, x1 + r, y1 + r), colour)


def signature(chance: random.Random, dpi: int, colour: Colour = BLUE) -> Image.Image:
    """A leader's flourish: a few letters' loops and a long tail, about 45 x 18 mm."""
    scale = 2 * dpi / 25.4  # twice as large, made smaller at the end
    wide, high = chance.uniform(36, 48) * scale, chance.uniform(15, 20) * scale
    image = Image.new("RGB", (int(wide), int(high)), "white")
    draw = ImageDraw.Draw(image)
    pen = chance.uniform(0.45, 0.75) * scale
    x, points = wide * 0.08, [(wide * 0.06, high * 0.75)]
    for number in range(chance.randint(5, 8)):
        rise = high * chance.uniform(0.55, 0.85) * (1.0 if number < 2 else 0.5)
        x += wide * chance.uniform(0.05, 0.09)
        points.append((x, high * 0.78 - rise))
        x += wide * chance.uniform(0.0, 0.06) - wide * 0.03
        points.append((x, high * chance.uniform(0.62, 0.82)))
    points.append((wide * chance.uniform(0.8, 0.95), high * chance.uniform(0.3, 0.6)))
    stroke(draw, smooth(points), pen, colour)
    if chance.random() < 0.7:
        y = high * chance.uniform(0.82, 0.92)
        tail = [(wide * 0.2, y), (wide * 0.55, y - high * 0.08), (wide * 0.96, y - high * chance.uniform(0.05, 0.4))]
        stroke(draw, smooth(tail), pen, colour)
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)


def initials(chance: random.Random, dpi: int) -> Image.Image:
    """Ký nháy: the drafter's small mark after the last words."""
    scale = 2 * dpi / 25.4
    image = Image.new("RGB", (int(9 * scale), int(6 * scale)), "white")
    points = [(chance.uniform(0.05, 0.95) * image.width, chance.uniform(0.1, 0.9) * image.height) for _ in range(6)]
    points.sort(key=lambda p: p[0] + chance.uniform(-1, 1) * scale)
    stroke(ImageDraw.Draw(image), smooth(points), 0.35 * scale, BLUE)
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)


def _around(
    image: Image.Image, text: str, radius: float, pixels: int, colour: Colour, middle: float, spread: float
) -> None:
    """Letters along an arc, their feet towards the centre; angles in degrees, 90 is the top."""
    face = font("b", pixels)
    widths = [face.getlength(letter) for letter in text]
    gap = math.radians(spread) * radius - sum(widths)
    step = min(gap / max(1, len(text) - 1), pixels * 0.5)
    total = sum(widths) + step * (len(text) - 1)
    angle = math.radians(middle) + total / radius / 2
    centre = image.width / 2
    for letter, width in zip(text, widths, strict=True):
        angle -= width / 2 / radius
        box = int(pixels * 1.6)
        tile = Image.new("L", (box, box), 0)
        ImageDraw.Draw(tile).text((box / 2, box * 0.78), letter, 255, font=face, anchor="ms")
        tile = tile.rotate(math.degrees(angle) - 90, Image.Resampling.BICUBIC, center=(box / 2, box / 2))
        x, y = centre + radius * math.cos(angle), centre - radius * math.sin(angle)
        image.paste(colour, (round(x - box / 2), round(y - box / 2)), tile)
        angle -= (width / 2 + step) / radius


def _star(centre: Point, radius: float, turn: float = -90) -> list[Point]:
    corners = []
    for number in range(10):
        r = radius if number % 2 == 0 else radius * 0.382
        a = math.radians(turn + 36 * number)
        corners.append((centre[0] + r * math.cos(a), centre[1] + r * math.sin(a)))
    return corners


def seal(legend: str, chance: random.Random, dpi: int, millimetres: float = 36.0) -> Image.Image:
    """A round red seal: legend along the ring, a device of our own making in the middle (no state emblem is copied)."""
    size = int(2 * millimetres * dpi / 25.4)
    colour = (RED[0] + chance.randint(-14, 14), RED[1] + chance.randint(-12, 24), RED[2] + chance.randint(-14, 24))
    image = Image.new("RGB", (size, size), "white")
    draw = ImageDraw.Draw(image)
    line, centre = size * 0.016, size / 2
    for share, thick in ((0.495, 1.5), (0.335, 0.8)):
        r = size * share
        draw.ellipse(
            (centre - r, centre - r, centre + r, centre + r), outline=colour, width=max(1, round(line * thick))
        )
    upper, _, lower = legend.partition(" ★ ")
    letters = int(size * 0.088)
    while letters > 8 and font("b", letters).getlength(upper) > math.radians(215) * size * 0.40:
        letters -= 1
    _around(image, upper, size * 0.405, letters, colour, 90, 220)
    if lower:
        small = min(letters, int(size * 0.07))
        while small > 8 and font("b", small).getlength(lower) > math.radians(118) * size * 0.40:
            small -= 1
        _around(image, lower, size * 0.405, small, colour, 270, 122)
    draw.polygon(_star((centre, centre * 0.9), size * 0.13), fill=colour)
    for turn in range(12):  # rays and ears of rice, as plain strokes
        a = math.radians(200 + turn * 140 / 11)
        inner, outer = size * 0.21, size * 0.285
        ray = [(centre + r * math.cos(a), centre - r * math.sin(a)) for r in (inner, outer)]
        draw.line(ray, colour, max(1, round(line)))
    draw.arc((size * 0.24, size * 0.24, size * 0.76, size * 0.76), 25, 155, colour, max(1, round(line * 1.4)))
    image = worn(image, chance, chance.uniform(0.2, 0.9))
    image = image.rotate(chance.uniform(-14, 14), Image.Resampling.BICUBIC, fillcolor="white")
    return image.resize((size // 2, size // 2), Image.Resampling.LANCZOS)


# Digits as a hand writes them, in a unit square from the top left; each stroke a list of points.
_DIGITS: dict[str, tuple[tuple[Point, ...], ...]] = {
    "0": (((0.55, 0.02), (0.2, 0.2), (0.12, 0.65), (0.4, 0.98), (0.78, 0.7), (0.8, 0.25), (0.5, 0.02)),),
    "1": (((0.25, 0.28), (0.55, 0.03), (0.5, 0.98)),),
    "2": (((0.15, 0.25), (0.45, 0.02), (0.78, 0.25), (0.45, 0.65), (0.12, 0.95), (0.5, 0.9), (0.88, 0.95)),),
    "3": (((0.15, 0.12), (0.55, 0.02), (0.72, 0.25), (0.4, 0.46), (0.78, 0.68), (0.5, 0.98), (0.12, 0.85)),),
    "4": (((0.5, 0.02), (0.12, 0.62), (0.85, 0.6)), ((0.65, 0.3), (0.6, 1.0))),
    "5": (((0.8, 0.05), (0.3, 0.06), (0.22, 0.45), (0.6, 0.42), (0.78, 0.7), (0.5, 0.98), (0.12, 0.88)),),
    "6": (((0.7, 0.03), (0.25, 0.4), (0.2, 0.8), (0.5, 0.98), (0.78, 0.75), (0.5, 0.55), (0.22, 0.75)),),
    "7": (((0.12, 0.06), (0.5, 0.1), (0.85, 0.04), (0.5, 0.5), (0.35, 1.0)),),
    "8": (((0.7, 0.15), (0.4, 0.02), (0.25, 0.25), (0.7, 0.65), (0.5, 0.98), (0.2, 0.78), (0.6, 0.4), (0.72, 0.12)),),
    "9": (((0.75, 0.3), (0.45, 0.48), (0.2, 0.25), (0.5, 0.03), (0.76, 0.25), (0.7, 0.7), (0.45, 0.98)),),
    "/": (((0.8, 0.0), (0.2, 1.05)),),
}


def handwriting(digits: str, chance: random.Random, height: int, colour: Colour = BLUE) -> Image.Image:
    """Digits and strokes / in pen, `height` pixels tall."""
    big = height * 3
    advance = 0.62
    image = Image.new("RGB", (int(big * (advance * len(digits) + 0.5)), int(big * 1.35)), "white")
    draw = ImageDraw.Draw(image)
    slant, x = chance.uniform(0.05, 0.25), 0.12 * big
    for digit in digits:
        y, wide = big * chance.uniform(0.1, 0.2), big * chance.uniform(0.46, 0.58)
        for points in _DIGITS[digit]:
            moved = [
                (
                    x + wide * (px + chance.uniform(-0.05, 0.05)) + slant * big * (1 - py),
                    y + big * (py + chance.uniform(-0.04, 0.04)),
                )
                for px, py in points
            ]
            stroke(draw, smooth(moved), max(2.0, big * 0.075), colour)
        x += big * advance * chance.uniform(0.92, 1.08)
    return image.resize((image.width // 3, image.height // 3), Image.Resampling.LANCZOS)


def boxed(text: str, chance: random.Random, dpi: int, wide: float, high: float) -> Image.Image:
    """A stamp of one word in a single frame; 20, 40 and 30 x 8 mm by Decree 30 Annex I.III.2.b."""
    mm = 2 * dpi / 25.4
    image = Image.new("RGB", (int(wide * mm), int(high * mm)), "white")
    draw = ImageDraw.Draw(image)
    colour = (214, 30 + chance.randint(0, 25), 40 + chance.randint(0, 25))
    draw.rectangle((1, 1, image.width - 2, image.height - 2), outline=colour, width=max(2, round(0.5 * mm)))
    face = font("b", int(13.5 * 2 * dpi / 72))
    draw.text((image.width / 2, image.height / 2), text, colour, font=face, anchor="mm")
    return _stamped(worn(image, chance, chance.uniform(0.1, 0.5)), chance)


def _stamped(image: Image.Image, chance: random.Random) -> Image.Image:
    image = image.rotate(chance.uniform(-2.5, 2.5), Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)


def arrival(
    office: str, number: str, day: str, handwritten: bool, chance: random.Random, dpi: int
) -> tuple[Image.Image, list[str]]:
    """The stamp ĐẾN, 50 x 35 mm (Decree 30 Annex IV), filled in by pen or by a numbering machine; with its lines."""
    mm = 2 * dpi / 25.4
    colour = chance.choice((RED, RED, (150, 30, 90), (40, 60, 150)))
    pen = chance.choice((BLUE, (30, 30, 60)))
    image = Image.new("RGB", (int(50 * mm), int(35 * mm)), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((1, 1, image.width - 2, image.height - 2), outline=colour, width=max(2, round(0.45 * mm)))
    size = int(11 * 2 * dpi / 72)
    while font("b", size).getlength(office) > 46 * mm:
        size -= 1
    draw.text((25 * mm, 4.2 * mm), office, colour, font=font("b", size), anchor="mm")
    draw.line((0, 8 * mm, image.width, 8 * mm), colour, max(1, round(0.3 * mm)))
    draw.line((15 * mm, 8 * mm, 15 * mm, 21 * mm), colour, max(1, round(0.3 * mm)))
    draw.line((0, 21 * mm, image.width, 21 * mm), colour, max(1, round(0.3 * mm)))
    draw.text((7.6 * mm, 14.5 * mm), "ĐẾN", colour, font=font("b", int(15 * 2 * dpi / 72)), anchor="mm")
    label = font("", int(11 * 2 * dpi / 72))
    rows = (
        (16.5, 13.4, "Số:", number, 48),
        (16.5, 19.6, "Ngày:", day, 48),
        (2, 26.5, "Chuyển:", "", 48),
        (2, 32.5, "Số và ký hiệu HS:", "", 48),
    )
    for x, y, name, value, end in rows:
        draw.text((x * mm, y * mm), name, colour, font=label, anchor="ls")
        start = x * mm + label.getlength(name) + 1.0 * mm
        if value and handwritten:
            written = handwriting(value, chance, int(3.2 * mm), pen)
            press(image, written, int(start), int((y - 3.9) * mm))
        elif value:
            draw.text((start + 0.6 * mm, y * mm), value, pen, font=font("b", int(11 * 2 * dpi / 72)), anchor="ls")
        dots = start
        while not value and dots < end * mm:
            draw.text((dots, y * mm), ".", colour, font=label, anchor="ls")
            dots += 1.1 * mm
    lines = [office, "ĐẾN", f"Số: {number}", f"Ngày: {day}", "Chuyển:", "Số và ký hiệu HS:"]
    return _stamped(worn(image, chance, chance.uniform(0.05, 0.35)), chance), lines
