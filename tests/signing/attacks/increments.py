"""Incremental saving (2018): content, pages and metadata changed by a proper increment."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from tests.signing.attacks.forging import attack, content_object, first_page, rectangle, tail_parts, update, white


@attack
def content_painted_over(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        page = first_page(writer)
        page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), white(writer)])
        writer.update_container(page)

    return update(pdf, change)


@attack
def content_replaced(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        page = first_page(writer)
        page[pdf_name("/Contents")] = white(writer)
        writer.update_container(page)

    return update(pdf, change)


@attack
def scanned_image_replaced(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        images = first_page(writer)["/Resources"]["/XObject"]
        name = next(iter(images))
        image = images[name]
        image._data = image._encoded_data = None
        image._encoded_data = b"\xff\xd8\xff\xd9"
        writer.update_container(image)

    return update(pdf, change)


@attack
def resources_swapped(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        page = first_page(writer)
        page[pdf_name("/Resources")] = generic.DictionaryObject()
        writer.update_container(page)

    return update(pdf, change)


@attack
def page_removed(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        tree = writer.root["/Pages"]
        tree[pdf_name("/Kids")] = generic.ArrayObject(list(tree["/Kids"])[:1])
        tree[pdf_name("/Count")] = generic.NumberObject(1)
        writer.update_container(tree)

    return update(pdf, change)


@attack
def pages_in_other_order(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        tree = writer.root["/Pages"]
        tree[pdf_name("/Kids")] = generic.ArrayObject(list(tree["/Kids"])[::-1])
        writer.update_container(tree)

    return update(pdf, change)


@attack
def page_added(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        tree = writer.root["/Pages"]
        page = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Page"),
                pdf_name("/Parent"): generic.IndirectObject(tree.container_ref.idnum, 0, writer),
                pdf_name("/MediaBox"): rectangle(0, 0, 595, 842),
                pdf_name("/Contents"): white(writer),
            }
        )
        tree["/Kids"].append(writer.add_object(page))
        tree[pdf_name("/Count")] = generic.NumberObject(int(tree["/Count"]) + 1)
        writer.update_container(tree)
        writer.update_container(tree["/Kids"])

    return update(pdf, change)


@attack
def page_shown_through_another_box(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        page = first_page(writer)
        page[pdf_name("/CropBox")] = rectangle(0, 0, 595, 300)
        writer.update_container(page)

    return update(pdf, change)


@attack
def page_turned(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        page = first_page(writer)
        page[pdf_name("/Rotate")] = generic.NumberObject(180)
        writer.update_container(page)

    return update(pdf, change)


@attack
def other_page_tree(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        old = first_page(writer)
        page = generic.DictionaryObject(
            {key: value for key, value in old.items() if key not in ("/Parent", "/Contents")}
        )
        page[pdf_name("/Contents")] = white(writer)
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

    return update(pdf, change)


@attack
def script_added(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        script = generic.DictionaryObject(
            {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.TextStringObject("app.alert('x')")}
        )
        writer.root[pdf_name("/OpenAction")] = writer.add_object(script)
        writer.update_root()

    return update(pdf, change)


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

    return update(pdf, change)


@attack
def image_freed(pdf: bytes) -> bytes:
    start, size, root = tail_parts(pdf)
    number, _ = content_object(pdf)
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

    return update(pdf, change)


@attack
def info_changed(pdf: bytes) -> bytes:
    def change(writer: Any) -> None:
        entries = {pdf_name("/Title"): generic.TextStringObject("Văn bản khác")}
        writer.set_info(writer.add_object(generic.DictionaryObject(entries)))

    return update(pdf, change)
