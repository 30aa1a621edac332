"""The slips of OCR that search forgives, and those it must not."""

from __future__ import annotations

import re

import pytest

from pipeline.archive.slips import spoiled


def accepts(asked: str, slips: int, printed: str) -> bool:
    words = printed.split()
    return any(
        len(run) == len(words) and all(re.fullmatch(pattern, word) for pattern, word in zip(run, words, strict=True))
        for run in spoiled(asked.split(), slips)
    )


@pytest.mark.parametrize(
    ("printed", "slips"),
    [
        ("trien khai thuc hien", 1),
        ("trien khai thuc hiem", 1),
        ("trien khai thuc hin", 1),
        ("trien khaii thuc hien", 1),
        ("trien khaithuc hien", 1),
        ("trien kh ai thuc hien", 1),
        ("trlen khai thuc hiem", 2),
        ("trien khaithuc hlen", 2),
    ],
)
def test_so_many_slips_are_forgiven(printed: str, slips: int):
    assert accepts("trien khai thuc hien", slips, printed)


@pytest.mark.parametrize(
    "printed", ["trien khai hien thuc", "trien khai thuc", "trien khai thuc tien do", "x khai thuc hien"]
)
def test_other_words_are_not(printed: str):
    assert not accepts("trien khai thuc hien", 1, printed)


def test_two_slips_are_more_than_one():
    assert not accepts("trien khai thuc hien", 1, "trlen khai thuc hiem")


@pytest.mark.parametrize("slips", [1, 2])
def test_numbers_and_single_letters_are_never_guessed(slips: int):
    assert accepts("quyet dinh so 112", slips, "quyet dlnh so 112")
    assert not accepts("quyet dinh so 112", slips, "quyet dinh so 113")
    assert not accepts("quyet dinh so 112", slips, "quyet dinh so112")
    assert spoiled(["1", "2", "3", "4"], slips) == []
    assert not accepts("phan a muc lon", slips, "phan b muc lon")


def test_too_few_or_too_many_words_are_not_guessed_at():
    assert spoiled(["mot", "hai", "ba"], 1) == []
    assert spoiled(["mot"] * 13, 1) == []
    assert spoiled(["mot"] * 7, 2) == []
