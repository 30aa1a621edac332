"""Opens JPEG, PNG and TIFF with Pillow, within limits and strictly: nothing else in this room decodes a foreign image.

OpenCV never sees a file, only arrays decoded here: it opens a cut JPEG without a word, inflates any bomb and reads only
the first page of a TIFF (measured).
"""

from __future__ import annotations

import contextlib
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, cast

from PIL import Image, ImageOps

from pipeline.digitize import faults, png
from pipeline.digitize.turning import Turn
from pipeline.errors import VanthuError

FORMATS: Final = ("JPEG", "PNG", "TIFF")
MOST_PIXELS: Final = 120_000_000  # A2 at 600 dpi; 360 MB decoded in colour
LEAST_SIDE: Final = 16
MOST_PAGES: Final = 2000
ORIENTATION: Final = 274  # TIFF and EXIF tag
_NEW_SUBFILE_TYPE: Final = 254
_ROWS_AT_ONCE: Final = 512
_PNG_HEAD: Final = 8  # bytes before a PNG's first chunk
_MOST_EXIF: Final = 1 << 16  # bytes, as JPEG has them
_NO_PAGE: Final = 1 | 4  # reduced copies and masks (TIFF 6.0 p. 36)

# Pillow's own guard warns from 89 and stops from 179 Mpx; ours is lower, told before decoding and with a page number.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class Frame:
    """One page of an image file as its header tells it: nothing is decoded yet. Sides in pixels as stored."""

    index: int
    format: str
    mode: str  # Pillow's
    width: int
    height: int
    dpi: tuple[float, float] | None  # as told by the file, as stored
    turn: Turn


