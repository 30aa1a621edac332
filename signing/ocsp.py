"""A question to an OCSP responder (RFC 6960), and whether its answer proves anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from asn1crypto import algos, core
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

CLOCKS_APART: Final = timedelta(minutes=5)
UNDATED: Final = timedelta(hours=12)  # how old an answer may be that does not say until when it holds
# What parsers and checks raise about what is not what it should be.
BROKEN: Final = (ValueError, TypeError, KeyError, AttributeError, IndexError, InvalidSignature, UnsupportedAlgorithm)
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
}  # fmt: skip


class Refused(Exception):
    """An answer that proves nothing; its text is a Vietnamese phrase."""


def question(certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate, nonce: bytes) -> bytes:
    """SHA-1 names the issuer in the question, as every responder understands it (RFC 6960 §4.3; it proves nothing)."""
    wanted = asn1_ocsp.CertId(
        {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha1"}),
            "issuer_name_hash": certificate.issuer.sha1,
            "issuer_key_hash": issuer.public_key.sha1,
            "serial_number": certificate.serial_number,
        }
    )
    extension = {"extn_id": "nonce", "critical": False, "extn_value": core.OctetString(core.OctetString(nonce).dump())}
    request = asn1_ocsp.TBSRequest({"request_list": [{"req_cert": wanted}], "request_extensions": [extension]})
    asked: bytes = asn1_ocsp.OCSPRequest({"tbs_request": request}).dump()
    return asked


def check_ocsp(
    response: asn1_ocsp.OCSPResponse,
    certificate: asn1_x509.Certificate,
    issuer: asn1_x509.Certificate,
    now: datetime,
    nonce: bytes,
) -> None:
    """Raises Refused unless the answer is about `certificate`, holds now, and its issuer or the issuer's delegate signed it."""
    told = signed_answer(response, certificate, issuer)
    if told["cert_status"].name == "unknown":
        raise Refused("không biết chứng thư này")
    made = told["this_update"].native
    until = told["next_update"].native or made + UNDATED
    if not made - CLOCKS_APART <= now <= until + CLOCKS_APART:
        raise Refused("trả lời đã quá hạn hoặc ở tương lai")
    answered = response.nonce_value
    if answered is not None and bytes(answered.native) not in (nonce, core.OctetString(nonce).dump()):
        raise Refused("trả lời cho câu hỏi khác")


def signed_answer(
    response: asn1_ocsp.OCSPResponse, certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate
) -> Any:
    """The one answer (SingleResponse) about `certificate`, of whatever age. Raises Refused where nobody with the right signed it."""
    status = response["response_status"].native
    if status != "successful":
        raise Refused(f"từ chối ({status})")
    basic = response.basic_ocsp_response
    mine = [one for one in basic["tbs_response_data"]["responses"] if _is_about(one["cert_id"], certificate, issuer)]
    if len(mine) != 1:
        raise Refused("trả lời về chứng thư khác")
    key = loaded(_responder(response, issuer, mine[0]["this_update"].native)).public_key()
    signature, signed = basic["signature"].native, basic["tbs_response_data"].dump()
    kind = basic["signature_algorithm"].signature_algo
    try:
        hashed = _HASHES[basic["signature_algorithm"].hash_algo]
        if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pkcs1v15":
            key.verify(signature, signed, padding.PKCS1v15(), hashed)
        elif isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
            key.verify(signature, signed, padding.PSS(padding.MGF1(hashed), padding.PSS.AUTO), hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(hashed))
        else:
            raise Refused("ký bằng thuật toán lạ")
    except BROKEN:
        raise Refused("chữ ký của trả lời sai") from None
    return mine[0]


def _is_about(named: Any, certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate) -> bool:
    keys = {"sha1": issuer.public_key.sha1, "sha256": issuer.public_key.sha256}
    hashed = keys.get(named["hash_algorithm"]["algorithm"].native)
    return bool(
        named["serial_number"].native == certificate.serial_number and named["issuer_key_hash"].native == hashed
    )


def _responder(
    response: asn1_ocsp.OCSPResponse, issuer: asn1_x509.Certificate, moment: datetime
) -> asn1_x509.Certificate:
    """Who signed: the issuer, or one whom the issuer itself certified for this alone (RFC 6960 §4.2.2.2)."""
    basic = response.basic_ocsp_response
    named = basic["tbs_response_data"]["responder_id"]
    for one in (issuer, *(basic["certs"] or ())):
        is_named = (
            one.subject == named.chosen
            if named.name == "by_name"
            else one.public_key.sha1 == bytes(named.chosen.native)
        )
        if not is_named:
            continue
        if one.dump() == issuer.dump():
            return issuer
        uses = one.extended_key_usage_value
        certified = uses is not None and "ocsp_signing" in uses.native and issued_by(one, issuer)
        if certified and one.not_valid_before <= moment <= one.not_valid_after:
            return one
    raise Refused("ký bởi người không có quyền")


def issued_by(certificate: asn1_x509.Certificate, issuer: asn1_x509.Certificate) -> bool:
    """Whether `issuer` may issue and did sign `certificate`."""
    if certificate.issuer != issuer.subject or not issuer.ca or certificate.dump() == issuer.dump():
        return False
    try:
        loaded(certificate).verify_directly_issued_by(loaded(issuer))
    except BROKEN:
        return False
    return True


def loaded(certificate: asn1_x509.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())
