"""Signing devices: which modules and tokens there are, and a key opened for a while to sign with."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import utils

from pipeline.clock import iso, now
from pipeline.errors import VanthuError
from pipeline.text import nfc
from signing import faults
from signing.certificates import Fitness, chain_above, common_name, fingerprint, fitness, scheme_of
from signing.module import Module, ModuleError
from signing.pin import Pin

LIST_SECONDS: Final = 15.0
LOOK_SECONDS: Final = 40.0  # before signing a busy machine is given longer than a list that somebody waits for
OPEN_SECONDS: Final = 60.0
LABEL_BYTES: Final = 32
SIGN_SECONDS: Final = 90.0  # a slow token takes 10 s, a person at a PIN pad longer


@dataclass(frozen=True)
class TokenCertificate:
    """A certificate on a token; `usable` says that it may sign now, `reason` (Vietnamese) why not."""

    id: str  # CKA_ID in hexadecimal
    subject: str
    not_after: datetime
    usable: bool
    reason: str
    sha256: str = ""  # of the certificate, hexadecimal


@dataclass(frozen=True)
class Token:
    """A token that is plugged in. `pin_state`: `ok`, `low` (a wrong PIN before), `final` (one try left), `locked`."""

    label: str
    serial: str
    module: Path
    pin_state: str
    pin_pad: bool
    certificates: tuple[TokenCertificate, ...]


AskPin = Callable[[Token], Pin | None]  # told which token it is, how many tries it has, and whether it has a PIN pad


class TokenKey:
    """A private key in an open session, with its certificate. Lives as long as the `with` of `open_token`."""

    def __init__(
        self,
        module: Module,
        token: Token,
        key_id: str,
        kind: str,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...],
        scheme: str = "pkcs1",
        before: Callable[[], object] = lambda: None,
    ) -> None:
        self._module = module
        self.token = token
        self.id = key_id
        self.kind = kind  # RSA or EC
        self.certificate = certificate
        self.chain = chain
        self._scheme = scheme
        self._before = before  # each signature: where the device asks for its PIN again, the person is told

    def sign(self, data: bytes, digest: str = "sha256") -> bytes:
        """A signature over `data` (hashed with `digest`): RSA by PKCS#1 v1.5 or PSS, or ECDSA as DER. Checked against the certificate.

        Raises VanthuError: token pulled, silent or in error (VT-SIGN-008, 009, 014), signature that does not fit (015).
        """
        label = self.token.label
        self._before()
        told = {"key": self.id, "digest": digest, "data": base64.b64encode(data).decode(), "scheme": self._scheme}
        try:
            answer = self._module.ask(SIGN_SECONDS, do="sign", **told)
        except ModuleError as error:
            if self._scheme == "pss" and error.name in _UNKNOWN:
                raise VanthuError(faults.NO_PSS, label=label) from None
            raise _as_fault(error, label, SIGN_SECONDS) from None
        signature = base64.b64decode(answer["signature"])
        if self.kind == "EC":
            half = len(signature) // 2
            signature = utils.encode_dss_signature(
                int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
            )
        if scheme_of(self.certificate, signature, data, digest) not in (self._scheme, "ecdsa"):
            raise VanthuError(faults.SIGNATURE_MISFIT, label=label)
        return signature


def list_tokens(modules: Sequence[Path], seconds: float = LIST_SECONDS) -> tuple[Token, ...]:
    """The tokens of `modules`, without login. A module that fails, crashes or hangs longer than `seconds` counts as empty."""
    tokens: list[Token] = []
    with ExitStack() as stack:
        for module in [stack.enter_context(Module(Path(path), seconds)) for path in modules]:  # they all start at once
            try:
                tokens += _tokens_of(module, seconds)
            except ModuleError:
                continue
    return tuple(tokens)


def _tokens_of(module: Module, seconds: float) -> list[Token]:
    answer = module.ask(seconds, do="list")
    return [
        Token(
            nfc(entry["label"]), entry["serial"], module.path, entry["pin"], entry["pin_pad"],
            tuple(_described(item) for item in entry["certificates"]),
        )
        for entry in answer["tokens"]
    ]  # fmt: skip


def _described(item: dict[str, str]) -> TokenCertificate:
    certificate = _certificate(item)
    if certificate is None:
        return TokenCertificate(item["id"], "", datetime.min, False, "không đọc được chứng thư số")
    fit = fitness(certificate, now())
    return TokenCertificate(
        item["id"], common_name(certificate.subject), certificate.not_valid_after_utc, fit.kind == "fit", fit.reason,
        fingerprint(certificate),
    )  # fmt: skip


def _certificate(item: dict[str, str]) -> x509.Certificate | None:
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(item["der"]))
        certificate.public_key()
    except Exception:  # a token may hold anything under the name of a certificate
        return None
    return certificate


@dataclass(frozen=True)
class Choice:
    """Which token and which certificate on it; what is None does not matter. `certificate` is a CKA_ID or SHA-256 in hexadecimal."""

    label: str | None = None
    serial: str | None = None
    certificate: str | None = None

    @property
    def name(self) -> str:
        """The token as people know it."""
        return self.label or self.serial or "?"

    def is_token(self, token: Token) -> bool:
        return (self.label is None or _named(self.label, token)) and self.serial in (None, token.serial)


def _named(label: str, token: Token) -> bool:
    """Whether a token has this label, or what is kept of it in the 32 bytes there are: Vietnamese names are longer in UTF-8."""
    whole = nfc(label)
    return token.label in (whole, whole.encode()[:LABEL_BYTES].decode(errors="ignore").rstrip())


@contextmanager
def open_token(
    modules: Sequence[Path],
    label: str | None,
    pin: Pin | AskPin | None,
    *,
    serial: str | None = None,
    certificate: str | None = None,
    scheme: str = "pkcs1",
    seconds: float = LOOK_SECONDS,
) -> Iterator[TokenKey]:
    """Logs in to the token with this `label` or `serial` once and gives its signing key; modules are given `seconds` to show their tokens.

    Without either it is the one token there is that has a certificate to sign with. The key is the one whose CKA_ID is that of a
    certificate fit to sign now (labels differ on Viettel's tokens, pyHanko #457; CA certificates lie beside it, #456), and where
    `certificate` names one (CKA_ID or SHA-256, hexadecimal), of that; of several the one that ends last. `pin` None means the device's
    own PIN pad; a function is asked once the token is found, and told of it; where the device wants its PIN for each signature it is
    called before each. A PIN is given to the token once, never again. `scheme` (pkcs1, pss) is how an RSA key signs. Raises VanthuError
    (VT-SIGN-001 to 019).
    """
    if not modules:
        raise VanthuError(faults.NO_MODULE)
    choice = Choice(label, serial, certificate)
    seen: list[tuple[Module, Token]] = []
    broken: list[tuple[Path, ModuleError]] = []
    with ExitStack() as stack:
        for module in [stack.enter_context(Module(Path(path), seconds)) for path in modules]:
            try:
                seen += [(module, token) for token in _tokens_of(module, seconds) if choice.is_token(token)]
            except ModuleError as error:
                broken.append((module.path, error))
        if label is None and serial is None:
            seen = [(module, token) for module, token in seen if any(one.usable for one in token.certificates)] or seen
        if len({token.serial for _, token in seen}) > 1:
            names = ", ".join(sorted({f"{token.label} ({token.serial})" for _, token in seen}))
            raise VanthuError(faults.TOKEN_AMBIGUOUS, names, label=choice.name)
        if not seen:
            if len(broken) == len(modules):
                raise VanthuError(faults.MODULE_FAILED, broken[0][1].text or broken[0][1].name, module=broken[0][0])
            raise VanthuError(faults.TOKEN_MISSING, label=choice.name)
        module, token = seen[0]
        if token.pin_state == "locked":
            raise VanthuError(faults.PIN_LOCKED, label=token.label)
        asked = pin(token) if callable(pin) else pin
        yield _log_in(module, token, asked, choice.certificate, scheme, (lambda: pin(token)) if callable(pin) else None)


def _log_in(
    module: Module, token: Token, pin: Pin | None, wanted: str | None, scheme: str, at_pad: Callable[[], object] | None
) -> TokenKey:
    if pin is None and not token.pin_pad:
        raise VanthuError(faults.PIN_LENGTH, label=token.label)
    try:
        answer = module.ask(
            OPEN_SECONDS, do="open", label=token.label, serial=token.serial, pin=pin.reveal() if pin else None
        )
    except ModuleError as error:
        raise _as_fault(error, token.label, OPEN_SECONDS) from None
    keys = {key["id"]: key for key in answer["keys"] if key["kind"] in ("RSA", "EC")}
    pairs = [
        (item["id"], certificate) for item in answer["certificates"] if (certificate := _certificate(item)) is not None
    ]
    with_key = [(key_id, certificate, fitness(certificate, now())) for key_id, certificate in pairs if key_id in keys]
    if wanted is not None:
        with_key = [found for found in with_key if wanted.lower() in (found[0], fingerprint(found[1]))]
        if not with_key:
            raise VanthuError(faults.NO_SUCH_CERTIFICATE, label=token.label, certificate=wanted)
    fit = [(key_id, certificate) for key_id, certificate, state in with_key if state.kind == "fit"]
    if not fit:
        raise _no_fit(token.label, with_key)
    key_id, certificate = max(fit, key=lambda pair: pair[1].not_valid_after_utc)
    again = keys[key_id]["asks_each_time"] and pin is None and at_pad is not None
    return TokenKey(
        module, token, key_id, keys[key_id]["kind"], certificate, chain_above(certificate, [c for _, c in pairs]),
        scheme, at_pad if again and at_pad is not None else lambda: None,
    )  # fmt: skip


def _no_fit(label: str, with_key: list[tuple[str, x509.Certificate, Fitness]]) -> VanthuError:
    """The most useful thing to say when no key of the token can sign."""
    for _, certificate, state in with_key:
        if state.kind == "expired":
            return VanthuError(faults.CERTIFICATE_EXPIRED, label=label, date=iso(certificate.not_valid_after_utc)[:10])
        if state.kind == "early":
            return VanthuError(faults.CERTIFICATE_EARLY, label=label, date=iso(certificate.not_valid_before_utc)[:10])
    if with_key:
        return VanthuError(
            faults.CERTIFICATE_UNFIT, label=label, reason="; ".join(state.reason for _, _, state in with_key)
        )
    return VanthuError(faults.NO_KEY, label=label)


_PULLED: Final = {"DeviceRemoved", "TokenNotPresent", "DeviceError", "SlotIDInvalid", "TokenNotRecognised", "Gone"}
_UNKNOWN: Final = {"MechanismInvalid", "MechanismParamInvalid", "FunctionNotSupported"}
_PIN_FAULTS: Final = {
    "PinIncorrect": faults.PIN_WRONG,
    "PinLocked": faults.PIN_LOCKED,
    "PinLenRange": faults.PIN_LENGTH,
    "PinInvalid": faults.PIN_LENGTH,
    "PinExpired": faults.PIN_LOCKED,
}


def _as_fault(error: ModuleError, label: str, seconds: float) -> VanthuError:
    values: dict[str, Any] = {"label": label}
    if error.name in _PIN_FAULTS:
        return VanthuError(_PIN_FAULTS[error.name], **values)
    if error.name == "Silent":
        return VanthuError(faults.TOKEN_SILENT, seconds=int(seconds), **values)
    if error.name in _PULLED:
        return VanthuError(faults.TOKEN_REMOVED, **values)
    return VanthuError(faults.TOKEN_ERROR, error=error.name, **values)
