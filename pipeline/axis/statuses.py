"""The statuses a recipient reports of a document (Decision 28/2018/QĐ-TTg; codes of the VPCP samples)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Status:
    """`by_sender`: reported by the agency that sent the document; `final`: nothing but a recall comes after it."""

    code: str  # two digits, a string
    name: str
    vi: str
    en: str
    by_sender: bool = False
    final: bool = False


STATUSES: Final = {
    status.code: status
    for status in (
        Status("01", "arrived", "Đã đến", "Arrived, not yet handled by the clerk"),
        Status("02", "rejected", "Từ chối tiếp nhận", "Returned to the sender, with the reason", final=True),
        Status("03", "accepted", "Đã tiếp nhận, vào sổ văn bản đến", "Accepted and registered"),
        Status("04", "assigned", "Phân công xử lý", "Assigned by the leader"),
        Status("05", "processing", "Đang xử lý", "Being processed"),
        Status("06", "completed", "Hoàn thành", "Completed", final=True),
        Status("13", "recall_requested", "Lấy lại văn bản", "The sender asks for it back", by_sender=True),
        Status("15", "change_accepted", "Đồng ý yêu cầu cập nhật, lấy lại", "Recall or update accepted"),
        Status("16", "change_refused", "Từ chối yêu cầu cập nhật, lấy lại", "Recall or update refused"),
    )
}


def status_code(value: str) -> str:
    """The code as two digits: some systems send `1` for `01`; what is no number is left as it is."""
    stripped = value.strip()
    return stripped.zfill(2) if stripped.isdigit() else stripped
