"""Tokens that lock, are pulled, lose the session, lie or are silent: the right sentence, and the document as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

import signing.module
import signing.tokens
from pipeline.errors import VanthuError
from signing.demo_authority import DemoAuthority, Holder
from signing.pin import Pin
from signing.places import AGENCY
from signing.sign import sign_field
from signing.tokens import list_tokens, open_token
from signing.trust import Trust
from signing.verdict import judge

FAULTY = Path(__file__).with_name("faulty_token.py")
MODULES = [Path("/khong/quan/trong.so")]
Faulty = Callable[[str], Path]
pytestmark = pytest.mark.slow  # a process of its own for each


@pytest.fixture
def faulty(authority: DemoAuthority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Faulty:
    """Puts the misbehaving token in place; gives the log of logins."""
    own = authority.issue(Holder("Token Hỏng", "Sở Thử nghiệm"))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(own.key.private_bytes(*private))
    (tmp_path / "own.pem").write_bytes(own.certificate.public_bytes(serialization.Encoding.PEM))

    def put(fault: str) -> Path:
        monkeypatch.setattr(signing.module, "CHILD", FAULTY)
        monkeypatch.setenv("FAULT", fault)
        monkeypatch.setenv("FAULTY_KEY", str(tmp_path / "key.pem"))
        monkeypatch.setenv("FAULTY_CERTIFICATE", str(tmp_path / "own.pem"))
        monkeypatch.setenv("FAULTY_LOG", str(tmp_path / "logins"))
        (tmp_path / "logins").touch()
        return tmp_path / "logins"

    return put


def logins(log: Path) -> int:
    return len(log.read_text().splitlines())


def test_a_sound_one_signs(faulty: Faulty, incoming: bytes, trust: Trust) -> None:
    faulty("none")
    with open_token(MODULES, "HONG", Pin("12345678")) as key:
        assert judge(sign_field(incoming, AGENCY, key).pdf, trust).verdict == "TOTAL-PASSED"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("open:PinIncorrect", "VT-SIGN-005"),
        ("open:PinLocked", "VT-SIGN-006"),
        ("open:PinLenRange", "VT-SIGN-007"),
        ("open:TokenNotPresent", "VT-SIGN-008"),
        ("open:GeneralError", "VT-SIGN-014"),
        ("keyless", "VT-SIGN-010"),
    ],
)
def test_a_login_that_fails_is_tried_once(faulty: Faulty, fault: str, code: str) -> None:
    log = faulty(fault)
    with pytest.raises(VanthuError) as caught, open_token(MODULES, "HONG", Pin("12345678")):
        pass
    assert caught.value.code == code
    assert logins(log) == 1
    assert "12345678" not in caught.value.sentence() + repr(caught.value)


def test_a_locked_token_is_not_given_the_pin(faulty: Faulty) -> None:
    log = faulty("locked")
    with pytest.raises(VanthuError) as caught, open_token(MODULES, "HONG", Pin("12345678")):
        pass
    assert caught.value.code == "VT-SIGN-006"
    assert logins(log) == 0


@pytest.mark.parametrize("state", ["low", "final", "locked"])
def test_few_tries_left_are_told_before_the_pin_is_asked(faulty: Faulty, state: str) -> None:
    faulty(state)
    assert [token.pin_state for token in list_tokens(MODULES)] == [state]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("sign:DeviceRemoved@3", "VT-SIGN-008"),
        ("sign:SessionHandleInvalid@3", "VT-SIGN-014"),
        ("sign:UserNotLoggedIn@3", "VT-SIGN-014"),
        ("sign:die@3", "VT-SIGN-008"),
        ("sign:hang@3", "VT-SIGN-009"),
        ("sign:flip@3", "VT-SIGN-015"),
    ],
)
def test_trouble_at_the_third_of_five_leaves_two_signed_and_the_rest_as_they_were(
    faulty: Faulty, fault: str, code: str, incoming: bytes, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing.tokens, "SIGN_SECONDS", 3.0)
    faulty(fault)
    before, results = bytes(incoming), []
    with open_token(MODULES, "HONG", Pin("12345678")) as key:
        for _ in range(5):
            try:
                results.append(sign_field(incoming, AGENCY, key).pdf)
            except VanthuError as error:
                results.append(error.code)
    assert all(isinstance(done, bytes) and judge(done, trust).verdict == "TOTAL-PASSED" for done in results[:2])
    assert results[2] == code
    assert all(isinstance(later, str) for later in results[2:])
    assert incoming == before
