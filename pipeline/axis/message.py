"""What an edXML message says, without its XML (QCVN 102:2016/BTTTT with Amendment 1:2022)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Final, Literal


class Priority(IntEnum):
    """OtherInfo/Priority: how urgent (QCVN 102 1.11)."""

    NORMAL = 0
    URGENT = 1  # khẩn
    VERY_URGENT = 2  # thượng khẩn
    EXPRESS = 3  # hỏa tốc
    EXPRESS_TIMED = 4  # hỏa tốc hẹn giờ


class BusinessKind(IntEnum):
    """BussinessDocType (misspelt in the standard): what the message does to a document."""

    NEW = 0
    RECALL = 1
    UPDATE = 2
    REPLACE = 3


BUSINESS_REASON: Final = {
    BusinessKind.NEW: "Văn bản điện tử mới",
    BusinessKind.RECALL: "Thu hồi văn bản điện tử",
    BusinessKind.UPDATE: "Cập nhật văn bản điện tử",
    BusinessKind.REPLACE: "Văn bản thay thế",
}


@dataclass(frozen=True)
class Organ:
    """An agency; `organ_id` is opaque (QĐ 20/2020 and older forms are both met), `in_charge` its governing agency."""

    organ_id: str
    name: str
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True)
class Staff:
    department: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True)
class ResponseFor:
    """The document a message answers, recalls or reports on; `code` is number and notation."""

    organ_id: str
    code: str
    document_id: str
    promulgation_date: date | None = None


@dataclass(frozen=True)
class Trace:
    """One hop: who passed the message on, and when (+07:00)."""

    organ_id: str
    timestamp: datetime | None


@dataclass(frozen=True)
class Receiver:
    """In an update: an agency added to the recipients, or taken from them."""

    organ_id: str
    added: bool


@dataclass(frozen=True)
class Replacement:
    document_id: str
    organ_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Business:
    """`document_id` names the document recalled or updated; in samples it holds impossible dates: an opaque key."""

    kind: BusinessKind = BusinessKind.NEW
    reason: str = BUSINESS_REASON[BusinessKind.NEW]
    paper: int = 0  # 1 when paper follows
    document_id: str = ""
    document_changed: bool = False
    recipients_changed: bool = False
    receivers: tuple[Receiver, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    staff: Staff | None = None


@dataclass(frozen=True)
class Attachment:
    """One file. `content_id` joins manifest and bytes; empty when writing lets the writer number it."""

    name: str
    data: bytes
    content_type: str
    description: str = ""
    content_id: str = ""


@dataclass(frozen=True)
class DocumentMessage:
    """A document on its way. Dates that cannot be read are None, never a reason to refuse a message."""

    sender: Organ
    recipients: tuple[Organ, ...]
    document_id: str
    code_number: str
    code_notation: str
    place: str
    promulgation_date: date | None
    type_name: str
    subject: str
    type_code: int = 0  # 0 when writing: by the name (types.py)
    type_detail: int = 0
    content: str = ""  # in practice the subject again
    competence: str = ""
    signer_position: str = ""
    signer_name: str = ""
    due_date: date | None = None
    priority: Priority = Priority.NORMAL
    sphere: str = ""  # phạm vi lưu hành
    typer_notation: str = ""
    promulgation_amount: int | None = None
    page_amount: int | None = None
    appendixes: tuple[str, ...] = ()
    response_for: tuple[ResponseFor, ...] = ()
    steering_type: int = 1  # 1 not steering, 2 steering, 3 report on it
    to_places: tuple[str, ...] = ()  # the lines of "Nơi nhận" that are no axis recipients
    traces: tuple[Trace, ...] = ()
    business: Business = Business()
    attachments: tuple[Attachment, ...] = ()

    @property
    def main_file(self) -> Attachment | None:
        """The document itself: the first PDF, else the first file."""
        pdfs = [one for one in self.attachments if one.data.startswith(b"%PDF")]
        return next(iter([*pdfs, *self.attachments]), None)


@dataclass(frozen=True)
class StatusMessage:
    """What became of a document at its recipient; `status` is a code of statuses.py, two digits where it can be."""

    sender: Organ
    response_for: ResponseFor
    status: str
    description: str
    timestamp: datetime | None
    staff: Staff | None = None


Reason = Literal[
    "too large", "not UTF-8", "not XML", "DOCTYPE", "too deep", "not edXML", "no header", "no sender", "no code",
    "no attachment", "broken attachment", "hostile attachment",
]  # fmt: skip

_SENTENCES: Final[dict[Reason, tuple[str, str]]] = {
    "too large": ("Gói tin quá lớn", "the message is too large"),
    "not UTF-8": ("Gói tin không phải UTF-8", "the message is not UTF-8"),
    "not XML": ("Gói tin không phải XML đúng cú pháp", "the message is not well-formed XML"),
    "DOCTYPE": ("Gói tin có khai báo DOCTYPE, không được phép", "the message declares a DOCTYPE, which is not allowed"),
    "too deep": (
        "Gói tin lồng quá sâu hoặc quá nhiều phần tử",
        "the message is nested too deeply or has too many parts",
    ),
    "not edXML": ("Không phải gói tin edXML", "this is not an edXML message"),
    "no header": ("Gói tin thiếu phần MessageHeader", "the message has no MessageHeader"),
    "no sender": ("Gói tin thiếu mã cơ quan gửi", "the message does not name its sender"),
    "no code": ("Gói tin thiếu số, ký hiệu hoặc mã văn bản", "the message names no document"),
    "no attachment": ("Tệp đính kèm đã khai báo nhưng không có trong gói tin", "an announced attachment is missing"),
    "broken attachment": ("Tệp đính kèm bị hỏng", "an attachment is broken"),
    "hostile attachment": ("Tệp nén đính kèm vượt giới hạn cho phép", "a compressed attachment exceeds the limits"),
}


@dataclass(frozen=True)
class Unreadable:
    """Why a message could not be read: a value, because what others send is theirs to get wrong."""

    reason: Reason
    detail: str = ""  # in the parser's words, or the attachment's name

    def sentence(self, lang: str = "vi") -> str:
        said = _SENTENCES[self.reason][0 if lang == "vi" else 1]
        return f"{said} ({self.detail})" if self.detail else said


def document_id_of(organ_id: str, promulgation_date: date, code_number: str, code_notation: str) -> str:
    """`000.00.00.G22,2015/09/30,7816/VPCP-TTĐT`: the form of the official samples."""
    return f"{organ_id},{promulgation_date:%Y/%m/%d},{code_number}/{code_notation}"
