"""Messages are read whatever prefixes they carry; what is broken or hostile is told as a value and never runs away."""

from __future__ import annotations

import base64
import io
import re
import time
import zipfile
from pathlib import Path

import pytest

from pipeline.axis import attachment, read
from pipeline.axis.attachment import safe_name
from pipeline.axis.edxml import read_message
from pipeline.axis.message import BusinessKind, DocumentMessage, StatusMessage, Unreadable

SAMPLE = (Path(__file__).parent / "samples" / "van-ban-moi.edxml").read_bytes()
STATUS = (Path(__file__).parent / "samples" / "trang-thai-03.edxml").read_bytes()
DATA = b"JVBERi0xLjQKJeLjz9MKJSVFT0YK"


def reason(data: bytes) -> str:
    message = read_message(data)
    assert isinstance(message, Unreadable), message
    assert message.sentence("vi") and message.sentence("en")
    return message.reason


def with_data(name: str, data: bytes, content_type: str = "application/zip") -> bytes:
    return (
        SAMPLE.replace(b"77_VP-HC.pdf", name.encode())
        .replace(b"application/pdf", content_type.encode())
        .replace(DATA, base64.b64encode(data))
    )


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_document_is_read():
    message = read_message(SAMPLE)
    assert isinstance(message, DocumentMessage)
    assert (message.sender.organ_id, [organ.organ_id for organ in message.recipients]) == (
        "H24.94", ["H24.90", "000.00.92.H24"],
    )  # fmt: skip
    assert (message.code_number, message.code_notation, message.priority) == ("77", "VP-HC", 1)
    assert message.subject == "lịch họp giao ban <tháng 4>"
    assert message.business.kind is BusinessKind.NEW
    assert message.main_file is not None and message.main_file.data.startswith(b"%PDF")


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data.replace(b"edXML:", b"").replace(b"xmlns:edXML", b"xmlns:x"),
        lambda data: data.replace(b"QCVN_102_2016", b"other"),
        lambda data: data.replace(b"<edXML:", b"<q:").replace(b"</edXML:", b"</q:").replace(b"xmlns:edXML", b"xmlns:q"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"<AttachmentEncoded>", b"<!-- x --><?pi x?><AttachmentEncoded>"),
        lambda data: re.sub(rb"<edXML:ContentTransferEncoded[^>]*>", b"<ContentTransferEncoded>", data).replace(
            b"</edXML:ContentTransferEncoded>", b"</ContentTransferEncoded>"
        ),
        lambda data: data.replace(DATA, DATA[:10] + b"\r\n   " + DATA[10:]),
    ],
)
def test_prefixes_namespaces_and_line_ends_do_not_matter(harm):
    data = harm(SAMPLE)
    assert data != SAMPLE
    assert read_message(data) == read_message(SAMPLE)


def test_impossible_dates_and_odd_numbers_are_no_reason_to_refuse():
    data = SAMPLE.replace(b"2026/04/03</edXML:PromulgationDate>", b"2014/02/30</edXML:PromulgationDate>")
    data = data.replace(b"<edXML:CodeNumber>77<", b"<edXML:CodeNumber>74fass22<").replace(b">09:15:00<", b">25:99<")
    data = data.replace(b"<edXML:Priority>1<", b"<edXML:Priority>khan<").replace(b"DocType>0<", b"DocType>9<")
    message = read_message(data)
    assert isinstance(message, DocumentMessage)
    assert message.promulgation_date is None
    assert (message.code_number, message.priority, message.business.kind) == ("74fass22", 0, BusinessKind.NEW)


def test_a_status_of_one_digit_is_read_as_two():
    message = read_message(STATUS.replace(b"<edXML:StatusCode>03<", b"<edXML:StatusCode>3<"))
    assert isinstance(message, StatusMessage)
    assert message.status == "03"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not XML"),
        (b"1212" + SAMPLE, "not XML"),
        (SAMPLE.replace(b"<edXML:Reference>", b'<edXML:Reference xlink:href="">'), "not XML"),
        (SAMPLE[:3000], "not XML"),
        (b"%PDF-1.7", "not XML"),
        (b"<html/>", "not edXML"),
        (b"<edXML/>", "no header"),
        (SAMPLE.decode().encode("utf-16"), "not UTF-8"),
        (SAMPLE.replace(b'encoding="UTF-8"', b'encoding="UTF-7"'), "not UTF-8"),
        (SAMPLE.replace("Sở".encode(), b"S\xff"), "not XML"),
        (SAMPLE.replace(b"<edXML:OrganId>H24.94</edXML:OrganId>", b"", 1), "no sender"),
        (re.sub(rb"<edXML:(DocumentId|CodeNumber)>[^<]*</edXML:\1>", b"", SAMPLE), "no code"),
        (re.sub(rb"<edXML:(DocumentId|Code)>[^<]*</edXML:\1>", b"", STATUS), "no code"),
        (SAMPLE.replace(DATA, b"not base64!"), "broken attachment"),
        (SAMPLE.replace(DATA, b""), "broken attachment"),
        (SAMPLE.replace(b"<ContentId>cid:1<", b"<ContentId>cid:2<"), "no attachment"),
        (SAMPLE.replace(b"<Attachment>", b"<X>").replace(b"</Attachment>", b"</X>"), "no attachment"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, why: str):
    assert reason(data) == why


