"""Tokens: what is seen without a PIN, one login, the right key, and a sentence for everything that goes wrong."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.errors import Exit, VanthuError
from signing.certificates import scheme_of
from signing.demo_authority import DemoAuthority, Holder, make_demo_authority
from signing.drivers import known_modules
from signing.pin import Pin, read_pin
from signing.tokens import list_tokens, open_token
from tests.signing.conftest import AGENCY, CURVE, LEADER

PERSON = Holder("Lê Thị Bình", "Sở Nội vụ")


def test_softhsm_is_among_the_known_modules(authority: DemoAuthority) -> None:
    assert authority.module.resolve() in {path.resolve() for path in known_modules()}


def test_listing_needs_no_pin_and_tells_what_each_certificate_is_good_for(authority: DemoAuthority) -> None:
    tokens = {token.label: token for token in list_tokens([authority.module])}
    assert set(tokens) >= {LEADER, AGENCY, CURVE}  # others may be there: tests share one library
    leader = tokens[LEADER]
    assert leader.pin_state == "ok" and leader.serial and leader.module == authority.module
    own = next(c for c in leader.certificates if c.subject == "Nguyễn Văn An")
    root = next(c for c in leader.certificates if c.subject == "CA thử nghiệm")
    assert own.usable and not own.reason
    assert not root.usable and "cơ quan chứng thực" in root.reason


def test_a_module_that_fails_counts_as_empty(authority: DemoAuthority, tmp_path: Path) -> None:
    no_library = tmp_path / "khong-phai-thu-vien.so"
    no_library.write_bytes(b"not a library")
    labels = {token.label for token in list_tokens([no_library, tmp_path / "missing.so", authority.module])}
    assert labels >= {LEADER, AGENCY, CURVE}


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PKCS#11 module whose every call hangs."""
    if shutil.which("cc") is None:
        pytest.skip("a C compiler builds the hanging module")
    folder = tmp_path_factory.mktemp("shim")
    source = folder / "hang.c"
    source.write_text(
        "#include <unistd.h>\nunsigned long C_GetFunctionList(void **list) { for (;;) pause(); return 0; }\n"
    )
    subprocess.run(["cc", "-shared", "-fPIC", "-o", folder / "hang.so", source], check=True)
    return folder / "hang.so"


@pytest.mark.slow
def test_a_module_that_hangs_does_not_hang_us(authority: DemoAuthority, shim: Path) -> None:
    start = time.monotonic()
    labels = {token.label for token in list_tokens([shim, authority.module], seconds=8)}
    assert labels >= {LEADER, AGENCY, CURVE}
    assert time.monotonic() - start < 30
    with pytest.raises(VanthuError) as caught, open_token([shim], LEADER, Pin("1"), seconds=2):
        pass
    assert caught.value.code == "VT-SIGN-002"


@pytest.mark.parametrize("label", [LEADER, AGENCY, CURVE])
def test_the_key_signs_what_its_certificate_verifies(authority: DemoAuthority, pin: Callable, label: str) -> None:
    with open_token([authority.module], label, pin(label)) as key:
        assert key.certificate == authority.tokens[label].certified.certificate
        assert scheme_of(key.certificate, key.sign(b"van ban", "sha256"), b"van ban", "sha256")
        assert not scheme_of(key.certificate, key.sign(b"van ban", "sha256"), b"van bon", "sha256")


def test_tokens_open_beside_each_other_and_again(authority: DemoAuthority, pin: Callable) -> None:
    modules = [authority.module]
    with open_token(modules, LEADER, pin(LEADER)) as one, open_token(modules, AGENCY, pin(AGENCY)) as other:
        assert one.sign(b"x") and other.sign(b"x")
    with open_token(modules, LEADER, pin(LEADER)) as again:
        assert again.sign(b"x")


def code_of(authority: DemoAuthority, label: str, pin: Pin | None) -> str:
    with pytest.raises(VanthuError) as caught, open_token([authority.module], label, pin):
        pass
    assert caught.value.exit == Exit.TOKEN
    return caught.value.code


