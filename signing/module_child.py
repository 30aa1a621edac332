"""A PKCS#11 module in a process of its own: reads requests from stdin, one JSON object a line, and answers each on stdout.

Started by `signing.module`, as a script, so that a driver that hangs, crashes, prints or forgets to log out hurts nobody
else. Requests: `list`, `open` (logs in), `sign`. The PIN comes through the pipe and stays in this process.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import hashlib
import json
import os
import signal
import sys
from typing import Any, TextIO

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, TokenFlag

# DigestInfo of RFC 8017 §9.2 note 1, for tokens that only know the raw RSA mechanism.
DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
HASHING = {
    ("RSA", "sha256"): Mechanism.SHA256_RSA_PKCS,
    ("RSA", "sha384"): Mechanism.SHA384_RSA_PKCS,
    ("RSA", "sha512"): Mechanism.SHA512_RSA_PKCS,
    ("EC", "sha256"): Mechanism.ECDSA_SHA256,
    ("EC", "sha384"): Mechanism.ECDSA_SHA384,
    ("EC", "sha512"): Mechanism.ECDSA_SHA512,
}
UNKNOWN_MECHANISM = (
    pkcs11.exceptions.MechanismInvalid,
    pkcs11.exceptions.MechanismParamInvalid,
    pkcs11.exceptions.FunctionNotSupported,
)
PIN_FLAGS = (
    ("locked", 0x00040000),  # CKF_USER_PIN_LOCKED
    ("final", 0x00020000),  # CKF_USER_PIN_FINAL_TRY
    ("low", 0x00010000),  # CKF_USER_PIN_COUNT_LOW
)


def describe(token: Any) -> dict[str, Any]:
    flags = int(token.flags)
    return {
        "label": token.label.strip("\0 "),
        "serial": bytes(token.serial).decode("ascii", "replace").strip("\0 "),
        "pin": next((name for name, bit in PIN_FLAGS if flags & bit), "ok"),
        "pin_pad": bool(flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH),
    }


def certificates(session: Any) -> list[dict[str, str]]:
    found = []
    for item in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        with contextlib.suppress(pkcs11.exceptions.PKCS11Error):
            found.append(
                {"id": bytes(item[Attribute.ID]).hex(), "der": base64.b64encode(bytes(item[Attribute.VALUE])).decode()}
            )
    return found


class Desk:
    """One module and at most one logged-in session."""

    def __init__(self, module: str) -> None:
        self.module = pkcs11.lib(module)
        self.session: Any = None
        self.keys: dict[str, Any] = {}
        self.pin: Any = None

    def tokens(self) -> list[Any]:
        found = []
        for slot in self.module.get_slots(token_present=True):
            with contextlib.suppress(pkcs11.exceptions.PKCS11Error, UnicodeDecodeError):
                token = slot.get_token()
                if int(token.flags) & TokenFlag.TOKEN_INITIALIZED:
                    found.append(token)
        return found

    def list(self, request: dict[str, Any]) -> dict[str, Any]:
        answer = []
        for token in self.tokens():
            entry = describe(token)
            try:
                with token.open() as session:  # no login: what is public is enough to choose by
                    entry["certificates"] = certificates(session)
            except pkcs11.exceptions.PKCS11Error as error:
                entry["certificates"] = []
                entry["error"] = type(error).__name__
            answer.append(entry)
        return {"tokens": answer}

    def open(self, request: dict[str, Any]) -> dict[str, Any]:
        fitting = [
            t
            for t in self.tokens()
            if describe(t)["serial"] == request["serial"] and describe(t)["label"] == request["label"]
        ]
        if len(fitting) != 1:
            return {"error": "TokenNotPresent"}
        self.pin = request["pin"] if request["pin"] is not None else pkcs11.PROTECTED_AUTH
        self.session = fitting[0].open(user_pin=self.pin)
        keys = []
        for key in self.session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}):
            with contextlib.suppress(pkcs11.exceptions.PKCS11Error):
                key_id, kind = bytes(key[Attribute.ID]).hex(), KeyType(key[Attribute.KEY_TYPE]).name
                self.keys[key_id] = (key, kind, self._asks_each_time(key))
                keys.append({"id": key_id, "kind": kind, "asks_each_time": self.keys[key_id][2]})
        return {"certificates": certificates(self.session), "keys": keys}

    @staticmethod
    def _asks_each_time(key: Any) -> bool:
        try:
            return bool(key[Attribute.ALWAYS_AUTHENTICATE])
        except pkcs11.exceptions.PKCS11Error:
            return False

    def sign(self, request: dict[str, Any]) -> dict[str, Any]:
        key, kind, asks = self.keys[request["key"]]
        data, digest = base64.b64decode(request["data"]), request["digest"]
        hashed = hashlib.new(digest, data).digest()
        ways = [(HASHING[kind, digest], data), (Mechanism.RSA_PKCS, DIGEST_INFO[digest] + hashed)]
        if kind == "EC":  # most tokens know only the raw mechanism, SoftHSM 2.6 among them
            ways = [(Mechanism.ECDSA, hashed), (HASHING[kind, digest], data)]
        extra = {"pin": self.pin} if asks else {}
        for mechanism, what in ways:
            try:
                signature = key.sign(what, mechanism=mechanism, **extra)
            except UNKNOWN_MECHANISM as error:
                refused = type(error).__name__
            else:
                return {"signature": base64.b64encode(bytes(signature)).decode()}
        return {"error": refused}


def serve(module: str, answers: TextIO) -> None:
    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    try:
        desk = Desk(module)
    except Exception as error:
        say({"error": "ModuleFailed", "text": f"{type(error).__name__}: {error}"[:200]})
        return
    say({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            say({"list": desk.list, "open": desk.open, "sign": desk.sign}[request["do"]](request))
        except pkcs11.exceptions.PKCS11Error as error:
            say({"error": type(error).__name__})
        except Exception as error:  # the driver's world: whatever it is, the other side must hear of it
            say({"error": type(error).__name__})
    if desk.session is not None:
        with contextlib.suppress(pkcs11.exceptions.PKCS11Error):
            desk.session.close()


def main() -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: no driver outlives the one who asked
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # some drivers print
    serve(sys.argv[1], answers)


if __name__ == "__main__":
    main()
