"""A certification authority with its OCSP responders, revocation lists and time stamp servers: Certomancer on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1_x509
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from werkzeug.serving import WSGIRequestHandler, make_server

from signing.demo_authority import Certified
from signing.trust import Trust

ARCH = "vn"
SERVICES = ("root", "inter", "ocsp", "tsa", "tsa-old", "tsa-weak")
# People, what their key is, and what is wrong with their certificate.
PEOPLE: dict[str, tuple[str, dict[str, Any]]] = {
    "rsa2048": ("rsa2048", {}),
    "rsa3072": ("rsa3072", {}),
    "rsa4096": ("rsa4096", {}),
    "p256": ("p256", {}),
    "p384": ("p384", {}),
    "revoked": ("p256", {"revocation": {"revoked-since": "2026-01-05T00:00:00+0000", "reason": "superseded"}}),
    "stolen": ("p256", {"revocation": {"revoked-since": "2027-12-31T00:00:00+0000", "reason": "key_compromise"}}),
    "expired": ("p256", {"validity": {"valid-from": "2020-01-01T00:00:00+0000", "valid-to": "2022-01-01T00:00:00+0000"}}),
    "early": ("p256", {"validity": {"valid-from": "2041-01-01T00:00:00+0000", "valid-to": "2042-01-01T00:00:00+0000"}}),
    "sealing-wax": ("p256", {"usage": ["key_agreement"]}),
    "sha1": ("rsa2048", {"digest-algo": "sha1"}),
    "rsa1024": ("rsa1024", {}),
}  # fmt: skip


@dataclass
class RealPki:
    """A running authority. `url` is where its services are; `refuse` answers a path beginning with a status instead."""

    folder: Path
    url: str
    config: CertomancerConfig
    refused: dict[str, tuple[int, float]] = field(default_factory=dict)  # path beginning: status, seconds before it
    asked: list[str] = field(default_factory=list)  # every path that was asked for

    def certified(self, who: str) -> Certified:
        arch = self.config.get_pki_arch(ArchLabel(ARCH))
        der = arch.get_cert(CertLabel(who)).dump()
        key = serialization.load_pem_private_key((self.folder / "keys" / f"{who}.pem").read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
        return Certified(key, x509.load_der_x509_certificate(der))

    @property
    def trust(self) -> Trust:
        """The root alone: revocation data has to be fetched."""
        root = self.config.get_pki_arch(ArchLabel(ARCH)).get_cert(CertLabel("root"))
        return Trust((asn1_x509.Certificate.load(root.dump()),))

    def stamps(self, which: str = "tsa") -> str:
        return f"{self.url}/{ARCH}/tsa/{which}"

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        for beginning, (status, seconds) in self.refused.items():
            if path.startswith(beginning):
                threading.Event().wait(seconds)
                if status != 200:
                    start(f"{status} no", [("Content-Length", "0"), ("Retry-After", "120")])
                    return [b""]
        return self.animator(environ, start)

    def __post_init__(self) -> None:
        self.animator = Animator(
            AnimatorArchStore({ARCH: self.config.get_pki_arch(ArchLabel(ARCH))}), with_web_ui=False
        )

    @contextmanager
    def trouble(self, beginning: str, status: int = 503, seconds: float = 0.0) -> Iterator[None]:
        """What lies under a path answers with `status`, or (200) late, for the length of the `with`."""
        self.refused[f"/{ARCH}/{beginning}"] = (status, seconds)
        try:
            yield
        finally:
            del self.refused[f"/{ARCH}/{beginning}"]


class _Quiet(WSGIRequestHandler):
    def log(self, *args: Any) -> None:
        """Tests are read, not servers' logs."""


