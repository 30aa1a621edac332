"""Content streams rewritten so that they hold nothing PDF/A forbids and nothing that is not shown.

What is shown stays as it is. Hidden optional content, invisible text, PostScript, marks of a structure that is not taken
over, operators that are none and names that stand for nothing go (ISO 19005-2 6.2.2, 6.9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.digitize.turning import Matrix

INVISIBLE: Final = 3  # text render mode (ISO 32000-1 table 106)
_DEEPEST: Final = 12  # forms within forms
_MOST_STATES: Final = 28  # q within q (ISO 19005-2 6.1.13)
_MOST_OPERATORS: Final = 1_500_000
_UNIT: Final[Matrix] = (1, 0, 0, 1, 0, 0)
_INTENTS: Final = frozenset(("/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"))
_SHOWING: Final = frozenset(("Tj", "TJ", "'", '"'))
_PAINTING: Final = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*"))
_MARKS: Final = frozenset(("BMC", "BDC", "EMC", "MP", "DP", "BX", "EX"))
# Operators and how many operands each has; None where it varies (ISO 32000-1 annex A).
_OPERANDS: Final[dict[str, int | None]] = {
    **dict.fromkeys(("q", "Q", "h", "W", "W*", "n", "BT", "ET", "T*", *_PAINTING), 0),
    **dict.fromkeys(("w", "J", "j", "M", "ri", "i", "gs", "Tc", "Tw", "Tz", "TL", "Tr", "Ts", "Tj", "TJ", "'", "g", "G", "cs", "CS", "sh", "Do"), 1),
    **dict.fromkeys(("d", "m", "l", "Td", "TD", "Tf", "d0"), 2),
    **dict.fromkeys(("rg", "RG", '"'), 3), **dict.fromkeys(("v", "y", "re", "k", "K"), 4),
    **dict.fromkeys(("cm", "c", "Tm", "d1"), 6), **dict.fromkeys(("sc", "SC", "scn", "SCN"), None),
}  # fmt: skip


class Unconvertible(Exception):
    """Why a page cannot be PDF/A with its vectors and fonts: a word or two for the technically minded."""


@dataclass
class Uses:
    """What a piece of content shows."""

    glyphs: Counter[tuple[int, int]] = field(default_factory=Counter)  # by font
    hidden: int = 0  # invisible glyphs that were dropped
    pictures: float = 0.0  # area of images, in units of the content's own space

    def add(self, other: Uses, scale: float) -> None:
        self.glyphs += other.glyphs
        self.hidden += other.hidden
        self.pictures += other.pictures * scale


@dataclass
class _State:
    matrix: Matrix = _UNIT
    mode: int = 0
    font: tuple[int, int] | None = None
    choice: Any = None  # the instruction that chose the font, while it is not written yet

    def copy(self) -> _State:
        return _State(self.matrix, self.mode, self.font, self.choice)


class Mender(Protocol):
    """What is to be done with the things that content names, beside fonts."""

    def state(self, state: Any) -> None: ...
    def form(self, form: Stream) -> None: ...
    def shading(self, shading: Any) -> None: ...
    def image(self, image: Stream) -> None: ...


class Rewriter:
    """Rewrites the content of forms, patterns and glyphs of one document, each once. `shown` says of an /OC value."""

    def __init__(self, pdf: pikepdf.Pdf, shown: Callable[[Any], bool], mender: Mender) -> None:
        self.pdf = pdf
        self.resources: list[
            tuple[Any, bool]
        ] = []  # all that were met, and whether CMYK operators stand in their content
        self._mender = mender
        self.codes: dict[tuple[int, int], set[int]] = {}  # by font: the codes that are shown
        self.fonts: dict[tuple[int, int], Any] = {}
        self._shown = shown
        self._done: dict[tuple[int, int], Uses] = {}
        self._operators = 0

    def form(self, form: Stream, inherited: Any = None, depth: int = 0) -> Uses:
        """A form, pattern or glyph description, with everything it paints. Raises Unconvertible, and what pikepdf raises."""
        key = form.objgen
        if key in self._done:
            return self._done[key]
        if depth > _DEEPEST:
            raise Unconvertible("nesting")
        self._done[key] = Uses()  # a form that paints itself paints nothing
        held = form.get("/Resources", inherited)
        form.Resources = _own_copy(held) if isinstance(held, Dictionary) else Dictionary()
        walk = _Walk(self, form.Resources, depth)
        instructions = list(walk.rewritten(form))
        form.write(pikepdf.unparse_content_stream(instructions))
        self._mender.form(form)
        self._resources(form.Resources, walk.needed, depth)
        self.resources.append((form.Resources, walk.press))
        self._done[key] = walk.uses
        return walk.uses

    def count(self) -> None:
        self._operators += 1
        if self._operators > _MOST_OPERATORS:
            raise Unconvertible("operators")

    def visible(self, thing: Any) -> bool:
        return self._shown(thing)

    def use(self, font: Any, codes: set[int]) -> None:
        self.fonts[font.objgen] = font
        self.codes.setdefault(font.objgen, set()).update(codes)

    def _resources(self, resources: Any, needed: dict[str, set[str]], depth: int) -> None:
        """Only what the content names stays, mended; what that paints in turn is rewritten."""
        for category in list(resources.keys()):
            if category not in needed and category != "/ColorSpace":
                del resources[category]
        for category, names in needed.items():
            held = resources.get(category)
            if not isinstance(held, Dictionary):
                continue
            for name in list(held.keys()):
                if name not in names and category != "/ColorSpace":
                    del held[name]
            for found in held.values():
                self._mend(category, found, resources, depth)

    def _mend(self, category: str, found: Any, resources: Any, depth: int) -> None:
        if category == "/Pattern" and isinstance(found, Stream):
            self.form(found, resources, depth + 1)
        elif category == "/Pattern" and isinstance(found, Dictionary):
            if isinstance(found.get("/ExtGState"), Dictionary):
                self._mend("/ExtGState", found.ExtGState, resources, depth)
            self._mender.shading(found.get("/Shading"))
        elif category == "/Shading":
            self._mender.shading(found)
        elif category == "/XObject" and found.get("/Subtype") == "/Image":
            self._mender.image(found)
        elif category == "/Font" and isinstance(found, Dictionary) and found.get("/Subtype") == "/Type3":
            self._type3(found, resources, depth)
        elif category == "/ExtGState" and isinstance(found, Dictionary):
            mask = found.get("/SMask")
            if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
                self.form(mask.G, resources, depth + 1)
            if isinstance(found.get("/Font"), pikepdf.Array):
                del found["/Font"]  # a font by way of a graphics state: nobody does that
            self._mender.state(found)

    def _type3(self, font: Any, resources: Any, depth: int) -> None:
        """The glyphs of a Type 3 font: their resources are the font's, or the page's (ISO 32000-1 table 112)."""
        if font.objgen in self._done:
            return
        self._done[font.objgen] = Uses()
        held = font.get("/Resources", resources)
        font.Resources = _own_copy(held) if isinstance(held, Dictionary) else Dictionary()
        needed: dict[str, set[str]] = {}
        press = False
        for glyph in font.get("/CharProcs", Dictionary()).values():
            if isinstance(glyph, Stream):
                walk = _Walk(self, font.Resources, depth + 1)
                glyph.write(pikepdf.unparse_content_stream(list(walk.rewritten(glyph))))
                press = press or walk.press
                for category, names in walk.needed.items():
                    needed.setdefault(category, set()).update(names)
        self._resources(font.Resources, needed, depth + 1)
        self.resources.append((font.Resources, press))


class _Walk:
    """One content stream being gone through."""

    def __init__(self, owner: Rewriter, resources: Any, depth: int) -> None:
        self.owner, self.resources, self.depth = owner, resources, depth
        self.uses = Uses()
        self.needed: dict[str, set[str]] = {}
        self._marks: list[bool] = []  # whether each open mark is kept
        self._hidden = 0  # how many open marks hide what is in them
        self._hiding: list[bool] = []
        self._added = 0
        self.press = False  # whether a CMYK colour is set

    def rewritten(self, content: Stream) -> Iterator[Any]:
        state, stack = _State(), list[_State]()
        try:
            instructions = pikepdf.parse_content_stream(content)
        except (pikepdf.PdfError, ValueError, TypeError) as error:
            raise Unconvertible("content") from error
        in_text = False
        for instruction in instructions:
            self.owner.count()
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                if not self._hidden:
                    yield self._image_of(instruction, state)
                continue
            operator, operands = str(instruction.operator), instruction.operands
            if operator in _MARKS:
                yield from self._mark(operator, operands, instruction)
                continue
            if operator not in _OPERANDS or (_OPERANDS[operator] not in (None, len(operands))):
                continue
            if operator == "q":
                if in_text:
                    continue
                stack.append(state.copy())
                if len(stack) + 2 * self.depth > _MOST_STATES:
                    raise Unconvertible("q")
            elif operator == "Q":
                if not stack or in_text:
                    continue
                state = stack.pop()
            elif operator in ("BT", "ET"):
                if in_text == (operator == "BT"):
                    continue
                in_text = operator == "BT"
            elif operator in ("k", "K") or (operator in ("cs", "CS") and str(operands[0]) == "/DeviceCMYK"):
                self.press = True
            elif operator == "cm":
                state.matrix = _times(_matrix(operands), state.matrix)
            elif operator == "Tr":
                state.mode = int(operands[0])
            elif operator == "ri" and str(operands[0]) not in _INTENTS:
                continue
            elif operator == "Tf":
                state.font, state.choice = self._font(str(operands[0])), instruction
                continue
            elif operator in _SHOWING:
                if not self._text(operands, state, in_text):
                    if in_text and operator in ("'", '"'):
                        yield pikepdf.ContentStreamInstruction([], pikepdf.Operator("T*"))
                    continue
                if state.choice is not None:  # only now: a font that shows nothing need not be there
                    self._need("/Font", str(state.choice.operands[0]))
                    yield state.choice
                    state.choice = None
            elif operator in _PAINTING and self._hidden:
                yield pikepdf.ContentStreamInstruction([], pikepdf.Operator("n"))
                continue
            elif operator in ("Do", "sh", "gs", "cs", "CS", "scn", "SCN") and not self._named(
                operator, operands, state
            ):
                continue
            yield instruction
        if in_text:
            yield pikepdf.ContentStreamInstruction([], pikepdf.Operator("ET"))
        for _ in stack:
            yield pikepdf.ContentStreamInstruction([], pikepdf.Operator("Q"))

    def _mark(self, operator: str, operands: Any, instruction: Any) -> Iterator[Any]:
        """Marks go but those that tell what glyphs stand for; content marked as hidden is hidden by what follows."""
        if operator in ("BMC", "BDC"):
            hides = (
                operator == "BDC" and str(operands[0]) == "/OC" and not self.owner.visible(self._property(operands[1]))
            )
            kept = operator == "BDC" and isinstance(operands[1], Dictionary) and "/ActualText" in operands[1]
            if kept:
                only = Dictionary(ActualText=operands[1].ActualText)
                yield pikepdf.ContentStreamInstruction([Name.Span, only], pikepdf.Operator("BDC"))
            self._marks.append(kept)
            self._hiding.append(hides)
            self._hidden += hides
        elif operator == "EMC" and self._marks:
            if self._marks.pop():
                yield instruction
            self._hidden -= self._hiding.pop()

    def _property(self, operand: Any) -> Any:
        return (
            self.resources.get("/Properties", Dictionary()).get(str(operand)) if isinstance(operand, Name) else operand
        )

    def _font(self, name: str) -> tuple[int, int]:
        fonts = self.resources.get("/Font")
        if not isinstance(fonts, Dictionary):
            fonts = self.resources.Font = Dictionary()
        font = fonts.get(name)
        if not isinstance(font, Dictionary):  # readers show such text in a typeface of their own
            font = Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
            )
        if not font.is_indirect:
            fonts[name] = self.owner.pdf.make_indirect(font)
            font = fonts[name]
        self.owner.fonts[font.objgen] = font
        return (int(font.objgen[0]), int(font.objgen[1]))

    def _text(self, operands: Any, state: _State, in_text: bool) -> bool:
        """Whether text is shown; counts its glyphs and notes their codes."""
        shown = operands[-1]
        strings = (
            [bytes(part) for part in shown if isinstance(part, pikepdf.String)]
            if isinstance(shown, Array)
            else [bytes(shown)]
        )
        if state.font is None or not in_text:
            return False
        font = self.owner.fonts[state.font]
        wide = font.get("/Subtype") == "/Type0"
        codes = [code for text in strings for code in _codes(text, wide)]
        if state.mode == INVISIBLE or self._hidden:
            self.uses.hidden += len(codes)
            return False
        if not codes:
            return False
        self.uses.glyphs[state.font] += len(codes)
        self.owner.use(font, set(codes))
        return True

    def _named(self, operator: str, operands: Any, state: _State) -> bool:
        """Whether what an operator names is there, allowed and shown."""
        if operator in ("scn", "SCN"):
            if operands and isinstance(operands[-1], Name):
                return self._has("/Pattern", str(operands[-1]))
            return True
        if operator in ("cs", "CS"):
            name = str(operands[0])
            return name in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern") or self._has("/ColorSpace", name)
        if operator == "gs":
            return self._has("/ExtGState", str(operands[0]))
        if operator == "sh":
            return not self._hidden and self._has("/Shading", str(operands[0]))
        return not self._hidden and self._painted(str(operands[0]), state)

    def _painted(self, name: str, state: _State) -> bool:
        painted = self.resources.get("/XObject", Dictionary()).get(name)
        if not isinstance(painted, Stream) or not self.owner.visible(painted.get("/OC")):
            return False
        kind = str(painted.get("/Subtype"))
        area = abs(state.matrix[0] * state.matrix[3] - state.matrix[1] * state.matrix[2])
        if kind == "/Image":
            self.uses.pictures += area
        elif kind == "/Form" and painted.get("/Subtype2") != "/PS":
            inner = _matrix(painted.Matrix) if "/Matrix" in painted else _UNIT
            self.uses.add(
                self.owner.form(painted, self.resources, self.depth + 1),
                area * abs(inner[0] * inner[3] - inner[1] * inner[2]),
            )
        else:
            return False  # PostScript
        self._need("/XObject", name)
        return True

    def _image_of(self, instruction: Any, state: _State) -> Any:
        """An inline image as an image of its own: there qpdf may code it anew."""
        inline = instruction.iimage
        image = Stream(self.owner.pdf, inline.read_raw_bytes())
        for key, value in inline.obj.items():
            if key == "/Length":  # PDF 2.0 lets it be told
                continue
            named = self.resources.get("/ColorSpace", Dictionary()).get(str(value)) if key == "/ColorSpace" else None
            image[key] = value if named is None else named
        image.Type, image.Subtype = Name.XObject, Name.Image
        objects = self.resources.get("/XObject")
        if not isinstance(objects, Dictionary):
            objects = self.resources.XObject = Dictionary()
        while (name := f"/Inline{self._added}") in objects:
            self._added += 1
        objects[name] = image
        self._need("/XObject", name)
        self.uses.pictures += abs(state.matrix[0] * state.matrix[3] - state.matrix[1] * state.matrix[2])
        return pikepdf.ContentStreamInstruction([Name(name)], pikepdf.Operator("Do"))

    def _has(self, category: str, name: str) -> bool:
        if name not in self.resources.get(category, Dictionary()):
            return False
        self._need(category, name)
        return True

    def _need(self, category: str, name: str) -> None:
        self.needed.setdefault(category, set()).add(name)


def _codes(text: bytes, wide: bool) -> Iterator[int]:
    if wide:
        return (text[at] << 8 | text[at + 1] for at in range(0, len(text) - 1, 2))
    return iter(text)


def _own_copy(resources: Any) -> Dictionary:
    """Resources with categories of their own: what one content does not use is taken out of them."""
    return Dictionary({
        key: Dictionary(dict(value.items())) if isinstance(value, Dictionary) and not isinstance(value, Stream) else value
        for key, value in resources.items()
    })  # fmt: skip


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
