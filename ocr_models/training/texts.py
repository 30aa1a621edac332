"""What stands on training lines: numbers and dates with gaps for the pen, and stretches of laws."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np

from ocr_models.letters import numbered
from pipeline.text import nfc

_LEXICON: Final = Path(__file__).resolve().parents[2] / "pipeline/digitize/fields/lexicon"
_KEPT_BACK: Final = "bo-luat-lao-dong"  # the labour code is for validation
_INITIALS: Final = "ABCDĐGHKLMNOPQSTUVXY"
_RARE: Final = (
    "50%", "100 %", "§ 12", "½", "m²", "m³", "25°C", "“Điều 5”", "‘a’", "–", "—", "2020–2025", "[1]", "(a)", "{x}", "A & B",
    "a@b.vn", "#3", "1 + 2 = 3", "3 < 5 > 2", "*", "~10", "$", "a_b", "A\\B", "|", "…", "•", "!", "?", "TTr", "½ ngày", '"x"', "'y'",
    "W", "w", "z", "Z", "f", "F", "j", "J",
)  # fmt: skip

Way = Literal["print", "hand", "blank"]
_PRINT: Final[Way] = "print"


@dataclass(frozen=True)
class Piece:
    """A stretch of a line: printed, written by hand in a gap, or a gap left blank (its text is "")."""

    text: str
    way: Way = "print"


@dataclass(frozen=True)
class Said:
    pieces: tuple[Piece, ...]
    styles: str = "rbi"  # of which one is drawn: regular, bold, italic, bold italic (x)

    @property
    def text(self) -> str:
        return re.sub(r" +", " ", "".join(piece.text for piece in self.pieces)).strip()


class Texts:
    """Draws what lines say. `folder` holds texts that are free (script/language), a paragraph a line."""

    def __init__(self, folder: Path, kept_back: bool) -> None:
        self._words: list[str] = []
        for file in sorted(folder.glob("*.txt")):
            if file.name.startswith(_KEPT_BACK) == kept_back:
                self._words += nfc(file.read_text(encoding="utf-8")).split()
        self._groups = _listed("notation_groups.txt")
        self._types = [line.split("\t")[1] for line in _listed("types.txt") if "\t" in line]
        self._types = [short for short in self._types if short != "-"]
        self._places = _listed("provinces.txt")

    def hand(self, chance: np.random.Generator) -> Said:
        """A number or date with its gaps filled by a pen, left blank or typed."""
        at = chance.random()
        if at < 0.36:
            return self._number(chance)
        if at < 0.72:
            return self._date(chance)
        if at < 0.92:
            return self._arrival(chance)
        digits = self._digits(chance)
        end = Piece(str(chance.choice(["/", "/", "", " tháng"])))
        return Said((Piece(str(chance.choice([": ", "", "ngày "]))), Piece(digits, "hand"), end), "ri")

    def prose(self, chance: np.random.Generator) -> Said:
        """Some words of a law, or what laws do not have."""
        while True:
            start, many = int(chance.integers(len(self._words) - 8)), int(chance.integers(1, 7))
            words = self._words[start : start + many]
            if chance.random() < 0.15:
                words[int(chance.integers(len(words)))] = self._amount(chance)
            if chance.random() < 0.12:
                words[int(chance.integers(len(words)))] = str(chance.choice(_RARE))
            text = " ".join(words)[:42].strip()
            at = chance.random()
            text = text.upper() if at < 0.12 else text.title() if at < 0.17 else text
            text = nfc(text)
            if text and numbered(text) is not None:
                return Said((Piece(text),), "rrrbbiix")

    def _number(self, chance: np.random.Generator) -> Said:
        number, way = self._filled(chance, self._digits(chance))
        start = str(chance.choice(["Số: ", "Số: ", "Số: ", "Số: ", "ố: ", ": ", ""]))
        notation = "/" + self._notation(chance)
        if chance.random() < 0.65:  # crops end behind the gap
            notation = notation[: int(chance.integers(1, 6))]
        return Said((Piece(start), Piece(number, way), Piece(notation)), "rrrrb")

    def _date(self, chance: np.random.Generator) -> Said:
        day, month = int(chance.integers(1, 32)), int(chance.integers(1, 13))
        year = str(chance.integers(2000, 2032))
        shown = str(day).zfill(2) if chance.random() < 0.85 else str(day)
        monthly = str(month).zfill(2) if month < 3 or chance.random() < 0.5 else str(month)
        said, way = self._filled(chance, shown)
        moon, moon_way = self._filled(chance, monthly) if chance.random() < 0.35 else (monthly, _PRINT)
        place = ""
        at = chance.random()
        if at < 0.4:  # crops begin somewhere in the place
            place = (str(chance.choice(self._places)) + ", ")[-int(chance.integers(2, 16)) :].lstrip()
        pieces = [Piece(place + str(chance.choice(["ngày ", "ngày ", "gày "]))), Piece(said, way)]
        end = chance.random()
        if end < 0.4:
            pieces.append(Piece(" tháng"))
        elif end < 0.65:
            pieces += [Piece(" tháng "), Piece(moon, moon_way), Piece(" năm" if chance.random() < 0.5 else "")]
        else:
            pieces += [Piece(" tháng "), Piece(moon, moon_way), Piece(f" năm {year}")]
        return Said(tuple(pieces), "iiiir")

    def _arrival(self, chance: np.random.Generator) -> Said:
        way: Way = "hand" if chance.random() < 0.7 else "print"
        if chance.random() < 0.5:
            return Said((Piece("Số: "), Piece(self._digits(chance), way)), "rb")
        day, month, year = chance.integers(1, 32), chance.integers(1, 13), str(chance.integers(2000, 2032))
        mark = str(chance.choice(["/", "/", "/", "-", "."]))
        date = mark.join([str(day).zfill(2), str(month).zfill(2) if chance.random() < 0.7 else str(month), year])
        if chance.random() < 0.2:
            date = date[:-4] + year[2:]
        return Said((Piece("Ngày: "), Piece(date, way)), "rb")

    def _filled(self, chance: np.random.Generator, text: str) -> tuple[str, Way]:
        at = chance.random()
        return (text, "hand") if at < 0.7 else (text, "print") if at < 0.9 else ("", "blank")

    def _digits(self, chance: np.random.Generator) -> str:
        many = int(chance.choice([1, 2, 3, 4, 5], p=[0.05, 0.3, 0.35, 0.26, 0.04]))
        text = "".join(str(digit) for digit in chance.integers(0, 10, many))
        return text.lstrip("0").zfill(2) if chance.random() < 0.9 else text

    def _notation(self, chance: np.random.Generator) -> str:
        def group() -> str:
            if chance.random() < 0.5:
                return str(chance.choice(self._groups))
            return "".join(chance.choice(list(_INITIALS), int(chance.integers(2, 6))))

        at = chance.random()
        first = str(chance.choice(self._types)) if at < 0.6 else group()
        year = f"{chance.integers(1990, 2032)}/" if at < 0.1 else ""
        return f"{year}{first}-{group()}"

    def _amount(self, chance: np.random.Generator) -> str:
        at = int(chance.integers(6))
        number = int(10 ** chance.uniform(0, 9))
        if at == 0:
            return f"{number:,}".replace(",", ".")
        if at == 1:
            return f"{chance.integers(100)},{chance.integers(100)}%"
        if at == 2:
            return f"{chance.integers(1, 32)}/{chance.integers(1, 13)}/{chance.integers(1945, 2032)}"
        if at == 3:
            return f"{chance.integers(1, 400)}/{chance.integers(1990, 2032)}/{self._notation(chance)}"
        if at == 4:
            return f"({chance.integers(1, 100)})"
        return str(number)


def _listed(name: str) -> list[str]:
    lines = nfc((_LEXICON / name).read_text(encoding="utf-8")).splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
