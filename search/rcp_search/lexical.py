"""Search by words: tantivy in memory, with access and filters inside the query."""

from collections.abc import Iterable, Iterator
from math import log
from typing import Any

import numpy as np

from rcp_search.dense import Floats
from rcp_search.entry import Entry
from rcp_search.query_words import QueryWords
from rcp_search.scope import Scope
from rcp_search.words import folded_words, subjects

#: What a word is worth that stands in the title, or in exactly the form that was typed,
#: beside the same stem in the passage (1).
TITLE = 1.0
EXACT = 0.3

_WRITER_BYTES = 50_000_000
_SEPARATOR = "\n"


class Lexical:
    """Passages by their words, each language by its own stems.

    A writer lives only while changes are applied: between them no thread is running, so
    that a server may fork.
    """

    def __init__(self) -> None:
        import tantivy

        self._tantivy = tantivy
        self._schema = _schema(tantivy)
        self._index: Any = tantivy.Index(self._schema)
        whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("whitespace", whitespace)
        self._searcher: Any = self._index.searcher()
        self._languages: set[str] = set()

    def apply(self, removed: Iterable[int], added: Iterable[Entry]) -> None:
        """Take out the passages of some keys, then add others; all is seen at once."""
        writer = self._index.writer(_WRITER_BYTES, 1)
        for key in removed:
            writer.delete_documents_by_term("key", key)
        for entry in added:
            self._languages.add(entry.language)
            for document in self._documents(entry):
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def coverage(self, words: QueryWords, scope: Scope, rows: int) -> Floats:
        """Return how far each row covers the words: 0 nothing in common, about 1 all of them.

        It is BM25 divided by the weight of all the words in the passage's language, so it
        compares across queries and languages.
        """
        coverage = np.zeros(rows, dtype=np.float32)
        any_word = self._any_word(words)
        if any_word is None or not scope.labels:
            return coverage
        limit = max(1, self._searcher.num_docs)
        hits = self._searcher.search(self._within(scope, any_word), limit, count=False).hits
        if hits:
            addresses = [address for _, address in hits]
            found = self._searcher.fast_field_values("row", addresses)
            scores = np.fromiter((score for score, _ in hits), np.float32, len(hits))
            coverage[np.asarray(found, dtype=np.int64)] = scores
        return coverage

    def _documents(self, entry: Entry) -> Iterator[Any]:
        title, _ = _terms(entry.title, entry.language)
        labels = [_raw(label) for label in entry.labels]
        facets = [_raw(facet, value) for facet, values in entry.facets.items() for value in values]
        for row, passage in enumerate(entry.passages, entry.start):
            stems, exact = _terms(passage.text, entry.language)
            document = self._tantivy.Document()
            document.add_integer("key", entry.key)
            document.add_unsigned("row", row)
            document.add_text("stems", stems)
            document.add_text("exact", exact)
            document.add_text("title", title)
            for label in labels:
                document.add_text("label", label)
            for value in facets:
                document.add_text("facet", value)
            yield document

    def _any_word(self, words: QueryWords) -> Any:
        clauses = []
        for language in sorted(self._languages):
            stems = words.stems(language)
            weight = sum(self._weight(_term(language, found)) for found in stems.values())
            for word, found in stems.items():
                for field, value, boost in (
                    ("stems", found, 1.0),
                    ("title", found, TITLE),
                    ("exact", word, EXACT),
                ):
                    clauses.append(self._clause(field, _term(language, value), boost / weight))
        return self._any(clauses) if clauses else None

    def _weight(self, term: str) -> float:
        """Return what BM25 gives a word once in a passage of average length."""
        passages = self._searcher.num_docs
        frequency = min(passages, self._searcher.doc_freq("stems", term))
        return log(1 + (passages - frequency + 0.5) / (frequency + 0.5))

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

    def _carries(self, field: str, values: Iterable[str]) -> Any:
        query = self._tantivy.Query
        return query.const_score_query(query.term_set_query(self._schema, field, list(values)), 0.0)

    def _clause(self, field: str, term: str, boost: float) -> Any:
        query = self._tantivy.Query
        return query.boost_query(query.term_query(self._schema, field, term, "freq"), boost)

    def _any(self, clauses: list[Any]) -> Any:
        should = self._tantivy.Occur.Should
        return self._tantivy.Query.boolean_query([(should, clause) for clause in clauses])


def _schema(tantivy: Any) -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", indexed=True)
    builder.add_unsigned_field("row", fast=True)
    for name in ("stems", "title", "exact"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("label", "facet"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _terms(text: str, language: str) -> tuple[str, str]:
    stems = [_term(language, found) for found in subjects(text, language)]
    exact = [_term(language, folded) for folded in folded_words(text)]
    return " ".join(stems), " ".join(exact)


def _term(language: str, value: str) -> str:
    return f"{language}:{value}"


def _raw(*names: str) -> str:
    """Return names as one term: different names give different terms, whatever is in them."""
    return _SEPARATOR.join(name.encode("unicode_escape").decode("ascii") for name in names)
