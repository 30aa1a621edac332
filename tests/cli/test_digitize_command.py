"""`vanthu digitize`: where results go, what is refused, and that one bad file never takes the others along."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import click
import pytest
from PIL import Image

from pipeline.cli import faults
from pipeline.cli import reader as reading
from pipeline.cli.digitize import plan
from pipeline.cli.reader import Order, Reader
from pipeline.errors import VanthuError
from tests.cli.conftest import CLEAN, Vanthu
from tests.digitize.stacks import broken_at, separator, stacked

READY = Path(__file__).parents[1] / "samples" / "ready"
SMALL = READY / "den" / "giay-moi.tif"  # black and white, one page
SECRET = READY / "mat" / "cong-van-mat.jpg"


def test_one_scan_goes_to_the_path_itself() -> None:
    assert plan([Path("a.jpg")], "b.pdf") == [Path("b.pdf")]


def test_one_scan_goes_into_a_folder_that_is_there_or_ends_with_a_slash(tmp_path: Path) -> None:
    assert plan([Path("a.jpg")], str(tmp_path)) == [tmp_path / "a.pdf"]
    assert plan([Path("a.jpg")], "out/") == [Path("out/a.pdf")]


def test_scans_of_one_name_get_results_of_different_names_whatever_the_case() -> None:
    outputs = plan([Path("x/a.jpg"), Path("a.png"), Path("A.tif"), Path("b.jpg")], "out")
    assert [path.name for path in outputs] == ["a.pdf", "a (2).pdf", "A (3).pdf", "b.pdf"]


def test_names_that_were_numbered_by_hand_are_not_taken_twice() -> None:
    outputs = plan([Path("a (2).jpg"), Path("a.jpg"), Path("a.png")], "out")
    assert len({path.name for path in outputs}) == 3


def test_several_scans_cannot_go_into_one_file(tmp_path: Path) -> None:
    (tmp_path / "there.pdf").write_bytes(b"%PDF")
    with pytest.raises(click.UsageError):
        plan([Path("a.jpg"), Path("b.jpg")], str(tmp_path / "there.pdf"))


@pytest.mark.slow
def test_a_file_that_is_no_scan_ends_with_4_and_leaves_nothing(vanthu: Vanthu, tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_text("no image")
    ran = vanthu("--format", "json", "digitize", "x.jpg", "-o", "x.pdf")
    assert ran.code == 4
    assert "VT-" in ran.err
    (document,) = ran.answer["documents"]
    assert document["status"] == "refused"
    assert set(document["error"]) == {"code", "message", "next"}
    assert not (tmp_path / "x.pdf").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["x.jpg"]


def test_a_file_that_is_not_there_ends_with_4(vanthu: Vanthu) -> None:
    ran = vanthu("digitize", "none.jpg", "-o", "x.pdf")
    assert ran.code == 4
    assert "none.jpg" in ran.err


def test_the_scan_itself_is_never_replaced(vanthu: Vanthu, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 the original")
    assert vanthu("digitize", "scan.pdf", "-o", "scan.pdf").code == 2
    assert vanthu("digitize", "scan.pdf", "-o", ".").code == 2
    assert scan.read_bytes() == b"%PDF-1.4 the original"


@pytest.mark.slow
def test_nor_is_another_scan_of_the_same_call(vanthu: Vanthu, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 the original")
    (tmp_path / "a.jpg").write_bytes(b"no image")
    assert vanthu("digitize", "a.jpg", "a.pdf", "-o", ".").code == 1
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF-1.4 the original"


@pytest.mark.slow
def test_a_secrecy_mark_ends_with_9_and_leaves_nothing(vanthu: Vanthu, tmp_path: Path) -> None:
    ran = vanthu("--format", "json", "digitize", SECRET, "-o", "out.pdf", "--sidecar")
    assert ran.code == 9
    assert ran.answer["documents"][0]["text"] == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_one_good_and_one_bad_end_with_1_and_the_good_one_is_done(vanthu: Vanthu, tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    ran = vanthu("--format", "json", "digitize", SMALL, "bad.png", "-o", "mới/sâu", "--sidecar")
    assert ran.code == 1
    good, bad = ran.answer["documents"]
    assert (good["status"], bad["status"]) == ("done", "refused")
    assert Path(tmp_path, good["output"]).read_bytes().startswith(b"%PDF-")
    assert Path(tmp_path, good["output"]).with_suffix(".txt").read_text("utf-8").strip() == good["text"].strip()
    assert {"input", "output", "status", "pages", "text", "fields", "seconds"} <= set(good)
    for page in good["pages"]:
        assert {"number", "width", "height", "dpi", "skew", "rotation", "confidence", "text"} <= set(page)
    for field in good["fields"].values():
        assert set(field) == {"value", "confidence", "page", "box"}


@pytest.mark.slow
def test_of_a_parted_file_the_good_papers_are_written_and_the_bad_one_is_told(vanthu: Vanthu, tmp_path: Path) -> None:
    page, sheet = Image.open(SMALL), separator(tmp_path, None)
    broken_at(stacked(tmp_path / "ba.tif", [page, sheet, page, page, sheet, page]), 3)
    ran = vanthu("--format", "json", "digitize", "--split", "ba.tif", "-o", "out.pdf")
    assert ran.code == 1
    one, bad, last = ran.answer["documents"]
    assert [(paper["status"], paper["output"]) for paper in (one, bad, last)] == [
        ("done", "out-1.pdf"),
        ("refused", None),
        ("done", "out-3.pdf"),
    ]
    assert [paper["source_pages"] for paper in (one, bad, last)] == [[1], [3, 4], [6]]
    assert bad["error"]["code"] == "VT-SCAN-010"
    assert "văn bản thứ 2 trong tệp, trang 3, 4" in ran.err
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out-1.pdf", "out-3.pdf"]


@pytest.mark.slow
def test_a_parted_file_without_a_good_paper_ends_as_one_bad_scan(vanthu: Vanthu, tmp_path: Path) -> None:
    page = Image.open(SMALL)
    broken_at(stacked(tmp_path / "hai.tif", [page, separator(tmp_path, None), page]), 0, 2)
    ran = vanthu("--format", "json", "digitize", "--split", "hai.tif", "-o", "out.pdf")
    assert (ran.code, len(ran.answer["documents"])) == (4, 1)
    assert not list(tmp_path.glob("out*"))


@pytest.mark.slow
def test_an_output_that_is_there_is_replaced_and_quiet_is_quiet(vanthu: Vanthu, tmp_path: Path) -> None:
    (tmp_path / "out.pdf").write_bytes(b"old")
    ran = vanthu("digitize", SMALL, "-o", "out.pdf", "-q")
    assert ran.code == 0
    assert ran.err == ""
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_a_storage_failure(vanthu: Vanthu, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    assert vanthu("digitize", SMALL, "-o", "shut/x.pdf").code == 11


def ignore(done: int, of: int) -> None:
    pass


def die_starve_or_sleep(order: Order, on_page: Callable[[int, int], None]) -> dict[str, Any]:
    """In place of reading: does what the scan's name says."""
    match order.source.stem:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "starve":
            bytearray(64 << 30)
        case "sleep":
            time.sleep(1000)
        case "fail":
            raise TypeError("a mistake of ours")
    return {"status": "done"}


