"""Writes a certificate beside its key on a software token: `demo_token.py MODULE`, label, PIN, id and DER as JSON on stdin.

A process of its own, since SoftHSM reads SOFTHSM2_CONF when the module is loaded and keeps one login a process.
Demonstration and tests only.
"""

from __future__ import annotations

import base64
import json
import sys

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, CertificateType, ObjectClass


def main() -> None:
    order = json.load(sys.stdin)
    token = pkcs11.lib(sys.argv[1]).get_token(token_label=order["token"])
    certificate = x509.Certificate.load(base64.b64decode(order["der"]))
    with token.open(rw=True, user_pin=order["pin"]) as session:
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.PRIVATE: False,
                Attribute.LABEL: order["label"],
                Attribute.ID: bytes.fromhex(order["id"]),
                Attribute.SUBJECT: certificate.subject.dump(),
                Attribute.ISSUER: certificate.issuer.dump(),
                Attribute.SERIAL_NUMBER: certificate["tbs_certificate"]["serial_number"].dump(),
                Attribute.VALUE: certificate.dump(),
            }
        )


if __name__ == "__main__":
    main()
