"""What we write is what the official samples write, prefix for prefix and in their order, and reads back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from lxml import etree

from pipeline.axis.edxml import read_message, write_document, write_status
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
    document_id_of,
)
from pipeline.axis.statuses import STATUSES, status_code
from pipeline.axis.types import type_code
from pipeline.clock import VIETNAM
from pipeline.errors import Exit, VanthuError

SAMPLES = Path(__file__).parent / "samples"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n%%EOF\n"

MESSAGE = DocumentMessage(
    sender=Organ("H24.94", "Văn phòng", "Ủy ban nhân dân thành phố"),
    recipients=(Organ("H24.90", "Sở Nội vụ"), Organ("H24.92", "Sở Tài chính")),
    document_id=document_id_of("H24.94", date(2026, 4, 3), "77", "VP-HC"),
    code_number="77",
    code_notation="VP-HC",
    place="Hải Phòng",
    promulgation_date=date(2026, 4, 3),
    type_name="Công văn",
    type_code=18,
    subject="lịch họp <giao ban> & phân công",
    content="lịch họp",
    competence="KT. CHÁNH VĂN PHÒNG",
    signer_position="PHÓ CHÁNH VĂN PHÒNG",
    signer_name="Đỗ Thị Thử",
    priority=Priority.URGENT,
    page_amount=2,
    to_places=("Như trên", "Lưu: VT"),
    traces=(Trace("H24.94", datetime(2026, 4, 3, 9, 15, tzinfo=VIETNAM)),),
    attachments=(Attachment("77_VP-HC.pdf", PDF, "application/pdf", "Toàn văn", "cid:1"),),
)


@pytest.mark.parametrize("name", ["van-ban-moi.edxml", "trang-thai-03.edxml"])
def test_a_sample_read_and_written_again_is_the_same_letter_for_letter(name: str):
    data = (SAMPLES / name).read_bytes()
    message = read_message(data)
    assert not isinstance(message, Unreadable)
    written = write_document(message) if isinstance(message, DocumentMessage) else write_status(message)
    assert written.decode() == data.decode()


def test_prefixes_are_those_the_dotnet_axis_wants():
    text = write_document(MESSAGE).decode()
    assert text.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">\n'
        '  <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">\n'
    )
    envelope, _, attachments = text.partition("</edXML:edXMLEnvelope>")
    inside = envelope.split("<edXML:edXMLEnvelope", 1)[1]
    assert not [part for part in inside.split("<")[1:] if not part.startswith(("edXML:", "/edXML:"))]
    for name in ("AttachmentEncoded", "Attachment", "ContentId", "AttachmentName", "Description", "ContentType"):
        assert f"<{name}>" in attachments
        assert f"<edXML:{name}>" not in attachments
    assert '<edXML:ContentTransferEncoded xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">' in attachments


def test_elements_stand_in_the_order_of_qcvn_102():
    header = etree.fromstring(write_document(MESSAGE)).find(".//{*}MessageHeader")
    assert [etree.QName(one).localname for one in header] == [
        "From", "To", "To", "DocumentId", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content",
        "SignerInfo", "OtherInfo", "SteeringType", "ToPlaces",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "message",
    [
        MESSAGE,
        replace(MESSAGE, recipients=(), due_date=date(2026, 5, 1), sphere="nội bộ", appendixes=("A", "B")),
        replace(
            MESSAGE,
            response_for=(ResponseFor("H24.90", "1/SNV", "H24.90,2014/02/30,1/SNV", None),),
            business=Business(BusinessKind.RECALL, BUSINESS_REASON[BusinessKind.RECALL], document_id="x"),
        ),
        replace(
            MESSAGE,
            business=Business(
                BusinessKind.UPDATE,
                BUSINESS_REASON[BusinessKind.UPDATE],
                document_changed=True,
                receivers=(Receiver("H41", False), Receiver("H14", True)),
                staff=Staff("Văn thư", "Bê", "b@x.example", "849"),
            ),
        ),
        replace(
            MESSAGE,
            business=Business(
                BusinessKind.REPLACE,
                BUSINESS_REASON[BusinessKind.REPLACE],
                replacements=(Replacement("a,b,c", ("H41", "H14")), Replacement("d")),
            ),
        ),
        replace(
            MESSAGE,
            attachments=(*MESSAGE.attachments, Attachment("b.doc", b"\xd0\xcf", "application/msword", "b", "cid:2")),
        ),
    ],
)
def test_what_is_written_reads_back_as_it_was(message: DocumentMessage):
    assert read_message(write_document(message)) == message


def test_a_status_reads_back_as_it_was():
    message = StatusMessage(
        Organ("H24.90", "Sở Nội vụ"),
        ResponseFor("H24.94", "77/VP-HC", "H24.94,2026/04/03,77/VP-HC", date(2026, 4, 3)),
        "02",
        "Không đúng thẩm quyền",
        datetime(2026, 4, 3, 10, 0, tzinfo=VIETNAM),
        Staff("Văn thư", "Xê"),
    )
    assert read_message(write_status(message)) == message


def test_kinds_that_do_not_travel_bare_go_in_a_zip_and_come_out_of_it():
    message = replace(MESSAGE, attachments=(Attachment("phụ lục.csv", b"a;b\n", "text/csv", "phụ lục", "cid:1"),))
    data = write_document(message)
    assert b"<ContentType>application/zip</ContentType>" in data
    read = read_message(data)
    assert isinstance(read, DocumentMessage)
    assert (read.attachments[0].name, read.attachments[0].data) == ("phụ lục.csv", b"a;b\n")
    assert write_document(message) == data  # the same message is the same bytes, so its hash is its name


@pytest.mark.parametrize(
    ("harm", "missing"),
    [
        ({"code_number": ""}, "CodeNumber"),
        ({"promulgation_date": None}, "PromulgationDate"),
        ({"attachments": ()}, "Attachment"),
        ({"attachments": (Attachment("a.pdf", b"", "application/pdf"),)}, "Attachment"),
        ({"sender": Organ("", "x")}, "OrganId"),
    ],
)
def test_what_is_not_complete_is_refused(harm: dict[str, object], missing: str):
    with pytest.raises(VanthuError) as caught:
        write_document(replace(MESSAGE, **harm))  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.exit) == ("VT-AXIS-001", Exit.OFFICE_RULE)
    assert missing in caught.value.sentence()


def test_a_recipient_is_named_once():
    with pytest.raises(VanthuError, match="VT-AXIS-002"):
        write_document(replace(MESSAGE, recipients=(Organ("H1", "a"), Organ("H1", "b"))))


def test_signs_that_are_no_xml_are_left_out():
    read = read_message(write_document(replace(MESSAGE, subject="a\x00\x0b\ud800b\uffff]]>&amp;")))
    assert isinstance(read, DocumentMessage)
    assert read.subject == "ab]]>&amp;"


@pytest.mark.parametrize(
    ("name", "notation", "code"),
    [
        ("Công văn", "UBND-VP", 18),
        ("CÔNG VĂN", "UBND-VP", 18),
        ("Quyết định", "QĐ-UBND", 2),
        ("Quyết định", "2026/QĐ-UBND", 8),
        ("Nghị quyết", "NQ-HĐND", 1),
        ("Nghị quyết", "2026/NQ-HĐND", 5),
        ("Thông tư", "2026/TT-BCT", 9),
        ("Nghị định", "2020/NĐ-CP", 7),
        ("Bản thoả thuận", "BTT-X", 22),
        ("Tờ trình", "TTr-SXD", 16),
        ("Thư công", "", 32),
        ("không rõ", "", 18),
        ("", "", 18),
    ],
)
def test_type_codes_follow_the_name_and_the_year_in_the_notation(name: str, notation: str, code: int):
    assert type_code(name, notation) == code
    data = write_document(replace(MESSAGE, type_name=name, code_notation=notation or "X", type_code=0))
    assert f"<edXML:Type>{code}</edXML:Type>".encode() in data


def test_the_nine_statuses():
    assert list(STATUSES) == ["01", "02", "03", "04", "05", "06", "13", "15", "16"]
    assert [code for code, status in STATUSES.items() if status.final] == ["02", "06"]
    assert [code for code, status in STATUSES.items() if status.by_sender] == ["13"]
    assert [status_code(value) for value in ("1", "01", " 13 ", "999", "x")] == ["01", "01", "13", "999", "x"]
