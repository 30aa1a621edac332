"""Words for people that only the command line needs: directions, whom a document waits for, verdicts on signatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.cli.words import t

DIRECTIONS: Final[Mapping[str, str]] = {"incoming": "đến", "outgoing": "đi"}
WAITS: Final[Mapping[str, str]] = {
    "review": "văn thư soát", "initials": "ký nháy", "personal": "lãnh đạo ký", "issue": "văn thư phát hành",
    "agency": "ký số cơ quan",
}  # fmt: skip
INDICATIONS: Final[Mapping[str, str]] = {
    "TOTAL-PASSED": "hợp lệ", "TOTAL-FAILED": "KHÔNG HỢP LỆ", "INDETERMINATE": "chưa kết luận được",
    "NO_SIGNATURE": "không có chữ ký",
}  # fmt: skip
DAMAGES: Final[Mapping[str, str]] = {
    "changed": "đã bị thay đổi", "missing": "không còn", "unexpected": "tệp lạ", "unreadable": "không đọc được",
}  # fmt: skip
ROLE_NAMES: Final = ("personal", "agency", "drafter", "department", "office")  # in which somebody signs here
ROLES: Final[Mapping[str, str]] = {
    "drafter": "ký nháy: người soạn thảo", "department": "ký nháy: đơn vị soạn thảo", "office": "ký nháy: văn phòng",
    "personal": "người có thẩm quyền", "agency": "cơ quan", "received": "nơi gửi",
}  # fmt: skip
KINDS: Final[Mapping[str, str]] = {
    "head": "người đứng đầu", "TM": "TM.", "Q": "Q.", "KT": "KT.", "TL": "TL.", "TUQ": "TUQ.",
}  # fmt: skip
ACTS: Final[Mapping[str, str]] = {
    "received": "tiếp nhận", "received_again": "tiếp nhận lại", "dropped_again": "thả trùng", "quarantined": "cách ly",
    "secret": "có dấu mật, để riêng", "quarantine_retried": "thử lại", "quarantine_discarded": "bỏ tệp cách ly", "parted": "tách tệp",
    "digitize": "số hóa", "describe": "đọc thông tin", "register": "vào sổ", "prepare": "chuẩn bị ký", "keep": "lưu trữ",
    "lift": "nâng mức chữ ký", "lifted": "đã nâng mức chữ ký",
    "needs_review": "chờ soát", "review_confirmed": "soát xong", "review_corrected": "sửa thông tin", "waits_for": "chờ ký",
    "shown": "xem để ký", "not_shown": "ký khi chưa xem", "key_use": "dùng khóa ký", "signed": "ký số", "attached": "ký kèm theo",
    "seal_asked": "xét điều kiện đóng dấu số",
    "numbered": "cấp số", "rejected": "từ chối ký", "exported": "xuất", "moved": "chuyển sổ", "voided": "hủy",
    "recalled": "thu hồi", "fixity": "kiểm tra toàn vẹn", "pass_granted": "cấp thẻ truy cập", "pass_ended": "thu hồi thẻ truy cập",
    "initialled": "ký nháy", "delegated": "giao quyền ký", "delegation_ended": "thu hồi quyền ký",
    "delegation_bound": "gắn quyền ký với chứng thư số",
}  # fmt: skip


def when(moment: str | None) -> str:
    """A civil time of the catalogue as people here write it: `22/11/2026 19:48`; ISO 8601 in English."""
    if not moment:
        return ""
    day, _, clock = moment.partition("T")
    return t(f"{'/'.join(reversed(day.split('-')))} {clock[:5]}".strip(), moment)


def term(words: Mapping[str, str], key: object) -> str:
    """The Vietnamese word for `key`; `key` itself in English, or where there is no word."""
    name = "" if key is None else str(key)
    return t(words.get(name, name), name)