def test_entities_and_doctypes_are_refused_before_they_are_parsed():
    laughs = b'<!DOCTYPE edXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    data = SAMPLE.replace(b"?>\n", b"?>\n" + laughs, 1).replace(b'version="1.0">', b'version="&b;">')
    begin = time.monotonic()
    assert reason(data) == "DOCTYPE"
    assert reason(SAMPLE.replace(b"?>\n", b'?>\n<!DOCTYPE edXML SYSTEM "file:///etc/passwd">', 1)) == "DOCTYPE"
    assert time.monotonic() - begin < 1


def test_depth_elements_and_bytes_have_limits(monkeypatch: pytest.MonkeyPatch):
    deep = b"<edXML>" + b"<a>" * 100 + b"</a>" * 100 + b"</edXML>"
    assert reason(deep) == "too deep"
    assert reason(b"<edXML>" + b"<a>" * 40_000 + b"</edXML>") == "not XML"
    assert reason(b"<edXML>" + b"<a/>" * 60_000 + b"</edXML>") == "too deep"
    assert reason(b"<edXML>" + b"<a/>" * 400_000 + b"</edXML>") == "too deep"
    monkeypatch.setattr(read, "MOST_MESSAGE", 1000)
    assert reason(SAMPLE) == "too large"


def test_all_attachments_together_have_a_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(read, "MOST_BYTES", 20)
    assert reason(SAMPLE) == "too large"


def test_a_name_that_lies_is_seen_through():
    message = read_message(with_data("quyet-dinh.doc", zipped({"whatever.doc": b"\xd0\xcf\x11\xe0 word"})))
    assert isinstance(message, DocumentMessage)
    assert message.attachments[0].name == "quyet-dinh.doc"
    assert message.attachments[0].data == b"\xd0\xcf\x11\xe0 word"
    assert message.attachments[0].content_type == "application/msword"


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "A.XLSX"])
def test_kinds_that_are_zips_stay_whole(name: str):
    data = zipped({"a.xml": b"<a/>", "b.xml": b"<b/>"})
    message = read_message(with_data(name, data))
    assert isinstance(message, DocumentMessage)
    assert message.attachments[0].data == data


def encrypted() -> bytes:
    data = bytearray(zipped({"a.pdf": b"%PDF"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        zipped({"a.pdf": b"%PDF", "b.pdf": b"%PDF"}),
        zipped({}) + b"PK\x03\x04",
        zipped({"a.pdf": b"%PDF"})[:40],
        zipped({"a.pdf": b"\0" * 30_000_000}),
        zipped({"a.pdf": b""}),
        encrypted(),
    ],
    ids=["two entries", "none", "cut", "bomb", "empty", "encrypted"],
)
def test_zips_that_are_not_one_honest_file_are_refused(data: bytes):
    if not data.startswith(b"PK\x03\x04"):
        data = b"PK\x03\x04" + data
    assert reason(with_data("a.pdf", data)) == "hostile attachment"


def test_a_zip_that_lies_about_its_size_is_cut_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attachment, "_RATIO_FROM", 1000)
    data = zipped({"a.pdf": b"\0" * 900_000})
    lying = data.replace((900_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data
    assert reason(with_data("a.pdf", lying)) == "hostile attachment"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/cron.d/x.pdf", "x.pdf"),
        ("C:\\Users\\a\\van ban.pdf", "van ban.pdf"),
        ("", "tep-dinh-kem"),
        ("..", "tep-dinh-kem"),
        (".htaccess", "htaccess"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("hóa đơn\u202efdp.exe", "hóa đơnfdp.exe"),
        ("Vă\u0306n ba\u0309n.pdf", "Vă\u0306n bản.pdf"),
        ("ệ" * 300 + ".pdf", "ệ" * 58 + ".pdf"),
        ("." + "x" * 500, "x" * 180),
    ],
)
def test_names_are_made_safe(name: str, safe: str):
    assert safe_name(name) == safe
