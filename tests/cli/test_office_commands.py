"""Commands on an office: making one, its settings, and what is said when something is not there."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest

from tests.cli.conftest import CLEAN, Vanthu


def test_an_office_is_made_once_and_then_left_alone(vanthu: Vanthu, tmp_path: Path) -> None:
    make = ("--format", "json", "init", "cơ quan", "--organ-id", "H24.94", "--organ-name", "Sở Nội vụ")
    made, again = vanthu(*make), vanthu(*make)
    assert made.code == 0
    assert {"office", "incoming", "outgoing", "quarantine"} <= set(made.answer)
    assert all(Path(made.answer[folder]).is_dir() for folder in ("office", "incoming", "outgoing", "quarantine"))
    assert again.code == 9
    assert again.answer["error"]["code"].startswith("VT-OFFICE-")


@pytest.mark.slow
def test_the_office_we_stand_in_needs_no_name(empty_office: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pipeline", "status"], cwd=empty_office, env=CLEAN, capture_output=True, check=False
    )
    assert ran.returncode == 0


def test_the_environment_may_name_the_office(vanthu: Vanthu, empty_office: Path) -> None:
    assert vanthu("status", env={"VANTHU_OFFICE": str(empty_office)}).code == 0


@pytest.mark.parametrize(
    "command", [["status"], ["run", "--until-idle"], ["sign", "list"], ["search", "a"], ["verify", "a.pdf"], ["doctor"]]
)
def test_an_office_that_is_none_ends_with_3(vanthu: Vanthu, command: list[str]) -> None:
    ran = vanthu("--office", "none", *command)
    assert ran.code == 3
    assert "VT-OFFICE-001" in ran.err


def test_settings_are_checked_before_they_are_written(vanthu: Vanthu, tmp_path: Path) -> None:
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    before = (tmp_path / "o" / "vanthu.toml").read_bytes()
    refused = vanthu("--office", "o", "config", "set", "signing.personal_token=A", "signing.level=B-Z")
    assert refused.code == 3
    assert (tmp_path / "o" / "vanthu.toml").read_bytes() == before
    stored = vanthu(
        "--office", "o", "--format", "json", "config", "set", "signing.level=B-T", "signing.modules=/a.so, /b.so"
    )
    assert stored.answer == {"signing.level": "B-T", "signing.modules": ["/a.so", "/b.so"]}
    assert vanthu("--office", "o", "--format", "json", "config", "get", "signing.level").answer == {
        "signing.level": "B-T"
    }


def test_a_file_that_nobody_took_yet_is_told_of_where_it_lies(vanthu: Vanthu, tmp_path: Path) -> None:
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    deep = tmp_path / "o" / "den" / "phòng" / "ngày 3" / unicodedata.normalize("NFD", "Tờ trình.jpg")
    deep.parent.mkdir(parents=True)
    deep.write_bytes(b"x")
    ran = vanthu("--office", "o", "--format", "json", "status", "Tờ trình.jpg")
    assert ran.code == 9
    assert ran.answer["error"]["code"] == "VT-CLI-021"
    assert "ngày 3" in ran.answer["error"]["message"]


@pytest.mark.slow
def test_folders_that_would_lie_in_one_another_are_not_written(vanthu: Vanthu, tmp_path: Path) -> None:
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    settings = tmp_path / "o" / "vanthu.toml"
    before = settings.read_bytes()
    for folder in ("kho", "den", "den/di", "."):
        refused = vanthu("--office", "o", "config", "set", f"folders.outgoing={folder}")
        assert refused.code == 3
        assert "VT-OFFICE-007" in refused.err
        assert settings.read_bytes() == before
    assert vanthu("--office", "o", "config", "set", "folders.outgoing=gui").code == 0


def test_a_setting_that_does_not_exist_is_refused(vanthu: Vanthu, empty_office: Path) -> None:
    assert vanthu("--office", empty_office, "config", "get", "no.such").code == 3


@pytest.mark.parametrize(
    "command",
    [
        ["show", "no-such-id"],
        ["status", "no-such-file.jpg"],
        ["review", "confirm", "abcdefgh"],
        ["review", "correct", "abcdefgh", "subject=x"],
        ["void", "abcdefgh", "--reason", "nhầm"],
        ["recall", "abcdefgh", "--reason", "nhầm"],
        ["move", "abcdefgh", "--to", "outgoing"],
        ["sign", "show", "abcdefgh"],
        ["sign", "reject", "abcdefgh", "--reason", "sai"],
        ["quarantine", "retry", "abc.jpg"],
        ["quarantine", "discard", "abc.jpg", "--reason", "hỏng"],
        ["export", "abcdefgh", "-o", "out", "--package", "pdf"],
        ["audit", "show", "abcdefgh"],
    ],
)
def test_an_id_that_is_not_there_ends_with_9_and_a_code(vanthu: Vanthu, empty_office: Path, command: list[str]) -> None:
    ran = vanthu("--office", empty_office, "--format", "json", *command)
    assert ran.code == 9, ran.err
    assert "VT-OFFICE-" in ran.err
    assert isinstance(ran.answer, dict)


@pytest.mark.parametrize("command", [["sign", "approve", "abcdefgh", "--role", "personal"], ["issue", "abcdefgh"]])
def test_signing_what_is_not_there_ends_with_9_in_its_result(
    vanthu: Vanthu, empty_office: Path, command: list[str]
) -> None:
    ran = vanthu(
        "--office", empty_office, "--format", "json", *command, "--pin-source", "env:PIN", env={"PIN": "chim-se"}
    )
    assert ran.code == 9
    (result,) = ran.answer["results"]
    assert result["status"] == "failed"
    assert result["error"]["code"].startswith("VT-")
    assert "chim-se" not in ran.out + ran.err


@pytest.mark.parametrize("source", ["env:NOT_SET", "file:not-there", "abc"])
def test_a_pin_that_cannot_be_had_ends_with_2(vanthu: Vanthu, empty_office: Path, source: str) -> None:
    ran = vanthu("--office", empty_office, "sign", "approve", "abcdefgh", "--role", "personal", "--pin-source", source)
    assert ran.code == 2
    assert "VT-SIGN-016" in ran.err


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf"])
def test_an_empty_register_can_be_printed(vanthu: Vanthu, empty_office: Path, tmp_path: Path, ending: str) -> None:
    ran = vanthu(
        "--office",
        empty_office,
        "--format",
        "json",
        "register",
        "print",
        "--book",
        "incoming",
        "--year",
        "2026",
        "-o",
        f"so/den.{ending}",
    )
    assert ran.code == 0, ran.err
    assert ran.answer["rows"] == 0
    assert (tmp_path / "so" / f"den.{ending}").stat().st_size


def test_a_place_that_cannot_be_written_is_a_storage_failure(
    vanthu: Vanthu, empty_office: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    ran = vanthu(
        "--office", empty_office, "register", "print", "--book", "incoming", "--year", "2026", "-o", "file/den.csv"
    )
    assert ran.code == 11
    assert ran.err.startswith("VT-")
    assert "VT-CLI-003" not in ran.err


def test_run_until_idle_in_an_empty_office_ends_with_its_counts(vanthu: Vanthu, tmp_path: Path) -> None:
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    ran = vanthu("--office", "o", "--format", "json", "run", "--until-idle")
    assert ran.code == 0, ran.err
    assert ran.answer == {"processed": 0, "waiting": 0, "quarantined": 0, "failed": 0}


@pytest.mark.slow
def test_run_goes_on_until_it_is_interrupted(vanthu: Vanthu, tmp_path: Path) -> None:
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    worker = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "--office", "o", "run"],
        cwd=tmp_path,
        env=CLEAN,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(3)
    assert worker.poll() is None
    worker.send_signal(signal.SIGINT)
    err = worker.communicate(timeout=30)[1]
    assert worker.returncode in (0, 130), err
    assert "Traceback" not in err


def test_status_lists_for_people_what_is_on_its_way_and_for_programs_everything(
    vanthu: Vanthu, office, a_document
) -> None:
    for number in range(30):
        a_document(chr(ord("A") + number), state="archived", source=f"cu-{number:02}.pdf")
    a_document("z", state="quarantined", source="loi.pdf")
    ran = vanthu("--office", office.root, "status")
    assert (ran.code, ran.out.count("cu-"), "loi.pdf" in ran.out) == (0, 20, True)
    assert "10 văn bản xong từ trước không liệt kê ở đây" in ran.out
    assert "archived" not in ran.out and "đã lưu: 30" in ran.out
    told = vanthu("--office", office.root, "--format", "json", "status").answer
    assert len(told["documents"]) == 31
    assert "cu-00.pdf" in vanthu("--office", office.root, "status", "cu-00.pdf").out
