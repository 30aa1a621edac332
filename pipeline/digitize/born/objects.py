"""What content names beside fonts: images, forms, patterns, shadings, graphics states, freed of what PDF/A forbids."""

from __future__ import annotations

import io
from typing import Any, Final

import pikepdf
from pikepdf import Dictionary, Name, Stream
from PIL import Image

from pipeline.digitize.born.colours import Colours
from pipeline.digitize.born.content import Unconvertible

_BLENDS: Final = frozenset((
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn", "/HardLight",
    "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity",
))  # fmt: skip
_INTENTS: Final = frozenset(("/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"))
# Graphics state entries that stay (ISO 32000-1 table 58): no transfer functions, halftones or overprint (6.2.5).
_STATE_KEYS: Final = frozenset((
    "/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/Font", "/FL", "/SM", "/SA", "/BM", "/SMask", "/CA", "/ca", "/AIS", "/TK",
))  # fmt: skip
_IMAGE_KEYS: Final = frozenset((
    "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask", "/Decode", "/SMask",
    "/SMaskInData", "/Filter", "/DecodeParms", "/Length", "/Matte",
))  # fmt: skip
_FORM_KEYS: Final = frozenset((
    "/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/Filter", "/DecodeParms", "/Length",
    "/PatternType", "/PaintType", "/TilingType", "/XStep", "/YStep",
))  # fmt: skip
_GROUP_KEYS: Final = frozenset(("/Type", "/S", "/CS", "/I", "/K"))
_MOST_JPX_PIXELS: Final = 40_000_000


class Objects:
    """The mender of one document's objects; each may be given twice."""

    def __init__(self, pdf: pikepdf.Pdf, colours: Colours) -> None:
        self._pdf, self._colours = pdf, colours
        self._done: set[tuple[int, int]] = set()

    def state(self, state: Any) -> None:
        """A graphics state parameter dictionary."""
        _only(state, _STATE_KEYS)
        if "/RI" in state and str(state.RI) not in _INTENTS:
            del state["/RI"]
        mode = state.get("/BM")
        if isinstance(mode, pikepdf.Array):
            mode = next((one for one in mode if str(one) in _BLENDS), Name.Normal)
        if mode is not None:
            state.BM = Name(str(mode)) if str(mode) in _BLENDS else Name.Normal
        for key in ("/CA", "/ca"):
            if key in state:
                state[key] = min(1.0, max(0.0, float(state[key])))
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary):
            if "/TR" in mask and Name.Identity != mask.TR:
                _only(mask, frozenset(("/Type", "/S", "/G", "/BC", "/TR")))
            for key in ("/BC", "/TR"):
                _direct(mask, key)
            if isinstance(mask.get("/G"), Stream):
                self.form(mask.G)
            else:
                del state["/SMask"]
        elif mask is not None and mask != Name.None_:
            del state["/SMask"]

    def form(self, form: Stream) -> None:
        """A form XObject or a tiling pattern, without its content."""
        _only(form, _FORM_KEYS)
        group = form.get("/Group")
        if group is not None and (not isinstance(group, Dictionary) or group.get("/S") != "/Transparency"):
            del form["/Group"]
        elif group is not None:
            _only(group, _GROUP_KEYS)
            if "/CS" in group:
                group.CS = self._colours.fit(group.CS)

    def shading(self, shading: Any) -> None:
        if isinstance(shading, Dictionary | Stream) and "/ColorSpace" in shading:
            shading.ColorSpace = self._colours.fit(shading.ColorSpace)
            for key in ("/AntiAlias",):
                if key in shading and not isinstance(shading[key], bool):
                    del shading[key]

    def image(self, image: Stream) -> None:
        """An image XObject, its masks too. Raises Unconvertible for a coding that cannot stay nor be undone."""
        if image.objgen in self._done:
            return
        self._done.add(image.objgen)
        _only(image, _IMAGE_KEYS)
        if "/Intent" in image and str(image.Intent) not in _INTENTS:
            del image["/Intent"]
        for key in ("/DecodeParms", "/Decode", "/Filter"):
            _direct(image, key)
        if isinstance(image.get("/Mask"), Stream):
            image.Mask.ImageMask = True  # what else could it be (ISO 32000-1 8.9.6.3)
        for key in ("/SMask", "/Mask"):
            if isinstance(image.get(key), Stream):
                self.image(image[key])
            elif key == "/SMask" and key in image:
                del image[key]
        filters = image.get("/Filter", [])
        names = [str(filters)] if isinstance(filters, Name) else [str(name) for name in filters]
        if "/Crypt" in names:
            raise Unconvertible("Crypt")
        if names and names[-1] == "/JPXDecode":
            self._out_of_jpx(image)
        elif names and names[-1] == "/JBIG2Decode":
            self._jbig2(image)
        if image.get("/ImageMask", False):
            image.BitsPerComponent = 1
            for key in ("/ColorSpace", "/SMask", "/Mask"):
                if key in image:
                    del image[key]
        elif "/ColorSpace" in image:
            image.ColorSpace = self._colours.fit(image.ColorSpace)

    def _out_of_jpx(self, image: Stream) -> None:
        """JPEG 2000 as plain samples: PDF/A allows only some of its ways (6.2.8.3), and the check knows none."""
        data = image.read_raw_bytes()
        try:
            with Image.open(io.BytesIO(data), formats=("JPEG2000",)) as opened:
                if opened.width * opened.height > _MOST_JPX_PIXELS:
                    raise Unconvertible("JPX")
                pixels = opened.convert(
                    {"LA": "L", "RGBA": "RGB", "I;16": "L", "CMYK": "CMYK"}.get(opened.mode, opened.mode)
                )
        except (OSError, ValueError, SyntaxError) as error:
            raise Unconvertible("JPX") from error
        if pixels.mode not in ("L", "RGB", "CMYK"):
            pixels = pixels.convert("RGB")
        if "/SMaskInData" in image:
            del image["/SMaskInData"]
        space = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}[pixels.mode]
        told = image.get("/ColorSpace")
        if told is None or _channels(told) != len(pixels.getbands()):
            image.ColorSpace = space
        image.Width, image.Height, image.BitsPerComponent = pixels.width, pixels.height, 8
        image.write(pixels.tobytes())

    def _jbig2(self, image: Stream) -> None:
        parameters = image.get("/DecodeParms")
        if isinstance(parameters, pikepdf.Array):
            parameters = parameters[-1] if len(parameters) else None
        if isinstance(parameters, Dictionary):
            _only(parameters, frozenset(("/JBIG2Globals",)))


def _channels(space: Any) -> int:
    if isinstance(space, Name):
        return {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/CalGray": 1, "/CalRGB": 3}.get(str(space), 0)
    family = str(space[0]) if isinstance(space, pikepdf.Array) and len(space) else ""
    if family == "/ICCBased":
        return int(space[1].get("/N", 0))
    return {"/Indexed": 1, "/Separation": 1, "/CalGray": 1, "/CalRGB": 3, "/Lab": 3}.get(family, 0)


def _direct(holder: Any, key: str) -> None:
    """Takes over what is told by reference: the check wants small things to stand where they belong."""
    told = holder.get(key)
    if isinstance(told, pikepdf.Array | Dictionary) and told.is_indirect and not isinstance(told, Stream):
        holder[key] = pikepdf.Array(told) if isinstance(told, pikepdf.Array) else Dictionary(dict(told.items()))


def _only(holder: Any, keys: frozenset[str]) -> None:
    for key in list(holder.keys()):
        if key not in keys:
            del holder[key]
