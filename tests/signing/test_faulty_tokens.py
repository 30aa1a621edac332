"""Tokens that lock, are pulled, lose the session, lie, dawdle or are silent: the right sentence, the document as it was.

A PKCS#11 module of our own (`faulty_token.c`) stands between vanthu and SoftHSM2, so that every fault comes as drivers bring it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

import signing.tokens
from pipeline.errors import VanthuError
from signing.demo_authority import DemoAuthority, Holder
from signing.pin import Pin
from signing.places import AGENCY
from signing.sign import sign_field
from signing.tokens import list_tokens, open_token
from signing.trust import Trust
from signing.verdict import judge
from tests.signing.conftest import LEADER
from tests.signing.shim import build_shim

NAME = "Sở Thông tin và Truyền thông HP"  # 31 letters, 38 bytes
pytestmark = pytest.mark.slow  # a process of its own for each


class Faulty:
    """The misbehaving module and the one behind it, the PIN of the token behind it, and how often a login reached the token."""

    def __init__(self, module: Path, real: Path, pin: Pin, log: Path, fault: Callable[[str], None]) -> None:
        self.modules = [module]
        self.real = real
        self.pin = pin
        self.log = log
        self.fault = fault

    @property
    def logins(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_shim(tmp_path_factory.mktemp("shim"))


@pytest.fixture
def faulty(
    shim: Path, authority: DemoAuthority, pin: Callable[[str], Pin], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Faulty:
    monkeypatch.setenv("FAULTY_TOKEN_MODULE", str(authority.module))
    monkeypatch.setenv("FAULTY_TOKEN_LOG", str(tmp_path / "logins"))
    return Faulty(
        shim, authority.module, pin(LEADER), tmp_path / "logins", lambda told: monkeypatch.setenv("FAULTY_TOKEN", told)
    )


def caught_at_login(faulty: Faulty) -> VanthuError:
    with pytest.raises(VanthuError) as caught, open_token(faulty.modules, LEADER, faulty.pin):
        pass
    assert faulty.pin.reveal() not in caught.value.sentence() + caught.value.next_step() + repr(caught.value)
    return caught.value


def test_without_a_fault_it_signs(faulty: Faulty, incoming: bytes, trust: Trust) -> None:
    faulty.fault("none")
    with open_token(faulty.modules, LEADER, faulty.pin) as key:
        assert judge(sign_field(incoming, AGENCY, key).pdf, trust).verdict == "TOTAL-PASSED"
    assert faulty.logins == 1


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        ("login=A0", "VT-SIGN-005", "Sai mã PIN"),  # CKR_PIN_INCORRECT
        ("login=A4", "VT-SIGN-006", "bị khóa"),  # CKR_PIN_LOCKED
        ("login=A2", "VT-SIGN-007", "quá ngắn"),  # CKR_PIN_LEN_RANGE
        ("login=E0", "VT-SIGN-008", "bị rút ra"),  # CKR_TOKEN_NOT_PRESENT
        ("login=5", "VT-SIGN-014", "báo lỗi"),  # CKR_GENERAL_ERROR
        ("keyless", "VT-SIGN-010", "không có khóa"),
    ],
)
def test_a_login_that_fails_is_tried_once(faulty: Faulty, fault: str, code: str, said: str) -> None:
    faulty.fault(fault)
    error = caught_at_login(faulty)
    assert error.code == code
    assert said in error.sentence()
    assert faulty.logins == 1


def test_a_locked_token_is_not_given_the_pin(faulty: Faulty) -> None:
    faulty.fault("flags=40000")  # CKF_USER_PIN_LOCKED
    assert caught_at_login(faulty).code == "VT-SIGN-006"
    assert faulty.logins == 0


@pytest.mark.parametrize(("flag", "state"), [("10000", "low"), ("20000", "final"), ("40000", "locked")])
def test_few_tries_left_are_told_before_the_pin_is_asked(faulty: Faulty, flag: str, state: str) -> None:
    faulty.fault(f"flags={flag}")
    assert {token.pin_state for token in list_tokens(faulty.modules) if token.label == LEADER} == {state}


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        ("sign=32@3", "VT-SIGN-008", "bị rút ra"),  # CKR_DEVICE_REMOVED
        ("sign=B3@3", "VT-SIGN-014", "báo lỗi"),  # CKR_SESSION_HANDLE_INVALID
        ("sign=101@3", "VT-SIGN-014", "báo lỗi"),  # CKR_USER_NOT_LOGGED_IN
        ("die@3", "VT-SIGN-008", "bị rút ra"),
        ("slow=60@3", "VT-SIGN-009", "không trả lời"),
        ("flip@3", "VT-SIGN-015", "không khớp"),
    ],
)
def test_trouble_at_the_third_of_five_leaves_two_signed_and_the_rest_as_they_were(
    faulty: Faulty,
    fault: str,
    code: str,
    said: str,
    incoming: bytes,
    trust: Trust,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signing.tokens, "SIGN_SECONDS", 5.0)
    faulty.fault(fault)
    before, results = bytes(incoming), []
    with open_token(faulty.modules, LEADER, faulty.pin) as key:
        for _ in range(5):
            try:
                results.append(sign_field(incoming, AGENCY, key).pdf)
            except VanthuError as error:
                results.append(error)
    assert all(isinstance(done, bytes) and judge(done, trust).verdict == "TOTAL-PASSED" for done in results[:2])
    assert results[2].code == code
    assert said in results[2].sentence()
    assert all(isinstance(later, VanthuError) for later in results[2:])
    assert incoming == before


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        (NAME.encode()[:32], NAME.encode()[:32].decode(errors="ignore")),  # cut within a letter
        (unicodedata.normalize("NFD", "Sở Nội vụ").encode(), "Sở Nội vụ"),
    ],
)
def test_a_label_has_32_bytes_and_is_found_by_the_whole_name(
    kept: bytes, shown: str, faulty: Faulty, incoming: bytes, trust: Trust
) -> None:
    faulty.fault(f"label={kept.hex()}")
    serial = {token.label: token.serial for token in list_tokens([faulty.real])}[LEADER]
    assert {token.label for token in list_tokens(faulty.modules)} == {shown}, "every token behind it says so"
    wanted = NAME if shown != "Sở Nội vụ" else shown
    with open_token(faulty.modules, wanted, faulty.pin, serial=serial) as key:
        assert judge(sign_field(incoming, AGENCY, key).pdf, trust).verdict == "TOTAL-PASSED"
    with pytest.raises(VanthuError) as caught, open_token(faulty.modules, shown[:-3], faulty.pin, serial=serial):
        pass
    assert caught.value.code == "VT-SIGN-003", "the beginning of a label is no label"


def test_a_slow_token_is_waited_for(faulty: Faulty, incoming: bytes, trust: Trust) -> None:
    faulty.fault("slow=2@1")
    with open_token(faulty.modules, LEADER, faulty.pin) as key:
        assert judge(sign_field(incoming, AGENCY, key).pdf, trust).verdict == "TOTAL-PASSED"


def test_a_token_that_knows_only_the_raw_mechanism_signs(faulty: Faulty, incoming: bytes, trust: Trust) -> None:
    faulty.fault("mechanism=40")  # CKM_SHA256_RSA_PKCS
    with open_token(faulty.modules, LEADER, faulty.pin) as key:
        assert judge(sign_field(incoming, AGENCY, key).pdf, trust).verdict == "TOTAL-PASSED"


def test_another_keys_certificate_signs_nothing(
    faulty: Faulty, authority: DemoAuthority, incoming: bytes, tmp_path: Path
) -> None:
    foreign = authority.issue(Holder("Người Khác", "Sở Khác")).certificate
    (tmp_path / "foreign.der").write_bytes(foreign.public_bytes(serialization.Encoding.DER))
    faulty.fault(f"certificate={tmp_path / 'foreign.der'}")
    with open_token(faulty.modules, LEADER, faulty.pin) as key, pytest.raises(VanthuError) as caught:
        sign_field(incoming, AGENCY, key)
    assert caught.value.code == "VT-SIGN-015"
