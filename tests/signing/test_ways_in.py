"""PIN pads, keys that ask each time, tokens and certificates named by serial, id or profile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from pipeline.errors import VanthuError
from signing.certificates import fingerprint
from signing.demo_authority import DemoAuthority, Holder, make_demo_authority
from signing.pin import Pin, read_pin
from signing.places import AGENCY
from signing.sign import sign_field
from signing.tokens import Token, list_tokens, open_token
from signing.trust import load_trust
from signing.verdict import judge
from tests.signing.conftest import LEADER
from tests.signing.shim import build_shim

pytestmark = pytest.mark.slow
PUT = """
import base64, json, sys
import pkcs11
from pkcs11 import Attribute
from pkcs11.util.rsa import decode_rsa_private_key
order = json.load(sys.stdin)
token = pkcs11.lib(sys.argv[1]).get_token(token_label=order["token"])
with token.open(rw=True, user_pin=order["pin"]) as session:
    made = decode_rsa_private_key(base64.b64decode(order["key"]))
    more = {Attribute.TOKEN: True, Attribute.PRIVATE: True, Attribute.SENSITIVE: True, Attribute.SIGN: True,
            Attribute.ID: bytes.fromhex(order["id"]), Attribute.LABEL: "khoa", Attribute.ALWAYS_AUTHENTICATE: order["asks"]}
    session.create_object(made | more)
"""


@pytest.fixture
def own(tmp_path: Path, authority: DemoAuthority) -> Iterator[DemoAuthority]:
    """An authority and tokens of this test alone."""
    made = make_demo_authority(tmp_path / "own", {"MOT": Holder("Lê Thị Bình", "Sở Nội vụ")})
    os.environ.update(made.environment)
    yield made
    os.environ.update(authority.environment)


def put_key(authority: DemoAuthority, label: str, key_id: str, *, asks: bool) -> bytes:
    """A second key with its certificate on a token; the certificate's DER."""
    import base64

    made = authority.issue(Holder("Lê Thị Bình", "Sở Nội vụ"))
    pin = authority.tokens[label].pin_file.read_text().strip()
    private = made.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    der = made.certificate.public_bytes(serialization.Encoding.DER)
    order = {"token": label, "pin": pin, "id": key_id, "label": "chung-thu-2", "asks": asks}
    for script, what in (
        ([sys.executable, "-c", PUT], private),
        ([sys.executable, "-P", "signing/demo_token.py"], der),
    ):
        told = {**order, "key" if what is private else "der": base64.b64encode(what).decode()}
        subprocess.run(
            [*script, str(authority.module)], input=json.dumps(told).encode(), check=True,
            cwd=Path(__file__).resolve().parents[2],
        )  # fmt: skip
    return der


def test_a_key_that_asks_for_the_pin_each_time_gets_it_each_time(own: DemoAuthority, incoming: bytes) -> None:
    der = put_key(own, "MOT", "beef", asks=True)
    pin = read_pin(f"file:{own.tokens['MOT'].pin_file}")
    trust = load_trust([own.anchors])
    with open_token([own.module], "MOT", pin, certificate="BEEF") as key:
        assert key.certificate.public_bytes(serialization.Encoding.DER) == der
        for _ in range(3):
            assert judge(sign_field(incoming, AGENCY, key).pdf, trust).verdict == "TOTAL-PASSED"


def test_a_certificate_is_chosen_by_id_or_digest_and_one_that_is_not_there_is_told(own: DemoAuthority) -> None:
    put_key(own, "MOT", "beef", asks=False)
    pin = read_pin(f"file:{own.tokens['MOT'].pin_file}")
    first = own.tokens["MOT"].certified.certificate
    with open_token([own.module], "MOT", pin, certificate=fingerprint(first)) as key:
        assert key.certificate == first
    with open_token([own.module], "MOT", pin, certificate="beef") as key:
        assert key.id == "beef"
    with pytest.raises(VanthuError) as caught, open_token([own.module], "MOT", pin, certificate="dead"):
        pass
    assert caught.value.code == "VT-SIGN-018"


def test_the_one_token_that_is_there_need_not_be_named_and_of_two_one_must(own: DemoAuthority) -> None:
    pin = read_pin(f"file:{own.tokens['MOT'].pin_file}")
    with open_token([own.module], None, pin) as key:
        assert key.token.label == "MOT"
    own.add_token("HAI", Holder("Trần Văn Hai", "Sở Nội vụ"))
    with pytest.raises(VanthuError) as caught, open_token([own.module], None, pin):
        pass
    assert caught.value.code == "VT-SIGN-004" and "HAI" in caught.value.sentence()
    serial = next(token.serial for token in list_tokens([own.module]) if token.label == "MOT")
    with open_token([own.module], None, pin, serial=serial) as key:
        assert key.token.label == "MOT"


def test_a_pin_pad_is_used_without_a_pin_of_ours(
    authority: DemoAuthority, pin: Callable[[str], Pin], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FAULTY_TOKEN_MODULE", str(authority.module))
    monkeypatch.setenv("FAULTY_TOKEN", f"pad={pin(LEADER).reveal()}")
    shim = build_shim(tmp_path)
    asked: list[Token] = []
    with open_token([shim], LEADER, lambda token: asked.append(token)) as key:
        assert key.sign(b"x")
    assert [(token.label, token.pin_pad) for token in asked] == [(LEADER, True)]


def test_a_pin_pad_whose_key_asks_each_time_is_told_of_each_time(
    own: DemoAuthority, incoming: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put_key(own, "MOT", "beef", asks=True)
    monkeypatch.setenv("FAULTY_TOKEN_MODULE", str(own.module))
    monkeypatch.setenv("FAULTY_TOKEN_LOG", str(tmp_path / "logins"))
    monkeypatch.setenv("FAULTY_TOKEN", f"pad={own.tokens['MOT'].pin_file.read_text().strip()}")
    shim, trust, asked = build_shim(tmp_path), load_trust([own.anchors]), []
    for scheme in ("pkcs1", "pss"):
        with open_token(
            [shim], "MOT", lambda token: asked.append(token.label), certificate="beef", scheme=scheme
        ) as key:
            for _ in range(2):
                assert judge(sign_field(incoming, AGENCY, key).pdf, trust).verdict == "TOTAL-PASSED"
    assert (tmp_path / "logins").read_text().splitlines() == ["login"] * 6, "one to open it, one for each signature"
    assert asked == ["MOT"] * 6

    monkeypatch.setenv("FAULTY_TOKEN", "pad=99999999")
    with pytest.raises(VanthuError) as caught, open_token([shim], "MOT", None, certificate="beef"):
        pass
    assert caught.value.code == "VT-SIGN-005"


def test_the_pin_is_asked_for_when_the_token_is_known_and_never_for_a_locked_or_missing_one(
    authority: DemoAuthority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FAULTY_TOKEN_MODULE", str(authority.module))
    shim = build_shim(tmp_path)

    def never(token: Token) -> Pin:
        raise AssertionError("asked for a PIN")

    monkeypatch.setenv("FAULTY_TOKEN", "flags=40000")
    for label, code in ((LEADER, "VT-SIGN-006"), ("KHONG CO", "VT-SIGN-003")):
        with pytest.raises(VanthuError) as caught, open_token([shim], label, never):
            pass
        assert caught.value.code == code
