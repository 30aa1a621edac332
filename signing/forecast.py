"""What will soon stop holding: certificates and revocation lists that run out, a clock that is off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from asn1crypto import x509 as asn1_x509

from pipeline.text import nfc
from signing.timestamps import Stamp, StampRefused, stamping_certificate
from signing.trust import Trust

SOON: Final = timedelta(days=30)  # a new certificate takes an agency weeks
SHARE: Final = 5  # of a revocation list's life the last fifth: lists live from a day to a month


@dataclass(frozen=True)
class Ending:
    """Something that ends at `ends`; `kind` is `anchor`, `list` or `stamp`, `name` whose it is."""

    kind: str
    name: str
    ends: datetime


def endings_of_trust(trust: Trust, now: datetime) -> Iterator[Ending]:
    """Anchors that end within SOON, and issuers whose newest list has ended or soon will."""
    for anchor in trust.anchors:
        if anchor.not_valid_after - SOON < now:
            yield Ending("anchor", _name(anchor.subject), anchor.not_valid_after)
    newest: dict[bytes, tuple[str, datetime, datetime]] = {}
    for listed in trust.crls:
        told = listed["tbs_cert_list"]
        until = told["next_update"].native
        key = listed.issuer.dump()
        if until is not None and (key not in newest or until > newest[key][2]):
            newest[key] = (_name(listed.issuer), told["this_update"].native, until)
    for name, made, until in newest.values():
        if until - min(SOON, (until - made) / SHARE) < now:
            yield Ending("list", name, until)


def ending_of_stamp(stamp: Stamp, now: datetime) -> Ending | None:
    """The end of a time stamp server's own certificate, where that is within SOON."""
    if stamp.token is None:
        return None
    carried = tuple(one.chosen for one in stamp.token["content"]["certificates"] if one.name == "certificate")
    try:
        own = stamping_certificate(stamp.token, carried)
    except StampRefused:
        return None
    return Ending("stamp", _name(own.subject), own.not_valid_after) if own.not_valid_after - SOON < now else None


def clock_apart(stamp: Stamp) -> timedelta | None:
    """How far this computer's clock is from the server's at the moment of its stamp."""
    return abs(datetime.now(UTC) - stamp.moment) if stamp.moment is not None else None


def _name(name: asn1_x509.Name) -> str:
    return nfc(str(name.native.get("common_name") or name.human_friendly))
