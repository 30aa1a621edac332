"""`vanthu doctor` and `token`: every check says whether it holds, and how to mend what does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from pipeline.cli import health
from pipeline.digitize.layers import mask
from signing.demo_authority import DemoAuthority, Holder, make_demo_authority
from tests.cli.conftest import Vanthu


def test_every_check_that_does_not_hold_has_its_fix(vanthu: Vanthu, empty_office: Path) -> None:
    ran = vanthu("--office", empty_office, "--format", "json", "doctor")
    checks = ran.answer["checks"]
    assert {"folders", "fonts", "models", "token", "timestamp", "clock", "disk"} <= {check["name"] for check in checks}
    assert all(set(check) == {"name", "ok", "detail", "fix"} for check in checks)
    assert all(check["fix"] for check in checks if not check["ok"])
    assert ran.code == (0 if all(check["ok"] for check in checks) else 3)


def test_without_an_office_the_program_itself_is_checked(vanthu: Vanthu) -> None:
    names = {check["name"] for check in vanthu("--format", "json", "doctor").answer["checks"]}
    assert {"fonts", "models", "modules"} <= names
    assert "folders" not in names


@pytest.mark.slow
def test_a_missing_folder_is_found(vanthu: Vanthu, tmp_path: Path) -> None:
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    (tmp_path / "o" / "den").rmdir()
    ran = vanthu("--office", "o", "--format", "json", "doctor")
    (folders,) = [check for check in ran.answer["checks"] if check["name"] == "folders"]
    assert not folders["ok"]
    assert str(tmp_path / "o" / "den") in folders["detail"]
    assert ran.code == 3
    assert "VT-CLI-016" in ran.err


@pytest.mark.slow
def test_folders_that_lie_in_each_other_are_found(vanthu: Vanthu, tmp_path: Path) -> None:
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    with (tmp_path / "o" / "vanthu.toml").open("a") as file:  # `config set` refuses it, an editor does not
        file.write('\n[folders]\ntaken = "den/xong"\n')
    ran = vanthu("--office", "o", "--format", "json", "doctor")
    (apart,) = [check for check in ran.answer["checks"] if check["name"] == "overlap"]
    assert not apart["ok"]
    assert "folders.taken" in apart["detail"]


def test_a_catalogue_that_is_no_database_is_found(vanthu: Vanthu, tmp_path: Path) -> None:
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    for file in (tmp_path / "o" / ".vanthu").glob("catalogue.sqlite3*"):
        file.write_bytes(b"no database at all" * 100)
    ran = vanthu("--office", "o", "--format", "json", "doctor")
    assert ran.code == 3
    (catalogue,) = [check for check in ran.answer["checks"] if check["name"] == "catalogue"]
    assert not catalogue["ok"]


def test_a_time_stamp_server_that_does_not_answer_is_found(vanthu: Vanthu) -> None:
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    vanthu("--office", "o", "config", "set", "signing.timestamp_urls=http://127.0.0.1:9/")
    ran = vanthu("--office", "o", "--format", "json", "doctor")
    (stamps,) = [check for check in ran.answer["checks"] if check["name"] == "timestamp"]
    assert not stamps["ok"]
    assert "127.0.0.1:9" in stamps["detail"]


def test_a_token_library_that_is_not_there_is_found(vanthu: Vanthu) -> None:
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    vanthu("--office", "o", "config", "set", "signing.modules=/none.so", "signing.personal_token=LANH DAO")
    ran = vanthu("--office", "o", "--format", "json", "token", "doctor")
    assert ran.code == 3
    assert {check["name"]: check["ok"] for check in ran.answer["checks"]} == {"modules": False, "token": False}


def test_tesseract_that_is_not_installed_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = health.check_models()
    assert not found.ok
    assert "apt-get install" in found.fix


def test_token_list_in_an_office_without_tokens(vanthu: Vanthu, empty_office: Path) -> None:
    ran = vanthu("--office", empty_office, "--format", "json", "token", "list")
    assert (ran.code, ran.answer) == (0, {"tokens": []})


@pytest.mark.slow
def test_a_missing_mask_coder_is_told_with_what_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "JBIG2" in health.check_masks().detail
    monkeypatch.setattr(mask, "_coder", lambda: None)
    lacking = health.check_masks()
    assert lacking.ok  # records are as true without it, and larger
    assert "G4" in lacking.detail
    assert "script/setup" in lacking.detail


@pytest.mark.slow
def test_what_runs_out_soon_and_a_clock_that_is_off_are_told_by_doctor_and_run(vanthu: Vanthu, tmp_path: Path) -> None:
    ends = timedelta(days=20)
    signer = Holder("Nguyễn Văn An", "Sở", valid_to=ends)
    authority = make_demo_authority(tmp_path / "ca", {"LANH DAO": signer})
    vanthu("init", "o", "--organ-id", "H24", "--organ-name", "Sở")
    _list_that_ends_soon(authority)
    with authority.serve_time_stamps(
        authority.issue(Holder("Máy chủ dấu thời gian", "Sở", time_stamps=True, valid_to=ends)),
        at=datetime.now(UTC) + timedelta(hours=3),
    ) as url:
        given = {
            "modules": authority.module,
            "trust": authority.anchors,
            "timestamp_urls": url,
            "personal_token": "LANH DAO",
        }
        vanthu("--office", "o", "config", "set", *(f"signing.{key}={value}" for key, value in given.items()))
        checks = vanthu("--office", "o", "--format", "json", "doctor", env=authority.environment).answer["checks"]
        said = vanthu("--office", "o", "run", "--until-idle").err
    expiring = [check["detail"] for check in checks if check["name"] == "expiry"]
    assert all(not check["ok"] and check["fix"] for check in checks if check["name"] == "expiry")
    for what in ("danh sách thu hồi", "chứng thư số “Nguyễn Văn An”", f"chứng thư của {url}"):
        assert any(what in detail for detail in expiring), (what, expiring)
    (clock,) = [check for check in checks if check["name"] == "clock"]
    assert not clock["ok"]
    assert "danh sách thu hồi" in said


def test_nothing_is_told_of_what_holds_for_long(vanthu: Vanthu, empty_office: Path) -> None:
    checks = vanthu("--office", empty_office, "--format", "json", "doctor").answer["checks"]
    assert not [check for check in checks if check["name"] == "expiry"]


def _list_that_ends_soon(authority: DemoAuthority) -> None:
    """A list of 30 days of which two are left."""
    moment = datetime.now(UTC)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.root.certificate.subject)
        .last_update(moment - timedelta(days=28))
        .next_update(moment + timedelta(days=2))
    )
    signed = builder.sign(authority.root.key, hashes.SHA256())
    (authority.anchors / "demo.crl").write_bytes(signed.public_bytes(serialization.Encoding.DER))
