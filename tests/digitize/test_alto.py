"""ALTO: every word with its place and confidence, in reading order, well formed."""

from __future__ import annotations

from lxml import etree

from ocr_models.page import Box
from pipeline.digitize.alto import NAMESPACE, alto
from pipeline.digitize.values import Reading
from tests.digitize.drawing import read_page


def test_words_stand_in_order_with_place_and_confidence() -> None:
    lines = [[("Kính", Box(10, 20, 60, 40)), ("<gửi>:", Box(70, 21, 120, 41))], [("ông", Box(10, 60, 50, 80))]]
    reading = Reading(
        (read_page(lines, 1240, 1754, 150), read_page([], 1240, 1754, 150, number=2)), {}, "tesseract-vie 5.3.0"
    )
    root = etree.fromstring(alto(reading))
    words = root.findall(f".//{{{NAMESPACE}}}String")
    assert [word.get("CONTENT") for word in words] == ["Kính", "<gửi>:", "ông"]
    assert [words[1].get(key) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT", "WC")] == [
        "70",
        "21",
        "50",
        "20",
        "0.9000",
    ]
    pages = root.findall(f".//{{{NAMESPACE}}}Page")
    assert [(page.get("PHYSICAL_IMG_NR"), page.get("WIDTH")) for page in pages] == [("1", "1240"), ("2", "1240")]
    names = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(names) == len(set(names))
