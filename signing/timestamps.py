"""A time stamp (RFC 3161) from the first server that answers; a server that is slow or away costs a level, never a signature."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import new as new_hash
from typing import Final

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from pipeline.clock import iso
from signing.web import SERVERS, Servers, Unanswered, host_of

MOST_BYTES: Final = 64_000
CLOCK_OFF: Final = timedelta(minutes=5)
SECONDS: Final = 30.0  # Vietnam's state servers were seen to take 2 to 131 s; what is late is stamped later


@dataclass(frozen=True)
class Stamp:
    """A token and the moment in it; `token` None when no server gave one. Notes are Vietnamese sentences for the journal."""

    token: cms.ContentInfo | None
    moment: datetime | None
    notes: tuple[str, ...]


class StampRefused(Exception):
    """The server answered, but not with a time stamp for what was asked."""


def request_stamp(
    urls: Sequence[str],
    data: bytes,
    digest: str = "sha256",
    *,
    seconds: float = SECONDS,
    room: int = MOST_BYTES,
    servers: Servers = SERVERS,
) -> Stamp:
    """A time stamp over `data` from the first of `urls` that gives a good one of at most `room` bytes, each within `seconds`.

    One whose clock is not ours is taken only where no other server answers: then it is ours that is wrong more likely.
    """
    notes: list[str] = []
    apart: Stamp | None = None
    for url in urls:
        try:
            token, moment = _ask(url, new_hash(digest, data).digest(), digest, seconds, servers)
        except (Unanswered, StampRefused) as error:
            notes.append(f"Máy chủ dấu thời gian {host_of(url)} không dùng được: {error}.")
            continue
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            why = "trả lời không đúng chuẩn RFC 3161"
            notes.append(f"Máy chủ dấu thời gian {host_of(url)} không dùng được: {why}.")
            continue
        if len(token.dump()) > room:
            notes.append(f"Dấu thời gian của {host_of(url)} quá lớn.")
            continue
        if abs(moment - datetime.now(UTC)) > CLOCK_OFF:
            notes.append(f"Đồng hồ máy này lệch với máy chủ dấu thời gian {host_of(url)} (máy chủ: {iso(moment)}).")
            apart = apart or Stamp(token, moment, ())
            continue
        return Stamp(token, moment, tuple(notes))
    if apart is not None:
        return replace(apart, notes=tuple(notes))
    if urls:
        notes.append("Chưa lấy được dấu thời gian: văn bản được ký ở mức B-B, có thể bổ sung dấu thời gian sau.")
    return Stamp(None, None, tuple(notes))


def _ask(url: str, hashed: bytes, digest: str, seconds: float, servers: Servers) -> tuple[cms.ContentInfo, datetime]:
    nonce = secrets.randbits(63) | 1 << 62
    question = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {"hash_algorithm": {"algorithm": digest}, "hashed_message": hashed},
            "nonce": nonce,
            "cert_req": True,
        }
    )
    body = servers.ask(
        url, seconds=seconds, most_bytes=MOST_BYTES, body=question.dump(),
        kind="application/timestamp-query", accept="application/timestamp-reply",
    )  # fmt: skip
    response = tsp.TimeStampResp.load(body)
    if response["status"]["status"].native not in ("granted", "granted_with_mods"):
        raise StampRefused(f"từ chối ({response['status']['status'].native})")
    token = response["time_stamp_token"]
    return token, check_stamp(token, hashed, nonce)


def stamping_certificate(token: cms.ContentInfo, carried: tuple[asn1_x509.Certificate, ...]) -> asn1_x509.Certificate:
    """The certificate that the token's signer names, by issuer and number or by key identifier. Raises StampRefused."""
    named = token["content"]["signer_infos"][0]["sid"]
    for certificate in carried:
        if named.name == "issuer_and_serial_number":
            number = named.chosen["serial_number"].native
            if certificate.issuer == named.chosen["issuer"] and certificate.serial_number == number:
                return certificate
        elif certificate.key_identifier == named.chosen.native:
            return certificate
    raise StampRefused("không kèm chứng thư của máy chủ")


def check_stamp(token: cms.ContentInfo, hashed: bytes, nonce: int | None) -> datetime:
    """The moment in a token that is really about `hashed` and signed by the certificate it carries. Raises StampRefused."""
    content = token["content"]
    info = content["encap_content_info"]["content"].parsed
    if info["message_imprint"]["hashed_message"].native != hashed:
        raise StampRefused("dấu thời gian của nội dung khác")
    if nonce is not None and info["nonce"].native != nonce:
        raise StampRefused("trả lời cho yêu cầu khác")
    signer = content["signer_infos"][0]
    carried = tuple(
        choice.chosen for choice in content["certificates"] if isinstance(choice.chosen, asn1_x509.Certificate)
    )
    own = stamping_certificate(token, carried)
    algorithm = signer["digest_algorithm"]["algorithm"].native
    intact, valid = validate_sig_integrity(
        signer, own, "tst_info", new_hash(algorithm, bytes(content["encap_content_info"]["content"])).digest()
    )
    if not (intact and valid):
        raise StampRefused("chữ ký của máy chủ sai")
    moment = info["gen_time"].native
    assert isinstance(moment, datetime)
    return moment
