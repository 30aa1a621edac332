"""A net's letters as words: apart where it saw a space, or where the ink has a gap that it missed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ocr_models.ink import LineInk

_SPACE: Final = 0.3  # line heights; letters of one word stand closer


def words_seen(
    said: Iterable[tuple[str, float, float, float]], ink: LineInk
) -> tuple[list[str], list[float], list[tuple[float, float]]]:
    """Texts, confidences and columns of a line's words, from left to right.

    `said` are letters, each with the columns of the strip in which it was seen and its probability; "" is a pause. A word's
    confidence is the product of its letters', and no higher than that of any pause within it: a pause that the net is
    unsure of may be a letter that it dropped.
    """
    texts: list[str] = []
    certain: list[float] = []
    spans: list[tuple[float, float]] = []
    ended = (0.0, 0.0)
    apart, pause = True, 1.0
    for text, left, right, probability in said:
        if not text:
            pause = min(pause, probability)
            if not apart:
                certain[-1] = min(certain[-1], probability)
            continue
        if text.isspace():
            apart, pause = True, 1.0
            continue
        if not apart:
            white = ink.gap(*(sum(seen) / 2 for seen in (ended, (left, right))))
            apart = white[1] - white[0] >= _SPACE * ink.height
        ended = left, right
        if apart:
            texts.append("")
            certain.append(pause)
            spans.append((left, right))
        apart, pause = False, 1.0
        texts[-1] += text
        certain[-1] *= probability
        spans[-1] = (spans[-1][0], right)
    return texts, certain, spans
