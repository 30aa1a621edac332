"""Reads scans in a child process: what a file does to its reader, by crash, hunger or sloth, ends with that file."""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from pipeline.cli import faults
from pipeline.digitize.memory import give_back_pages
from pipeline.errors import VanthuError

if TYPE_CHECKING:  # loaded by the child alone
    from pipeline.digitize.document import Paper, SecrecyMark
    from pipeline.digitize.values import Conversion, PageCare, PageImage, Quality, Reading

LOG: Final = logging.getLogger(__name__)
SILENCE_SECONDS: Final = 100  # a page takes 1 to 20 s on two cores; one that is silent longer is not going to end
PAGE_SECONDS: Final = 1  # more for each page: the record of a long document is composed and proved in one go
# Bytes. Two cores were seen to reserve 0.9 GB and touch 0.3; every further thread reserves its stack and an arena (glibc).
ADDRESS_SPACE: Final = 3 << 30
ADDRESS_SPACE_A_CORE: Final = 256 << 20
OPENCV_NO_MEMORY: Final = -4  # cv2.error's code where others raise MemoryError (cv::Error::StsNoMem)


@dataclass(frozen=True)
class Order:
    """One scan to read, and where its record goes."""

    source: Path
    output: Path
    sidecar: Path | None
    jobs: int
    image: PageImage = "layers"
    quality: Quality = "default"
    convert: Conversion = "raster"
    care: PageCare | None = None
    split: bool = False  # several papers with separator sheets between them


class Reader:
    """A child process that reads one scan after the other; a new one takes its place when it died."""

    def __init__(self) -> None:
        self._child: Any = None
        self._line: Connection | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, order: Order, on_page: Callable[[int, int], None]) -> dict[str, Any]:
        """The document as the answer has it, or its fault; `on_page(done, of)` as pages go by."""
        line = self._ready()
        name, patience = order.source.name, float(SILENCE_SECONDS)
        try:
            line.send(order)
            while True:
                if not line.poll(patience):
                    self._end()
                    raise VanthuError(faults.READER_TOO_SLOW, name=name, seconds=round(patience))
                kind, what = line.recv()
                if kind == "page":
                    on_page(*what)
                    patience = SILENCE_SECONDS + PAGE_SECONDS * what[1]
                elif kind == "trace":
                    LOG.debug("%s: %s", name, what)
                elif kind == "document":
                    assert isinstance(what, dict)
                    return what
                elif kind == "memory":
                    self._end()  # a process that met the limit once may be short of memory for the next scan as well
                    raise VanthuError(faults.READER_OUT_OF_MEMORY, name=name)
                else:
                    raise what
        except (EOFError, ConnectionError):
            self._end()
            raise VanthuError(faults.READER_DIED, name=name) from None

    def _ready(self) -> Connection:
        if self._line is None:
            spawn = multiprocessing.get_context("spawn")
            self._line, theirs = spawn.Pipe()
            self._child = spawn.Process(target=_serve, args=(theirs,), daemon=True)
            self._child.start()
            theirs.close()
        return self._line

    def kill(self) -> None:
        """Ends the child with all that it started (Tesseract); whoever waits for it learns that it died."""
        if self._child is not None:
            try:
                os.killpg(self._child.pid, signal.SIGKILL)
            except ProcessLookupError:  # it has not come as far as its own session, or has gone
                self._child.kill()

    def _end(self) -> None:
        self.kill()
        if self._line is not None:
            self._child.join()
            self._line.close()
            self._child = self._line = None


def _serve(line: Connection) -> None:
    """The child: a session of its own, so that an interruption reaches the parent alone, which then ends it."""
    os.setsid()
    most = ADDRESS_SPACE + ADDRESS_SPACE_A_CORE * (os.cpu_count() or 1)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    give_back_pages()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # image libraries chatter there; what matters goes through the line
    while True:
        try:
            order = line.recv()
        except EOFError:
            return
        try:
            line.send(("document", read_one(order, lambda done, of: line.send(("page", (done, of))))))
        except VanthuError as error:
            line.send(("failed", error))
        except MemoryError:
            line.send(("memory", None))
        except BrokenPipeError:
            return
        except Exception as error:
            line.send(("trace", "".join(traceback.format_exception(error))))
            line.send(
                ("memory", None)
                if getattr(error, "code", 0) == OPENCV_NO_MEMORY
                else ("failed", _unexpected(order, error))
            )


