"""edXML written as the official samples have it, letter for letter where a receiver could care.

The .NET axis looks at prefixes: everything under the envelope carries `edXML:`, AttachmentEncoded and Attachment carry
none, ContentTransferEncoded declares the prefix anew. So the text is written directly and no XML library chooses.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final
from xml.sax.saxutils import escape

from pipeline.axis import faults
from pipeline.axis.message import (
    Attachment,
    Business,
    BusinessKind,
    DocumentMessage,
    Organ,
    ResponseFor,
    Staff,
    StatusMessage,
)
from pipeline.axis.types import type_code
from pipeline.clock import VIETNAM
from pipeline.errors import VanthuError
from pipeline.text import nfc

NAMESPACE: Final = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
# What goes as it is; everything else travels in a ZIP with one entry (the rule of the official Java SDK).
PLAIN_TYPES: Final = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2

Lines = Iterator[str]


def write_document(message: DocumentMessage) -> bytes:
    """The message as UTF-8 bytes. Without recipients it can be handed on as a file but not sent over an axis.

    VT-AXIS-001 when sender, number, notation, date, subject or file is missing; VT-AXIS-002 for a recipient twice.
    """
    _require(message)
    numbered = [_numbered(n, attachment) for n, attachment in enumerate(message.attachments, 1)]
    envelope = _nest("edXML:edXMLHeader", [*_document_header(message), *_traces(message)])
    manifest = [line for attachment in numbered for line in _nest("edXML:Reference", _reference(attachment))]
    body = _nest("edXML:edXMLBody", _nest('edXML:edXMLManifest version="1.0"', manifest))
    encoded = [line for attachment in numbered for line in _nest("Attachment", _encoded(attachment))]
    return _whole([*envelope, *body], _nest("AttachmentEncoded", encoded))


def write_status(message: StatusMessage) -> bytes:
    """A status message as UTF-8 bytes: no trace list and no body (order of the official status samples)."""
    if not (message.sender.organ_id and message.response_for.document_id and message.status):
        raise VanthuError(faults.INCOMPLETE, missing="OrganId, DocumentId, StatusCode")
    answered = message.response_for
    header = [
        *_nest("edXML:From", _organ(message.sender, ("OrganName", "OrganizationInCharge"))),
        *_nest(
            "edXML:ResponseFor",
            [
                _one("OrganId", answered.organ_id),
                _one("Code", answered.code),
                _one("PromulgationDate", _day(answered.promulgation_date)),
                _one("DocumentId", answered.document_id),
            ],
        ),
        *(_staff(message.staff, ("Mobile", "Email")) if message.staff else ()),
        _one("StatusCode", message.status),
        _one("Description", message.description),
        _one("Timestamp", _moment(message.timestamp)),
    ]
    return _whole(_nest("edXML:edXMLHeader", _nest("edXML:MessageHeader", header)), ())


def _require(message: DocumentMessage) -> None:
    """What a receiver keys on. A paper may have neither notation nor subject: the clerk confirmed that, and both stay empty."""
    needed = {
        "OrganId": message.sender.organ_id,
        "DocumentId": message.document_id,
        "CodeNumber": message.code_number,
        "PromulgationDate": message.promulgation_date,
        "Attachment": message.attachments and all(one.data for one in message.attachments),
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise VanthuError(faults.INCOMPLETE, missing=", ".join(missing))
    seen: set[str] = set()
    for organ in message.recipients:
        if organ.organ_id in seen:
            raise VanthuError(faults.SAME_RECIPIENT, organ_id=organ.organ_id)
        seen.add(organ.organ_id)


def _document_header(message: DocumentMessage) -> Lines:
    """Elements in the order of the samples, which is the order of QCVN 102's own parsers."""
    recipients = [line for organ in message.recipients for line in _nest("edXML:To", _organ(organ))]
    kind = [
        _one("Type", str(message.type_code or type_code(message.type_name, message.code_notation))),
        _one("TypeDetail", str(message.type_detail)),
        _one("TypeName", message.type_name),
    ]
    signer = [
        _one("Competence", message.competence),
        _one("Position", message.signer_position),
        _one("FullName", message.signer_name),
    ]
    date_line = [_one("Place", message.place), _one("PromulgationDate", _day(message.promulgation_date))]
    return _nest(
        "edXML:MessageHeader",
        [
            *_nest("edXML:From", _organ(message.sender)),
            *recipients,
            _one("DocumentId", message.document_id),
            *_nest(
                "edXML:Code",
                [_one("CodeNumber", message.code_number), _one("CodeNotation", message.code_notation)],
            ),
            *_nest("edXML:PromulgationInfo", date_line),
            *_nest("edXML:DocumentType", kind),
            _one("Subject", message.subject),
            _one("Content", message.content or message.subject),
            *_nest("edXML:SignerInfo", signer),
            *_some("DueDate", _day(message.due_date)),
            *_nest("edXML:OtherInfo", _other(message)),
            *(line for answered in message.response_for for line in _response(answered)),
            _one("SteeringType", str(message.steering_type)),
            *_nest("edXML:ToPlaces", [_one("Place", place) for place in message.to_places]),
        ],
    )


def _other(message: DocumentMessage) -> list[str]:
    return [
        _one("Priority", str(int(message.priority))),
        *_some("SphereOfPromulgation", message.sphere),
        *_some("TyperNotation", message.typer_notation),
        *_some("PromulgationAmount", _number(message.promulgation_amount)),
        *_some("PageAmount", _number(message.page_amount)),
        _one("Direction", "false"),
        *_nest("edXML:Appendixes", [_one("Appendix", name) for name in message.appendixes]),
    ]


