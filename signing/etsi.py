"""A verdict as ETSI TS 119 102-2 V1.4.1 writes it: the validation report that other agencies' machines read.

It is built from our own verdict and not from pyHanko's report, which knows nothing of what we found beside the signatures. It is
not signed: whoever hands it on signs it as any other document.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import Final, TypeAlias

from lxml import etree

from pipeline.clock import now
from signing.report import NO_SIGNATURE, PASSED, FileVerdict, SignatureVerdict, Traces, worst

NAMESPACE: Final = "http://uri.etsi.org/19102/v1.4.1#"
_DS: Final = "http://www.w3.org/2000/09/xmldsig#"
_XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
_MAPPED: Final = {"vr": NAMESPACE, "ds": _DS, "xades": _XADES}
_MAIN: Final = "urn:etsi:019102:mainindication:"
_SUB: Final = "urn:etsi:019102:subindication:"
# EU DSS's word for a file that nobody signed: the standard has none.
_NOT_SIGNED: Final = "urn:cef:dss:mainIndication:noSignatureFound"
_REASON: Final = "urn:vanthu:verify:reason"
_PROCESS: Final = {"B-LTA": "LTA", "B-LT": "LTVM", "B-T": "LTVM"}
_DIGESTS: Final = {
    "sha1": "http://www.w3.org/2000/09/xmldsig#sha1",
    "sha224": "http://www.w3.org/2001/04/xmldsig-more#sha224",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
_STAMP: Final = "DocTimeStamp"
Element: TypeAlias = "etree._Element"


def etsi_report(verdict: FileVerdict) -> bytes:
    """The report as an XML document; document time stamps are validation objects with a report of their own."""
    root = etree.Element(f"{{{NAMESPACE}}}ValidationReport", nsmap=_MAPPED)
    moment = verdict.checked_at or now()
    people = [one for one in verdict.signatures if one.level != _STAMP]
    stamps = [one for one in verdict.signatures if one.level == _STAMP]
    for one in people:
        _signature(_put(root, "SignatureValidationReport"), one, verdict, moment)
    if not people:
        status = _put(_put(root, "SignatureValidationReport"), "SignatureValidationStatus")
        unsigned = verdict.verdict == NO_SIGNATURE
        _put(status, "MainIndication", _NOT_SIGNED if unsigned else f"{_MAIN}{verdict.verdict.lower()}")
        if not unsigned:
            _put(status, "SubIndication", f"{_SUB}FORMAT_FAILURE")
        _reasons(status, verdict.reasons)
    _objects(root, verdict, stamps, moment)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _signature(report: Element, one: SignatureVerdict, file: FileVerdict, moment: datetime) -> None:
    traces = one.traces
    if traces is not None:
        named = _put(report, "SignatureIdentifier")
        named.set("id", f"S-{hashlib.sha256(traces.value).hexdigest()}")
        _digest(named, traces.algorithm, traces.signed)
        etree.SubElement(named, f"{{{_DS}}}SignatureValue").text = _base64(traces.value)
        _put(named, "HashOnly", "false")
        _put(named, "DocHashOnly", "false")
        _put(named, "DAIdentifier", one.field)
    times = _put(report, "ValidationTimeInfo")
    _put(times, "ValidationTime", _time(moment))
    # without a proof the signature is known to exist only now (EN 319 102-1 §5.5.4)
    _existence(times, "BestSignatureTime", one.best_time or moment)
    if traces is not None:
        _digest(_put(report, "SignersDocument"), traces.algorithm, traces.document)
    if one.signing_time is not None or one.timestamp is not None:
        attributes = _put(report, "SignatureAttributes")
        if one.signing_time is not None:
            _put(_put(attributes, "SigningTime", Signed="true"), "Time", _time(one.signing_time))
        if one.timestamp is not None:
            kind = _STAMP if one.level == _STAMP else "SignatureTimeStamp"
            _put(_put(attributes, kind, Signed="false"), "TimeStampValue", _time(one.timestamp))
    if traces is not None:
        signer = _put(report, "SignerInformation")
        _put(signer, "SignerCertificate", VOReference=_certificate_id(traces.certificates[0]))
        _put(signer, "Signer", ", ".join(part for part in (one.signer, one.organ) if part))
    process = f"urn:etsi:019102:validationprocess:{_PROCESS.get(one.level, 'Basic')}"
    _put(_put(report, "SignatureValidationProcess"), "SignatureValidationProcessID", process)
    _status(_put(report, "SignatureValidationStatus"), one, file)


def _status(status: Element, one: SignatureVerdict, file: FileVerdict) -> None:
    """The signature's indication; what is wrong with the file is wrong with each signature in it."""
    indication = worst((one.indication, file.whole))
    _put(status, "MainIndication", f"{_MAIN}{indication.lower()}")
    sub = one.sub_indication if one.indication == indication else "FORMAT_FAILURE"
    if indication != PASSED and sub:
        _put(status, "SubIndication", f"{_SUB}{sub}")
    data = _put(status, "AssociatedValidationReportData")
    traces = one.traces
    if traces is not None and one.chain:
        ids = [_certificate_id(certificate) for certificate in traces.certificates]
        _put(data, "TrustAnchor", VOReference=ids[-1])
        chain = _put(data, "CertificateChain")
        _put(chain, "SigningCertificate", VOReference=ids[0])
        for middle in ids[1:-1]:
            _put(chain, "IntermediateCertificate", VOReference=middle)
        _put(chain, "TrustAnchor", VOReference=ids[-1])
        revoked = next((n for n, answer in enumerate(reversed(one.revocation)) if answer.revoked), None)
        if revoked is not None and len(one.revocation) == len(ids) - 1:
            told = _put(data, "RevocationStatusInformation")
            since = one.revocation[len(one.revocation) - 1 - revoked].revoked
            assert since is not None
            _put(told, "ValidationObjectId", VOReference=ids[revoked])
            _put(told, "RevocationTime", _time(since))
    _said(data, (*one.reasons, *file.reasons))
    if not len(data):
        status.remove(data)


