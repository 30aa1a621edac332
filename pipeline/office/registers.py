"""The register books: numbers given once, one series a year, void ones kept (Decree 30/2020, Art. 15, 16 and 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Max

from pipeline import clock
from pipeline.office.models import Book, Document, Entry

INCOMING: Final = "incoming"
OUTGOING: Final = "outgoing"


@dataclass(frozen=True)
class Given:
    """A number given to a document; `wanted` is the one on the paper where that could not be kept.

    `skipped` is the gap that a number ahead of the book has opened: its first and last number.
    """

    number: int
    day: date
    wanted: int | None = None
    skipped: tuple[int, int] | None = None


def _locked_book(name: str, year: int) -> Any:
    """The book's row, locked: inside the caller's transaction nobody else allots from it."""
    Book.objects.get_or_create(name=name, year=year)
    return Book.objects.select_for_update().get(name=name, year=year)


def standing(document: Any, name: str) -> Any | None:
    """The live entry of a document in a book, if it has one."""
    return Entry.objects.filter(document=document, book__name=name, void=False).first()


def is_number(text: str) -> bool:
    """Whether a text read or typed can be a number of a book: digits alone, and no more than a year of any office fills."""
    return text.isdecimal() and len(text) <= 6


def is_free(name: str, year: int, number: int) -> bool:
    return number > 0 and not Entry.objects.filter(book__name=name, book__year=year, number=number).exists()


def allot(document: Any, name: str, day: date, wanted: int | None = None, note: str = "") -> Given:
    """Gives `document` a number in the book of the year of `day`: the one on the paper where it is free, else the next.

    Called inside the transaction that registers. A document that has a live number in this book keeps it.
    """
    there = standing(document, name)
    if there is not None:
        return Given(there.number, date.fromisoformat(there.day))
    book = _locked_book(name, day.year)
    following = (book.entries.aggregate(last=Max("number"))["last"] or 0) + 1
    number = wanted if wanted is not None and is_free(name, day.year, wanted) else following
    Entry.objects.create(
        book=book, number=number, document=document, day=day.isoformat(), entered_at=clock.iso(clock.now()), note=note
    )
    skipped = (following, number - 1) if number > following else None
    return Given(number, day, wanted if wanted not in (None, number) else None, skipped)


def void(document: Any, reason: str) -> list[tuple[str, int, int]]:
    """Marks every live number of a document as void; the numbers stay taken. Returns (book, year, number)."""
    voided = []
    for entry in Entry.objects.filter(document=document, void=False).select_related("book"):
        entry.void, entry.note = True, reason
        entry.save(update_fields=["void", "note"])
        voided.append((entry.book.name, entry.book.year, entry.number))
    return voided


def gaps(name: str, year: int) -> list[int]:
    """Numbers below the highest that were never given (a paper was registered with a number ahead)."""
    taken = set(Entry.objects.filter(book__name=name, book__year=year).values_list("number", flat=True))
    return [number for number in range(1, max(taken, default=0)) if number not in taken]


def rows(name: str, year: int) -> list[tuple[Any, Document]]:
    """The entries of a book in the order of their numbers, each with its document."""
    found = Entry.objects.filter(book__name=name, book__year=year).select_related("document").order_by("number")
    return [(entry, entry.document) for entry in found]
