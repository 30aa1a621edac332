"""ALTO 4.4: words, boxes and confidences of a reading as libraries and archives exchange them (loc.gov/standards/alto)."""

from __future__ import annotations

from typing import Final

from lxml import etree

from ocr_models.page import Box
from pipeline.digitize.text_layer import readable
from pipeline.digitize.values import Reading, ReadPage

NAMESPACE: Final = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA: Final = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_MENDING: Final = "wording"
_HOW: Final = (
    "Words that name this step were changed after recognition; ALTERNATIVE is what the first recogniser read, its PURPOSE what "
    "changed it: vote (another recogniser), language (syllable counts), grammar (form of numbers and notations), spacing"
)


def alto(reading: Reading, *, language: str = "vi") -> bytes:
    """The whole reading as one ALTO file, UTF-8; positions in pixels of each upright page."""
    root = etree.Element(f"{{{NAMESPACE}}}alto", nsmap={None: NAMESPACE, "xsi": _INSTANCE})
    root.set(f"{{{_INSTANCE}}}schemaLocation", f"{NAMESPACE} {_SCHEMA}")
    description = _child(root, "Description")
    _child(description, "MeasurementUnit").text = "pixel"
    processing = _child(description, "Processing", ID="reading")
    _child(processing, "processingCategory").text = "contentGeneration"
    software = _child(processing, "processingSoftware")
    _child(software, "softwareName").text = reading.recogniser
    if any(word.change for page in reading.pages for line in page.lines for word in line.words):
        mending = _child(description, "Processing", ID=_MENDING)
        _child(mending, "processingCategory").text = "contentModification"
        _child(mending, "processingStepDescription").text = _HOW
    layout = _child(root, "Layout")
    for page in reading.pages:
        _page(layout, page, language)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _page(layout: etree._Element, page: ReadPage, language: str) -> None:
    whole = Box(0, 0, page.width, page.height)
    element = _child(
        layout, "Page", ID=f"p{page.number}", PHYSICAL_IMG_NR=str(page.number_in_scan), WIDTH=str(page.width), HEIGHT=str(page.height),
        PC=f"{page.confidence:.4f}",
    )  # fmt: skip
    if page.blank:
        element.set("PAGECLASS", "blank")
    space = _child(element, "PrintSpace", **_position(whole))
    if not page.lines:
        return
    around = page.lines[0].box
    for line in page.lines[1:]:
        around = around.around(line.box)
    block = _child(space, "TextBlock", ID=f"p{page.number}b", LANG=language, **_position(around))
    for row, line in enumerate(page.lines, 1):
        name = f"p{page.number}l{row}"
        text_line = _child(block, "TextLine", ID=name, **_position(line.box))
        for number, word in enumerate(line.words, 1):
            if number > 1:
                _child(text_line, "SP")
            string = _child(
                text_line, "String", ID=f"{name}w{number}", CONTENT=readable(word.text), WC=f"{word.confidence:.4f}",
                **_position(word.box),
            )  # fmt: skip
            if word.change:
                string.set("PROCESSINGREFS", _MENDING)
                _child(string, "ALTERNATIVE", PURPOSE=word.change.by).text = " ".join(
                    map(readable, word.change.read.split())
                )


def _position(box: Box) -> dict[str, str]:
    return {"HPOS": str(box.left), "VPOS": str(box.top), "WIDTH": str(box.width), "HEIGHT": str(box.height)}


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
