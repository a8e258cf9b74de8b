"""Search by words: tantivy, with access and filters inside the query."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from rcp_search.languages.words import folded_words, subjects
from rcp_search.lexical.kept_scores import KeptScores, RowScoring
from rcp_search.lexical.query import LexicalQuery, term_of
from rcp_search.lexical.sounds_like import FIELD as NAMES
from rcp_search.lexical.sounds_like import SoundsLike, terms_of
from rcp_search.lexical.spelling import Spelling
from rcp_search.lexical.tantivy_scoring import TantivyScoring
from rcp_search.lexical.word_index import WordIndex
from rcp_search.rows.entry import Entry
from rcp_search.rows.growing import Rows
from rcp_search.rows.scope import Mask, Scope
from rcp_search.terms.query_words import QueryWords
from rcp_search.terms.thesaurus import Thesaurus
from rcp_search.vectors.dense import Floats

_SEPARATOR = "\n"


class Lexical:
    """Passages by their words, each language by its own stems."""

    def __init__(self, snapshot: Path | None = None, languages: Iterable[str] = ()) -> None:
        import tantivy

        self._tantivy = tantivy
        self._schema = _schema(tantivy)
        self._languages = set(languages)
        self._passages = WordIndex(self._schema, snapshot)
        self._scoring = TantivyScoring(tantivy, self._schema, self._passages)
        self._kept = KeptScores(self._scoring)

    @property
    def lost(self) -> bool:
        """Whether the files were removed, so that nothing can be changed any more."""
        return self._passages.lost

    def apply(self, removed: Iterable[int], added: Sequence[Entry]) -> None:
        """Take out the passages of some keys, then add others; all is seen at once."""
        self._languages.update(language for entry in added for language in entry.languages)
        count = sum(len(entry.passages) for entry in added)
        self._passages.change(removed, self._all_documents(added), count)
        self._kept = KeptScores(self._scoring)

    def write(self, folder: Path, entries: Iterable[Entry]) -> None:
        """Write a snapshot into a folder; the entries are all that are here."""
        folder.mkdir()
        self._passages.write(folder, self._all_documents(entries))

    def sought(self, words: QueryWords, scope: Scope) -> Any:
        """Return what :meth:`coverage` looks for, None when no row of the scope can have it."""
        if not scope.labels:
            return None
        any_word = LexicalQuery(self._scoring).of(words, self._languages)
        return None if any_word is None else self._within(scope, any_word)

    def coverage(self, sought: Any, rows: int, *, most: int, among: Rows | None = None) -> Floats:
        """Return how far the best ``most`` rows cover the words (see :meth:`whole_coverage`).

        Only rows ``among`` some have a coverage, where these are given.
        """
        coverage = np.zeros(rows, dtype=np.float32)
        if sought is None:
            return coverage
        query = sought if among is None else self._among(among, sought)
        found, scores = self._scoring.best_rows(query, max(1, most))
        coverage[found] = scores
        return coverage

    def whole_coverage(self, words: QueryWords, allowed: Mask) -> Floats:
        """Return how far each allowed row covers the words: 0 nothing, about 1 all of them.

        It is BM25 divided by the weight of all the words in the passage's language, so it
        compares across queries and languages.
        """
        scoring = RowScoring(self._kept, len(allowed))
        scores = LexicalQuery(scoring).of(words, self._languages)
        if scores is None:
            return np.zeros(len(allowed), dtype=np.float32)
        return scores * allowed

    def corrections(
        self, words: QueryWords, labels: frozenset[str], thesaurus: Thesaurus
    ) -> dict[str, tuple[str, ...]]:
        """Return for each word that is nowhere under the labels the closest ones that are."""
        visible = self._terms_of("label", map(_raw, labels))
        return Spelling(
            self._tantivy, self._schema, self._passages, self._languages, visible
        ).corrections(words, thesaurus)

    def names(self, words: QueryWords) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return for each word the names that sound like it in other languages."""
        return SoundsLike(self._passages.searcher, self._languages).names(words)

    def _all_documents(self, entries: Iterable[Entry]) -> Iterator[Any]:
        return (document for entry in entries for document in self._documents(entry))

    def _documents(self, entry: Entry) -> Iterator[Any]:
        terms_of_title = cache(_terms)
        facets = [_raw(facet, value) for facet, values in entry.facets.items() for value in values]
        for row, passage in enumerate(entry.passages, entry.start):
            title, exact_title = terms_of_title(*entry.title_of(passage))
            stems, exact = _terms(passage.text, entry.language_of(passage))
            document = self._tantivy.Document()
            document.add_integer("key", entry.key)
            document.add_unsigned("row", row)
            document.add_text("stems", stems)
            document.add_text("exact", exact)
            document.add_text("title", title)
            document.add_text("exact_title", exact_title)
            for name in {
                *terms_of(*entry.title_of(passage)),
                *terms_of(passage.text, entry.language_of(passage)),
            }:
                document.add_text(NAMES, name)
            for label in entry.labels_of(passage):
                document.add_text("label", _raw(label))
            for value in facets:
                document.add_text("facet", value)
            yield document

    def _within(self, scope: Scope, query: Any) -> Any:
        must, must_not = self._tantivy.Occur.Must, self._tantivy.Occur.MustNot
        clauses = [(must, query), (must, self._carries("label", map(_raw, scope.labels)))]
        for facet, values in scope.filters.items():
            clauses.append((must, self._carries("facet", (_raw(facet, value) for value in values))))
        for facet, values in scope.exclude.items():
            clauses.append(
                (must_not, self._carries("facet", (_raw(facet, value) for value in values)))
            )
        return self._tantivy.Query.boolean_query(clauses)

    def _among(self, rows: Rows, query: Any) -> Any:
        chosen = self._tantivy.Query.term_set_query(self._schema, "row", rows.tolist())
        must = self._tantivy.Occur.Must
        counted = self._tantivy.Query.const_score_query(chosen, 0.0)
        return self._tantivy.Query.boolean_query([(must, query), (must, counted)])

    def _carries(self, field: str, values: Iterable[str]) -> Any:
        query, should = self._tantivy.Query, self._tantivy.Occur.Should
        any_of = query.boolean_query([(should, one) for one in self._terms_of(field, values)])
        return query.const_score_query(any_of, 0.0)

    def _terms_of(self, field: str, values: Iterable[str]) -> list[Any]:
        query = self._tantivy.Query
        return [query.term_query(self._schema, field, value, "basic") for value in values]


def _schema(tantivy: Any) -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", indexed=True)
    builder.add_unsigned_field("row", indexed=True, fast=True)
    for name in ("stems", "exact", "title", "exact_title"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("label", "facet", NAMES):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _terms(text: str, language: str) -> tuple[str, str]:
    stems = [term_of(language, found) for found in subjects(text, language)]
    exact = [term_of(language, folded) for folded in folded_words(text)]
    return " ".join(stems), " ".join(exact)


def _raw(*names: str) -> str:
    """Return names as one term: different names give different terms, whatever is in them."""
    return _SEPARATOR.join(name.encode("unicode_escape").decode("ascii") for name in names)