def _unexpected(order: Order, error: Exception) -> VanthuError:
    """What nobody foresaw while one file was read counts against that file, with the kind of error for the developers."""
    if isinstance(error, OSError):
        return VanthuError(faults.DISK, error.strerror or "", path=error.filename or order.output)
    if isinstance(error, ModuleNotFoundError):
        return VanthuError(faults.COMPONENT_MISSING, name=error.name)
    return VanthuError(faults.READER_FAILED, type(error).__name__, name=order.source.name)


def read_one(order: Order, on_page: Callable[[int, int], None]) -> dict[str, Any]:
    """Reads one scan and publishes its record: the document as `digitize` answers it, or `parts`, one a paper.

    A paper of several that cannot be read, or whose record is unfit, has its `fault` there and keeps no other from being
    published, as the worker has it; a secrecy mark on one ends with the whole file.
    """
    from pipeline.digitize.document import read_papers, read_scan
    from pipeline.digitize.values import PageCare

    begun, care = time.monotonic(), order.care or PageCare()
    if not order.split:
        reading = read_scan(
            order.source, jobs=order.jobs, on_page=on_page, quality=order.quality, convert=order.convert, care=care
        )
        return _published(order, reading, order.output, begun, on_page)
    papers = read_papers(
        order.source, jobs=order.jobs, on_page=on_page, quality=order.quality, convert=order.convert, care=care
    )
    for paper in papers:
        if not isinstance(paper.reading, VanthuError):
            _refuse_secret(order, paper.reading)
    several = len(papers) > 1
    parts = [_part(order, paper, number if several else 0, begun, on_page) for number, paper in enumerate(papers, 1)]
    if all("fault" in part for part in parts):
        raise parts[0]["fault"]
    return {"parts": parts}


def _part(order: Order, paper: Paper, number: int, begun: float, on_page: Callable[[int, int], None]) -> dict[str, Any]:
    """One paper of the file, published as its `number` says; only `fault` where it cannot be: the others go on."""
    from pipeline.work.outcome import OWN_FAULT

    said = {"source_pages": list(paper.pages), "direction": paper.separator.direction if paper.separator else None}
    output = order.output.with_stem(f"{order.output.stem}-{number}") if number else order.output
    try:
        if isinstance(paper.reading, VanthuError):
            raise paper.reading
        return _published(order, paper.reading, output, begun, on_page) | said
    except VanthuError as error:
        if error.exit not in OWN_FAULT:
            raise
        return {"fault": error} | said


def _refuse_secret(order: Order, reading: Reading | SecrecyMark) -> Reading:
    from pipeline.digitize.document import SecrecyMark

    if isinstance(reading, SecrecyMark) or "secrecy" in reading.fields:
        raise VanthuError(faults.SECRECY_MARK, name=order.source.name)
    return reading


def _published(
    order: Order,
    read: Reading | SecrecyMark,
    output: Path,
    begun: float,
    on_page: Callable[[int, int], None],
) -> dict[str, Any]:
    from pipeline import durable
    from pipeline.digitize.document import compose_record

    reading = _refuse_secret(order, read)
    layers = compose_record(order.source, reading, output, image=order.image, on_page=lambda _, of: on_page(of, of))
    if order.sidecar:
        durable.write_text(output.with_suffix(".txt"), reading.text + "\n")
    return {
        "input": str(order.source),
        "output": str(output),
        "status": "done",
        "pages": [
            {
                "number": page.number, "width": page.width, "height": page.height, "dpi": round(page.dpi, 2),
                "skew": round(page.skew, 3), "rotation": (page.turned + page.rotation) % 360, "confidence": round(page.confidence, 4),
                "text": page.text, "layers": [layer.as_json() for layer in shown], "origin": page.origin, "blank": page.blank,
                "source": page.number_in_scan, "why": page.why,
            }
            for page, shown in zip(reading.pages, layers, strict=True)
        ],
        "text": reading.text,
        "fields": {
            key: {"value": field.value, "confidence": round(field.confidence, 4), "page": field.page, "box": field.box}
            for key, field in reading.fields.items()
        },
        "notes": list(reading.notes),
        "seconds": round(time.monotonic() - begun, 2),
    }  # fmt: skip
