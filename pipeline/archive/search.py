"""The search index: every document's fields and pages, found with and without marks; derived, so it may be thrown away.

tantivy over text folded in Python (NFC, đ as d) with pairs of neighbouring syllables as a field of their own: ranked
queries took 1 to 10 ms on 100,000 pages where SQLite and PostgreSQL took 40 to 600.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import tantivy

from pipeline.archive import faults, words
from pipeline.archive.disk import told
from pipeline.archive.generations import Generations
from pipeline.archive.query import Asked, Composer, Query, all_of, asked_of, day_number, either
from pipeline.archive.snippet import snippet_of
from pipeline.errors import VanthuError

KIND: Final = 1  # of the schema below; raise it when the schema or the words change, and indexes are rebuilt
_HEAP: Final = 15_000_000  # bytes, the least tantivy takes
_REBUILD_HEAP: Final = 64_000_000
_WAIT: Final = 10.0  # seconds for another writer


@dataclass(frozen=True)
class Entry:
    """One document as it can be found. `code` is number and notation as printed, `pages` the text page by page."""

    id: str
    version: int
    direction: str  # "incoming" or "outgoing"
    code: str = ""
    type_name: str = ""
    subject: str = ""
    issuer: str = ""
    issued_date: date | None = None
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """`page` counts from 1 and is None when the match is in the fields alone; a higher `score` is better."""

    id: str
    version: int
    direction: str
    score: float
    code: str
    type_name: str
    subject: str
    issuer: str
    issued_date: date | None
    page: int | None
    snippet: str


@dataclass(frozen=True)
class SearchResult:
    """`total` counts all documents found, `hits` are those asked for. `near`: some hold words as OCR misreads them."""

    total: int
    hits: tuple[Hit, ...]
    near: bool = False


class SearchIndex:
    """The index in `folder`. Readers may open it while another process writes; one writer at a time.

    Where `needs_rebuild` says so, and after VT-ARCH-011, the caller gives `rebuild` all entries again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._generations = Generations(folder, KIND)
        self._schema = _schema()
        self._composer = Composer(self._schema)
        self._open: tuple[Path, Any] | None = None

    @property
    def needs_rebuild(self) -> bool:
        """True when there is no index that can be read: none yet, of another kind, or damaged."""
        try:
            with self._reading() as searcher:
                searcher.search(tantivy.Query.all_query(), 1)
        except VanthuError as error:
            if error.fault is not faults.INDEX_DAMAGED:
                raise
            return True
        return False

    def rebuild(self, entries: Iterable[Entry]) -> int:
        """Makes the index anew beside the old one and takes its place at the end; returns how many entries it has."""
        with told(self.folder), self._generations.lock(_WAIT):
            place = self._generations.begin()
            count = 0
            with self._damage_told(place):
                writer = self._index(place).writer(heap_size=_REBUILD_HEAP, num_threads=1)
            for entry in entries:  # what goes wrong in there is the caller's, and no damage of the index
                document = _document(entry)
                with self._damage_told(place):
                    writer.add_document(document)
                count += 1
            with self._damage_told(place):
                _finish(writer)
            self._generations.take_into_use(place)
        return count

    def put(self, entry: Entry) -> None:
        self.put_many([entry])

    def put_many(self, entries: Sequence[Entry]) -> None:
        """Adds entries or replaces those of the same id. VT-ARCH-010 when another writer keeps it too long."""
        documents = [(entry.id, _document(entry)) for entry in entries]
        with self._writing() as writer:
            for document_id, document in documents:
                writer.delete_documents_by_term("id", document_id)
                writer.add_document(document)

    def remove(self, document_id: str) -> None:
        """Takes a document out; harmless when it is not in."""
        with self._writing() as writer:
            writer.delete_documents_by_term("id", document_id)

    def search(self, query: Query, limit: int = 20, offset: int = 0) -> SearchResult:
        """The best `limit` hits after the first `offset`. VT-ARCH-011 when the index has to be rebuilt."""
        asked = asked_of(query.text)
        if query.text.strip() and not asked.runs:
            return SearchResult(0, ())
        filters = self._composer.filters(query)
        with self._reading() as searcher:
            if not asked.runs:
                everything = all_of(filters) if filters else tantivy.Query.all_query()
                found = searcher.search(everything, max(limit, 1), offset=offset, order_by_field="issued")
                near = False
            else:
                wanted, near = self._wanted(searcher, asked, filters)
                found = searcher.search(wanted, max(limit, 1), offset=offset)
            hits = [_hit(searcher.doc(address), score, asked) for score, address in found.hits[:limit]]
            return SearchResult(found.count, tuple(hits), near)

    def _wanted(self, searcher: Any, asked: Asked, filters: list[Any]) -> tuple[Any, bool]:
        """The query; where the words stand side by side nowhere, also documents in which OCR misread one of them."""
        strict = all_of([self._composer.strict(asked), *filters])
        if self._any(searcher, self._composer.adjacent(asked), filters):
            return strict, False
        if (near := self._composer.near(asked, 1)) is not None and self._any(searcher, near, filters):
            return either(strict, all_of([near, *filters])), True
        # Two slips are only guessed at where there is nothing else to show.
        if (near := self._composer.near(asked, 2)) is None or self._any(searcher, strict, []):
            return strict, False
        return all_of([near, *filters]), self._any(searcher, near, filters)

    @staticmethod
    def _any(searcher: Any, query: Any, filters: list[Any]) -> bool:
        return bool(searcher.search(all_of([query, *filters]), 1).count)

    def _index(self, place: Path) -> Any:
        index = tantivy.Index(self._schema, path=str(place))
        plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("words", plain)
        return index

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        with told(self.folder), self._generations.lock(_WAIT):
            place = self._in_use()
            with self._damage_told(place):
                writer = self._index(place).writer(heap_size=_HEAP, num_threads=1)
                yield writer
                _finish(writer)

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        with told(self.folder):
            place = self._in_use()
            with self._damage_told(place):
                yield self._searcher(place)

    def _searcher(self, place: Path) -> Any:
        try:
            if self._open is None or self._open[0] != place:
                self._open = (place, self._index(place))
            self._open[1].reload()
        except ValueError:
            newer = self._generations.current()
            if newer in (place, None):
                raise
            return self._searcher(newer)  # another process has just rebuilt the index and removed this one
        return self._open[1].searcher()

    def _in_use(self) -> Path:
        place = self._generations.current()
        if place is None:
            raise VanthuError(faults.INDEX_DAMAGED)
        return place

    @contextmanager
    def _damage_told(self, place: Path) -> Iterator[None]:
        """tantivy tells everything as ValueError, and what it did not expect as a panic (a BaseException)."""
        try:
            yield
        except BaseException as error:
            if not isinstance(error, ValueError) and type(error).__name__ != "PanicException":
                raise
            self._open = None
            said = str(error)
            for words_said, fault in _SAID:
                if words_said in said:
                    raise VanthuError(fault, place=self.folder) from error
            self._generations.throw_away(place)
            raise VanthuError(faults.INDEX_DAMAGED) from error


