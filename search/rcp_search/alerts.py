"""Find, for many standing questions at once, which of a few new documents answer them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from rcp_search.acronyms import vector_of
from rcp_search.documents import Passage, Query
from rcp_search.highlight import Marker
from rcp_search.index import Candidates, Index
from rcp_search.models.embedding import Vector, Vectors
from rcp_search.rows.entry import Entry
from rcp_search.rows.growing import Rows
from rcp_search.rows.scope import RowSets, Scope, rows_of
from rcp_search.searcher import Searcher
from rcp_search.terms.query_words import query_words
from rcp_search.vectors.dense import Floats

#: Questions compared with all new passages in one product of matrices.
_TOGETHER = 256
#: Of the matches of a question, only so many of the best say which words met.
EXPLAINED = 10


@dataclass(frozen=True)
class Standing:
    """A question that is asked again whenever there are new documents, and its vector.

    Of the query only text, labels, filters and exclusions count.
    """

    query: Query
    vector: Vector


@dataclass(frozen=True)
class Match:
    """A document that is a good match, and why.

    ``section`` is where its best passage stands, ``near`` says that it is close in meaning, and
    ``words`` are those that met, as written there (see :data:`EXPLAINED`).
    """

    key: int
    section: str
    near: bool
    words: tuple[str, ...] = ()


class Watch(Searcher):
    """Answers standing questions with the same rules, and the same index, as a searcher.

    The index knows how common each word is everywhere, so that a document is as good a match
    for an alert as it is on the search page.
    """

    @classmethod
    def like(cls, searcher: Searcher) -> Self:
        """Return one that reads what a searcher reads."""
        return cls(searcher._embedder, searcher._index, searcher._ranking, searcher._thesaurus)

    def vector(self, text: str) -> Vector:
        """Return the vector of a question as a search makes it, shape (dimension,)."""
        return vector_of(self._embedder, query_words(text), self._thesaurus)

    def good_matches(
        self, questions: Sequence[Standing], new: Mapping[int, Vectors]
    ) -> Iterator[tuple[Match, ...]]:
        """Yield for each question the good matches among some documents, best first.

        ``new`` holds the vectors of the documents' passages, shape (passages, dimension), by
        key. A document that the index does not hold with as many passages is left out.
        """
        with self._index.lock:
            self._index.bring_up_to_date()
            news = _News.of(self._index, new)
            for start in range(0, len(questions), _TOGETHER):
                some = questions[start : start + _TOGETHER]
                together = np.stack([question.vector for question in some]) @ news.vectors.T
                for question, similarity in zip(some, together, strict=True):
                    yield self._good(question.query, news, similarity)

    def _good(self, query: Query, news: "_News", similarity: Floats) -> tuple[Match, ...]:
        words = query_words(query.text)
        scope = Scope(query.labels, query.filters, query.exclude)
        places = rows_of(news.sets.allowed(scope), len(news.rows))
        if not words.any_word or not len(places):
            return ()
        words = self._understood(words, query.labels)
        rows, similarity = news.rows[places], similarity[places]
        lexical = self._index._lexical
        sought = lexical.sought(words, scope)
        coverage = lexical.coverage(sought, int(rows[-1]) + 1, most=len(rows), among=rows)[rows]
        found = self._best_of_documents(self._judged(words, Candidates(rows, similarity, coverage)))
        found = found.some(found.strong)
        marker = Marker(words)
        best = self._ordered(found, len(found.rows))
        return tuple(
            news.match(
                int(found.rows[place]),
                bool(found.near[place]),
                marker if order < EXPLAINED else None,
            )
            for order, place in enumerate(best)
        )


@dataclass(frozen=True)
class _News:
    """The rows of the new documents in rising order, their vectors, and who may find each."""

    rows: Rows
    vectors: Vectors
    sets: RowSets
    #: By row, with the document.
    passages: Mapping[int, tuple[Entry, Passage]]

    @classmethod
    def of(cls, index: Index, new: Mapping[int, Vectors]) -> Self:
        entries = [entry for key in new if (entry := index.entry(key))]
        held = [entry for entry in entries if len(entry.passages) == len(new[entry.key])]
        sets = RowSets()
        passages: dict[int, tuple[Entry, Passage]] = {}
        vectors = [np.empty((0, index.dimension), dtype=np.float32)]
        for entry in sorted(held, key=lambda entry: entry.start):
            sets.add(len(passages), list(map(entry.labels_of, entry.passages)), entry.facets)
            passages |= {
                row: (entry, passage) for row, passage in enumerate(entry.passages, entry.start)
            }
            vectors.append(new[entry.key])
        rows = np.array(list(passages), dtype=np.int64)
        return cls(rows, np.concatenate(vectors), sets, passages)

    def match(self, row: int, near: bool, marker: Marker | None) -> Match:
        """Return a row as a match; a marker says which words met."""
        entry, passage = self.passages[row]
        words = marker.marks(passage.text, entry.language_of(passage)).words if marker else ()
        return Match(entry.key, passage.section, near, words)
