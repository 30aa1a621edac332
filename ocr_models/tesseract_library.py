"""Tesseract as a library in this process, by tesserocr: the net stays loaded, no process is started for a picture. An optional extra."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, LifoQueue
from time import monotonic
from typing import Any, Final

from ocr_models import faults
from ocr_models.page import GreyImage
from pipeline.errors import VanthuError

_FOLDERS: Final = (  # where Debian, Fedora, Arch and Homebrew put the nets
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_LSTM_ONLY: Final = 1  # tesserocr.OEM; what `vie` has


@cache
def library(language: str) -> TesseractLibrary | None:
    """The library with a language's net, or None where tesserocr or that net is not to be found."""
    folder = _folder(language) if find_spec("tesserocr") is not None else None
    return TesseractLibrary(folder, language) if folder is not None else None


class TesseractLibrary:
    """Pictures to Tesseract's tables, by as many copies of the net as are asked at the same time."""

    def __init__(self, folder: Path, language: str) -> None:
        import tesserocr

        self._make = tesserocr.PyTessBaseAPI
        self._how = {
            "path": str(folder),
            "lang": language,
            "oem": _LSTM_ONLY,
            "variables": {"debug_file": os.devnull},  # it would write to this process's standard error
        }
        self._idle: LifoQueue[Any] = LifoQueue()
        self.version = tesserocr.tesseract_version().split("\n")[0].split()[-1]

    def table(self, image: GreyImage, dpi: int, segmentation: int, seconds: float) -> str:
        """The rows of `tesseract ... tsv`. Raises VanthuError: VT-OCR-003, -004."""
        height, width = image.shape
        until = monotonic() + seconds
        with self._net() as net:
            net.SetPageSegMode(segmentation)
            net.SetVariable("user_defined_dpi", str(dpi))
            net.SetImageBytes(image.tobytes(), width, height, 1, width)
            try:
                read = net.Recognize(max(1, round(1000 * seconds)))
                rows = str(net.GetTSVText(0)) if read else ""
            except RuntimeError as error:
                raise VanthuError(faults.READER_FAILED, str(error)) from error
            if not read and monotonic() >= until:
                raise VanthuError(faults.TOO_SLOW, seconds=seconds)
            if not read:
                raise VanthuError(faults.READER_FAILED)
            net.Clear()
        return rows

    @contextmanager
    def _net(self) -> Iterator[Any]:
        """A copy of the net that nobody else uses; what failed is not used again."""
        try:
            net = self._idle.get_nowait()
        except Empty:
            try:
                net = self._make(**self._how)
            except RuntimeError as error:
                raise VanthuError(faults.READER_FAILED, str(error)) from error
        yield net
        self._idle.put(net)


def _folder(language: str) -> Path | None:
    told = os.environ.get("TESSDATA_PREFIX")  # as the program: where it is set, nothing else counts
    folders = [Path(told)] if told else [found for at in _FOLDERS for found in sorted(Path("/").glob(at[1:]))]
    return next((folder for folder in folders if (folder / f"{language}.traineddata").is_file()), None)
