"""The words of a document as they stand in the file that came, not as the server tells them: what is read is what is signed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pypdfium2

from pipeline.text import nfc


def text_of(pdf: Path) -> str:
    """The text layer, page by page; empty where the file has none that can be read."""
    try:
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            pages = []
            for sheet in document:
                with closing(sheet), closing(sheet.get_textpage()) as text:
                    pages.append(text.get_text_range().replace("\r\n", "\n").strip())
    except pypdfium2.PdfiumError:
        return ""
    return nfc("\n\n".join(pages))
