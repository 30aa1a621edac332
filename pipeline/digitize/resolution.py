"""Dots per inch of a page image: what the file says when that makes a sheet of paper, else what paper it looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

A4_LONG: Final = 11.693  # inches, ISO 216
A4_SHORT: Final = 8.268
_A_RATIO: Final = 2**0.5
_SCANNER_SETTINGS: Final = (100, 150, 200, 240, 300, 400, 600)
_DEFAULTS_OF_PROGRAMS: Final = (72, 96)  # written by programs that know no resolution


@dataclass(frozen=True)
class Resolution:
    x: float
    y: float
    assumed: bool = False


def resolution(width: int, height: int, told: tuple[float, float] | None) -> Resolution:
    """Of an image of width x height pixels whose file tells `told` (x, y; None when it tells nothing)."""
    if told is not None and _makes_paper(width, height, told):
        return Resolution(*told)
    assumed = _of_paper(max(width, height), min(width, height))
    return Resolution(assumed, assumed, assumed=True)


def _makes_paper(width: int, height: int, told: tuple[float, float]) -> bool:
    x, y = told
    if not (30 <= x <= 2400 and 30 <= y <= 2400 and 1 / 2.2 <= x / y <= 2.2):  # fax: 204 x 98 dpi (ITU-T T.4)
        return False
    long, short = max(width / x, height / y), min(width / x, height / y)
    if round(x) in _DEFAULTS_OF_PROGRAMS and long > 17.5:  # beyond A3 by a default is no paper but a default
        return False
    return short >= 1 and long <= 60


def _of_paper(long: int, short: int) -> float:
    """A4 first, then A3 and A5 by a scanner's usual settings; other shapes are taken to be as long or wide as A4."""
    ratio = long / short
    if abs(ratio / _A_RATIO - 1) > 0.03:
        return _within(short / A4_SHORT if ratio > _A_RATIO else long / A4_LONG)
    fitting = [
        setting
        for scale in (1.0, _A_RATIO, 1 / _A_RATIO)  # A4, A3, A5
        for setting in _SCANNER_SETTINGS
        if abs(long / (A4_LONG * scale) / setting - 1) < 0.02
    ]
    if fitting:  # A5 at 300 dpi has the pixels of A3 at 150, which no office scans at (Decree 30/2020: 200 at least)
        return float(next((setting for setting in fitting if setting >= 200), fitting[0]))
    return _within(long / A4_LONG)


def _within(dpi: float) -> float:
    return min(max(dpi, 50.0), 1200.0)
