"""What a field was read from, cut out of the scan: for a clerk's look and for the office's own lessons."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from pipeline.digitize.orientation import turned as upright
from pipeline.digitize.scan import ScanPage, open_scan, turned
from pipeline.digitize.values import Field, Reading

_MARGIN: Final = 6.0  # points round the box: half a line, so that a mark cut off is seen to be cut off


def crops(path: Path, reading: Reading, keys: Collection[str]) -> dict[str, bytes]:
    """PNG pictures by key, as scanned, upright; none for a field without a box or on a page that never was paper.

    Raises VanthuError (VT-SCAN) where the scan cannot be opened.
    """
    wanted = {key: found for key, found in reading.fields.items() if key in keys and found.box and found.page}
    drawn = [page.number_in_scan for page in reading.pages if page.origin == "drawn"]
    found: dict[str, bytes] = {}
    if not wanted:
        return found
    with open_scan(path, drawn=drawn) as scan:
        for page in reading.pages:
            here = {key: field for key, field in wanted.items() if field.page == page.number}
            paper = turned(scan.pages[page.number_in_scan - 1], page.turned) if here else None
            if isinstance(paper, ScanPage):
                pixels = upright(paper.pixels(), page.rotation)
                found |= {key: _cut(pixels, field, page.dpi) for key, field in here.items()}
    return found


def _cut(pixels: np.typing.NDArray[np.uint8], field: Field, dpi: float) -> bytes:
    assert field.box is not None
    height, width = pixels.shape[:2]
    scale = dpi / 72
    left, top = (max(0, int((edge - _MARGIN) * scale)) for edge in field.box[:2])
    right, bottom = (round((edge + _MARGIN) * scale) for edge in field.box[2:])
    left, top = min(left, width - 1), min(top, height - 1)
    piece = pixels[top : max(top + 1, min(bottom, height)), left : max(left + 1, min(right, width))]
    return cv2.imencode(".png", piece)[1].tobytes()
