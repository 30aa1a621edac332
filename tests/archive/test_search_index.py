"""The index can be thrown away: it follows the archive, survives kills, and says when it has to be made anew."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.archive import search
from pipeline.archive.query import Query
from pipeline.archive.search import Entry, SearchIndex
from pipeline.errors import VanthuError


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    made = SearchIndex(tmp_path / "index")
    made.rebuild([])
    return made


def entry(name: str, words: str = "công văn", version: int = 1) -> Entry:
    return Entry(name, version, "incoming", pages=(words,))


def ids(index: SearchIndex, text: str) -> list[str]:
    return sorted(hit.id for hit in index.search(Query(text), limit=1000).hits)


def test_a_new_folder_needs_its_first_building(tmp_path: Path):
    index = SearchIndex(tmp_path / "not" / "there")
    assert index.needs_rebuild
    for act in (lambda: index.search(Query("a")), lambda: index.put(entry("a")), lambda: index.remove("a")):
        with pytest.raises(VanthuError, match="VT-ARCH-011"):
            act()
    assert index.rebuild([entry("a")]) == 1
    assert not index.needs_rebuild
    assert ids(index, "cong van") == ["a"]


def test_putting_again_replaces(index: SearchIndex):
    index.put(entry("a", "nghị định"))
    index.put_many([entry("a", "thông tư", 2), entry("b", "thông tư")])
    assert ids(index, "nghị định") == []
    assert ids(index, "thông tư") == ["a", "b"]
    assert {hit.id: hit.version for hit in index.search(Query("thông tư")).hits} == {"a": 2, "b": 1}


def test_removing_is_harmless_when_repeated(index: SearchIndex):
    index.put(entry("a"))
    index.remove("a")
    index.remove("a")
    assert ids(index, "công văn") == []


def test_a_reader_that_was_open_sees_what_another_wrote_and_what_was_rebuilt(index: SearchIndex):
    reader = SearchIndex(index.folder)
    assert ids(reader, "công văn") == []
    index.put(entry("a"))
    assert ids(reader, "công văn") == ["a"]
    index.rebuild([entry("b"), entry("c")])
    assert ids(reader, "công văn") == ["b", "c"]
    assert len(list(index.folder.glob("g*-*"))) == 1


def test_a_second_writer_waits_and_then_says_busy(index: SearchIndex, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "_WAIT", 0.2)
    other = SearchIndex(index.folder)
    with index._generations.lock(0):
        begin = time.monotonic()
        with pytest.raises(VanthuError, match="VT-ARCH-010"):
            other.put(entry("a"))
        assert 0.2 <= time.monotonic() - begin < 5
    other.put(entry("a"))
    assert ids(index, "công văn") == ["a"]


def harm_pointer(folder: Path) -> None:
    (folder / "CURRENT").write_text("../../etc")


def harm_meta(folder: Path) -> None:
    next(folder.glob("g*/meta.json")).write_text("{")


def harm_segments(folder: Path) -> None:
    for place in folder.glob("g*/*"):
        if place.suffix in (".term", ".idx", ".pos", ".store", ".fieldnorm"):
            place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])


def harm_all(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("harm", [harm_pointer, harm_meta, harm_segments, harm_all])
def test_a_damaged_index_is_told_and_made_anew(index: SearchIndex, harm):
    index.put(entry("a"))
    harm(index.folder)
    fresh = SearchIndex(index.folder)
    with pytest.raises(VanthuError, match="VT-ARCH-011"):
        fresh.search(Query("công văn"))
    assert fresh.needs_rebuild
    fresh.rebuild([entry("a")])
    assert ids(fresh, "công văn") == ["a"]


def test_an_index_of_another_schema_needs_rebuilding(index: SearchIndex, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "KIND", search.KIND + 1)
    newer = SearchIndex(index.folder)
    assert newer.needs_rebuild
    newer.rebuild([entry("a")])
    assert ids(newer, "công văn") == ["a"]


WRITER = """
import sys
from pathlib import Path
from pipeline.archive.search import Entry, SearchIndex
index = SearchIndex(Path(sys.argv[1]))
for n in range(int(sys.argv[2]), 100_000):
    index.put(Entry(f"p{n}", 1, "incoming", pages=("công văn số " + str(n),)))
    print(n, flush=True)
"""


@pytest.mark.slow
def test_a_killed_writer_leaves_the_index_usable_with_all_it_acknowledged(index: SearchIndex):
    moments = random.Random(7)
    told: set[str] = set()
    for n in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(index.folder), str(n * 10_000)], stdout=subprocess.PIPE, text=True
        )
        first = writer.stdout.readline()  # a busy machine takes its time to start Python
        time.sleep(moments.random() / 2)
        os.kill(writer.pid, signal.SIGKILL)
        said, _ = writer.communicate()
        told |= {f"p{line}" for line in (first + said).splitlines()}
        assert told <= set(ids(index, "công văn"))
    assert len(told) >= 5
    index.put(entry("after"))
    assert "after" in ids(index, "công văn")


def test_a_rebuild_that_fails_leaves_the_old_index_in_use(index: SearchIndex):
    index.put(entry("a"))

    def broken():
        yield entry("b")
        raise RuntimeError("the archive's disk")

    with pytest.raises(RuntimeError):
        index.rebuild(broken())
    assert ids(index, "công văn") == ["a"]
    index.rebuild([entry("c")])
    assert len(list(index.folder.glob("g*-*"))) == 1


def test_half_letters_and_what_breaks_while_entries_are_made_harm_nothing(index: SearchIndex):
    index.put(entry("a", "công \ud800 văn \udcff khẩn"))
    assert ids(index, '"cong van khan"') == ["a"]

    def broken():
        yield entry("b")
        raise ValueError("pages.json")

    with pytest.raises(ValueError, match="pages"):
        index.rebuild(broken())
    assert ids(index, "khẩn") == ["a"]


def test_foreign_letters_do_not_shift_the_snippet(index: SearchIndex):
    index.put(entry("a", "İİİ Straße ﬁ ² ﷺ \u0130x công văn khẩn"))
    hit = index.search(Query("cong van")).hits[0]
    assert hit.snippet.endswith("công văn khẩn")


def test_a_document_of_many_pages_is_found_by_its_last(index: SearchIndex):
    pages = tuple(f"trang {n} công tác văn thư" for n in range(1, 401))
    index.put(Entry("long", 1, "incoming", pages=(*pages, "phụ lục cuối cùng")))
    hit = index.search(Query("phu luc cuoi cung")).hits[0]
    assert (hit.id, hit.page, hit.snippet) == ("long", 401, "phụ lục cuối cùng")