def _organ(organ: Organ, names: tuple[str, str] = ("OrganizationInCharge", "OrganName")) -> list[str]:
    """Documents have the governing agency first, statuses the agency's own name: as in the samples."""
    values = {"OrganName": organ.name, "OrganizationInCharge": organ.in_charge}
    return [
        _one("OrganId", organ.organ_id),
        *(
            line
            for name in names
            for line in (_some if name == "OrganizationInCharge" else _always)(name, values[name])
        ),
        *_some("OrganAdd", organ.address),
        *_some("Email", organ.email),
        *_some("Telephone", organ.telephone),
        *_some("Fax", organ.fax),
        *_some("Website", organ.website),
    ]


def _response(answered: ResponseFor) -> Lines:
    return _nest(
        "edXML:ResponseFor",
        [
            _one("OrganId", answered.organ_id),
            _one("Code", answered.code),
            _one("DocumentId", answered.document_id),
            _one("PromulgationDate", _day(answered.promulgation_date)),
        ],
    )


def _staff(staff: Staff, last: tuple[str, str] = ("Email", "Mobile")) -> Lines:
    values = {"Email": staff.email, "Mobile": staff.mobile}
    names = [_one("Department", staff.department), _one("Staff", staff.name)]
    return _nest("edXML:StaffInfo", [*names, *(_one(name, values[name]) for name in last)])


def _traces(message: DocumentMessage) -> Lines:
    hops = [
        line
        for trace in message.traces
        for line in _nest(
            "edXML:TraceHeader", [_one("OrganId", trace.organ_id), _one("Timestamp", _moment(trace.timestamp))]
        )
    ]
    return _nest("edXML:TraceHeaderList", [*hops, *_nest("edXML:Bussiness", _business(message.business))])


def _business(business: Business) -> list[str]:
    lines = [
        *_some("DocumentId", business.document_id),
        _one("BussinessDocType", str(int(business.kind))),
        _one("BussinessDocReason", business.reason),
        _one("Paper", str(business.paper)),
    ]
    if business.kind is BusinessKind.UPDATE:
        receivers = [
            line
            for one in business.receivers
            for line in _nest(
                "edXML:Receiver", [_one("OrganId", one.organ_id), _one("ReceiverType", str(int(one.added)))]
            )
        ]
        changes = [
            _one("DocumentInfo", str(int(business.document_changed))),
            _one("DocumentReceiver", str(int(business.recipients_changed))),
        ]
        lines += _nest("edXML:BussinessDocumentInfo", [*changes, *_nest("edXML:ReceiverList", receivers)])
    if business.kind is BusinessKind.REPLACE:
        replaced = [
            line
            for one in business.replacements
            for line in _nest(
                "edXML:ReplacementInfo",
                [
                    _one("DocumentId", one.document_id),
                    *_nest("edXML:OrganIdList", [_one("OrganId", organ_id) for organ_id in one.organ_ids]),
                ],
            )
        ]
        lines += _nest("edXML:ReplacementInfoList", replaced)
    return lines + list(_staff(business.staff) if business.staff else ())


def _numbered(n: int, attachment: Attachment) -> Attachment:
    """The attachment as it travels: with its id, and in a ZIP where its kind does not go as it is."""
    content_id = attachment.content_id or f"cid:{n}"
    ending = f".{attachment.name.rpartition('.')[2].lower()}"
    content_type, data = PLAIN_TYPES.get(ending), attachment.data
    if content_type is None:
        content_type, data = "application/zip", _zipped(attachment)
    description = attachment.description or attachment.name
    return Attachment(attachment.name, data, content_type, description, content_id)


def _zipped(attachment: Attachment) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(nfc(attachment.name)), attachment.data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _reference(attachment: Attachment) -> list[str]:
    return [
        _one("ContentId", attachment.content_id),
        _one("ContentType", attachment.content_type),
        _one("Description", attachment.description),
        _one("AttachmentName", attachment.name),
    ]


def _encoded(attachment: Attachment) -> list[str]:
    data = base64.b64encode(attachment.data).decode("ascii")
    return [
        f"<ContentId>{_text(attachment.content_id)}</ContentId>",
        f"<AttachmentName>{_text(attachment.name)}</AttachmentName>",
        f"<Description>{_text(attachment.description)}</Description>",
        f"<ContentType>{_text(attachment.content_type)}</ContentType>",
        f'<edXML:ContentTransferEncoded xmlns:edXML="{NAMESPACE}">{data}</edXML:ContentTransferEncoded>',
    ]


def _whole(envelope: Iterable[str], attachments: Iterable[str]) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        *_nest(
            f'edXML xmlns="{NAMESPACE}"',
            [*_nest(f'edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}"', envelope), *attachments],
        ),
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _nest(opening: str, inner: Iterable[str]) -> Lines:
    """An element around others, which move two spaces in; an empty one closes itself."""
    lines = list(inner)
    if not lines:
        yield f"<{opening}/>"
        return
    yield f"<{opening}>"
    yield from (f"  {line}" for line in lines)
    yield f"</{opening.split(' ', 1)[0]}>"


def _one(name: str, value: str) -> str:
    return f"<edXML:{name}>{_text(value)}</edXML:{name}>"


def _always(name: str, value: str) -> list[str]:
    return [_one(name, value)]


def _some(name: str, value: str) -> list[str]:
    """An element that may be absent, absent when there is nothing to say."""
    return [_one(name, value)] if value else []


def _text(value: str) -> str:
    return escape(_NOT_XML.sub("", nfc(value)))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _day(value: date | None) -> str:
    return f"{value:%Y/%m/%d}" if value else ""


def _moment(value: datetime | None) -> str:
    return f"{value.astimezone(VIETNAM):%Y/%m/%d %H:%M:%S}" if value else ""
