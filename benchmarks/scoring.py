"""How far a reading is from the print, whatever the order of its lines: character and word error.

Reading order in a two-column head or a table is a matter of taste, so lines are not compared in order. Each printed
line, the longest first, is looked for in the whole reading by approximate search (Sellers' variant of edit distance:
the pattern may begin and end anywhere within one line of the reading); the best stretch is taken out of the reading and its edit distance to the
print counts as error. Near matches are taken first, so that a short line cannot steal a long line's words. A printed line
with no stretch at all counts as lost, all its characters wrong. What nobody has taken in the end counts as extra, each
character one error. Stamps and page numbers ("optional") may be read or not, at no cost.

    error rate = (edits + lost + extra) / printed characters, summed over pages; the same with words

Quotes, dashes and white space are folded and text is NFC first; letters, marks and case count as they are.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

_FOLDED = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’´`", "'") | dict.fromkeys("–—−‐‑•", "-"))
_GAP = "\x00"  # where a stretch was taken out
_WALL = 10_000  # edits it would take to cross from one read line into the next
_PLACES = 60  # equally near places that are looked at more closely
_NEAR_ENOUGH = (0.2, 0.45, 0.7)  # error a line may have, pass by pass


@dataclass
class Score:
    """Counts of one or many pages; `kinds` tells characters and errors by kind of line, without what is extra."""

    characters: int = 0
    character_errors: int = 0
    words: int = 0
    word_errors: int = 0
    lost: int = 0
    extra: int = 0
    kinds: dict[str, tuple[int, int]] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)  # what is printed, what was read for it
    leftovers: list[str] = field(default_factory=list)

    @property
    def cer(self) -> float:
        """Percent of characters."""
        return 100 * self.character_errors / max(1, self.characters)

    @property
    def wer(self) -> float:
        return 100 * self.word_errors / max(1, self.words)


def folded(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(_FOLDED).replace("…", "...")
    return " ".join(text.split())


def distance(a: Sequence[str], b: Sequence[str]) -> int:
    """Edits (put in, leave out, exchange) between two texts or two lists of words."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _last_row(pattern: str, text: str, anywhere: bool) -> npt.NDArray[np.int64]:
    """Least edits from `pattern` to a stretch of `text` that ends at each place; it begins anywhere, or at 0."""
    letters = _codes(text)
    price = np.where((letters == ord("\n")) | (letters == ord(_GAP)), _WALL, 1)
    places = np.concatenate([[0], np.cumsum(price)])
    row = np.zeros(len(text) + 1, np.int64) if anywhere else places
    for number, letter in enumerate(_codes(pattern), 1):
        after = np.empty_like(row)
        after[0] = number
        np.minimum(row[1:] + 1, row[:-1] + np.where(letters == letter, 0, price), out=after[1:])
        row = np.minimum.accumulate(after - places) + places  # characters of the text left over within the stretch
    return row


def find(line: str, text: str) -> tuple[int, int, int]:
    """Where `line` stands in `text` with the fewest edits, out to whole words: begin, end, edits.

    A short line ("1" in a table) is in many places by chance, within words too; of equally near places, the best whole one.
    """
    ends = _last_row(line, text, anywhere=True)
    places = np.flatnonzero(ends == ends.min())[:_PLACES]
    return min((_whole(line, text, int(end)) for end in places), key=lambda found: found[2])


def _whole(line: str, text: str, end: int) -> tuple[int, int, int]:
    """The stretch that ends at `end` and comes nearest to `line`, with the rest of the words it cuts."""
    window = text[max(0, end - 2 * len(line)) : end][::-1]
    begin = end - int(_last_row(line[::-1], window, anywhere=False).argmin())
    apart = " \n" + _GAP
    while begin > 0 and text[begin - 1] not in apart and text[begin : begin + 1] not in tuple(apart):
        begin -= 1
    while 0 < end < len(text) and text[end] not in apart and text[end - 1] not in apart:
        end += 1
    return begin, end, distance(line, text[begin:end].strip())


def score_page(lines: Iterable[Mapping[str, Any]], reading: str) -> Score:
    """One page: its printed lines ("text", "optional", "kind") against what was read of it."""
    text = "\n".join(folded(line) for line in reading.split("\n"))
    printed = [(folded(line["text"]), str(line.get("kind", ""))) for line in lines if not line.get("optional")]
    optional = [folded(line["text"]) for line in lines if line.get("optional")]
    read: dict[int, str] = {}
    order = sorted(range(len(printed)), key=lambda i: -len(printed[i][0]))
    for bound in _NEAR_ENOUGH:
        for i in order:
            if i in read or not printed[i][0]:
                continue
            begin, end, edits = find(printed[i][0], text)
            if begin < end and edits <= bound * len(printed[i][0]):
                read[i] = text[begin:end].strip()
                text = text[:begin] + _GAP + text[end:]
    for line in sorted(optional, key=len, reverse=True):
        begin, end, edits = find(line, text)
        if begin < end and edits <= 0.5 * len(line):
            text = text[:begin] + _GAP + text[end:]
    score = Score()
    kinds: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for i, (line, kind) in enumerate(printed):
        got = read.get(i, "")
        edits = distance(line, got)
        score.characters += len(line)
        score.character_errors += edits
        score.words += len(line.split())
        score.word_errors += distance(line.split(), got.split())
        score.lost += len(line) if not got else 0
        kinds[kind] += len(line)
        wrong[kind] += edits
        score.pairs.append((line, got))
    score.leftovers = [piece.strip() for piece in text.replace("\n", _GAP).split(_GAP) if piece.strip()]
    score.extra = sum(len(piece) for piece in score.leftovers)
    score.character_errors += score.extra
    score.word_errors += sum(len(piece.split()) for piece in score.leftovers)
    score.kinds = {kind: (kinds[kind], wrong[kind]) for kind in kinds}
    return score


def total(scores: Iterable[Score]) -> Score:
    """All pages together: counts are summed, rates are not averaged."""
    whole = Score()
    for score in scores:
        for name in ("characters", "character_errors", "words", "word_errors", "lost", "extra"):
            setattr(whole, name, getattr(whole, name) + getattr(score, name))
        for kind, (characters, errors) in score.kinds.items():
            had = whole.kinds.get(kind, (0, 0))
            whole.kinds[kind] = (had[0] + characters, had[1] + errors)
    return whole
