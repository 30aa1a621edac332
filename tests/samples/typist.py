"""Sets lines, paragraphs and tables on A4 pages, and keeps what stands on each line as ground truth."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from tests.samples.drafts import Paragraph, Run, Table
from tests.samples.faces import USUAL
from tests.samples.inks import font

WIDTH, HEIGHT = 210.0, 297.0  # millimetres
BLACK = (18, 18, 22)
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@dataclass
class TrueLine:
    """One printed line; box is left, top, right, bottom in pixels. Stamps and page numbers are optional to read."""

    text: str
    kind: str
    box: tuple[float, float, float, float]
    optional: bool = False


@dataclass
class Sheet:
    image: Image.Image
    lines: list[TrueLine] = field(default_factory=list)


@dataclass(frozen=True)
class Manner:
    """How this office's typist works, within what the decree allows."""

    left: float
    right: float
    top: float
    bottom: float
    size: float  # of the body, points
    leading: float  # times single spacing
    gap: float  # points between paragraphs
    indent: float  # millimetres
    head: float  # size of the head's capitals
    nation: str
    face: str = USUAL

    @classmethod
    def drawn(cls, chance: random.Random, face: str = USUAL) -> Manner:
        return cls(
            chance.uniform(30, 33), chance.uniform(15, 20), chance.uniform(20, 22), chance.uniform(20, 22),
            chance.choice((13.0, 13.5, 14.0, 14.0)), chance.choice((1.0, 1.0, 1.1, 1.2)),
            chance.choice((6.0, 6.0, 3.0)),
            chance.choice((10.0, 12.7)), chance.choice((12.0, 12.0, 13.0)),
            NATION if chance.random() < 0.75 else NATION.replace("HÒA", "HOÀ"), face,
        )  # fmt: skip


Word = tuple[str, str]  # letters, style


