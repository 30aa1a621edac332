"""`vanthu sign --server URL`: the office is elsewhere, the token here. Needs no office, no catalogue, and runs on Windows."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from pipeline.cli.answer import Manner
from pipeline.cli.grammar import FILE
from pipeline.cli.place import SETTINGS, office_or_none
from pipeline.cli.progress import Watch
from pipeline.cli.words import t
from pipeline.errors import VanthuError

if TYPE_CHECKING:
    from pipeline.remote.line import Line
    from pipeline.remote.shelf import Shelf
    from signing.pin import Pin
    from signing.profiles import Profile
    from signing.tokens import AskPin, Token

Function = TypeVar("Function", bound=Callable[..., Any])
SERVER: Final = "VANTHU_SERVER"
ACCESS: Final = "VANTHU_ACCESS"


@dataclass(frozen=True)
class Elsewhere:
    """The server that was named, and how to be let in."""

    url: str
    access: str
    ca: Path | None
    plain: bool


def server_options(command: Function) -> Function:
    """`--server` and what goes with it; the command gets them as one `elsewhere`, None when the office is here."""
    options = [
        click.option(
            "--server",
            metavar="URL",
            envvar=SERVER,
            help=t(
                "Máy chủ của cơ quan khi token ở máy này (hoặc biến VANTHU_SERVER).",
                "The office's server, where the token is here (or VANTHU_SERVER).",
            ),
        ),
        click.option(
            "--access",
            metavar="SOURCE",
            help=t(
                "Mã thẻ truy cập lấy từ đâu: prompt, file:TỆP hoặc env:BIẾN; nếu không nêu: biến VANTHU_ACCESS, rồi hỏi.",
                "Where the pass comes from: prompt, file:PATH or env:NAME; when not given, VANTHU_ACCESS, else it is asked for.",
            ),
        ),
        click.option(
            "--server-ca",
            type=FILE,
            metavar="FILE",
            help=t("Chứng thư (PEM) để kiểm tra máy chủ.", "Certificates (PEM) to check the server by."),
        ),
        click.option(
            "--plain-http",
            is_flag=True,
            help=t(
                "Cho phép http:// tới máy khác (mạng riêng).", "Allow http:// to another computer (a private network)."
            ),
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def elsewhere(server: str | None, access: str | None, server_ca: Path | None, plain_http: bool) -> Elsewhere | None:
    if not server:
        return None
    return Elsewhere(server, access or (f"env:{ACCESS}" if os.environ.get(ACCESS) else "prompt"), server_ca, plain_http)


@contextmanager
def connected(where: Elsewhere) -> Iterator[tuple[Line, Shelf]]:
    """The line to the server and what lies here of it."""
    from pipeline.remote import faults
    from pipeline.remote.line import Line, server_at
    from pipeline.remote.shelf import Shelf
    from signing.pin import read_secret

    server = server_at(where.url, where.ca, where.plain)
    asked = t("Mã thẻ truy cập: ", "Pass: ")
    line = Line(server, read_secret(where.access, asked, faults.SECRET_SOURCE).reveal())
    try:
        yield line, Shelf.of(server)
    finally:
        line.close()


def fetching(watch: Watch, done: Callable[[], int]) -> Callable[[str, int, int], None]:
    """Tells how far a document has come; on a thin line that is what a person waits for."""

    def told(which: str, came: int, of: int) -> None:
        note = t("tải", "fetching")
        watch.at(done(), note=f"{which} {note} {came // 1024}/{max(of, came) // 1024} KB")

    return told


def modules_here(profile: Profile) -> tuple[Path, ...]:
    """The drivers to look through: the profile's own, those of an office that is here too, else all that are known."""
    from signing.drivers import known_modules

    if profile.module is not None:
        return (profile.module,)
    return _office_modules() or known_modules()


def _office_modules() -> tuple[Path, ...]:
    office = office_or_none(Manner()) if Path(SETTINGS).is_file() else None
    return tuple(Path(module) for module in office.settings.list("signing.modules")) if office else ()


def profile_here(name: str | None, token: str | None) -> Profile:
    """The profile of that name in this person's own file, else the token of that label, else the one that is plugged in."""
    from pipeline.remote.shelf import own_profiles
    from signing.profiles import Profile, profile_of

    if name is None:
        return Profile("", token=token)
    return profile_of(name, own_profiles(name))


def asking(source: str) -> Pin | AskPin | None:
    """The PIN of `--pin-source`; one that is typed is asked for when the token is found: how many tries it has is told before."""
    from signing.pin import read_pin

    if source != "prompt":
        return read_pin(source)

    def ask(token: Token) -> Pin | None:
        warned = {
            "low": t("mã PIN đã bị nhập sai trước đó", "a wrong PIN was entered before"),
            "final": t("chỉ còn MỘT lần nhập mã PIN, sai nữa là khóa", "ONE try is left, another wrong PIN locks it"),
        }.get(token.pin_state)
        if warned:
            print(f"! {token.label}: {warned}", file=sys.stderr, flush=True)
        if token.pin_pad:
            print(t("Nhập mã PIN trên thiết bị.", "Enter the PIN on the device."), file=sys.stderr, flush=True)
            return None
        return read_pin(source)

    return ask


def approve(
    where: Elsewhere, ids: Sequence[str], role: str, copy: str, profile: Profile, pin_source: str, watch: Watch
) -> list[dict[str, Any]]:
    """Signs documents of the server with the token that is here."""
    from pipeline.remote import approving, faults
    from signing.tokens import open_token

    if profile.role not in (None, role):
        raise VanthuError(faults.WRONG_ROLE, name=profile.name, role=role)
    heard = 0

    def hear(result: dict[str, Any]) -> None:
        nonlocal heard
        heard += 1
        watch.at(heard, note=result["id"])

    with (
        connected(where) as (line, shelf),
        open_token(
            modules_here(profile), profile.token, asking(pin_source),
            serial=profile.serial, certificate=profile.certificate, scheme=profile.signature or "pkcs1",
        ) as key,
    ):  # fmt: skip
        return approving.approve(line, shelf, ids, role, copy, key, hear, fetching(watch, lambda: heard))
