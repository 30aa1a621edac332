"""How OCR spoils a run of words: a letter changed, lost or added, a space lost or added; as patterns for an index.

Numbers are never guessed: another number is another document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FEWEST: Final = 4  # words; fewer say too little to guess at
MOST: Final = {1: 12, 2: 6}  # words by number of slips; more would cost too much
_LETTERS: Final = 2  # a word of one letter could become any other


@dataclass(frozen=True)
class _Word:
    pattern: str  # a regular expression, the word itself where it is as asked
    as_asked: bool = True

    @property
    def may_slip(self) -> bool:
        return self.as_asked and self.pattern.isascii() and self.pattern.isalpha() and len(self.pattern) >= _LETTERS


_Run = tuple[_Word, ...]


def spoiled(folded: list[str], slips: int) -> list[list[str]]:
    """All patterns for the words side by side with so many slips (1 or 2), none where that says too little."""
    if not FEWEST <= len(folded) <= MOST[slips]:
        return []
    runs: set[_Run] = {tuple(_Word(word) for word in folded)}
    for _ in range(slips):
        runs = {slipped for run in runs for slipped in _one_slip(run)}
    return sorted([word.pattern for word in run] for run in runs)


def _one_slip(run: _Run) -> list[_Run]:
    made: list[_Run] = []
    for n, word in enumerate(run):
        if not word.may_slip:
            continue
        before, after = run[:n], run[n + 1 :]
        made.append((*before, _Word(_one_letter_off(word.pattern), False), *after))
        made += [
            (*before, _Word(word.pattern[:cut], False), _Word(word.pattern[cut:], False), *after)
            for cut in range(1, len(word.pattern))
        ]
        if after and after[0].may_slip:
            made.append((*before, _Word(word.pattern + after[0].pattern, False), *after[1:]))
    return made


def _one_letter_off(word: str) -> str:
    changed = [f"{word[:n]}.?{word[n + 1 :]}" for n in range(len(word))]
    added = [f"{word[:n]}.{word[n:]}" for n in range(len(word) + 1)]
    return f"({'|'.join(changed + added)})"
