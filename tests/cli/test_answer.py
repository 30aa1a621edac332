"""How answers go out: one JSON document or text on stdout, everything else on stderr, the exit status by the contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from pipeline.cli.answer import exit_of
from pipeline.cli.faults import NOT_FOUND, OUTPUT_BLOCKED
from pipeline.errors import VanthuError
from tests.cli.conftest import CLEAN, Vanthu

REFUSED, BLOCKED = VanthuError(NOT_FOUND, path="a"), VanthuError(OUTPUT_BLOCKED, path="b")


@pytest.mark.parametrize(
    ("done", "failures", "status"),
    [
        (3, [], 0),
        (0, [REFUSED], 4),
        (0, [REFUSED, REFUSED], 4),
        (0, [REFUSED, BLOCKED], 1),
        (1, [REFUSED], 1),
    ],
)
def test_several_inputs_end_with_0_or_1_or_the_code_they_share(
    done: int, failures: list[VanthuError], status: int
) -> None:
    assert exit_of(done, failures) == status


def test_help_starts_fast_because_nothing_heavy_is_loaded() -> None:
    heavy = ("numpy", "cv2", "django", "pyhanko", "pypdf", "tantivy", "rich", "cryptography", "lxml")
    asked = f"import sys; from pipeline.cli.main import run; run(['--help']); print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", asked], env=CLEAN, capture_output=True, check=True, text=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_the_program_without_a_command_shows_its_help_and_ends_with_2(vanthu: Vanthu) -> None:
    ran = vanthu()
    assert ran.code == 2
    assert "Các lệnh:" in ran.err


@pytest.mark.parametrize("where", ["before", "after"])
def test_an_error_is_one_json_document_too(vanthu: Vanthu, where: str) -> None:
    form = ["--format", "json"]
    ran = vanthu(*form, "status") if where == "before" else vanthu("status", *form)
    assert ran.code == 3
    assert set(ran.answer["error"]) == {"code", "message", "next"}
    assert ran.answer["error"]["code"] == "VT-CLI-002"
    assert ran.err.startswith("VT-CLI-002: ")


def test_a_wrong_command_line_is_json_where_json_was_asked_for(vanthu: Vanthu) -> None:
    ran = vanthu("--format", "json", "nonsense")
    assert ran.code == 2
    assert ran.answer["error"]["code"] == "VT-CLI-001"


def test_an_error_in_a_json_log_is_one_json_line(vanthu: Vanthu) -> None:
    ran = vanthu("--log-format", "json", "status")
    told = json.loads(ran.err)
    assert (told["type"], told["code"]) == ("error", "VT-CLI-002")


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"], ["search", "nghị quyết"], ["review", "list"], ["sign", "list"], ["quarantine", "list"], ["audit", "verify"],
        ["audit", "show"], ["fixity"], ["doctor"], ["token", "list"], ["config", "get"],
    ],
)  # fmt: skip
def test_in_an_empty_office_every_answer_is_one_json_document(
    vanthu: Vanthu, empty_office: Path, arguments: list[str]
) -> None:
    ran = vanthu("--office", empty_office, "--format", "json", *arguments)
    assert ran.code in (0, 3), ran.err
    assert isinstance(ran.answer, dict)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments", [["status"], ["search", "nghị quyết"], ["review", "list"], ["config", "get"], ["audit", "show"]]
)
def test_and_has_its_words_for_people(vanthu: Vanthu, empty_office: Path, arguments: list[str]) -> None:
    ran = vanthu("--office", empty_office, *arguments)
    assert ran.code == 0
    assert ran.out.strip()


def test_letters_are_not_escaped_and_are_nfc(vanthu: Vanthu, tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Phòng họp")
    ran = vanthu("--format", "json", "init", tmp_path / decomposed, "--organ-id", "H24", "--organ-name", decomposed)
    assert ran.code == 0
    assert "\\u" not in ran.out
    assert unicodedata.is_normalized("NFC", ran.out)
    assert ran.answer["office"].endswith("Phòng họp")


@pytest.mark.slow
def test_a_reader_that_went_away_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m pipeline config get | true; exit ${{PIPESTATUS[0]}}"
    office = tmp_path / "o"
    subprocess.run(
        [sys.executable, "-m", "pipeline", "init", office, "--organ-id", "a", "--organ-name", "b"],
        env=CLEAN,
        check=True,
        capture_output=True,
    )
    ran = subprocess.run(["bash", "-c", command], cwd=office, env=CLEAN, capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    assert ran.returncode == 0


def test_an_answer_that_finds_no_room_is_a_storage_failure() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "pipeline", "--help"],
            env=CLEAN,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 11
    assert ran.stderr.startswith("VT-CLI-017")
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_trouble(closed: str) -> None:
    ran = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m pipeline --help {closed}"],
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0
    assert "Traceback" not in ran.stderr


def test_what_a_library_writes_to_stdout_goes_to_stderr() -> None:
    asked = "import os, sys; from pipeline.cli import answer, main; answer.keep_stdout(); os.write(1, b'chatter'); sys.exit(main.run(['--help']))"
    ran = subprocess.run([sys.executable, "-c", asked], env=CLEAN, capture_output=True, check=True, text=True)
    assert "chatter" not in ran.stdout
    assert "chatter" in ran.stderr
    assert ran.stdout.startswith("Cách dùng")


def broken_office(empty_office: Path) -> str:
    """A call whose command meets a fault of the program itself."""
    return (
        "import sys; from pipeline.work.services import standing; from pipeline.cli.main import run\n"
        "standing.status = None\n"
        f"sys.exit(run([*sys.argv[1:], '--office', {str(empty_office)!r}, 'status']))"
    )


@pytest.mark.slow
@pytest.mark.parametrize(("verbose", "traced"), [([], False), (["-v"], False), (["-vv"], True)])
def test_an_unexpected_error_has_a_code_and_its_traceback_only_when_asked(
    empty_office: Path, verbose: list[str], traced: bool
) -> None:
    begun = "import sys; from pathlib import Path; from pipeline.office import database, place; database.connect(place.find(Path(sys.argv.pop())))\n"
    command = [sys.executable, "-c", begun + broken_office(empty_office), *verbose, str(empty_office)]
    ran = subprocess.run(command, env=CLEAN, capture_output=True, text=True, check=False)
    assert ran.returncode == 11
    assert "VT-CLI-003" in ran.stderr
    assert ("Traceback" in ran.stderr) == traced
    log = (empty_office / ".vanthu" / "log" / "cli.log").read_text("utf-8")
    assert "TypeError" in log


@pytest.mark.slow
def test_bytes_in_a_name_that_are_no_utf8_spoil_no_answer(program: Vanthu, tmp_path: Path) -> None:
    name = os.fsdecode(b"scan\xff.jpg")
    (tmp_path / name).write_bytes(b"no image")
    ran = program("--format", "json", "digitize", name, "-o", "out.pdf")
    assert ran.code == 4
    assert ran.answer["documents"][0]["status"] == "refused"
