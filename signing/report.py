"""What a verdict says (ETSI EN 319 102-1 §5.1): findings, a verdict for each signature, one for the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from signing.answers import RevocationAnswer

PASSED: Final = "TOTAL-PASSED"
FAILED: Final = "TOTAL-FAILED"
INDETERMINATE: Final = "INDETERMINATE"
NO_SIGNATURE: Final = "NO_SIGNATURE"
NOTE: Final = "NOTE"  # worth telling, changes no verdict
TRY_LATER: Final = "TRY_LATER"
_WORST_FIRST: Final = (FAILED, INDETERMINATE, PASSED)


@dataclass(frozen=True)
class Finding:
    """One thing seen in a signature or a file; `indication` is TOTAL-FAILED, INDETERMINATE or NOTE, `reason` Vietnamese."""

    indication: str
    sub_indication: str | None
    reason: str


@dataclass(frozen=True)
class SignatureVerdict:
    """One signature. Times are aware; `modified_after`: something but signatures and proofs was added or changed after it."""

    field: str
    signer: str
    organ: str
    indication: str
    sub_indication: str | None
    level: str
    signing_time: datetime | None  # as the signer claims it
    timestamp: datetime | None  # as a trusted server says it
    covers_whole_file: bool
    modified_after: bool
    reasons: tuple[str, ...]
    certificate_fingerprint: str = ""  # SHA-256 of the signer's certificate, hexadecimal
    best_time: datetime | None = None  # EN 319 102-1 §5.5.4: the earliest moment at which it is proved to have existed
    best_time_source: str | None = None  # SignatureTimeStamp, DocTimeStamp; None: only the signer says when
    chain: tuple[str, ...] = ()  # names from the signer's certificate to the anchor; empty where there is no path
    revocation: tuple[RevocationAnswer, ...] = ()  # the newest answer about each certificate of the chain
    docmdp: int | None = None  # ISO 32000-1 table 254: 1 nothing, 2 forms, 3 annotations may be changed after it
    fieldmdp: FieldLock | None = None
    revision: int = 0  # of the file, from 1, whose end the signature covers
    traces: Traces | None = None
    purpose: str = ""  # what the signer signed for, as the signature says (/Reason): initials say that they are


@dataclass(frozen=True)
class Traces:
    """What identifies a signature and its certificates to machines; digests are made with `algorithm` (sha256 ...)."""

    algorithm: str
    value: bytes  # the signature's own
    signed: bytes  # digest of what was signed (the CMS's signed attributes)
    document: bytes  # digest of the bytes that the signature covers
    certificates: tuple[bytes, ...]  # DER, from the signer's certificate to the anchor, or the signer's alone


@dataclass(frozen=True)
class FieldLock:
    """Fields locked by a signature (ISO 32000-1 §12.8.2.4): `action` is All, Include or Exclude."""

    action: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Revision:
    """One state of the file: which signature covers it to its end, whether it brought proofs (a security store)."""

    number: int
    signed_by: str | None
    proofs: bool


@dataclass(frozen=True)
class FileVerdict:
    """A file: `verdict` is TOTAL-PASSED, TOTAL-FAILED, INDETERMINATE or NO_SIGNATURE; `reasons` concern the file as a whole."""

    verdict: str
    signatures: tuple[SignatureVerdict, ...]
    reasons: tuple[str, ...] = ()
    revisions: tuple[Revision, ...] = ()
    checked_at: datetime | None = None
    whole: str = PASSED  # what is to be said of the file itself, whatever its signatures are worth


def worst(indications: Iterable[str]) -> str:
    """The worst of some indications; notes and nothing at all are TOTAL-PASSED."""
    found = set(indications)
    return next((one for one in _WORST_FIRST if one in found), PASSED)


def failed(sub_indication: str, reason: str) -> Finding:
    return Finding(FAILED, sub_indication, reason)


def unsure(sub_indication: str, reason: str) -> Finding:
    return Finding(INDETERMINATE, sub_indication, reason)


def note(reason: str) -> Finding:
    return Finding(NOTE, None, reason)


def summary(findings: Iterable[Finding]) -> tuple[str, str | None, tuple[str, ...]]:
    """Indication, sub-indication of the first finding that gives it, and every reason once.

    Missing revocation data (TRY_LATER) is named only where nothing else is wrong.
    """
    found = tuple(findings)
    indication = worst(finding.indication for finding in found)
    subs = [finding.sub_indication for finding in found if finding.indication == indication]
    sub = next((one for one in subs if one != TRY_LATER), subs[0] if subs else None)
    return indication, sub, tuple(dict.fromkeys(finding.reason for finding in found))
