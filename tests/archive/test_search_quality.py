"""What a person types finds the document she means, first: with and without marks, whole and in part, misread or not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.archive.query import Query
from pipeline.archive.search import Entry, SearchIndex, SearchResult
from tests.archive.papers import bodies, entries


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    made = SearchIndex(tmp_path_factory.mktemp("search") / "index")
    made.rebuild(entries())
    return made


def plain(text: str) -> str:
    """As typed by someone without a Vietnamese keyboard."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in letters if not unicodedata.combining(c)).lower()


def find(index: SearchIndex, text: str, **filters: object) -> SearchResult:
    return index.search(Query(text, **filters))  # type: ignore[arg-type]


def codes(result: SearchResult) -> list[str]:
    return [hit.code for hit in result.hits]


def fours() -> Iterator[tuple[str, str]]:
    """Runs of four words of every document that no other document has, one starting at every third word."""
    whole = [" ".join(plain(" ".join(entry.pages)).split()) for entry in entries()]
    for paper, body in bodies():
        words = body.split()
        for n in range(0, len(words) - 3, 3):
            four = " ".join(words[n : n + 4])
            if sum(plain(four) in text for text in whole) == 1:
                yield paper, four


@pytest.mark.slow
def test_four_words_of_a_document_find_it_first_as_a_phrase_and_without_marks(index: SearchIndex):
    asked = list(fours())
    assert len(asked) > 150
    for paper, four in asked:
        for text in (f'"{four}"', plain(four), four.upper(), unicodedata.normalize("NFD", four)):
            result = find(index, text)
            assert result.hits, text
            assert result.hits[0].id == paper, (text, codes(result))


@pytest.mark.slow
def test_a_word_that_ocr_misread_does_not_hide_the_document(tmp_path: Path):
    """One letter of the second word of each run is wrong in the index, as OCR leaves it; the person types it right."""
    index = SearchIndex(tmp_path / "index")
    spoiled: dict[str, Entry] = {entry.id: entry for entry in entries()}
    asked = []
    for paper, four in fours():
        first, second, *rest = four.split()
        if paper in {one for one, _ in asked} or not second.isalpha() or len(second) < 4:
            continue
        misread = " ".join((first, f"{second[0]}{second[1]}k{second[3:]}", *rest))
        pages = spoiled[paper].pages
        if four in pages[0]:
            spoiled[paper] = replace(spoiled[paper], pages=(pages[0].replace(four, misread), pages[1]), subject="")
            asked.append((paper, four))
    index.rebuild(spoiled.values())
    found = []
    for paper, four in asked:
        for text in (f'"{four}"', plain(four)):
            hits = find(index, text).hits
            found.append(bool(hits) and hits[0].id == paper)
    assert len(found) >= 30
    assert sum(found) >= 0.9 * len(found)


def test_a_number_is_never_guessed(index: SearchIndex):
    assert find(index, '"đã cấp 215 giấy phép"').total == 0
    assert codes(find(index, '"đã cấp 214 giấy phép"')) == ["46/BC-SXD"]


def test_what_is_nowhere_is_found_nowhere(index: SearchIndex):
    for text in ("xyzzyq quỳnhxlz", "quyết định xyzzyq", '"hồ sơ đất đai Sở"', "2433/UBND-KSTTHC", "???", '""'):
        assert find(index, text).total == 0, text


def test_all_words_must_occur(index: SearchIndex):
    both = find(index, "giấy phép xây dựng")
    assert codes(both)[0] == "46/BC-SXD"
    assert find(index, "giấy phép dịch").total == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2432/UBND-KSTTHC", "2432/UBND-KSTTHC"),
        ("2432", "2432/UBND-KSTTHC"),
        ("UBND-KSTTHC", "2432/UBND-KSTTHC"),
        ("2432/UBND", "2432/UBND-KSTTHC"),
        ("2432 / UBND‑KSTTHC", "2432/UBND-KSTTHC"),
        ("2432/ubnd-kstthc", "2432/UBND-KSTTHC"),
        ("kstthc", "2432/UBND-KSTTHC"),
        ("21/2026/TT-BCT", "21/2026/TT-BCT"),
        ("2026/TT-BCT", "21/2026/TT-BCT"),
        ("112/QĐ-UBND", "112/QĐ-UBND"),
        ("112/QD-UBND", "112/QĐ-UBND"),
        ("112/qđ", "112/QĐ-UBND"),
        ("5/BNV-VP", "05/BNV-VP"),
        ("05/BNV-VP", "05/BNV-VP"),
        ("77/UBND-VP góp ý", "77/UBND-VP"),
        ("10/CTr-SNV", "10/CTr-SNV"),
    ],
)
def test_numbers_and_notations_whole_and_in_part(index: SearchIndex, text: str, code: str):
    assert codes(find(index, text))[0] == code


