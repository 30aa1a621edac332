"""Names as a seal's ring and a pen leave them."""

from __future__ import annotations

import pytest

from pipeline.digitize.fields.calibrated import share_right
from pipeline.digitize.fields.layout import Sheet
from pipeline.digitize.fields.persons import person
from tests.fields.sheets import Put, page


@pytest.mark.parametrize(
    ("read", "name", "sure"),
    [
        ("Trần Thế Hiền", "Trần Thế Hiền", True),
        ("hoàng Duy Quyên", "Hoàng Duy Quyên", True),  # its capital crossed by the ring
        ("?Phạm Hải Đăng", "Phạm Hải Đăng", True),
        ("Phương Cẩm Tú", "Phương Cẩm Tú", False),  # a middle name, the family name under the seal
        ("us* Phan Duy Oanh", "Phan Duy Oanh", True),
        ("Hà Văn Thinh", "Hà Văn Thinh", False),  # Thịnh, Thìn: a dot is soon lost
        ("inh Văn Toàn", None, False),  # Đinh, Trịnh
        ("us* Duy Oanh", None, False),
    ],
)
def test_a_name_is_told_from_scraps(read: str, name: str | None, sure: bool) -> None:
    [row] = Sheet(page([Put(read, 420, 600, confidence=0.98)])).all_rows
    found = person(row)
    assert (found.value if found else None) == name
    assert found is None or (found.confidence > 0.7) == sure


@pytest.mark.parametrize(
    ("read", "confidence", "sure"),
    [
        ("Phan Văn Tần", 0.96, False),  # Tấn
        ("Phan Văn Tần", 0.98, True),
        ("Vi Thi Phương Xoan", 0.99, False),  # Thị, the middle of half of all names
        ("Lâm Hữu Bách", 0.96, True),  # marks are lost, not added
    ],
)
def test_a_name_that_may_have_lost_marks_waits_for_a_clerk(read: str, confidence: float, sure: bool) -> None:
    [row] = Sheet(page([Put(read, 420, 600, confidence=confidence)])).all_rows
    found = person(row)
    assert found is not None
    assert (found.value, share_right(found.confidence) > 0.8) == (read, sure)
