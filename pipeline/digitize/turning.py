"""How a stored image is turned to stand upright: the same eight ways for pixels and for the page's matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from PIL import Image

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Turn:
    """First mirrored left to right where `mirrored`, then turned clockwise by `degrees` (0, 90, 180, 270)."""

    degrees: int = 0
    mirrored: bool = False

    @classmethod
    def from_exif(cls, orientation: object) -> Self:
        """EXIF and TIFF orientation 1 to 8 (TIFF 6.0 p. 36); anything else is taken as upright."""
        return cls(*_EXIF.get(orientation, (0, False))) if isinstance(orientation, int) else cls()

    def then(self, degrees: int) -> Turn:
        """This turn followed by another clockwise one."""
        return Turn((self.degrees + degrees) % 360, self.mirrored)

    @property
    def swaps_sides(self) -> bool:
        return self.degrees in (90, 270)

    def size(self, width: int, height: int) -> tuple[int, int]:
        return (height, width) if self.swaps_sides else (width, height)

    def image(self, image: Image.Image) -> Image.Image:
        if self.mirrored:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return image.transpose(_TRANSPOSE[self.degrees]) if self.degrees else image

    def matrix(self, width: float, height: float) -> Matrix:
        """PDF matrix that lays the unit square of the stored image over an upright page of width x height points."""
        a, b, c, d, e, f = _CLOCKWISE[self.degrees]
        if self.mirrored:  # u becomes 1 - u before the turn
            a, b, e, f = -a, -b, e + a, f + b
        return (a * width, b * height, c * width, d * height, e * width, f * height)


UPRIGHT: Final = Turn()
_EXIF: Final[dict[int, tuple[int, bool]]] = {
    1: (0, False), 2: (0, True), 3: (180, False), 4: (180, True),
    5: (270, True), 6: (90, False), 7: (90, True), 8: (270, False),
}  # fmt: skip
# Unit square onto unit square; (u, v) is measured from the image's lower left corner (ISO 32000-1 8.9.5.1).
_CLOCKWISE: Final[dict[int, Matrix]] = {
    0: (1, 0, 0, 1, 0, 0),
    90: (0, -1, 1, 0, 0, 1),
    180: (-1, 0, 0, -1, 1, 1),
    270: (0, 1, -1, 0, 1, 0),
}
_TRANSPOSE: Final = {  # Pillow counts anticlockwise
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
