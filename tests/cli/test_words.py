"""Small things that people read and type: days, moments, pairs, whole numbers."""

from __future__ import annotations

import click
import pytest

from pipeline.cli.grammar import Day, Pair, Whole
from pipeline.cli.terms import when


@pytest.mark.parametrize("typed", ["2026-11-05", "5/11/2026", "05-11-2026", " 5.11.2026 "])
def test_a_day_is_typed_as_here_or_as_iso(typed: str) -> None:
    assert Day().convert(typed, None, None) == "2026-11-05"


@pytest.mark.parametrize("typed", ["31/2/2026", "2026-13-01", "hôm nay", "", "5/11/26"])
def test_a_day_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(click.BadParameter):
        Day().convert(typed, None, None)


def test_a_pair_keeps_what_follows_the_first_sign() -> None:
    assert Pair().convert("subject = a=b ", None, None) == ("subject", "a=b")
    assert Pair().convert("subject=", None, None) == ("subject", "")


@pytest.mark.parametrize("typed", ["subject", "=x", " =x"])
def test_a_pair_without_a_key_is_refused(typed: str) -> None:
    with pytest.raises(click.BadParameter):
        Pair().convert(typed, None, None)


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "x"])
def test_a_number_below_the_least_is_refused(typed: str) -> None:
    with pytest.raises(click.BadParameter):
        Whole(1).convert(typed, None, None)


@pytest.mark.parametrize(
    ("moment", "told"),
    [("2026-11-22T19:48:21+07:00", "22/11/2026 19:48"), ("2026-11-22", "22/11/2026"), ("", ""), (None, "")],
)
def test_moments_are_told_as_people_here_write_them(moment: str | None, told: str) -> None:
    assert when(moment) == told
