"""Read pages laid out by hand: text at positions in points of an A4 page, as a recogniser would give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_models.page import Box, Line, Word
from pipeline.digitize.values import ReadPage
from pipeline.text import nfc

_DPI = 144  # two pixels a point
_LETTER = 6.0  # points a letter takes at 13 points, about Times New Roman's mean
_CAPITAL = 8.4
LEFT, RIGHT, MIDDLE = 155.0, 420.0, 312.0  # middles of the two columns of a head and of the text


@dataclass(frozen=True)
class Put:
    """A printed line: its words, the middle or left edge in points, its level."""

    text: str
    at: float
    level: float
    centred: bool = True
    confidence: float = 0.95
    size: float = 13.0


def left(text: str, at: float, level: float, confidence: float = 0.95, size: float = 13.0) -> Put:
    return Put(text, at, level, False, confidence, size)


def _wide(text: str, size: float) -> float:
    return sum((_CAPITAL if c.isupper() else _LETTER if c.isalnum() else 3.4) for c in text) * size / 13 * 0.95


def _words(put: Put) -> list[Word]:
    text = nfc(put.text)
    x = put.at - _wide(text, put.size) / 2 if put.centred else put.at
    words = []
    for part in text.split(" "):
        wide = _wide(part, put.size)
        if part:
            box = Box(round(x * 2), round((put.level - 5.5) * 2), round((x + wide) * 2), round((put.level + 5.5) * 2))
            words.append(Word(part, box, put.confidence))
        x += wide + 3.4
    return words


def page(puts: Sequence[Put | tuple[Put, ...]], number: int = 1) -> ReadPage:
    """A page of lines; a tuple of puts is one line that the recogniser merged across columns."""
    lines = []
    for put in puts:
        words = [word for one in (put if isinstance(put, tuple) else (put,)) for word in _words(one)]
        box = words[0].box
        for word in words:
            box = box.around(word.box)
        lines.append(Line(tuple(words), box))
    return ReadPage(number, 1190, 1684, _DPI, 0, 0.0, tuple(lines))


NATION = Put("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", RIGHT, 70, size=12)
MOTTO = Put("Độc lập - Tự do - Hạnh phúc", RIGHT, 86)


def head(
    agency: Sequence[str],
    number: str | None,
    dated: str | None,
    merged: bool = False,
    nation: Put | None = NATION,
    motto: Put | None = MOTTO,
) -> list[Put | tuple[Put, ...]]:
    """The two columns of a head. `merged`: each line runs across both, as recognisers often give them."""
    lefts = [Put(text, LEFT, 70 + 16 * i, size=11) for i, text in enumerate(agency)]
    rights = [put for put in (nation, motto) if put is not None]
    level = 86 + 16 * max(1, len(agency) - 1) + 14
    if number is not None:
        lefts.append(Put(number, LEFT, level))
    if dated is not None:
        rights.append(Put(dated, RIGHT, level))
    if not merged:
        return [*lefts, *rights]
    lines: list[Put | tuple[Put, ...]] = []
    for one in lefts:
        beside = next((r for r in rights if r.level == one.level), None)
        if beside is not None:
            rights.remove(beside)
        lines.append((one, beside) if beside else one)
    return [*lines, *rights]


def body(level: float, lines: int = 3) -> list[Put]:
    """Justified text: the first line of a paragraph stands in."""
    texts = [
        "Thực hiện nhiệm vụ được giao theo quy định của pháp luật hiện hành, cơ quan",
        "tổ chức triển khai các nội dung sau đây và đề nghị các đơn vị có liên quan",
    ]
    return [left(texts[i % 2], 113 if i % 2 == 0 else 85, level + 18 * i) for i in range(lines)]


def closing(
    signing: Sequence[str], name: str | None, recipients: Sequence[str], level: float, merged: bool = False
) -> list[Put | tuple[Put, ...]]:
    """Recipients to the left, competence, position and name to the right."""
    lefts = [left("Nơi nhận:", 85, level, size=12)]
    lefts += [left(text, 85, level + 15 * (i + 1), size=11) for i, text in enumerate(recipients)]
    rights = [Put(text, 430, level + 15 * i) for i, text in enumerate(signing)]
    if merged:
        pairs: list[Put | tuple[Put, ...]] = list(zip(lefts, rights, strict=False))
        rest: list[Put | tuple[Put, ...]] = [*lefts[len(rights) :]]
        lines = [*pairs, *rest]
    else:
        lines = [*lefts, *rights]
    if name is not None:
        lines.append(Put(name, 430, level + 15 * len(signing) + 70))
    return lines
