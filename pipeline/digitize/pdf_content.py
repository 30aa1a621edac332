"""What a PDF page paints: whether it is one scanned image and nothing else, and how that image lies on the page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

import pikepdf

from pipeline.digitize.turning import Matrix, Turn

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top

MOST_CONTENT: Final = 2 << 20  # compressed bytes of content: a scan under a text layer has some dozens of kilobytes
_DEEPEST: Final = 3  # forms within forms
_UNIT: Final[Matrix] = (1, 0, 0, 1, 0, 0)
_COVERED: Final = 0.97  # of the page's width and height at least
_BEYOND: Final = 0.02  # of the page at most: what a page box cuts off was not meant to be seen
_PAINTING: Final = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"))
_SHOWING: Final = frozenset(("Tj", "TJ", "'", '"'))
_INVISIBLE: Final = 3
_HARMLESS_ANNOTATIONS: Final = ("/Link", "/Popup")


@dataclass(frozen=True)
class Placed:
    """The one image of a page: `matrix` lays its unit square on the page, in default user space."""

    image: pikepdf.Stream
    matrix: Matrix
    black: bool  # whether the fill colour is black, which is what a stencil mask is painted with

    @property
    def box(self) -> Rectangle:
        return _box_of(self.matrix, (0, 0, 1, 1))

    @property
    def straight(self) -> bool:
        a, b, c, d, _, _ = self.matrix
        return min(abs(a) + abs(d), abs(b) + abs(c)) < 0.01 * max(abs(a) + abs(d), abs(b) + abs(c))

    @property
    def turn(self) -> Turn:
        """How a straight image is turned by its matrix."""
        a, b, c, d, _, _ = self.matrix
        if abs(a) + abs(d) > abs(b) + abs(c):
            return Turn(0 if d > 0 else 180, mirrored=(a > 0) != (d > 0))
        return Turn(90 if c > 0 else 270, mirrored=(b > 0) == (c > 0))


class _NotOneImage(Exception):
    """The page paints something else too."""


@dataclass(frozen=True)
class _State:
    matrix: Matrix
    black: bool = True
    white: bool = False
    mode: int = 0
    clips: tuple[Rectangle, ...] = ()


@dataclass
class _Walk:
    """One page's content being gone through."""

    found: list[Placed] = field(default_factory=list)
    clips: list[Rectangle] = field(default_factory=list)

    def content(self, owner: Any, resources: Any, state: _State, depth: int) -> None:
        stack: list[_State] = []
        path: list[Rectangle | None] = []  # rectangles of the path being made; None for any other stroke of it
        clipping = False
        for item in pikepdf.parse_content_stream(owner):
            if isinstance(item, pikepdf.ContentStreamInlineImage):
                raise _NotOneImage
            operands, operator = item.operands, str(item.operator)
            if operator == "q":
                stack.append(state)
            elif operator == "Q":
                state = stack.pop() if stack else state
            elif operator == "cm":
                state = replace(state, matrix=_times(_matrix(operands), state.matrix))
            elif operator == "re":
                x, y, width, height = (float(value) for value in operands)
                path.append(_box_of(state.matrix, (x, y, x + width, y + height)))
            elif operator in ("m", "l", "c", "v", "y"):
                path.append(None)
            elif operator in ("W", "W*"):
                clipping = True
            elif operator in _PAINTING or operator == "n":
                if operator != "n" and not (state.white and operator in ("f", "F", "f*") and not self.found):
                    raise _NotOneImage  # a white ground under the image is nothing to see
                if clipping:
                    state = replace(state, clips=(*state.clips, *_only_rectangle(path)))
                path, clipping = [], False
            elif operator == "Tr":
                state = replace(state, mode=int(operands[0]))
            elif operator in _SHOWING:
                if state.mode != _INVISIBLE:
                    raise _NotOneImage
            elif operator in ("g", "rg", "k", "sc", "scn", "cs"):
                black, white = _shade(operator, operands)
                state = replace(state, black=black, white=white)
            elif operator == "gs":
                _plain_state(resources, operands[0])
            elif operator == "BDC" and str(operands[0]) == "/OC":
                raise _NotOneImage  # a layer that may be hidden
            elif operator == "Do":
                self._object(resources.XObject[str(operands[0])], state, resources, depth)

    def _object(self, painted: Any, state: _State, resources: Any, depth: int) -> None:
        if "/OC" in painted:
            raise _NotOneImage
        if painted.get("/Subtype") == "/Image":
            self.found.append(Placed(painted, state.matrix, state.black))
            self.clips.extend(state.clips)
            if len(self.found) > 1:
                raise _NotOneImage
        elif painted.get("/Subtype") == "/Form" and depth < _DEEPEST:
            inner = _matrix(painted.Matrix) if "/Matrix" in painted else _UNIT
            state = replace(state, matrix=_times(inner, state.matrix))
            if "/BBox" in painted:
                state = replace(state, clips=(*state.clips, _box_of(state.matrix, _rectangle(painted.BBox))))
            self.content(painted, painted.get("/Resources", resources), state, depth + 1)
        else:
            raise _NotOneImage


