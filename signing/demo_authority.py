"""A certification authority, software tokens and a time stamp server for the demonstration and the tests.

Nothing here may serve an office: the keys lie in files, the PINs beside them, and the time stamp server (pyHanko's
DummyTimeStamper behind `http.server`, on loopback) stamps whatever it is asked to with this computer's clock.
"""

from __future__ import annotations

import base64
import http.server
import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from pipeline.errors import VanthuError
from signing.faults import DEMO_TOOL_MISSING

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
SOFTHSM: Final = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)
CHILD: Final = Path(__file__).with_name("demo_token.py")


@dataclass(frozen=True)
class Holder:
    """Whose certificate it is and how it is made; `key` is `rsa2048`, `rsa3072`, `rsa1024`, `p256` or `p384`."""

    name: str
    organ: str
    key: str = "rsa2048"
    valid_from: timedelta = timedelta(days=-30)  # from now
    valid_to: timedelta = timedelta(days=900)
    may_sign: bool = True
    time_stamps: bool = False
    authority: bool = False


@dataclass(frozen=True)
class Certified:
    """A key with the certificate the demo authority gave it."""

    key: PrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class DemoToken:
    label: str
    pin_file: Path  # mode 0600, one line
    certified: Certified


@dataclass
class DemoAuthority:
    """What `make_demo_authority` leaves in `folder`. `environment` is what a process needs to see the tokens."""

    folder: Path
    module: Path
    root: Certified
    tokens: dict[str, DemoToken] = field(default_factory=dict)
    revoked: list[x509.Certificate] = field(default_factory=list)

    @property
    def softhsm_conf(self) -> Path:
        return self.folder / "softhsm2.conf"

    @property
    def environment(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.softhsm_conf)}

    @property
    def anchors(self) -> Path:
        """A trust folder: the root's certificate (*.pem) and its revocation list (*.crl)."""
        return self.folder / "tin-cay"

    def issue(self, holder: Holder, under: Certified | None = None, key: PrivateKey | None = None) -> Certified:
        """A key and its certificate, signed by the root or by `under`."""
        return _certified(holder, under or self.root, key)

    def add_token(self, label: str, holder: Holder) -> DemoToken:
        """A software token with a key, its certificate under the same CKA_ID, the root's certificate, and a PIN file."""
        token = DemoToken(label, self.folder / f"pin-{len(self.tokens) + 1}", self.issue(holder))
        self.put_on_token(token)
        self.tokens[label] = token
        return token

    def put_on_token(self, token: DemoToken, certificate: x509.Certificate | None = None) -> None:
        """Initialises the software token `token.label`; `certificate` in place of the key's own makes a token that lies."""
        pin = "".join(secrets.choice("0123456789") for _ in range(8))
        _write_private(token.pin_file, pin.encode() + b"\n")
        key_id = secrets.token_hex(4)
        stem = token.pin_file.with_suffix(".key")
        _write_private(stem, _pem(token.certified.key))
        # A demonstration's PIN may stand among a command's arguments; an office's never does.
        self._tool("--init-token", "--free", "--label", token.label, "--pin", pin, "--so-pin", secrets.token_hex(6))
        self._tool("--import", str(stem), "--token", token.label, "--label", "khoa-ky", "--id", key_id, "--pin", pin)
        stem.unlink()
        for label, cka_id, thing in (
            ("chung-thu", key_id, certificate or token.certified.certificate),
            ("ca", "ca01", self.root.certificate),
        ):
            der = base64.b64encode(thing.public_bytes(serialization.Encoding.DER)).decode()
            order = {"token": token.label, "pin": pin, "label": label, "id": cka_id, "der": der}
            command = [sys.executable, "-P", str(CHILD), str(self.module)]
            subprocess.run(
                command,
                input=json.dumps(order).encode(),
                check=True,
                capture_output=True,
                env={**os.environ, **self.environment},
            )

    def _tool(self, *arguments: str) -> None:
        subprocess.run(
            ["softhsm2-util", *arguments], check=True, capture_output=True, env={**os.environ, **self.environment}
        )

    def revoke(self, certificate: x509.Certificate) -> None:
        """Puts the certificate on the revocation list and writes the list anew."""
        self.revoked.append(certificate)
        self.write_revocation_list()

    def write_revocation_list(self, under: Certified | None = None, name: str = "demo") -> Path:
        issuer = under or self.root
        moment = datetime.now(UTC)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(moment - timedelta(hours=1))
            .next_update(moment + timedelta(days=30))
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False)
            .add_extension(x509.CRLNumber(len(self.revoked) + 1), False)
        )
        for certificate in self.revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(moment - timedelta(minutes=30)).build())
        path = self.anchors / f"{name}.crl"
        path.write_bytes(builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER))
        return path

    @contextmanager
    def serve_time_stamps(self, stamper: Certified | None = None, at: datetime | None = None) -> Iterator[str]:
        """A time stamp server (RFC 3161) on loopback for the length of the `with`; gives its URL."""
        own = stamper or self.issue(
            Holder("Dấu thời gian thử nghiệm", "Cơ quan chứng thực thử nghiệm", time_stamps=True)
        )
        key = own.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate = asn1_x509.Certificate.load(own.certificate.public_bytes(serialization.Encoding.DER))
        server = _TimeStampServer(DummyTimeStamper(certificate, asn1_keys.PrivateKeyInfo.load(key), fixed_dt=at))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _TimeStampServer(http.server.ThreadingHTTPServer):
    def __init__(self, stamper: DummyTimeStamper) -> None:
        super().__init__(("127.0.0.1", 0), _TimeStampHandler)
        self.stamper = stamper


