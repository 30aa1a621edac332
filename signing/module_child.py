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
import unicodedata
from typing import Any, TextIO

import pkcs11
from pkcs11 import MGF, Attribute, KeyType, Mechanism, ObjectClass, TokenFlag

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
PSS_HASHING = {
    "sha256": Mechanism.SHA256_RSA_PKCS_PSS,
    "sha384": Mechanism.SHA384_RSA_PKCS_PSS,
    "sha512": Mechanism.SHA512_RSA_PKCS_PSS,
}
# Hash and mask generation of a PSS signature; the salt is as long as the digest (RFC 8017 §9.1, EN 319 102-1 knows no other).
PSS_PARTS = {
    "sha256": (Mechanism.SHA256, MGF.SHA256),
    "sha384": (Mechanism.SHA384, MGF.SHA384),
    "sha512": (Mechanism.SHA512, MGF.SHA512),
}
CONTEXT_SPECIFIC = 2  # CKU_CONTEXT_SPECIFIC
SIGN_INIT, SIGN, LOGIN = 42, 43, 18  # places in CK_FUNCTION_LIST
ERRORS = {
    0x32: pkcs11.exceptions.DeviceRemoved,
    0x54: pkcs11.exceptions.FunctionNotSupported,
    0x70: pkcs11.exceptions.MechanismInvalid,
    0x71: pkcs11.exceptions.MechanismParamInvalid,
    0xA0: pkcs11.exceptions.PinIncorrect,
    0xA2: pkcs11.exceptions.PinLenRange,
    0xA4: pkcs11.exceptions.PinLocked,
    0xE0: pkcs11.exceptions.TokenNotPresent,
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
        # 32 bytes at most (PKCS#11 2.40 §3.2): a longer name is cut, within a letter maybe, which reads as U+FFFD
        "label": unicodedata.normalize("NFC", token.label).strip("\0 ").rstrip("\ufffd"),
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
        self.path = module
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
        ways: list[tuple[Any, tuple[Any, ...] | None, bytes]]
        if kind == "EC":  # most tokens know only the raw mechanism, SoftHSM 2.6 among them
            ways = [(Mechanism.ECDSA, None, hashed), (HASHING[kind, digest], None, data)]
        elif request["scheme"] == "pss":
            parts = (*PSS_PARTS[digest], len(hashed))
            encoded = pss_encoded(hashed, digest, int.from_bytes(key[Attribute.MODULUS], "big").bit_length())
            ways = [(PSS_HASHING[digest], parts, data), (Mechanism.RSA_PKCS_PSS, parts, hashed)]
            ways.append((Mechanism.RSA_X_509, None, encoded))
        else:
            raw = DIGEST_INFO[digest] + hashed
            ways = [(HASHING[kind, digest], None, data), (Mechanism.RSA_PKCS, None, raw)]
        for mechanism, told, what in ways:
            try:
                signature = self._signed(key, mechanism, told, what, asks)
            except UNKNOWN_MECHANISM as error:
                refused = type(error).__name__
            else:
                return {"signature": base64.b64encode(signature).decode()}
        return {"error": refused}

    def _signed(self, key: Any, mechanism: Any, told: Any, data: bytes, asks: bool) -> bytes:
        if asks and self.pin is pkcs11.PROTECTED_AUTH:
            return sign_at_pad(self.path, self.session.handle, key.handle, mechanism, told, data)
        extra = {"pin": self.pin} if asks else {}
        return bytes(key.sign(data, mechanism=mechanism, mechanism_param=told, **extra))


def pss_encoded(hashed: bytes, digest: str, bits: int) -> bytes:
    """EMSA-PSS of RFC 8017 §9.1.1 with a salt as long as the digest, for tokens that only know the raw RSA mechanism."""
    length, salt = (bits + 6) // 8, os.urandom(len(hashed))
    again = hashlib.new(digest, bytes(8) + hashed + salt).digest()
    block = bytes(length - len(salt) - len(hashed) - 2) + b"\x01" + salt
    blocks = range(-(-len(block) // len(hashed)))
    mask = b"".join(hashlib.new(digest, again + n.to_bytes(4, "big")).digest() for n in blocks)
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=False))
    masked[0] &= 0xFF >> (8 * length - (bits - 1))
    encoded = bytes(masked) + again + b"\xbc"
    return encoded.rjust((bits + 7) // 8, b"\0")


def sign_at_pad(
    module: str, session: int, key: int, mechanism: int, told: tuple[int, ...] | None, data: bytes
) -> bytes:
    """A signature for which somebody enters the PIN on the device: C_Login without a PIN between C_SignInit and C_Sign (PKCS#11 §5.6).

    python-pkcs11 can say this of a session's login but not of a key that asks each time, so the module is called directly.
    """
    packed = {"_pack_": 1} if sys.platform == "win32" else {}  # the standard's own rule for Windows
    function_list = type(
        "FunctionList", (ctypes.Structure,),
        {**packed, "_fields_": [("version", ctypes.c_ubyte * 2), ("calls", ctypes.c_void_p * 68)]},
    )  # fmt: skip
    mechanism_type = type(
        "CkMechanism", (ctypes.Structure,),
        {**packed, "_fields_": [("mechanism", ctypes.c_ulong), ("told", ctypes.c_void_p), ("length", ctypes.c_ulong)]},
    )  # fmt: skip
    word, pointer = ctypes.c_ulong, ctypes.c_void_p
    listed: Any = ctypes.POINTER(function_list)()
    checked(ctypes.CDLL(module).C_GetFunctionList(ctypes.byref(listed)))

    def call(place: int, kinds: list[Any], *given: Any) -> None:
        checked(ctypes.CFUNCTYPE(word, *kinds)(listed.contents.calls[place])(*given))

    parts = (word * len(told))(*told) if told else None
    how = mechanism_type(
        mechanism, ctypes.cast(parts, pointer) if parts else None, ctypes.sizeof(parts) if parts else 0
    )
    room, size = ctypes.create_string_buffer(1024), word(1024)
    call(SIGN_INIT, [word, pointer, word], session, ctypes.byref(how), key)
    call(LOGIN, [word, word, pointer, word], session, CONTEXT_SPECIFIC, None, 0)
    call(SIGN, [word, pointer, word, pointer, pointer], session, data, len(data), room, ctypes.byref(size))
    return room.raw[: size.value]


def checked(answer: int) -> None:
    """The answer of a module as the exception that python-pkcs11 has for it."""
    if answer:
        raise ERRORS.get(answer, pkcs11.exceptions.GeneralError)


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