class Typist:
    """Sets one document, page after page; `y` is where the next line's top will be, in pixels."""

    def __init__(self, manner: Manner, dpi: int) -> None:
        self.manner, self.dpi = manner, dpi
        self.sheets: list[Sheet] = []
        self.y = 0.0
        self.turn_page()

    # -- measures

    def mm(self, millimetres: float) -> float:
        return millimetres * self.dpi / 25.4

    def pt(self, points: float) -> float:
        return points * self.dpi / 72

    def face(self, style: str, size: float) -> ImageFont.FreeTypeFont:
        return font(style, round(self.pt(size)), self.manner.face)

    def line_height(self, size: float) -> float:
        return self.pt(size) * 1.15 * self.manner.leading

    @property
    def left(self) -> float:
        return self.mm(self.manner.left)

    @property
    def right(self) -> float:
        return self.mm(WIDTH - self.manner.right)

    @property
    def bottom(self) -> float:
        return self.mm(HEIGHT - self.manner.bottom)

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.sheet.image)

    def turn_page(self) -> None:
        blank = Image.new("RGB", (round(self.mm(WIDTH)), round(self.mm(HEIGHT))), "white")
        self.sheets.append(Sheet(blank))
        self.y = self.mm(self.manner.top)
        if len(self.sheets) > 1:  # Annex I.I.7: in the top margin, none on the first page
            number = str(len(self.sheets))
            baseline = self.mm(self.manner.top) - self.mm(6)
            self.put(number, "", 13.5, self.mm(WIDTH) / 2, baseline, "page number", anchor="ms", optional=True)
            self.y += self.pt(2)

    # -- single lines

    def put(
        self,
        text: str,
        style: str,
        size: float,
        x: float,
        baseline: float,
        kind: str,
        anchor: str = "ls",
        optional: bool = False,
    ) -> tuple[float, float]:
        """One line at a baseline; its left and right."""
        face = self.face(style, size)
        wide = face.getlength(text)
        start = x - wide / 2 if anchor == "ms" else x
        self.draw.text((start, baseline), text, BLACK, font=face, anchor="ls")
        self.note(text, kind, start, start + wide, baseline, size, optional)
        return start, start + wide

    def note(
        self, text: str, kind: str, start: float, end: float, baseline: float, size: float, optional: bool = False
    ) -> None:
        box = (start, baseline - self.pt(size) * 0.92, end, baseline + self.pt(size) * 0.25)
        self.sheet.lines.append(TrueLine(text, kind, box, optional))

    def rule(self, start: float, end: float, y: float) -> None:
        self.draw.line((start, y, end, y), BLACK, max(1, round(self.pt(0.75))))

    def wrapped(self, text: str, style: str, size: float, wide: float) -> list[str]:
        """Lines of about the same length, as few as fit: how headings are broken by hand."""
        face = self.face(style, size)

        def broken(limit: float) -> list[str]:
            lines, line = [], ""
            for word in text.split():
                longer = f"{line} {word}".strip()
                if line and face.getlength(longer) > limit:
                    lines.append(line)
                    line = word
                else:
                    line = longer
            return [*lines, line]

        lines = broken(wide)
        limit = wide
        while len(lines) > 1 and len(tighter := broken(limit * 0.96)) == len(lines):
            lines, limit = tighter, limit * 0.96
            if max(face.getlength(line) for line in lines) > limit:
                break
        return lines

    def pieces(
        self, parts: list[tuple[str, float]], style: str, size: float, centre: float, baseline: float
    ) -> tuple[float, list[float], float]:
        """Texts with blanks (in mm) after them, centred as one line; its left, where each blank begins, its right."""
        face = self.face(style, size)
        total = sum(face.getlength(text) + self.mm(blank) for text, blank in parts)
        x = start = centre - total / 2
        blanks = []
        for text, blank in parts:
            self.draw.text((x, baseline), text, BLACK, font=face, anchor="ls")
            x += face.getlength(text)
            blanks.append(x)
            x += self.mm(blank)
        return start, blanks, x

    # -- running text

    def paragraph(self, item: Paragraph) -> None:
        manner, size = self.manner, self.manner.size
        self.y += self.pt(item.before)
        if item.align == "centre":
            for line in self.wrapped(item.text, item.runs[0][1], size, self.right - self.left):
                self.room(self.line_height(size))
                self.put(
                    line, item.runs[0][1], size, (self.left + self.right) / 2, self.y + self.pt(size), item.kind, "ms"
                )
                self.y += self.line_height(size)
        else:
            self.flow(
                item.runs, size, self.left, self.right, self.mm(manner.indent), item.kind, item.align == "justify"
            )
        self.y += self.pt(manner.gap)

    def flow(
        self, runs: tuple[Run, ...], size: float, left: float, right: float, indent: float, kind: str, justified: bool
    ) -> None:
        """Words of several styles, broken into lines, stretched to both margins but for the last."""
        words: list[Word] = [(word, style) for text, style in runs for word in text.split()]
        space = self.face("", size).getlength(" ")
        lines: list[tuple[list[Word], float]] = []
        line: list[Word] = []
        used, room = 0.0, right - left - indent
        for word in words:
            wide = self.face(word[1], size).getlength(word[0])
            if line and used + space + wide > room:
                lines.append((line, room - used))
                line, used, room = [], 0.0, right - left
            used += wide + (space if line else 0)
            line.append(word)
        lines.append((line, 0.0))
        for number, (line, slack) in enumerate(lines):
            self.room(self.line_height(size))
            x = start = left + (indent if number == 0 else 0)
            baseline = self.y + self.pt(size)
            stretch = slack / max(1, len(line) - 1) if justified and number < len(lines) - 1 else 0
            for position, (letters, style) in enumerate(line):
                face = self.face(style, size)
                self.draw.text((x, baseline), letters, BLACK, font=face, anchor="ls")
                x += face.getlength(letters) + (space + stretch if position < len(line) - 1 else 0)
            self.note(" ".join(letters for letters, _ in line), kind, start, x, baseline, size)
            self.y += self.line_height(size)

    def room(self, height: float) -> None:
        if self.y + height > self.bottom:
            self.turn_page()

    def table(self, item: Table) -> None:
        size = self.manner.size - 1
        whole, pad, high = self.right - self.left, self.mm(1.6), self.pt(size) * 1.2
        edges = [self.left]
        for share in item.shares:
            edges.append(edges[-1] + whole * share)
        for number, row in enumerate((item.header, *item.rows)):
            style = "b" if number == 0 else ""
            cells = [
                self.wrapped(text, style, size, b - a - 2 * pad) if text else []
                for text, a, b in zip(row, edges, edges[1:], strict=False)
            ]
            tall = max(len(lines) for lines in cells) * high + self.mm(2)
            self.room(tall)
            for column, (lines, a, b) in enumerate(zip(cells, edges, edges[1:], strict=False)):
                y = self.y + (tall - len(lines) * high) / 2
                middled = number == 0 or column == 0 or (len(item.header) == 5 and column > 1)
                for line in lines:
                    baseline = y + self.pt(size)
                    if middled:
                        self.put(line, style, size, (a + b) / 2, baseline, "table", "ms")
                    else:
                        self.put(line, style, size, a + pad, baseline, "table")
                    y += high
                self.draw.rectangle((a, self.y, b, self.y + tall), outline=BLACK, width=max(1, round(self.pt(0.6))))
            self.y += tall
        self.y += self.pt(6)
