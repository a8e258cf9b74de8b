"""Scores as queries, which tantivy answers with the best passages only."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rcp_search.lexical.word_index import WordIndex
from rcp_search.rows.growing import Rows
from rcp_search.vectors.dense import Floats


class TantivyScoring:
    """Makes tantivy's queries (see :class:`Scoring`), and finds their best passages."""

    def __init__(self, tantivy: Any, schema: Any, passages: WordIndex) -> None:
        self._query = tantivy.Query
        self._occur = tantivy.Occur
        self._schema = schema
        self._passages = passages

    @property
    def passages(self) -> int:
        """Count all passages."""
        return int(self._passages.searcher.num_docs)

    def frequency(self, field: str, term: str) -> int:
        """Count the passages with a term in a field, those removed since included."""
        return int(self._passages.searcher.doc_freq(field, term))

    def best_rows(self, query: Any, most: int) -> tuple[Rows, Floats]:
        """Return the rows of the best passages that a query finds, and the score of each."""
        searcher = self._passages.searcher
        hits = searcher.search(query, most, count=False).hits
        rows = searcher.fast_field_values("row", [address for _, address in hits])
        scores = np.array([score for score, _ in hits], dtype=np.float32)
        return np.array(rows, dtype=np.int64), scores

    def unboosted(self, field: str, terms: Sequence[str]) -> Any:
        """Return the BM25 of a term, or of terms in sequence, in a field."""
        if len(terms) == 1:
            return self._query.term_query(self._schema, field, terms[0], "freq")
        return self._query.phrase_query(self._schema, field, list(terms))

    def term(self, field: str, term: str, boost: float) -> Any:
        """Return the BM25 of a term in a field, times a boost."""
        return self.boosted(self.unboosted(field, (term,)), boost)

    def phrase(self, field: str, terms: Sequence[str], boost: float) -> Any:
        """Return the BM25 of terms in sequence in a field, times a boost."""
        return self.boosted(self.unboosted(field, terms), boost)

    def best(self, scores: Sequence[Any]) -> Any:
        """Return the highest of some scores."""
        return self._query.disjunction_max_query(list(scores))

    def sum(self, scores: Sequence[Any]) -> Any:
        """Return the sum of some scores."""
        return self._query.boolean_query([(self._occur.Should, score) for score in scores])

    def boosted(self, score: Any, boost: float) -> Any:
        """Return a score times a boost."""
        return self._query.boost_query(score, boost)

    def required(self, score: Any, conditions: Sequence[Any]) -> Any:
        """Return a score for the passages that each of the conditions scores, none for others."""
        unscored = (self._query.const_score_query(condition, 0.0) for condition in conditions)
        return self._query.boolean_query([(self._occur.Must, one) for one in (score, *unscored)])
