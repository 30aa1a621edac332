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


def term(words: Mapping[str, str], key: object) -> str:
    """The Vietnamese word for `key`; `key` itself in English, or where there is no word."""
    name = "" if key is None else str(key)
    return t(words.get(name, name), name)
