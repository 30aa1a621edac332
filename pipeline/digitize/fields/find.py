"""Entry of the room: read pages in, what the record says of itself out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.digitize.fields.agreement import agreed
from pipeline.digitize.fields.calibrated import calibrated
from pipeline.digitize.fields.closing import read_closing
from pipeline.digitize.fields.grammar import type_of_notation
from pipeline.digitize.fields.head import read_head
from pipeline.digitize.fields.layout import Sheet
from pipeline.digitize.fields.repeated import held_against_text, localities_as_told
from pipeline.digitize.fields.stamps import read_stamps
from pipeline.digitize.fields.title import read_addressees, read_letter_subject, read_title
from pipeline.digitize.marks import HeadMarks
from pipeline.digitize.values import Field, Fields, ReadPage
from pipeline.text import fold

# Below this a value is no reading: 4 of 6 such findings were wrong on 85 generated documents, agencies to the last.
_LEGIBLE: Final = 0.3
_SAID_TWICE: Final = 0.85  # title and notation; agreement.py has the counts
_MARKED: Final = 0.08  # Vietnamese text carries marks on about a third of its letters, other languages on next to none


def find_fields(pages: Sequence[ReadPage], marks: HeadMarks | None = None) -> Fields:
    """Fields by key (`values.FIELD_KEYS`, and `OFFICE_KEYS` from a stamp ĐẾN); what cannot be read is absent.

    `marks` are the stamps of the first page, read in their own ink, which `pages` were read without.
    Never raises on what it reads: a page without a head, a table, a letter from abroad give few fields or none.
    """
    read = [page for page in pages if not page.blank]
    fields: dict[str, Field] = {}
    if pages:
        fields["page_amount"] = Field(str(len(read) or len(pages)), 0.99)
    sheets = [Sheet(page) for page in read]
    written = [sheet for sheet in sheets if sheet.lines]
    if not written:
        return fields
    first = written[0]
    language = _language(read)
    if language is not None:
        fields["language"] = language
    title = read_title(first)
    head = read_head(first, title.type_name)
    fields.update(head.fields)
    fields.update(title.fields)
    addressees, addressed = read_addressees(first, head.bottom if head.bottom > 5 else 0.0)
    if addressees is not None:
        fields["addressees"] = addressees
    fields.update(_type_and_subject(first, head.split, head.number_level, fields, addressed is not None))
    if "subject" in fields:
        fields["subject"] = held_against_text(fields["subject"], read)
    fields.update(
        read_stamps(first, marks if marks is not None and marks.rotation == first.page.rotation else HeadMarks())
    )
    fields.update(localities_as_told(fields, read))
    issuer = fields.get("issuer")
    fields.update(read_closing(written, str(issuer.value) if issuer is not None else ""))
    return calibrated(agreed({key: found for key, found in fields.items() if found.confidence >= _LEGIBLE}))


def _type_and_subject(
    sheet: Sheet, split: float, number_level: float | None, fields: Fields, addressed: bool
) -> dict[str, Field]:
    """The form of an official letter (Annex III, form 1.5), and the title checked against the notation (Annex III.I)."""
    notation = fields.get("code_notation")
    by_notation = type_of_notation(str(notation.value)) if notation else None
    named = fields.get("type_name")
    if named is not None:
        if notation is None or by_notation is None:
            return {}
        if by_notation == named.value:  # two places say so
            return {"type_name": replace(named, confidence=max(named.confidence, _SAID_TWICE))}
        return {"type_name": Field(named.value, round(named.confidence * 0.85, 3), named.page, named.box)}
    subject = read_letter_subject(sheet, split, number_level - 2) if number_level is not None else None
    if subject is None and not addressed:
        if by_notation is None or notation is None:
            return {}
        return {"type_name": Field(by_notation, round(notation.confidence * 0.8, 3), notation.page, None)}
    if by_notation is not None and notation is not None and subject is None:
        return {"type_name": Field(by_notation, round(notation.confidence * 0.7, 3), notation.page, None)}
    found = {
        "type_name": Field("Công văn", 0.97 if subject is not None and addressed else 0.85, sheet.page.number, None)
    }
    if subject is not None:
        found["subject"] = subject
    return found


def _language(pages: Sequence[ReadPage]) -> Field | None:
    """`vi` unless the text plainly is something else; then nothing, for which language it is was not looked at."""
    letters = [c for page in pages for c in page.text if c.isalpha()]
    if len(letters) < 20:
        return None
    marked = sum(fold(c) != c.lower() for c in letters) / len(letters)
    return Field("vi", 0.99 if marked > 2 * _MARKED else 0.8) if marked > _MARKED else None