class _TimeStampHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, _TimeStampServer)
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        body = self.server.stamper.request_tsa_response(request).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        with suppress(ConnectionError):  # who asked may have waited long enough
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Says nothing: a demonstration's screen is for the clerk."""


def make_demo_authority(folder: Path, people: Mapping[str, Holder]) -> DemoAuthority:
    """Makes a root, its empty revocation list and one software token for each of `people` (token label to holder).

    `folder` must not exist or be empty. Raises VanthuError (VT-SIGN-040) where SoftHSM2 is not installed.
    """
    module = next((Path(p) for p in SOFTHSM if Path(p).is_file()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        raise VanthuError(DEMO_TOOL_MISSING)
    (folder / "tokens").mkdir(parents=True)
    root = _certified(
        Holder(
            "CA thử nghiệm",
            "Cơ quan chứng thực thử nghiệm",
            authority=True,
            valid_from=timedelta(days=-3650),
            valid_to=timedelta(days=3650),
        ),
        None,
        None,
    )
    authority = DemoAuthority(folder, module, root)
    authority.softhsm_conf.write_text(
        f"directories.tokendir = {folder.resolve()}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n", "utf-8"
    )
    authority.anchors.mkdir()
    (authority.anchors / "demo.pem").write_bytes(_pem(root.certificate))
    authority.write_revocation_list()
    for label, holder in people.items():
        authority.add_token(label, holder)
    return authority


def _new_key(kind: str) -> PrivateKey:
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind[3:]))
    return ec.generate_private_key(ec.SECP256R1() if kind == "p256" else ec.SECP384R1())


def _name(holder: Holder) -> x509.Name:
    parts = (
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, holder.organ),
        (NameOID.COMMON_NAME, holder.name),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _certified(holder: Holder, under: Certified | None, key: PrivateKey | None) -> Certified:
    own = key or _new_key(holder.key)
    moment = datetime.now(UTC)
    issuer = under.key if under else own
    signs = holder.may_sign and not holder.authority
    usage = x509.KeyUsage(
        digital_signature=signs, content_commitment=signs and not holder.time_stamps, key_encipherment=not holder.may_sign,
        data_encipherment=False, key_agreement=False, key_cert_sign=holder.authority, crl_sign=holder.authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(holder))
        .issuer_name(under.certificate.subject if under else _name(holder))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment + holder.valid_from)
        .not_valid_after(moment + holder.valid_to)
        .add_extension(x509.BasicConstraints(holder.authority, None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), False)
        .add_extension(usage, True)
    )
    if holder.time_stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    return Certified(own, builder.sign(issuer, hashes.SHA256()))


def _pem(thing: x509.Certificate | PrivateKey) -> bytes:
    if isinstance(thing, x509.Certificate):
        return thing.public_bytes(serialization.Encoding.PEM)
    return thing.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_private(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(data)
