"""What leads somewhere in a born-digital PDF: links to the web and within the file, and its bookmarks. Anything else stays behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import quote

import pikepdf
from pikepdf import Array, Dictionary

from pipeline.digitize.pdf_content import page_box
from pipeline.digitize.pdf_page import ODD, rotation
from pipeline.digitize.pdf_source import Bookmark, Link, Rectangle

SCHEMES: Final = ("http://", "https://", "mailto:")
_LONGEST: Final = 2000  # characters of an address; browsers take no longer ones
_LONGEST_TITLE: Final = 300
_MOST: Final = 5000  # links of a page, or bookmarks of a file
_DEEPEST: Final = 8
_UNSEEN: Final = 2 | 32  # annotation flags: hidden, not to be viewed (ISO 32000-1 table 165)


class Leading:
    """Says where links and bookmarks of one document lead."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        self._named: dict[str, Any] | None = None

    def links(self, page: pikepdf.Page, shown: Callable[[Any], bool]) -> tuple[list[Link], int]:
        """The links of a page that are kept, each on the page set upright, and how many are not."""
        kept: list[Link] = []
        left = 0
        upright = _Upright(page)
        notes = page.obj.get("/Annots")
        for note in list(notes)[:_MOST] if isinstance(notes, Array) else ():
            if not isinstance(note, Dictionary) or str(note.get("/Subtype")) != "/Link":
                continue
            try:
                link = self._link(note, upright) if shown(note.get("/OC")) else None
            except ODD:
                link = None
            if link is not None:
                kept.append(link)
            else:
                left += 1
        return kept, left

    def bookmarks(self) -> list[Bookmark]:
        """The outline as far as it leads to pages of the file."""
        try:
            with self._pdf.open_outline(_DEEPEST) as outline:
                return list(self._below(outline.root, 0))[:_MOST]
        except (*ODD, pikepdf.models.OutlineStructureError, RecursionError):
            return []

    def _below(self, items: Any, depth: int) -> Iterator[Bookmark]:
        for item in items:
            action = item.action if isinstance(item.action, Dictionary) else Dictionary()
            page = self._page(item.destination if item.destination is not None else _going(action))
            title = "".join(letter for letter in str(item.title) if letter.isprintable()).strip()
            if page >= 0 and title:
                yield Bookmark(title[:_LONGEST_TITLE], depth, page)
            yield from self._below(item.children, depth + (page >= 0))

    def _link(self, note: Any, upright: _Upright) -> Link | None:
        if int(note.get("/F", 0)) & _UNSEEN:
            return None
        x0, y0, x1, y1 = (float(value) for value in note.Rect)
        box = upright(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        action = note.get("/A")
        action = action if isinstance(action, Dictionary) else Dictionary()
        if str(action.get("/S")) == "/URI":
            address = _address(action.URI)
            return Link(box, address=address) if address else None
        page = self._page(note.get("/Dest", _going(action)))
        return Link(box, page=page) if page >= 0 else None

    def _page(self, destination: Any) -> int:
        """The page of a destination (ISO 32000-1 12.3.2), -1 where it is none of the file's."""
        if isinstance(destination, pikepdf.Name | pikepdf.String | str):
            destination = self._by_name(str(destination))
        if isinstance(destination, Dictionary):
            destination = destination.get("/D")
        if not isinstance(destination, Array) or not len(destination):
            return -1
        target = destination[0]
        return self._pages.get(target.objgen, -1) if isinstance(target, Dictionary) else -1

    def _by_name(self, name: str) -> Any:
        if self._named is None:
            self._named = {}
            root = self._pdf.Root
            if isinstance(root.get("/Dests"), Dictionary):
                self._named |= dict(root.Dests.items())
            names = root.get("/Names", Dictionary()).get("/Dests")
            if isinstance(names, Dictionary) and names.is_indirect:
                self._named |= {str(key): value for key, value in pikepdf.NameTree(names).items()}
        return self._named.get(name)


def _going(action: Any) -> Any:
    return action.get("/D") if str(action.get("/S")) == "/GoTo" else None


def _address(told: Any) -> str:
    """An address in 7-bit ASCII (ISO 32000-1 table 206); none for one that may do more than show something."""
    raw = bytes(told)
    try:
        address = raw.decode().strip()
    except UnicodeDecodeError:
        address = raw.decode("latin-1").strip()
    if not address.lower().startswith(SCHEMES) or len(address) > _LONGEST or not address.isprintable():
        return ""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~")


class _Upright:
    """Takes rectangles of a page's user space to the page as it stands upright, its lower left corner at 0, 0."""

    def __init__(self, page: pikepdf.Page) -> None:
        self._box, self._degrees = page_box(page), rotation(page)

    def __call__(self, x0: float, y0: float, x1: float, y1: float) -> Rectangle:
        left, bottom, right, top = self._box
        if self._degrees == 90:
            return y0 - bottom, right - x1, y1 - bottom, right - x0
        if self._degrees == 180:
            return right - x1, top - y1, right - x0, top - y0
        if self._degrees == 270:
            return top - y1, x0 - left, top - y0, x1 - left
        return x0 - left, y0 - bottom, x1 - left, y1 - bottom
