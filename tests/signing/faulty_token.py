"""A token that misbehaves: stands in place of `signing/module_child.py` and answers as a driver with the fault in FAULT does.

It has one RSA key and a certificate (FAULTY_KEY, FAULTY_CERTIFICATE: PEM files) and really signs, until it does not.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def main() -> None:
    fault = os.environ["FAULT"]
    key = serialization.load_pem_private_key(Path(os.environ["FAULTY_KEY"]).read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    certificate = x509.load_pem_x509_certificate(Path(os.environ["FAULTY_CERTIFICATE"]).read_bytes())
    item = {"id": "01", "der": base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()}
    signed = 0

    def say(answer: dict[str, object]) -> None:
        print(json.dumps(answer), flush=True)

    say({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "list":
            state = fault if fault in ("low", "final", "locked") else "ok"
            token = {"label": "HONG", "serial": "1", "pin": state, "pin_pad": False, "certificates": [item]}
            say({"tokens": [token]})
        elif request["do"] == "open":
            with Path(os.environ["FAULTY_LOG"]).open("a") as log:
                log.write("login\n")
            wrong = fault.removeprefix("open:")
            say({"error": wrong} if wrong != fault else {
                "certificates": [item],
                "keys": [] if fault == "keyless" else [{"id": "01", "kind": "RSA", "asks_each_time": False}],
            })  # fmt: skip
        else:
            signed += 1
            name, _, at = fault.removeprefix("sign:").partition("@")
            if fault.startswith("sign:") and signed >= int(at or 1):
                if name == "hang":
                    time.sleep(600)
                if name == "die":
                    os._exit(11)
                if name != "flip":
                    say({"error": name})
                    continue
            signature = bytearray(key.sign(base64.b64decode(request["data"]), padding.PKCS1v15(), hashes.SHA256()))
            if name == "flip" and signed >= int(at):
                signature[7] ^= 1
            say({"signature": base64.b64encode(signature).decode()})


if __name__ == "__main__":
    main()
