"""Tesseract as the program that is installed: one short-lived child process for each picture, driven by pytesseract."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytesseract

from ocr_models import faults
from ocr_models.page import GreyImage
from pipeline.errors import VanthuError


@cache
def program(language: str) -> TesseractProgram:
    """The program, where it and the language's net are installed. Raises VanthuError: VT-OCR-001, -002."""
    return TesseractProgram(language)


class TesseractProgram:
    """Pictures to Tesseract's tables."""

    def __init__(self, language: str) -> None:
        try:
            self.version = str(pytesseract.get_tesseract_version())
            languages = pytesseract.get_languages()
        except (pytesseract.TesseractNotFoundError, SystemExit) as error:
            raise VanthuError(faults.NO_TESSERACT) from error
        if language not in languages:
            raise VanthuError(faults.NO_VIETNAMESE)
        self._language = language

    def table(self, image: GreyImage, dpi: int, segmentation: int, seconds: float) -> str:
        """The rows of `tesseract ... tsv`. Raises VanthuError: VT-OCR-001, -003, -004."""
        height, width = image.shape
        with tempfile.TemporaryDirectory(prefix="vanthu-ocr-") as folder:
            picture = Path(folder) / "page.pgm"  # not compressed: PNG would cost a tenth of the reading
            picture.write_bytes(b"P5 %d %d 255\n" % (width, height) + np.ascontiguousarray(image).tobytes())
            try:
                return str(
                    pytesseract.image_to_data(
                        str(picture),
                        lang=self._language,
                        config=f"--psm {segmentation} --dpi {dpi}",
                        timeout=seconds,
                    )
                )
            except pytesseract.TesseractNotFoundError as error:
                raise VanthuError(faults.NO_TESSERACT) from error
            except pytesseract.TesseractError as error:
                raise VanthuError(faults.READER_FAILED, f"status {error.status}") from error
            except RuntimeError as error:  # pytesseract's own way to say that time ran out
                raise VanthuError(faults.TOO_SLOW, seconds=seconds) from error
