"""What can be a Vietnamese syllable."""

import pytest

from pipeline.digitize.wording.syllable import possible


@pytest.mark.parametrize(
    "word", "nghiêng khuỷu giếng gì quyết xoong ươm yếu uỷ nguyễn đắk phường giặt quốc khuya Ủy ĐIỀU".split()
)
def test_words_as_they_are_written_are_possible(word: str) -> None:
    assert possible(word)


@pytest.mark.parametrize("word", "hòa hoà khỏe khoẻ thủy thuỷ quý quí".split())
def test_both_placements_of_the_tone_mark_are_possible(word: str) -> None:
    assert possible(word)


@pytest.mark.parametrize(
    "word", "tóat chưc mât nguời thúê ngia cẻo2 hf kua nghan tòan ẫ́ đươngf xyz việtnam qù Qúc quan2 qum".split()
)
def test_what_nobody_writes_is_not(word: str) -> None:
    assert not possible(word)


def test_a_syllable_that_is_no_word_is_possible_all_the_same() -> None:
    assert possible("nhuếch") or possible("ngoạch")
