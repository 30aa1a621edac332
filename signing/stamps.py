"""Time stamps found in a signed file, judged, and what they prove: that something existed at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import new as new_hash
from typing import Final

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509

from pipeline.clock import iso
from signing.paths import WEAK_HASHES, Evidence, PathVerdict, judge_path
from signing.report import TRY_LATER, Finding, unsure
from signing.timestamps import StampRefused, check_stamp, stamping_certificate
from signing.trust import Trust

AHEAD: Final = timedelta(minutes=5)
# What is wrong with a time stamp itself rather than with whom it comes from.
OF_THE_STAMP: Final = ("SIG_CONSTRAINTS_FAILURE", "FORMAT_FAILURE", "TIMESTAMP_ORDER_FAILURE")


@dataclass(frozen=True)
class JudgedStamp:
    """`moment` is what the token says, None where it cannot be read; it proves something only without findings."""

    moment: datetime | None
    server: str
    findings: tuple[Finding, ...]
    fingerprint: str = ""
    path: PathVerdict | None = None

    @property
    def proof(self) -> datetime | None:
        return None if self.findings else self.moment


def judge_stamp(
    token: cms.ContentInfo, stamped: bytes, evidence: Evidence, trust: Trust, now: datetime, proven: datetime | None
) -> JudgedStamp:
    """A token over the bytes `stamped`; `proven`: when the token itself is known to have existed."""
    try:
        info = token["content"]["encap_content_info"]["content"].parsed
        algorithm = info["message_imprint"]["hash_algorithm"]["algorithm"].native
        moment = check_stamp(token, new_hash(algorithm, stamped).digest(), None)
        return _judged(token, algorithm, moment, evidence, trust, now, proven)
    except StampRefused as error:
        return JudgedStamp(None, "", (unsure("SIG_CONSTRAINTS_FAILURE", f"Dấu thời gian sai: {error}."),))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        return JudgedStamp(
            None, "", (unsure("FORMAT_FAILURE", f"Không đọc được dấu thời gian ({type(error).__name__})."),)
        )


def _judged(
    token: cms.ContentInfo,
    algorithm: str,
    moment: datetime,
    evidence: Evidence,
    trust: Trust,
    now: datetime,
    proven: datetime | None,
) -> JudgedStamp:
    carried = tuple(c.chosen for c in token["content"]["certificates"] if isinstance(c.chosen, asn1_x509.Certificate))
    signer = stamping_certificate(token, carried)
    found: list[Finding] = []
    if (
        algorithm in WEAK_HASHES
        or token["content"]["signer_infos"][0]["digest_algorithm"]["algorithm"].native in WEAK_HASHES
    ):
        found.append(unsure("CRYPTO_CONSTRAINTS_FAILURE", "Dấu thời gian dùng hàm băm quá yếu."))
    if moment > now + AHEAD:
        found.append(unsure("TIMESTAMP_ORDER_FAILURE", f"Dấu thời gian ở tương lai ({iso(moment)})."))
    if not signer.not_valid_before - AHEAD <= moment <= signer.not_valid_after + AHEAD:
        found.append(
            unsure("TIMESTAMP_ORDER_FAILURE", "Dấu thời gian nằm ngoài thời hạn chứng thư của máy chủ đã đóng nó.")
        )
    known = Evidence((*carried, *evidence.certificates), evidence.crls, evidence.ocsps)
    path = judge_path(signer, known, trust, now, proven, "time_stamping")
    if [finding.sub_indication for finding in path.findings] == [TRY_LATER] and evidence.certificates:
        # nothing newer than what the file brings: it was good when it stamped, lives still, and no list names it
        own = judge_path(signer, known, Trust(trust.anchors), moment, None, "time_stamping")
        path = path if own.findings else own
    found += [
        unsure(f.sub_indication or "", f"Dấu thời gian: {f.reason[:1].lower()}{f.reason[1:]}") for f in path.findings
    ]
    server = signer.subject.native.get("common_name") or signer.subject.human_friendly
    return JudgedStamp(moment, str(server), tuple(found), signer.sha256.hex(), path)
