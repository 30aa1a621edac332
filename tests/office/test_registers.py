"""Numbers of the register books: given once, in order, kept when void (Decree 30/2020, Art. 15 and 22)."""

import threading
from datetime import date

from django.db import connections, transaction

from pipeline.office import database, registers
from pipeline.office.models import Entry

DAY = date(2026, 11, 22)


def test_a_year_starts_with_one_and_goes_up(office, a_document):
    given = [registers.allot(a_document(key), "incoming", DAY).number for key in "abc"]
    assert given == [1, 2, 3]
    assert registers.allot(a_document("d"), "incoming", date(2027, 1, 4)).number == 1


def test_the_number_on_the_paper_is_kept_where_it_is_free(office, a_document):
    assert registers.allot(a_document("a"), "outgoing", DAY, wanted=41).number == 41
    assert registers.gaps("outgoing", 2026) == list(range(1, 41))
    twin = registers.allot(a_document("b"), "outgoing", DAY, wanted=41)
    assert (twin.number, twin.wanted) == (42, 41)
    assert registers.allot(a_document("c"), "outgoing", DAY, wanted=7).number == 7


def test_a_document_keeps_its_number_when_asked_again(office, a_document):
    document = a_document()
    assert registers.allot(document, "incoming", DAY) == registers.allot(document, "incoming", DAY)
    assert Entry.objects.count() == 1


def test_a_void_number_is_never_given_again(office, a_document):
    document = a_document("a")
    registers.allot(document, "incoming", DAY)
    registers.void(document, "thả nhầm")
    assert not registers.is_free("incoming", 2026, 1)
    assert registers.allot(a_document("b"), "incoming", DAY).number == 2
    [(entry, _), _] = registers.rows("incoming", 2026)
    assert (entry.void, entry.note) == (True, "thả nhầm")


def test_many_at_once_get_different_numbers_without_a_gap(office, a_document):
    rows = [a_document(key) for key in "abcdef"]
    given = []

    def one(row):
        with transaction.atomic():
            given.append(registers.allot(row, "incoming", DAY).number)
        connections.close_all()

    threads = [threading.Thread(target=one, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [1, 2, 3, 4, 5, 6]
    database.close()
