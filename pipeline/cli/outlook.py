"""What is said before it hurts, by `doctor` and `run`: certificates and lists that run out, a clock that is off."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline import clock
from pipeline.cli.checks import Check
from pipeline.cli.terms import when
from pipeline.cli.words import t
from pipeline.errors import VanthuError

if TYPE_CHECKING:
    from pipeline.office.place import Office
    from signing.forecast import Ending
    from signing.timestamps import Stamp
    from signing.tokens import Token

LOG: Final = logging.getLogger(__name__)
DAY: Final = 86_400.0


def of_trust(office: Office) -> Iterator[Check]:
    """Anchors and revocation lists of the trust folder; nothing where the folder itself is wrong, which is told elsewhere."""
    from signing.forecast import endings_of_trust
    from signing.trust import load_trust

    try:
        trust = load_trust([office.trust])
    except VanthuError:
        return
    for ending in endings_of_trust(trust, clock.now()):
        yield _expiry(ending, office)


def of_token(token: Token) -> Iterator[Check]:
    """The certificate that the token would sign with."""
    from signing.forecast import SOON

    usable = [one for one in token.certificates if one.usable]
    ends = max((one.not_after for one in usable), default=None)
    if ends is not None and ends - SOON < clock.now():
        fix = t("Xin gia hạn chứng thư số ngay.", "Have the certificate renewed now.")
        name = max(usable, key=lambda one: one.not_after).subject
        yield Check("expiry", False, _ends(t(f"chứng thư số “{name}”", f"the certificate of {name}"), ends), fix)


def of_stamp(url: str, stamp: Stamp) -> Iterator[Check]:
    """A time stamp server's own certificate."""
    from signing.forecast import ending_of_stamp

    ending = ending_of_stamp(stamp, clock.now())
    if ending is not None:
        fix = t(
            "Hỏi đơn vị cung cấp dấu thời gian, hoặc thêm máy chủ khác vào signing.timestamp_urls.",
            "Ask the server's operator, or add another one to signing.timestamp_urls.",
        )
        yield Check("expiry", False, _ends(t(f"chứng thư của {url}", f"the certificate of {url}"), ending.ends), fix)


def _expiry(ending: Ending, office: Office) -> Check:
    if ending.kind == "list":
        what = t(f"danh sách thu hồi của “{ending.name}”", f"the revocation list of {ending.name}")
        fix = t(
            f"Chép danh sách thu hồi mới (*.crl) vào {office.trust}.", f"Copy a new list (*.crl) into {office.trust}."
        )
    else:
        what = t(f"chứng thư gốc “{ending.name}”", f"the anchor {ending.name}")
        fix = t(
            f"Chép chứng thư gốc mới (*.pem) vào {office.trust}.", f"Copy the new anchor (*.pem) into {office.trust}."
        )
    return Check("expiry", False, _ends(what, ending.ends), fix)


def _ends(what: str, ends: datetime) -> str:
    day = when(clock.iso(ends))
    if ends < clock.now():
        return t(f"{what} đã hết hạn từ {day}", f"{what} expired on {day}")
    return t(f"{what} hết hạn ngày {day}", f"{what} expires on {day}")


def announce(office: Office, modules: Sequence[Path], stop: threading.Event) -> threading.Thread:
    """Warns now and once a day until `stop` is set, from a thread of its own: a slow server holds no paper up."""

    def watch() -> None:
        while not stop.is_set():
            for check in _all(office, modules):
                if not check.ok:
                    LOG.warning("%s. %s", check.detail, check.fix)
            stop.wait(DAY)

    thread = threading.Thread(target=watch, daemon=True, name="outlook")
    thread.start()
    return thread


def _all(office: Office, modules: Sequence[Path]) -> Iterator[Check]:
    from pipeline.cli import health
    from signing.tokens import list_tokens

    yield from of_trust(office)
    yield from (check for check in health.check_timestamps(office) if check.name in ("expiry", "clock"))
    named = {office.settings.text(f"signing.{role}_token") for role in ("personal", "agency")} - {""}
    if named:
        for token in list_tokens(modules):
            if token.label in named:
                yield from of_token(token)
