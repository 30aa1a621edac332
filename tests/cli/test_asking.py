"""What a person is told before the PIN is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import far
from signing import pin as pins
from signing.pin import Pin
from signing.tokens import Token


@pytest.mark.parametrize(
    ("state", "said"), [("ok", ""), ("low", "đã bị nhập sai trước đó"), ("final", "chỉ còn MỘT lần"), ("locked", "")]
)
def test_few_tries_left_are_told_before_the_pin_is_asked(
    state: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []

    def asked(source: str) -> Pin:
        told.append(capsys.readouterr().err)
        return Pin("12345678")

    monkeypatch.setattr(pins, "read_pin", asked)
    ask = far.asking("prompt")
    assert callable(ask)
    assert ask(Token("LANH DAO", "01", Path("m.so"), state, False, ())) is not None
    assert len(told) == 1, "asked once"
    assert said in told[0] and bool(told[0]) is bool(said)
    assert not said or "LANH DAO" in told[0]


def test_a_device_with_keys_of_its_own_is_asked_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pins, "read_pin", lambda source: pytest.fail("the keyboard is not asked"))
    ask = far.asking("prompt")
    assert callable(ask) and ask(Token("LANH DAO", "01", Path("m.so"), "final", True, ())) is None
    said = capsys.readouterr().err
    assert "chỉ còn MỘT lần" in said and "trên thiết bị" in said
