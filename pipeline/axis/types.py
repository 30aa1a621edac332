"""Codes of document types in edXML (QCVN 102 Amendment 1:2022, lists A and B), found by the type's name."""

from __future__ import annotations

import re
from typing import Final

from pipeline.text import same_spelling, tidy

# List A: legal normative documents; their notation has the year: 05/2025/TT-BNV.
_NORMATIVE: Final = (
    "Hiến pháp", "Luật", "Pháp lệnh", "Lệnh", "Nghị quyết", "Nghị quyết liên tịch", "Nghị định", "Quyết định",
    "Thông tư", "Thông tư liên tịch", "Chỉ thị", "Bộ luật",
    "Văn bản quy phạm pháp luật của đơn vị hành chính - kinh tế đặc biệt",
)  # fmt: skip
# List B: administrative documents.
_ADMINISTRATIVE: Final = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn",
    "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng",
    "Công văn", "Công điện", "Bản ghi nhớ", "Bản cam kết", "Bản thỏa thuận", "Giấy chứng nhận", "Giấy ủy quyền",
    "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Giấy đi đường", "Giấy biên nhận", "Phiếu gửi", "Phiếu chuyển",
    "Thư công",
)  # fmt: skip
OFFICIAL_LETTER: Final = 18  # Công văn: what an administrative document without a type printed is (Decree 30 Annex III)
_YEAR: Final = re.compile(r"^(19|20)\d\d/")


def _key(name: str) -> str:
    return same_spelling(tidy(name))


_BY_NAME: Final = (
    {_key(name): code for code, name in enumerate(_NORMATIVE, 1)},
    {_key(name): code for code, name in enumerate(_ADMINISTRATIVE, 1)},
)


def type_code(type_name: str, code_notation: str = "") -> int:
    """The Type of a document by its name; the notation's year tells a normative `Quyết định` (8) from another (2)."""
    normative, administrative = _BY_NAME
    order = (normative, administrative) if _YEAR.match(code_notation) else (administrative, normative)
    for table in order:
        if (code := table.get(_key(type_name))) is not None:
            return code
    return OFFICIAL_LETTER