_SAID: Final = (
    ("LockBusy", faults.INDEX_BUSY),
    ("StorageFull", faults.DISK_FULL),
    ("No space left", faults.DISK_FULL),
    ("QuotaExceeded", faults.DISK_FULL),
    ("File too large", faults.DISK_FULL),
    ("PermissionDenied", faults.NOT_WRITABLE),
    ("ReadOnlyFilesystem", faults.NOT_WRITABLE),
    ("Too many open files", faults.DISK_FAILED),
)


def _finish(writer: Any) -> None:
    """Without the commit nothing a writer was given is ever seen."""
    writer.commit()
    writer.wait_merging_threads()


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "direction", "type"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("issued", indexed=True, fast=True)
    builder.add_text_field("head", tokenizer_name="words", index_option="freq")  # words of the fields
    for name in ("code", "issuer", "fold", "marked", "pairs"):
        builder.add_text_field(name, tokenizer_name="words", index_option="position")
    builder.add_bytes_field("entry", stored=True)
    return builder.build()


def _document(entry: Entry) -> Any:
    # Half letters (lone surrogates, from file names that are no UTF-8) become question marks here, once for all fields.
    stored = json.dumps(asdict(entry), ensure_ascii=False, default=date.isoformat).encode("utf-8", "replace")
    value = json.loads(stored)
    fields = [value[name] for name in ("code", "type_name", "subject", "issuer")]
    document = tantivy.Document()
    document.add_text("id", value["id"])
    document.add_text("direction", value["direction"])
    document.add_text("type", _folded(value["type_name"]))
    document.add_unsigned("issued", day_number(entry.issued_date))
    # One value a field or page: tantivy leaves a gap between values, so no phrase runs over a border.
    for part in (*fields, *value["pages"]):
        found = words.words_of(part)
        folded = [word.folded for word in found]
        document.add_text("fold", " ".join(folded))
        document.add_text("marked", " ".join(word.marked for word in found))
        document.add_text("pairs", " ".join(words.pairs(folded)))
    document.add_text("head", " ".join(_folded(part) for part in fields))
    document.add_text("issuer", _folded(value["issuer"]))
    document.add_text("code", " ".join(words.without_zeros(_folded(value["code"]).split())))
    document.add_bytes("entry", stored)
    return document


def _folded(value: str) -> str:
    return " ".join(word.folded for word in words.words_of(value))


def _hit(document: Any, score: float, asked: Asked) -> Hit:
    value = json.loads(bytes(document.get_first("entry")))
    heading = " · ".join(value[name] for name in ("type_name", "code", "subject", "issuer") if value[name])
    snippet = snippet_of(asked, value["pages"], heading)
    return Hit(
        id=value["id"],
        version=value["version"],
        direction=value["direction"],
        score=round(float(score), 3) if asked.runs else 0.0,
        code=value["code"],
        type_name=value["type_name"],
        subject=value["subject"],
        issuer=value["issuer"],
        issued_date=date.fromisoformat(value["issued_date"]) if value["issued_date"] else None,
        page=snippet.page,
        snippet=snippet.text,
    )
