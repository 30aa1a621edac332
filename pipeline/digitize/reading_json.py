"""A reading as JSON and back, without loss: what the work folder and the archive keep beside the record."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from ocr_models.page import Box, Change, Line, Word
from pipeline.digitize.values import Field, Reading, ReadPage

VERSION: Final = 1


def reading_to_json(reading: Reading) -> str:
    """Boxes are lists [left, top, right, bottom]; words are [text, box, confidence], and [..., read, by] where changed. The same reading, the same text."""
    document = {
        "version": VERSION,
        "recogniser": reading.recogniser,
        "notes": list(reading.notes),
        "fields": {key: asdict(field) for key, field in reading.fields.items()},
        "pages": [_page_to_json(page) for page in reading.pages],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def reading_from_json(text: str) -> Reading:
    """Raises ValueError for another version or no JSON, KeyError or TypeError for what was not written by `reading_to_json`."""
    document = json.loads(text)
    if document.get("version") != VERSION:
        raise ValueError(f"a reading of version {document.get('version')}, not {VERSION}")
    return Reading(
        pages=tuple(_page_from_json(page) for page in document["pages"]),
        fields={key: _field_from_json(field) for key, field in document["fields"].items()},
        recogniser=document["recogniser"],
        notes=tuple(document["notes"]),
    )


def _page_to_json(page: ReadPage) -> dict[str, Any]:
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "dpi": page.dpi,
        "rotation": page.rotation,
        "skew": page.skew,
        "blank": page.blank,
        "origin": page.origin,
        "source": page.source,
        "turned": page.turned,
        "why": page.why,
        "lines": [
            {
                "box": _box_to_json(line.box),
                "angle": line.angle,
                "words": [_word_to_json(word) for word in line.words],
            }
            for line in page.lines
        ],
    }


def _page_from_json(page: dict[str, Any]) -> ReadPage:
    lines = tuple(
        Line(
            tuple(_word_from_json(*word) for word in line["words"]),
            Box(*line["box"]),
            line["angle"],
        )
        for line in page["lines"]
    )
    return ReadPage(
        number=page["number"], width=page["width"], height=page["height"], dpi=page["dpi"], rotation=page["rotation"],
        skew=page["skew"], lines=lines, blank=page["blank"], origin=page.get("origin", "scan"), source=page.get("source", 0), turned=page.get("turned", 0),
        why=page.get("why", ""),
    )  # fmt: skip


def _word_to_json(word: Word) -> list[Any]:
    changed = [word.change.read, word.change.by] if word.change else []
    return [word.text, _box_to_json(word.box), word.confidence, *changed]


def _word_from_json(text: str, box: list[int], confidence: float, *changed: Any) -> Word:
    return Word(text, Box(*box), confidence, Change(*changed) if changed else None)


def _box_to_json(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


def _field_from_json(field: dict[str, Any]) -> Field:
    left_top_right_bottom = field["box"]
    box = tuple(left_top_right_bottom) if left_top_right_bottom is not None else None
    return Field(field["value"], field["confidence"], field["page"], box)
