"""The few words around a match that a list of hits shows, and the page they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline import text
from pipeline.archive.query import Asked
from pipeline.archive.words import Word, words_of

_WINDOW: Final = 24  # words looked at together
_AROUND: Final = 8  # words shown before and after the match
_LONGEST: Final = 320  # letters of a snippet


@dataclass(frozen=True)
class Snippet:
    """`page` counts from 1; None when the match is in the fields alone (number, type, subject, issuer)."""

    page: int | None
    text: str


@dataclass(frozen=True)
class _Window:
    score: float
    first: int
    last: int


def snippet_of(asked: Asked, pages: Sequence[str], heading: str) -> Snippet:
    """The place in `pages` where most of the query stands closest together; the `heading` where that has more of it."""
    best: tuple[_Window, int, list[Word]] | None = None
    for number, page in enumerate(pages, 1):
        found = words_of(page)
        window = _best_window(asked, found)
        if window and (best is None or window.score > best[0].score):
            best = (window, number, found)
    in_heading = _best_window(asked, words_of(heading))
    if best is None or (in_heading and in_heading.score > best[0].score):
        return Snippet(None, text.tidy(heading)[:_LONGEST])
    window, number, found = best
    return Snippet(number, _cut(text.nfc(pages[number - 1]), found, window))


def _best_window(asked: Asked, found: list[Word]) -> _Window | None:
    places: dict[str, list[int]] = {}
    for n, word in enumerate(asked.folded):
        places.setdefault(word, []).append(n)
    matches = [n for n, word in enumerate(found) if word.folded in places]
    marked = {word.marked for word in asked.words if word.has_marks}
    best: _Window | None = None
    for at, first in enumerate(matches):
        # Only words that help stay in the window: it ends with the last one that made it better.
        distinct: set[str] = set()
        together: set[tuple[int, int]] = set()
        printed: set[str] = set()
        for n in matches[at:]:
            if n - first >= _WINDOW:
                break
            distinct.add(found[n].folded)
            printed |= {found[n].marked} & marked
            if n > first and found[n - 1].folded in places:
                together |= {
                    (one, other)
                    for one in places[found[n - 1].folded]
                    for other in places[found[n].folded]
                    if other == one + 1
                }
            score = 2 * len(distinct) + 3 * len(together) + 0.5 * len(printed)
            if best is None or score > best.score:
                best = _Window(score, first, n)
    return best


def _cut(page: str, found: list[Word], window: _Window) -> str:
    first, last = max(0, window.first - _AROUND), min(len(found) - 1, window.last + _AROUND)
    start = 0 if first == 0 else found[first].start
    end = len(page) if last == len(found) - 1 else found[last].end
    piece = text.tidy(page[start:end])
    if len(piece) > _LONGEST:  # long words only: the match itself is never cut away
        piece = text.tidy(page[found[window.first].start : found[window.last].end])
    return f"{'… ' if start else ''}{piece}{' …' if end < len(page) else ''}"