@pytest.mark.parametrize(
    "text", ["dang giang", "Đằng Giang", "ĐẰNG GIANG", "đăng giang", "Dang Van Dao", "đặng văn đạo", "thu hoi dat"]
)
def test_marks_and_the_letter_d_do_not_matter_for_finding(index: SearchIndex, text: str):
    assert "113/QĐ-UBND" in codes(find(index, text))


@pytest.mark.parametrize("text", ["Trần Thị Hòa", "Trần Thị Hoà", '"Thị Hoà"', "tran thi hoa", '"thi hoa" bổ nhiệm'])
def test_both_placements_of_tone_marks_find_the_same(index: SearchIndex, text: str):
    assert codes(find(index, text))[0] == "112/QĐ-UBND"


def test_words_typed_with_marks_prefer_what_is_printed_so(tmp_path: Path):
    index = SearchIndex(tmp_path / "index")
    index.rebuild(
        Entry(name, 1, "incoming", pages=(text,))
        for name, text in (
            ("tha", "nghi dinh nghị đình"),
            ("dung", "theo nghị định đã ban hành, tại nhiều nơi khác nữa"),
        )
    )
    assert [hit.id for hit in find(index, "nghị định").hits] == ["dung", "tha"]
    assert find(index, '"nghị định"').total == 2
    assert find(index, "nghi dinh").total == 2


def test_a_phrase_needs_its_words_side_by_side_and_in_order(index: SearchIndex):
    assert codes(find(index, '"danh mục hồ sơ"')) == ["60/HD-SNV"]
    assert find(index, '"hồ sơ danh mục"').total == 0
    assert find(index, "hồ sơ danh mục").total >= 1


def test_a_phrase_does_not_run_from_one_page_into_the_next(index: SearchIndex):
    assert find(index, '"chữa cháy rừng Nơi nhận"').total == 0


def test_neighbours_outrank_scattered_words(index: SearchIndex):
    assert codes(find(index, "phó giám đốc sở nội vụ"))[0] == "112/QĐ-UBND"
    assert codes(find(index, "tieu huy tai lieu"))[0] == "61/HD-SNV"


def test_filters(index: SearchIndex):
    assert find(index, "phòng chống").total == find(index, "phong chong").total == 3
    assert set(codes(find(index, "phòng chống", issuer="hai phong"))) == {"200/UBND-VX", "201/UBND-NN"}
    assert codes(find(index, "phòng chống", type_name="ke hoach")) == ["2391/KH-UBND"]
    assert codes(find(index, "phòng chống", issued_to=date(2017, 4, 10))) == ["2391/KH-UBND"]
    assert "2391/KH-UBND" not in codes(find(index, "phòng chống", issued_from=date(2017, 4, 11)))
    assert codes(find(index, "phòng chống", direction="incoming")) == ["2391/KH-UBND"]
    assert find(index, "phòng chống", direction="incoming", type_name="Chỉ thị").total == 0


def test_without_words_the_filters_decide_newest_first(index: SearchIndex):
    assert codes(find(index, "", type_name="Giấy mời")) == ["08/GM-SNV", "07/GM-SNV"]
    assert find(index, "").total == 30


def test_pages_of_hits(index: SearchIndex):
    everything = index.search(Query("việt nam"), limit=30)
    assert everything.total == len(everything.hits) == 30
    some = [index.search(Query("việt nam"), limit=7, offset=n) for n in range(0, 35, 7)]
    assert [hit.id for part in some for hit in part.hits] == [hit.id for hit in everything.hits]
    assert all(part.total == 30 for part in some)


def test_the_snippet_shows_the_words_and_the_page_they_stand_on(index: SearchIndex):
    hit = find(index, "phun hoa chat diet muoi").hits[0]
    assert hit.page == 1
    assert "phun hóa chất diệt muỗi" in hit.snippet
    assert hit.snippet.startswith("… ") and hit.snippet.endswith(" …") and "\n" not in hit.snippet
    assert len(hit.snippet) < 330
    second = find(index, "2391/KH-UBND nghiem tuc trien khai").hits[0]
    assert second.page == 2
    assert "nghiêm túc triển khai" in second.snippet


def test_a_match_in_the_fields_alone_has_no_page(tmp_path: Path):
    index = SearchIndex(tmp_path / "index")
    index.rebuild([Entry("a", 1, "incoming", "9/UBND-VP", "Công văn", "cấp điện cho đảo", "UBND HUYỆN", None, ("mờ",))])
    hit = find(index, "cap dien dao").hits[0]
    assert hit.page is None
    assert "cấp điện cho đảo" in hit.snippet
    assert hit.issued_date is None


@pytest.mark.parametrize(
    "text", ['"chưa đóng ngoặc', "a" * 5000, "* AND (OR ) [1 TO 2] +x -y ^ ~ \\", "fold:x", "'; DROP", "\0", "đ " * 500]
)
def test_no_query_breaks_the_search(index: SearchIndex, text: str):
    assert find(index, text).total >= 0
