"""What a signature looks like on the page (Decree 30/2020, Annex I.II.7.d, II.8 and Part II.I.3)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from pipeline.errors import VanthuError
from signing import faults, typeface_pdf
from signing.increment import Increment, seen_size
from signing.typeface import LEADING, typeface, wrapped

MOST_PIXELS: Final = 4000
TEXT_SIZE: Final = 10.0  # box 14: upright, 10
PAD: Final = 2.0


@dataclass(frozen=True)
class Picture:
    """A handwritten signature or a seal, 8-bit RGB with its transparency, both as deflated once for a whole batch."""

    width: int
    height: int
    colour: bytes
    alpha: bytes


@dataclass(frozen=True)
class Appearance:
    """An image, lines of text, or both. Lines may hold `{signer}`, `{organ}` and `{time}` (ISO 8601 in Vietnam's time)."""

    picture: Picture | None = None
    lines: tuple[str, ...] = ()
    size: float = TEXT_SIZE
    across: float = 1.0  # share of the box's width, from the left, that lines may use


COPIES: Final = ("SAO Y", "SAO LỤC", "TRÍCH SAO")  # Decree 30/2020, Art. 25

PLAIN: Final = Appearance(lines=("Ký bởi: {signer}", "Thời gian ký: {time}"), size=9.0)
# The seal's box lies over a third of the signature's: without images the two texts must not cover each other.
PLAIN_SEAL: Final = Appearance(lines=("{signer}", "{time}"), size=9.0, across=0.58)
INITIAL: Final = Appearance(lines=("{signer}",), size=7.0)  # ký nháy: small, beside a line of print


def personal_appearance(image: Path | None = None) -> Appearance:
    """The leader's: the image of the handwritten signature alone; without one the name and the time."""
    return PLAIN if image is None else Appearance(read_picture(image))


def agency_appearance(image: Path | None = None) -> Appearance:
    """The agency's on an outgoing record: the seal's image alone; without one the agency's name and the time."""
    return PLAIN_SEAL if image is None else Appearance(read_picture(image))


def copy_appearance(organ_name: str, form: str = COPIES[0]) -> Appearance:
    """The agency's on its own copy: form of copy (one of COPIES), agency, time; no image (Part II.I.3)."""
    return Appearance(lines=(form, organ_name.replace("{", "(").replace("}", ")"), "{time}"))


def attachment_appearance(code: str) -> Appearance:
    """The agency's on a file that goes out with a document: that one's number and notation, time; no image (Annex I.II.8.b)."""
    return Appearance(lines=(f"Số: {code}".replace("{", "(").replace("}", ")"), "{time}"))


def read_picture(path: Path) -> Picture:
    """A PNG with or without transparency. Raises VanthuError (VT-SIGN-028)."""
    try:
        with Image.open(path, formats=("PNG",)) as image:
            if max(image.size) > MOST_PIXELS:
                raise VanthuError(faults.IMAGE_UNREADABLE, path=path)
            full = image.convert("RGBA")
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as error:
        raise VanthuError(faults.IMAGE_UNREADABLE, type(error).__name__, path=path) from error
    planes = (full.convert("RGB"), full.getchannel("A"))
    return Picture(full.width, full.height, *(zlib.compress(plane.tobytes()) for plane in planes))


def draw_appearance(
    update: Increment, field: generic.DictionaryObject, appearance: Appearance, words: dict[str, str]
) -> None:
    """Draws `appearance` into the signature field's widget; `words` fill the lines."""
    width, height = seen_size(field)
    content: list[bytes] = []
    resources = generic.DictionaryObject()
    if appearance.picture is not None:
        resources[pdf_name("/XObject")] = generic.DictionaryObject(
            {pdf_name("/Hinh"): _image(update, appearance.picture)}
        )
        content.append(_fitted(appearance.picture, width, height))
    if appearance.lines:
        resources[pdf_name("/Font")] = generic.DictionaryObject({pdf_name(typeface_pdf.RESOURCE): update.font()})
        content.append(
            _lines(
                tuple(line.format(**words) for line in appearance.lines),
                width * appearance.across,
                height,
                appearance.size,
            )
        )
    update.draw(field, b"\n".join(content), resources)


def _fitted(picture: Picture, width: float, height: float) -> bytes:
    """The whole picture in the middle of the box, its proportions kept."""
    scale = min(width / picture.width, height / picture.height)
    across, up = picture.width * scale, picture.height * scale
    return b"q %.3f 0 0 %.3f %.3f %.3f cm /Hinh Do Q" % (across, up, (width - across) / 2, (height - up) / 2)


def _lines(lines: tuple[str, ...], width: float, height: float, size: float) -> bytes:
    face = typeface()
    broken, size = wrapped(lines, width - 2 * PAD, height - 2 * PAD, size)
    top = height - PAD - size * face.ascent / 1000
    shown = b" T* ".join(face.code(line) + b" Tj" for line in broken)
    return b"q BT %s %.2f Tf 0 g %.2f TL %.2f %.2f Td %s ET Q" % (
        typeface_pdf.RESOURCE.encode(), size, size * LEADING, PAD, top, shown,
    )  # fmt: skip


def _image(update: Increment, picture: Picture) -> generic.IndirectObject:
    def stream(data: bytes, colours: str, **more: generic.PdfObject) -> generic.IndirectObject:
        entries = {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Image"),
            pdf_name("/Width"): generic.NumberObject(picture.width),
            pdf_name("/Height"): generic.NumberObject(picture.height),
            pdf_name("/BitsPerComponent"): generic.NumberObject(8),
            pdf_name("/ColorSpace"): pdf_name(colours),
            pdf_name("/Filter"): pdf_name("/FlateDecode"),
            **{pdf_name(f"/{key}"): value for key, value in more.items()},
        }
        return update.add_object(generic.StreamObject(entries, encoded_data=data))

    return stream(picture.colour, "/DeviceRGB", SMask=stream(picture.alpha, "/DeviceGray"))