def only_image(page: pikepdf.Page) -> Placed | None:
    """The image that is all there is to see on a page and covers it; None when the page is anything else.

    Text in render mode 3 is no sight (it is a scan's earlier text layer), links neither. May raise what pikepdf raises.
    """
    if any(str(note.get("/Subtype")) not in _HARMLESS_ANNOTATIONS for note in page.obj.get("/Annots", [])):
        return None
    if _content_size(page) > MOST_CONTENT:
        return None
    walk = _Walk()
    try:
        walk.content(page, page.resources, _State(_UNIT), 0)
    except (_NotOneImage, KeyError, AttributeError, ValueError, TypeError, IndexError):
        return None  # the last ones: operators without their operands, names without their objects
    if len(walk.found) != 1 or not walk.found[0].straight:
        return None
    box, sheet = walk.found[0].box, page_box(page)
    shown = all(_covers(clip, _meet(box, sheet)) for clip in walk.clips)
    return walk.found[0] if shown and _fills(box, sheet) else None


def is_whole(page: pikepdf.Page) -> bool:
    """Whether a page of a repaired file still has its content and everything that the content draws."""
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    if not streams or not all(isinstance(stream, pikepdf.Stream) for stream in streams):
        return False
    try:
        drawn = {str(item.operands[0]) for item in pikepdf.parse_content_stream(page, "Do")}
        objects = page.resources.get("/XObject", {})
        return all(isinstance(objects.get(name), pikepdf.Stream) and objects[name].read_raw_bytes() for name in drawn)
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, RuntimeError):
        return False


def page_box(page: pikepdf.Page) -> Rectangle:
    """The part of the page that is shown, in default user space: the crop box within the media box."""
    media, crop = _box_of(_UNIT, _rectangle(page.mediabox)), _box_of(_UNIT, _rectangle(page.cropbox))
    left, bottom, right, top = _meet(media, crop)
    return (left, bottom, right, top) if left < right and bottom < top else media


def has_box(page: pikepdf.Page) -> bool:
    """Whether its boxes leave something of the page to be seen."""
    try:
        box = _meet(*(_box_of(_UNIT, _rectangle(one)) for one in (page.mediabox, page.cropbox)))
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError):
        return False
    return box[0] < box[2] and box[1] < box[3]


def _content_size(page: pikepdf.Page) -> int:
    contents = page.obj.get("/Contents")
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    return sum(int(stream.get("/Length", 0)) for stream in streams if isinstance(stream, pikepdf.Stream))


def _rectangle(values: Any) -> Rectangle:
    left, bottom, right, top = (float(value) for value in values)
    return left, bottom, right, top


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, l = then  # noqa: E741
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l)


def _box_of(matrix: Matrix, rectangle: Rectangle) -> Rectangle:
    a, b, c, d, e, f = matrix
    left, bottom, right, top = rectangle
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _meet(one: Rectangle, other: Rectangle) -> Rectangle:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _covers(outer: Rectangle, inner: Rectangle) -> bool:
    slack = 0.01 * max(inner[2] - inner[0], inner[3] - inner[1])
    return (
        outer[0] <= inner[0] + slack
        and outer[1] <= inner[1] + slack
        and outer[2] >= inner[2] - slack
        and outer[3] >= inner[3] - slack
    )


def _fills(box: Rectangle, sheet: Rectangle) -> bool:
    width, height = sheet[2] - sheet[0], sheet[3] - sheet[1]
    seen = _meet(box, sheet)
    beyond = max(sheet[0] - box[0], box[2] - sheet[2]) / width, max(sheet[1] - box[1], box[3] - sheet[3]) / height
    return seen[2] - seen[0] >= _COVERED * width and seen[3] - seen[1] >= _COVERED * height and max(beyond) <= _BEYOND


def _only_rectangle(path: list[Rectangle | None]) -> list[Rectangle]:
    if len(path) != 1 or path[0] is None:
        raise _NotOneImage
    return [path[0]]


def _shade(operator: str, operands: Any) -> tuple[bool, bool]:
    """Whether the new fill colour is black, and whether it is white."""
    values = [float(value) for value in operands] if operator in ("g", "rg", "k") else []
    if operator == "k":
        return values == [0, 0, 0, 1], values == [0, 0, 0, 0]
    return bool(values) and not any(values), bool(values) and all(value == 1 for value in values)


def _plain_state(resources: Any, name: Any) -> None:
    """Raises when a graphics state makes things transparent."""
    state = resources.ExtGState[str(name)]
    if (
        float(state.get("/ca", 1)) != 1
        or float(state.get("/CA", 1)) != 1
        or state.get("/SMask", pikepdf.Name.None_) != "/None"
        or str(state.get("/BM", "/Normal")) not in ("/Normal", "/Compatible")
    ):
        raise _NotOneImage
