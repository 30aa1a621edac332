"""What was changed is written down: in ALTO beside the word, and in the kept reading without loss."""

from lxml import etree

from ocr_models.page import Line, Word
from pipeline.digitize.alto import NAMESPACE, alto
from pipeline.digitize.reading_json import reading_from_json, reading_to_json
from pipeline.digitize.values import Reading, ReadPage
from tests.wording.printed import read, words


def _reading(line: tuple[Word, ...]) -> Reading:
    page = ReadPage(1, 900, 40, 200.0, 0, 0.0, (Line(line, line[0].box.around(line[-1].box)),))
    return Reading((page,), {}, "two recognisers")


def _strings(reading: Reading) -> list[etree._Element]:
    return list(etree.fromstring(alto(reading)).iter(f"{{{NAMESPACE}}}String"))


def test_alto_tells_what_the_recogniser_read_and_what_changed_it() -> None:
    reading = _reading(read("Tố chức thực hiện", confidence=0.8))
    changed, *others = _strings(reading)
    alternative = changed.find(f"{{{NAMESPACE}}}ALTERNATIVE")
    assert changed.get("CONTENT") == "Tổ" and alternative.text == "Tố" and alternative.get("PURPOSE") == "language"
    assert changed.get("PROCESSINGREFS") == "wording"
    assert all(other.get("PROCESSINGREFS") is None and len(other) == 0 for other in others)


def test_alto_names_the_step_only_where_it_changed_something() -> None:
    assert b'ID="wording"' in alto(_reading(read("Tố chức thực hiện", confidence=0.8)))
    assert b'ID="wording"' not in alto(_reading(words("Tổ chức thực hiện")))


def test_a_kept_reading_keeps_what_was_changed() -> None:
    reading = _reading(read("Tố chức thực hiện", confidence=0.8))
    assert reading_from_json(reading_to_json(reading)).pages[0].lines == reading.pages[0].lines
