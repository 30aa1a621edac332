"""Asks servers of the outside: over http or https, for so long and so much, and not again soon where one was away."""

from __future__ import annotations

import queue
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

FIRST_REST: Final = 30.0  # seconds that a server which was away is left alone, twice as long each time
LONGEST_REST: Final = 900.0
BUSY: Final = (429, 502, 503, 504)


class Unanswered(Exception):
    """No answer that could be used; its text is a Vietnamese phrase that says why."""


@dataclass(eq=False)
class Servers:
    """Which servers were away, for the length of a process: a batch waits for a dead one once and not for each document."""

    _away: dict[str, tuple[int, float]] = field(
        default_factory=dict
    )  # address: failures in a row, rests until (monotonic)

    def ask(
        self,
        url: str,
        *,
        seconds: float,
        most_bytes: int,
        body: bytes | None = None,
        kind: str = "",
        accept: str = "*/*",
    ) -> bytes:
        """The body of the answer, of at most `most_bytes`, within `seconds` of the wall clock. Raises Unanswered."""
        if self.rests(url):
            raise Unanswered("vừa không trả lời, đang tạm nghỉ")
        request = _request(url, body, kind, accept)
        try:
            answer = _within(seconds, lambda: _read(request, seconds, most_bytes))
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in BUSY:
                self._put_to_rest(url, _asked_for(error))
            raise Unanswered(f"trả lời mã HTTP {error.code}") from None
        except Unanswered:
            raise
        except Exception as error:  # a server may send anything, and http.client raises anything
            self._put_to_rest(url, 0.0)
            raise Unanswered(_why(error)) from None
        self._away.pop(_service(url), None)
        return answer

    def rests(self, url: str) -> bool:
        """Whether the server of `url` was away a short while ago and is not asked yet."""
        return time.monotonic() < self._away.get(_service(url), (0, 0.0))[1]

    def _put_to_rest(self, url: str, wanted: float) -> None:
        failures = self._away.get(_service(url), (0, 0.0))[0] + 1
        rest = min(max(wanted, FIRST_REST * 2.0 ** min(failures - 1, 10)), LONGEST_REST)
        self._away[_service(url)] = (failures, time.monotonic() + rest)


SERVERS: Final = Servers()


def _service(url: str) -> str:
    """An authority's OCSP, lists and time stamps often share a host: one that is busy leaves the others awake."""
    return urllib.parse.urlsplit(url)._replace(query="", fragment="").geturl()


def host_of(url: str) -> str:
    return urllib.parse.urlsplit(url).netloc or url


def _opener() -> urllib.request.OpenerDirector:
    """http and https alone, through the proxy that the environment names: no file, ftp or data, not by redirection either."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(), urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(), urllib.request.UnknownHandler(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


def _request(url: str, body: bytes | None, kind: str, accept: str) -> urllib.request.Request:
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise Unanswered("địa chỉ không phải http hay https")
    headers = {"Accept": accept, "User-Agent": "vanthu"} | ({"Content-Type": kind} if kind else {})
    try:
        return urllib.request.Request(url, body, headers)
    except ValueError:
        raise Unanswered("địa chỉ không đúng") from None


def _read(request: urllib.request.Request, seconds: float, most_bytes: int) -> bytes:
    with _opener().open(request, timeout=seconds) as answer:
        body: bytes = answer.read(most_bytes + 1)
    if len(body) > most_bytes:
        raise Unanswered("trả lời quá lớn")
    return body


def _within(seconds: float, act: Callable[[], bytes]) -> bytes:
    """What `act` returns or raises, or TimeoutError: a socket's own time-out starts anew with every byte that drips in."""
    box: queue.SimpleQueue[bytes | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put(act())
        except BaseException as error:
            box.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        said = box.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(said, BaseException):
        raise said
    return said


def _asked_for(error: urllib.error.HTTPError) -> float:
    """Seconds that a busy server asks to be left alone for (Retry-After, RFC 9110 §10.2.3)."""
    told = error.headers.get("Retry-After", "") if error.headers else ""
    return float(told) if told.isascii() and told.isdigit() else 0.0


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(error, TimeoutError) or isinstance(reason, TimeoutError):
        return "không trả lời kịp"
    if isinstance(error, OSError):
        return f"không kết nối được ({reason})"
    return f"trả lời không đúng chuẩn HTTP ({type(error).__name__})"
