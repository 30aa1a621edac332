"""Recipients: the list after "Nơi nhận", in the left column beside the signature block (Decree 30 Annex I.II.9, box 9b)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.digitize.fields.findings import commas, field, spoken, surely
from pipeline.digitize.fields.layout import COLUMN_GAP, Placed, Row, Sheet
from pipeline.digitize.fields.unlikely import UNLIKELY, spelling, unlikely
from pipeline.digitize.fields.words import bare, mended
from pipeline.digitize.values import Field
from pipeline.text import fold

_OPENING: Final = re.compile(r"^\W*n[o0a][il1]\s*nh[a-z]n\b")
_DASHES: Final = "-–—−+•*~_=‘’“”«»'\"`.,:;|"
_ROMAN: Final = re.compile(r"\b[XV]*[IHl1]{2,}[|\])]?$")
_ALONE: Final = re.compile(r"nhutren|nhudieu\d{1,2}")  # entries that never run on
# "Lưu:"; where its letters run together the records office behind it tells (Annex I.II.9.d).
_FILE_COPY: Final = re.compile(r"^\W*(?:lu+u(?:\s?[:;.]|\s+v[tifyl1]\b)|l[a-z]{1,3}\s?[:;.]\s?vt\b)")
_FILED: Final = re.compile(r"^[Ll][^\W\d_]{1,3}(?=\s?[:;.]\s?VT\b)")
_BEHIND: Final = re.compile(r";\s?\w?\W*$")  # nothing stands behind an entry's semicolon
_LINE: Final = 34.0  # points between the lines of the list, at most


def opening_of(sheet: Sheet) -> Row | None:
    """The words "Nơi nhận" at the left margin, with what stands beside them still in the row."""
    for row in sheet.all_rows:
        for piece in row.cut(COLUMN_GAP):
            if _OPENING.match(piece.folded) and piece.left < sheet.width * 0.4 and len(piece.words) < 14:
                return Row(piece.words[:2], row.page)
    return None


def read_recipients(sheet: Sheet, anchor: Row, block: Sequence[Row]) -> dict[str, Field]:
    """Entries under `anchor` (the words "Nơi nhận"); `block` are the rows of the signature block that stand beside them."""
    entries: list[list[Placed]] = []
    last_level, ended, filed = anchor.level, True, False
    for row in sheet.rows(top=anchor.level + 5):
        piece = _left_piece(row, sheet, anchor, block)
        if piece is None:
            continue
        if row.level - last_level > (_LINE if entries else 1.3 * _LINE):
            break
        words = list(piece.words)
        dashed = piece.text[0] in "-–—−+•*~_=" or (len(words) > 1 and words[0].text in ("‒", ".", "·", "«"))
        while words and not any(c.isalnum() for c in words[0].text):
            words.pop(0)
        if not words:
            continue
        starts_file = bool(_FILE_COPY.match(fold(piece.text)))
        if filed and ended:
            break
        alone = (
            bool(entries) and not filed and _ALONE.fullmatch(bare(" ".join(w.text for w in entries[-1]))) is not None
        )
        if dashed or starts_file or (ended and not filed) or alone or not entries:
            if filed and not dashed:
                break
            entries.append(words)
        else:
            entries[-1].extend(words)
        filed = filed or starts_file
        ended = piece.text.rstrip(" '`\"|").endswith((";", ".", "/."))
        last_level = row.level
    values = [_recipient(entry) for entry in entries]
    kept = [(value, entry) for value, entry in zip(values, entries, strict=True) if len(bare(value)) > 1]
    if not kept:
        return {}
    sureness = 0.95 if filed else 0.6  # the list ends with "Lưu" (Annex I.II.9.d): without it something is missing
    numerals = {numeral[0] for value, _ in kept if (numeral := _ROMAN.search(value))}
    if numerals:  # they lose strokes, and two of them are read as an H; none was read with one too many
        sureness *= 0.95 if numerals == {"III"} else 0.75
    if any(value.count("(") != value.count(")") for value, _ in kept):
        sureness *= 0.6  # its end lies under the seal
    if filed and values[-1].endswith("VT") and entries[-1][-1].text.endswith(","):
        sureness *= 0.6  # a unit should follow
    if filed and re.search(r"\(\d{1,2}\)$", values[-1]):
        sureness *= 0.85  # so does the b of "(03b)", three copies
    sureness *= spoken(" ".join(value for value, _ in kept))
    words = [word for value, entry in kept for word in entry if not (value.startswith("Lưu") and word is entry[0])]
    sure = {spelling(word.text): word.word.confidence for word in words}
    if any(unlikely(value, sure) for value, _ in kept):
        sureness *= UNLIKELY
    return {"recipients": field([value for value, _ in kept], sheet.page, words, sureness)}


def _left_piece(row: Row, sheet: Sheet, anchor: Row, block: Sequence[Row]) -> Row | None:
    """What of a row belongs to the recipients' column: it begins at the margin where "Nơi nhận" stands."""
    pieces = row.cut(COLUMN_GAP)
    first = pieces[0]
    if abs(first.left - anchor.left) > 30 or first.left > sheet.width * 0.5:
        return None
    words = list(first.words)
    # The dash may stand off its entry.
    if len(pieces) > 1 and not any(c.isalnum() for c in first.text) and pieces[1].left < sheet.width * 0.4:
        words.extend(pieces[1].words)
    if block:
        edge = min(line.left for line in block)
        while len(words) > 1 and words[-1].left >= edge - 2 and words[-1].left - words[-2].right > 7:
            words.pop()
        # Lines merged across the columns: from the block's edge on, words level with the block's own rows are the block's.
        level_with = any(abs(row.level - line.level) < 6 for line in block)
        if level_with:
            words = [word for word in words if word.left < edge - 3]
    return Row(tuple(words), row.page) if words else None


def _recipient(words: Sequence[Placed]) -> str:
    texts, _ = mended((word.text for word in words), surely(words))
    text = _BEHIND.sub("", " ".join(texts)).strip(" " + _DASHES).strip()
    # The file copy is kept by the records office, VT (Annex I.II.9.d).
    text = _FILED.sub("Lưu", re.sub(r"^[LlI][uưúứ]{1,2}u?(?=[\s:;.])", "Lưu", text))
    text = re.sub(r"(?<=khu vực )(?:IH|HI|IHI|IIH|HII)$", lambda read: read[0].replace("H", "II")[:3], text)
    text = re.sub(r",(?=[^\W\d])", ", ", text)  # abbreviations are listed with a space, which recognisers lose
    text = commas(text)
    return re.sub(r"^(Lưu\s?[:;.]?\s?)[VYÝỲỴ][TIFYf1l7][,.](?=\s)", r"\1VT,", text)
