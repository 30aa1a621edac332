"""What confidences are worth: a rising curve that leaves what was counted alone and never says certain."""

from __future__ import annotations

from itertools import pairwise

from pipeline.digitize.fields.calibrated import calibrated, share_right
from pipeline.digitize.values import Field


def test_what_is_said_more_surely_is_right_more_often_and_never_certain() -> None:
    shares = [share_right(said / 100) for said in range(101)]
    assert all(one <= other for one, other in pairwise(shares))
    assert 0 < shares[0] < 0.01
    assert shares[-1] == 0.99


def test_the_line_of_review_lies_where_a_fifth_of_such_findings_may_be_wrong() -> None:
    assert share_right(0.6) < 0.8 < share_right(0.7)


def test_what_was_counted_is_left_as_it_is() -> None:
    fields = {"page_amount": Field("3", 0.99), "language": Field("vi", 0.8), "subject": Field("Kế hoạch", 0.6)}
    told = calibrated(fields)
    assert (told["page_amount"], told["language"]) == (fields["page_amount"], fields["language"])
    assert told["subject"].confidence == share_right(0.6)
