"""edXML read by local names, whatever namespaces and prefixes its sender chose, with nothing a hostile file could use.

No DTD, no entities, no network; limits on bytes, elements and depth before and after the parser. Dates and identifiers
in official samples are impossible at times, so they never make a message unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from lxml import etree

from pipeline.axis.attachment import MOST_BYTES, attachment_of
from pipeline.axis.message import (
    BUSINESS_REASON,
    Attachment,
    Business,
    BusinessKind,
    DocumentMessage,
    Organ,
    Priority,
    Receiver,
    Replacement,
    ResponseFor,
    Staff,
    StatusMessage,
    Trace,
    Unreadable,
)
from pipeline.axis.statuses import status_code
from pipeline.clock import VIETNAM
from pipeline.text import nfc

MOST_MESSAGE: Final = MOST_BYTES * 4 // 3 + 1_000_000  # bytes: base64 and the XML around it
_MOST_ELEMENTS: Final = 50_000
_MOST_DEPTH: Final = 40
_DECLARED: Final = re.compile(rb"^<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)[\"']")
_DAYS: Final = ("%Y/%m/%d", "%Y-%m-%d", "%d/%m/%Y")
_MOMENTS: Final = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S")

Element = Any  # lxml's element


def read_message(data: bytes) -> DocumentMessage | StatusMessage | Unreadable:
    """Reads a document or a status message; what cannot be read is told as a value."""
    root = _parse(data)
    if isinstance(root, Unreadable):
        return root
    if _name(root) != "edXML":
        return Unreadable("not edXML", _name(root)[:40])
    header = next(_all(root, "MessageHeader"), None)
    if header is None:
        return Unreadable("no header")
    if not _text(_child(header, "From"), "OrganId"):
        return Unreadable("no sender")
    if _child(header, "StatusCode") is not None:
        return _status(header)
    return _document(root, header)


def _parse(data: bytes) -> Element | Unreadable:
    if len(data) > MOST_MESSAGE:
        return Unreadable("too large")
    data = data.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(data[:200])
    if declared and declared.group(1).lower() not in (b"utf-8", b"us-ascii"):
        return Unreadable("not UTF-8", declared.group(1).decode("ascii", "replace")[:20])
    if b"\0" in data[:4]:
        return Unreadable("not UTF-8")
    # The whole file, because an entity in an attribute is expanded even by a parser that is told not to.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return Unreadable("DOCTYPE")
    if data.count(b"<") > 3 * _MOST_ELEMENTS:
        return Unreadable("too deep")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,  # an attachment is one text of more than libxml2's usual 10 MB
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Unreadable("not XML", str(error)[:120])
    if _too_deep(root):
        return Unreadable("too deep")
    return root


def _too_deep(root: Element) -> bool:
    level, depth, count = [root], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > _MOST_DEPTH or count > _MOST_ELEMENTS:
            return True
        level = [child for element in level for child in element]
    return False


def _document(root: Element, header: Element) -> DocumentMessage | Unreadable:
    attachments = _attachments(root)
    if isinstance(attachments, Unreadable):
        return attachments
    code, place = _child(header, "Code"), _child(header, "PromulgationInfo")
    kind, signer, other = _child(header, "DocumentType"), _child(header, "SignerInfo"), _child(header, "OtherInfo")
    document_id = _text(header, "DocumentId")
    if not document_id and not _text(code, "CodeNumber"):
        return Unreadable("no code")
    priority = _whole(other, "Priority") or 0
    return DocumentMessage(
        sender=_organ(_child(header, "From")),
        recipients=tuple(_organ(organ) for organ in _children(header, "To")),
        document_id=document_id,
        code_number=_text(code, "CodeNumber"),
        code_notation=_text(code, "CodeNotation"),
        place=_text(place, "Place"),
        promulgation_date=_day(_text(place, "PromulgationDate")),
        type_name=_text(kind, "TypeName"),
        type_code=_whole(kind, "Type") or 0,
        type_detail=_whole(kind, "TypeDetail") or 0,
        subject=_text(header, "Subject"),
        content=_text(header, "Content"),
        competence=_text(signer, "Competence"),
        signer_position=_text(signer, "Position"),
        signer_name=_text(signer, "FullName"),
        due_date=_day(_text(header, "DueDate")),
        priority=Priority(priority) if priority in set(Priority) else Priority.NORMAL,
        sphere=_text(other, "SphereOfPromulgation"),
        typer_notation=_text(other, "TyperNotation"),
        promulgation_amount=_whole(other, "PromulgationAmount"),
        page_amount=_whole(other, "PageAmount"),
        appendixes=_texts(_child(other, "Appendixes"), "Appendix"),
        response_for=tuple(
            answered
            for one in _children(header, "ResponseFor")
            if (answered := _response(one)).document_id or answered.code
        ),
        steering_type=_whole(header, "SteeringType") or 1,
        to_places=_texts(_child(header, "ToPlaces"), "Place"),
        traces=tuple(
            Trace(_text(hop, "OrganId"), _moment(_text(hop, "Timestamp"))) for hop in _all(root, "TraceHeader")
        ),
        business=_business(next(_all(root, "Bussiness"), None)),
        attachments=attachments,
    )


def _status(header: Element) -> StatusMessage | Unreadable:
    answered = _response(_child(header, "ResponseFor"))
    if not answered.document_id and not answered.code:
        return Unreadable("no code")
    return StatusMessage(
        sender=_organ(_child(header, "From")),
        response_for=answered,
        status=status_code(_text(header, "StatusCode")),
        description=_text(header, "Description"),
        timestamp=_moment(_text(header, "Timestamp")),
        staff=_staff(_child(header, "StaffInfo")),
    )


def _attachments(root: Element) -> tuple[Attachment, ...] | Unreadable:
    """Every file with its bytes; a reference without a file makes the whole message incomplete (QĐ 28/2018 Art. 9)."""
    found: list[Attachment] = []
    total = 0
    for element in _all(root, "Attachment"):
        made = attachment_of(
            _text(element, "AttachmentName"),
            _text(element, "Description"),
            _text(element, "ContentType"),
            _text(element, "ContentId"),
            _raw(_child(element, "ContentTransferEncoded")),
        )
        if isinstance(made, Unreadable):
            return made
        total += len(made.data)
        if total > MOST_BYTES:
            return Unreadable("too large")
        found.append(made)
    brought = {attachment.content_id for attachment in found}
    for reference in _all(root, "Reference"):
        content_id = _text(reference, "ContentId")
        # The Reference of an XML signature has no ContentId and is not ours.
        if content_id and content_id not in brought:
            return Unreadable("no attachment", content_id[:60])
    return tuple(found)


def _organ(element: Element | None) -> Organ:
    return Organ(
        organ_id=_text(element, "OrganId"),
        name=_text(element, "OrganName"),
        in_charge=_text(element, "OrganizationInCharge"),
        address=_text(element, "OrganAdd"),
        email=_text(element, "Email"),
        telephone=_text(element, "Telephone"),
        fax=_text(element, "Fax"),
        website=_text(element, "Website"),
    )


def _staff(element: Element | None) -> Staff | None:
    if element is None:
        return None
    return Staff(
        department=_text(element, "Department"),
        name=_text(element, "Staff"),
        email=_text(element, "Email"),
        mobile=_text(element, "Mobile"),
    )


def _response(element: Element | None) -> ResponseFor:
    return ResponseFor(
        organ_id=_text(element, "OrganId"),
        code=_text(element, "Code"),
        document_id=_text(element, "DocumentId"),
        promulgation_date=_day(_text(element, "PromulgationDate")),
    )


def _business(element: Element | None) -> Business:
    if element is None:
        return Business()
    number = _whole(element, "BussinessDocType") or 0
    kind = BusinessKind(number) if number in set(BusinessKind) else BusinessKind.NEW
    changes = _child(element, "BussinessDocumentInfo")
    receivers = _children(_child(changes, "ReceiverList"), "Receiver")
    replaced = _children(_child(element, "ReplacementInfoList"), "ReplacementInfo")
    return Business(
        kind=kind,
        reason=_text(element, "BussinessDocReason") or BUSINESS_REASON[kind],
        paper=_whole(element, "Paper") or 0,
        document_id=_text(element, "DocumentId"),
        document_changed=_whole(changes, "DocumentInfo") == 1,
        recipients_changed=_whole(changes, "DocumentReceiver") == 1,
        receivers=tuple(Receiver(_text(one, "OrganId"), _whole(one, "ReceiverType") == 1) for one in receivers),
        replacements=tuple(
            Replacement(_text(one, "DocumentId"), _texts(_child(one, "OrganIdList"), "OrganId")) for one in replaced
        ),
        staff=_staff(_child(element, "StaffInfo")),
    )


def _name(element: Element) -> str:
    """The local name; comments and the like, which have none, give nothing."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _all(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter(etree.Element) if _name(one) == name)


def _children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [one for one in element if _name(one) == name]


def _child(element: Element | None, name: str) -> Element | None:
    return next(iter(_children(element, name)), None)


def _raw(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _text(element: Element | None, name: str) -> str:
    return nfc(_raw(_child(element, name)).strip())


def _texts(element: Element | None, name: str) -> tuple[str, ...]:
    return tuple(value for one in _children(element, name) if (value := nfc(_raw(one).strip())))


def _whole(element: Element | None, name: str) -> int | None:
    value = _text(element, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _day(value: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    return None


def _moment(value: str) -> datetime | None:
    for form in _MOMENTS:
        try:
            return datetime.strptime(value[:19], form).replace(tzinfo=VIETNAM)
        except ValueError:
            continue
    return None
