"""What a clerk must look at before a document is registered, and what the clerk may type instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from pipeline.digitize.values import FIELD_KEYS, OFFICE_KEYS
from pipeline.errors import VanthuError
from pipeline.office import faults
from pipeline.office.documents import URGENCY, WAITING
from pipeline.office.lessons import heard
from pipeline.text import same_spelling, tidy

# What the register book asks for (Decree 30 Annex IV): an arriving document is booked by its author, number, date, type
# and subject; one that goes out gets number and date from us.
NEEDED: Final = {
    "incoming": ("code_number", "code_notation", "issued_date", "issuer", "type_name", "subject"),
    "outgoing": ("code_notation", "type_name", "subject"),
}
LOOKED_AT: Final = (*FIELD_KEYS[:13], "arrival_number", "arrival_date")  # shown to the clerk when read with doubt
LISTS: Final = {"recipients", "addressees"}
DATES: Final = {"issued_date", "arrival_date"}
# Decree 30 Annex I, boxes 10a and 10b; Law on state secrets 29/2018/QH14, Article 8.
STAMPS: Final = {"urgency": tuple(URGENCY), "secrecy": ("MẬT", "TỐI MẬT", "TUYỆT MẬT")}
NAMES: Final = {
    "code_number": "số", "code_notation": "ký hiệu", "issued_date": "ngày ban hành", "place": "địa danh",
    "issuer": "cơ quan ban hành", "parent_organ": "cơ quan chủ quản", "type_name": "tên loại", "subject": "trích yếu",
    "signer_name": "người ký", "signer_position": "chức vụ", "competence": "quyền hạn ký", "recipients": "nơi nhận",
    "addressees": "kính gửi", "urgency": "độ khẩn", "secrecy": "độ mật", "language": "ngôn ngữ",
    "page_amount": "số trang", "arrival_number": "số đến", "arrival_date": "ngày đến",
}  # fmt: skip


def unsure(
    fields: Mapping[str, Mapping[str, Any]], direction: str, threshold: float, shifts: Mapping[str, float]
) -> list[str]:
    """The keys a clerk must look at: what the book needs and is absent, and what was read below the threshold.

    `shifts` are what the office has learned of its own readings (lessons.py).
    """
    doubtful = [
        key for key in LOOKED_AT if key in fields and heard(fields[key]["confidence"], shifts.get(key, 0.0)) < threshold
    ]
    absent = [key for key in NEEDED[direction] if key not in fields]
    return sorted({*doubtful, *absent}, key=lambda key: list(NAMES).index(key))


def doubled(twins: Sequence[str]) -> list[str]:
    """What is told of documents that have the same number, notation and issuer."""
    return [f"trùng số, ký hiệu và cơ quan ban hành với văn bản {twin}" for twin in twins]


def reason(keys: Sequence[str], because: Sequence[str]) -> str:
    """Why a document waits for the clerk: which fields to look at, and what else was found."""
    told = (*([", ".join(NAMES[key] for key in keys)] if keys else []), *because)
    return f"{WAITING['review']}: {'; '.join(told)}"


def typed(key: str, value: str) -> str | list[str]:
    """A value as a clerk types it, checked (exit 2): lists are given with semicolons, dates as 2026-11-22 or 22/11/2026."""
    if key not in (*FIELD_KEYS, *OFFICE_KEYS):
        raise VanthuError(faults.UNKNOWN_FIELD, key=key, keys=", ".join((*FIELD_KEYS, *OFFICE_KEYS)))
    text = tidy(value)
    if key in LISTS:
        return [part for part in (tidy(part) for part in text.split(";")) if part]
    if key in DATES and text:
        try:
            day = [int(part) for part in reversed(text.split("/"))] if "/" in text else None
            return (date(*day) if day else date.fromisoformat(text)).isoformat()
        except (ValueError, TypeError):
            raise unfit(key, value, "một ngày có thật (2026-11-22)", "a real date (2026-11-22)") from None
    if key in {"arrival_number", "page_amount"} and text and not text.isdecimal():
        raise unfit(key, value, "một số", "a number")
    if key in STAMPS and text:
        # a slip of the finger must not take a paper for secret and erase it
        word = next((stamp for stamp in STAMPS[key] if same_spelling(stamp) == same_spelling(text)), None)
        if word is None:
            raise unfit(key, value, f"một trong: {', '.join(STAMPS[key])}", f"one of: {', '.join(STAMPS[key])}")
        return word
    return text


def unfit(key: str, value: str, wanted: str, wanted_en: str) -> VanthuError:
    return VanthuError(faults.BAD_FIELD, key=key, value=value, wanted=wanted, wanted_en=wanted_en)
