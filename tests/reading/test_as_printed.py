"""What is printed clearly stays as printed, through all readers and the vote, though no lexicon and no grammar knows it."""

from __future__ import annotations

import pytest

from ocr_models import trueocr
from pipeline.digitize.readers import default_readers, read_strips
from tests.reading.paper import line

_LINES = (
    "Tổ hoà giải ở cơ sở và công ty Hòa Bình",
    "thuỷ lợi, thủy sản, uỷ ban và ủy quyền",
    "theo mẫu 45/XYZQ-KLMB của Liên danh Vinatek",
    "do ông Brum Klong ở buôn Hwing làm chủ",
)


@pytest.mark.parametrize("alone", [False, True])
def test_either_placement_unknown_names_and_unknown_notations(alone: bool) -> None:
    if not alone and trueocr.state() != "ready":
        pytest.skip("trueocr's nets are not installed")
    readers = default_readers()
    if alone:
        readers = type(readers)(readers.stamps, readers.stamps)
    read = read_strips(readers, [line(text) for text in _LINES], letter=26.0, dpi=300)
    assert [" ".join(word.text for word in words) for words in read] == list(_LINES)
