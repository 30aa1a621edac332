"""Draws a training line: print with its gaps filled, and what paper, stamps and scanners make of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from ocr_models.line_net import HEIGHT
from ocr_models.training.digits import Hands, mnist, written
from ocr_models.training.texts import Said, Texts

Grey = npt.NDArray[np.uint8]

_TRUETYPE: Final = "/usr/share/fonts/truetype/"
_TERMES: Final = "/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyretermes-"
_LIBERTINE: Final = "/usr/share/fonts/opentype/linux-libertine/LinLibertine_"
# regular, bold, italic, bold italic; Times and its likes most, for documents are set in it (Decree 30 Annex I.I.2)
_FACES: Final = (
    *[[f"{_TRUETYPE}liberation2/LiberationSerif-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")]] * 8,
    *[[f"{_TERMES}{s}.otf" for s in ("regular", "bold", "italic", "bolditalic")]] * 5,
    *[[f"{_TRUETYPE}noto/NotoSerif-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")]] * 2,
    *[[f"{_TRUETYPE}charis/CharisSIL-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")]] * 2,
    *[[f"{_LIBERTINE}{s}.otf" for s in ("R", "RB", "RI", "RBI")]] * 2,
    *[[f"{_TRUETYPE}liberation2/LiberationSans-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")]] * 2,
    *[[f"{_TRUETYPE}crosextra/Carlito-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")]],
)
_OTHER_FACES: Final = (  # for validation alone
    [f"{_TRUETYPE}freefont/FreeSerif{s}.ttf" for s in ("", "Bold", "Italic", "BoldItalic")],
    [f"{_TRUETYPE}gentiumplus/GentiumPlus-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")],
)
_HANDS: Final = (
    f"{_TRUETYPE}breip/Breip.ttf",
    f"{_TRUETYPE}ecolier-court/Ecolier-court.ttf",
    f"{_TRUETYPE}femkeklaver/femkeklaver.ttf",
    f"{_TRUETYPE}humor-sans/Humor-Sans.ttf",
    f"{_TRUETYPE}kristi/Kristi.ttf",
    f"{_TRUETYPE}summersby/summersby.ttf",
)
_OTHER_HANDS: Final = (f"{_TRUETYPE}rufscript/Rufscript010.ttf", f"{_TRUETYPE}tomsontalks/TomsonTalks.ttf")


@dataclass(frozen=True)
class Drawn:
    strip: Grey
    text: str


class Lines:
    """Lines drawn at random: for training, or from fonts, texts and hands that training never sees."""

    def __init__(self, texts: Path, digits: Path, *, kept_back: bool = False) -> None:
        self._texts = Texts(texts, kept_back)
        self._hands = Hands(mnist(digits, kept_back), _OTHER_HANDS if kept_back else _HANDS)
        self._faces = _OTHER_FACES if kept_back else _FACES

    def hand(self, chance: np.random.Generator) -> Drawn:
        return self._line(self._texts.hand(chance), chance)

    def prose(self, chance: np.random.Generator) -> Drawn:
        return self._line(self._texts.prose(chance), chance)

    def _line(self, said: Said, chance: np.random.Generator) -> Drawn:
        face = self._faces[chance.integers(len(self._faces))]["rbix".index(chance.choice(list(said.styles)))]
        scale = float(chance.choice([1.0, 1.25, 1.5, 2.0], p=[0.3, 0.25, 0.25, 0.2]))
        em = chance.uniform(20, 30) * scale
        ink = self._ink(said, face, em, scale, chance)
        ink = _soiled(ink, scale, em, face, chance)
        return Drawn(_scanned(ink, scale, chance), said.text)

    def _ink(self, said: Said, file: str, em: float, scale: float, chance: np.random.Generator) -> Grey:
        """The line on white, `HEIGHT * scale` rows."""
        face, high = _face(file, round(em)), round(HEIGHT * scale)
        base = round(high / 2 + em * 0.27 + chance.uniform(-4, 4) * scale)
        x = edge = chance.uniform(2, 12) * scale
        if chance.random() < 0.1:
            x += chance.uniform(0.5, 3) * em
        hand = self._hands.one(round(em), chance)
        places: list[tuple[float, str]] = []
        pens: list[tuple[int, int, npt.NDArray[np.float32]]] = []
        gaps: list[tuple[float, float]] = []
        tall = em * chance.uniform(0.7, 1.3)
        lift = chance.normal(0, 0.1) * em
        for piece in said.pieces:
            if piece.way == "print":
                places.append((x, piece.text))
                x += face.getlength(piece.text) + (chance.uniform(0, 0.1) * em if chance.random() < 0.1 else 0)
                continue
            start = x
            if piece.way == "hand":
                pen = written(piece.text, hand, max(8, round(tall * chance.uniform(0.9, 1.1))), chance)
                left = x + chance.uniform(-0.12, 0.7) * em
                top = base - 0.33 * em - pen.shape[0] / 2 + lift + chance.normal(0, 0.06) * em
                pens.append((round(left), round(top), pen))
                x = left + pen.shape[1] + chance.uniform(-0.3, 0.8) * em
            else:
                x += chance.uniform(0.8, 4.0) * em
            gaps.append((start, x))
        if chance.random() < 0.25:  # a strip may be longer than what stands on it
            x += chance.uniform(0.5, 5) * em
        wide = round(x + edge)
        image = Image.new("L", (max(wide, 12), high), 255)
        draw = ImageDraw.Draw(image)
        for at, text in places:
            draw.text((at, base), text, int(chance.integers(0, 40)), font=face, anchor="ls")
        if gaps and chance.random() < 0.25:  # a leader of dots, more often than not under the hand
            for start, end in gaps:
                for at in np.arange(start, end, face.getlength(".") * chance.uniform(0.9, 1.3)):
                    draw.text((float(at), base), ".", 0, font=face, anchor="ls")
        pixels = np.array(image)
        dark = float(chance.choice([chance.uniform(0.75, 1.0), chance.uniform(0.4, 0.8)]))
        for left, top, pen in pens:
            _laid(pixels, pen * dark, left, top)
        return pixels


def _laid(pixels: Grey, ink: npt.NDArray[np.float32], left: int, top: int) -> None:
    """Ink over print: darker where they meet; what stands beyond the strip is lost."""
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(pixels.shape[1], left + ink.shape[1]), min(pixels.shape[0], top + ink.shape[0])
    if x0 < x1 and y0 < y1:
        part = pixels[y0:y1, x0:x1]
        part[:] = (part * (1 - ink[y0 - top : y1 - top, x0 - left : x1 - left])).astype(np.uint8)


def _soiled(pixels: Grey, scale: float, em: float, file: str, chance: np.random.Generator) -> Grey:
    """Remains of the lines above and below, rules, parts of a seal, a stroke of a pen."""
    high, wide = pixels.shape
    if chance.random() < 0.2:
        image = Image.fromarray(pixels)
        draw = ImageDraw.Draw(image)
        text = "".join(chance.choice(list("nguýđpqghtảệêạiềbhkqyỊỘĐg "), 40))
        if chance.random() < 0.5:
            draw.text((-5, high + em * chance.uniform(0.6, 0.85)), text, 0, font=_face(file, round(em)), anchor="ls")
        else:
            draw.text((-5, em * chance.uniform(-0.25, 0.02)), text, 0, font=_face(file, round(em)), anchor="ls")
        pixels = np.array(image)
    if chance.random() < 0.05:
        y = round(high * chance.choice([chance.uniform(0, 0.08), chance.uniform(0.92, 1)]))
        cv2.line(pixels, (0, y), (wide, y + round(chance.normal(0, 1))), 0, max(1, round(scale)))
    if chance.random() < 0.12:  # rings and letters of a seal or stamp
        ink = np.zeros(pixels.shape, np.float32)
        radius = chance.uniform(1.2, 3) * high
        middle = (round(chance.uniform(-0.2, 1.2) * wide), round(high / 2 + chance.uniform(-1, 1) * radius))
        for share in (1.0, 0.66):
            cv2.circle(
                ink, middle, round(radius * share), 1.0, max(1, round(chance.uniform(1, 2.5) * scale)), cv2.LINE_AA
            )
        face = _face(_FACES[0][1], max(8, round(em * 0.55)))
        letters = Image.new("L", (wide, high), 0)
        draw = ImageDraw.Draw(letters)
        for letter in chance.choice(list("SỞỦYBANNHÂDCÔTGĐĂỊ★"), 4):
            at = (middle[0] + chance.uniform(-1, 1) * radius, chance.uniform(0, 1) * high)
            draw.text(at, str(letter), 255, font=face, anchor="mm")
        np.maximum(ink, np.asarray(letters, np.float32) / 255, out=ink)
        pixels = (pixels * (1 - ink * chance.uniform(0.1, 0.75))).astype(np.uint8)
    if chance.random() < 0.04:
        ink = np.zeros(pixels.shape, np.float32)
        points = [(round(chance.uniform(0, 1) * wide), round(chance.uniform(-0.5, 1.5) * high)) for _ in range(3)]
        cv2.polylines(ink, [np.array(points, np.int32)], False, 1.0, max(1, round(em * 0.08)), cv2.LINE_AA)
        pixels = (pixels * (1 - ink * chance.uniform(0.3, 0.9))).astype(np.uint8)
    return pixels


def _scanned(pixels: Grey, scale: float, chance: np.random.Generator) -> Grey:
    """Askew, blurred, grainy, tinted, in one bit or through JPEG; at last the strip as it would be cut from a page."""
    high, wide = pixels.shape
    if chance.random() < 0.5:
        slope, lean = np.tan(np.radians(chance.normal(0, 0.6))), chance.normal(0, 0.02)
        matrix = np.array([[1, lean, -lean * high / 2], [slope, 1, -slope * wide / 2]])
        if abs(slope) * wide < 0.3 * high:
            pixels = cv2.warpAffine(pixels, matrix, (wide, high), borderValue=255)
    spread = chance.random()
    if spread < 0.12:  # toner that spreads, or is worn
        pixels = cv2.erode(pixels, np.ones((2, 2), np.uint8))
    elif spread < 0.2 and scale >= 1.5:
        pixels = cv2.dilate(pixels, np.ones((2, 2), np.uint8))
    level = pixels.astype(np.float32)
    blur = chance.uniform(0.2, 0.9) * scale * chance.uniform(0.5, 1)
    if blur > 0.3:
        level = cv2.GaussianBlur(level, (0, 0), blur)
    paper, toner = chance.uniform(200, 255), chance.uniform(0, 70)
    level = np.asarray(toner + level * (paper - toner) / 255, np.float32)
    if chance.random() < 0.3:
        level += np.linspace(chance.normal(0, 12), chance.normal(0, 12), wide, dtype=np.float32)[None]
    noise = chance.choice([chance.uniform(0, 3), chance.uniform(3, 14)], p=[0.7, 0.3])
    level += (chance.standard_normal((high, wide), dtype=np.float32)) * np.float32(noise)
    if chance.random() < 0.15:
        for _ in range(int(chance.integers(1, 6))):
            spot = (int(chance.integers(wide)), int(chance.integers(high)))
            cv2.circle(level, spot, max(1, round(chance.exponential(0.7) * scale)), float(chance.uniform(0, 140)), -1)
    pixels = np.clip(level, 0, 255).astype(np.uint8)
    if chance.random() < 0.3:
        cut = toner + (paper - toner) * chance.uniform(0.42, 0.72)
        pixels = np.where(pixels > cut, 255, 0).astype(np.uint8)
    elif chance.random() < 0.45:
        _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(35, 85))])
        pixels = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    return np.asarray(pixels, np.uint8)


@lru_cache(maxsize=1024)
def _face(file: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, pixels, layout_engine=ImageFont.Layout.BASIC)
