"""What a server elsewhere asks a token to sign, held against the document that was shown.

The server opens the field and sends what it appended; whoever holds the token puts that behind the bytes that were shown and lets the
token sign only where nothing was added but the signature in the field it was asked for, with a picture inside that field's box. A
server that lies can refuse to work; it cannot have another thing signed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from pipeline.errors import VanthuError
from signing import faults
from signing.certificates import common_name
from signing.opened import Opened
from signing.places import REASONS
from signing.structure import hidden_objects

CLOCKS_APART: Final = timedelta(minutes=10)
_END: Final = re.compile(rb"startxref\n(\d{1,12})\n%%EOF\n?\Z")
_DATE: Final = re.compile(r"D:(\d{14})\+07'00'")
# What may stand in the signature dictionary and in the two kinds of drawing; /OC, actions and other forms may not.
_SIGNATURE: Final = {
    "/Type",
    "/Filter",
    "/SubFilter",
    "/Contents",
    "/ByteRange",
    "/M",
    "/Name",
    "/Reason",
    "/Reference",
}
_FORM: Final = {"/Type", "/Subtype", "/BBox", "/Matrix", "/Resources", "/Filter", "/Length"}
_IMAGE: Final = {
    "/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/SMask", "/Filter", "/Length",
}  # fmt: skip


class _Unlike(Exception):
    """What was appended is more or other than one signature; the text says what, for developers."""


def opened_by(
    shown: bytes,
    update: bytes,
    field: str,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    now: datetime,
) -> Opened:
    """The document that was `shown` with the server's `update` behind it, to be signed by `certificate`'s key.

    Raises VanthuError: more was appended than that signature (VT-SIGN-050), the server's clock is not ours (051).
    """
    whole = shown + update
    try:
        gap, written = _checked(shown, whole, field, common_name(certificate.subject))
    except Exception as error:  # whatever it is, it is not signed
        why = str(error) if isinstance(error, _Unlike) else type(error).__name__
        raise VanthuError(faults.ANOTHER_THING, why) from error
    if abs(written - now) > CLOCKS_APART:
        raise VanthuError(faults.CLOCKS_APART, minutes=int(abs(written - now).total_seconds() / 60))
    return Opened(whole, gap, certificate, tuple(chain), written)


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise _Unlike(what)


def _checked(shown: bytes, whole: bytes, field: str, signer: str) -> tuple[tuple[int, int], datetime]:
    before, after = PdfFileReader(io.BytesIO(shown), strict=True), PdfFileReader(io.BytesIO(whole), strict=True)
    revision = after.xrefs.total_revisions - 1
    _require(revision == before.xrefs.total_revisions and not after.xrefs.hybrid_xrefs_present, "revisions")
    update, section = whole[len(shown) :], after.xrefs.get_xref_data(revision)
    end = _END.search(update[-64:])
    _require(end is not None and int(end[1]) == after.last_startxref >= len(shown), "end")
    _require(all(update.count(word) == 1 for word in (b"startxref", b"trailer", b"%%EOF")), "end")
    offsets = frozenset(offset for _, offset in section.standard_xrefs.values())
    _require(min(offsets) >= len(shown) and not hidden_objects(whole, len(shown), offsets), "hidden objects")
    _require(not section.xrefs_in_objstm and set(section.freed) <= {0}, "table")
    for key in ("/Root", "/Info", "/Encrypt"):
        _require(_raw(before.trailer, key) == _raw(after.trailer, key), key)
    number, widget = _widget(before, field)
    again, changed = _widget(after, field)
    _require(number == again, "field")
    _require(widget.get("/FT") == "/Sig" and "/V" not in widget, "field")
    _require(_without(widget) == _without(changed), "field")
    picture, value = changed["/AP"].raw_get("/N"), changed.raw_get("/V")
    _require(isinstance(picture, generic.IndirectObject) and isinstance(value, generic.IndirectObject), "field")
    drawn = _drawing(before, widget, changed, picture)
    new = {(ref.idnum, ref.generation) for ref in (picture, value)} | drawn
    touched = {(idnum, generation) for idnum, (generation, _) in section.standard_xrefs.items()}
    _require(touched == {(number.idnum, number.generation)} | new, "objects")
    _require(not {idnum for idnum, _ in new} & _numbers(before), "objects")
    return _signature(shown, whole, changed["/V"], signer, REASONS.get(field))


def _numbers(reader: PdfFileReader) -> set[int]:
    """Every object number that a file has used."""
    sections = [reader.xrefs.get_xref_data(revision) for revision in range(reader.xrefs.total_revisions)]
    return {number for one in sections for number in (*one.standard_xrefs, *one.xrefs_in_objstm, *one.freed)}


def _raw(trailer: generic.DictionaryObject, key: str) -> object:
    return trailer.raw_get(key) if key in trailer else None


def _without(widget: generic.DictionaryObject) -> dict[str, object]:
    return {str(key): widget.raw_get(key) for key in widget if key not in ("/AP", "/V")}


def _widget(reader: PdfFileReader, field: str) -> tuple[generic.Reference, generic.DictionaryObject]:
    for entry in reader.root["/AcroForm"]["/Fields"]:
        widget = entry.get_object()
        if widget.get("/T") == field:
            return entry.reference, widget
    raise _Unlike("field")


def _drawing(
    before: PdfFileReader,
    widget: generic.DictionaryObject,
    changed: generic.DictionaryObject,
    picture: generic.IndirectObject,
) -> set[tuple[int, int]]:
    """The objects a picture is made of: one form of the box's size with the record's own typeface and images alone."""
    form = picture.get_object()
    _require(set(changed["/AP"]) == {"/N"} and set(form) <= _FORM and form["/Subtype"] == "/Form", "picture")
    empty = widget["/AP"]["/N"]
    for key in ("/BBox", "/Matrix"):
        _require([float(v) for v in form[key]] == [float(v) for v in empty[key]], "picture")
    resources = form["/Resources"]
    _require(set(resources) <= {"/Font", "/XObject"}, "picture")
    typefaces = before.root["/AcroForm"]["/DR"]["/Font"]
    for name in resources.get("/Font", {}):
        _require(name in typefaces and resources["/Font"].raw_get(name) == typefaces.raw_get(name), "typeface")
    found: set[tuple[int, int]] = set()
    images = resources.get("/XObject", {})
    waiting = [images.raw_get(name) for name in images]
    while waiting:
        reference = waiting.pop()
        image = reference.get_object()
        _require(image["/Subtype"] == "/Image" and set(image) <= _IMAGE, "image")
        found.add((reference.idnum, reference.generation))
        if "/SMask" in image:
            waiting.append(image.raw_get("/SMask"))
    return found


def _signature(
    shown: bytes, whole: bytes, value: generic.DictionaryObject, signer: str, reason: str | None
) -> tuple[tuple[int, int], datetime]:
    """The gap and the time written into the signature dictionary."""
    _require(set(value) <= _SIGNATURE and value["/SubFilter"] == "/ETSI.CAdES.detached", "signature")
    _require(value["/Type"] == "/Sig" and value.get("/Name") == signer, "signer")
    _require(value.get("/Reason") == reason, "reason")  # initials stay initials
    first, start, end, rest = (int(number) for number in value["/ByteRange"])
    _require(first == 0 and len(shown) <= start < end and end + rest == len(whole), "range")
    gap = whole[start:end]
    _require(gap[:1] == b"<" and gap[-1:] == b">" and not gap[1:-1].strip(b"0"), "gap")
    written = _DATE.fullmatch(str(value["/M"]))
    _require(written is not None, "time")
    assert written is not None
    return (start, end), datetime.strptime(written[1] + "+0700", "%Y%m%d%H%M%S%z")