@pytest.mark.slow
def test_what_is_wrong_has_its_own_code(authority: DemoAuthority, pin: Callable) -> None:
    assert code_of(authority, "KHONG CO", Pin("12345678")) == "VT-SIGN-003"
    assert code_of(authority, LEADER, Pin("00000000")) == "VT-SIGN-005"
    assert code_of(authority, LEADER, Pin("1")) in ("VT-SIGN-005", "VT-SIGN-007")
    assert code_of(authority, LEADER, None) == "VT-SIGN-007"
    with open_token([authority.module], LEADER, pin(LEADER)) as key:
        assert key.sign(b"x")


def test_no_module_is_a_matter_of_configuration() -> None:
    with pytest.raises(VanthuError) as caught, open_token([], LEADER, Pin("1")):
        pass
    assert caught.value.exit == Exit.CONFIGURATION


@pytest.fixture
def odd(tmp_path: Path, authority: DemoAuthority) -> Iterator[DemoAuthority]:
    """An authority for tokens that are not as they should be."""
    made = make_demo_authority(tmp_path / "odd", {})
    os.environ.update(made.environment)
    yield made
    os.environ.update(authority.environment)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("holder", "code"),
    [
        (replace(PERSON, valid_to=timedelta(days=-1)), "VT-SIGN-012"),
        (replace(PERSON, valid_from=timedelta(days=2)), "VT-SIGN-013"),
        (replace(PERSON, may_sign=False), "VT-SIGN-011"),
        (replace(PERSON, authority=True), "VT-SIGN-011"),
    ],
)
def test_a_certificate_that_may_not_sign_is_refused_before_signing(
    odd: DemoAuthority, holder: Holder, code: str
) -> None:
    token = odd.add_token("THU", holder)
    assert code_of(odd, "THU", read_pin(f"file:{token.pin_file}")) == code


@pytest.mark.slow
def test_a_certificate_of_another_key_is_found_out(odd: DemoAuthority) -> None:
    """Its CKA_ID fits, its key does not: pyHanko signs happily, and nobody could ever verify it."""
    token = odd.add_token("DUNG", PERSON)
    lying = replace(token, label="SAI", pin_file=odd.folder / "pin-sai")
    odd.put_on_token(lying, odd.issue(PERSON).certificate)
    with (
        open_token([odd.module], "SAI", read_pin(f"file:{lying.pin_file}")) as key,
        pytest.raises(VanthuError) as caught,
    ):
        key.sign(b"x")
    assert caught.value.code == "VT-SIGN-015"


@pytest.mark.slow
def test_two_tokens_of_one_label_are_told_apart_by_serial(odd: DemoAuthority) -> None:
    odd.add_token("DOI", PERSON)
    second = replace(odd.tokens["DOI"], pin_file=odd.folder / "pin-doi")
    with pytest.raises(subprocess.CalledProcessError):  # softhsm2-util itself cannot tell them apart when importing
        odd.put_on_token(second)
    assert code_of(odd, "DOI", read_pin(f"file:{odd.tokens['DOI'].pin_file}")) == "VT-SIGN-004"


@pytest.mark.slow
def test_a_pulled_token_is_told_and_nothing_hangs(odd: DemoAuthority) -> None:
    token = odd.add_token("RUT", PERSON)
    with open_token([odd.module], "RUT", read_pin(f"file:{token.pin_file}")) as key:
        assert key.sign(b"x")
        key._module._process.kill()
        with pytest.raises(VanthuError) as caught:
            key.sign(b"x")
    assert caught.value.code == "VT-SIGN-008"


def test_a_pin_is_read_from_file_and_environment_and_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pin").write_text("00123456\n")
    pin = read_pin(f"file:{tmp_path / 'pin'}")
    assert pin.reveal() == "00123456"
    monkeypatch.setenv("MA_PIN", "1234\n")
    assert read_pin("env:MA_PIN").reveal() == "1234"
    assert "0012" not in repr(pin) + str(pin)
    with pytest.raises(TypeError):
        pickle.dumps(pin)


@pytest.mark.parametrize("source", ["file:/khong/co", "env:KHONG_CO_BIEN_NAY", "1234", "file:", "env:"])
def test_a_pin_source_that_gives_none(source: str) -> None:
    with pytest.raises(VanthuError) as caught:
        read_pin(source)
    assert caught.value.code == "VT-SIGN-016"
    assert "1234" not in caught.value.sentence()
