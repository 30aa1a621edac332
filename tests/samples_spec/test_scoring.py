"""How the benchmarks count error: order does not matter, everything lost or made up does."""

from __future__ import annotations

from benchmarks.scoring import distance, find, score_page, total

HEAD = [
    {"text": "Số: 15/QĐ-BNV", "kind": "number"},
    {"text": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "kind": "nation"},
    {"text": "Độc lập - Tự do - Hạnh phúc", "kind": "nation"},
    {"text": "ĐẾN", "kind": "arrival stamp", "optional": True},
]
PRINTED = sum(len(line["text"]) for line in HEAD if "optional" not in line)


def test_a_perfect_reading_in_any_order_or_on_one_line_has_no_error() -> None:
    texts = [str(line["text"]) for line in HEAD]
    for reading in ("\n".join(texts), "\n".join(reversed(texts)), " ".join(texts[:2]) + "\n" + " ".join(texts[2:])):
        score = score_page(HEAD, reading)
        assert (score.characters, score.character_errors, score.word_errors) == (PRINTED, 0, 0)


def test_an_optional_line_may_be_missing_but_other_additions_are_errors() -> None:
    texts = [str(line["text"]) for line in HEAD[:3]]
    assert score_page(HEAD, "\n".join(texts)).character_errors == 0
    score = score_page(HEAD, "\n".join([*texts, "rác ở lề"]))
    assert (score.extra, score.character_errors, score.word_errors) == (8, 8, 3)


def test_a_wrong_mark_is_one_error_and_a_lost_line_all_its_characters() -> None:
    score = score_page(HEAD, "Số: 15/QĐ-BNV\nCỘNG HOÀ XA HỘI CHỦ NGHĨA VIỆT NAM")
    assert score.lost == len("Độc lập - Tự do - Hạnh phúc")
    assert score.character_errors == score.lost + 3  # ÒA for OÀ is two letters, Ã for A is one
    assert score.kinds["number"] == (13, 0)


def test_quotes_dashes_and_white_space_are_folded() -> None:
    assert score_page([{"text": "“bốn tại chỗ” - 24/24"}], '"bốn  tại chỗ" – 24/24').character_errors == 0


def test_a_short_line_is_found_as_a_whole_word() -> None:
    assert find("2", "ngày 12 tháng\n2\nnăm") == (14, 15, 0)


def test_distance_counts_edits_of_letters_or_of_words() -> None:
    assert distance("kitten", "sitting") == 3
    assert distance(["một", "hai", "ba"], ["một", "ba"]) == 1


def test_rates_are_over_all_pages_and_not_means_of_pages() -> None:
    long = score_page([{"text": "a" * 90}], "a" * 90)
    short = score_page([{"text": "b" * 10}], "b" * 5 + "c" * 5)
    assert total([long, short]).cer == 5.0
