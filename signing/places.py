"""Where signatures, number and date stand on a record's pages (Decree 30/2020, Annex I.II.7-8 and Part II.I.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

Box = tuple[float, float, float, float]

PERSONAL: Final = "ChuKyCaNhan"
AGENCY: Final = "DauCoQuan"
# Ký nháy, in this order, before the authorised person signs: the drafter (Decree 30, Art. 10.4), the head of the drafting unit for the
# contents (Art. 12.1), the office for form and layout (Art. 12.2). By role.
INITIALS: Final = {"drafter": "KyNhaySoanThao", "department": "KyNhayDonVi", "office": "KyNhayVanPhong"}
FIELDS: Final = {"personal": PERSONAL, "agency": AGENCY, **INITIALS}  # by role
# What a signature is for, said in its dictionary and so signed along: initials cannot be passed off as approval.
REASONS: Final = {
    "KyNhaySoanThao": "Ký nháy: người soạn thảo",
    "KyNhayDonVi": "Ký nháy: đơn vị soạn thảo",
    "KyNhayVanPhong": "Ký nháy: văn phòng",
}  # by field
NUMBER: Final = "SoKyHieu"
DATE: Final = "NgayBanHanh"
DAY: Final = "Ngay"  # day and month alone, in the blanks of a printed `ngày    tháng    năm 2026`
MONTH: Final = "Thang"

MILLIMETRE: Final = 72 / 25.4
SEAL_MM: Final = 38.0  # a seal is 36 to 42 mm wide by the agency's level; the office's own size is a setting
SIGNATURE: Final = (130.0, 62.0)  # points; room between position and name on the samples measured
INITIAL: Final = (64.0, 11.0)  # points: beside a line of print, smaller than it
COPY_BLOCK: Final = (170.0, 42.0)  # points on an A4 page: three lines of 10 points
MARGIN: Final = 8.0


@dataclass(frozen=True)
class Place:
    """A box on a page as it is seen (turned upright): [left, top, right, bottom] in points from the top left. `box` None is nowhere to be seen."""

    page: int  # from 1
    box: Box | None


@dataclass(frozen=True)
class PageSize:
    """A page as it is seen, in points."""

    width: float
    height: float


@dataclass(frozen=True)
class FieldPlan:
    """The fields a record gets before its first signature; None: the record needs no such field."""

    personal: Place | None = None
    agency: Place | None = None
    number: Place | None = None
    date: Place | None = None
    day: Place | None = None
    month: Place | None = None
    initials: tuple[tuple[str, Place], ...] = ()  # by role

    def named(self) -> tuple[tuple[str, Place], ...]:
        """Names and places in the order of drawing: the seal lies over the signature."""
        order = (
            (NUMBER, self.number), (DATE, self.date), (DAY, self.day), (MONTH, self.month),
            *((INITIALS[role], place) for role, place in self.initials),
            (PERSONAL, self.personal), (AGENCY, self.agency),
        )  # fmt: skip
        return tuple((name, place) for name, place in order if place is not None)


def plan_incoming(pages: Sequence[PageSize]) -> FieldPlan:
    """The agency's digitised copy of a paper: text alone, top right of page 1 (box 14), scaled with odd page sizes."""
    return FieldPlan(agency=Place(1, copy_block(pages[0])))


def copy_block(page: PageSize) -> Box:
    scale = min(1.0, page.width / 595, page.height / 842)
    width, height, margin = COPY_BLOCK[0] * scale, COPY_BLOCK[1] * scale, MARGIN * scale
    return (page.width - margin - width, margin, page.width - margin, margin + height)


def plan_outgoing(
    pages: Sequence[PageSize],
    *,
    position: Place | None = None,
    name: Place | None = None,
    number: Place | None = None,
    date: Place | None = None,
    personal: bool = True,
    seal_mm: float = SEAL_MM,
) -> FieldPlan:
    """The fields of an outgoing record.

    `position` and `name` are where the signer's position and name are printed (the signature stands between them, centred;
    without them low in the right half of the last page); `number` and `date` where those are to be written, unseen when not
    known. Without `personal` the record is a copy the agency certifies by itself.
    """
    if not personal:
        return plan_incoming(pages)
    sheet, signature = signature_box(pages, position, name)
    return FieldPlan(
        personal=Place(sheet, signature),
        agency=Place(sheet, seal_box(signature, pages[sheet - 1], seal_mm)),
        number=number or Place(1, None),
        date=date or Place(1, None),
    )


def initial_boxes(line: Box, page: PageSize, count: int) -> tuple[tuple[Box, ...], ...]:
    """Rows of boxes for `count` initials side by side, the best first: behind a printed line where it leaves room, under it."""
    width, height = INITIAL
    across = count * (width + 2)
    behind = (line[2] + 3, (line[1] + line[3]) / 2 - height / 2)
    under = (max(MARGIN, min(line[0], page.width - MARGIN - across)), line[3] + 1)
    rows = [under] if behind[0] + across > page.width - MARGIN else [behind, under]
    return tuple(_row(left, min(max(0.0, top), page.height - height), count) for left, top in rows)


def _row(left: float, top: float, count: int) -> tuple[Box, ...]:
    width, height = INITIAL
    starts = [left + number * (width + 2) for number in range(count)]
    return tuple((start, top, start + width, top + height) for start in starts)


def signature_box(pages: Sequence[PageSize], position: Place | None, name: Place | None) -> tuple[int, Box]:
    """Page and box of the leader's signature: between position (7a) and name (7b), centred on the name."""
    width, height = SIGNATURE
    if name is None or name.box is None or not 1 <= name.page <= len(pages):
        page = pages[-1]
        left, top = max(0.0, page.width * 0.72 - width / 2), max(0.0, page.height * 0.72 - height / 2)
        return len(pages), (left, top, min(page.width, left + width), min(page.height, top + height))
    page = pages[name.page - 1]
    bottom = max(20.0, name.box[1] - 2)
    top = max(0.0, bottom - height)
    if (
        position is not None
        and position.box is not None
        and position.page == name.page
        and position.box[3] < bottom - 12
    ):
        top = max(top, position.box[3] + 2)
    centre = (name.box[0] + name.box[2]) / 2
    left = min(max(0.0, centre - width / 2), page.width - width)
    return name.page, (left, top, left + width, bottom)


def seal_box(signature: Box, page: PageSize, seal_mm: float = SEAL_MM) -> Box:
    """The seal at its real size over a third of the signature, on its left (Annex I.II.8.a): right edge at left + width/3."""
    side = seal_mm * MILLIMETRE
    right = signature[0] + (signature[2] - signature[0]) / 3
    middle = (signature[1] + signature[3]) / 2
    left = min(max(0.0, right - side), page.width - side)
    top = min(max(0.0, middle - side / 2), page.height - side)
    return (left, top, left + side, top + side)
