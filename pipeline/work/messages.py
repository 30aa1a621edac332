"""An outgoing document as a message for the document axis (QCVN 102), and the names its files go out under."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Final

from pipeline.archive.package import NamedRecord, safe_name
from pipeline.axis.message import Attachment, DocumentMessage, Organ, Priority, Trace
from pipeline.axis.types import type_code
from pipeline.errors import VanthuError
from pipeline.office import documents, levels, registers
from pipeline.office.models import Signature
from pipeline.work import faults
from pipeline.work.room import Room

ISSUED: Final = {"sealed", "archived"}


def named_record(room: Room, row: Any) -> NamedRecord:
    """The current record and what speaks for it in a file name."""
    record = documents.record_of(row)
    return NamedRecord(row.pk, record.code, room.record_path(record))


def document_message(room: Room, row: Any, to: Sequence[str]) -> DocumentMessage:
    """The edXML of an issued document; one that has no number, date or sealed file is refused (exit 9).

    Every recipient gets the bytes that were issued, whatever was lifted in the archive since.
    """
    record = documents.record_of(row)
    sealed = Signature.objects.filter(document=row, role="agency").first()
    number, day = record.value("code_number"), record.value("issued_date")
    if row.state not in ISSUED or row.direction != "outgoing" or sealed is None or not number or not day:
        raise VanthuError(faults.NO_EDXML, id=row.pk)
    told = room.office.settings
    sender = Organ(told.text("office.organ_id"), told.text("office.organ_name"))
    recipients = record.fields.get("recipients", {}).get("value", [])
    entry = registers.standing(row, registers.OUTGOING)
    entered = datetime.fromisoformat(entry.entered_at) if entry else datetime.fromisoformat(row.updated_at)
    code = record.code
    issued = date.fromisoformat(day)
    return DocumentMessage(
        sender=sender,
        recipients=tuple(Organ(organ_id, organ_id) for organ_id in to),
        # {OrganId},{yyyy/MM/dd},{number}/{notation}: the form of the official samples; receivers treat it as opaque
        document_id=f"{sender.organ_id},{issued:%Y/%m/%d},{code}",
        code_number=number,
        code_notation=record.value("code_notation"),
        place=record.value("place") or told.text("office.place"),
        promulgation_date=issued,
        type_name=record.value("type_name"),
        type_code=type_code(record.value("type_name"), record.value("code_notation")),
        subject=record.value("subject"),
        content=record.value("subject"),
        competence=record.value("competence"),
        signer_position=record.value("signer_position"),
        signer_name=record.value("signer_name"),
        priority=Priority(row.urgency),
        page_amount=len(row.pages),
        to_places=tuple(recipients),
        traces=(Trace(sender.organ_id, entered),),
        attachments=(
            Attachment(
                name=f"{safe_name(named_record(room, row))}.pdf",
                data=room.archive.path_of(room.object_id(row.pk), "record.pdf", sealed.version).read_bytes(),
                content_type="application/pdf",
                description="Toàn văn",
            ),
            *(_attached(room, row, one) for one, _ in levels.attached(row)),
        ),
    )


def _attached(room: Room, row: Any, file: Any) -> Attachment:
    path = room.archive.path_of(room.object_id(row.pk), file.path, file.version)
    return Attachment(
        name=f"{safe_name(NamedRecord(PurePath(file.path).stem, '', path))}.pdf",
        data=path.read_bytes(),
        content_type="application/pdf",
        description="Văn bản kèm theo",
    )
