"""Names of persons: Vietnamese family names, middle and given names, freed of degrees and ranks (Decree 30 Annex I.II.7.c)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.digitize.fields.findings import field
from pipeline.digitize.fields.layout import Row
from pipeline.digitize.fields.unlikely import may_have_lost_marks
from pipeline.digitize.fields.words import distance, frequent_surnames, name_syllables, surnames
from pipeline.digitize.values import Field
from pipeline.digitize.wording.syllable import possible
from pipeline.text import fold, same_spelling

_DEGREES: Final = re.compile(
    r"^(?:(?:pgs|gs|ts|ths|bs|cn|ks|ds|bsck[iv12]*|bscki+|ths\.bs|dr|nguoi|ong|ba|dai ta|thuong ta|trung ta|thieu ta|dai uy|"
    r"thuong uy|thieu tuong|trung tuong|thuong tuong|dai tuong)[.,]*\s*)+(?=\w)"
)
# A Vietnamese syllable: consonants, one run of vowels, a final.
_SYLLABLE: Final = re.compile(
    r"(?i)^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?[aăâeêioôơuưyàằầèềìòồờùừỳáắấéếíóốớúứýảẳẩẻểỉỏổởủửỷ"
    r"ãẵẫẽễĩõỗỡũữỹạặậẹệịọộợụựỵ]{1,3}(?:ng|nh|ch|[cmnpt])?$"
)

_LEAST: Final = 2  # letters of a family name's end, or one that bears marks
_SPELT: Final = 4  # letters of a family name that is no other one's end
_AFTER_SCRAP: Final = 0.85  # how sure a family name is that stands behind one
_TWIN: Final = 0.6  # how sure a strange syllable is that differs from known ones by its marks alone
_WORN: Final = 0.62  # how sure a name is that may have lost marks: whole, but for a clerk to look at
# How sure a name is of which the family name alone was read unsurely, and is a frequent one: 14 of 14 such that waited were right.
_FAMILY_TOLD: Final = 0.66
_REST_SURE: Final = 0.95
_MARKS_SURE: Final = 0.97  # below it 2 of 3 syllables were misread that another is with marks worn off
_LONG: Final = 5  # letters of a family name in which one may be misread


def person(piece: Row) -> Field | None:
    """The name that a stretch of a row is: two to five capitalised syllables that begin with a family name.

    One syllable may be strange to the name lexicon where it is surely read.
    """
    words = [w for w in piece.words if any(c.isalpha() for c in w.text)]
    if not words:
        return None
    row = Row(tuple(words), piece.page)
    titled = _DEGREES.match(row.folded)
    if titled:
        words = list(words[row.word_at(titled.end()) :])
    parts = [word.text.strip(".,;:'`\"“”‘’|-_()*~!?„<>[]{}") for word in words]
    kept = [(word, part) for word, part in zip(words, parts, strict=True) if part]
    if not 2 <= len(kept) <= 5:
        return None
    texts = [part for _, part in kept]
    if not all(part.isalpha() and (part.istitle() or part.isupper()) for part in texts[1:]) or not texts[0].isalpha():
        return None
    family = _surname(texts[0])
    if family is None and len(texts) > 2 and texts[0].islower() and same_spelling(texts[1]) in frequent_surnames():
        kept, texts = kept[1:], texts[1:]  # a scrap of the seal before the name
        family = texts[0], _AFTER_SCRAP
    if family is None:
        return None
    first, vouched = family
    texts[0] = first
    at = [word for word, _ in kept]
    strange = [w for w, part in kept[1:] if same_spelling(part) not in name_syllables()]
    if any(_SYLLABLE.match(part) is None for part in texts) or any(w.word.confidence < 0.85 for w in strange):
        return None
    if len(strange) > 1 or min(word.word.confidence for word in at) < 0.3:
        return None
    twins = {fold(part) for part in name_syllables()}
    sureness = vouched * (_TWIN if any(fold(w.text) in twins for w in strange) else 0.8 if strange else 1.0)
    if same_spelling(texts[0]) not in frequent_surnames():  # it may be a middle name, the family name under the seal
        sureness *= 0.65
    if len(texts) == 2:  # most names have three syllables or more: the first may be lost, the second a family name too
        sureness *= 0.85
    found = field(" ".join(texts), piece.page, at, sureness)
    later = [(w.word.confidence, part) for w, part in kept[1:]]
    worn = any(sure < _MARKS_SURE and may_have_lost_marks(part, name_syllables()) for sure, part in later)
    worn = worn or any(same_spelling(part) == "thi" for part in texts[1:-1])  # Thị, the middle of half of all names
    if worn:
        return replace(found, confidence=min(found.confidence, _WORN))
    alone = len(texts) > 2 and not strange and all(sure >= _REST_SURE for sure, _ in later)
    double = same_spelling(texts[1]) in frequent_surnames()  # a scrap taken for a family name, the true one behind it
    if alone and not double and same_spelling(texts[0]) in frequent_surnames():
        return replace(found, confidence=max(found.confidence, _FAMILY_TOLD))
    return found


def _surname(read: str) -> tuple[str, float] | None:
    """The family name and how sure it is: set right where its marks alone are misread, completed where it begins under a seal.

    Of names that are spelt alike or end alike, it is the one that most people of these bear; where several do, it is none.
    """
    whole = read.istitle() or read.isupper()
    if read.islower() and len(read) >= _SPELT and same_spelling(read) in frequent_surnames():
        return read.capitalize(), 0.85  # its capital crossed by the seal's ring
    if whole and same_spelling(read) in surnames():
        return read, 0.97
    alike = {name for name in surnames() if whole and fold(name) == fold(read)}
    near = {name for name in frequent_surnames() if len(name) >= _LONG and distance(fold(name), fold(read), 1) == 1}
    for names, sureness in ((alike, 0.9), (alike & frequent_surnames(), 0.8), (_ended(read), 0.7), (near, 0.7)):
        if len(names) == 1:
            (right,) = names
            return (right.upper() if read.isupper() else right.capitalize()), sureness
    return None


def _ended(read: str) -> set[str]:
    """The frequent family names that end as `read` does, which lacks a letter or more of its beginning.

    Of what can be no syllable, the first letters may be the seal's.
    """
    end = same_spelling(read)
    starts = range(1) if possible(end) else range(len(end) - _LEAST + 1)
    for start in starts:
        seen = end[start:]
        enough = len(seen) >= _LEAST or (not start and not seen.isascii())
        found = {name for name in frequent_surnames() if enough and name.endswith(seen) and name != seen}
        if found:
            return found
    return set()
