"""Named profiles: which driver, token and certificate a person signs with, and in which role, under one short name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

KEYS: Final = ("module", "token", "serial", "certificate", "role", "signature")
SCHEMES: Final = ("pkcs1", "pss")


@dataclass(frozen=True)
class Profile:
    """What is None does not matter: any driver that is known, the one token that is plugged in, its newest certificate, any role."""

    name: str
    module: Path | None = None
    token: str | None = None  # the label
    serial: str | None = None
    certificate: str | None = None  # CKA_ID or SHA-256 in hexadecimal
    role: str | None = None  # the one role it signs in
    signature: str | None = None  # how an RSA key signs: pkcs1 or pss


def profile_of(name: str, told: Mapping[str, str]) -> Profile:
    module = told.get("module")
    return Profile(
        name, Path(module) if module else None, told.get("token"), told.get("serial"), told.get("certificate"),
        told.get("role"), told.get("signature"),
    )  # fmt: skip
