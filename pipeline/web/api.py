"""The API for signers elsewhere (`pipeline/remote/protocol.py`): Django views over the far desk, each call under its person's name."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Concatenate, Final, ParamSpec

from django.conf import settings as django_settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler
from django.db.utils import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import path

from pipeline.errors import Exit, VanthuError
from pipeline.office import access, journal
from pipeline.office import faults as office_faults
from pipeline.office.access import Bearer
from pipeline.remote import protocol
from pipeline.remote.protocol import folded, frame, squeezed
from pipeline.web import faults
from pipeline.work.room import Room
from pipeline.work.services import far_desk

P = ParamSpec("P")
log = logging.getLogger(__name__)
BLOCK: Final = 1 << 16
_RANGE: Final = re.compile(r"bytes=(\d{1,15})-")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_STATUS: Final = {Exit.USAGE: 400, Exit.OFFICE_RULE: 409, Exit.STORAGE: 503, Exit.TOKEN: 422}
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def application(room: Room, failed: Callable[[BaseException], None]) -> WSGIHandler:
    """The WSGI application of one office; `failed` hears of errors nobody foresaw."""
    site = ModuleType("site")
    site.urlpatterns = _urls(Api(room), failed)  # type: ignore[attr-defined]
    for name, value in {
        "ROOT_URLCONF": site,
        "ALLOWED_HOSTS": ["*"],  # no answer names the host it was asked at
        "MIDDLEWARE": [],
        "DATA_UPLOAD_MAX_MEMORY_SIZE": protocol.MOST_REQUEST,
    }.items():
        setattr(django_settings, name, value)
    return WSGIHandler()


def _urls(api: Api, failed: Callable[[BaseException], None]) -> list[Any]:
    def at(address: str, method: str, act: Callable[..., HttpResponseBase]) -> Any:
        return path(address.removeprefix("/"), _guarded(method, act, failed))

    one = f"{protocol.DOCUMENTS}/<str:which>"
    return [
        at(protocol.DOCUMENTS, "GET", api.documents),
        at(f"{one}/record", "GET", api.record),
        at(f"{one}/shown", "POST", api.shown),
        at(f"{one}/rejection", "POST", api.rejection),
        at(protocol.OPENINGS, "POST", api.openings),
        at(protocol.SIGNATURES, "POST", api.signatures),
    ]


def _guarded(
    method: str,
    act: Callable[Concatenate[HttpRequest, Bearer, P], HttpResponseBase],
    failed: Callable[[BaseException], None],
) -> View[P]:
    """Who calls is known, or nothing is done; every error is one of ours with its code, never a trace."""

    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            if request.method != method:
                return _error(VanthuError(faults.BAD_REQUEST), 405)
            bearer = _bearer(request)
            if bearer is None:
                refused = _error(VanthuError(faults.NO_PASS), 401)
                refused["WWW-Authenticate"] = "Bearer"
                return refused
            log.info("%s: %s %s", bearer.person, method, request.path)
            with journal.acting(bearer.person):
                return act(request, bearer, *args, **kwargs)
        except VanthuError as error:
            missing = error.fault is office_faults.NO_DOCUMENT
            return _error(error, 404 if missing else _STATUS.get(error.exit, 409))
        except (ValueError, KeyError, TypeError, IndexError, SuspiciousOperation, binascii.Error):
            return _error(VanthuError(faults.BAD_REQUEST), 400)
        except OperationalError:
            return _error(VanthuError(faults.FAILED), 503)
        except Http404:
            raise
        except Exception as error:
            failed(error)
            return _error(VanthuError(faults.FAILED), 500)

    return view


def _bearer(request: HttpRequest) -> Bearer | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return access.bearer_of(secret) if kind == "Bearer" and secret else None


def told(error: VanthuError) -> dict[str, Any]:
    """An error for the other computer, in both languages."""
    return {
        "code": error.code, "exit": int(error.exit), "message": error.sentence("vi"), "message_en": error.sentence("en"),
        "next": error.next_step("vi"), "next_en": error.next_step("en"),
    }  # fmt: skip


def _error(error: VanthuError, status: int) -> HttpResponse:
    return JsonResponse({"error": told(error)}, status=status, json_dumps_params={"ensure_ascii": False})


class Api:
    """The calls, for one office."""

    def __init__(self, room: Room) -> None:
        self.room = room

    def documents(self, request: HttpRequest, bearer: Bearer) -> HttpResponseBase:
        return _json(request, far_desk.listed(bearer.roles))

    def record(self, request: HttpRequest, bearer: Bearer, which: str) -> HttpResponseBase:
        key, shown = far_desk.to_show(self.room, which, bearer.roles)
        size, start = shown.path.stat().st_size, 0
        asked = _RANGE.fullmatch(request.headers.get("Range", ""))
        if asked and request.headers.get("If-Range") == f'"{shown.sha256}"' and int(asked[1]) < size:
            start = int(asked[1])
        answer = StreamingHttpResponse(
            _blocks(shown.path, start), content_type=protocol.PDF, status=206 if start else 200
        )
        answer["Content-Length"] = str(size - start)
        answer["ETag"], answer["Vanthu-Document"] = f'"{shown.sha256}"', key
        answer["Accept-Ranges"], answer["Cache-Control"] = "bytes", "private, no-store"
        if start:
            answer["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        return answer

    def shown(self, request: HttpRequest, bearer: Bearer, which: str) -> HttpResponseBase:
        return _json(request, far_desk.shown(self.room, which, _digest(_body(request)["digest"]), bearer.roles))

    def rejection(self, request: HttpRequest, bearer: Bearer, which: str) -> HttpResponseBase:
        return _json(request, far_desk.reject(self.room, which, str(_body(request)["reason"]), bearer.roles))

    def openings(self, request: HttpRequest, bearer: Bearer) -> HttpResponseBase:
        signer, documents = self._asked(request, bearer)
        wanted = [(str(one["id"]), _digest(one["digest"])) for one in documents]

        def answers() -> Iterator[bytes]:
            for which, digest in wanted:
                with journal.acting(bearer.person):
                    result, update = far_desk.open_one(self.room, which, digest, signer)
                gap, rest = folded(update)
                yield frame(_result(result) | {"id": which, "gap": gap}, rest)

        return _framed(request, answers())

    def signatures(self, request: HttpRequest, bearer: Bearer) -> HttpResponseBase:
        signer, documents = self._asked(request, bearer)
        given = [
            (str(one["id"]), _digest(one["opening"]), base64.b64decode(one["signature"], validate=True))
            for one in documents
        ]

        def answers() -> Iterator[bytes]:
            for which, opening, signature in given:
                with journal.acting(bearer.person):
                    result = far_desk.close_one(self.room, which, opening, signature, signer)
                yield frame(_result(result) | {"id": which})

        return _framed(request, answers())

    def _asked(self, request: HttpRequest, bearer: Bearer) -> tuple[far_desk.Signer, list[dict[str, Any]]]:
        body = _body(request)
        signer = far_desk.signer_of(
            str(body["role"]),
            body["certificates"],
            str(body["token"])[:64],
            str(body["serial"])[:64],
            str(body["copy"]),
        )
        if signer.role not in bearer.roles:
            raise VanthuError(faults.NOT_THIS_ROLE, person=bearer.person, role=signer.role)
        documents = body["documents"]
        if not isinstance(documents, list) or len(documents) > protocol.MOST_AT_ONCE:
            raise ValueError("documents")
        far_desk.require_fit(self.room, signer)
        return signer, documents


def _body(request: HttpRequest) -> dict[str, Any]:
    body = json.loads(request.body)
    if not isinstance(body, dict):
        raise ValueError("no object")
    return body


def _digest(text: Any) -> str:
    if not isinstance(text, str) or not _DIGEST.fullmatch(text):
        raise ValueError("digest")
    return text


def _result(result: dict[str, Any]) -> dict[str, Any]:
    error = result.get("error")
    return result | {"error": told(error)} if isinstance(error, VanthuError) else result


def _blocks(file: Path, start: int) -> Iterator[bytes]:
    with file.open("rb") as data:
        data.seek(start)
        while block := data.read(BLOCK):
            yield block


def _json(request: HttpRequest, data: dict[str, Any]) -> HttpResponseBase:
    return _squeezed(request, "application/json", iter([json.dumps(data, ensure_ascii=False, default=str).encode()]))


def _framed(request: HttpRequest, parts: Iterator[bytes]) -> HttpResponseBase:
    return _squeezed(request, protocol.FRAMES, parts)


def _squeezed(request: HttpRequest, kind: str, parts: Iterator[bytes]) -> HttpResponseBase:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = StreamingHttpResponse(squeezed(parts) if packed else parts, content_type=kind)
    if packed:
        answer["Content-Encoding"] = "gzip"
    answer["Cache-Control"] = "no-store"
    return answer
