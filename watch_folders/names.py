"""File names as scanners, Windows, Macs and Samba leave them: which to pass over, and how to write one down in NFC."""

from __future__ import annotations

import os
import re
from fnmatch import translate
from pathlib import PurePath
from typing import Final

from pipeline.text import nfc

# Longest name we make, in bytes: room for " (2)", ".ly-do.txt" and a temporary ending within the 255 of a file system.
LONGEST: Final = 200

_FILES: Final = (
    ".*", "~$*", "*~", "#*#", "*.tmp", "*.temp", "*.part", "*.partial", "*.filepart", "*.crdownload", "*.download",
    "*.opdownload", "*.!ut", "*.swp", "*.lock", "thumbs.db", "thumbs.db:*", "ehthumbs.db", "ehthumbs_vista.db",
    "desktop.ini", "autorun.inf", "icon\r", "synology*stream", "*@synoresource", "*@synoeastream", "wpsettings.dat",
)  # fmt: skip
_FOLDERS: Final = (
    ".*", "@*", "#recycle", "#snapshot", "__macosx", "$recycle.bin", "recycler", "system volume information",
    "lost+found", "network trash folder", "temporary items", "aquota.*",
)  # fmt: skip
_FILE: Final = re.compile("|".join(map(translate, _FILES)))
_FOLDER: Final = re.compile("|".join(map(translate, _FOLDERS)))
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f/]")
_BROKEN: Final = re.compile(r"[\udc80-\udcff]")


def passed_over(name: str) -> bool:
    """Whether a file of this name is a temporary or system file, which is never taken and never reported."""
    return _FILE.match(name.lower()) is not None


def passed_over_folder(name: str) -> bool:
    """Whether a sub-folder of this name is a system's (recycle bin, thumbnails, snapshots) and not the clerk's."""
    return _FOLDER.match(name.lower()) is not None


def plain_name(path: PurePath) -> str:
    """The file's name in NFC as it can be written down: bytes that are no UTF-8 as %XX, control characters as _.

    At most LONGEST bytes of UTF-8; what is too long loses the end of its stem and keeps its suffix.
    """
    name = _BROKEN.sub(lambda m: f"%{ord(m.group()) - 0xDC00:02X}", nfc(path.name))
    return numbered(_CONTROL.sub("_", name), 1)


def numbered(name: str, number: int) -> str:
    """`name` itself for 1, else `STEM (2).pdf` and so on, within LONGEST bytes."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a name, and Path("..x") would think otherwise
    if len(suffix.encode()) > 20:
        stem, suffix = name, ""
    tail = suffix if number == 1 else f" ({number}){suffix}"
    room = LONGEST - len(tail.encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + tail
