"""`vanthu delegation`: what a clerk types to enter, see and end who may sign."""

from __future__ import annotations

import pytest

from pipeline import clock
from tests.cli.conftest import Vanthu


@pytest.fixture
def desk(vanthu: Vanthu, tmp_path):
    vanthu("init", "noi", "--organ-id", "H24.94", "--organ-name", "Sở Nội vụ")
    return lambda *arguments: vanthu("--office", tmp_path / "noi", "--lang", "en", *arguments)


def test_a_deputy_is_entered_listed_and_ended(desk):
    day = clock.today()
    local = f"{day.day}/{day.month}/{day.year}"
    given = ("Trần Thị Bình", "--kind", "KT", "--for", "GIÁM ĐỐC", "--by", "Nguyễn Văn An", "--basis", "QĐ 12/QĐ-SNV")
    assert desk("delegation", "add", *given, "--until", local, "--types", "Công văn, Thông báo").code == 0
    [one] = desk("--format", "json", "delegation", "list").answer["delegations"]
    assert (one["person"], one["until"], one["types"]) == ("Trần Thị Bình", day.isoformat(), ["Công văn", "Thông báo"])
    assert one["holds"] and one["since"] == day.isoformat()
    assert desk("uy-quyen", "thu-hoi", 1, "--reason", "chuyển công tác").code == 0
    [one] = desk("--format", "json", "delegation", "list").answer["delegations"]
    assert not one["holds"] and one["end_reason"] == "chuyển công tác"
    assert "QĐ 12/QĐ-SNV" in desk("delegation", "list").out


def test_one_that_is_back_dated_is_wrong_usage(desk):
    ran = desk("delegation", "add", "Nguyễn Văn An", "--kind", "head", "--from", "1/1/2020")
    assert ran.code == 2 and "VT-OFFICE-041" in ran.err
    assert desk("delegation", "revoke", 7, "--reason", "x").code == 9
