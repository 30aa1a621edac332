"""The closing: competence, position, name of the signer, recipients (Decree 30 Annex I.II.7 and 9; boxes 7a, 7b, 9b)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.digitize.fields.findings import field
from pipeline.digitize.fields.layout import Placed, Row, Sheet
from pipeline.digitize.fields.words import bare, distance, mended, name_syllables, surnames
from pipeline.digitize.values import Field
from pipeline.text import fold, same_spelling

_RECIPIENTS: Final = re.compile(r"^\W*n[o0a][il1]\s*nh[a-z]n\b")
_ANNEX: Final = re.compile(r"^\W*(?:phu luc|bieu mau|mau so|danh sach kem|bieu so)\b")
_COMPETENCE: Final = re.compile(r"^\W*(t\.?\s?m|k\.?\s?t|t\.?\s?l|t\.?\s?u\.?\s?[qo]|q)\s?[.,;:]+\s?(?=\w)")
_PREFIX: Final = {"tm": "TM.", "kt": "KT.", "tl": "TL.", "tuq": "TUQ.", "tuo": "TUQ.", "q": "Q."}
_POSITION: Final = re.compile(
    r"^\W*(?:pho|quyen|giam doc|tong|chu tich|bo truong|thu truong|cuc truong|chi cuc truong|vu truong|vien truong|hieu truong|"
    r"truong|chanh|thu tuong|chu nhiem|thong doc|bi thu|thuong truc|chanh an|ke toan truong|doi truong|tram truong|"
    r"uy vien|thu ky|chu toa|chinh uy|tu lenh|tham muu|hat truong|to truong|nguoi|dai dien|bac si|giam thi)\b"
)
_BLOCK_GAP: Final = 13.0  # points of white between the recipients and the signature block
_DASHES: Final = "-–—−+•*~_=‘’“”«»'\"`.,:;|"


@dataclass(frozen=True)
class Block:
    """Where the signature block lies: its sheet, its rows in capitals and the left edge of its column."""

    sheet: Sheet
    lines: tuple[Row, ...]
    recipients: Row | None

    @property
    def left(self) -> float:
        return min(row.left for row in self.lines)

    @property
    def middle(self) -> float:
        return sum(row.middle for row in self.lines) / len(self.lines)


def read_closing(sheets: Sequence[Sheet]) -> dict[str, Field]:
    """Fields of the closing on the last page of the document proper, annexes left aside."""
    main = _without_annexes(sheets)
    for sheet in main:
        anchor = _anchor(sheet)
        if anchor is None:
            continue
        block = _block(sheet, anchor)
        fields = _signer(block, sheets) if block else {}
        fields.update(_recipients(sheet, anchor, block))
        return fields
    for sheet in reversed(main):
        block = _block(sheet, None)
        if block is not None:
            return _signer(block, sheets)
    return {}


def _without_annexes(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """Pages up to the first that opens with "Phụ lục" (Annex I.III.1.b); the first page always belongs."""
    for index, sheet in enumerate(sheets):
        opening = [row for row in sheet.all_rows if len(bare(row.text)) > 3][:2]
        if index and any(_ANNEX.match(row.folded) and row.left > sheet.width * 0.2 for row in opening):
            return sheets[:index]
    return sheets


def _anchor(sheet: Sheet) -> Row | None:
    """The words "Nơi nhận" at the left margin, with what stands beside them still in the row."""
    for row in sheet.all_rows:
        for piece in row.cut(_BLOCK_GAP):
            if _RECIPIENTS.match(piece.folded) and piece.left < sheet.width * 0.4 and len(piece.words) < 14:
                return Row(piece.words[:2], row.page)
    return None


def _block(sheet: Sheet, anchor: Row | None) -> Block | None:
    """Rows in capitals in the right half that state competence or position, level with the recipients (Annex I.II.9.d)."""
    top = anchor.level - 60 if anchor else sheet.height * 0.08
    bottom = anchor.level + 75 if anchor else sheet.height
    runs: list[list[Row]] = []
    for row in sheet.rows(top=top, bottom=bottom):
        for piece in _right_pieces(row, sheet, anchor):
            if not _in_capitals(piece):
                continue
            stated = _states(piece)
            if runs and piece.level - runs[-1][-1].level < 30 and abs(piece.middle - runs[-1][-1].middle) < 60:
                runs[-1].append(piece)
            elif stated:
                runs.append([piece])
    runs = [run for run in runs if any(_states(row) for row in run)]
    if not runs:
        return None
    run = runs[0] if anchor else runs[-1]
    return Block(sheet, tuple(run), anchor)


def _right_pieces(row: Row, sheet: Sheet, anchor: Row | None) -> list[Row]:
    pieces: list[Row] = []
    for piece in row.cut(_BLOCK_GAP):
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
    return bool(_COMPETENCE.match(row.folded)) or bool(_POSITION.match(row.folded.strip(" .,")))


# ---- competence, position, name


def _signer(block: Block, sheets: Sequence[Sheet]) -> dict[str, Field]:
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
    competence, sureness = _capitals(lines[:under])
    if competence:
        # Without a position under it a line of the block is missing (Annex I.II.7.b: "KT." stands before the head's
        # position, the signer's own comes under it).
        whole = sureness if position else 0.7 * sureness
        fields["competence"] = field(competence, lines[0].page, _words(lines[:under]), whole)
    if position:
        text, sureness = _deputy(competence, *_capitals(position))
        certain = bool(_POSITION.match(fold(text)))
        sureness *= 1.0 if certain else 0.7
        if not competence:
            # A deputy signs for the head, a chairman for the committee: without that line something was not read.
            sureness *= 0.6 if fold(text).startswith(("pho ", "thu truong")) else 0.9 if text == "CHỦ TỊCH" else 1.0
        fields["signer_position"] = field(text, lines[0].page, _words(position), sureness)
    name = _name(block)
    if name is not None:
        fields["signer_name"] = name
    return fields


def _words(lines: Sequence[Row]) -> list[Placed]:
    return [word for line in lines for word in _freed(line).words]


def _freed(line: Row) -> Row:
    """The row without scraps of seal and pen at its ends: unsure words that belong to no known phrase beside those that do."""
    words = list(line.words)
    for end in (0, -1):
        while len(words) > 1 and words[end].word.confidence < 0.5:
            texts, known = mended(word.text for word in words)
            if len(texts) != len(words) or known[end] or not any(known):
                break
            words.pop(end)
    return Row(tuple(words), line.page)


def _capitals(lines: Sequence[Row]) -> tuple[str, float]:
    """Lines in capitals as one value, and how much of it known phrases vouch for."""
    texts: list[str] = []
    known: list[bool] = []
    for line in (_freed(line) for line in lines):
        start = _COMPETENCE.match(line.folded)
        right, sure = mended((line.text[start.end() :] if start else line.text).split())
        known.extend(sure)
        if start:
            texts.append(_PREFIX[re.sub(r"[^a-z]", "", start[1])])
        texts.extend(right)
    value = " ".join(texts).strip(" ,;:_-'`\"|").rstrip(".")
    return value, 0.85 + 0.15 * sum(known) / max(1, len(known))


def _deputy(competence: str, position: str, sureness: float) -> tuple[str, float]:
    """The position of one who signs for the head is the head's deputy's: what is nearly read so is read so (Annex I.II.7.b)."""
    head = competence.rpartition("KT. ")[2] if "KT. " in competence else ""
    if not head or fold(position).startswith(("pho ", "thu ", "quyen ", "uy vien")):
        return position, sureness
    for deputy in (f"PHÓ {head}", head.replace("BỘ TRƯỞNG", "THỨ TRƯỞNG")):
        if deputy != head and len(bare(deputy)) >= 8 and distance(bare(position), bare(deputy), 3) <= 3:
            return deputy, 0.85 * sureness
    return position, sureness * 0.6


# ---- the signer's name

_DEGREES: Final = re.compile(
    r"^(?:(?:pgs|gs|ts|ths|bs|cn|ks|ds|bsck[iv12]*|bscki+|ths\.bs|dr|nguoi|ong|ba|dai ta|thuong ta|trung ta|thieu ta|dai uy|"
    r"thuong uy|thieu tuong|trung tuong|thuong tuong|dai tuong)[.,]*\s*)+(?=\w)"
)


def _name(block: Block) -> Field | None:
    """The last name under the position: two to five capitalised syllables of the name lexicon (Annex I.II.7.đ)."""
    under = block.lines[-1].level + 8
    best: Field | None = None
    for row in block.sheet.rows(top=under, bottom=under + 210):
        for piece in row.cut(_BLOCK_GAP):
            if abs(piece.middle - block.middle) > 75:
                continue
            found = _person(piece)
            if found is not None:
                best = found
    return best


def _person(piece: Row) -> Field | None:
    words = [w for w in piece.words if any(c.isalpha() for c in w.text)]
    if not words:
        return None
    row = Row(tuple(words), piece.page)
    titled = _DEGREES.match(row.folded)
    if titled:
        words = list(words[row.word_at(titled.end()) :])
    parts = [word.text.strip(".,;:'`\"“”‘’|-_()*~!") for word in words]
    kept = [(word, part) for word, part in zip(words, parts, strict=True) if part]
    if not 2 <= len(kept) <= 5:
        return None
    texts = [part for _, part in kept]
    if not all(part.isalpha() and (part.istitle() or part.isupper()) for part in texts):
        return None
    first = _surname(texts[0])
    if first is None:
        return None
    repaired = first != texts[0]
    texts[0] = first
    at = [word for word, _ in kept]
    strange = [w for w, part in kept[1:] if same_spelling(part) not in name_syllables()]
    if any(_SYLLABLE.match(part) is None for part in texts) or any(w.word.confidence < 0.85 for w in strange):
        return None
    if len(strange) > 1 or min(word.word.confidence for word in at) < 0.3:
        return None
    return field(" ".join(texts), piece.page, at, (0.9 if repaired else 0.97) * (0.92 if strange else 1.0))


# A Vietnamese syllable: consonants, one run of vowels, a final.
_SYLLABLE: Final = re.compile(
    r"(?i)^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?[aăâeêioôơuưyàằầèềìòồờùừỳáắấéếíóốớúứýảẳẩẻểỉỏổởủửỷ"
    r"ãẵẫẽễĩõỗỡũữỹạặậẹệịọộợụựỵ]{1,3}(?:ng|nh|ch|[cmnpt])?$"
)


def _surname(read: str) -> str | None:
    """The family name, set right where its marks alone are misread and one family name is spelt so."""
    if same_spelling(read) in surnames():
        return read
    alike = {name for name in surnames() if fold(name) == fold(read)}
    if len(alike) != 1:
        return None
    right = alike.pop()
    return right.upper() if read.isupper() else right.capitalize()


# ---- recipients


def _recipients(sheet: Sheet, anchor: Row, block: Block | None) -> dict[str, Field]:
    entries: list[list[Placed]] = []
    last_level, ended, filed = anchor.level, True, False
    for row in sheet.rows(top=anchor.level + 5):
        piece = _left_piece(row, sheet, anchor, block)
        if piece is None:
            continue
        if row.level - last_level > (34 if entries else 45):
            break
        words = list(piece.words)
        dashed = piece.text[0] in "-–—−+•*~_=" or (len(words) > 1 and words[0].text in ("‒", ".", "·", "«"))
        while words and not any(c.isalnum() for c in words[0].text):
            words.pop(0)
        if not words:
            continue
        starts_file = bool(re.match(r"^\W*l[uư]+u\b", fold(piece.text)))
        if filed and ended:
            break
        if dashed or starts_file or (ended and not filed) or not entries:
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
    if any(re.search(r"\b[IVl1]{2,}[|\])]?$", value) for value, _ in kept):
        sureness *= 0.85  # Roman numerals lose strokes
    words = [word for _, entry in kept for word in entry]
    return {"recipients": field([value for value, _ in kept], sheet.page, words, sureness)}


def _left_piece(row: Row, sheet: Sheet, anchor: Row, block: Block | None) -> Row | None:
    """What of a row belongs to the recipients' column: it begins at the margin where "Nơi nhận" stands."""
    pieces = row.cut(_BLOCK_GAP)
    first = pieces[0]
    if abs(first.left - anchor.left) > 30 or first.left > sheet.width * 0.5:
        return None
    words = list(first.words)
    # The dash may stand off its entry.
    if len(pieces) > 1 and not any(c.isalnum() for c in first.text) and pieces[1].left < sheet.width * 0.4:
        words.extend(pieces[1].words)
    if block is not None:
        edge = block.left
        while len(words) > 1 and words[-1].left >= edge - 2 and words[-1].left - words[-2].right > 7:
            words.pop()
        # Lines merged across the columns: from the block's edge on, words level with the block's own rows are the block's.
        level_with = any(abs(row.level - line.level) < 6 for line in block.lines)
        if level_with:
            words = [word for word in words if word.left < edge - 3]
    return Row(tuple(words), row.page) if words else None


def _recipient(words: Sequence[Placed]) -> str:
    texts, _ = mended(word.text for word in words)
    text = " ".join(texts).strip(" " + _DASHES).strip()
    # The file copy is kept by the records office, VT (Annex I.II.9.d).
    text = re.sub(r"^[LlI][uưúứ]{1,2}u?(?=[\s:;.])", "Lưu", text)
    text = re.sub(r",(?=[^\W\d])", ", ", text)  # abbreviations are listed with a space, which recognisers lose
    return re.sub(r"^(Lưu\s?[:;.]?\s?)V[IFYf1l7](?=,)", r"\1VT", text)
