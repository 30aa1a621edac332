"""What was done to a file after a signature, beyond what the standard difference analysis looks at.

pyHanko refuses changed pages and foreign annotations. It lets pass (measured): metadata changed after signing, form fields
filled after the last signature, and a new visible field that covers what was signed.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature

from signing.form_changes import altered_fields, altered_form, fields_of, painting, value_of
from signing.report import Finding, failed, note, unsure

# What a later increment may state about itself.
_OWN_BUSINESS: Final = ("ModifyDate", "MetadataDate", "Producer", "InstanceID", "about", "xmptk", "parseType")
_PACKET: Final = re.compile(rb"<\?xpacket[^>]*\?>")
_STORE_ODD: Final = "VRI key "  # the name of a signature in the security store is none
HIDDEN: Final = 2 | 32  # annotation flags Hidden and NoView
SCALE: Final = 1.0  # pixels a point
DARKER: Final = 45  # grey levels below the paper's that make a mark and not the scanner's noise
MARKED: Final = 20  # dark pixels from which a place is not blank: two digits of print, more than dust
# Said of the file: a reader could take for signed what nobody signed.
FILLED_AFTER_LAST: Final = unsure("FORMAT_FAILURE", "Có ô được thêm hoặc điền sau chữ ký cuối cùng.")


def judge_changes(signature: EmbeddedPdfSignature, reader: PdfFileReader, last: bool) -> tuple[list[Finding], bool]:
    """Findings about what follows `signature`, and whether anything but signatures and proofs was changed.

    `last`: no other signature covers what follows, so that nothing but proofs (LTA updates) may stand there.
    """
    found: list[Finding] = []
    modified = False
    outcome = signature.diff_result
    if isinstance(outcome, Exception) and str(outcome).startswith(_STORE_ODD):
        # nothing anybody sees; but pyHanko looks no further, so that the rest is not known to be unchanged
        return [unsure("FORMAT_FAILURE", "Dữ liệu kiểm tra thêm vào tệp sau khi ký không theo chuẩn.")], False
    if not isinstance(outcome, DiffResult):
        return [failed("FORMAT_FAILURE", "Nội dung văn bản đã bị thay đổi sau khi ký.")], True
    if not signature.summarise_integrity_info()["docmdp_ok"]:
        return [failed("FORMAT_FAILURE", "Có thay đổi mà chữ ký không cho phép.")], True
    if outcome.modification_level > ModificationLevel.LTA_UPDATES:
        modified = bool(set(outcome.changed_form_fields) - _signature_fields(reader))
        if last:
            modified = True
            found.append(note(FILLED_AFTER_LAST.reason))
    if signature.signed_revision < reader.xrefs.total_revisions - 1:
        before = reader.get_historical_resolver(signature.signed_revision)
        if _metadata(before.root) != _metadata(reader.root) or _info(before.trailer_view) != _info(reader.trailer):
            modified = True
            found.append(failed("FORMAT_FAILURE", "Thông tin mô tả tệp (metadata) đã bị đổi sau khi ký."))
        if _viewer_draws(reader.root) and not _viewer_draws(before.root):
            found.append(failed("FORMAT_FAILURE", "Sau khi ký, tệp được đổi để phần mềm đọc tự vẽ lại các ô."))
        if repr(value_of(before.root, "/MarkInfo", None)) != repr(value_of(reader.root, "/MarkInfo", None)):
            found.append(unsure("FORMAT_FAILURE", "Thông tin cấu trúc của tệp (MarkInfo) đã bị đổi sau khi ký."))
        if last and altered_form(before.root, reader.root):
            found.append(unsure("FORMAT_FAILURE", "Cách trình bày các ô của tệp bị đổi sau chữ ký cuối cùng."))
        found += altered_fields(before.root, reader.root, outcome.changed_form_fields)
    return found, modified


def _signature_fields(reader: PdfFileReader) -> set[str]:
    return {name for name, kind, _ in fields_of(reader.root) if kind == "/Sig"}


def _viewer_draws(root: Any) -> bool:
    """Whether a viewer is told to draw the fields anew: then what is seen need not be what was signed."""
    form = value_of(root, "/AcroForm", {})
    return bool(value_of(form, "/NeedAppearances", False)) or "/XFA" in form


def _metadata(root: Any) -> list[tuple[str, str]]:
    """Every statement of the XMP packet but those an increment makes about itself."""
    try:
        packet = root["/Metadata"].data
    except KeyError:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(_PACKET.sub(b"", packet).strip(), parser)
    said = [(element.tag, (element.text or "").strip()) for element in tree.iter(etree.Element)]
    said += [(name, value.strip()) for element in tree.iter(etree.Element) for name, value in element.attrib.items()]
    return sorted((name, value) for name, value in said if value and name.rpartition("}")[2] not in _OWN_BUSINESS)


def _info(trailer: Any) -> list[tuple[str, str]]:
    try:
        return sorted(
            (str(key), str(value)) for key, value in trailer["/Info"].items() if key not in ("/ModDate", "/Producer")
        )
    except KeyError:
        return []


def covered_content(data: bytes, end: int, reader: PdfFileReader, revision: int) -> list[Finding]:
    """Fields that hide or bare something signed: made after the first signature over print or over each other, or redrawn.

    `data[:end]` is what that signature covers, `revision` its number. Boxes made before it may overlap (Decree 30 wants the
    seal over a third of the signature); a field that was empty then may be filled, one that hid print may not be redrawn.
    """
    then = reader.get_historical_resolver(revision).root
    before, now = _boxes(then), _boxes(reader.root)
    new = {reference: place for reference, place in now.items() if reference not in before}
    if any(_cross(place, other) for key, place in new.items() for other_key, other in now.items() if other_key != key):
        return [unsure("FORMAT_FAILURE", "Ô ký thêm sau chữ ký đầu tiên chồng lên ô khác.")]
    looked, looks = _looks(then), _looks(reader.root)
    nothing = (b"", "")
    redrawn = {
        key: before[key]
        for key, (look, _) in looked.items()
        if key in before and look and looks.get(key) != looked[key]
    }
    filled = {
        key: before[key]
        for key, (look, _) in looks.items()
        if look and key in before and looked.get(key, nothing) == nothing
    }
    if not new and not redrawn and not filled:
        return []
    with pypdfium2.PdfDocument(io.BytesIO(data[:end])) as document:
        if any(_marked(document, page, box) for page, box in new.values()):
            return [unsure("FORMAT_FAILURE", "Ô ký thêm sau chữ ký đầu tiên che lên nội dung đã ký.")]
        if any(_marked(document, page, box) for page, box in redrawn.values()):
            return [unsure("FORMAT_FAILURE", "Ô che lên nội dung đã ký bị vẽ lại sau chữ ký đầu tiên.")]
        if filled:
            with pypdfium2.PdfDocument(io.BytesIO(data)) as today:
                today.init_forms()  # pdfium draws no fields otherwise
                if any(_lost(document, today, page, box) for page, box in filled.values()):
                    return [unsure("FORMAT_FAILURE", "Ô được điền sau chữ ký đầu tiên che mất nội dung đã ký.")]
    return []


def _looks(root: Any) -> dict[tuple[int, int], tuple[bytes, str]]:
    """What widgets that are no signatures draw, by object number; nothing for one that is hidden or draws nothing."""
    found: dict[tuple[int, int], tuple[bytes, str]] = {}
    for page in _pages(root["/Pages"], 0):
        for item in value_of(page, "/Annots", ()):
            widget = item.get_object()
            if not isinstance(item, generic.IndirectObject) or value_of(widget, "/FT", "") == "/Sig":
                continue
            if not int(value_of(widget, "/F", 0)) & HIDDEN:
                found[item.idnum, item.generation] = painting(widget)
    return found


Boxed = tuple[int, tuple[float, float, float, float]]


def _boxes(root: Any) -> dict[tuple[int, int], Boxed]:
    """Annotations that show, by object number: page (from 0) and box in the page's user space."""
    found: dict[tuple[int, int], Boxed] = {}
    for number, page in enumerate(_pages(root["/Pages"], 0)):
        for item in value_of(page, "/Annots", ()):
            annotation = item.get_object() if isinstance(item, generic.IndirectObject) else item
            if not isinstance(annotation, generic.DictionaryObject) or int(value_of(annotation, "/F", 0)) & HIDDEN:
                continue
            x0, y0, x1, y1 = (float(value) for value in annotation["/Rect"])
            if abs(x1 - x0) > 0 and abs(y1 - y0) > 0:
                key = (
                    (item.idnum, item.generation) if isinstance(item, generic.IndirectObject) else (-number, len(found))
                )
                found[key] = (number, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return found


def _pages(node: Any, depth: int) -> Iterator[Any]:
    if depth > 50:
        raise ValueError("page tree too deep")
    for reference in node["/Kids"]:
        kid = reference.get_object()
        if "/Kids" in kid:
            yield from _pages(kid, depth + 1)
        else:
            yield kid


def _cross(one: Boxed, other: Boxed) -> bool:
    (page, (a, b, c, d)), (sheet, (e, f, g, h)) = one, other
    return page == sheet and a < g and e < c and b < h and f < d


def _marked(document: pypdfium2.PdfDocument, number: int, box: tuple[float, float, float, float]) -> bool:
    """Whether anything is printed where the box is, as pdfium draws the signed revision."""
    return int(_dark(document, number, box).sum()) > MARKED


def _lost(
    signed: pypdfium2.PdfDocument, today: pypdfium2.PdfDocument, number: int, box: tuple[float, float, float, float]
) -> bool:
    """Whether print that was in the box when it was signed is not seen any more."""
    then, now = _dark(signed, number, box), _dark(today, number, box)
    return then.shape != now.shape or int((then & ~now).sum()) > MARKED


def _dark(
    document: pypdfium2.PdfDocument, number: int, box: tuple[float, float, float, float]
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where a box is dark, as pdfium draws it."""
    page = document[number]
    grey = page.render(scale=SCALE, grayscale=True).to_numpy()
    grey = grey[:, :, 0] if grey.ndim == 3 else grey
    height, width = grey.shape
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (ax, ay), (bx, by) = corners
    left, right = max(0, min(ax, bx)), min(width, max(ax, bx) + 1)
    top, bottom = max(0, min(ay, by)), min(height, max(ay, by) + 1)
    place = grey[top:bottom, left:right]
    dark: np.ndarray[Any, np.dtype[np.bool_]] = (
        place < int(np.percentile(place, 90)) - DARKER if place.size else np.zeros((0, 0), bool)
    )
    return dark
