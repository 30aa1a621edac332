"""Whole records as Decree 30 has them, put together from sheets, with what they ought to say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.digitize.values import Fields, ReadPage
from tests.fields.sheets import LEFT, MIDDLE, Put, body, closing, head, left, page

KEPT = ("- Như trên;", "- Lưu: VT, VP.")


@dataclass(frozen=True)
class Paper:
    name: str
    pages: tuple[ReadPage, ...]
    says: dict[str, object]
    silent: tuple[str, ...] = field(default=())

    def proved(self, found: Fields) -> None:
        """Fails where a record says anything else of itself."""
        told = {key: found[key].value if key in found else None for key in self.says}
        assert told == self.says
        assert [key for key in self.silent if key in found] == []


def letter(
    agency: Sequence[str],
    number: str | None,
    dated: str,
    subject: Sequence[str],
    to: Sequence[Put],
    merged: bool = False,
    signing: Sequence[str] = ("GIÁM ĐỐC",),
    name: str | None = "Nguyễn Hữu Việt",
    recipients: Sequence[str] = KEPT,
) -> ReadPage:
    level = 86 + 16 * max(1, len(agency) - 1) + 14
    about = [Put(text, LEFT, level + 20 + 14 * i, size=12) for i, text in enumerate(subject)]
    return page(
        [
            *head(agency, number, dated, merged),
            *about,
            *to,
            *body(330, 6),
            *closing(signing, name, recipients, 560, merged),
        ]
    )


def decision(
    agency: Sequence[str],
    number: str,
    dated: str,
    title: str,
    subject: Sequence[str],
    authority: str = "",
    signing: Sequence[str] = ("GIÁM ĐỐC",),
    name: str | None = "Trần Thị Mỹ Hạnh",
    recipients: Sequence[str] = ("- Như Điều 3;", "- Lưu: VT."),
    merged: bool = False,
    more: Sequence[Put] = (),
) -> ReadPage:
    lines = [Put(title, MIDDLE, 190, size=14), *(Put(text, MIDDLE, 208 + 17 * i) for i, text in enumerate(subject))]
    if authority:
        lines.append(Put(authority, MIDDLE, 300))
    based = [left("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;", 113, 330)]
    return page(
        [
            *head(agency, number, dated, merged),
            *lines,
            *based,
            *body(350, 6),
            *closing(signing, name, recipients, 560, merged),
            *more,
        ]
    )


def to_one(text: str) -> list[Put]:
    return [Put(f"Kính gửi: {text}", MIDDLE, 260)]


def to_many(*texts: str) -> list[Put]:
    return [left("Kính gửi:", 180, 250), *(left(text, 240, 268 + 18 * i) for i, text in enumerate(texts))]
