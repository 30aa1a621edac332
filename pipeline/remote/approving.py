"""Signs a server's documents with the token that is here: fetched, held against what was shown, opened there, signed here."""

from __future__ import annotations

import base64
import http.client
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from pipeline import clock
from pipeline.errors import Exit, VanthuError
from pipeline.remote import faults, protocol
from pipeline.remote.desk import Fetching, listed
from pipeline.remote.line import Fetched, Line, fault_told
from pipeline.remote.shelf import Shelf
from signing import cades
from signing.asked import opened_by
from signing.faults import ANOTHER_THING
from signing.places import FIELDS
from signing.tokens import TokenKey

NOTHING: Final = "0" * 64  # the digest of no document
TOGETHER: Final = 8  # documents opened at a time: on a thin line the first result comes soon
Told = Callable[[dict[str, Any]], None]


def approve(
    line: Line, shelf: Shelf, ids: Sequence[str], role: str, copy: str, key: TokenKey, told: Told, fetching: Fetching
) -> list[dict[str, Any]]:
    """Signs each document with the token that is open here: fetched where it does not lie here, held against what was shown.

    `copy` is the form that the agency's own copy says it has (one of signing.appearance.COPIES).

    A document's own trouble ends only itself; a token that fails, or a line that does not come back, ends the batch, and the
    same call goes on with the rest: what is signed is told as signed.
    """
    results: dict[str, dict[str, Any]] = {}
    stopped: VanthuError | None = None

    def done(which: str, result: dict[str, Any]) -> None:
        results[which] = result
        told(result)

    try:
        waiting = listed(line, shelf)["results"]
        for begin in range(0, len(ids), TOGETHER):
            some = list(dict.fromkeys(ids[begin : begin + TOGETHER]))
            _batch(_Batch(line, shelf, role, copy, key, waiting), some, done, fetching)
    except VanthuError as error:
        stopped = error
    if stopped is not None:
        for which in ids:
            if which not in results:
                done(which, failed(which, stopped) | {"status": "waiting"})
    return [results[which] for which in ids]


def failed(which: str, error: VanthuError) -> dict[str, Any]:
    return {
        "id": which, "status": "failed", "level": None, "signer": None, "reason": error.sentence(), "error": error,
    }  # fmt: skip


@dataclass(frozen=True)
class _Batch:
    """What one batch needs: the line, the shelf, the role, the form of a copy, the key, and what waited there when it began."""

    line: Line
    shelf: Shelf
    role: str
    copy: str
    key: TokenKey
    waiting: list[dict[str, Any]]

    def waits(self, which: str) -> bool:
        return any(str(one["id"]).startswith(which) or one.get("source") == which for one in self.waiting)

    def asked(self, path: str, items: dict[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any], bytes]]:
        """The answers to one request about many documents, each once; what a broken line kept back is asked for again."""
        missing = dict(items)

        def rest() -> list[tuple[str, dict[str, Any], bytes]]:
            came: list[tuple[str, dict[str, Any], bytes]] = []
            try:
                for header, body in self.line.stream(path, self._about(list(missing.values()))):
                    which = next((one for one, item in missing.items() if item["id"] == header.get("id")), None)
                    if which is not None:
                        came.append((which, header, body))
                        del missing[which]
            except (OSError, EOFError, http.client.HTTPException):
                if not came:
                    raise
                self.line.close()
            if not came:
                raise EOFError("no answer")
            return came

        while missing:
            yield from self.line.persist(rest)

    def _about(self, documents: list[dict[str, Any]]) -> dict[str, Any]:
        certificates = [_text(one.public_bytes(Encoding.DER)) for one in (self.key.certificate, *self.key.chain)]
        token = self.key.token
        return {
            "role": self.role, "copy": self.copy, "certificates": certificates, "token": token.label, "serial": token.serial,
            "documents": documents,
        }  # fmt: skip


def _batch(batch: _Batch, ids: Sequence[str], done: Callable[[str, dict[str, Any]], None], fetching: Fetching) -> None:
    here: dict[str, Fetched] = {}
    for which in ids:
        try:
            here[which] = _held(batch, which, fetching)
        except VanthuError as error:
            if error.exit is Exit.NETWORK and error.fault is not faults.GARBLED:
                raise
            done(which, failed(which, error))
    signatures, failure = _signed(batch, here, done)
    for which, result, _ in batch.asked(protocol.SIGNATURES, signatures):
        done(which, _result(result))
        if result["status"] == "signed":
            batch.shelf.drop(here[which].id)
    if failure is not None:
        raise failure


def _held(batch: _Batch, which: str, fetching: Fetching) -> Fetched:
    """The document as it lies here, or fetched now; VT-REMOTE-007 where it is another than was shown."""
    if not batch.waits(which):
        return Fetched(which, batch.shelf.folder, NOTHING)  # signed before, or not ours: the server says which
    shown = batch.shelf.shown(which)
    lying = batch.shelf.lying(which) if shown else None
    if lying is not None and lying.digest == shown:
        return lying  # the server says when it has another one by now
    fetched = batch.line.fetch(which, batch.shelf.folder, lambda done, of: fetching(which, done, of))
    if shown not in (None, fetched.digest):
        batch.shelf.drop(fetched.id)
        raise VanthuError(faults.CHANGED, id=fetched.id)
    return fetched


def _signed(
    batch: _Batch, here: dict[str, Fetched], done: Callable[[str, dict[str, Any]], None]
) -> tuple[dict[str, dict[str, Any]], VanthuError | None]:
    """The token's signatures on what the server opened and we found to be what lies here; the fault that ended it, if one did."""
    wanted = {which: {"id": one.id, "digest": one.digest} for which, one in here.items()}
    signatures: dict[str, dict[str, Any]] = {}
    key = batch.key
    for which, header, rest in batch.asked(protocol.OPENINGS, wanted):
        if header["status"] != "opened":
            if (result := _result(header))["status"] == "signed" or header.get("changed"):
                batch.shelf.drop(here[which].id)
            done(which, result)
            continue
        shown = here[which].path.read_bytes() if here[which].digest != NOTHING else b""
        try:
            update = _unfolded(header, rest)
            opened = opened_by(shown, update, FIELDS[batch.role], key.certificate, key.chain, clock.now())
            signature = key.sign(opened.attributes, cades.digest_name(key.certificate))
        except VanthuError as error:
            done(which, failed(here[which].id, error))
            return signatures, error
        signatures[which] = {"id": here[which].id, "opening": header["opening"], "signature": _text(signature)}
    return signatures, None


def _unfolded(header: dict[str, Any], rest: bytes) -> bytes:
    try:
        return protocol.unfolded(header["gap"], rest)
    except (KeyError, TypeError, ValueError) as error:
        raise VanthuError(ANOTHER_THING, type(error).__name__) from error


def _result(told: dict[str, Any]) -> dict[str, Any]:
    """A result of the server's, its error one of our own."""
    kept = {key: told.get(key) for key in ("id", "status", "level", "signer", "reason")}
    return kept | {"error": fault_told(told["error"])} if told.get("error") else kept


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
