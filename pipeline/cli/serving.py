"""`vanthu serve`: the office's server for signers at other computers."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import click

from pipeline.cli.answer import Answer, Manner, say
from pipeline.cli.grammar import Command
from pipeline.cli.place import enter
from pipeline.cli.words import t
from pipeline.errors import Exit


@click.command(
    cls=Command,
    help=t(
        "Phục vụ người ký ở máy khác qua mạng, cho đến khi bị dừng (Ctrl-C).\n\n"
        "Người ký dùng vanthu sign --server với thẻ truy cập (vanthu access grant). Token và mã PIN ở máy người ký; "
        "máy chủ không bao giờ thấy chúng.",
        "Serve signers at other computers until it is stopped (Ctrl-C).\n\n"
        "They use vanthu sign --server with a pass (vanthu access grant). Token and PIN stay with them; "
        "the server never sees either.",
    ),
)
@click.option(
    "--address",
    metavar="HOST:PORT",
    help=t("Địa chỉ; nếu không nêu: serve.address.", "Where; when not given, serve.address."),
)
@click.pass_obj
def serve(manner: Manner, address: str | None) -> Answer:
    room = enter(manner)
    from pipeline.cli import log
    from pipeline.office import settings
    from pipeline.web import api, serving

    told = room.office.settings
    host, _, port = str(settings.read_value("serve.address", address or told.text("serve.address"))).rpartition(":")
    files = {name: told.text(f"serve.{name}") for name in ("certificate", "key")}
    certificate, key = (room.office.root / files[name] if files[name] else None for name in ("certificate", "key"))
    place = serving.Place(host.strip("[]"), int(port), certificate, key, told.text("serve.plain_http") == "yes")
    application = api.application(room, lambda error: log.keep_trace(Path(room.office.root), error))
    server = serving.server(place, application)
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, stop)
    scheme = "https" if certificate or key else "http"
    where = f"{scheme}://{host}:{server.bind_addr[1]}"
    if not manner.quiet:
        print(t(f"Đang phục vụ ở {where}", f"Serving at {where}"), file=sys.stderr, flush=True)
    worker = threading.Thread(target=server.serve, daemon=True)
    worker.start()
    stopped.wait()
    server.stop()
    worker.join(timeout=10)
    return Answer({"address": where}, say(t("Đã dừng phục vụ.", "Stopped serving.")), Exit.DONE)
