"""Typefaces that have every Vietnamese letter, by the Debian packages that bring them. Readers are tuned on the usual one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

USUAL: Final = "Liberation Serif"
_TRUETYPE: Final = "/usr/share/fonts/truetype/"
_GYRE: Final = "/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyre"
_LONG: Final = ("Regular", "Bold", "Italic", "BoldItalic")
_FILES: Final = {
    USUAL: (f"{_TRUETYPE}liberation2/LiberationSerif-{{}}.ttf", _LONG),  # fonts-liberation2
    "TeX Gyre Termes": (f"{_GYRE}termes-{{}}.otf", ("regular", "bold", "italic", "bolditalic")),  # fonts-texgyre
    "FreeSerif": (f"{_TRUETYPE}freefont/FreeSerif{{}}.ttf", ("", *_LONG[1:])),  # fonts-freefont-ttf
    "Tinos": (f"{_TRUETYPE}croscore/Tinos-{{}}.ttf", _LONG),  # fonts-croscore
    "Noto Serif": (f"{_TRUETYPE}noto/NotoSerif-{{}}.ttf", _LONG),  # fonts-noto-core
    "Charis SIL": (f"{_TRUETYPE}charis/CharisSIL-{{}}.ttf", _LONG),  # fonts-sil-charis
    "Gentium Book Plus": (f"{_TRUETYPE}gentiumplus/GentiumBookPlus-{{}}.ttf", _LONG),  # fonts-sil-gentiumplus
    "TeX Gyre Schola": (f"{_GYRE}schola-{{}}.otf", ("regular", "bold", "italic", "bolditalic")),  # fonts-texgyre
}
STYLES: Final = ("", "b", "i", "bi")


def file(face: str, style: str) -> str:
    """The font file of a face in a style: upright, bold, italic, bold italic."""
    form, names = _FILES[face]
    return form.format(names[STYLES.index(style)])


def others() -> tuple[str, ...]:
    """The faces installed here that nothing was tuned on; those that look most like the usual one first."""
    return tuple(face for face in _FILES if face != USUAL and all(Path(file(face, style)).exists() for style in STYLES))