class Picture:
    """An image file. Threads may ask it for pages at once; a TIFF of many pages is held open until closed."""

    def __init__(self, path: Path, name: str, first_page: int = 1) -> None:
        """`name` and `first_page` are what people are told when something is wrong."""
        self.path = path
        self.name = name
        self.first_page = first_page
        self._lock = threading.Lock()
        self._kept: Image.Image | None = None
        self._taken = -1  # the page of it whose pixels were handed out
        with contextlib.ExitStack() as opened:
            image = opened.enter_context(self._open())
            self.frames = tuple(self._read_frames(image))
            if len(self.frames) > 1:
                self._kept = image
                opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            if self._kept is not None:
                self._kept.close()

    def upright(self, frame: Frame) -> Image.Image:
        """The pixels of a page as it stands upright, decoded in full. Raises VanthuError unless all are there."""
        with self._at(frame) as image:
            image.load()
            if frame.format == "PNG" and not png.is_whole(self.path):
                raise VanthuError(faults.BROKEN_IMAGE, "IDAT", name=self.name, page=self.first_page)
            if frame.format != "TIFF":
                return frame.turn.image(image)
            pixels = image.copy()  # Pillow turns TIFFs by itself
            if (
                image is self._kept
            ):  # it would keep them, 32 MB of a page of 300 dpi, until it is asked for another page
                image.im, self._taken = Image.new(image.mode, (1, 1)).im, frame.index
            return pixels

    def tags(self, frame: Frame) -> dict[int, object]:
        """TIFF tags of one page, none for other formats."""
        with self._at(frame) as image:
            return dict(image.tag_v2) if frame.format == "TIFF" else {}  # type: ignore[attr-defined]

    def bytes_at(self, offset: int, length: int) -> bytes:
        with self.path.open("rb") as data:
            data.seek(offset)
            return data.read(length)

    def _open(self) -> Image.Image:
        try:
            with self._decoding(self.first_page):
                return Image.open(self.path, formats=FORMATS)
        except FileNotFoundError as error:
            raise VanthuError(faults.UNREADABLE, error.strerror or "", name=self.name) from error

    @contextmanager
    def _at(self, frame: Frame) -> Iterator[Image.Image]:
        page = self.first_page + frame.index
        if self._kept is not None:
            with self._lock, self._decoding(page):
                if frame.index == self._taken:  # by way of another page, else it takes itself to be there
                    self._kept.seek(0 if frame.index else 1)
                self._kept.seek(frame.index)
                yield self._kept
            return
        # opened anew each time: Pillow keeps what it has decoded as long as the image is open
        with self._decoding(page), self._open() as image:
            if frame.index:
                image.seek(frame.index)
            yield image

    def _read_frames(self, image: Image.Image) -> Iterator[Frame]:
        count = 0
        for index in range(10 * MOST_PAGES):
            with self._decoding(self.first_page + count):
                try:
                    if index:
                        image.seek(index)
                except EOFError:
                    break
                frame = _frame(image, index, self.path)
                wanted = frame.format != "TIFF" or not _subfile_type(image) & _NO_PAGE
            if wanted:
                count += 1
                if count > MOST_PAGES:
                    raise VanthuError(faults.TOO_MANY_PAGES, name=self.name, limit=MOST_PAGES)
                self._within_limits(frame, self.first_page + count - 1)
                yield frame
            if frame.format != "TIFF":
                break
        if not count:
            raise VanthuError(faults.NO_PAGES, name=self.name)

    def _within_limits(self, frame: Frame, page: int) -> None:
        size: dict[str, object] = {"name": self.name, "page": page, "width": frame.width, "height": frame.height}
        if frame.width * frame.height > MOST_PIXELS:
            raise VanthuError(faults.IMAGE_TOO_LARGE, "", limit=MOST_PIXELS // 1_000_000, **size)
        if min(frame.width, frame.height) < LEAST_SIDE:
            raise VanthuError(faults.IMAGE_TOO_SMALL, "", **size)

    @contextmanager
    def _decoding(self, page: int) -> Iterator[None]:
        """The border of a decoder: whatever it throws at a broken file (a dozen kinds of exception) is one refusal."""
        try:
            yield
        except (VanthuError, FileNotFoundError):
            raise
        except Exception as error:
            raise VanthuError(faults.BROKEN_IMAGE, type(error).__name__, name=self.name, page=page) from error


def plain(image: Image.Image) -> Image.Image:
    """The image in one of the modes `1`, `L` and `RGB`; what is transparent stands on white paper."""
    if image.mode in ("1", "L", "RGB") and "transparency" not in image.info:
        return image
    if image.mode == "F":
        return ImageOps.autocontrast(image.convert("L"))
    # row by row: the ways there go over other modes, and of the largest pages each such copy is half a gigabyte
    whole: Image.Image | None = None
    for top in range(0, image.height, _ROWS_AT_ONCE):
        rows = _plain(image.crop((0, top, image.width, min(image.height, top + _ROWS_AT_ONCE))))
        whole = whole or Image.new(rows.mode, image.size)
        whole.paste(rows, (0, top))
    return whole or image


def _plain(image: Image.Image) -> Image.Image:
    if image.mode in ("1", "L", "RGB"):
        image = image.convert("RGBA")  # with a colour that is transparent
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa"):
        upper = (image.convert("LA") if image.mode == "La" else image).convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(upper)
        return paper.convert("L" if image.mode in ("LA", "La") else "RGB")
    if image.mode.startswith("I;16") or image.mode == "I":  # 16 bits a sample: Pillow's own conversion clips at 255
        return image.convert("I").point(lambda sample: sample * (1 / 256)).convert("L")
    return image if image.mode in ("1", "L", "RGB") else image.convert("RGB")


def _frame(image: Image.Image, index: int, path: Path) -> Frame:
    format_ = "JPEG" if image.format == "MPO" else str(image.format)  # a phone's, a second picture behind the first
    if format_ == "PNG" and "exif" not in image.info:
        image.info.update(_exif_behind(path))
    orientation = (
        cast(object, image.tag_v2.get(ORIENTATION))  # type: ignore[attr-defined]
        if format_ == "TIFF"
        else Image.Image.getexif(image).get(ORIENTATION)  # a PNG's own getexif decodes it all, within no limits
    )
    width, height = image.size
    turn = Turn.from_exif(orientation)
    if format_ == "TIFF" and turn.swaps_sides:
        width, height = height, width  # Pillow tells the size that a TIFF will have once it is turned
    return Frame(index, format_, image.mode, width, height, _told_dpi(image), turn)


def _exif_behind(path: Path) -> dict[str, bytes]:
    """The EXIF data of a PNG that has them behind its pixels (PNG, 3rd edition, 11.3.4.4), as Pillow keeps them."""
    with path.open("rb") as file:
        file.seek(_PNG_HEAD)
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"eXIf":
                return {"exif": file.read(min(length, _MOST_EXIF))}
            file.seek(length + 4, 1)
    return {}


def _told_dpi(image: Image.Image) -> tuple[float, float] | None:
    told = image.info.get("dpi")
    try:
        x, y = (float(value) for value in cast("tuple[float, float]", told))
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return (x, y) if 0 < x < 1e6 and 0 < y < 1e6 else None


def _subfile_type(image: Image.Image) -> int:
    value = image.tag_v2.get(_NEW_SUBFILE_TYPE, 0)  # type: ignore[attr-defined]
    return value if isinstance(value, int) else 0
