"""What a net says column by column, as texts with their probabilities (CTC: Graves and others, 2006)."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Likely = npt.NDArray[np.float32]  # columns x answers, natural logarithms of probabilities; answer 0 is "no letter"

_WORTH: Final = -9.0  # answers less likely than this in a column are left out
_NEVER: Final = -np.inf


def texts(likely: Likely, many: int) -> list[tuple[tuple[int, ...], float]]:
    """The likeliest sequences of answers with their probabilities, best first; at most `many`, found by beam search.

    What a sequence is worth is summed over all the ways to lay it over the columns, so the probabilities of different
    sequences may be compared and added.
    """
    beam: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, _NEVER)}  # ending in none, ending in its last letter
    for column in likely:
        worth = [int(at) for at in np.flatnonzero(column > _WORTH)] or [int(column.argmax())]
        found: dict[tuple[int, ...], tuple[float, float]] = {}
        for said, (none, letter) in beam.items():
            whole = float(np.logaddexp(none, letter))
            for at in worth:
                value = float(column[at])
                if at == 0:
                    _add(found, said, whole + value, _NEVER)
                elif said and said[-1] == at:
                    _add(found, said, _NEVER, letter + value)
                    _add(found, (*said, at), _NEVER, none + value)
                else:
                    _add(found, (*said, at), _NEVER, whole + value)
        kept = sorted(found.items(), key=lambda item: -np.logaddexp(*item[1]))[:many]
        beam = dict(kept)
    return [(said, float(np.exp(np.logaddexp(none, letter)))) for said, (none, letter) in beam.items()]


def spans(likely: Likely) -> list[tuple[int, int, int, float]]:
    """The likeliest answer of each column: answer, first column, column behind the last, probability; none left out."""
    answers = likely.argmax(axis=1)
    starts = np.flatnonzero(np.diff(answers, prepend=-1))
    found = []
    for start, end in zip(starts, [*starts[1:], len(answers)], strict=True):
        if answers[start]:
            best = float(np.exp(likely[start:end, answers[start]].max()))
            found.append((int(answers[start]), int(start), int(end), best))
    return found


def _add(found: dict[tuple[int, ...], tuple[float, float]], said: tuple[int, ...], none: float, letter: float) -> None:
    before = found.get(said)
    if before is None:
        found[said] = none, letter
    else:
        found[said] = float(np.logaddexp(before[0], none)), float(np.logaddexp(before[1], letter))