def serve(line: Connection) -> None:
    """The child as it is, with a reader that misbehaves."""
    reading.read_one = die_starve_or_sleep
    real_serve(line)


real_serve = reading._serve


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scan", "fault"),
    [("die", "READER_DIED"), ("starve", "READER_OUT_OF_MEMORY"), ("fail", "READER_FAILED")],
)
def test_a_reader_that_fails_costs_one_file_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch, scan: str, fault: str
) -> None:
    monkeypatch.setattr(reading, "_serve", serve)
    with Reader() as reader:
        with pytest.raises(VanthuError) as failed:
            reader.read(Order(Path(f"{scan}.jpg"), Path("a.pdf"), None, 1), ignore)
        assert failed.value.fault is getattr(faults, fault)
        assert reader.read(Order(Path("good.jpg"), Path("b.pdf"), None, 1), ignore) == {"status": "done"}


@pytest.mark.slow
def test_a_reader_that_is_silent_too_long_is_ended_with_all_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_serve", serve)
    monkeypatch.setattr(reading, "SILENCE_SECONDS", 2)
    with Reader() as reader:
        with pytest.raises(VanthuError) as late:
            reader.read(Order(Path("sleep.jpg"), Path("a.pdf"), None, 1), ignore)
        assert late.value.fault is faults.READER_TOO_SLOW
    assert not multiprocessing.active_children()


def _heeds_interruptions() -> None:
    """A shell's background jobs, and so all that they start, ignore them (POSIX.1-2017, Shell 2.11)."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.slow
def test_an_interruption_ends_the_readers(tmp_path: Path) -> None:
    shutil.copy(READY / "den" / "cong-van.jpg", tmp_path / "a.jpg")
    command = [sys.executable, "-m", "pipeline", "digitize", "a.jpg", "-o", "a.pdf"]
    child = subprocess.Popen(
        command, cwd=tmp_path, env=CLEAN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=_heeds_interruptions,
    )  # fmt: skip
    time.sleep(1.5)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "VT-CLI-005" in err
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]
