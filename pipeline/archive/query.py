"""What a person asks for: words that must all occur, quoted phrases, numbers, filters; and how hits rank."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import tantivy

from pipeline.archive import slips as slips_of
from pipeline.archive import words
from pipeline.archive.words import Word

Direction = str  # "incoming" or "outgoing"

_QUOTED: Final = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
_SLASH: Final = re.compile(r"\s*/\s*")
_MOST_WORDS: Final = 64

# Tiers of the score. BM25 of a page's words stays below about 60, so each tier outweighs what is below it: a number
# that is the whole query in the number's own field, the whole query word beside word, the same with its marks, a
# misread of it, a notation among other words, neighbours.
_CODE: Final = 3000.0
_CODE_AMONG: Final = 200.0
_ADJACENT: Final = 1000.0
_ADJACENT_MARKED: Final = 500.0
_NEAR: Final = 600.0
_PAIR: Final = 30.0
_HEAD: Final = 8.0
_MARKED: Final = 5.0


@dataclass(frozen=True)
class Query:
    """`text` may be empty: then the filters decide, newest first. `type_name` and `issuer` go without marks too."""

    text: str = ""
    issued_from: date | None = None
    issued_to: date | None = None
    type_name: str = ""
    issuer: str = ""
    direction: Direction = ""


@dataclass(frozen=True)
class Asked:
    """The query's words in runs; the words of one run must stand side by side (a phrase, a notation)."""

    runs: tuple[tuple[Word, ...], ...]

    @property
    def words(self) -> list[Word]:
        return [word for run in self.runs for word in run]

    @property
    def folded(self) -> list[str]:
        return [word.folded for word in self.words]

    @property
    def is_one_thought(self) -> bool:
        """A single phrase, or loose words: then the words as they stand are what the person has in mind."""
        return len(self.runs) == 1 or all(len(run) == 1 for run in self.runs)


def asked_of(text: str) -> Asked:
    """Takes a query apart: quotes make phrases, spaces around a slash do not matter, unmatched quotes mean nothing."""
    runs: list[tuple[Word, ...]] = []
    for n, piece in enumerate(_QUOTED.split(text)):
        parts = [piece] if n % 2 else _SLASH.sub("/", piece).split()
        runs += [run for part in parts if (run := tuple(words.words_of(part)))]
    kept, count = [], 0
    for run in runs:
        count += len(run)
        if count > _MOST_WORDS:
            break
        kept.append(run)
    return Asked(tuple(kept or runs[:1]))


class Composer:
    """Makes tantivy queries for one schema (search.py has its fields)."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema

    def strict(self, asked: Asked) -> Any:
        """All words occur, the words of a run side by side; ranked by how much of the query stands together."""
        must = [(tantivy.Occur.Must, self._run(list(run))) for run in asked.runs]
        return tantivy.Query.boolean_query(must + [(tantivy.Occur.Should, each) for each in self._ranking(asked)])

    def adjacent(self, asked: Asked) -> Any:
        return self._side_by_side(asked.folded)

    def near(self, asked: Asked, slips: int) -> Any | None:
        """The words side by side with so many slips of OCR among them (slips.py); None where that says too little."""
        guesses = slips_of.spoiled(asked.folded, slips) if asked.is_one_thought else []
        if not guesses:
            return None
        near = _any_of([tantivy.Query.regex_phrase_query(self._schema, "fold", guess) for guess in guesses])
        return tantivy.Query.const_score_query(near, _NEAR)

    def filters(self, query: Query) -> list[Any]:
        made = []
        if query.direction:
            made.append(self._term("direction", query.direction))
        if query.type_name:
            made.append(self._term("type", " ".join(word.folded for word in words.words_of(query.type_name))))
        if query.issuer:
            made.append(self._phrase("issuer", [word.folded for word in words.words_of(query.issuer)]))
        if query.issued_from or query.issued_to:
            since = day_number(query.issued_from) or 1  # 0 stands for documents without a date
            until = day_number(query.issued_to) or None
            kind = tantivy.FieldType.Unsigned
            made.append(tantivy.Query.range_query(self._schema, "issued", kind, since, until))
        return made

    def _run(self, run: list[Word]) -> Any:
        folded = [word.folded for word in run]
        here = self._side_by_side(folded)
        if not any(word.isdigit() for word in folded):
            return here
        return _any_of([here, self._phrase("code", words.without_zeros(folded))])

    def _ranking(self, asked: Asked) -> list[Any]:
        folded, marked = asked.folded, [word.marked for word in asked.words]
        ranking = [(_HEAD, self._term("head", word)) for word in folded]
        ranking += [(_MARKED, self._term("marked", word.marked)) for word in asked.words if word.has_marks]
        ranking += [(_PAIR, self._term("pairs", pair)) for pair in words.pairs(folded)]
        for run in asked.runs:
            parts = words.without_zeros([word.folded for word in run])
            if any(part.isdigit() for part in parts) and (len(asked.runs) == 1 or len(parts) > 1):
                ranking.append((_CODE if len(asked.runs) == 1 else _CODE_AMONG, self._phrase("code", parts)))
        if len(folded) > 1:
            ranking.append((_ADJACENT, self._side_by_side(folded)))
        if len(folded) > 1 and marked != folded:
            ranking.append((_ADJACENT_MARKED, self._phrase("marked", marked)))
        return [tantivy.Query.const_score_query(query, score) for score, query in ranking]

    def _side_by_side(self, folded: list[str]) -> Any:
        if len(folded) == 1:
            return self._term("fold", folded[0])
        return self._phrase("pairs", words.pairs(folded))

    def _phrase(self, field: str, terms: list[str]) -> Any:
        if not terms:
            return tantivy.Query.empty_query()
        if len(terms) == 1:
            return self._term(field, terms[0])
        return tantivy.Query.phrase_query(self._schema, field, list(terms))

    def _term(self, field: str, value: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, value)


def day_number(day: date | None) -> int:
    """2026-11-22 as 20261122; 0 for no date."""
    return day.year * 10000 + day.month * 100 + day.day if day else 0


def all_of(queries: list[Any]) -> Any:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _any_of(queries: list[Any]) -> Any:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def either(one: Any, other: Any) -> Any:
    return _any_of([one, other])
