"""Documents: found by id, beginning or name; changed by one at a time; twins seen."""

import pytest

from pipeline.errors import VanthuError
from pipeline.office import documents


def field(value):
    return {"value": value, "confidence": 0.99, "page": 1, "box": None}


def test_the_id_comes_from_the_bytes_alone():
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert documents.id_of(digest) == "4oymiquy7qob"


def test_found_by_id_beginning_and_file_name_in_either_form(a_document):
    made = a_document("k", source="Công văn số 1.pdf")
    import unicodedata

    for name in (
        "k" * 12,
        "kkkk",
        "Công văn số 1.pdf",
        unicodedata.normalize("NFD", "Công văn số 1.pdf"),
        "/a/b/Công văn số 1.pdf",
    ):
        assert documents.find(name).pk == made.pk


@pytest.mark.parametrize("name", ["no-such-id", "kk", "", "%"])
def test_what_is_not_there_is_refused_by_name(office, name):
    with pytest.raises(VanthuError) as refused:
        documents.find(name)
    assert refused.value.code == "VT-OFFICE-011"


def test_of_two_changes_at_once_the_second_is_refused(a_document):
    made = a_document()
    other = documents.find(made.pk)
    documents.change(made, state="needs_review")
    with pytest.raises(VanthuError) as refused:
        documents.change(other, state="registered")
    assert refused.value.code == "VT-OFFICE-014"


def test_same_number_notation_and_issuer_are_twins_whatever_the_tone_placement(a_document):
    def fields(issuer):
        return {"code_number": field("021"), "code_notation": field("QĐ-UBND"), "issuer": field(issuer)}

    one, two = fields("ỦY BAN NHÂN DÂN TỈNH HÒA BÌNH"), fields("UỶ BAN NHÂN DÂN TỈNH HOÀ BÌNH")
    first = a_document("a", fields=one, triple=documents.triple_of(one))
    second = a_document("b", fields=two, triple=documents.triple_of(two))
    assert documents.twins(second) == [first.pk]
    documents.change(first, state="voided")
    assert documents.twins(second) == []