@contextmanager
def serve_pki(folder: Path) -> Iterator[RealPki]:
    (folder / "keys").mkdir(parents=True)
    for name, kind in ((n, "p256") for n in SERVICES):
        _write_key(folder, name, kind)
    for name, (kind, _) in PEOPLE.items():
        _write_key(folder, name, kind)
    server = make_server("127.0.0.1", 0, lambda environ, start: [], threaded=True, request_handler=_Quiet)
    url = f"http://127.0.0.1:{server.server_port}"
    pki = RealPki(folder, url, CertomancerConfig(_config(url), key_search_dir=str(folder), external_url_prefix=url))
    server.app = pki
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield pki
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _write_key(folder: Path, name: str, kind: str) -> None:
    curve = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1()}.get(kind)
    key = ec.generate_private_key(curve) if curve else rsa.generate_private_key(65537, int(kind[3:]))
    (folder / "keys" / f"{name}.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _config(url: str) -> dict[str, Any]:
    always = {"valid-from": "2015-01-01T00:00:00+0000", "valid-to": "2045-01-01T00:00:00+0000"}
    authority = [
        {"id": "basic_constraints", "critical": True, "value": {"ca": True}},
        _usage("digital_signature", "key_cert_sign", "crl_sign"),
    ]
    lists = {
        "id": "crl_distribution_points",
        "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": ["root"]}},
    }
    stamping = [
        _usage("digital_signature"),
        {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
        lists,
    ]
    old = {"valid-from": "2015-01-01T00:00:00+0000", "valid-to": f"{datetime.now(UTC).year + 1}-01-15T00:00:00+0000"}
    certs: dict[str, Any] = {
        "root": {"subject": "root", "issuer": "root", "validity": always, "extensions": authority},
        "inter": {"issuer": "root", "validity": always, "extensions": [*authority, lists]},
        "ocsp": {
            "issuer": "inter",
            "validity": always,
            "extensions": [
                _usage("digital_signature"),
                {"id": "extended_key_usage", "critical": True, "value": ["ocsp_signing"]},
                {"id": "ocsp_no_check", "value": None},
            ],
        },
        "tsa": {"issuer": "root", "validity": always, "extensions": stamping},
        "tsa-old": {"issuer": "root", "validity": old, "extensions": stamping},
        "tsa-weak": {"issuer": "root", "validity": always, "extensions": [_usage("digital_signature"), lists]},
    }
    for name, (_, wrong) in PEOPLE.items():
        extensions = [
            _usage(*wrong.get("usage", ("digital_signature", "non_repudiation"))),
            {"id": "crl_distribution_points", "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": ["inter"]}}},
            {"id": "authority_information_access", "smart-value": {"schema": "aia-urls", "params": {
                "ocsp-responder-names": ["inter"], "ca-issuer-links": [{"repo": "inter", "include-repo-authority": True}],
            }}},
        ]  # fmt: skip
        given = {key: value for key, value in wrong.items() if key != "usage"}
        certs[name] = {"issuer": "inter", "validity": always, "extensions": extensions} | given
    names = [*SERVICES, *PEOPLE]
    return {
        "external-url-prefix": url,
        "keysets": {"ks": {"path-prefix": "keys", "keys": {name: {"path": f"{name}.pem"} for name in names}}},
        "pki-architectures": {
            ARCH: {
                "keyset": "ks",
                "entity-defaults": {"country-name": "VN", "organization-name": "Ban Cơ yếu thử nghiệm"},
                "entities": {name: {"common-name": f"Thử nghiệm {name}"} for name in names},
                "certs": certs,
                "services": {
                    "ocsp": {"inter": {"for-issuer": "inter", "responder-cert": "ocsp", "signing-key": "ocsp"}},
                    "crl-repo": {
                        "root": {"for-issuer": "root", "signing-key": "root", "simulated-update-schedule": "P30D"},
                        "inter": {"for-issuer": "inter", "signing-key": "inter", "simulated-update-schedule": "P1D"},
                    },
                    "cert-repo": {"inter": {"for-issuer": "inter"}},
                    "time-stamping": {
                        name: {"signing-key": name, "signing-cert": name} for name in SERVICES if name.startswith("tsa")
                    },
                },
            }
        },
    }


def _usage(*uses: str) -> dict[str, Any]:
    return {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": list(uses)}}
