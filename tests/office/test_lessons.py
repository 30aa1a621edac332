"""The office's own lessons: what clerks found shifts how sure a reading is taken to be, and few lessons shift little."""

from __future__ import annotations

import random

import pytest

from pipeline.office import lessons, review
from pipeline.office.lessons import heard, shift_of


def test_nothing_learned_changes_nothing() -> None:
    assert shift_of([]) == 0.0
    assert heard(0.8, 0.0) == 0.8


def test_one_lesson_never_raises_confidence_and_hardly_lowers_it() -> None:
    assert shift_of([(0.7, True)]) == 0.0
    assert 0.73 < heard(0.8, shift_of([(0.7, False)])) < 0.8


def test_a_field_that_is_wrong_here_more_often_than_said_goes_to_review() -> None:
    shift = shift_of([(0.75, n % 2 == 0) for n in range(40)])
    assert heard(0.8, shift) < 0.65


def test_a_field_that_is_right_here_more_often_than_said_needs_no_look_in_time() -> None:
    few, many = shift_of([(0.75, True)] * 3), shift_of([(0.75, True)] * 60)
    assert heard(0.75, few) < 0.8 < heard(0.75, many)
    assert heard(0.5, many) < 0.8, "what was read with doubt is looked at all the same"


def test_what_was_said_truly_is_left_as_it_is() -> None:
    chance = random.Random(7)
    told = [(said, chance.random() < said) for said in [0.3, 0.5, 0.7, 0.75] * 100]
    assert heard(0.8, shift_of(told)) == pytest.approx(0.8, abs=0.05)


def test_the_same_lessons_in_any_order_teach_the_same() -> None:
    told = [(0.6, True), (0.7, False), (0.75, True), (0.4, False)] * 9
    assert shift_of(told) == shift_of(list(reversed(told)))


def test_what_a_clerk_said_stays_certain_whatever_was_learned() -> None:
    fields = {"subject": {"value": "Kế hoạch", "confidence": 1.0}}
    assert "subject" not in review.unsure(fields, "outgoing", 0.8, {"subject": -3.0})


def test_a_second_answer_stands_for_the_first_and_what_was_read_is_kept(office, a_document) -> None:
    row = a_document(fields={"subject": {"value": "Ke hoach", "confidence": 0.6, "page": 1, "box": None}})
    lessons.keep(row, {"subject": "Kế hoặch"})
    row.fields = {"subject": {"value": "Kế hoặch", "confidence": 1.0, "page": 1, "box": None}}
    lessons.keep(row, {"subject": "Kế hoạch"})
    [kept] = row.lessons.all()
    assert (kept.read, kept.confidence, kept.became, kept.right) == ("Ke hoach", 0.6, "Kế hoạch", False)
    lessons.forget(row)
    assert lessons.learned() == {}
