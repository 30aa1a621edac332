"""Puts a PAdES signature into a field made before, B-B to B-LTA, with the first time stamp server that answers.

The result is an incremental update in memory (the original bytes are its beginning) that has been checked before it is handed
out: pyHanko itself believes whatever a token returns, and leaves half a file when the token is pulled (measured).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.clock import now
from signing import cades
from signing.appearance import PLAIN, Appearance
from signing.certificates import common_name, fingerprint, organ
from signing.opened import STAMP_ROOM, Opened, check_signed, close_field, open_field
from signing.proofs import lift
from signing.timestamps import SECONDS, request_stamp
from signing.tokens import TokenKey
from signing.trust import Trust

LEVELS: Final = ("B-B", "B-T", "B-LT", "B-LTA")


@dataclass(frozen=True)
class Signed:
    """A signed record. `level` is the one reached, `notes` (Vietnamese) say why it is lower than asked."""

    pdf: bytes
    level: str
    signer: str
    organ: str
    signing_time: datetime
    certificate_fingerprint: str  # SHA-256, hexadecimal
    notes: tuple[str, ...]


def sign_field(
    pdf: bytes,
    field: str,
    key: TokenKey,
    *,
    appearance: Appearance = PLAIN,
    timestamp_urls: Sequence[str] = (),
    level: str | None = None,
    timestamp_seconds: float = SECONDS,
    trust: Trust | None = None,
) -> Signed:
    """Signs the empty field `field` of `pdf` with `key`: an approval signature, ETSI.CAdES.detached, SHA-256 or SHA-384.

    `level` None is B-T where there are time stamp servers, else B-B; B-LT and B-LTA take revocation data from `trust`. What a
    level needs and is not to be had costs the level, never the signature. Raises VanthuError: the file (VT-SIGN-020), the field
    (021, 022), the token (008, 009, 014, 015), the check of the result (023). Nothing is changed but in the result.
    """
    urls = stamp_urls(level, timestamp_urls)
    opened = open_field(pdf, field, key.certificate, key.chain, now(), appearance=appearance, stamped=bool(urls))
    signature = key.sign(opened.attributes, cades.digest_name(key.certificate))
    return finish(
        pdf, field, opened, signature, key.token.label,
        level=level, timestamp_urls=urls, timestamp_seconds=timestamp_seconds, trust=trust,
    )  # fmt: skip


def stamp_urls(level: str | None, urls: Sequence[str]) -> tuple[str, ...]:
    """The time stamp servers that a signature of this level asks."""
    return () if level == "B-B" else tuple(urls)


def finish(
    pdf: bytes,
    field: str,
    opened: Opened,
    signature: bytes,
    label: str,
    *,
    level: str | None = None,
    timestamp_urls: Sequence[str] = (),
    timestamp_seconds: float = SECONDS,
    trust: Trust | None = None,
) -> Signed:
    """Closes what was opened over `pdf` with the token's `signature`, wherever the token was: stamped, checked, raised to `level`."""
    name = cades.digest_name(opened.certificate)
    stamp = request_stamp(timestamp_urls, signature, name, seconds=timestamp_seconds, room=STAMP_ROOM)
    signed = close_field(opened, signature, stamp.token.dump() if stamp.token is not None else None)
    check_signed(pdf, signed, field, opened.certificate, label)
    notes = list(stamp.notes)
    reached = "B-T" if stamp.token is not None else "B-B"
    wanted = level or reached
    if wanted != "B-B" and not timestamp_urls:
        notes.append("Chưa khai báo máy chủ dấu thời gian: văn bản được ký ở mức B-B.")
    if wanted in ("B-LT", "B-LTA") and reached == "B-T":
        lifted = lift(signed, reached, wanted, timestamp_urls, trust or Trust(), seconds=timestamp_seconds)
        signed, reached = lifted.pdf, lifted.level
        notes += lifted.notes
    subject = opened.certificate.subject
    return Signed(
        signed,
        reached,
        common_name(subject),
        organ(subject),
        opened.moment,
        fingerprint(opened.certificate),
        tuple(notes),
    )
