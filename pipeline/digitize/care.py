"""Care of a scan's pages before they are read: their order, blank sheets, sheets that part one document from the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.digitize import faults
from pipeline.digitize.values import Blank, ReadPage, Sides
from pipeline.errors import VanthuError

SEPARATOR: Final = "vanthu:split"  # what the QR code of a separator sheet says; options follow with semicolons
DIRECTIONS: Final = ("incoming", "outgoing")
_LOOKED_AT: Final = 1000  # pixels of the longer side: a code of 40 mm has 130 of them, four a module
_A4: Final = (210.0, 297.0)  # mm (Decree 30/2020 Annex I.I.1)
_ISO_216: Final = ((105.0, 148.0), (148.0, 210.0), _A4, (297.0, 420.0), (420.0, 594.0), (594.0, 841.0), (841.0, 1189.0))
_NEAR: Final = 6.0  # mm by which a scanner may cut
_LIKE: Final = 0.015  # by which the shape may differ; Letter and Folio differ by 8 % and more
_BORDER: Final = 4  # modules of white round a code (ISO/IEC 18004 §5.3.8)
Page = TypeVar("Page")


@dataclass(frozen=True)
class Separator:
    """A separator sheet: what its code says beyond its name."""

    options: dict[str, str] = field(default_factory=dict)

    @property
    def direction(self) -> str | None:
        told = self.options.get("direction")
        return told if told in DIRECTIONS else None


def collated(pages: Sequence[Page], sides: Sides, name: str) -> tuple[Page, ...]:
    """Pages in reading order. A simplex feeder gives all fronts, then all backs from the last sheet to the first.

    Raises VanthuError VT-SCAN-025 where fronts and backs are not equally many: a sheet was fed twice or not at all.
    """
    if sides == "in-order":
        return tuple(pages)
    if len(pages) % 2:
        raise VanthuError(faults.ODD_SIDES, name=name, pages=len(pages))
    fronts, backs = pages[: len(pages) // 2], pages[len(pages) // 2 :]
    return tuple(side for pair in zip(fronts, reversed(backs), strict=True) for side in pair)


def without_blank(pages: Sequence[ReadPage], blank: Blank) -> tuple[ReadPage, ...]:
    """The pages that stay, numbered anew; one stays at least."""
    kept = [page for page in pages if not page.blank] if blank == "remove" else list(pages)
    return tuple(kept or pages[:1])


def notes_on(pages: Sequence[ReadPage]) -> Iterator[str]:
    """Keys of scan.NOTES: blank sheets, sheets of another size than Decree 30 has, scans that are not 1:1."""
    if any(page.blank for page in pages):
        yield "blank_pages"
    if any(not _near(page, _A4) for page in pages):
        yield "not_a4"
    if any(page.origin == "scan" and _is_scaled(page) for page in pages):
        yield "scaled"


def _near(page: ReadPage, size: tuple[float, float]) -> bool:
    return all(abs(side - wanted) <= _NEAR for side, wanted in zip(_sides(page), size, strict=True))


def _is_scaled(page: ReadPage) -> bool:
    """Whether a page has the shape of A4, and the size of no paper of that shape (ISO 216)."""
    short, long = _sides(page)
    return abs(long / short / (_A4[1] / _A4[0]) - 1) <= _LIKE and not any(_near(page, size) for size in _ISO_216)


def _sides(page: ReadPage) -> tuple[float, float]:
    """mm, the shorter one first."""
    short, long = sorted(side / page.dpi * 25.4 for side in (page.width, page.height))
    return short, long


def separator_on(image: npt.NDArray[np.uint8]) -> Separator | None:
    """What the code of a separator sheet says; None for any other page. `image` is grey or BGR, 8 bit."""
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    scale = _LOOKED_AT / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    try:
        _, texts, *_ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(np.ascontiguousarray(small))
    except cv2.error:  # a picture that only looks like a code
        return None
    return next((_said(text) for text in texts if text.startswith(SEPARATOR)), None)


def _said(text: str) -> Separator:
    options = (part.partition("=") for part in text.removeprefix(SEPARATOR).split(";") if "=" in part)
    return Separator({key.strip(): value.strip() for key, _, value in options})


def separator_code(direction: str | None = None) -> npt.NDArray[np.uint8]:
    """The modules of a separator's code with their white border: 0 black, 255 white."""
    text = SEPARATOR + (f";direction={direction}" if direction else "")
    modules = np.asarray(cv2.QRCodeEncoder.create().encode(text), np.uint8)
    inner = modules[(modules < 128).any(axis=1)][:, (modules < 128).any(axis=0)]
    return np.pad(inner, _BORDER, constant_values=255)
