"""XMP metadata of a record: what PDF/A wants declared, and what is known of the record when it is composed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import Final

from pipeline.clock import iso
from pipeline.text import nfc

PRODUCER: Final = "vanthu (pypdf)"
TOOL: Final = "vanthu"
NAMESPACE: Final = "urn:x-vanthu:record:1#"
PREFIX: Final = "vt"

# Record data that may stand in the XMP, declared by an extension schema (ISO 19005-2 6.6.2.3.3): property, meaning.
RECORD_PROPERTIES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "code_number": ("codeNumber", "Số của văn bản"),
        "code_notation": ("codeNotation", "Ký hiệu của văn bản"),
        "issued_date": ("issuedDate", "Ngày ban hành (ISO 8601)"),
        "place": ("place", "Địa danh ban hành"),
        "issuer": ("issuer", "Tên cơ quan, tổ chức ban hành"),
        "parent_organ": ("parentOrgan", "Cơ quan, tổ chức chủ quản"),
        "type_name": ("typeName", "Tên loại văn bản"),
        "subject": ("subject", "Trích yếu nội dung"),
        "signer_name": ("signerName", "Họ và tên người ký"),
        "signer_position": ("signerPosition", "Chức vụ của người ký"),
        "competence": ("competence", "Quyền hạn ký"),
        "urgency": ("urgency", "Mức độ khẩn"),
        "language": ("language", "Ngôn ngữ"),
        "page_amount": ("pageAmount", "Số trang"),
        "arrival_number": ("arrivalNumber", "Số đến"),
        "arrival_date": ("arrivalDate", "Ngày đến (ISO 8601)"),
        "organ_id": ("organId", "Mã định danh cơ quan số hóa"),
        "document_id": ("documentId", "Mã văn bản trong kho"),
    }
)


@dataclass(frozen=True)
class RecordInfo:
    """What the finished file says of itself. `record` holds known record data by keys of RECORD_PROPERTIES."""

    title: str
    organ: str  # who made the record
    created: datetime  # with its zone
    record: Mapping[str, str] = field(default_factory=dict)
    language: str = "vi-VN"


def packet(about: RecordInfo, part: int = 2) -> bytes:
    """The XMP packet of a PDF/A-2u, or -3u, UTF-8. Raises ValueError for record data that no schema declares."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n' + properties(about, part) + '\n<?xpacket end="w"?>'
    ).encode()


def properties(about: RecordInfo, part: int = 2) -> str:
    """What stands in the packet; `part` of ISO 19005."""
    moment = iso(about.created)
    known = {key: clean(value) for key, value in sorted(about.record.items()) if clean(value)}
    if unknown := known.keys() - RECORD_PROPERTIES.keys():
        raise ValueError(f"not in the extension schema: {', '.join(sorted(unknown))}")
    parts = [
        _description("pdfaid", "http://www.aiim.org/pdfa/ns/id/", part=str(part), conformance="U"),
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{_text(about.title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{_text(about.organ)}</rdf:li></rdf:Seq></dc:creator>"
        f"<dc:language><rdf:Bag><rdf:li>{_text(about.language)}</rdf:li></rdf:Bag></dc:language>"
        "</rdf:Description>",
        _description("xmp", "http://ns.adobe.com/xap/1.0/", CreateDate=moment, ModifyDate=moment, CreatorTool=TOOL),
        _description("pdf", "http://ns.adobe.com/pdf/1.3/", Producer=PRODUCER),
    ]
    if known:
        parts.append(_extension_schema(list(known)))
        parts.append(_description(PREFIX, NAMESPACE, **{RECORD_PROPERTIES[key][0]: known[key] for key in known}))
    body = "\n".join(parts)
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f"{body}\n</rdf:RDF></x:xmpmeta>"
    )


def clean(value: str) -> str:
    """NFC without what XML 1.0 and a PDF text string cannot hold."""
    return "".join(letter for letter in nfc(value) if letter.isprintable() or letter == "\u00a0").strip()


def _text(value: str) -> str:
    return escape(clean(value), quote=False)


def _description(prefix: str, namespace: str, **values: str) -> str:
    rows = "".join(f"<{prefix}:{name}>{_text(value)}</{prefix}:{name}>" for name, value in values.items())
    return f'<rdf:Description rdf:about="" xmlns:{prefix}="{namespace}">{rows}</rdf:Description>'


def _extension_schema(keys: list[str]) -> str:
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{_text(meaning)}</pdfaProperty:description></rdf:li>"
        for name, meaning in (RECORD_PROPERTIES[key] for key in keys)
    )
    return (
        '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
        '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Vanthu record</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{PREFIX}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>"
        "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    )
