"""What a net says column by column, as texts with their probabilities (CTC: Graves and others, 2006)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

Likely = npt.NDArray[np.float32]  # columns x answers, probabilities; answer 0 is "no letter"

_WORTH: Final = 5e-4  # answers less likely than this in a column are left out


def texts(likely: Likely, many: int) -> list[tuple[tuple[int, ...], float]]:
    """The likeliest sequences of answers with their probabilities, best first; at most `many`, found by beam search.

    What a sequence is worth is summed over all the ways to lay it over the columns, so the probabilities of different
    sequences may be compared and added.
    """
    beam: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}  # ending in none, ending in its last letter
    for column in likely:
        worth = [(int(at), float(column[at])) for at in np.flatnonzero(column > _WORTH)]
        found: dict[tuple[int, ...], tuple[float, float]] = {}
        for said, (none, letter) in beam.items():
            last = said[-1] if said else 0
            for at, share in worth:
                if at == 0:
                    before = found.get(said, (0.0, 0.0))
                    found[said] = before[0] + (none + letter) * share, before[1]
                    continue
                if at == last:
                    before = found.get(said, (0.0, 0.0))
                    found[said] = before[0], before[1] + letter * share
                longer = (*said, at)
                before = found.get(longer, (0.0, 0.0))
                found[longer] = before[0], before[1] + (none if at == last else none + letter) * share
        beam = found
        if len(found) > many:
            beam = dict(sorted(found.items(), key=_sum, reverse=True)[:many])
    ordered = sorted(beam.items(), key=_sum, reverse=True)
    return [(said, none + letter) for said, (none, letter) in ordered if none + letter > 0]


def spans(likely: Likely) -> list[tuple[int, int, int, float]]:
    """The likeliest answer of each column: answer, first column, column behind the last, probability; none left out."""
    return [run for run in runs(likely.argmax(axis=1), likely.max(axis=1)) if run[0]]


def runs(ids: npt.NDArray[np.int64], sure: npt.NDArray[np.float32]) -> Iterator[tuple[int, int, int, float]]:
    """Answer (0: none), first column, column behind the last, probability, by the likeliest answer of each column.

    A letter is as probable as in its best column, a pause as in its worst.
    """
    starts = np.flatnonzero(np.diff(ids, prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(ids)], strict=True):
        probable = sure[start:end].max() if ids[start] else sure[start:end].min()
        yield int(ids[start]), int(start), int(end), float(probable)


def _sum(item: tuple[tuple[int, ...], tuple[float, float]]) -> float:
    return item[1][0] + item[1][1]
