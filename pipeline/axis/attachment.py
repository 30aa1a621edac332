"""Attachments as they come: base64 read strictly, one-entry ZIPs unpacked within limits, names made safe."""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib
from typing import Final

from pipeline.axis.message import Attachment, Unreadable
from pipeline.axis.write import PLAIN_TYPES
from pipeline.text import nfc

MOST_BYTES: Final = 200_000_000  # of all attachments, decoded and unpacked
_MOST_RATIO: Final = 200  # of unpacked to packed bytes; deflate reaches 1032 on nothing but zeros
_RATIO_FROM: Final = 10_000_000  # unpacked bytes below which no ratio is suspicious
# Kinds that are ZIPs by themselves and stay as they are.
_ZIP_KINDS: Final = (".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".jar")
_SPACE: Final = re.compile(r"\s+")
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_NAME_BYTES: Final = 180


def attachment_of(
    name: str, description: str, content_type: str, content_id: str, encoded: str
) -> Attachment | Unreadable:
    """One attachment with its real bytes; the name may lie about what they are, so they are looked at."""
    shown = safe_name(name)
    try:
        data = base64.b64decode(_SPACE.sub("", encoded), validate=True)
    except (binascii.Error, ValueError):
        return Unreadable("broken attachment", shown)
    if not data:
        return Unreadable("broken attachment", shown)
    if data.startswith(b"PK\x03\x04") and not shown.lower().endswith(_ZIP_KINDS):
        unpacked = _only_entry(data)
        if unpacked is None:
            return Unreadable("hostile attachment", shown)
        data, content_type = (
            unpacked,
            PLAIN_TYPES.get(f".{shown.rpartition('.')[2].lower()}", "application/octet-stream"),
        )
    if data.startswith(b"%PDF"):
        content_type = PLAIN_TYPES[".pdf"]
    return Attachment(shown, data, content_type, description, content_id)


def safe_name(name: str) -> str:
    """The last part of the name, in NFC, without what a folder, a shell or an eye could be fooled by."""
    last = re.split(r"[/\\]", nfc(name))[-1]
    clean = _UNSAFE.sub("", last).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    while len(clean.encode("utf-8")) > _NAME_BYTES:
        stem, ending = (stem[:-1], ending) if dot and stem else ("", ending[:-1])
        clean = f"{stem}{dot}{ending}".strip(" .")
    return clean or "tep-dinh-kem"


def _only_entry(data: bytes) -> bytes | None:
    """The bytes of the ZIP's one entry; None for several entries, encryption, damage or too much of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) != 1 or entries[0].flag_bits & 1:
                return None
            with archive.open(entries[0]) as entry:
                # What the directory says of sizes may be a lie: only the bytes that come out count.
                most = min(MOST_BYTES, max(_RATIO_FROM, _MOST_RATIO * len(data)))
                unpacked = entry.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return None
    return unpacked if 0 < len(unpacked) <= most else None
