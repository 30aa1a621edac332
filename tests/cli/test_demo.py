"""`vanthu demo`: sample scans become archived, signed, found documents; twice; and no other folder is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Vanthu


def test_a_folder_that_is_no_demo_office_is_left_alone(vanthu: Vanthu, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "file").write_text("mine")
    for options in ([], ["--clean"]):
        ran = vanthu("demo", "mine", *options)
        assert ran.code == 9
        assert "VT-CLI-" in ran.err
    assert [path.name for path in mine.iterdir()] == ["file"]


def test_an_office_that_is_no_demo_is_left_alone_too(vanthu: Vanthu, tmp_path: Path) -> None:
    vanthu("init", "real", "--organ-id", "H24", "--organ-name", "Sở")
    assert vanthu("demo", "real", "--clean").code == 9
    assert (tmp_path / "real" / "vanthu.toml").exists()


@pytest.mark.slow
def test_the_demo_takes_its_samples_all_the_way_twice(program: Vanthu, tmp_path: Path) -> None:
    ran = program("--format", "json", "demo", seconds=600)
    assert ran.code == 0, ran.err
    documents = ran.answer["documents"]
    assert sum(one["state"] == "archived" for one in documents) == len(documents) - 1
    assert all(one["verdict"] == "TOTAL-PASSED" and one["number"] for one in documents if one["state"] == "archived")
    (secret,) = [one for one in documents if one["secret"]]
    assert (secret["state"], secret["subject"]) == ("quarantined", None)
    assert ran.answer["search"]["total"] >= 1
    assert list((tmp_path / "vanthu-demo" / "xuat").rglob("*.edxml"))

    again = program("demo", seconds=600)
    assert again.code == 0, again.err
    assert "đã có" in again.err
    status = program("--office", "vanthu-demo", "--format", "json", "status")
    assert status.answer["counts"] == {"archived": len(documents) - 1, "quarantined": 1}

    tokens = program("--office", "vanthu-demo", "--format", "json", "token", "list").answer["tokens"]
    assert {token["label"] for token in tokens} == {"LANH DAO", "CO QUAN"}, "no environment variable is needed"