def _reasons(status: Element, reasons: tuple[str, ...]) -> None:
    if reasons:
        _said(_put(status, "AssociatedValidationReportData"), reasons)


def _said(data: Element, reasons: tuple[str, ...]) -> None:
    if not reasons:
        return
    more = _put(data, "AdditionalValidationReportData")
    for reason in reasons:
        told = _put(more, "ReportData")
        _put(told, "Type", _REASON)
        _put(told, "Value", reason)


def _objects(root: Element, verdict: FileVerdict, stamps: list[SignatureVerdict], moment: datetime) -> None:
    """Every certificate once, and every document time stamp with what is to be said of it."""
    known: dict[str, bytes] = {}
    for one in verdict.signatures:
        known |= {_certificate_id(der): der for der in (one.traces.certificates if one.traces else ())}
    if not known and not stamps:
        return
    objects = _put(root, "SignatureValidationObjects")
    for name, der in known.items():
        item = _put(objects, "ValidationObject", id=name)
        _put(item, "ObjectType", "urn:etsi:019102:validationObject:certificate")
        _put(_put(item, "ValidationObjectRepresentation"), "base64", _base64(der))
    for one in stamps:
        if one.traces is None:
            continue
        item = _put(objects, "ValidationObject", id=f"T-{_fingerprint(one.traces)}")
        _put(item, "ObjectType", "urn:etsi:019102:validationObject:timestamp")
        _digest(_put(item, "ValidationObjectRepresentation"), "sha256", hashlib.sha256(one.traces.value).digest())
        if one.best_time is not None:
            _existence(item, "POE", one.best_time)
        _signature(_put(item, "ValidationReport"), one, verdict, moment)


def _put(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = text
    return element


def _existence(parent: Element, name: str, moment: datetime) -> None:
    proof = _put(parent, name)
    _put(proof, "POETime", _time(moment))
    _put(proof, "TypeOfProof", "urn:etsi:019102:poetype:validation")


def _digest(parent: Element, algorithm: str, value: bytes) -> None:
    """XAdES's DigestAlgAndValue under its own namespace's children (TS 119 102-2 borrows the type, not the element)."""
    both = _put(parent, "DigestAlgAndValue")
    etree.SubElement(
        both, f"{{{_DS}}}DigestMethod", Algorithm=_DIGESTS.get(algorithm, f"urn:vanthu:digest:{algorithm}")
    )
    etree.SubElement(both, f"{{{_DS}}}DigestValue").text = _base64(value)


def _certificate_id(der: bytes) -> str:
    return f"C-{hashlib.sha256(der).hexdigest()}"


def _fingerprint(traces: Traces) -> str:
    return hashlib.sha256(traces.value + traces.document).hexdigest()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
