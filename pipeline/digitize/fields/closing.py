"""The closing: competence, position and name of the signer, with the recipients beside them (Decree 30 Annex I.II.7; boxes 7a, 7b)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.digitize.fields.covered import may_end, uncovered
from pipeline.digitize.fields.findings import field, surely
from pipeline.digitize.fields.layout import COLUMN_GAP, Placed, Row, Sheet
from pipeline.digitize.fields.leaders import may_stand
from pipeline.digitize.fields.persons import person
from pipeline.digitize.fields.recipients import opening_of, read_recipients
from pipeline.digitize.fields.words import bare, distance, head_phrases, mended, nearly
from pipeline.digitize.values import Field
from pipeline.text import fold

_ANNEX: Final = re.compile(r"^\W*(?:phu luc|bieu mau|mau so|danh sach kem|bieu so)\b")
_COMPETENCE: Final = re.compile(
    r"^\W*(t\.?\s?m|k\.?\s?t|t\.?\s?l|t\.?\s?u\.?\s?[qo]|q(?=\s?[.,;:])|[il]\.?[lm](?=\s?\.)|ki(?=\s?\.))(?:\s?[.,;:–-]+\s?|\s)(?=\w)"
)
_PREFIX: Final = {
    "tm": "TM.", "kt": "KT.", "tl": "TL.", "tuq": "TUQ.", "tuo": "TUQ.", "q": "Q.",
    "il": "TL.", "ll": "TL.", "im": "TM.", "lm": "TM.", "ki": "KT.",  # T without its bar
}  # fmt: skip
_POSITION: Final = re.compile(
    r"^\W*(?:pho|quyen|giam doc|tong|chu tich|bo truong|thu truong|cuc truong|chi cuc truong|vu truong|vien truong|hieu truong|"
    r"truong|chanh|thu tuong|chu nhiem|thong doc|bi thu|thuong truc|chanh an|ke toan truong|doi truong|tram truong|"
    r"uy vien|thu ky|chu toa|chinh uy|tu lenh|tham muu|hat truong|to truong|nguoi|dai dien|bac si|giam thi)\b"
)
_LINE: Final = 8.0  # points between two lines at least
_LATE: Final = 10.0  # points; lines are 15 to 19 apart
_WHOLE: Final = 0.6  # confidence; a name read with less may itself begin under the seal


@dataclass(frozen=True)
class Block:
    """Where competence and position stand: their rows on one sheet."""

    sheet: Sheet
    lines: tuple[Row, ...]
    anchor: Row | None = None  # "Nơi nhận", on a level with the first line (Annex I.II.9.d)

    @property
    def middle(self) -> float:
        return sum(row.middle for row in self.lines) / len(self.lines)

    @property
    def begins_late(self) -> bool:
        """Whether a line stands above the first, that was not read."""
        return self.anchor is not None and self.lines[0].level - self.anchor.level > _LATE


def read_closing(sheets: Sequence[Sheet], agency: str = "") -> dict[str, Field]:
    """Fields of the closing on the last page of the document proper, annexes left aside; `agency` is who issues."""
    main = _without_annexes(sheets)
    for sheet in main:
        anchor = opening_of(sheet)
        if anchor is None:
            continue
        block = _block(sheet, anchor, agency)
        fields = _signer(block, agency) if block else {}
        fields.update(read_recipients(sheet, anchor, block.lines if block else ()))
        return fields
    for sheet in reversed(main):
        block = _block(sheet, None, agency)
        if block is not None:
            return _signer(block, agency)
    return {}


def _without_annexes(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """Pages up to the first that opens with "Phụ lục" (Annex I.III.1.b); the first page always belongs."""
    for index, sheet in enumerate(sheets):
        opening = [row for row in sheet.all_rows if len(bare(row.text)) > 3][:2]
        if index and any(_ANNEX.match(row.folded) and row.left > sheet.width * 0.2 for row in opening):
            return sheets[:index]
    return sheets


def _block(sheet: Sheet, anchor: Row | None, agency: str) -> Block | None:
    """Rows in capitals in the right half that state competence or position, level with the recipients (Annex I.II.9.d)."""
    top = anchor.level - 60 if anchor else sheet.height * 0.08
    bottom = anchor.level + 75 if anchor else sheet.height
    runs: list[list[Row]] = []
    for row in sheet.rows(top=top, bottom=bottom):
        for piece in _right_pieces(row, sheet):
            if not _in_capitals(piece):
                continue
            stated = _states(piece) or (anchor is not None and may_end(piece))
            if runs and piece.level - runs[-1][-1].level < _LINE:
                continue  # a scrap of the seal beside the line
            if runs and piece.level - runs[-1][-1].level < 30 and abs(piece.middle - runs[-1][-1].middle) < 60:
                runs[-1].append(piece)
            elif stated:
                runs.append([piece])
    runs = [run for run in runs if any(_states(row) for row in run)] or runs
    if not runs:
        return None
    run = runs[0] if anchor else runs[-1]
    block = Block(sheet, tuple(_freed(row) for row in run))
    if anchor is None:
        return block
    name = _name(block)
    axis = name[1] if name is not None and name[0].confidence >= _WHOLE else None
    return Block(sheet, uncovered(block.lines, axis, agency), anchor)


def _right_pieces(row: Row, sheet: Sheet) -> list[Row]:
    pieces: list[Row] = []
    for piece in row.cut(COLUMN_GAP):
        words = list(piece.words)
        # Merged lines: what stands left of the column's usual edge and is no capital belongs to the recipients.
        while words and (words[0].left < sheet.width * 0.33 or not _capital_or_sign(words[0])):
            words.pop(0)
        while words and not any(c.isalnum() for c in words[-1].text):
            words.pop()
        while words and not any(c.isalnum() for c in words[0].text):
            words.pop(0)
        if words:
            found = Row(tuple(words), row.page)
            if found.middle > sheet.width * 0.48:
                pieces.append(found)
    return pieces


def _capital_or_sign(word: Placed) -> bool:
    letters = [c for c in word.text if c.isalpha()]
    return sum(c.isupper() for c in letters) >= 0.7 * len(letters)


def _in_capitals(row: Row) -> bool:
    return row.upper > 0.8 and len(bare(row.text)) >= 4


def _states(row: Row) -> bool:
    if _COMPETENCE.match(row.folded) or _POSITION.match(row.folded):
        return True
    return bool(_POSITION.match(fold(_position(row.text, 1.0)[0])))


# ---- competence, position, name


def _signer(block: Block, agency: str) -> dict[str, Field]:
    lines = list(block.lines)
    last_competence = max((i for i, row in enumerate(lines) if _COMPETENCE.match(row.folded)), default=-1)
    under = last_competence + 1
    if last_competence >= 0:
        # A competence may run on: TM. ỦY BAN NHÂN DÂN / TỈNH HẬU GIANG / CHỦ TỊCH.
        while under < len(lines) and not _POSITION.match(lines[under].folded.strip(" .,")):
            under += 1
        if under == len(lines):
            under = last_competence + 1
    fields: dict[str, Field] = {}
    position = lines[under:]
    competence, sureness = _of_agency(*_capitals(lines[:under]), agency)
    if competence:
        # Without a position under it a line of the block is missing (Annex I.II.7.b: "KT." stands before the head's
        # position, the signer's own comes under it).
        whole = sureness if position else 0.55 * sureness
        fields["competence"] = _vouched(field(competence, lines[0].page, _words(lines[:under]), whole), sureness)
    if position:
        text, sureness = _position(*_deputy(competence, *_of_agency(*_capitals(position), agency)))
        certain = bool(_POSITION.match(fold(text)))
        sureness *= 1.0 if certain else 0.7
        if not competence:
            # A deputy signs for the head, a chairman for the committee: without that line something was not read.
            alone = fold(text).startswith(("pho ", "thu truong")) or block.begins_late
            sureness *= 0.6 if alone else 0.9 if text == "CHỦ TỊCH" else 1.0
        fields["signer_position"] = _vouched(field(text, lines[0].page, _words(position), sureness), sureness)
    name = _name(block)
    if name is not None:
        fields["signer_name"] = name[0]
    return fields


def _vouched(found: Field, sureness: float) -> Field:
    """A whole phrase of the lexicon is hardly read by chance, however unsure its words; it still waits for review."""
    return replace(found, confidence=0.5) if sureness >= 0.99 and found.confidence < 0.5 else found


def _words(lines: Sequence[Row]) -> list[Placed]:
    return [word for line in lines for word in line.words]


def _freed(line: Row) -> Row:
    """The row without scraps of seal and pen at its ends: unsure words that belong to no known phrase beside those that do."""
    words = list(line.words)
    for end in (0, -1):
        while len(words) > 1 and words[end].word.confidence < 0.5:
            texts, known = mended(word.text for word in words)
            competent = _COMPETENCE.match(fold(words[end].text) + " x")
            if len(texts) != len(words) or known[end] or competent or not any(known):
                break
            words.pop(end)
    return Row(tuple(words), line.page)


def _capitals(lines: Sequence[Row]) -> tuple[str, float]:
    """Lines in capitals as one value, and how much of it known phrases vouch for."""
    texts: list[str] = []
    known: list[bool] = []
    for line in lines:
        start = _COMPETENCE.match(line.folded)
        parts = (line.text[start.end() :] if start else line.text).split()
        right, sure = mended(parts, surely(line.words[len(line.words) - len(parts) :]))
        known.extend(sure)
        if start:
            texts.append(_PREFIX[re.sub(r"[^a-z]", "", start[1])])
        texts.extend(right)
    value = " ".join(texts).strip(" ,;:_-'`\"|“”‘’„").rstrip(".")
    return value, 0.6 + 0.4 * sum(known) / max(1, len(known))


def _of_agency(text: str, sureness: float, agency: str) -> tuple[str, float]:
    """The text, or what may stand over a signature of that agency and is as many words but for a letter."""
    words = text.split()
    alike = [one for one in may_stand(agency) if len(one.split()) == len(words)]
    right = None if any(bare(one) == bare(text) for one in alike) else nearly(text, alike)
    return (right, 0.9) if right else (text, sureness)


def _position(text: str, sureness: float) -> tuple[str, float]:
    """The text as the position it nearly is: scraps before it dropped, a letter or two of it under the seal set right."""
    if _POSITION.match(fold(text)):
        return text, sureness
    words = text.split()
    for start in range(1, min(3, len(words) - 1)):
        rest = words[start:]
        if _POSITION.match(fold(" ".join(rest))) and all(mended(rest)[1]):
            return " ".join(rest), 0.8 * sureness
    near = nearly(text, [phrase for phrase in head_phrases() if _POSITION.match(fold(phrase))])
    return (near, 0.85 * sureness) if near else (text, sureness)


def _deputy(competence: str, position: str, sureness: float) -> tuple[str, float]:
    """The position of one who signs for the head is the head's deputy's: what is nearly read so is read so (Annex I.II.7.b)."""
    head = competence.rpartition("KT. ")[2] if "KT. " in competence else ""
    if not head or fold(position).startswith(("pho ", "thu ", "quyen ", "uy vien")):
        return position, sureness
    for deputy in (f"PHÓ {head}", head.replace("BỘ TRƯỞNG", "THỨ TRƯỞNG")):
        if deputy != head and len(bare(deputy)) >= 8 and distance(bare(position), bare(deputy), 3) <= 3:
            return deputy, 0.85 * sureness
    return position, sureness * 0.6


def _name(block: Block) -> tuple[Field, float] | None:
    """The last name under the position, and its middle; it is centred under the position (Annex I.II.7.đ).

    Off the middle of the lines above, a syllable may be under the seal.
    """
    under = block.lines[-1].level + 8
    best: tuple[Field, float] | None = None
    for row in block.sheet.rows(top=under, bottom=under + 210):
        for piece in row.cut(COLUMN_GAP):
            written = tuple(word for word in piece.words if any(c.isalpha() for c in word.text))
            piece = Row(written or piece.words, piece.page)  # a pen's stroke beside the name moves its middle
            off = abs(piece.middle - block.middle)
            found = person(piece) if off <= 75 else None
            if found is not None:
                sure = round(found.confidence * (0.85 if off > 7 else 1.0), 3)
                best = replace(found, confidence=sure), piece.middle
    return best
