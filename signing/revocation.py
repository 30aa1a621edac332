"""Fetches what says whether certificates are revoked, from the addresses they name; what their issuer did not sign is refused.

OCSP (RFC 6960) is asked first, being small and fresh, then the revocation list (RFC 5280 §4.2.1.13); a list in the office's own
trust folder serves where neither answers. Only certificates that lead to an anchor are asked about.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from asn1crypto import cms, pem
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509

from pipeline.clock import now as this_moment
from signing.ocsp import BROKEN, CLOCKS_APART, UNDATED, Refused, check_ocsp, issued_by, loaded, question
from signing.paths import Evidence
from signing.trust import Trust
from signing.web import SERVERS, Servers, Unanswered, host_of

SECONDS: Final = 10.0  # one question; a token's owner is waiting
OCSP_BYTES: Final = 64_000
CRL_BYTES: Final = 20_000_000
CERTIFICATE_BYTES: Final = 100_000
LONGEST_CHAIN: Final = 8
KEPT: Final = timedelta(minutes=30)  # how long an answer serves a batch


Answer: TypeAlias = "asn1_ocsp.OCSPResponse | asn1_crl.CertificateList"


@dataclass
class Revocations:
    """Asks about certificates and remembers the answers for the length of a process."""

    servers: Servers = SERVERS
    seconds: float = SECONDS
    _known: dict[tuple[bytes, int], tuple[Answer, datetime]] = field(default_factory=dict)
    _issuers: dict[str, asn1_x509.Certificate] = field(default_factory=dict)

    def gather(
        self,
        certificates: Sequence[asn1_x509.Certificate],
        others: Sequence[asn1_x509.Certificate],
        trust: Trust,
        now: datetime | None = None,
    ) -> tuple[Evidence, tuple[str, ...]]:
        """Chains and signed revocation data of `certificates` (`others` may be their issuers), and why some is missing.

        The notes are Vietnamese sentences. Whether a certificate is revoked is not asked here: `judge` reads it.
        """
        moment = now or this_moment()
        found = _Found()
        waiting = list(certificates)
        while waiting:
            certificate = waiting.pop()
            for issued, issuer in self._chain(certificate, [*others, *found.certificates.values()], trust):
                found.certificates[issued.dump()] = issued
                found.certificates[issuer.dump()] = issuer
                if issued.dump() not in found.asked:
                    found.asked.add(issued.dump())
                    waiting += self._about(issued, issuer, trust, moment, found)
        return found.evidence(), tuple(dict.fromkeys(found.notes))

    def _chain(
        self, certificate: asn1_x509.Certificate, others: Sequence[asn1_x509.Certificate], trust: Trust
    ) -> list[tuple[asn1_x509.Certificate, asn1_x509.Certificate]]:
        """Pairs of a certificate and its issuer up to an anchor; nothing where it leads to none."""
        pairs: list[tuple[asn1_x509.Certificate, asn1_x509.Certificate]] = []
        current = certificate
        while len(pairs) < LONGEST_CHAIN and current.dump() not in {anchor.dump() for anchor in trust.anchors}:
            issuer = next((one for one in (*trust.anchors, *others) if issued_by(current, one)), None)
            issuer = issuer or self._fetched_issuer(current)
            if issuer is None:
                return []
            pairs.append((current, issuer))
            current = issuer
        return pairs if len(pairs) < LONGEST_CHAIN else []

    def _fetched_issuer(self, certificate: asn1_x509.Certificate) -> asn1_x509.Certificate | None:
        """The issuer from the address the certificate names (caIssuers, RFC 5280 §4.2.2.1): tokens often lack it."""
        for url in _named_addresses(certificate, "ca_issuers"):
            try:
                if url not in self._issuers:
                    body = self.servers.ask(url, seconds=self.seconds, most_bytes=CERTIFICATE_BYTES)
                    self._issuers[url] = next(one for one in _certificates(body) if issued_by(certificate, one))
                if issued_by(certificate, self._issuers[url]):
                    return self._issuers[url]
            except (Unanswered, StopIteration, *BROKEN):
                continue
        return None

    def _about(
        self,
        certificate: asn1_x509.Certificate,
        issuer: asn1_x509.Certificate,
        trust: Trust,
        now: datetime,
        found: _Found,
    ) -> list[asn1_x509.Certificate]:
        """Adds an answer about one certificate; gives responders whose own revocation must be known, too."""
        key = (issuer.dump(), certificate.serial_number)
        answer, until = self._known.get(key, (None, now))
        if answer is None or until <= now:
            answer = self._asked(certificate, issuer, now, found)
            if answer is not None:
                self._known[key] = (answer, min(now + KEPT, _holds_until(answer, now)))
        if answer is None:
            answer = next((one for one in trust.crls if _is_list_of(one, issuer, now)), None)
        if answer is None:
            name = certificate.subject.native.get("common_name") or certificate.subject.human_friendly
            found.notes += [*found.refusals, f"Chưa có dữ liệu thu hồi cho chứng thư số “{name}”."]
            return []
        found.answers[answer.dump()] = answer
        if isinstance(answer, asn1_crl.CertificateList):
            return []
        responders = [one for one in answer.basic_ocsp_response["certs"] or () if one.subject != issuer.subject]
        return [one for one in responders if one.ocsp_no_check_value is None]

    def _asked(
        self, certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate, now: datetime, found: _Found
    ) -> Answer | None:
        ways: list[tuple[str, Callable[[str], Answer]]] = [
            *((url, lambda at: self._ocsp(at, certificate, issuer, now)) for url in certificate.ocsp_urls),
            *((url, lambda at: self._crl(at, issuer, now)) for url in _list_addresses(certificate)),
        ]
        found.refusals.clear()
        for url, ask in ways:
            try:
                return ask(url)
            except (Unanswered, Refused) as error:
                found.refusals.append(f"Máy chủ {host_of(url)} không cho biết tình trạng thu hồi: {error}.")
            except BROKEN:
                found.refusals.append(f"Máy chủ {host_of(url)} trả lời sai chuẩn về tình trạng thu hồi.")
        return None

    def _ocsp(
        self, url: str, certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate, now: datetime
    ) -> asn1_ocsp.OCSPResponse:
        nonce = secrets.token_bytes(16)
        body = self.servers.ask(
            url, seconds=self.seconds, most_bytes=OCSP_BYTES, body=question(certificate, issuer, nonce),
            kind="application/ocsp-request", accept="application/ocsp-response",
        )  # fmt: skip
        response = asn1_ocsp.OCSPResponse.load(body, strict=True)
        check_ocsp(response, certificate, issuer, now, nonce)
        return response

    def _crl(self, url: str, issuer: asn1_x509.Certificate, now: datetime) -> asn1_crl.CertificateList:
        body = self.servers.ask(url, seconds=self.seconds, most_bytes=CRL_BYTES)
        der = pem.unarmor(body)[2] if pem.detect(body) else body
        found = asn1_crl.CertificateList.load(der, strict=True)
        if not _is_list_of(found, issuer, now):
            raise Refused("danh sách thu hồi không phải của nơi cấp hoặc đã quá hạn")
        return found


REVOCATIONS: Final = Revocations()


@dataclass
class _Found:
    certificates: dict[bytes, asn1_x509.Certificate] = field(default_factory=dict)
    answers: dict[bytes, Answer] = field(default_factory=dict)
    asked: set[bytes] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)  # about the certificate at hand

    def evidence(self) -> Evidence:
        answers = self.answers.values()
        return Evidence(
            tuple(self.certificates.values()),
            tuple(one for one in answers if isinstance(one, asn1_crl.CertificateList)),
            tuple(one for one in answers if isinstance(one, asn1_ocsp.OCSPResponse)),
        )


def _certificates(body: bytes) -> list[asn1_x509.Certificate]:
    """One certificate, or a bundle of them (PKCS#7), DER or PEM."""
    der = pem.unarmor(body)[2] if pem.detect(body) else body
    try:
        return [asn1_x509.Certificate.load(der, strict=True)]
    except ValueError:
        bundle = cms.ContentInfo.load(der, strict=True)["content"]["certificates"]
        return [one.chosen for one in bundle if isinstance(one.chosen, asn1_x509.Certificate)]


def _named_addresses(certificate: asn1_x509.Certificate, method: str) -> list[str]:
    described = certificate.authority_information_access_value or ()
    found = [one["access_location"] for one in described if one["access_method"].native == method]
    return [str(where.native) for where in found if where.name == "uniform_resource_identifier"]


def _list_addresses(certificate: asn1_x509.Certificate) -> list[str]:
    """http and https alone: many authorities name an LDAP directory, too."""
    urls: list[str] = [point.url for point in certificate.crl_distribution_points if point.url]
    return [url for url in urls if url.lower().startswith(("http://", "https://"))]


def _is_list_of(found: asn1_crl.CertificateList, issuer: asn1_x509.Certificate, now: datetime) -> bool:
    """Whether `issuer` signed this list and it holds now."""
    if found.issuer != issuer.subject:
        return False
    try:
        listed = x509.load_der_x509_crl(found.dump())
        signed = listed.is_signature_valid(loaded(issuer).public_key())  # type: ignore[arg-type]
    except BROKEN:
        return False
    made, until = listed.last_update_utc, listed.next_update_utc or listed.last_update_utc + UNDATED
    return signed and made - CLOCKS_APART <= now <= until + CLOCKS_APART


def _holds_until(answer: Answer, now: datetime) -> datetime:
    if isinstance(answer, asn1_crl.CertificateList):
        told = answer["tbs_cert_list"]["next_update"].native
    else:
        told = answer.response_data["responses"][0]["next_update"].native
    return told if isinstance(told, datetime) else now + timedelta(minutes=5)
