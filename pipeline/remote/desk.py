"""`sign list`, `show` and `reject` where the office is elsewhere: what waits there, fetched here and looked at."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from typing import Any

from pipeline.remote import protocol
from pipeline.remote.line import Line
from pipeline.remote.shelf import Shelf

Fetching = Callable[[str, int, int], None]  # document, bytes that came, bytes in all


def listed(line: Line, shelf: Shelf) -> dict[str, Any]:
    """What waits for this person; of what waits no longer nothing is left lying here."""
    told = line.ask("GET", protocol.DOCUMENTS)
    shelf.keep_only({str(one["id"]) for one in told["results"]})
    return told


def show(line: Line, shelf: Shelf, which: str, told: Fetching) -> dict[str, Any]:
    """Fetches what would be signed and tells of it; both sides keep that it was shown, with the digest of what came."""
    from pipeline.remote.reading import text_of  # pdfium is loaded for what is looked at, not for a list

    fetched = line.fetch(which, shelf.folder, lambda done, of: told(which, done, of))
    answer = line.ask("POST", f"{protocol.DOCUMENTS}/{fetched.id}/shown", {"digest": fetched.digest})
    shelf.note_shown(fetched.id, fetched.digest)
    shown = answer["results"][0]
    here = {"file": str(fetched.path), "digest": fetched.digest, "text": text_of(fetched.path)}
    return {"results": [shown | here]}


def reject(line: Line, shelf: Shelf, which: str, reason: str) -> dict[str, Any]:
    """The signer refuses: the document stops, with the reason."""
    path = f"{protocol.DOCUMENTS}/{urllib.parse.quote(which)}/rejection"
    result = line.ask("POST", path, {"reason": reason})
    shelf.drop(str(result["id"]))
    return result
