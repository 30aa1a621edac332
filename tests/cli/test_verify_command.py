"""`vanthu verify`: the exit goes with the verdict, the worst of several decides, and there always is a verdict."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from tests.cli.conftest import Vanthu


@pytest.fixture
def unsigned(tmp_path: Path) -> Path:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    path = tmp_path / "unsigned.pdf"
    writer.write(path)
    return path


def test_a_file_without_a_signature_ends_with_4(vanthu: Vanthu, unsigned: Path) -> None:
    ran = vanthu("--format", "json", "verify", unsigned)
    assert ran.code == 4
    (file,) = ran.answer["files"]
    assert (file["verdict"], file["signatures"], file["pdfa"]) == ("NO_SIGNATURE", [], False)


@pytest.mark.parametrize("content", [b"", b"no pdf at all", b"%PDF-1.7\nbroken"])
def test_what_cannot_be_read_is_indeterminate_and_ends_with_8(vanthu: Vanthu, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.pdf").write_bytes(content)
    ran = vanthu("--format", "json", "verify", "x.pdf")
    assert ran.code == 8
    assert ran.answer["files"][0]["verdict"] == "INDETERMINATE"
    assert "Traceback" not in ran.err


def test_a_file_that_is_not_there_has_a_verdict_and_a_sentence(vanthu: Vanthu) -> None:
    ran = vanthu("--format", "json", "verify", "none.pdf")
    assert ran.code == 8
    assert ran.answer["files"][0]["verdict"] == "INDETERMINATE"
    assert "VT-CLI-006" in ran.err


def test_the_worst_of_several_decides(vanthu: Vanthu, unsigned: Path, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"no pdf")
    ran = vanthu("--format", "json", "verify", unsigned, "x.pdf")
    assert ran.code == 8
    assert [file["verdict"] for file in ran.answer["files"]] == ["NO_SIGNATURE", "INDETERMINATE"]


def test_trust_that_is_not_there_is_told(vanthu: Vanthu, unsigned: Path) -> None:
    ran = vanthu("verify", unsigned, "--trust", "none")
    assert ran.code == 4
    assert "none" in ran.err
