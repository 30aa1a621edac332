"""Serves the office's API: TLS by a certificate of its own, or plain http on this computer alone, for a proxy in front of it."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter

from pipeline.errors import VanthuError
from pipeline.remote import protocol
from pipeline.remote.line import is_loopback
from pipeline.web import faults

THREADS: Final = 16  # one for each signer who is fetching at the moment; a thin line holds one for minutes
SECONDS: Final = 120  # without a byte from the other side


@dataclass(frozen=True)
class Place:
    """Where to serve. `certificate` and `key` are PEM files; without them http, which leaves this computer only if `plain`."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    plain: bool = False


def server(place: Place, application: Callable[..., Any]) -> wsgi.Server:
    """A server that listens and waits for `serve()`. VT-WEB-001 to 003."""
    address = f"{place.host}:{place.port}"
    tls = place.certificate is not None or place.key is not None
    if not tls and not place.plain and not is_loopback(place.host):
        raise VanthuError(faults.PLAIN_HTTP, address=address)
    made = wsgi.Server(
        (place.host, place.port), application, numthreads=THREADS, server_name="vanthu", timeout=SECONDS,
        request_queue_size=64,
    )  # fmt: skip
    made.max_request_header_size, made.max_request_body_size = 1 << 16, protocol.MOST_REQUEST
    if tls:
        try:
            made.ssl_adapter = BuiltinSSLAdapter(str(place.certificate), str(place.key))
            made.ssl_adapter.context.minimum_version = ssl.TLSVersion.TLSv1_2  # Circular 15/2025, Annex I
        except (OSError, ValueError) as error:
            raise VanthuError(faults.BAD_TLS, type(error).__name__) from error
    try:
        made.prepare()
    except OSError as error:
        raise VanthuError(faults.CANNOT_LISTEN, error.strerror or str(error), address=address) from error
    return made
