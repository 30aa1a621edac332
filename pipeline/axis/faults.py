"""What can go wrong with messages of the document axis."""

from __future__ import annotations

from typing import Final

from pipeline.errors import Exit, Fault, declare

INCOMPLETE: Final[Fault] = declare(
    "VT-AXIS-001",
    Exit.OFFICE_RULE,
    "Văn bản chưa đủ để đóng gói edXML: thiếu {missing}.",
    "The document is not complete enough for an edXML message: {missing} missing.",
    "Cấp số, ký ban hành văn bản (`vanthu issue`) và kiểm tra các trường thông tin, rồi làm lại.",
    "Number and issue the document (`vanthu issue`), check its fields, and try again.",
)
SAME_RECIPIENT: Final[Fault] = declare(
    "VT-AXIS-002",
    Exit.USAGE,
    "Mã định danh {organ_id} có hai lần trong nơi nhận.",
    "The identifier {organ_id} is among the recipients twice.",
    "Ghi mỗi nơi nhận một lần.",
    "Name every recipient once.",
)
