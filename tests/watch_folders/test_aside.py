"""Putting aside: the file and beside it, in Vietnamese, what is wrong and what the clerk can do."""

from __future__ import annotations

import os
import unicodedata
from datetime import datetime
from pathlib import Path

import pytest

from pipeline import durable
from pipeline.clock import VIETNAM
from tests.watch_folders import scans
from watch_folders import claim, faults
from watch_folders.aside import discard, list_aside, put_aside, take_back
from watch_folders.claim import snapshot

NOW = datetime(2026, 11, 22, 9, 15, 3, tzinfo=VIETNAM)
NFD = unicodedata.normalize("NFD", "cắt giữa chừng.jpg")
NFC = unicodedata.normalize("NFC", NFD)


@pytest.fixture
def den(tmp_path: Path) -> Path:
    (tmp_path / "den").mkdir()
    return tmp_path / "den"


@pytest.fixture
def hold(tmp_path: Path) -> Path:
    return tmp_path / "cach-ly"


def put(source: Path, hold: Path) -> Path | None:
    fault = faults.CUT
    return put_aside(source, hold, sentence=fault.vi, next_step=fault.next_vi, code=fault.code, now=NOW)


def dropped(den: Path, data: bytes = b"\xff\xd8\xff half", name: str = NFD) -> Path:
    (den / name).write_bytes(data)
    return den / name


def test_the_reason_lies_beside_the_file_in_words_for_people(den: Path, hold: Path) -> None:
    place = put(dropped(den), hold)
    assert place == hold / NFC
    assert place.read_bytes() == b"\xff\xd8\xff half"
    assert not list(den.iterdir())
    told = (hold / f"{NFC}.ly-do.txt").read_bytes()
    assert told.startswith(b"\xef\xbb\xbf")  # Notepad
    assert told.decode("utf-8-sig").split("\r\n") == [
        f"Tệp: {NFC}",
        "Lý do: Tệp bị cắt giữa chừng, phần cuối không có.",
        f"Cần làm: {faults.CUT.next_vi}",
        "Mã: VT-TAKE-002",
        "Lúc: 2026-11-22T09:15:03+07:00",
        "",
    ]


def test_what_was_put_aside_is_listed_with_its_reason(den: Path, hold: Path) -> None:
    put(dropped(den), hold)
    (hold / "lạ.pdf").write_bytes(b"put here by hand")
    one, other = list_aside(hold)
    assert (one.name, one.code, one.sentence, one.since) == (
        NFC,
        "VT-TAKE-002",
        faults.CUT.vi,
        "2026-11-22T09:15:03+07:00",
    )
    assert (other.name, other.code, other.sentence) == ("lạ.pdf", "VT-TAKE-018", faults.NO_REASON.vi)
    assert list_aside(hold / "nowhere") == ()


def test_another_file_of_the_same_name_overwrites_neither_file_nor_reason(den: Path, hold: Path) -> None:
    first, second = put(dropped(den, b"one"), hold), put(dropped(den, b"two"), hold)
    assert first and second
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert second.name == NFC.replace(".jpg", " (2).jpg")
    assert len(list_aside(hold)) == 2
    assert all(one.code == "VT-TAKE-002" for one in list_aside(hold))


def test_the_same_bytes_again_stay_one_file(den: Path, hold: Path) -> None:
    assert put(dropped(den), hold) == put(dropped(den), hold)
    assert len(list(hold.iterdir())) == 2


def test_a_crash_after_the_reason_was_written_leaves_the_file_and_is_made_good(
    den: Path, hold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = dropped(den)
    with monkeypatch.context() as broken:
        broken.setattr(claim, "_moved", lambda source, target: os._exit(9))
        child = os.fork()
        if child == 0:
            put(source, hold)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert source.exists()
    assert [path.name for path in hold.iterdir()] == [f"{NFC}.ly-do.txt"]
    assert list_aside(hold) == ()
    assert put(source, hold) == hold / NFC
    assert len(list(hold.iterdir())) == 2


def test_a_file_that_is_gone_or_another_now_is_left_alone(den: Path, hold: Path) -> None:
    source = dropped(den)
    judged = snapshot(source)
    source.write_bytes(scans.jpeg())
    assert put_aside(source, hold, sentence="s", next_step="n", code="c", now=NOW, seen=judged) is None
    source.unlink()
    assert put(source, hold) is None
    assert not hold.exists()


def test_a_reason_is_one_line_whatever_it_holds(den: Path, hold: Path) -> None:
    put_aside(dropped(den), hold, sentence="một\nMã: giả", next_step="n", code="VT-TAKE-001", now=NOW)
    assert list_aside(hold)[0].code == "VT-TAKE-001"
    assert list_aside(hold)[0].sentence == "một Mã: giả"


def test_taking_back_to_try_again(den: Path, hold: Path) -> None:
    place = put(dropped(den), hold)
    assert place
    assert take_back(place, den) == den / NFC
    assert list(hold.iterdir()) == []
    assert take_back(place, den) is None


def test_discarding_may_be_repeated(den: Path, hold: Path) -> None:
    place = put(dropped(den), hold)
    assert place
    for _ in range(2):
        discard(place)
        assert list(hold.iterdir()) == []


def test_every_kind_of_name_can_be_put_aside(den: Path, hold: Path) -> None:
    for raw in (b"c\xf4ng v\xe3n.pdf", ("ế" * 83 + ".pdf").encode(), b"a\nb.pdf", b"-rf.pdf"):
        place = put(dropped(den, raw, os.fsdecode(raw)), hold)
        assert place
        assert durable.sha256_of(place)
    assert len(list_aside(hold)) == 4
