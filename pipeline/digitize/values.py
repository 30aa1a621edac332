"""What stands at the end of each step of digitising one document: pages read, fields found, a file composed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:  # numpy, which the child that takes PDFs apart has no need of: a third of what starting it costs
    from ocr_models.page import Line

PageImage = Literal["layers", "original"]  # what a record shows of each page: layers made of the scan, or its own bytes
Quality = Literal["default", "best"]  # best: both recognisers read every line
LayerKind = Literal["page", "paper", "colour", "print"]
LAYER_KINDS: Final[Mapping[str, tuple[str, str]]] = {  # Vietnamese, English
    "page": ("cả trang", "whole page"),
    "paper": ("nền giấy", "paper"),
    "colour": ("mực màu", "coloured ink"),
    "print": ("chữ đen", "black print"),
}
MARKS: Final = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")  # of secrecy (Law 29/2018/QH14 art. 8), the least first
LEAST_DPI: Final = 200  # of scans and of every layer of a record (Decree 30/2020 Annex I.II; Circular 05/2025)
LONGEST_PAGE: Final = 200  # inches (ISO 32000-1 annex C.2, ISO 19005-2 6.1.13)


@dataclass(frozen=True)
class PageLayer:
    """What a record's page is shown with, as people are told of it: one image, or several boxes of one kind."""

    kind: LayerKind
    dpi: int  # the coarsest
    bits: int  # a channel
    coding: str  # PDF's name of it (ISO 32000-1 table 6)
    images: int

    def as_json(self) -> dict[str, str | int]:
        return {"kind": self.kind, "dpi": self.dpi, "bits": self.bits, "coding": self.coding, "images": self.images}


# A page is a scanned image, or was never paper: taken over with its vectors and fonts, or drawn because that could not be.
Origin = Literal["scan", "born", "drawn"]
Sides = Literal["in-order", "fronts-then-backs"]  # how a feeder of one side gave a stack printed on both
Blank = Literal["keep", "remove"]
Conversion = Literal["raster", "refuse"]  # what becomes of a page that cannot be taken over


@dataclass(frozen=True)
class PageCare:
    """What is to be done with the pages of a scan. Nothing is done unasked, and the scan itself is always kept whole."""

    rotate: int = 0  # degrees clockwise, added to what the file says: 0, 90, 180, 270
    sides: Sides = "in-order"
    blank: Blank = "keep"


@dataclass(frozen=True)
class ReadPage:
    """One page as it was read. Boxes are in pixels of the upright page image as scanned (turned by `rotation`, not deskewed)."""

    number: int  # from 1
    width: int  # pixels of the upright image
    height: int
    dpi: float
    rotation: int  # degrees clockwise (0, 90, 180, 270) by which the stored image must be turned to stand upright
    skew: float  # degrees by which the upright page's text falls to the right
    lines: tuple[Line, ...]
    blank: bool = False
    origin: Origin = "scan"
    source: int = 0  # its number in the scan, where that is another
    turned: int = 0  # degrees clockwise that a person asked for, before anything was read
    why: str = ""  # why a page was drawn: what kept its vectors and fonts from PDF/A, as far as is known

    @property
    def number_in_scan(self) -> int:
        return self.source or self.number

    @property
    def text(self) -> str:
        """One printed line a line, in reading order."""
        return "\n".join(line.text for line in self.lines)

    @property
    def confidence(self) -> float:
        letters = sum(len(word.text) for line in self.lines for word in line.words)
        total = sum(word.confidence * len(word.text) for line in self.lines for word in line.words)
        return total / letters if letters else 0.0


@dataclass(frozen=True)
class Field:
    """One thing a record says of itself. `box` is [left, top, right, bottom] in PDF points from the page's top left."""

    value: str | list[str]
    confidence: float  # 0 to 1: the share of such findings that are right to the letter
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


Fields = Mapping[str, Field]

FIELD_KEYS: Final = (
    "code_number", "code_notation", "issued_date", "place", "issuer", "parent_organ", "type_name", "subject",
    "signer_name", "signer_position", "competence", "recipients", "addressees", "urgency", "secrecy", "language",
    "page_amount",
)  # fmt: skip
OFFICE_KEYS: Final = ("arrival_number", "arrival_date")  # given by the office, or read from a stamp ĐẾN


@dataclass(frozen=True)
class Reading:
    """A whole document as it was read: what `digitize` knows before a file is composed."""

    pages: tuple[ReadPage, ...]
    fields: Fields
    recogniser: str  # name and version
    notes: tuple[str, ...] = ()  # keys of scan.NOTES: what a person should know

    @property
    def text(self) -> str:
        return "\n\n".join(page.text for page in self.pages)
