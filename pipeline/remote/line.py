"""One connection to an office's server: patient with a bad line, asking again what was cut off, fetching on from where it stopped."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import json
import ssl
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, TypeVar

from pipeline.errors import Exit, Fault, VanthuError
from pipeline.remote import faults, protocol

SECONDS: Final = 180.0  # a server that waits for a time stamp says nothing for so long (2 to 131 s seen)
TRIES: Final = 6
PAUSE: Final = 1.0  # seconds before the second try, twice as long before each one after
BLOCK: Final = 4096  # small: what has come is kept when a thin line breaks
AGAIN: Final = (500, 502, 503, 504)
Found = TypeVar("Found")


@dataclass(frozen=True)
class Server:
    """Where the office is. `ca` is a PEM file that its certificate is checked against, None the system's own."""

    host: str
    port: int
    tls: bool
    path: str = ""
    ca: Path | None = None

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


def server_at(url: str, ca: Path | None = None, plain: bool = False) -> Server:
    """The server of an `https://` or `http://` address. VT-REMOTE-001; 002 for http to another computer, unless `plain`."""
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
        host = parts.hostname or ""
    except (ValueError, KeyError):
        raise VanthuError(faults.BAD_ADDRESS, url=url) from None
    if not host or parts.username or parts.query or parts.fragment:
        raise VanthuError(faults.BAD_ADDRESS, url=url)
    tls = parts.scheme == "https"
    if not tls and not plain and not is_loopback(host):
        raise VanthuError(faults.PLAIN, host=host)
    return Server(host, port, tls, parts.path.rstrip("/"), ca)


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Fetched:
    """A document as it lies here: its whole id, its file, and the SHA-256 of the bytes that came."""

    id: str
    path: Path
    digest: str


class Line:
    """A connection that is opened again as often as needed. Not for several threads."""

    def __init__(self, server: Server, secret: str) -> None:
        self.server = server
        self._secret = secret
        self._connection: http.client.HTTPConnection | None = None
        self.trips = 0  # requests sent, for those who count

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One JSON question and its JSON answer."""

        def once() -> dict[str, Any]:
            answer = self._send(method, path, body, {"Accept-Encoding": "gzip"})
            told: dict[str, Any] = json.loads(_unpacked(answer).read())
            return told

        return self.persist(once)

    def stream(self, path: str, body: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
        """One question whose answer comes in frames; not repeated here, for the caller knows what is still missing."""
        answer = self._send("POST", path, body, {"Accept-Encoding": "gzip", "Accept": protocol.FRAMES})
        if answer.headers.get_content_type() != protocol.FRAMES:
            raise VanthuError(faults.NO_ANSWER, host=self.server.name)
        yield from protocol.frames(_unpacked(answer))

    def fetch(self, which: str, folder: Path, told: Callable[[int, int], None]) -> Fetched:
        """The record of a document into `folder`, from where an earlier try stopped; `told(bytes, of)` as it comes."""
        return self.persist(lambda: self._fetch(which, folder, told))

    def persist(self, act: Callable[[], Found]) -> Found:
        """Does `act` until the line holds so long; VT-REMOTE-003 where it does not in six tries."""
        for attempt in range(TRIES):
            try:
                return act()
            except (OSError, EOFError, http.client.HTTPException, ValueError) as error:
                self.close()
                if isinstance(error, ssl.SSLCertVerificationError):
                    raise VanthuError(faults.CERTIFICATE, error.verify_message, host=self.server.name) from None
                failure = error
            time.sleep(PAUSE * 2**attempt if attempt + 1 < TRIES else 0)
        if isinstance(failure, ValueError):
            raise VanthuError(faults.NO_ANSWER, type(failure).__name__, host=self.server.name) from failure
        raise VanthuError(faults.UNREACHABLE, _why(failure), host=self.server.name) from failure

    def _fetch(self, which: str, folder: Path, told: Callable[[int, int], None]) -> Fetched:
        headers = {"Accept": protocol.PDF}
        part = next(iter(sorted(folder.glob(f"{which}*.part"))), None) if which.isalnum() else None
        if part is not None and part.stat().st_size:
            headers |= {"Range": f"bytes={part.stat().st_size}-", "If-Range": f'"{part.stem.partition(".")[2]}"'}
        answer = self._send("GET", f"{protocol.DOCUMENTS}/{urllib.parse.quote(which)}/record", None, headers)
        digest, whole_id = answer.headers.get("ETag", "").strip('"'), answer.headers.get("Vanthu-Document", "")
        if answer.headers.get_content_type() != protocol.PDF or not (_is_digest(digest) and whole_id.isalnum()):
            raise VanthuError(faults.NO_ANSWER, host=self.server.name)
        target = folder / f"{whole_id}.{digest}.pdf"
        goes_on = answer.status == 206 and part is not None and part.stem == target.stem
        begun = part.stat().st_size if goes_on and part is not None else 0
        size = begun + int(answer.headers.get("Content-Length", "0"))
        part = target.with_suffix(".part")
        with part.open("ab" if goes_on else "wb") as out:
            while block := answer.read1(BLOCK):
                out.write(block)
                begun += len(block)
                told(begun, size)
        if begun < size:
            raise EOFError("cut off")
        if hashlib.sha256(part.read_bytes()).hexdigest() != digest:
            part.unlink()
            raise VanthuError(faults.GARBLED, id=whole_id)
        part.replace(target)
        return Fetched(whole_id, target, digest)

    def _send(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        """The answer to one request; an error that the server tells is raised as what it is (VanthuError)."""
        if self._connection is None:
            self._connection = self._opened()
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        given = {"Authorization": f"Bearer {self._secret}", "User-Agent": "vanthu", **headers}
        if data is not None:
            given["Content-Type"] = "application/json"
        self._connection.request(method, self.server.path + path, data, given)
        self.trips += 1
        answer = self._connection.getresponse()
        if answer.status in (200, 206):
            return answer
        told = _unpacked(answer).read(1 << 16)
        if answer.status in AGAIN:
            raise ConnectionError(f"HTTP {answer.status}")
        raise self._told(answer.status, told)

    def _opened(self) -> http.client.HTTPConnection:
        if not self.server.tls:
            return http.client.HTTPConnection(self.server.host, self.server.port, timeout=SECONDS)
        try:
            context = ssl.create_default_context(cafile=self.server.ca)
        except (OSError, ssl.SSLError) as error:
            raise VanthuError(faults.CERTIFICATE, type(error).__name__, host=self.server.name) from error
        return http.client.HTTPSConnection(self.server.host, self.server.port, timeout=SECONDS, context=context)

    def _told(self, status: int, body: bytes) -> VanthuError:
        try:
            return fault_told(json.loads(body)["error"])
        except (ValueError, KeyError, TypeError):
            return VanthuError(faults.NO_ANSWER, f"HTTP {status}", host=self.server.name)


def fault_told(told: Mapping[str, Any]) -> VanthuError:
    """A server's error as one of our own, with its code, its exit status and its words in both languages."""
    words = [str(told[key]).replace("{", "(").replace("}", ")") for key in ("message", "message_en", "next", "next_en")]
    return VanthuError(Fault(str(told["code"]), Exit(int(told["exit"])), *words))


def _unpacked(answer: http.client.HTTPResponse) -> Any:
    return gzip.GzipFile(fileobj=answer) if answer.headers.get("Content-Encoding") == "gzip" else answer


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "không trả lời kịp"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
